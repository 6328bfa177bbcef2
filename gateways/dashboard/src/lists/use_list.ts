// The one way to show a list: pages by cursor, patched live, with what is on its way over them. Virtual by components/list.
import { infiniteQueryOptions, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { isFinal } from "@/api/problem";
import type { Page } from "@/api/types";
import { useEntries } from "@/commands/outbox_provider";
import type { Row } from "@/live/change";
import { type Pages, patchPages, rowsOf, type Shown } from "@/live/patch";
import { useLive } from "@/live/use_live";
import { freshFor } from "./fresh";
import { meanwhile } from "./meanwhile";
import { changesUnderWay } from "./overlay";

export interface ListOf<R extends Row> {
  /** The business first, then what and by which filters. */
  key: readonly [business: string, ...unknown[]];
  page: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<R>>;
  shown: Shown<R>;
  /** As of OneOf. */
  sameFor?: number;
}

export function listOptions<R extends Row>({ key, page, shown }: ListOf<R>) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => page(pageParam ?? undefined, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<R>) => last.next_cursor,
    staleTime: (query) => freshFor(query.state.data?.pages[0]?.live),
    meta: { shows: shown as unknown as Shown<Row> },
  });
}

/** Asked for once it is wanted. */
export function useList<R extends Row>(list: ListOf<R>, wanted = true) {
  const client = useQueryClient();
  const entries = useEntries();
  const query = useInfiniteQuery({ ...listOptions(list), ...meanwhile(list.key, list.sameFor), enabled: wanted });
  useLive(wanted ? query.data?.pages[0]?.live : undefined, query.dataUpdatedAt, {
    onLost: () => void client.invalidateQueries({ queryKey: list.key, exact: true }),
  });
  const data = isFinal(query.error) ? undefined : query.data;
  const { shown } = list;
  const rows = useMemo(
    () => (data ? rowsOf(patchPages(data as Pages<R>, changesUnderWay(entries), shown), shown) : []),
    [data, entries, shown],
  );
  return {
    rows,
    /** Nothing is known yet, not even that there is nothing. */
    loading: query.isPending,
    error: query.error,
    hasMore: query.hasNextPage,
    more: () => void (query.hasNextPage && !query.isFetchingNextPage && query.fetchNextPage()),
    fetchingMore: query.isFetchingNextPage,
    retry: () => void query.refetch(),
  };
}
