import { expect, it } from "vitest";
import { tagsOf } from "./tags_in_use";
import { nextIndex } from "./use_steps";

it("steps from the one that is open, and stays within the list", () => {
  expect([nextIndex(2, 2, 1, 5), nextIndex(2, 2, -1, 5)]).toEqual([3, 1]);
  expect([nextIndex(4, 4, 1, 5), nextIndex(0, 0, -1, 5)]).toEqual([4, 0]);
});

it("goes on where the one that is open stood before it left the list", () => {
  expect(nextIndex(-1, 2, 1, 5)).toBe(2); // what came after it has its place now
  expect(nextIndex(-1, 2, -1, 5)).toBe(1);
  expect(nextIndex(-1, 5, 1, 5)).toBe(4);
});

it("knows the tags that are in use, the most used first and each conversation once", () => {
  const of = (id: string, ...tags: string[]) => ({ id, tags });
  expect(tagsOf([of("a", "vip", "late"), of("b", "late"), of("b", "late"), of("c", "aged")])).toEqual([
    "late",
    "aged",
    "vip",
  ]);
});
