// @vitest-environment jsdom
// What is kept, where it may be, and where it may not.
import { beforeEach, expect, test } from "vitest";
import { freshKey, keepOf } from "./keep";

beforeEach(() => localStorage.clear());
const shut = () => {
  throw new DOMException("no", "SecurityError");
};

test("what is kept is there for the next page, by business", () => {
  const keep = keepOf("b1");
  keep.setVisitor({ token: "vt", customer_id: "c" });
  keep.setUnsent({ key: "k2", text: "second", at: "2" });
  keep.setUnsent({ key: "k1", text: "first", at: "1" });
  const next = keepOf("b1");
  expect(next.lasts).toBe(true);
  expect(next.visitor()?.token).toBe("vt");
  expect(next.unsent().map((one) => one.text)).toEqual(["first", "second"]);
  next.dropUnsent("k1");
  expect(keep.unsent().map((one) => one.key)).toEqual(["k2"]);
  expect(keepOf("b2").visitor()).toBeNull();
  expect(keepOf("b2").unsent()).toEqual([]);
});

test("where storage is shut it lasts as long as the page, and says so", () => {
  const keep = keepOf("b1", shut);
  expect(keep.lasts).toBe(false);
  keep.setVisitor({ token: "vt", customer_id: "c" });
  keep.setUnsent({ key: "k", text: "t", at: "1" });
  expect(keep.visitor()?.token).toBe("vt");
  expect(keep.unsent()).toHaveLength(1);
});

test("what does not fit in any more is kept for this page", () => {
  const full = {
    ...localStorage,
    getItem: (name: string) => localStorage.getItem(name),
    removeItem: () => {},
    key: (n: number) => localStorage.key(n),
    length: 0,
  };
  const keep = keepOf(
    "b1",
    () =>
      ({
        ...full,
        setItem: (name: string) => {
          if (name !== "millrace.try") throw new DOMException("full", "QuotaExceededError");
        },
      }) as Storage,
  );
  keep.setUnsent({ key: "k", text: "t", at: "1" });
  expect(keep.unsent()).toHaveLength(1);
  keep.dropUnsent("k");
  expect(keep.unsent()).toEqual([]);
});

test("what somebody else has left there is nobody's", () => {
  localStorage.setItem("millrace.b1.visitor", "{");
  localStorage.setItem("millrace.b1.unsent.x", "nonsense");
  expect(keepOf("b1").visitor()).toBeNull();
  expect(keepOf("b1").unsent()).toEqual([]);
});

test("a fresh key is a UUID of version 4", () => {
  const keys = new Set(Array.from({ length: 100 }, freshKey));
  expect(keys.size).toBe(100);
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
