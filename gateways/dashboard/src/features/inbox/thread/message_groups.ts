// A thread reads as turns: what one author said in one go, under the day on which it was said.
import type { Message } from "@/api/types";

export interface Turn {
  message: Message;
  /** The first of a day names it. */
  day: boolean;
  /** The first of a turn names its author. */
  first: boolean;
  /** The last of a turn says when. */
  last: boolean;
  /** The first that had not been read when the thread was opened … */
  unread: boolean;
  /** … and something that had been read is above it. */
  line: boolean;
}

const pause_ms = 5 * 60_000;

/**
 * Of messages in the order in which they are read. `dayOf` names a day in the person's time zone; `firstUnread` is the id of the
 * message above which what is new begins.
 */
export function turnsOf(
  messages: readonly Message[],
  dayOf: (at: string) => string,
  firstUnread: string | undefined,
): Turn[] {
  const days = messages.map(({ created_at }) => dayOf(created_at));
  const begins = messages.map((message, at) => {
    const before = messages[at - 1];
    return !before || days[at] !== days[at - 1] || message.id === firstUnread || !goesOn(before, message);
  });
  return messages.map((message, at) => ({
    message,
    day: days[at] !== days[at - 1],
    first: begins[at] === true,
    last: begins[at + 1] !== false,
    unread: message.id === firstUnread,
    line: message.id === firstUnread && at > 0,
  }));
}

function goesOn(a: Message, b: Message) {
  const same =
    a.author === b.author && a.member_id === b.member_id && a.author_name === b.author_name && a.kind === b.kind;
  return same && Date.parse(b.created_at) - Date.parse(a.created_at) < pause_ms;
}

/**
 * Where what is new begins: the first message after the last one that was read. Nothing while older pages may hold an earlier one;
 * what one has written oneself is not new, and nobody has to read what was imported.
 */
export function firstUnreadOf(messages: readonly Message[], read_no: number, me: string, complete: boolean) {
  const [oldest] = messages;
  if (!oldest || (!complete && oldest.no > read_no + 1)) return undefined;
  return messages.find(
    ({ no, member_id, origin, deleted_at }) => no > read_no && member_id !== me && origin !== "import" && !deleted_at,
  )?.id;
}
