import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { micros } from "@/features/history/as_of/moments";
import { useThen } from "@/features/history/as_of/past";
import { type OneOf, oneOptions } from "@/lists/use_one";
import type { Row } from "@/live/change";

interface Listed<R> {
  rows: R[];
  loading: boolean;
}

/** A list of now, as its rows were then: each is asked for as of then, and those that were not there yet are left out. */
export function useRowsThen<R extends Row & { created_at: string }, List extends Listed<R>>(
  list: List,
  one: (id: string, at: string) => OneOf<R>,
): List {
  const then = useThen();
  const [kept, setKept] = useState<{ at: string | undefined; rows: R[] }>({ at: undefined, rows: [] });
  const began = then === undefined ? [] : list.rows.filter(({ created_at }) => micros(created_at) <= micros(then));
  const asked = useQueries({ queries: began.map(({ id }) => oneOptions(one(id, then ?? ""))) });
  if (then === undefined) return list;
  const pending = list.loading || asked.some(({ isPending }) => isPending);
  const rows = asked.flatMap(({ data }) => (data ? [data as R] : []));
  const count = rows.length;
  if (!pending && (kept.at !== then || kept.rows.length !== count)) setKept({ at: then, rows });
  // While the hand moves, what was shown stays until all of it is there.
  return { ...list, rows: pending ? kept.rows : rows, loading: pending && kept.at === undefined };
}
