// What of the audit log stands in the address: which entries are shown, and the one that is open.
import { timeIn } from "../as_of/moments";
import { id, present } from "../events/search";

export interface AuditSearch {
  /** "member", "member.invite": what was asked for or decided. */
  action?: string;
  /** The id of what it was about. */
  about?: string;
  /** The id of who has asked for it. */
  person?: string;
  /** Recorded at that time or later … */
  since?: string;
  /** … and before that. */
  until?: string;
  /** The first event of the one that is open. */
  entry?: string;
}

export type AuditFilters = Omit<AuditSearch, "entry">;

const matching = (given: unknown, pattern: RegExp) =>
  typeof given === "string" && pattern.test(given) ? given : undefined;

export function auditSearch(given: Record<string, unknown>): AuditSearch {
  return present<AuditSearch>({
    action: matching(given.action, /^[a-z_]+(\.[a-z_]+)?$/),
    about: id(given.about),
    person: id(given.person),
    since: timeIn(given.since),
    until: timeIn(given.until),
    entry: matching(given.entry, /^\d{1,5}-\d{1,15}-\d{1,5}$/),
  });
}

export function filtersOf({ entry: _, ...filters }: AuditSearch): AuditFilters {
  return filters;
}
