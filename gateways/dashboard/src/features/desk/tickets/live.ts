// How a list of tickets follows what is heard: the same filters and the same order as the server's.
import type { Ticket } from "@/api/types";
import type { Shown } from "@/live/patch";
import type { Sort, TicketFilters } from "./search";

export function shownTickets(filters: TicketFilters, me: string): Shown<Ticket> {
  return {
    resource: "ticket",
    keeps: (ticket) => lets(filters, ticket, me),
    // What else a search would find, only the server knows.
    enters: () => filters.q === undefined,
    order: orderBy(filters.sort ?? "last_activity_at"),
  };
}

function lets(filters: TicketFilters, ticket: Ticket, me: string) {
  const { status, priority, assigned_to, first_response, customer_id, tag, number } = filters;
  const assignee = assigned_to === "me" ? me : assigned_to === "none" ? null : assigned_to;
  return (
    (status === undefined || status.includes(ticket.status)) &&
    (priority === undefined || priority.includes(ticket.priority)) &&
    (assignee === undefined || (ticket.assigned_to ?? null) === assignee) &&
    (first_response === undefined || first_response.some((state) => state === ticket.first_response)) &&
    (customer_id === undefined || ticket.customer_id === customer_id) &&
    (tag === undefined || ticket.tags.includes(tag)) &&
    (number === undefined || ticket.number === number)
  );
}

/** The newest, or the greatest, first; with `-` the other way round. What is due is due soonest first. */
export function orderBy(sort: Sort): (a: Ticket, b: Ticket) => number {
  if (sort === "first_response_due_at") return byDue;
  const turned = sort.startsWith("-");
  const column = sort.replace("-", "") as "last_activity_at" | "created_at" | "number";
  const by = (a: Ticket, b: Ticket) =>
    column === "number" ? b.number - a.number : b[column].localeCompare(a[column]) || b.id.localeCompare(a.id);
  return turned ? (a, b) => by(b, a) : by;
}

const never = "~"; // after all times

function byDue(a: Ticket, b: Ticket) {
  const [due, other] = [a.first_response_due_at ?? never, b.first_response_due_at ?? never];
  return due === other ? a.id.localeCompare(b.id) : due < other ? -1 : 1;
}
