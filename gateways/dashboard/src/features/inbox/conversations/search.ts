// What of the inbox stands in the address: whose conversations, narrowed to what, found by what, in which order.
import type { components } from "@/api/schema";
import type { Channel, ConversationStatus } from "@/api/types";

export const views = ["open", "mine", "unassigned", "all"] as const;
export type View = (typeof views)[number];
export type Priority = components["schemas"]["conversation.priority"];

export const statuses = ["open", "pending", "resolved", "closed", "archived"] as const satisfies ConversationStatus[];
export const priorities = ["urgent", "high", "normal", "low"] as const satisfies Priority[];
export const channels = [
  "email",
  "widget",
  "whatsapp",
  "instagram",
  "facebook",
  "twitter",
  "telegram",
  "sms",
  "voice_call",
] as const satisfies Channel[];

export interface InboxSearch {
  /** None: open. */
  view?: Exclude<View, "open">;
  /** None: open, where it is about what is to be done. */
  status?: ConversationStatus;
  channel?: Channel;
  priority?: Priority;
  tag?: string;
  /** A member's id, or "none"; not where the view says whose they are. */
  assigned?: string;
  /** Those whose customer has been waiting for a word of ours. */
  waiting?: true;
  q?: string;
  /** None: the newest first. */
  sort?: "oldest" | "waiting";
}

export interface ThreadSearch {
  /** The message that one comes for. */
  message?: string;
}

export function threadSearch({ message }: Record<string, unknown>): ThreadSearch {
  return isId(message) ? { message: String(message) } : {};
}

/** The same, as what to ask for. */
export interface Asked extends Omit<InboxSearch, "view"> {
  view: View;
}

const longest_search = 1000; // what the server takes

export function inboxSearch(given: Record<string, unknown>): InboxSearch {
  const view = oneOf(["mine", "unassigned", "all"] as const, given.view);
  const status = oneOf(statuses, given.status);
  const channel = oneOf(channels, given.channel);
  const priority = oneOf(priorities, given.priority);
  const tag = textOf(given.tag);
  const assigned = view === "mine" || view === "unassigned" ? undefined : assignee(given.assigned);
  const q = textOf(given.q)?.slice(0, longest_search);
  const sort = oneOf(["oldest", "waiting"] as const, given.sort);
  return {
    ...(view ? { view } : {}),
    ...(status && view ? { status } : {}),
    ...(channel ? { channel } : {}),
    ...(priority ? { priority } : {}),
    ...(tag ? { tag } : {}),
    ...(assigned ? { assigned } : {}),
    ...(given.waiting === true ? { waiting: true } : {}),
    ...(q ? { q } : {}),
    ...(sort ? { sort } : {}),
  };
}

export function askedBy({ view, ...narrowed }: InboxSearch): Asked {
  return { view: view ?? "open", ...narrowed };
}

/** What the tab of that view shows: the same, but for what the tab itself says. */
export function inTab(asked: Asked, view: View): InboxSearch {
  return inboxSearch({ ...asked, view, status: undefined });
}

/** Narrowed to that. A status of its own is not that of the open ones, and who has them is not said by a tab: then among the others. */
export function narrowedTo(asked: Asked, { status, assigned, ...narrowed }: Omit<InboxSearch, "view">): InboxSearch {
  const { q, sort } = asked;
  const anybodys = assigned && (asked.view === "mine" || asked.view === "unassigned") ? "open" : asked.view;
  const view = status && anybodys === "open" ? "all" : anybodys;
  return inboxSearch({ q, sort, ...narrowed, view, status, assigned });
}

/** The status that all of them have. */
export function statusOf({ view, status }: Asked): ConversationStatus | undefined {
  return status ?? (view === "all" ? undefined : "open");
}

const sorts = { oldest: "-last_activity_at", waiting: "waiting_since" } as const;
const assignees = { mine: "me", unassigned: "none" } as const;

/** As the server takes it. */
export function filtersOf(asked: Asked) {
  const { view, channel, priority, tag, waiting, q, sort } = asked;
  const status = statusOf(asked);
  const assigned_to = view === "mine" || view === "unassigned" ? assignees[view] : asked.assigned;
  return {
    ...(status ? { status: [status] } : {}),
    ...(assigned_to ? { assigned_to } : {}),
    ...(channel ? { channel: [channel] } : {}),
    ...(priority ? { priority: [priority] } : {}),
    ...(tag ? { tag } : {}),
    ...(waiting ? { waiting } : {}),
    ...(q ? { q } : {}),
    ...(sort ? { sort: sorts[sort] } : {}),
  };
}

const isId = (given: unknown) => typeof given === "string" && /^[0-9a-f-]{36}$/.test(given);

function assignee(given: unknown): string | undefined {
  return given === "none" || isId(given) ? String(given) : undefined;
}

function oneOf<T extends string>(values: readonly T[], given: unknown): T | undefined {
  return values.find((value) => value === given);
}

/** An address may say a number, or true, where a word is meant. */
function textOf(given: unknown): string | undefined {
  if (given !== true && typeof given !== "string" && typeof given !== "number") return undefined;
  return String(given).trim() === "" ? undefined : String(given);
}
