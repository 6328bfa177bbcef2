// Where one can go in a business: the sidebar and the palette show the same.
import { Contact, History, House, Inbox, type LucideIcon, Settings, Ticket, UsersRound } from "lucide-react";
import { useMe } from "@/api/me_context";
import { useMaySeeHistory } from "@/features/history/access";
import type { Key } from "@/i18n/catalogue";

interface Destination {
  to:
    | "/b/$business"
    | "/b/$business/inbox"
    | "/b/$business/customers"
    | "/b/$business/tickets"
    | "/b/$business/team"
    | "/b/$business/history"
    | "/b/$business/settings";
  text: Extract<Key, `shell.to.${string}`>;
  icon: LucideIcon;
  /** The permission without which there is nothing to see. */
  needs?: string;
  /** There for the owner and admins, whatever others may. */
  history?: true;
}

const destinations: readonly Destination[] = [
  { to: "/b/$business", text: "shell.to.home", icon: House },
  { to: "/b/$business/inbox", text: "shell.to.inbox", icon: Inbox },
  { to: "/b/$business/customers", text: "shell.to.customers", icon: Contact, needs: "customers_view" },
  { to: "/b/$business/tickets", text: "shell.to.tickets", icon: Ticket, needs: "tickets.view" },
  { to: "/b/$business/team", text: "shell.to.team", icon: UsersRound, needs: "team_view" },
  { to: "/b/$business/history", text: "shell.to.history", icon: History, history: true },
  { to: "/b/$business/settings", text: "shell.to.settings", icon: Settings },
];

export function useDestinations() {
  const { permissions } = useMe();
  const maySeeHistory = useMaySeeHistory();
  return destinations.filter(
    ({ needs, history }) => (needs === undefined || permissions.includes(needs)) && (!history || maySeeHistory),
  );
}
