// Which way a ticket may go: as the server's rules have it.
import type { Ticket, TicketStatus } from "@/api/types";

/** Of a closed one nothing is done until it is open again. */
export function mayBecome(from: TicketStatus, to: TicketStatus) {
  return from !== to && (from !== "closed" || to === "open");
}

export function isOver(status: TicketStatus) {
  return status === "resolved" || status === "closed";
}

/** What E does: what is under way is resolved, what is over is opened again. */
export function resolvedOrReopened(status: TicketStatus): TicketStatus {
  return isOver(status) ? "open" : "resolved";
}

/** The ways back from a new status, one after the other: out of closed they lead by open. */
export function waysBack(to: TicketStatus, before: TicketStatus): TicketStatus[] {
  if (to === before) return [];
  return to === "closed" && before !== "open" ? ["open", before] : [before];
}

/** What of a ticket is another at once when its status is. */
export function withStatus(ticket: Ticket, status: TicketStatus, now: string) {
  return {
    status,
    resolved_at: isOver(status) ? (ticket.resolved_at ?? now) : null,
    closed_at: status === "closed" ? now : null,
  };
}
