import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { Problem } from "@/api/problem";
import { show } from "@/components/test_render";
import { useProblemText } from "./problem_text";

afterEach(cleanup);

function Said({ of }: { of: unknown }) {
  return <p>{useProblemText()(of)}</p>;
}

function said(of: unknown) {
  show(<Said of={of} />);
  return screen.getByText(/./).textContent ?? "";
}

const tooMany = (wait_ms?: number) => new Problem(429, { type: "/problems/request.too_often" }, wait_ms);

it("says when it may be tried again: in seconds, then by the clock", () => {
  expect(said(tooMany(20_000))).toContain("Try again in 20 seconds.");
  cleanup();
  expect(said(tooMany(10 * 60_000))).toMatch(/Try again at \d+:\d\d/);
  cleanup();
  expect(said(tooMany())).toContain("Wait a moment");
});

it("has words of its own for what is known to be asked too often", () => {
  expect(said(new Problem(429, { type: "/problems/account.link_sent" }))).toContain("A link has just been sent.");
});

it("tells a lost cookie as what it is, not as missing rights", () => {
  expect(said(new Problem(403, { type: "/problems/auth.csrf_token" }))).toContain("Log in again.");
});
