// How a change becomes visible in what a query holds: a list of pages, or one thing.
import type { InfiniteData } from "@tanstack/react-query";
import type { Live, Page } from "@/api/types";
import { type Change, newer, type Row } from "./change";

/** Which rows a query shows; how a list keeps and orders them. */
export interface Shown<R extends Row> {
  resource: string;
  /** Of members that the channel does not carry. */
  merge?(before: R | undefined, row: R): R;
  /** Whether the list's filters let it in. */
  keeps?(row: R): boolean;
  /** Of a row that was not there, where that is stricter: what a search has found stays, and what else it finds is not known here. */
  enters?(row: R): boolean;
  /** The order in which pages are fetched. */
  order?(a: R, b: R): number;
}

export type Pages<R extends Row> = InfiniteData<Page<R>, string | null>;
export type One<R extends Row> = R & { live?: Live };

export function isPages<R extends Row>(data: Pages<R> | One<R>): data is Pages<R> {
  return "pages" in data;
}

export function patchPages<R extends Row>(data: Pages<R>, changes: readonly Change[], shown: Shown<R>): Pages<R> {
  return ofThese(changes, shown).reduce((now, change) => patchPagesBy(now, change, shown), data);
}

export function patchOne<R extends Row>(data: One<R>, changes: readonly Change[], shown: Shown<R>): One<R> {
  return ofThese(changes, shown).reduce((now, change) => patchOneBy(now, change, shown), data);
}

function ofThese<R extends Row>(changes: readonly Change[], shown: Shown<R>) {
  return changes.filter((change) => change.resource === shown.resource);
}

function patchOneBy<R extends Row>(data: One<R>, change: Change, shown: Shown<R>): One<R> {
  if (change.row.id !== data.id || change.op === "delete") return data;
  return changed(data, change, shown) ?? data;
}

function patchPagesBy<R extends Row>(data: Pages<R>, change: Change, shown: Shown<R>): Pages<R> {
  const before = data.pages.flatMap((page) => page.items).find((row) => row.id === change.row.id);
  if (change.op === "delete") return before ? { ...data, pages: without(data.pages, change.row.id) } : data;
  const row = changed(before, change, shown);
  if (!row) return data;
  const belongs = (shown.keeps?.(row) ?? true) && (before !== undefined || (shown.enters?.(row) ?? true));
  if (before) {
    return { ...data, pages: belongs ? inPlace(data.pages, row) : without(data.pages, row.id) };
  }
  const first = data.pages[0];
  if (!belongs || !first || beyond(data.pages, row, shown)) return data;
  return { ...data, pages: [{ ...first, items: [row, ...first.items] }, ...data.pages.slice(1)] };
}

/** The row as the change leaves it; nothing when it changes nothing here. */
function changed<R extends Row>(before: R | undefined, change: Change, shown: Shown<R>): R | undefined {
  if (change.op === "set" && !before && !change.whole) return undefined;
  const row = (before ? change.row : { ...change.whole, ...change.row }) as unknown as R;
  if (!newer(row, before)) return undefined;
  return shown.merge?.(before, row) ?? (before ? { ...before, ...row } : row);
}

/** It will come with a page that has not been fetched. */
function beyond<R extends Row>(pages: Page<R>[], row: R, shown: Shown<R>) {
  const last = pages.at(-1);
  const end = last?.items.at(-1);
  return Boolean(last?.next_cursor && end && shown.order && shown.order(row, end) > 0);
}

function inPlace<R extends Row>(pages: Page<R>[], row: R) {
  return pages.map((page) =>
    page.items.some(({ id }) => id === row.id)
      ? { ...page, items: page.items.map((old) => (old.id === row.id ? row : old)) }
      : page,
  );
}

function without<R extends Row>(pages: Page<R>[], id: string) {
  return pages.map((page) =>
    page.items.some((row) => row.id === id) ? { ...page, items: page.items.filter((row) => row.id !== id) } : page,
  );
}

/** The rows of all pages in order, each once: the newest of what pages say of it. */
export function rowsOf<R extends Row>(data: Pages<R>, shown: Shown<R>): R[] {
  const rows = new Map<string, R>();
  for (const row of data.pages.flatMap((page) => page.items)) {
    if (newer(row, rows.get(row.id))) rows.set(row.id, row);
  }
  const list = [...rows.values()];
  return shown.order ? list.sort(shown.order) : list;
}
