import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { firstScreenComes, firstScreenIsThere, useAfterFirstScreen } from "./first_screen";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  act(() => vi.runAllTimers());
  cleanup();
  vi.useRealTimers();
});

function Later() {
  return <p>{useAfterFirstScreen() ? "begun" : "waits"}</p>;
}

it("what nobody waits for begins when the first screen has been painted, once", () => {
  const then = vi.fn();
  firstScreenComes(then);
  render(<Later />);
  expect(screen.getByText("waits")).toBeTruthy();
  act(() => {
    firstScreenIsThere();
    vi.advanceTimersByTime(1000);
  });
  expect(screen.getByText("begun")).toBeTruthy();
  act(() => vi.runAllTimers());
  expect(then).toHaveBeenCalledOnce();
});

it("begins all the same where no screen ever comes", () => {
  const then = vi.fn();
  firstScreenComes(then);
  act(() => vi.advanceTimersByTime(10_000));
  expect(then).toHaveBeenCalledOnce();
});

it("waits for nothing where nobody has started an application", () => {
  render(<Later />);
  expect(screen.getByText("begun")).toBeTruthy();
});
