import { expect, it } from "vitest";
import { found, moved, read } from "./emojis";

const all = read([
  ["😀", 0, "grinsendes Gesicht", "Gesicht grinsen lustig"],
  ["👋", 1, "winkende Hand", "hallo tschüss winken"],
  ["👍", 1, "Daumen hoch", "Daumen gut ja"],
  ["🇩🇪", 9, "Flagge: Deutschland", "Flagge"],
]);
const signs = (search: string) => found(all, search).map(({ emoji }) => emoji);

it("is found by its name and other words for it, whole or as they begin, with or without marks", () => {
  expect(signs("daum")).toEqual(["👍"]);
  expect(signs("tschuss")).toEqual(["👋"]);
  expect(signs("HAND wink")).toEqual(["👋"]);
  expect(signs("deutsch")).toEqual(["🇩🇪"]);
  expect(signs("ichts")).toEqual([]);
});

it("comes first when its name begins as what is looked for", () => {
  const both = read([
    ["🙂", 0, "smile", "heart"],
    ["❤️", 8, "heart", "love"],
  ]);
  expect(found(both, "heart").map(({ emoji }) => emoji)).toEqual(["❤️", "🙂"]);
});

it("arrows lead from one to the next, by rows, and not beyond the ends", () => {
  const to = (key: string, at: number) => moved(key, at, 20, 8);
  expect(to("ArrowRight", 7)).toBe(8);
  expect(to("ArrowLeft", 0)).toBe(0);
  expect(to("ArrowRight", 19)).toBe(19);
  expect(to("ArrowDown", 3)).toBe(11);
  expect(to("ArrowDown", 14)).toBe(19); // the last row is short
  expect(to("ArrowDown", 17)).toBe(17);
  expect(to("ArrowUp", 2)).toBe(2);
  expect(to("a", 2)).toBeUndefined();
  expect(moved("ArrowRight", 0, 0, 8)).toBeUndefined();
});
