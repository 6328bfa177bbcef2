import { expect, it } from "vitest";
import { asTime, asTimes, nextAfter } from "./intervals";

it("takes times as people type them", () => {
  expect(["9", "9:30", " 17.15 ", "24:00", "noon"].map(asTime)).toEqual(["09:00", "09:30", "17:15", "24:00", "noon"]);
  expect(asTimes([{ start: "9", end: "12" }])).toEqual([{ start: "09:00", end: "12:00" }]);
});

it("proposes what comes after, within the day", () => {
  expect(nextAfter([])).toEqual({ start: "09:00", end: "17:00" });
  expect(nextAfter([{ start: "09:00", end: "12:00" }])).toEqual({ start: "13:00", end: "17:00" });
  expect(nextAfter([{ start: "09:00", end: "24:00" }])).toEqual({ start: "23:00", end: "24:00" });
});
