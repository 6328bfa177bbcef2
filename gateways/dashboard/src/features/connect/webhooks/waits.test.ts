import { describe, expect, it } from "vitest";
import { isWithin, usual, waitsOf, waitsText } from "./waits";

describe("when it is tried again", () => {
  it("is after longer and longer, a day at most", () => {
    expect(waitsOf(usual)).toEqual([60, 120]);
    const long = waitsOf({ max_attempts: 6, backoff_multiplier: 10, first_delay_s: 60 });
    expect(long).toEqual([60, 600, 6000, 60_000, 86_400]);
  });

  it("is never, where one attempt is all", () => {
    expect(waitsOf({ ...usual, max_attempts: 1 })).toEqual([]);
  });

  it("is said in the units that count, and of many waits the first and the last", () => {
    expect(waitsText([5, 60], "en")).toBe("5 sec, 1 min");
    expect(waitsText([60, 600, 6000, 60_000, 86_400], "en")).toBe("1 min, 10 min, 1 hr 40 min … 1 day");
  });
});

it("takes what the server takes", () => {
  expect(isWithin(usual)).toBe(true);
  expect(isWithin({ max_attempts: 20, first_delay_s: 3600, backoff_multiplier: 10 })).toBe(true);
  expect(isWithin({ ...usual, max_attempts: 0 })).toBe(false);
  expect(isWithin({ ...usual, first_delay_s: 3601 })).toBe(false);
  expect(isWithin({ ...usual, backoff_multiplier: Number.NaN })).toBe(false);
});
