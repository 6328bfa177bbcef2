import { describe, expect, it } from "vitest";
import { clockTime, dayText, durationText, exactTime, listTime, relativeTime } from "./times";

const berlin = { locale: "en-GB", timeZone: "Europe/Berlin" };
const at = (text: string) => Date.parse(text);
const now = at("2026-03-03T09:00:00Z");

describe("a relative time", () => {
  it.each([
    ["2026-03-03T08:59:31Z", "now"],
    ["2026-03-03T09:00:29Z", "now"],
    ["2026-03-03T08:56:00Z", "4 min ago"],
    ["2026-03-03T09:10:00Z", "in 10 min"],
    ["2026-03-03T07:00:00Z", "2 hr ago"],
    ["2026-03-02T10:00:00Z", "yesterday"],
    ["2026-02-27T09:00:00Z", "4 days ago"],
    ["2026-03-04T20:00:00Z", "tomorrow"],
    ["2026-01-12T09:00:00Z", "12 Jan"],
    ["2024-01-12T09:00:00Z", "12 Jan 2024"],
  ])("of %s is %s", (time, text) => {
    expect(relativeTime(at(time), now, berlin)).toBe(text);
  });

  it("is in the language of the person", () => {
    expect(relativeTime(at("2026-03-02T10:00:00Z"), now, { ...berlin, locale: "de" })).toBe("gestern");
  });

  it("counts days as the person's calendar does, and hours across midnight as hours", () => {
    const justAfterMidnight = at("2026-03-02T23:30:00Z");
    expect(relativeTime(at("2026-03-02T22:30:00Z"), justAfterMidnight, berlin)).toBe("1 hr ago");
    expect(dayText(at("2026-03-02T22:30:00Z"), justAfterMidnight, berlin)).toBe("Yesterday");
    expect(dayText(at("2026-03-02T22:30:00Z"), justAfterMidnight, { ...berlin, timeZone: "UTC" })).toBe("Today");
  });
});

describe("a time in a list", () => {
  it.each([
    ["2026-03-03T08:05:00Z", "09:05"],
    ["2026-03-01T08:05:00Z", "Sun"],
    ["2026-02-12T08:05:00Z", "12 Feb"],
  ])("of %s is %s", (time, text) => {
    expect(listTime(at(time), now, berlin)).toBe(text);
  });
});

it("keeps the clock right over the change to summer time", () => {
  expect(clockTime(at("2026-03-29T00:59:00Z"), berlin)).toBe("01:59");
  expect(clockTime(at("2026-03-29T01:00:00Z"), berlin)).toBe("03:00");
});

it("says everything on hover", () => {
  expect(exactTime(at("2026-03-03T08:05:09Z"), berlin)).toMatch(/Tuesday.*3 March 2026.*09:05:09/);
});

it("says how long in the two greatest units that count", () => {
  const long = (minutes: number) => durationText(minutes * 60_000, { locale: "en" });
  expect([0.5, 12, 60, 200, 1440, 1445, 1501, 2960].map(long)).toEqual([
    "<1 min",
    "12 min",
    "1 hr",
    "3 hr 20 min",
    "1 day",
    "1 day",
    "1 day 1 hr",
    "2 days 1 hr",
  ]);
  expect(durationText(200 * 60_000, { locale: "en" }, 1)).toBe("3 hr");
  expect(durationText(200 * 60_000, { locale: "de" })).toBe("3 Std. 20 Min.");
});
