import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { holdFor, whileHeld } from "./held";

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
});

it("is said until the longest pause is over", () => {
  const told: number[] = [];
  const stop = whileHeld.watch(() => told.push(whileHeld.until()));
  holdFor(5000);
  holdFor(20_000);
  holdFor(3000);
  expect(whileHeld.until()).toBe(1_020_000);
  vi.advanceTimersByTime(5000);
  expect(whileHeld.until()).toBe(1_020_000);
  vi.advanceTimersByTime(15_000);
  expect(told[0]).toBe(1_005_000);
  expect(told.at(-1)).toBe(0);
  stop();
});

it("is not said of a moment", () => {
  holdFor(1000);
  expect(whileHeld.until()).toBe(0);
});
