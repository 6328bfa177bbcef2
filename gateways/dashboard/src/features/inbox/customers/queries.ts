import { answer, apiOf } from "@/api/client";
import type { CountOf } from "@/lists/use_count";
import type { ListOf } from "@/lists/use_list";
import { type ListedCustomer, shownBy } from "./live";
import type { CustomersSearch } from "./search";

export function customerList(business: string, search: CustomersSearch): ListOf<ListedCustomer> {
  return {
    key: [business, "customers", search],
    page: (cursor, signal) =>
      answer(
        apiOf(business).GET("/customers", {
          params: { query: { ...filtersOf(search), ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
    shown: shownBy(search),
  };
}

function filtersOf({ came_by, ...search }: CustomersSearch) {
  return { ...search, ...(came_by ? { came_by: [came_by] } : {}) };
}

/** How many the same list has. */
export function customerCount(business: string, search: CustomersSearch): CountOf<ListedCustomer> {
  return {
    key: [business, "count", "customers", search],
    resource: "customer",
    page: (signal) =>
      answer(
        apiOf(business).GET("/customers", {
          params: { query: { ...filtersOf(search), count: true, limit: 1 } },
          signal,
        }),
      ),
  };
}
