// The one way to show one thing: fetched, patched live, with what is on its way over it.
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { isFinal } from "@/api/problem";
import { useEntries } from "@/commands/outbox_provider";
import type { Row } from "@/live/change";
import { type One, patchOne, type Shown } from "@/live/patch";
import { useLive } from "@/live/use_live";
import { freshFor } from "./fresh";
import { meanwhile } from "./meanwhile";
import { changesUnderWay } from "./overlay";

export interface OneOf<R extends Row> {
  key: readonly [business: string, ...unknown[]];
  fetch: (signal: AbortSignal) => Promise<One<R>>;
  shown: Shown<R>;
  /** So many parts of the key say which thing it is; what was shown of it stays until another time of it is there. */
  sameFor?: number;
}

export function oneOptions<R extends Row>({ key, fetch, shown }: OneOf<R>) {
  return queryOptions({
    queryKey: key,
    queryFn: ({ signal }) => fetch(signal),
    staleTime: (query) => freshFor(query.state.data?.live),
    meta: { shows: shown as unknown as Shown<Row> },
  });
}

export function useOne<R extends Row>(one: OneOf<R>) {
  const client = useQueryClient();
  const entries = useEntries();
  const query = useQuery({ ...oneOptions(one), ...meanwhile(one.key, one.sameFor) });
  useLive(query.data?.live, query.dataUpdatedAt, {
    onLost: () => void client.invalidateQueries({ queryKey: one.key, exact: true }),
  });
  const data = isFinal(query.error) ? undefined : query.data;
  const { shown } = one;
  const row = useMemo(() => data && patchOne(data, changesUnderWay(entries), shown), [data, entries, shown]);
  return { row, loading: query.isPending, error: query.error, retry: () => void query.refetch() };
}
