// The places of the settings: what is mine, and what is the business's.
import {
  Building2,
  Cable,
  CircleUserRound,
  Clock,
  Globe,
  KeyRound,
  type LucideIcon,
  Plug,
  ScrollText,
  ShieldCheck,
  UserCog,
  Webhook,
} from "lucide-react";
import { useMe } from "@/api/me_context";
import { useMaySeeHistory } from "@/features/history/access";
import type { Key } from "@/i18n/catalogue";

export interface Section {
  to: `/b/$business/settings/${"me" | "security" | "business" | "widget" | "api-keys" | "hours" | "roles" | "integrations" | "privacy" | "audit" | "webhooks"}`;
  text: Extract<Key, `settings.to.${string}`>;
  icon: LucideIcon;
  /** Who has not this right does not see it. */
  right?: string;
  /** For the owner and admins, whatever others may. */
  history?: true;
  /** It has lists that scroll by themselves. */
  whole?: true;
}

const sections: readonly { text: Extract<Key, `settings.of.${string}`>; of: readonly Section[] }[] = [
  {
    text: "settings.of.me",
    of: [
      { to: "/b/$business/settings/me", text: "settings.to.me", icon: CircleUserRound },
      { to: "/b/$business/settings/security", text: "settings.to.security", icon: KeyRound },
    ],
  },
  {
    text: "settings.of.business",
    of: [
      { to: "/b/$business/settings/business", text: "settings.to.business", icon: Building2 },
      { to: "/b/$business/settings/hours", text: "settings.to.hours", icon: Clock },
      { to: "/b/$business/settings/widget", text: "settings.to.widget", icon: Globe },
      {
        to: "/b/$business/settings/integrations",
        text: "settings.to.integrations",
        icon: Cable,
        right: "integrations.view",
      },
      { to: "/b/$business/settings/roles", text: "settings.to.roles", icon: UserCog, right: "roles_manage" },
      {
        to: "/b/$business/settings/privacy",
        text: "settings.to.privacy",
        icon: ShieldCheck,
        right: "customers_delete",
      },
      { to: "/b/$business/settings/audit", text: "settings.to.audit", icon: ScrollText, history: true, whole: true },
    ],
  },
  {
    text: "settings.of.developers",
    of: [
      { to: "/b/$business/settings/api-keys", text: "settings.to.api_keys", icon: Plug, right: "api_keys_manage" },
      { to: "/b/$business/settings/webhooks", text: "settings.to.webhooks", icon: Webhook, right: "webhooks.view" },
    ],
  },
];

/** Those that whoever looks may see. */
export function useSections() {
  const { permissions } = useMe();
  const maySeeHistory = useMaySeeHistory();
  return sections
    .map(({ text, of }) => ({
      text,
      of: of.filter(({ right, history }) => (!right || permissions.includes(right)) && (!history || maySeeHistory)),
    }))
    .filter(({ of }) => of.length > 0);
}
