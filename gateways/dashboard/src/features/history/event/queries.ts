import { queryOptions } from "@tanstack/react-query";
import { answer, apiOf } from "@/api/client";
import { isFinal } from "@/api/problem";
import type { components } from "@/api/schema";
import { type HistoryEvent, parseEventId } from "../events/event";

type Schemas = components["schemas"];
export type KeptRecord = Schemas["kept_record"];
export type KeptFact = Schemas["kept_fact"];
/** The event is null when it is one that is not told outside. */
export type EventInFull = Omit<Schemas["in_full-any.event-snapshot"], "event"> & { event: HistoryEvent | null };

/** What is recorded stays as it is; only what is told of it may be withdrawn. */
export function oneEvent(business: string, id: string) {
  return queryOptions({
    queryKey: [business, "event", id],
    staleTime: 30_000,
    queryFn: async ({ signal }) =>
      (await answer(
        apiOf(business).GET("/events/{event}", { params: { path: { event: id } }, signal }),
      )) as EventInFull,
  });
}

/** The conversation of a message, which stays the same. */
export function conversationOf(business: string, message: string | undefined) {
  return queryOptions({
    queryKey: [business, "conversation of", message],
    staleTime: Number.POSITIVE_INFINITY,
    enabled: message !== undefined,
    queryFn: async ({ signal }) =>
      (await answer(apiOf(business).GET("/messages/{id}", { params: { path: { id: message ?? "" } }, signal })))
        .conversation_id,
  });
}

/** The record `by` places further on in the journal; null when it is not this business's, or there is none. */
export function neighbour(business: string, id: string, by: 1 | -1) {
  const place = parseEventId(id);
  const other = place && `${place.partition}-${place.offset + by}-0`;
  return queryOptions({
    queryKey: [business, "event beside", other],
    staleTime: 5000, // the next one may yet come
    enabled: other !== undefined && (place?.offset ?? 0) + by >= 0,
    queryFn: async ({ signal }) => {
      try {
        const call = apiOf(business).GET("/events/{event}", { params: { path: { event: other ?? "" } }, signal });
        return (await answer(call)) as EventInFull;
      } catch (error) {
        if (isFinal(error)) return null;
        throw error;
      }
    },
  });
}
