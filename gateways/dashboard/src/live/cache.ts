// Changes reach every query that shows such rows, whichever channel or command they come from.
import type { QueryClient } from "@tanstack/react-query";
import type { Change, Row } from "./change";
import { isPages, type One, type Pages, patchOne, patchPages, type Shown } from "./patch";

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: { shows?: Shown<Row> };
  }
}

/** The keys of queries about a business begin with its id. */
export function applyChanges(client: QueryClient, business: string, changes: readonly Change[], channel?: string) {
  for (const query of client.getQueryCache().findAll({ queryKey: [business] })) {
    const shown = query.meta?.shows;
    const data = query.state.data as Pages<Row> | One<Row> | undefined;
    if (!shown || !data) continue;
    const heard = heardBy(data, changes, channel);
    const patched = isPages(data) ? patchPages(data, heard, shown) : patchOne(data, heard, shown);
    if (patched !== data) client.setQueryData(query.queryKey, patched, { updatedAt: query.state.dataUpdatedAt });
  }
}

/** A channel's delete says that its audience has lost the row, not that there is none. */
function heardBy(data: Pages<Row> | One<Row>, changes: readonly Change[], channel: string | undefined) {
  const live = isPages(data) ? data.pages[0]?.live : data.live;
  return channel === undefined || live?.channel === channel ? changes : changes.filter(({ op }) => op !== "delete");
}
