// What of the history stands in the address: which events are shown.
import { timeIn } from "../as_of/moments";
import { familyOf, type HistoryEvent, nameOf, thingOf } from "./event";

export interface HistorySearch {
  /** "ticket", "ticket.assigned". */
  kind?: string;
  /** The id of what they are about. */
  about?: string;
  /** The id of who has brought them about. */
  person?: string;
  /** Recorded at that time or later … */
  since?: string;
  /** … and before that. */
  until?: string;
  /** What is new is shown as it happens. */
  tail?: true;
}

export type EventFilters = Omit<HistorySearch, "tail">;

export const id = (given: unknown) => (typeof given === "string" && /^[0-9a-f-]{36}$/.test(given) ? given : undefined);
const kindIn = (given: unknown) =>
  typeof given === "string" && /^[a-z_]+(\.[a-z_]+)?$/.test(given) && familyOf(given) ? given : undefined;

export function historySearch(given: Record<string, unknown>): HistorySearch {
  return present({
    kind: kindIn(given.kind),
    about: id(given.about),
    person: id(given.person),
    since: timeIn(given.since),
    until: timeIn(given.until),
    tail: given.tail === true || undefined,
  });
}

export function filtersOf({ tail: _, ...filters }: HistorySearch): EventFilters {
  return filters;
}

/** Without what is undefined. */
export function present<Search extends object = HistorySearch>(
  fields: {
    [Name in keyof Search]: Search[Name] | undefined;
  },
): Search {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Search;
}

/** What is said in a conversation is its history, too. */
const isAbout = (event: HistoryEvent, id: string) => event.subject === id || thingOf(event)?.id === id;

/** Whether an event that has just been heard of belongs among those that are asked for. */
export function isAsked(event: HistoryEvent, { kind, about, person, since, until }: EventFilters) {
  const name = nameOf(event.type);
  const at = Date.parse(event.recordedtime);
  return (
    (!kind || name === kind || name.startsWith(`${kind}.`)) &&
    (!about || isAbout(event, about)) &&
    (!person || event.authid === person) &&
    (!since || at >= Date.parse(since)) &&
    (!until || at < Date.parse(until))
  );
}
