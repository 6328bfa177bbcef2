import { expect, it } from "vitest";
import { de } from "./de";
import { en } from "./en";
import { type Text, written } from "./text";

it("fills in what a text needs, with numbers as they are written there", () => {
  expect(written("{name} has {count}", { name: "Ada", count: 1234.5 }, "de")).toBe("Ada has 1.234,5");
});

it("takes the plural form of the count", () => {
  const text = { one: "{count} change", other: "{count} changes" };
  expect([0, 1, 2].map((count) => written(text, { count }, "en"))).toEqual(["0 changes", "1 change", "2 changes"]);
});

it("puts what is filled in there as it is", () => {
  expect(written("{name}", { name: "$& {count} <b>" }, "en")).toBe("$& {count} <b>");
});

it("keeps the direction of what is filled in to itself", () => {
  expect(written("{name} is writing", { name: "\u202eevil" }, "en")).toBe("\u2068\u202eevil\u2069 is writing");
  expect(written("{name} schreibt", { name: "محمد" }, "de")).toBe("\u2068محمد\u2069 schreibt");
  expect(written("{name} is writing", { name: "Zoë 李" }, "en")).toBe("Zoë 李 is writing");
});

const holes = (text: Text) => [...new Set(JSON.stringify(text).match(/\{\w+\}/g) ?? [])].sort();

it.each(Object.keys(en) as (keyof typeof en)[])("German has the same holes: %s", (key) => {
  expect(holes(de[key])).toEqual(holes(en[key]));
});
