// How a list of conversations follows what is heard: of each row the channel carries all but what I have read.
import type { Conversation } from "@/api/types";
import type { Change } from "@/live/change";
import type { Shown } from "@/live/patch";
import { type Asked, statusOf } from "./search";

/** With how far I have read, once that is known. */
export type ListedConversation = Conversation & { read_no?: number };

export function shownIn(asked: Asked, me: string): Shown<ListedConversation> {
  return {
    resource: "conversation",
    merge: mergeFor(me),
    keeps: (row) => isAsked(row, asked, me),
    // Which of them hold the words, the server alone can tell.
    ...(asked.q ? { enters: () => false } : {}),
    order: orders[asked.sort ?? "newest"],
  };
}

const newest = (a: Conversation, b: Conversation) =>
  descending(a.last_activity_at, b.last_activity_at) || descending(a.id, b.id);
const never = "~"; // after all times

const orders = {
  newest,
  oldest: (a: Conversation, b: Conversation) => newest(b, a),
  /** The longest first; who waits for nothing comes last. */
  waiting: (a: Conversation, b: Conversation) =>
    descending(b.waiting_since ?? never, a.waiting_since ?? never) || descending(b.id, a.id),
};

/** Of times and ids, which are in order as they are written: ten thousand are sorted in a few milliseconds. */
function descending(a: string, b: string) {
  return a === b ? 0 : a < b ? 1 : -1;
}

function isAsked(row: Conversation, asked: Asked, me: string) {
  const status = statusOf(asked);
  return (
    (asked.view !== "mine" || row.assigned_to === me) &&
    (asked.view !== "unassigned" || !row.assigned_to) &&
    (!status || row.status === status) &&
    (!asked.channel || row.channel === asked.channel) &&
    (!asked.priority || row.priority === asked.priority) &&
    (!asked.tag || row.tags.includes(asked.tag)) &&
    (!asked.assigned || (row.assigned_to ?? "none") === asked.assigned) &&
    (!asked.waiting || Boolean(row.waiting_since))
  );
}

export function mergeConversation(before: ListedConversation | undefined, row: ListedConversation): ListedConversation {
  const merged = { ...before, ...row };
  const read_no = before ? Math.max(row.read_no ?? 0, readOf(before)) : (row.read_no ?? readBefore(row));
  return { ...merged, read_no, unread: unreadAfter(merged, read_no) };
}

/** By member and conversation: a row that leaves a list and comes back, as when what was done is undone, is as unread as it was. */
const lastRead = new Map<string, number>();

export function mergeFor(me: string) {
  return (before: ListedConversation | undefined, row: ListedConversation): ListedConversation => {
    const key = `${me} ${row.id}`;
    const known = before || row.read_no !== undefined || row.unread !== undefined ? undefined : lastRead.get(key);
    const merged = mergeConversation(before, known === undefined ? row : { ...row, read_no: known });
    lastRead.set(key, Math.max(merged.read_no ?? 0, lastRead.get(key) ?? 0));
    return merged;
  };
}

/** The number of the last message that I have read. */
export function readOf(row: ListedConversation): number {
  return row.read_no ?? readBelow(row, row.unread);
}

/** Of a row that was not in the list: what has just come from the customer is unread. */
function readBefore(row: ListedConversation) {
  if (row.unread !== undefined) return readBelow(row, row.unread);
  const fromCustomer = row.last_customer_message_at === row.last_activity_at;
  return fromCustomer ? row.last_no - 1 : row.last_no;
}

/** Nobody has to read what was imported, or has been deleted. */
function counts({ imported, deleted }: Conversation, no: number) {
  return !deleted?.includes(no) && !imported?.some(({ first, last }) => first <= no && no <= last);
}

function unreadAfter(row: Conversation, read_no: number) {
  let unread = 0;
  for (let no = read_no + 1; no <= row.last_no; no++) if (counts(row, no)) unread++;
  return unread;
}

/** Below the newest so many that count. */
function readBelow(row: Conversation, unread: number) {
  let no = row.last_no;
  for (let left = unread; no > 0 && left > 0; no--) if (counts(row, no)) left--;
  return no;
}

/** My read markers, as changes of the conversations that they are about. */
export function readMarkers(changes: readonly Change[]): Change[] {
  return changes
    .filter(({ resource, op }) => resource === "read_marker" && op === "upsert")
    .map(({ row }) => ({
      resource: "conversation",
      op: "set",
      row: { id: String(row.conversation_id), read_no: row.no },
    }));
}
