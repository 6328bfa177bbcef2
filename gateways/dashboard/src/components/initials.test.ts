import { expect, it } from "vitest";
import { initialsOf, tintOf } from "./initials";

it.each([
  ["Ines Duarte", "ID"],
  ["Ana Carolina de Vasconcelos e Albuquerque", "AA"],
  ["  madonna ", "M"],
  ["Jörg Müller-Lüdenscheidt", "JM"],
  ["محمد عبد الله", "ما"],
  ["田中 さくら", "田さ"],
  ["👩‍👩‍👧 Family", "👩‍👩‍👧F"],
  ["e\u0301mile zola", "E\u0301Z"],
  ["", "?"],
  ["—", "?"],
])("%s is %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

it("gives the same tint to the same id, and all tints to many", () => {
  expect(tintOf("m1", 6)).toBe(tintOf("m1", 6));
  expect(new Set(Array.from({ length: 100 }, (_, at) => tintOf(`member-${at}`, 6))).size).toBe(6);
});
