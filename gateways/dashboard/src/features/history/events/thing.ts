// What an event is about and who has brought it about, by the names that they have now.
import { useQuery } from "@tanstack/react-query";
import { useBusinessId } from "@/api/business_context";
import { useMe } from "@/api/me_context";
import { oneTicket } from "@/features/desk/tickets/queries";
import { oneConversation } from "@/features/inbox/conversations/queries";
import { oneCustomer } from "@/features/inbox/customer/queries";
import { useMemberNames } from "@/features/inbox/thread/use_member_names";
import { type Translate, useText } from "@/i18n/i18n_provider";
import { oneOptions } from "@/lists/use_one";
import { type HistoryEvent, type Thing, textIn, thingOf } from "./event";

/** Asked for while it is in sight. */
function useRows({
  conversation = "",
  ticket = "",
  customer = "",
}: Partial<Record<Thing["kind"], string | undefined>>) {
  const business = useBusinessId();
  const me = useMe().id;
  return {
    conversation: useQuery({
      ...oneOptions(oneConversation(business, conversation, me)),
      enabled: conversation !== "",
    }).data,
    ticket: useQuery({ ...oneOptions(oneTicket(business, ticket)), enabled: ticket !== "" }).data,
    customer: useQuery({ ...oneOptions(oneCustomer(business, customer)), enabled: customer !== "" }).data,
  };
}

export interface Names {
  who: string;
  /** "the conversation with Zoe", "ticket #3". */
  about: string;
  /** The customer whom it is about, or whose conversation it is. */
  customer: string;
  /** Whoever it is about has done it: there is nothing to say twice. */
  self: boolean;
  member: (id: string) => string;
}

export function useNames(event: HistoryEvent): Names {
  const t = useText();
  const nameOf = useMemberNames();
  const thing = thingOf(event);
  const visitor = event.authtype === "app_user" ? event.authid : undefined;
  const { conversation, ticket, customer } = useRows({ customer: visitor, ...(thing && { [thing.kind]: thing.id }) });
  const member = (id: string) => nameOf(id) ?? t("history.who.left");
  const visitorName = textIn(event, "author_name") ?? customer?.name ?? conversation?.customer_name ?? undefined;
  const customerName = customer?.name ?? customer?.email ?? customer?.phone ?? textIn(event, "name");
  const self = event.authtype === "app_user";
  return {
    who: whoOf(t, event, visitorName, member),
    about: aboutOf(t, thing, {
      // "Zoe began a conversation": not "the conversation with Zoe".
      conversation: self ? undefined : conversation?.customer_name,
      number: ticket?.number,
      customer: customerName,
    }),
    customer: conversation?.customer_name ?? customerName ?? t("history.what.customer.unknown"),
    self,
    member,
  };
}

function whoOf(t: Translate, event: HistoryEvent, visitor: string | undefined, member: (id: string) => string) {
  switch (event.authtype) {
    case "system":
      return t("history.who.house");
    case "app_user":
      return visitor ?? t("history.who.visitor");
    case "api_key":
      return t("history.who.api_key");
    case "user":
      return event.authid ? member(event.authid) : t("history.who.anybody");
    default:
      return visitor ?? t("history.who.anybody");
  }
}

interface Known {
  conversation: string | null | undefined;
  number: number | undefined;
  customer: string | undefined;
}

function aboutOf(t: Translate, thing: Thing | undefined, known: Known) {
  switch (thing?.kind) {
    case "ticket":
      return known.number === undefined
        ? t("history.what.ticket.unknown")
        : t("history.what.ticket", { number: String(known.number) });
    case "customer":
      return known.customer ? t("history.what.customer", { name: known.customer }) : t("history.what.customer.unknown");
    default:
      return known.conversation
        ? t("history.what.conversation", { name: known.conversation })
        : t("history.what.conversation.unknown");
  }
}
