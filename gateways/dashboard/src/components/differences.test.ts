import { describe, expect, it } from "vitest";
import { differences, type Json, wordDifferences } from "./differences";

describe("between two states", () => {
  it("are the leaves that differ, with their paths", () => {
    const before = { status: "open", tags: ["a"], customer: { name: "Amina", city: "Leeds" }, same: [1, { x: 1 }] };
    const after = { status: "closed", tags: ["a", "b"], customer: { name: "Amina" }, same: [1, { x: 1 }], added: null };
    expect(differences(before, after)).toEqual([
      { path: "status", before: "open", after: "closed" },
      { path: "tags[1]", after: "b" },
      { path: "customer.city", before: "Leeds" },
      { path: "added", after: null },
    ]);
  });

  it("are the whole where the kind changed, and none where nothing did", () => {
    expect(differences({ a: [1] }, { a: { b: 1 } })).toEqual([{ path: "a", before: [1], after: { b: 1 } }]);
    expect(differences({ a: 1 }, { a: 1 })).toEqual([]);
    expect(differences(undefined, { a: 1 } as Json)).toEqual([{ path: "", after: { a: 1 } }]);
  });
});

describe("within a text", () => {
  it("are phrases: what went before what came", () => {
    expect(wordDifferences("the customer asks for it back", "the customer has got it back")).toEqual([
      { kind: "same", text: "the customer " },
      { kind: "removed", text: "asks for" },
      { kind: "added", text: "has got" },
      { kind: "same", text: " it back" },
    ]);
  });

  it.each([
    ["", "new"],
    ["old", ""],
    ["a b c", "a b c"],
    ["one two three", "three two one"],
    ["  spaces  kept ", " spaces kept  "],
  ])("of %j and %j give both back", (before, after) => {
    const pieces = wordDifferences(before, after);
    const without = (kind: string) => pieces.filter((piece) => piece.kind !== kind).map((piece) => piece.text);
    expect(without("added").join("")).toBe(before);
    expect(without("removed").join("")).toBe(after);
  });

  it("does not compare what is too long to compare", () => {
    const long = "word ".repeat(5000);
    expect(wordDifferences(long, `${long}!`).map((piece) => piece.kind)).toEqual(["removed", "added"]);
  });
});
