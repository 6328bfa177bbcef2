// An event as the API tells it (CloudEvents 1.0), and what can be read off it.
import type { Json } from "@/components/differences";

export interface HistoryEvent {
  /** Where it stands: partition, record, place in the record. */
  id: string;
  /** "com.millrace.ticket.assigned.v1". */
  type: string;
  /** The id of what it is about. */
  subject: string;
  time: string;
  recordedtime: string;
  /** All that one command has brought about has the same. */
  correlationid: string;
  origin: "live" | "import";
  authtype: "unauthenticated" | "app_user" | "user" | "api_key" | "system";
  /** A member, an account, or a customer. */
  authid?: string;
  data: { [member: string]: Json };
}

export const families = ["conversation", "message", "customer", "ticket"] as const;
export type Family = (typeof families)[number];

/** "ticket.assigned": without what all of them begin with, and the version. */
export function nameOf(type: string) {
  return type.replace(/^com\.millrace\./, "").replace(/\.v\d+$/, "");
}

export function familyOf(type: string): Family | undefined {
  const context = nameOf(type).split(".")[0];
  return families.find((family) => family === context);
}

/** Of a member of the payload, if it is a text. */
export function textIn({ data }: HistoryEvent, member: string): string | undefined {
  const value = data[member];
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function textsIn({ data }: HistoryEvent, member: string): string[] {
  const value = data[member];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

const minute_ms = 60_000;

/** Whether it was recorded so much later than it happened that both times are said: what is imported is. */
export function recordedLater(occurred: string, recorded: string) {
  return Math.abs(Date.parse(recorded) - Date.parse(occurred)) >= minute_ms;
}

/** Where one sees what an event is about. */
export interface Thing {
  kind: "conversation" | "customer" | "ticket";
  id: string;
  /** Of a conversation: which of its messages. */
  message?: string;
}

export function thingOf(event: HistoryEvent): Thing | undefined {
  const family = familyOf(event.type);
  if (family !== "message") return family && { kind: family, id: event.subject };
  const conversation = textIn(event, "conversation_id");
  return conversation === undefined ? undefined : { kind: "conversation", id: conversation, message: event.subject };
}

/** Which message it tells of, where it does not say in which conversation: what a channel reports of one does not. */
export function messageOnly(event: HistoryEvent): string | undefined {
  return familyOf(event.type) === "message" && !thingOf(event) ? event.subject : undefined;
}

export interface EventId {
  partition: number;
  offset: number;
  index: number;
}

export function parseEventId(id: string): EventId | undefined {
  const found = /^(\d{1,5})-(\d{1,15})-(\d{1,5})$/.exec(id);
  return found ? { partition: Number(found[1]), offset: Number(found[2]), index: Number(found[3]) } : undefined;
}

/** A business's events are in one partition: the newest has the greatest place. */
export function newestFirst(a: { id: string }, b: { id: string }) {
  const [one, other] = [parseEventId(a.id), parseEventId(b.id)];
  if (!one || !other) return 0;
  return other.offset - one.offset || other.index - one.index;
}

/** Of `</events?after=PLACE&limit=50>; rel="next"`. */
export function placeIn(link: string | null): string | null {
  const address = /<([^>]*)>;\s*rel="next"/.exec(link ?? "")?.[1];
  return address ? new URLSearchParams(address.replace(/^[^?]*\?/, "")).get("after") : null;
}
