// What the actions of the audit log are about, by how their names begin.
import {
  Building2,
  Contact,
  Eye,
  KeyRound,
  type LucideIcon,
  MessageSquare,
  MessagesSquare,
  Settings2,
  ShieldCheck,
  Ticket,
  UserCog,
  UsersRound,
} from "lucide-react";

export const families = [
  "business",
  "member",
  "custom_role",
  "api_key",
  "customer",
  "conversation",
  "message",
  "ticket",
] as const;
export type Family = (typeof families)[number];

const icons: Record<Family, LucideIcon> = {
  business: Building2,
  member: UsersRound,
  custom_role: UserCog,
  api_key: KeyRound,
  customer: Contact,
  conversation: MessagesSquare,
  message: MessageSquare,
  ticket: Ticket,
};

export function familyOf(action: string): Family | undefined {
  const first = action.split(".")[0];
  return families.find((family) => family === first);
}

/** What is the house's own, such as a timer, has that of machinery. */
export function iconOf(action: string): LucideIcon {
  const family = familyOf(action);
  if (family) return icons[family];
  if (action.startsWith("reads.")) return Eye;
  return /^(consent|erasure|export|legal_hold)\./.test(action) ? ShieldCheck : Settings2;
}
