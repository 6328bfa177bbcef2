// The one way to say how many there are: counted by the server, and again when something of that kind is heard.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef } from "react";
import { isFinal } from "@/api/problem";
import type { Page } from "@/api/types";
import { useLive } from "@/live/use_live";
import { freshFor } from "./fresh";

/** What a list answers when it is asked to count; rows may be few. */
export interface CountedPage<Row = unknown> extends Page<Row> {
  total?: number;
}

export interface CountOf<Row = unknown> {
  /** The business first, then of what. */
  key: readonly [business: string, ...unknown[]];
  /** "conversation": what it hears of. */
  resource: string;
  page: (signal: AbortSignal) => Promise<CountedPage<Row>>;
}

const soon_ms = 300; // several changes come at once
const pause_ms = 4000; // in a busy inbox a number that turns all the time says no more

/**
 * `first`: the first row of that list, as it was counted. Nothing where one may not ask, or while it is not known. `onHeard`: there
 * is something new of that kind, whether it changes the number or not.
 */
export function useCount<Row>({ key, resource, page }: CountOf<Row>, wanted = true, onHeard?: () => void) {
  const client = useQueryClient();
  const { data, dataUpdatedAt, error } = useQuery({
    queryKey: key,
    enabled: wanted,
    queryFn: ({ signal }) => page(signal),
    staleTime: (query) => freshFor(query.state.data?.live),
  });
  const again = useLater(() => void client.invalidateQueries({ queryKey: key, exact: true }));
  useLive(wanted ? data?.live : undefined, dataUpdatedAt, {
    onLost: again,
    onChanges: (changes) => {
      if (!changes.some((change) => change.resource === resource)) return;
      again();
      onHeard?.();
    },
  });
  const known = isFinal(error) ? undefined : data;
  return { total: known?.total, first: known?.items[0] };
}

/** Does it soon, and then not again for a while, however often it is asked for. */
export function useLater(work: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const last = useRef(0);
  const run = useEffectEvent(work);
  useEffect(() => () => clearTimeout(timer.current), []);
  return () => {
    if (timer.current !== undefined) return;
    const wait_ms = Math.max(soon_ms, last.current + pause_ms - Date.now());
    timer.current = setTimeout(() => {
      timer.current = undefined;
      last.current = Date.now();
      run();
    }, wait_ms);
  };
}
