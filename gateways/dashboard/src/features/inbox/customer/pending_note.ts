// A note that is on its way stands among the others, until the server's own row of it is there.
import type { CustomerNote, Me } from "@/api/types";
import type { Entry } from "@/commands/entry";
import { withoutEchoes as rowsWithoutEchoes } from "@/lists/echoes";
import type { Change } from "@/live/change";

/** `after`: what had happened when it was written; only rows that are on their way have it. */
export type ListedNote = CustomerNote & { after?: number };

export function pendingNote(
  key: string,
  of: { customer: string; me: Me; text: string; known: readonly ListedNote[] },
): Change {
  const row: ListedNote = {
    id: key,
    customer_id: of.customer,
    member_id: of.me.id,
    member_name: of.me.name ?? null,
    text: of.text,
    created_at: new Date().toISOString(),
    version: 0,
    position: 0,
    after: Math.max(0, ...of.known.map(({ position }) => position ?? 0)),
  };
  return { resource: "customer_note", op: "upsert", row: { ...row } };
}

const isPending = (note: ListedNote) => note.after !== undefined;

export function entryOf(note: ListedNote, entries: readonly Entry[]) {
  return isPending(note) ? entries.find(({ key }) => key === note.id) : undefined;
}

/** Newest first. */
export function withoutEchoes(notes: readonly ListedNote[]): ListedNote[] {
  return rowsWithoutEchoes(notes, isPending, isOf);
}

function isOf(pending: ListedNote, real: ListedNote) {
  return real.position > (pending.after ?? 0) && real.member_id === pending.member_id && real.text === pending.text;
}
