import { act, cleanup, screen } from "@testing-library/react";
import { Profiler } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { show } from "@/components/test_render";
import { FirstResponse } from "./first_response";
import { anOpenTicket } from "./sample";

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime("2026-11-29T19:57:50Z");
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function Page({ around, clock }: { around: () => void; clock: () => void }) {
  around();
  return (
    <Profiler id="clock" onRender={clock}>
      <FirstResponse ticket={anOpenTicket()} />
    </Profiler>
  );
}

it("ticks by itself, only when what it says changes, and renders nothing around it", () => {
  const around = vi.fn();
  const clock = vi.fn();
  show(<Page around={around} clock={clock} />);
  expect(screen.getByText("2 min left")).toBeTruthy();
  act(() => vi.advanceTimersByTime(30_000));
  expect(screen.getByText("1 min left")).toBeTruthy();
  act(() => vi.advanceTimersByTime(60_000));
  expect(screen.getByText("<1 min left")).toBeTruthy();
  act(() => vi.advanceTimersByTime(60_000));
  expect(screen.getByText("<1 min over")).toBeTruthy();
  act(() => vi.advanceTimersByTime(3_600_000));
  expect(screen.getByText("1 hr over")).toBeTruthy();
  expect(around).toHaveBeenCalledOnce();
  // of 250 ticks those that changed a word: four, and one for each minute of the hour after
  expect(clock.mock.calls.length).toBeLessThan(70);
});

it("says when it is due, on hover", () => {
  show(<FirstResponse ticket={anOpenTicket()} />);
  expect(screen.getByTitle(/^First answer due .*29 November 2026|November 29, 2026/)).toBeTruthy();
});
