// What is done to a conversation: what to send, what to show meanwhile, and what takes it back.
import type { ConversationStatus } from "@/api/types";
import type { Command, Input } from "@/commands/command";
import type { Change } from "@/live/change";
import type { assign, change, changeStatus, tag } from "./commands";
import type { ListedConversation } from "./live";
import type { Priority } from "./search";

export interface Deed<Path, Body> {
  input: Input<Path, Body>;
  undo: Input<Path, Body>;
}
type Of<C> = C extends Command<infer Path, infer Body, unknown> ? Deed<Path, Body> : never;

export interface Person {
  id: string;
  name: string;
}

/** Only members of the row: lists that it comes into by them know the rest. */
function showing(row: ListedConversation, set: Partial<ListedConversation>): () => Change[] {
  return () => [{ resource: "conversation", op: "set", row: { ...set, id: row.id }, whole: { ...row } }];
}

/** `seen`: the newest message that is known here; whoever has said more meanwhile is heard first. */
export function toStatus(row: ListedConversation, to: ConversationStatus, seen?: number): Of<typeof changeStatus> {
  const path = { id: row.id };
  const inputOf = (status: ConversationStatus) => ({ path, body: { status }, changes: showing(row, { status }) });
  const input = inputOf(to);
  return { input: seen === undefined ? input : { ...input, body: { status: to, seen } }, undo: inputOf(row.status) };
}

export function toMember(row: ListedConversation, to: Person | null): Of<typeof assign> {
  const inputOf = (assigned_to: string | null, assigned_name: string | null) => ({
    path: { id: row.id },
    body: { member_id: assigned_to },
    changes: showing(row, { assigned_to, assigned_name }),
  });
  return {
    input: inputOf(to?.id ?? null, to?.name ?? null),
    undo: inputOf(row.assigned_to ?? null, row.assigned_name ?? null),
  };
}

export function toTags(row: ListedConversation, add: readonly string[], remove: readonly string[]): Of<typeof tag> {
  const added = add.filter((name) => !row.tags.includes(name));
  const removed = remove.filter((name) => row.tags.includes(name));
  const inputOf = (tags: string[], gone: string[], now: string[]) => ({
    path: { id: row.id },
    body: { tags, remove: gone },
    changes: showing(row, { tags: now }),
  });
  const now = [...row.tags.filter((name) => !removed.includes(name)), ...added];
  return { input: inputOf(added, removed, now), undo: inputOf(removed, added, row.tags) };
}

export function toPriority(row: ListedConversation, to: Priority): Of<typeof change> {
  const inputOf = (priority: Priority) => ({
    path: { id: row.id },
    body: { priority },
    changes: showing(row, { priority }),
  });
  return { input: inputOf(to), undo: inputOf(row.priority) };
}

export function toSubject(row: ListedConversation, to: string | null): Of<typeof change> {
  const inputOf = (subject: string | null) => ({
    path: { id: row.id },
    body: { subject },
    changes: showing(row, { subject }),
  });
  return { input: inputOf(to), undo: inputOf(row.subject ?? null) };
}
