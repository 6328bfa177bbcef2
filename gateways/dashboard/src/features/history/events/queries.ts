import { apiOf } from "@/api/client";
import type { Page } from "@/api/types";
import type { ListOf } from "@/lists/use_list";
import { type HistoryEvent, newestFirst, placeIn } from "./event";
import { type EventFilters, isAsked } from "./search";

export interface EventsPage extends Page<HistoryEvent> {
  /** Up to where the journal was read: what comes later is asked for after it. */
  position: string | null;
}

interface Place {
  after?: string;
  order: "asc" | "desc";
  limit?: number;
}

/** A page of CloudEvents is an array and nothing else: the way on stands in a header. */
export async function eventsPage(business: string, filters: EventFilters, place: Place, signal: AbortSignal) {
  const { data, response } = await apiOf(business).GET("/events", {
    params: { query: { ...filters, ...place } },
    signal,
  });
  const page: EventsPage = {
    items: (data ?? []) as unknown as HistoryEvent[],
    next_cursor: placeIn(response.headers.get("Link")),
    position: response.headers.get("Journal-Position"),
  };
  return page;
}

export function eventList(business: string, filters: EventFilters): ListOf<HistoryEvent> {
  return {
    key: [business, "events", filters],
    page: (cursor, signal) =>
      eventsPage(business, filters, { order: "desc", ...(cursor ? { after: cursor } : {}) }, signal),
    shown: { resource: "event", keeps: (event) => isAsked(event, filters), order: newestFirst },
  };
}
