import { expect, it } from "vitest";
import { en } from "@/i18n/en";
import type { Translate } from "@/i18n/i18n_provider";
import { written } from "@/i18n/text";
import { concernsOf, type House, progressOf, standingOf } from "./house";
import { aHouse, aHouseInTrouble, aPartition, aProjection, stuckEffects } from "./sample";
import { byRoute, measureText } from "./vitals";

const t: Translate = (key, ...values) => written(en[key], values[0] ?? {}, "en");
const said = (house: House, stuck = stuckEffects.items) =>
  concernsOf(house, stuck).map(({ tone, text }) => `${tone}: ${text(t)}`);
const saidOf = (given: Partial<House>) => said(aHouse(given), []);

it("has nothing to say of a house that is well, also while records are on their way", () => {
  const partitions = [aPartition(0, { lag: 3, sql_lag: 12 }), aPartition(1)];
  expect(saidOf({ partitions })).toEqual([]);
});

it("names what is wrong, the worst first", () => {
  const { journal, postgres } = aHouseInTrouble();
  expect(said(aHouseInTrouble())).toEqual([
    "red: The journal takes no records: its disk is full, or its brokers do not answer",
    "red: PostgreSQL does not answer: lists and search wait",
    "red: 1 partition has stopped",
    "red: 1 partition has nobody who decides for it",
    "red: 2 businesses are parked: what happens there is not shown",
    "amber: 2 partitions are far behind",
    "amber: 1 projection is being built",
    "amber: 15 effects are stuck",
  ]);
  expect(saidOf({ journal, postgres: { ...postgres, state: "starting" } }).map((line) => line.split(":")[0])).toEqual([
    "red",
    "amber",
  ]);
});

it("says when there is little room, and takes a house without a disk of its own or without PostgreSQL as it is", () => {
  const { journal } = aHouse();
  expect(saidOf({ journal: { ...journal, free_bytes: 1_000_000_000 } })).toEqual([
    "amber: The journal's disk is nearly full",
  ]);
  const none = { state: "none", lag: 0, parked: 0 };
  expect(saidOf({ journal: { ...journal, free_bytes: null }, postgres: none })).toEqual([]);
});

it("does not trouble about what another process decides", () => {
  expect(standingOf(aPartition(5, { owned: false, owner: "10.0.0.7:8080" }))).toBe("elsewhere");
  expect(standingOf(aPartition(5, { owned: false }))).toBe("nobody");
  expect(standingOf(aPartition(5, { owned: true, stopped: "" }))).toBe("fine");
});

it("tells how much of a projection is built, and how long the rest takes at this pace", () => {
  const built = aProjection("tickets", { serves: false, records: 1000, read: 400, lag: 600 });
  expect(progressOf(built, { read: 400, after_ms: 0 })).toEqual({ share: 0.4, left_ms: undefined });
  expect(progressOf(built, { read: 400, after_ms: 5000 })).toEqual({ share: 0.4, left_ms: undefined });
  expect(progressOf(built, { read: 200, after_ms: 10_000 })).toEqual({ share: 0.4, left_ms: 30_000 });
  expect(progressOf({ ...built, records: 0, read: 0, lag: 0 }, { read: 0, after_ms: 0 }).share).toBe(1);
});

it("has a row for each route, the most visited first, and measures in words", () => {
  const vital = { p50: 1, p75: 2, p95: 3, good_to: 4 };
  const rows = byRoute([
    { ...vital, name: "LCP", route: "/team", count: 2 },
    { ...vital, name: "LCP", route: "/inbox", count: 3 },
    { ...vital, name: "CLS", route: "/inbox", count: 9 },
  ]);
  expect(rows.map(({ route, count, of }) => [route, count, Object.keys(of)])).toEqual([
    ["/inbox", 9, ["LCP", "CLS"]],
    ["/team", 2, ["LCP"]],
  ]);
  expect([measureText("CLS", 130, "en"), measureText("LCP", 1849, "en"), measureText("INP", 90, "en")]).toEqual([
    "0.13",
    "1.8s",
    "90ms",
  ]);
});
