import { expect, it } from "vitest";
import type { Page } from "@/api/types";
import type { Pages } from "@/live/patch";
import type { Event } from "./activity";
import { tellingsOf, withNewest } from "./tellings";

const event = (no: number, kind: string, more: Partial<Event> = {}): Event => ({
  id: `e${no}`,
  at: new Date(Date.UTC(2026, 10, 29, 12, no)).toISOString(),
  kind,
  actor: { kind: "member", id: "ann", name: "Ann" },
  resource: "conversation",
  resource_id: "c",
  position: no,
  ...more,
});
const zoe = { actor: { kind: "visitor" as const, id: "zoe", name: "Zoe" } };
const page = (next_cursor: string | null, ...items: Event[]): Page<Event> => ({ items, next_cursor });
const pages = (...all: Page<Event>[]): Pages<Event> => ({ pages: all, pageParams: all.map(() => null) });
const ids = (data: Pages<Event>) => data.pages.map(({ items }) => items.map(({ id }) => id).join(" "));
const told = (...events: Event[]) => tellingsOf(events).map(({ event: { kind }, times, text }) => [kind, times, text]);

const [one, two, three, four] = [1, 2, 3, 4].map((no) => event(no, "message.replied")) as [Event, Event, Event, Event];

it("has what is new above what is there, each once", () => {
  expect(ids(withNewest(pages(page("older", two, one)), page("more", three, two)))).toEqual(["e3 e2 e1"]);
  expect(ids(withNewest(pages(page(null, two), page(null, one)), page(null, four, three, two)))).toEqual([
    "e4 e3 e2",
    "e1",
  ]);
});

it("tells nothing twice, and calls things as they are called now", () => {
  const now = withNewest(pages(page(null, two, one)), page(null, { ...two, title: "Beans" }, one));
  expect(ids(now)).toEqual(["e2 e1"]);
  expect(now.pages[0]?.items[0]?.title).toBe("Beans");
});

it("begins anew when so much has happened that the newest do not reach what is there", () => {
  expect(ids(withNewest(pages(page("older", one)), page("between", four, three)))).toEqual(["e4 e3"]);
});

it("tells the same done in a row once, with how often, and the newest of it", () => {
  const said = (no: number, text: string) => event(no, "message.received", { ...zoe, text });
  expect(told(said(3, "and one"), said(2, "please"), said(1, "hello"))).toEqual([["message.received", 3, "and one"]]);
  expect(told(said(2, "a"), event(1, "message.replied", { text: "b" }))).toEqual([
    ["message.received", 1, "a"],
    ["message.replied", 1, "b"],
  ]);
  const later = event(1, "message.received", { ...zoe, text: "b", at: "2026-11-30T12:00:00Z" });
  expect(told(later, said(1, "a"))).toHaveLength(2);
});

it("tells who opens a conversation by writing as one thing", () => {
  expect(told(event(2, "message.received", { ...zoe, text: "hello" }), event(1, "conversation.opened", zoe))).toEqual([
    ["conversation.opened", 1, "hello"],
  ]);
  expect(told(event(2, "message.received", zoe), event(1, "conversation.opened"))).toHaveLength(2); // another did
});

it("tells what was done to many at once as one thing", () => {
  const resolved = (no: number, more: Partial<Event> = {}) =>
    event(no, "conversation.resolved", { resource_id: `c${no}`, at: "2026-11-29T12:00:00Z", ...more });
  const others = (...events: Event[]) => tellingsOf(events).map((telling) => telling.others);
  expect(others(resolved(3), resolved(2), resolved(1))).toEqual([2]);
  expect(others(resolved(2), resolved(1, { actor: { kind: "member", id: "bea" } }))).toEqual([0, 0]);
  expect(others(resolved(2), resolved(1, { at: "2026-11-29T11:00:00Z" }))).toEqual([0, 0]);
  const given = (no: number, id: string) => resolved(no, { kind: "conversation.assigned", member: { id } });
  expect(others(given(3, "bea"), given(2, "bea"), given(1, "tom"))).toEqual([1, 0]);
});

it("adds up what was imported", () => {
  const load = (no: number, number: number) => event(no, "import.taken", { number, resource_id: `load ${no}` });
  expect(tellingsOf([load(3, 50), load(2, 50), load(1, 11)])).toMatchObject([{ times: 3, sum: 111 }]);
});
