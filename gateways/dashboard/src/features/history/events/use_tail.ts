// What happens now comes into the list as it happens. There is no channel that carries events: they are asked for, after the last one.
import { type InfiniteData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useBusinessId } from "@/api/business_context";
import { isFinal } from "@/api/problem";
import { applyChanges } from "@/live/cache";
import { type EventsPage, eventList, eventsPage } from "./queries";
import type { EventFilters } from "./search";

const every_ms = 2000;
const most = 200;

/** Whether it cannot be followed just now. */
export function useTail(filters: EventFilters, on: boolean): boolean {
  const client = useQueryClient();
  const business = useBusinessId();
  const { key } = eventList(business, filters);
  const after = useRef<{ of: string; place: string }>(undefined);

  /** The place is not of this journal any more, which was restored from an older copy: the list begins anew. */
  function anew(error: unknown): never {
    if (isFinal(error)) {
      after.current = undefined;
      void client.resetQueries({ queryKey: key, exact: true });
    }
    throw error;
  }

  const { isError } = useQuery({
    queryKey: [business, "tail", filters],
    enabled: on,
    refetchInterval: every_ms,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    queryFn: async ({ signal }) => {
      const of = JSON.stringify(key);
      const list = client.getQueryData<InfiniteData<EventsPage>>(key);
      const place = after.current?.of === of ? after.current.place : list?.pages[0]?.position;
      if (!place) return 0; // the list comes first
      const page = await eventsPage(business, filters, { order: "asc", after: place, limit: most }, signal).catch(anew);
      after.current = { of, place: page.next_cursor ?? page.position ?? place };
      applyChanges(
        client,
        business,
        page.items.map((event) => ({ resource: "event", op: "upsert", row: { ...event } })),
      );
      return page.items.length;
    },
  });
  return on && isError;
}
