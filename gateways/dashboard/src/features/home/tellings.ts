// How the feed reads: what is new above what is there, and each line one thing that was done.
import type { Page } from "@/api/types";
import type { Pages } from "@/live/patch";
import type { Event } from "./activity";

/** The newest page over those that are there; where it does not reach them, all that lies between is left out by neither. */
export function withNewest(data: Pages<Event>, newest: Page<Event>): Pages<Event> {
  const known = new Set(data.pages.flatMap((page) => page.items.map(({ id }) => id)));
  const fresh = newest.items.filter(({ id }) => !known.has(id));
  if (newest.next_cursor && fresh.length === newest.items.length) return { pages: [newest], pageParams: [null] };
  const now = new Map(newest.items.map((event) => [event.id, event])); // what it is called may have changed
  const [first, ...rest] = data.pages.map((page) => ({
    ...page,
    items: page.items.map((event) => now.get(event.id) ?? event),
  }));
  return first ? { ...data, pages: [{ ...first, items: [...fresh, ...first.items] }, ...rest] } : data;
}

/** One line of the feed: the same done several times in a row is told once. */
export interface Telling {
  event: Event;
  /** How many of them. */
  times: number;
  /** To how many other things the same was done with it. */
  others: number;
  /** Of an import: how many messages. */
  sum: number;
  /** How what was said with it begins. */
  text: string | null;
}

const said = "message.received";
const beginnings: readonly string[] = ["conversation.opened", "conversation.reopened"];

/** Of events as the server tells them, the newest first. */
export function tellingsOf(events: readonly Event[]): Telling[] {
  const tellings: Telling[] = [];
  for (const event of events) {
    const after = tellings.at(-1);
    if (after && beginsWith(event, after.event)) {
      // Who opens a conversation by writing has done one thing.
      tellings[tellings.length - 1] = { ...after, event: { ...event, at: after.event.at, text: after.text } };
    } else if (after && isSame(event, after.event)) {
      after.times += 1;
      after.sum += event.number ?? 0;
    } else if (after && isOneOfMany(event, after.event)) {
      after.others += 1;
    } else {
      tellings.push({ event, times: 1, others: 0, sum: event.number ?? 0, text: event.text ?? null });
    }
  }
  return tellings;
}

function beginsWith(event: Event, after: Event) {
  return after.kind === said && beginnings.includes(event.kind) && isAboutSame(event, after);
}

function isSame(event: Event, after: Event) {
  return (
    event.kind === after.kind && (event.kind === "import.taken" || isAboutSame(event, after)) && sameDay(event, after)
  );
}

function isAboutSame(a: Event, b: Event) {
  return (
    a.resource_id === b.resource_id && a.actor.id === b.actor.id && (a.member?.id ?? null) === (b.member?.id ?? null)
  );
}

const together_ms = 60_000;
const done: readonly string[] = ["assigned", "resolved", "reopened"];

/** Who is done with many at once has done one thing. */
function isOneOfMany(event: Event, after: Event) {
  return (
    event.kind === after.kind &&
    done.some((what) => event.kind.endsWith(`.${what}`)) &&
    event.actor.kind === "member" &&
    event.actor.id === after.actor.id &&
    (event.member?.id ?? null) === (after.member?.id ?? null) &&
    Date.parse(after.at) - Date.parse(event.at) < together_ms
  );
}

const pause_ms = 60 * 60_000;

/** Not over hours: one sees when it was done. */
function sameDay(a: Event, b: Event) {
  return Math.abs(Date.parse(b.at) - Date.parse(a.at)) < pause_ms;
}
