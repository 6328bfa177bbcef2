// How a list of customers follows what is done to one of them. There is no channel for the list: one that is open tells of itself, and
// commands of what they have done; the rest is asked for again.
import type { Customer } from "@/api/types";
import type { Shown } from "@/live/patch";
import type { CustomersSearch } from "./search";

/** `found`: by the words that were searched for, which only the server can say of a row. */
export type ListedCustomer = Customer & { found?: boolean };

type Order = (a: Customer, b: Customer) => number;

const by =
  (name: "last_activity_at" | "customer_since"): Order =>
  (a, b) =>
    b[name].localeCompare(a[name]) || b.id.localeCompare(a.id);
const turned =
  (order: Order): Order =>
  (a, b) =>
    order(b, a);

export function orderOf(sort: CustomersSearch["sort"]): Order {
  const order = by(sort?.endsWith("customer_since") ? "customer_since" : "last_activity_at");
  return sort?.startsWith("-") ? turned(order) : order;
}

export function shownBy({ q, tag, came_by, sort }: CustomersSearch): Shown<ListedCustomer> {
  const spelling = (word: string) => word.normalize("NFKC").toLocaleLowerCase();
  return {
    resource: "customer",
    merge: (before, row) => ({ ...before, ...row, found: before !== undefined || !q }),
    keeps: (row) =>
      row.found !== false &&
      (!tag || row.tags.some((one) => spelling(one) === spelling(tag))) &&
      (!came_by || row.came_by === came_by),
    order: orderOf(sort),
  };
}
