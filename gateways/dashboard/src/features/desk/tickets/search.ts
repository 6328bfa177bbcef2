// What of the tickets stands in the address: a view is a link.
import type { ClockState, TicketPriority, TicketStatus } from "@/api/types";

export const statuses = ["open", "in_progress", "waiting", "resolved", "closed"] as const satisfies TicketStatus[];
export const priorities = ["critical", "high", "medium", "low"] as const satisfies TicketPriority[];
export const clockStates = ["running", "breached", "met", "stopped"] as const satisfies ClockState[];
export const sorts = [
  "last_activity_at",
  "-last_activity_at",
  "created_at",
  "-created_at",
  "number",
  "-number",
  "first_response_due_at",
] as const;

export type Sort = (typeof sorts)[number];
export type Tab = TicketStatus | "all";
export const tabs = [...statuses, "all"] as const satisfies Tab[];

export interface TicketsSearch {
  /** None: a list. */
  layout?: "board";
  /** None: open ones. A board has all of them. */
  status?: Exclude<Tab, "open">;
  priority?: TicketPriority;
  /** A member's id, "me", or "none". */
  assigned?: string;
  clock?: ClockState;
  customer?: string;
  tag?: string;
  q?: string;
  /** None: what something has happened to last, first. */
  sort?: Exclude<Sort, "last_activity_at">;
}

const oneOf = <Value extends string>(values: readonly Value[], value: unknown): Value | undefined =>
  values.find((known) => known === value);
const someText = (value: unknown, most: number) => {
  const text = typeof value === "number" ? String(value) : value; // "12" stands in the address as a number
  return typeof text === "string" && text !== "" && text.length <= most ? text : undefined;
};
const idOf = (value: unknown) => (typeof value === "string" && /^[0-9a-f-]{36}$/.test(value) ? value : undefined);

export function ticketsSearch(given: Record<string, unknown>): TicketsSearch {
  const found: { [Name in keyof TicketsSearch]: TicketsSearch[Name] | undefined } = {
    layout: oneOf(["board"], given.layout),
    status: oneOf(["in_progress", "waiting", "resolved", "closed", "all"], given.status),
    priority: oneOf(priorities, given.priority),
    assigned: oneOf(["me", "none"], given.assigned) ?? idOf(given.assigned),
    clock: oneOf(clockStates, given.clock),
    customer: idOf(given.customer),
    tag: someText(given.tag, 50),
    q: someText(given.q, 1000),
    sort: oneOf(["-last_activity_at", "created_at", "-created_at", "number", "-number"], given.sort),
  };
  return present(found);
}

export interface NewTicketSearch {
  /** The customer whom it is for. */
  for?: string;
}

export function newTicketSearch(given: Record<string, unknown>): NewTicketSearch {
  const customer = idOf(given.for);
  return customer === undefined ? {} : { for: customer };
}

/** Without what is undefined. */
export function present<Fields extends object>(fields: { [Name in keyof Fields]: Fields[Name] | undefined }): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}

/** The same, searched for that; a number is looked for under every status. */
export function asking(search: TicketsSearch, q: string | undefined): TicketsSearch {
  const status = numberIn(q) === undefined || search.layout === "board" ? search.status : "all";
  return present<TicketsSearch>({ ...search, q, status });
}

/** What the server is asked for. */
export interface TicketFilters {
  status?: TicketStatus[];
  priority?: TicketPriority[];
  assigned_to?: string;
  first_response?: ClockState[];
  customer_id?: string;
  tag?: string;
  number?: number;
  q?: string;
  sort?: Sort;
}

/** The lists that are shown: one for each column of a board. */
export function listsOf(search: TicketsSearch): readonly Tab[] {
  return search.layout === "board" ? statuses : [search.status ?? "open"];
}

/** "#12" and "12" name a ticket by its number. */
export function numberIn(q: string | undefined) {
  const digits = /^\s*#?(\d{1,9})\s*$/.exec(q ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export function filtersOf(search: TicketsSearch, status: Tab): TicketFilters {
  const number = numberIn(search.q);
  return present<TicketFilters>({
    status: status === "all" ? undefined : [status],
    priority: search.priority && [search.priority],
    assigned_to: search.assigned,
    first_response: search.clock && [search.clock],
    customer_id: search.customer,
    tag: search.tag,
    number,
    q: number === undefined ? search.q : undefined,
    sort: search.sort,
  });
}
