// What happened with a customer, over all channels: conversations, tickets and notes in one order, the newest first. Each comes page by
// page; what lies before the end of a page that has a next one is left out until that has come, so that nothing is missing in between.
import type { Conversation, Customer, Ticket } from "@/api/types";
import type { ListedNote } from "./pending_note";

export type Event =
  | { is: "conversation"; id: string; at: string; conversation: Conversation }
  | { is: "ticket"; id: string; at: string; ticket: Ticket }
  | { is: "note"; id: string; at: string; note: ListedNote }
  | { is: "met"; id: string; at: string; customer: Customer };

export interface Part<Row> {
  /** Newest first. */
  rows: readonly Row[];
  hasMore: boolean;
}

export interface Sources {
  customer: Customer;
  conversations: Part<Conversation>;
  tickets: Part<Ticket>;
  notes: Part<ListedNote>;
}

export interface History {
  events: Event[];
  hasMore: boolean;
}

export function historyOf({ customer, conversations, tickets, notes }: Sources): History {
  const parts = [
    part(conversations, (conversation) => ({
      is: "conversation" as const,
      id: conversation.id,
      at: conversation.last_activity_at,
      conversation,
    })),
    part(tickets, (ticket) => ({ is: "ticket" as const, id: ticket.id, at: ticket.last_activity_at, ticket })),
    part(notes, (note) => ({ is: "note" as const, id: note.id, at: note.created_at, note })),
  ];
  const from =
    parts
      .map(({ ends }) => ends)
      .sort()
      .at(-1) ?? "";
  const hasMore = from !== "";
  const events: Event[] = parts.flatMap(({ events }) => events.filter(({ at }) => at >= from));
  events.sort((a, b) => b.at.localeCompare(a.at) || b.id.localeCompare(a.id));
  if (!hasMore) events.push({ is: "met", id: customer.id, at: customer.customer_since, customer });
  return { events, hasMore };
}

function part<Row>({ rows, hasMore }: Part<Row>, of: (row: Row) => Event) {
  const events = rows.map(of);
  return { events, ends: hasMore ? (events.at(-1)?.at ?? "") : "" };
}
