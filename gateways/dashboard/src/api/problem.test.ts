import { describe, expect, it } from "vitest";
import { Problem, problemOf, retryAfterMs } from "./problem";

describe("a problem", () => {
  it("is read from what the server says", async () => {
    const body = {
      type: "/problems/input.invalid",
      title: "Wrong.",
      errors: [{ pointer: "/email", detail: "No address." }],
    };
    const problem = await problemOf(Response.json(body, { status: 422, headers: { "Retry-After": "3" } }));
    expect(problem).toMatchObject({
      status: 422,
      rule: "input.invalid",
      title: "Wrong.",
      retryAfterMs: 3000,
      passing: false,
    });
    expect(problem.about("/email")).toBe("No address.");
  });

  it("is one even when a proxy answers in its own words", async () => {
    const problem = await problemOf(new Response("<html>Bad gateway", { status: 502 }));
    expect(problem).toMatchObject({ status: 502, rule: "", passing: true, errors: [] });
  });

  it("passes or is final by its status", () => {
    expect([400, 404, 409, 429, 500, 503].filter((status) => new Problem(status, {}).passing)).toEqual([429, 500, 503]);
  });
});

it("Retry-After is seconds or a date", () => {
  const now = Date.parse("2026-11-29T12:00:00Z");
  expect(retryAfterMs("7", now)).toBe(7000);
  expect(retryAfterMs("Sun, 29 Nov 2026 12:00:09 GMT", now)).toBe(9000);
  expect(retryAfterMs("Sun, 29 Nov 2026 11:00:00 GMT", now)).toBe(0);
  expect(retryAfterMs("soon", now)).toBeUndefined();
  expect(retryAfterMs(null, now)).toBeUndefined();
});
