import { expect, it } from "vitest";
import type { Change } from "@/live/change";
import { type Pages, patchPages, rowsOf } from "@/live/patch";
import { type ListedCustomer, shownBy } from "./live";
import type { CustomersSearch } from "./search";
import { customersSearch } from "./search";

const customer = (id: string, more: Partial<ListedCustomer> = {}): ListedCustomer => ({
  id,
  came_by: "agent",
  name: id,
  tags: [],
  conversations: 0,
  customer_since: "2026-11-01T00:00:00Z",
  last_activity_at: "2026-11-02T00:00:00Z",
  version: 1,
  position: 1,
  ...more,
});

function list(search: CustomersSearch, rows: ListedCustomer[], ...changes: [Change["op"], ListedCustomer][]) {
  const pages: Pages<ListedCustomer> = { pages: [{ items: rows, next_cursor: null }], pageParams: [null] };
  const shown = shownBy(search);
  const told = changes.map(([op, row]): Change => ({ resource: "customer", op, row: { ...row } }));
  return rowsOf(patchPages(pages, told, shown), shown).map(({ id }) => id);
}

it("shows who has been added, and first who was heard of last", () => {
  const ann = customer("ann");
  const bob = customer("bob", { last_activity_at: "2026-11-03T00:00:00Z" });
  expect(list({}, [ann], ["upsert", bob])).toEqual(["bob", "ann"]);
  expect(list({ sort: "-last_activity_at" }, [ann], ["upsert", bob])).toEqual(["ann", "bob"]);
});

it("does not guess whether somebody new is found, and keeps who was", () => {
  const ann = customer("ann");
  const renamed = customer("ann", { name: "Anna", version: 2, position: 5 });
  expect(list({ q: "ann" }, [ann], ["upsert", customer("bob")], ["upsert", renamed])).toEqual(["ann"]);
});

it("lets go of who has lost the tag, however it is spelt", () => {
  const ann = customer("ann", { tags: ["VIP"] });
  expect(list({ tag: "vip" }, [ann], ["upsert", customer("bob", { tags: ["vip"] })])).toEqual(["bob", "ann"]);
  expect(list({ tag: "vip" }, [ann], ["upsert", customer("ann", { position: 2 })])).toEqual([]);
});

it("takes from the address what it understands", () => {
  const search = customersSearch({ q: 4711, tag: "", came_by: "fax", sort: "-customer_since", more: 1 });
  expect(search).toEqual({ q: "4711", sort: "-customer_since" });
});
