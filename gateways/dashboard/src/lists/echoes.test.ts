import { expect, it } from "vitest";
import { isUnnumbered, type NumberedRow, numberAfter, withoutEchoes } from "./echoes";

interface Said extends NumberedRow {
  text: string;
}

const said = (id: string, no: number, text: string): Said => ({ id, no, text });
const left = (...rows: Said[]) =>
  withoutEchoes(rows, isUnnumbered, (a, b) => b.no > a.no && a.text === b.text).map(({ id }) => id);

it("what is on its way stands after the last there is, until the server's own row is there", () => {
  const pending = said("p", numberAfter(4), "hi");
  expect(isUnnumbered(pending)).toBe(true);
  expect(left(pending, said("m4", 4, "hi"))).toEqual(["p", "m4"]);
  expect(left(said("m5", 5, "hi"), pending, said("m4", 4, "hi"))).toEqual(["m5", "m4"]);
});

it("is not taken for what another has said meanwhile", () => {
  expect(left(said("m5", 5, "ho"), said("p", numberAfter(4), "hi"))).toEqual(["m5", "p"]);
});

it("one row of the server's stands for one that was on its way", () => {
  const first = said("p1", numberAfter(4), "ok");
  const second = said("p2", numberAfter(4), "ok");
  expect(left(said("m5", 5, "ok"), second, first)).toEqual(["m5", "p2"]);
});
