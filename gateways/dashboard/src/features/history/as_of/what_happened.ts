// What has happened to one thing, for the marks of the slider: its events, and the notes in it, which are not told as events.
import { queryOptions } from "@tanstack/react-query";
import { answer, apiOf } from "@/api/client";
import type { HistoryEvent, Thing } from "../events/event";
import { eventsPage } from "../events/queries";
import { inOrder, type Mark } from "./moments";

export interface Moment extends Mark {
  event?: HistoryEvent;
  /** Who has written a note. */
  note?: { member: string | undefined };
}

export interface WhatHappened {
  moments: Moment[];
  /** There is more than was fetched, before the first of them. */
  cut: boolean;
}

const most_pages = 5;
const page_size = 200;

export function whatHappened(business: string, thing: Thing) {
  return queryOptions({
    queryKey: [business, "what happened", thing.kind, thing.id],
    staleTime: 10_000,
    queryFn: async ({ signal }): Promise<WhatHappened> => {
      const [events, notes] = await Promise.all([
        upToMost((after) => eventsOf(business, thing.id, after, signal)),
        upToMost((cursor) => notesOf(business, thing, cursor, signal)),
      ]);
      return { moments: inOrder([...notes.all, ...events.all]), cut: events.cut || notes.cut };
    },
  });
}

interface Part {
  moments: Moment[];
  next: string | null;
}

async function upToMost(page: (place: string | undefined) => Promise<Part>) {
  const all: Moment[] = [];
  let next: string | null = null;
  for (let count = 0; count < most_pages; count++) {
    const part: Part = await page(next ?? undefined);
    all.push(...part.moments);
    next = part.next;
    if (!next) break;
  }
  return { all, cut: next !== null };
}

async function eventsOf(
  business: string,
  about: string,
  after: string | undefined,
  signal: AbortSignal,
): Promise<Part> {
  const place = { order: "desc" as const, limit: page_size, ...(after ? { after } : {}) };
  const { items, next_cursor } = await eventsPage(business, { about }, place, signal);
  return { moments: items.map((event) => ({ id: event.id, at: event.recordedtime, event })), next: next_cursor };
}

interface Written {
  id: string;
  created_at: string;
  member_id?: string | null;
}

async function notesOf(
  business: string,
  { kind, id }: Thing,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Part> {
  const api = apiOf(business);
  const params = { path: { id }, query: { limit: page_size, ...(cursor ? { cursor } : {}) } };
  const part = (notes: readonly Written[], next: string | null): Part => ({
    moments: notes.map((note) => ({ id: note.id, at: note.created_at, note: { member: note.member_id ?? undefined } })),
    next,
  });
  switch (kind) {
    case "conversation": {
      const page = await answer(api.GET("/conversations/{id}/messages", { params, signal }));
      return part(
        page.items.filter((message) => message.kind === "note"),
        page.next_cursor,
      );
    }
    case "customer": {
      const page = await answer(api.GET("/customers/{id}/notes", { params, signal }));
      return part(page.items, page.next_cursor);
    }
    case "ticket": {
      const page = await answer(api.GET("/tickets/{id}/comments", { params, signal }));
      return part(
        page.items.filter(({ internal }) => internal),
        page.next_cursor,
      );
    }
  }
}
