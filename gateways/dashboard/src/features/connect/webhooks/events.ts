// What a webhook can be told of, by what it is about.

export const families = {
  message: ["created", "deleted", "delivery_changed"],
  conversation: [
    "opened",
    "assigned",
    "made_pending",
    "resolved",
    "reopened",
    "closed",
    "archived",
    "tagged",
    "priority_changed",
    "subject_changed",
    "imported",
  ],
  customer: ["created", "changed", "tagged"],
  ticket: [
    "opened",
    "assigned",
    "started",
    "made_waiting",
    "resolved",
    "reopened",
    "closed",
    "commented",
    "tagged",
    "priority_changed",
    "subject_changed",
    "clock_started",
    "clock_stopped",
    "clock_breached",
  ],
} as const;

export type Family = keyof typeof families;
type NameIn<F extends Family> = `${F}.${(typeof families)[F][number]}`;
export type EventName = { [F in Family]: NameIn<F> }[Family];

/** Of all that happens, also of what later releases tell of. */
export const everything = "*";

export const familyNames = Object.keys(families) as Family[];

export function namesOf(family: Family): EventName[] {
  return families[family].map((what) => `${family}.${what}` as EventName);
}

export function isEverything(events: readonly string[]) {
  return events.includes(everything);
}

export function withEvents(events: readonly string[], names: readonly string[], chosen: boolean): string[] {
  const others = events.filter((name) => !names.includes(name));
  return chosen ? [...others, ...names] : others;
}

const order = familyNames.flatMap(namesOf) as readonly string[];
const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);

/** In the order in which they are offered; those of a later release come last. */
export function sorted(events: readonly string[]): string[] {
  return [...events].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}
