import { describe, expect, it } from "vitest";
import { besideOf, type Edge, layOut, type Placed } from "./layout";

const edge = (from: string, to: string, kind: Edge["kind"] = "recorded"): Edge => ({ from, to, kind });
const at = (places: readonly Placed[], id: string) => {
  const { column, row } = places.find((place) => place.id === id) ?? { column: -1, row: -1 };
  return [column, row];
};

/** A ticket is opened: a timer is set, a mail goes out; a comment, later, ends the timer. */
const ids = ["open", "opened", "timer", "mail", "comment", "sent"];
const edges = [
  edge("open", "opened"),
  edge("open", "timer"),
  edge("open", "mail"),
  edge("comment", "timer", "cancelled"),
  edge("mail", "sent", "tried"),
];

describe("an explanation", () => {
  it("goes from the request to the right, to what was recorded and what followed", () => {
    const { places, columns, rows } = layOut(ids, edges);
    expect(at(places, "open")).toEqual([0, 0]);
    expect(at(places, "opened")).toEqual([1, 0]);
    expect(at(places, "timer")).toEqual([1, 1]);
    expect(at(places, "mail")).toEqual([1, 2]);
    expect(at(places, "sent")).toEqual([2, 2]);
    expect([columns, rows]).toEqual([3, 3]);
  });

  it("has what ended a timer behind it, since it came later", () => {
    expect(at(layOut(ids, edges).places, "comment")).toEqual([2, 1]);
  });

  it("gives each part one place that no other has, though it came from two", () => {
    const many = Array.from({ length: 60 }, (_, n) => `n${n}`);
    const joined = many.slice(1).flatMap((id, n) => [edge(`n${Math.floor(n / 3)}`, id), edge(`n${n}`, id, "fired")]);
    const { places } = layOut(many, joined);
    expect(new Set(places.map(({ column, row }) => `${column} ${row}`)).size).toBe(60);
    for (const { from, to } of joined) expect(at(places, to)[0]).toBeGreaterThan(at(places, from)[0] ?? 0);
  });

  it("is read in the order in which one thing led to the other", () => {
    expect(layOut(ids, edges).places.map(({ id, depth }) => `${depth} ${id}`)).toEqual([
      "0 open",
      "1 opened",
      "1 timer",
      "2 comment",
      "1 mail",
      "2 sent",
    ]);
  });

  it("ends, though what is joined comes round to itself or leads nowhere", () => {
    const { places } = layOut(["a", "b", "c"], [edge("a", "b"), edge("b", "a"), edge("c", "gone"), edge("c", "c")]);
    expect(places.map(({ id }) => id).sort()).toEqual(["a", "b", "c"]);
    expect(layOut([], [])).toEqual({ places: [], columns: 0, rows: 0 });
  });
});

it("arrow keys go to what is nearest there", () => {
  const { places } = layOut(ids, edges);
  expect(besideOf(places, "open", "ArrowRight")).toBe("opened");
  expect(besideOf(places, "opened", "ArrowDown")).toBe("timer");
  expect(besideOf(places, "sent", "ArrowLeft")).toBe("mail");
  expect(besideOf(places, "sent", "ArrowRight")).toBeUndefined();
  expect(besideOf(places, "open", "Enter")).toBeUndefined();
});
