// A comment that is on its way stands under the ticket like any other.
import type { Me, Ticket, TicketComment } from "@/api/types";
import { isUnnumbered, numberAfter, withoutEchoes } from "@/lists/echoes";
import type { Change } from "@/live/change";

export function pendingComment(key: string, of: { ticket: Ticket; me: Me; text: string; internal: boolean }): Change {
  const row: TicketComment = {
    id: key,
    ticket_id: of.ticket.id,
    no: numberAfter(of.ticket.comments),
    member_id: of.me.id,
    member_name: of.me.name ?? null,
    internal: of.internal,
    text: of.text,
    created_at: new Date().toISOString(),
    version: 0,
    position: 0,
  };
  return { resource: "ticket_comment", op: "upsert", row: { ...row } };
}

export function commentsOf(comments: readonly TicketComment[]) {
  return withoutEchoes(comments, isUnnumbered, becomes);
}

function becomes(pending: TicketComment, real: TicketComment) {
  return (
    real.no > pending.no &&
    real.member_id === pending.member_id &&
    real.internal === pending.internal &&
    real.text === pending.text
  );
}
