import { expect, it } from "vitest";
import { meanwhile } from "@/lists/meanwhile";
import { asItWas, asOf } from "./as_it_was";
import { asOfSearch, atPresent } from "./search";

const then = "2026-11-30T08:00:00Z";
const now = { key: ["b", "ticket", "t"] as const, shown: { resource: "ticket" } };

it("is asked for as of then, under a key of its own, and what happens now does not change it", () => {
  const past = asItWas<{ key: readonly [string, ...unknown[]]; shown: { resource: string }; sameFor?: number }>(then, {
    key: [...now.key],
    shown: now.shown,
  });
  expect(past.key).toEqual(["b", "ticket", "t", "as of", then]);
  expect(past.shown.resource).not.toBe("ticket");
  expect(asOf(then)).toEqual({ as_of: then });
});

it("is the same as ever where one is not in the past", () => {
  expect(asItWas(undefined, { key: ["b", "ticket"], shown: now.shown })).toEqual({
    key: ["b", "ticket"],
    shown: now.shown,
  });
  expect(asOf(undefined)).toEqual({});
});

it("keeps what was shown of the same thing until it is there, and nothing of another", () => {
  const key = ["b", "ticket", "t", "as of", then];
  const { placeholderData } = meanwhile(key, 3) as { placeholderData: (before: string, query: object) => unknown };
  expect(placeholderData("row", { queryKey: ["b", "ticket", "t"] })).toBe("row");
  expect(placeholderData("row", { queryKey: ["b", "ticket", "t", "as of", "earlier"] })).toBe("row");
  expect(placeholderData("row", { queryKey: ["b", "ticket", "other"] })).toBeUndefined();
  expect(meanwhile(key, undefined)).toEqual({});
});

it("stands in the address, and is left behind by who goes on to another thing", () => {
  expect(asOfSearch({ as_of: then, view: "all" })).toEqual({ as_of: then });
  expect(asOfSearch({ as_of: "Tuesday" })).toEqual({});
  expect(atPresent({ view: "all", as_of: then })).toEqual({ view: "all" });
});
