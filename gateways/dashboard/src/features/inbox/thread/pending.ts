// A message that is on its way stands in the thread like any other, until the server's own row of it is there.
import type { Me, Message, MessageKind } from "@/api/types";
import type { Entry } from "@/commands/entry";
import { isUnnumbered, numberAfter, withoutEchoes as rowsWithoutEchoes } from "@/lists/echoes";
import type { Change } from "@/live/change";

export function pendingMessage(
  key: string,
  of: { conversation: string; customer: string; lastNo: number; me: Me; text: string; kind: MessageKind },
): Change {
  const row: Message = {
    id: key,
    conversation_id: of.conversation,
    customer_id: of.customer,
    no: numberAfter(of.lastNo),
    author: "agent",
    member_id: of.me.id,
    member_name: of.me.name ?? null,
    kind: of.kind,
    text: of.text,
    status: "sending",
    created_at: new Date().toISOString(),
    origin: "live",
    version: 0,
    position: 0,
  };
  return { resource: "message", op: "upsert", row: { ...row } };
}

export function isPending(message: Message) {
  return isUnnumbered(message);
}

/** Newest first. */
export function withoutEchoes(messages: readonly Message[]): Message[] {
  return rowsWithoutEchoes(messages, isPending, isOf);
}

function isOf(pending: Message, real: Message) {
  return (
    real.no > pending.no &&
    real.member_id === pending.member_id &&
    real.kind === pending.kind &&
    real.text === pending.text
  );
}

export function entryOf(message: Message, entries: readonly Entry[]) {
  return isPending(message)
    ? entries.find((entry) => entry.changes.some(({ row }) => row.id === message.id))
    : undefined;
}
