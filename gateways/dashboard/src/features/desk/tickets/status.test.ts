import { expect, it } from "vitest";
import { anOpenTicket } from "./sample";
import { mayBecome, resolvedOrReopened, waysBack, withStatus } from "./status";

it("a closed ticket becomes nothing but open", () => {
  expect(mayBecome("closed", "open")).toBe(true);
  expect(mayBecome("closed", "waiting")).toBe(false);
  expect(mayBecome("resolved", "waiting")).toBe(true);
  expect(mayBecome("open", "open")).toBe(false);
});

it("E resolves what is under way and opens what is over", () => {
  expect((["open", "in_progress", "waiting", "resolved", "closed"] as const).map(resolvedOrReopened)).toEqual([
    "resolved",
    "resolved",
    "resolved",
    "open",
    "open",
  ]);
});

it("the way back out of closed leads by open", () => {
  expect(waysBack("resolved", "waiting")).toEqual(["waiting"]);
  expect(waysBack("closed", "waiting")).toEqual(["open", "waiting"]);
  expect(waysBack("closed", "open")).toEqual(["open"]);
  expect(waysBack("open", "open")).toEqual([]);
});

it("what is over says since when, and what is open again does not", () => {
  const now = "2026-11-29T13:00:00Z";
  expect(withStatus(anOpenTicket(), "closed", now)).toEqual({ status: "closed", resolved_at: now, closed_at: now });
  const resolved = anOpenTicket({ status: "resolved", resolved_at: "2026-11-29T12:30:00Z" });
  expect(withStatus(resolved, "closed", now).resolved_at).toBe("2026-11-29T12:30:00Z");
  expect(withStatus(resolved, "open", now)).toEqual({ status: "open", resolved_at: null, closed_at: null });
});
