import { describe, expect, it } from "vitest";
import type { Change } from "./change";
import { type Pages, patchOne, patchPages, rowsOf, type Shown } from "./patch";

interface Ticket {
  id: string;
  at: number;
  open: boolean;
  name?: string;
  unread?: number;
  version: number;
  position: number;
}

const shown: Shown<Ticket> = { resource: "ticket", keeps: (row) => row.open, order: (a, b) => b.at - a.at };
const ticket = (id: string, at: number, more: Partial<Ticket> = {}): Ticket => ({
  id,
  at,
  open: true,
  version: 1,
  position: at,
  ...more,
});
const upsert = (row: Ticket): Change => ({ resource: "ticket", op: "upsert", row: { ...row } });
const pages = (next_cursor: string | null, ...lists: Ticket[][]): Pages<Ticket> => ({
  pages: lists.map((items, at) => ({ items, next_cursor: at === lists.length - 1 ? next_cursor : "more" })),
  pageParams: lists.map(() => null),
});
const ids = (data: Pages<Ticket>) => rowsOf(data, shown).map(({ id }) => id);

describe("a list that is patched", () => {
  const data = pages("more", [ticket("c", 30), ticket("b", 20)], [ticket("a", 10)]);

  it("takes a new row in where it belongs", () => {
    expect(ids(patchPages(data, [upsert(ticket("d", 25))], shown))).toEqual(["c", "d", "b", "a"]);
  });

  it("moves a row that has changed", () => {
    expect(ids(patchPages(data, [upsert(ticket("a", 40))], shown))).toEqual(["a", "c", "b"]);
  });

  it("keeps a row that is newer than what is heard, by position and by version", () => {
    expect(patchPages(data, [upsert(ticket("c", 99, { position: 30 }))], shown)).toBe(data);
    expect(patchPages(data, [upsert(ticket("c", 99, { position: 31, version: 0 }))], shown)).toBe(data);
  });

  it("lets go of what its filters no longer let in, and does not take it in", () => {
    expect(ids(patchPages(data, [upsert(ticket("b", 50, { open: false }))], shown))).toEqual(["c", "a"]);
    expect(patchPages(data, [upsert(ticket("z", 50, { open: false }))], shown)).toBe(data);
  });

  it("leaves what lies beyond its last page to the page that will be fetched", () => {
    expect(ids(patchPages(data, [upsert(ticket("old", 5))], shown))).toEqual(["c", "b", "a"]);
    expect(ids(patchPages(pages(null, [ticket("a", 10)]), [upsert(ticket("old", 5))], shown))).toEqual(["a", "old"]);
  });

  it("takes in what comes into it by what is set, where the whole row is told", () => {
    const set = { resource: "ticket", op: "set" as const, row: { id: "z", open: true } };
    expect(patchPages(data, [set], shown)).toBe(data);
    const whole = { ...ticket("z", 25, { open: false, name: "Zoe" }) };
    const patched = patchPages(data, [{ ...set, whole }], shown);
    expect(ids(patched)).toEqual(["c", "z", "b", "a"]);
    expect(rowsOf(patched, shown)[1]).toMatchObject({ name: "Zoe", open: true });
  });

  it("sets only what is set in a row that it has, however old the whole row is that is told", () => {
    const whole = { ...ticket("b", 99, { name: "old" }) };
    const patched = patchPages(data, [{ resource: "ticket", op: "set", row: { id: "b", name: "new" }, whole }], shown);
    expect(rowsOf(patched, shown).find(({ id }) => id === "b")).toEqual(ticket("b", 20, { name: "new" }));
  });

  it("of a search keeps what was found, and takes nothing else in", () => {
    const search: Shown<Ticket> = { ...shown, enters: () => false };
    expect(patchPages(data, [upsert(ticket("d", 25))], search)).toBe(data);
    expect(rowsOf(patchPages(data, [upsert(ticket("a", 40))], search), search)[0]?.id).toBe("a");
  });

  it("deletes", () => {
    expect(
      ids(patchPages(data, [{ resource: "ticket", op: "delete", row: { id: "b", position: 40 } }], shown)),
    ).toEqual(["c", "a"]);
  });

  it("sets some members of a row that is there, and of no other", () => {
    const set = (id: string): Change => ({ resource: "ticket", op: "set", row: { id, name: "Ada" } });
    expect(rowsOf(patchPages(data, [set("b")], shown), shown)[1]).toEqual(ticket("b", 20, { name: "Ada" }));
    expect(patchPages(data, [set("nobody")], shown)).toBe(data);
  });

  it("ignores other resources", () => {
    expect(patchPages(data, [{ ...upsert(ticket("x", 50)), resource: "customer" }], shown)).toBe(data);
  });

  it("keeps members that the channel does not carry", () => {
    const merging: Shown<Ticket> = { ...shown, merge: (before, row) => ({ ...row, unread: before?.unread ?? 0 }) };
    const patched = patchPages(pages(null, [ticket("a", 10, { unread: 3 })]), [upsert(ticket("a", 11))], merging);
    expect(rowsOf(patched, merging)[0]?.unread).toBe(3);
  });

  it("shows a row once that two pages hold, as the newer has it", () => {
    const twice = pages(null, [ticket("a", 20, { position: 9 })], [ticket("a", 10, { position: 5 })]);
    expect(rowsOf(twice, shown)).toEqual([ticket("a", 20, { position: 9 })]);
  });
});

describe("one thing that is patched", () => {
  it("follows its own row and no other", () => {
    const one = ticket("a", 10);
    expect(patchOne(one, [upsert(ticket("a", 11))], shown).at).toBe(11);
    expect(patchOne(one, [upsert(ticket("b", 11))], shown)).toBe(one);
  });
});
