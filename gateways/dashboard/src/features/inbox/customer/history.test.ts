import { describe, expect, it } from "vitest";
import type { Conversation, Customer, Me, Ticket } from "@/api/types";
import { historyOf, type Sources } from "./history";
import { type ListedNote, pendingNote, withoutEchoes } from "./pending_note";

const at = (day: number) => `2026-11-${String(day).padStart(2, "0")}T12:00:00Z`;
const customer = { id: "k", customer_since: at(1) } as Customer;
const conversation = (id: string, day: number) => ({ id, last_activity_at: at(day) }) as Conversation;
const ticket = (id: string, day: number) => ({ id, last_activity_at: at(day) }) as Ticket;
const note = (id: string, day: number, more: Partial<ListedNote> = {}): ListedNote => ({
  id,
  customer_id: "k",
  member_id: "me",
  text: id,
  created_at: at(day),
  version: 0,
  position: day,
  ...more,
});
const all: Sources = {
  customer,
  conversations: { rows: [conversation("c2", 20), conversation("c1", 5)], hasMore: false },
  tickets: { rows: [ticket("t1", 10)], hasMore: false },
  notes: { rows: [note("n2", 15), note("n1", 3)], hasMore: false },
};
const ids = (sources: Sources) => historyOf(sources).events.map(({ id }) => id);

describe("the history of a customer", () => {
  it("has everything in one order, down to the day on which one met", () => {
    expect(ids(all)).toEqual(["c2", "n2", "t1", "c1", "n1", "k"]);
  });

  it("ends where a part of it ends for now, so that nothing is missing in between", () => {
    const notes = { rows: [note("n2", 15)], hasMore: true };
    expect(historyOf({ ...all, notes })).toMatchObject({ hasMore: true });
    expect(ids({ ...all, notes })).toEqual(["c2", "n2"]);
  });

  it("is whole with parts that have nothing", () => {
    const nothing = { rows: [], hasMore: false };
    expect(ids({ customer, conversations: nothing, tickets: nothing, notes: nothing })).toEqual(["k"]);
  });
});

describe("a note on its way", () => {
  const me = { id: "me", name: "Me" } as Me;
  const pending = (key: string, text: string, known: readonly ListedNote[]) =>
    pendingNote(key, { customer: "k", me, text, known }).row as unknown as ListedNote;
  const left = (notes: ListedNote[]) => withoutEchoes(notes).map(({ id }) => id);

  it("stands among the notes until the server's row of it is there", () => {
    const known = [note("n1", 3)];
    expect(left([pending("p", "hi", known), ...known])).toEqual(["p", "n1"]);
    expect(left([note("n2", 15, { text: "hi" }), pending("p", "hi", known), ...known])).toEqual(["n2", "n1"]);
  });

  it("is not taken for the same words that were there before, or are another's", () => {
    const known = [note("n1", 3, { text: "hi" })];
    expect(left([pending("p", "hi", known), ...known])).toEqual(["p", "n1"]);
    const others = note("n2", 15, { text: "hi", member_id: "you" });
    expect(left([others, pending("p", "hi", known)])).toEqual(["n2", "p"]);
  });

  it("is one of two that say the same", () => {
    const real = note("n2", 15, { text: "ok" });
    expect(left([pending("p2", "ok", []), pending("p1", "ok", []), real])).toEqual(["p2", "n2"]);
  });
});
