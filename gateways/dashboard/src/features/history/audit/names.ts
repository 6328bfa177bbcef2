// Who has asked for something and what it was about, by the names that they have now.
import { useQuery } from "@tanstack/react-query";
import { useBusinessId } from "@/api/business_context";
import { useMe } from "@/api/me_context";
import { oneTicket } from "@/features/desk/tickets/queries";
import { oneConversation } from "@/features/inbox/conversations/queries";
import { oneCustomer } from "@/features/inbox/customer/queries";
import { useMemberNames } from "@/features/inbox/thread/use_member_names";
import { useText } from "@/i18n/i18n_provider";
import { oneOptions } from "@/lists/use_one";
import { whoName } from "../words";
import { familyOf } from "./families";
import type { AuditEntry } from "./queries";

/** `about` is nothing where the action says it, or nobody has given it a name. Asked for while it is in sight. */
export function useEntryNames({ by, action, subject }: Pick<AuditEntry, "by" | "action" | "subject">) {
  const t = useText();
  const business = useBusinessId();
  const me = useMe().id;
  const nameOf = useMemberNames();
  const family = familyOf(action);
  const visitor = by.kind === "visitor" ? (by.id ?? undefined) : undefined;
  const customerId = family === "customer" ? subject : visitor;
  const customer = useQuery({ ...oneOptions(oneCustomer(business, customerId ?? "")), enabled: !!customerId }).data;
  const conversation = useQuery({
    ...oneOptions(oneConversation(business, subject, me)),
    enabled: family === "conversation",
  }).data;
  const ticket = useQuery({ ...oneOptions(oneTicket(business, subject)), enabled: family === "ticket" }).data;
  const customerName = customer?.name ?? customer?.email ?? customer?.phone ?? undefined;
  const about = {
    customer: family === "customer" ? customerName : undefined,
    conversation: conversation?.customer_name ?? undefined,
    ticket: ticket && `#${ticket.number}`,
    member: family === "member" ? nameOf(subject) : undefined,
  };
  return {
    who: (visitor && customerName) ?? whoName(t, by, nameOf),
    about: about.customer ?? about.conversation ?? about.ticket ?? about.member,
  };
}
