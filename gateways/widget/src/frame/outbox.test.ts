// Each text is said once, whatever happens on the way.
import { expect, test, vi } from "vitest";
import type { Answer } from "./api";
import { message } from "./fixtures";
import { keepOf, type Visitor } from "./keep";
import type { Message } from "./messages";
import { Outbox } from "./outbox";

const none = () => {
  throw new Error("no storage");
};
const zoe: Visitor = { token: "vt_1", customer_id: "zoe" };
const done = <T>(value: T): Answer<T> => ({ is: "done", value });
const later: Answer<never> = { is: "later" };

// A server that keeps what was said under a key, and answers as the script says.
function town({ visitor = null as Visitor | null, who = {} as { name?: string } } = {}) {
  const keep = keepOf("b", none);
  keep.setVisitor(visitor);
  const stored = new Map<string, string>();
  const born = new Map<string, object>();
  const script: ("lost" | "away" | Answer<never>)[] = [];
  const waiting: { ms: number; then: () => void }[] = [];
  const said: Message[] = [];
  let made = 0;
  const next = () => script.shift();
  const outbox = new Outbox({
    keep,
    who: () => who,
    became: vi.fn(),
    changed: vi.fn(),
    said: (one) => said.push(one),
    wait: (ms, then) => {
      waiting.push({ ms, then });
      return () => {};
    },
    api: {
      begin: async (key, about) => {
        const how = next();
        if (how === "away") return later;
        if (how && how !== "lost") return how;
        if (!born.has(key)) ++made;
        born.set(key, about);
        return how === "lost" ? later : done(zoe);
      },
      say: async (_, key, text) => {
        const how = next();
        if (how === "away") return later;
        if (how && how !== "lost") return how;
        stored.set(key, text);
        return how === "lost" ? later : done(message("1", { author: "customer", text }));
      },
    },
  });
  const again = async () => {
    waiting.shift()?.then();
    await vi.waitFor(() => expect(outbox.sending).toBe(false));
  };
  const settle = () => vi.waitFor(() => expect(outbox.sending).toBe(false));
  return { outbox, keep, stored, born, script, waiting, said, again, settle, visitors: () => made };
}

test("the first text makes the visitor, and is said", async () => {
  const t = town();
  t.outbox.add("hello");
  await t.settle();
  expect([...t.stored.values()]).toEqual(["hello"]);
  expect(t.keep.visitor()).toEqual(zoe);
  expect(t.keep.unsent()).toEqual([]);
  expect(t.said).toHaveLength(1);
});

test("answers that are lost are asked for again under the same keys: one visitor, one message", async () => {
  const t = town();
  t.script.push("lost", "away", "lost");
  t.outbox.add("hello");
  await t.settle();
  expect(t.visitors()).toBe(1);
  await t.again();
  await t.again();
  await t.again();
  await t.again();
  expect(t.visitors()).toBe(1);
  expect(t.born.size).toBe(1);
  expect([...t.stored.values()]).toEqual(["hello"]);
  expect(t.keep.unsent()).toEqual([]);
});

test("while there is no way texts wait in order, longer and longer, or as long as the server says", async () => {
  const t = town({ visitor: zoe });
  t.script.push("away", "away", { is: "later", after_ms: 7_000 });
  t.outbox.add("one");
  await t.settle();
  expect(t.outbox.waits).toBe(true);
  expect(t.waiting[0]?.ms).toBe(1_000);
  await t.again();
  expect(t.waiting[0]?.ms).toBe(2_000);
  await t.again();
  expect(t.waiting[0]?.ms).toBe(7_000);
  t.keep.setUnsent({ key: "two", text: "two", at: "9999" });
  await t.again();
  expect([...t.stored.values()]).toEqual(["one", "two"]);
  expect(t.outbox.waits).toBe(false);
});

test("what is refused says why and holds nobody up; sent again it has the same key", async () => {
  const t = town({ visitor: zoe });
  t.script.push({ is: "no", code: "message.text_invalid", detail: "" });
  t.outbox.add("one");
  t.keep.setUnsent({ key: "two", text: "two", at: "9999" });
  await t.settle();
  const [refused] = t.keep.unsent();
  expect(refused?.why).toBe("message.text_invalid");
  expect([...t.stored.values()]).toEqual(["two"]);
  if (refused) t.outbox.again(refused);
  await t.settle();
  expect([...t.stored.keys()]).toContain(refused?.key);
});

test("a visitor that is nobody any more begins anew, once", async () => {
  const t = town({ visitor: { token: "vt_old", customer_id: "old" } });
  t.script.push({ is: "over" });
  t.outbox.add("hello");
  await t.settle();
  expect(t.keep.visitor()).toEqual(zoe);
  expect([...t.stored.values()]).toEqual(["hello"]);
  t.script.push({ is: "over" });
  t.outbox.add("again");
  await t.settle();
  expect(t.keep.unsent()[0]?.why).toBe("over");
});

test("what the site says of its visitor is left out when it cannot be taken", async () => {
  const t = town({ who: { name: "".padEnd(300, "x") } });
  t.script.push({ is: "no", code: "customer.name_invalid", detail: "" });
  t.outbox.add("hello");
  await t.settle();
  expect([...t.born.values()]).toEqual([{}]);
  expect([...t.stored.values()]).toEqual(["hello"]);
});
