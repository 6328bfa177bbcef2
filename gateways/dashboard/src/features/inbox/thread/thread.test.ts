import { describe, expect, it } from "vitest";
import type { Me, Message } from "@/api/types";
import { firstUnreadOf, turnsOf } from "./message_groups";
import { pendingMessage, withoutEchoes } from "./pending";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 29, 12, minute)).toISOString();
const said = (no: number, minute: number, more: Partial<Message> = {}): Message => ({
  id: `m${no}`,
  conversation_id: "c",
  customer_id: "k",
  no,
  author: "agent",
  member_id: "me",
  kind: "reply",
  text: `text ${no}`,
  status: "sent",
  created_at: at(minute),
  origin: "live",
  version: 1,
  position: no,
  ...more,
});
const dayOf = (time: string) => time.slice(0, 10);
const shape = (messages: Message[]) =>
  turnsOf(messages, dayOf, undefined).map(({ day, first, last }) => [day, first, last]);

describe("the turns of a thread", () => {
  it("join what one author says in one go", () => {
    expect(shape([said(1, 0), said(2, 1), said(3, 2, { author: "customer", member_id: null })])).toEqual([
      [true, true, false],
      [false, false, true],
      [false, true, true],
    ]);
  });

  it("part where one pauses, where a note begins, and at midnight", () => {
    const note = said(3, 7, { kind: "note" });
    const next = said(4, 8, { kind: "note", created_at: "2026-11-30T00:00:00Z" });
    expect(shape([said(1, 0), said(2, 6), note, next])).toEqual([
      [true, true, true],
      [false, true, true],
      [false, true, true],
      [true, true, true],
    ]);
  });
});

describe("where what is new begins", () => {
  const theirs = (no: number, more: Partial<Message> = {}) =>
    said(no, no, { author: "customer", member_id: null, ...more });
  const thread = [theirs(1), theirs(2), said(3, 3), theirs(4), theirs(5)];

  it("is the first that somebody else has written since", () => {
    expect(firstUnreadOf(thread, 2, "me", true)).toBe("m4");
    expect(firstUnreadOf(thread, 0, "me", true)).toBe("m1");
    expect(firstUnreadOf(thread, 5, "me", true)).toBeUndefined();
  });

  it("is not known while an earlier page may hold it", () => {
    expect(firstUnreadOf(thread.slice(3), 1, "me", false)).toBeUndefined();
    expect(firstUnreadOf(thread.slice(3), 3, "me", false)).toBe("m4");
  });

  it("leaves out what was imported or deleted", () => {
    const before = [theirs(1, { origin: "import" }), theirs(2, { deleted_at: at(3) }), theirs(3)];
    expect(firstUnreadOf(before, 0, "me", true)).toBe("m3");
  });

  it("begins a turn, under a line when something is above it", () => {
    const marks = (first: string) =>
      turnsOf([theirs(1), theirs(2)], dayOf, first).map((turn) => [turn.first, turn.line]);
    expect(marks("m2")).toEqual([
      [true, false],
      [true, true],
    ]);
    expect(marks("m1")).toEqual([
      [true, false],
      [false, false],
    ]);
  });
});

describe("a message on its way", () => {
  const me = { id: "me", name: "Me" } as Me;
  const pending = (key: string, text: string, lastNo: number) =>
    pendingMessage(key, { conversation: "c", customer: "k", lastNo, me, text, kind: "reply" })
      .row as unknown as Message;
  const ids = (messages: Message[]) => withoutEchoes(messages).map(({ id }) => id);

  it("stands in the thread until the server's row is there", () => {
    expect(ids([pending("p", "hi", 1), said(1, 0)])).toEqual(["p", "m1"]);
    expect(ids([said(2, 1, { text: "hi" }), pending("p", "hi", 1), said(1, 0)])).toEqual(["m2", "m1"]);
  });

  it("is not taken for what was said before it, or by another", () => {
    expect(ids([pending("p", "hi", 1), said(1, 0, { text: "hi" })])).toEqual(["p", "m1"]);
    expect(ids([said(2, 1, { text: "hi", member_id: "you" }), pending("p", "hi", 1)])).toEqual(["m2", "p"]);
  });

  it("is one of two that say the same", () => {
    expect(ids([pending("p2", "ok", 1), pending("p1", "ok", 1), said(2, 1, { text: "ok" })])).toEqual(["p2", "m2"]);
  });
});
