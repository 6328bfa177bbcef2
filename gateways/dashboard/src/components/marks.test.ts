import { expect, it } from "vitest";
import { excerptOf, marksIn, wordsOf } from "./marks";

const marked = (text: string, q: string) => marksIn(text, wordsOf(q)).map(([from, to]) => text.slice(from, to));

it("finds words by how they begin, whatever their case and accents", () => {
  expect(marked("My REFUND was refunded, no prerefund", "refund")).toEqual(["REFUND", "refund"]);
  expect(marked("Zoë Müller, Łódź", "zoe muller")).toEqual(["Zoë", "Müller"]);
  expect(marked("Straße und Café", "caf str")).toEqual(["Str", "Caf"]);
});

it("finds parts of compounds, digits anywhere, and signs of scripts without spaces", () => {
  expect(marked("order AB-1234 for anna@example.org", "AB-1234 anna@ex")).toEqual(["AB", "1234", "anna", "ex"]);
  expect(marked("call 0049301234567", "1234")).toEqual(["1234"]);
  expect(marked("山田太郎", "太郎")).toEqual(["太郎"]);
});

it("marks nothing that was asked not to be there, and a letter only where it is a word", () => {
  expect(marked("refund of a shirt", "refund -shirt a")).toEqual(["refund", "a"]);
  expect(marked("anything", "a")).toEqual([]);
  expect(marked("anything", "")).toEqual([]);
  expect(marked("What? (really)", "?!")).toEqual([]);
});

it("marks a place once, by the longest word", () => {
  expect(marked("refunds", "ref refund")).toEqual(["refund"]);
});

it("keeps its places in texts whose letters change their length", () => {
  expect(marked("ﬁne ﬃ 𝒳 refund", "refund")).toEqual(["refund"]);
});

it("begins a line shortly before what was found", () => {
  const long = `${"word ".repeat(40)}my refund has not come`;
  expect(excerptOf(long, ["refund"])).toBe(`… ${"word ".repeat(7)}my refund has not come`);
  expect(excerptOf("my  refund\nnow", ["refund"])).toBe("my refund now");
  const further = "I have been waiting for my refund for weeks";
  expect(excerptOf(further, ["refund"])).toBe(further);
  expect(excerptOf(further, ["refund"], 18)).toBe("… for my refund for weeks");
});
