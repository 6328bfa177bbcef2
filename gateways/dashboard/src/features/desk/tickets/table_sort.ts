// The table says "descending"; the server's orders begin with the newest or greatest, and `-` turns them.
import type { Sort as TableSort } from "@/components/column";
import type { Sort, TicketsSearch } from "./search";

const usual: Sort = "last_activity_at";

export function tableSortOf(sort: TicketsSearch["sort"]): TableSort {
  const chosen = sort ?? usual;
  return { column: chosen.replace("-", ""), descending: !chosen.startsWith("-") };
}

/** What is pressed first begins with the newest or greatest: of times and numbers that is what one looks for. */
export function sortOf(pressed: TableSort, before: TicketsSearch["sort"]): TicketsSearch["sort"] {
  const now = tableSortOf(before);
  const descending = pressed.column === now.column ? pressed.descending : true;
  const sort = `${descending ? "" : "-"}${pressed.column}` as Sort;
  return sort === "last_activity_at" ? undefined : sort;
}
