import { beforeEach, expect, it, vi } from "vitest";
import { Problem, Unreachable } from "@/api/problem";
import { faultOf, withoutNames } from "./faults";
import { type Report, Reports } from "./reports";

beforeEach(() => void vi.useFakeTimers());

/** A page, and a server that takes what it is told, or not. */
function page() {
  const told: Report[] = [];
  const answer = { taken: true, afterMs: 5000 };
  const reports = new Reports({
    release: "r1",
    send: async (report) => {
      told.push(report);
      return { ...answer };
    },
    later: (work, ms) => void setTimeout(work, ms),
  });
  return { reports, told, answer };
}
const lcp = (value: number) => ({ name: "LCP" as const, value, route: "/b/$business/inbox" });
const fault = (message: string) => ({ message, route: "/" });

it("gathers for a while, and tells it in one report", async () => {
  const { reports, told } = page();
  reports.measured(lcp(1200));
  reports.wentWrong(fault("x is not a function"));
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual([{ release: "r1", vitals: [lcp(1200)], errors: [fault("x is not a function")] }]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toHaveLength(1);
});

it("tells at once what there is when the page goes away, and nothing when there is nothing", async () => {
  const { reports, told } = page();
  await reports.flush();
  reports.measured(lcp(900));
  await reports.flush();
  expect(told).toEqual([{ release: "r1", vitals: [lcp(900)] }]);
});

it("keeps what was not taken, and tells it when it may", async () => {
  const { reports, told, answer } = page();
  answer.taken = false;
  reports.measured(lcp(1));
  await vi.advanceTimersByTimeAsync(10_000);
  answer.taken = true;
  reports.measured(lcp(2));
  await vi.advanceTimersByTimeAsync(5000);
  expect(told.at(-1)?.vitals).toEqual([lcp(1), lcp(2)]);
  expect(told).toHaveLength(2);
});

it("tells the same a few times, and no page more than it may", async () => {
  const { reports, told } = page();
  for (let n = 0; n < 10; n++) reports.wentWrong(fault("again"));
  await reports.flush();
  expect(told[0]?.errors).toHaveLength(3);
  for (let n = 0; n < 300; n++) {
    reports.wentWrong(fault(`another ${n}`));
    if (n % 20 === 19) await reports.flush();
  }
  const all = told.flatMap(({ errors }) => errors ?? []);
  expect(all).toHaveLength(100);
  expect(Math.max(...told.map(({ errors = [] }) => errors?.length ?? 0))).toBeLessThanOrEqual(20);
});

it("is not about answers, but about what is broken", () => {
  expect(faultOf(new Problem(409, {}), "/")).toBeUndefined();
  expect(faultOf(new Unreachable(), "/")).toBeUndefined();
  expect(faultOf(new DOMException("left", "AbortError"), "/")).toBeUndefined();
  expect(faultOf(undefined, "/")).toBeUndefined();
  const broken = faultOf(new TypeError("x is undefined"), "/b/$business");
  expect(broken).toMatchObject({ message: "TypeError: x is undefined", route: "/b/$business" });
  expect(broken?.stack).toContain("reports.test");
});

it("has nothing of anybody in it", () => {
  const said = [
    `Unexpected token 'Z', "Zoë wrote to us" is not valid JSON`,
    "no customer zoe@customers.example",
    "GET /conversations/01a22b4c-07ee-7528-b466-a3dcdb8505b5?q=refund failed",
  ].map(withoutNames);
  expect(said).toEqual([
    "Unexpected token 'Z', <text> is not valid JSON",
    "no customer <email>",
    "GET /conversations/<id>? failed",
  ]);
  expect(withoutNames("can't read 'id' of undefined; don't")).toBe("can't read 'id' of undefined; don't");
});
