import { expect, it } from "vitest";
import { allOrNone, extended, nothingSelected, toggled } from "./selection";

const order = ["a", "b", "c", "d", "e"];

it("extends from the row that was chosen last, in either direction", () => {
  const one = toggled(nothingSelected, "d");
  expect([...extended(one, "b", order).ids].sort()).toEqual(["b", "c", "d"]);
});

it("takes away a run when the row at its end was chosen", () => {
  const all = allOrNone(nothingSelected, order);
  const less = toggled(all, "b");
  expect([...extended(less, "d", order).ids].sort()).toEqual(["a", "e"]);
});

it("chooses the one row when the last is no longer in the list", () => {
  expect([...extended({ ids: new Set(), last: "gone" }, "c", order).ids]).toEqual(["c"]);
});

it("chooses all unless all are chosen", () => {
  expect(allOrNone({ ids: new Set(["a"]) }, order).ids.size).toBe(5);
  expect(allOrNone({ ids: new Set(order) }, order).ids.size).toBe(0);
});
