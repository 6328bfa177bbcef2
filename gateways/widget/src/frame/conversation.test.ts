// One conversation from end to end, with the world as values.
import { expect, test, vi } from "vitest";
import type { Answer, Page } from "./api";
import { Conversation, type Shown } from "./conversation";
import { message } from "./fixtures";
import { keepOf, type Visitor } from "./keep";
import type { Message } from "./messages";

const none = () => {
  throw new Error("no storage");
};
const zoe: Visitor = { token: "vt_1", customer_id: "zoe" };
const live = { channel: "visitor:b:zoe", offset: 7, epoch: "e" };
const done = <T>(value: T): Answer<T> => ({ is: "done", value });
const own = (id: string, text = id) => message(id, { author: "customer", agent: null, text });
const upsert = (row: Message) => ({ resource: "message", op: "upsert" as const, row });

function begun({ visitor = null as Visitor | null, rows = [] as Message[], sight = true } = {}) {
  const keep = keepOf("b", none);
  keep.setVisitor(visitor);
  const server = {
    rows,
    reads: 0,
    answer: null as Answer<Page> | null,
    say: null as (() => Promise<Answer<Message>>) | null,
  };
  const waiting: (() => void)[] = [];
  const line = {
    open: vi.fn(() => {
      line.isOpen = true;
    }),
    types: vi.fn(),
    hurry: vi.fn(),
    close: vi.fn(() => {
      line.isOpen = false;
    }),
    isOpen: false,
  };
  let shown = {} as Shown;
  let inSight = sight;
  const known = vi.fn();
  const report = vi.fn(async () => done({}));
  const conversation = new Conversation({
    keep,
    line,
    known,
    who: () => ({}),
    show: (now) => {
      shown = now;
    },
    inSight: () => inSight,
    wait: (_, then) => {
      waiting.push(then);
      return () => {};
    },
    api: {
      begin: async () => done(zoe),
      say: (_, __, text) => server.say?.() ?? Promise.resolve(done(own("8", text))),
      read: async (_, cursor) => {
        ++server.reads;
        return (
          server.answer ??
          done({ items: cursor ? [message("0")] : server.rows, next_cursor: cursor ? null : "more", live })
        );
      },
      report,
    },
  });
  const texts = () => [
    ...shown.thread.messages.map((one) => one.text),
    ...shown.thread.unsent.map((one) => `(${one.text})`),
  ];
  return {
    conversation,
    keep,
    server,
    line,
    known,
    report,
    waiting,
    texts,
    shown: () => shown,
    see: (on: boolean) => (inSight = on),
  };
}

test("nobody is asked for before something is said; then the line goes on where the page ended", async () => {
  const c = begun();
  await c.conversation.begin();
  expect(c.server.reads).toBe(0);
  expect(c.line.open).not.toHaveBeenCalled();
  c.server.rows = [own("8", "hello")];
  c.conversation.say("hello");
  await vi.waitFor(() => expect(c.line.open).toHaveBeenCalledWith(zoe, live));
  expect(c.texts()).toEqual(["hello"]);
  expect(c.known).toHaveBeenLastCalledWith(true);
});

test("who comes back finds what was said, and what came before it", async () => {
  const c = begun({ visitor: zoe, rows: [message("1"), own("2")] });
  await c.conversation.begin();
  expect(c.texts()).toEqual(["1", "2"]);
  await c.conversation.readEarlier();
  expect(c.texts()).toEqual(["0", "1", "2"]);
  await c.conversation.readEarlier();
  expect(c.server.reads).toBe(2);
});

test("a text that is still on its way is not shown twice, though the line is faster than the answer", async () => {
  const c = begun({ visitor: zoe });
  await c.conversation.begin();
  let answer: (value: Answer<Message>) => void = () => {};
  c.server.say = () => new Promise((resolve) => (answer = resolve));
  c.conversation.say("hello");
  await vi.waitFor(() => expect(c.texts()).toEqual(["(hello)"]));
  c.conversation.changes([upsert(own("8", "hello")), upsert(message("9"))]);
  expect(c.texts()).toEqual(["9", "(hello)"]);
  answer(done(own("8", "hello")));
  await vi.waitFor(() => expect(c.texts()).toEqual(["hello", "9"]));
});

test("what was written in another tab meanwhile comes once the way is free", async () => {
  const c = begun({ visitor: zoe });
  await c.conversation.begin();
  c.server.say = () => Promise.resolve({ is: "later" });
  c.conversation.say("mine");
  await vi.waitFor(() => expect(c.shown().waits).toBe(true));
  c.conversation.changes([upsert(own("7", "theirs"))]);
  expect(c.texts()).toEqual(["(mine)"]);
  c.server.say = null;
  c.waiting.pop()?.();
  await vi.waitFor(() => expect(c.texts()).toEqual(["theirs", "mine"]));
});

test("an answer is unread until it is in sight; then it is told, once", async () => {
  const c = begun({ visitor: zoe, rows: [own("1"), message("2")], sight: false });
  await c.conversation.begin();
  expect(c.shown().unread.map((one) => one.id)).toEqual(["2"]);
  expect(c.report).not.toHaveBeenCalled();
  c.see(true);
  c.conversation.look();
  expect(c.shown().unread).toEqual([]);
  expect(c.report).toHaveBeenCalledTimes(1);
  expect(c.report).toHaveBeenCalledWith(zoe, "2", "read");
  c.conversation.changes([upsert(message("2", { position: 20, status: "read" }))]);
  c.conversation.look();
  expect(c.report).toHaveBeenCalledTimes(1);
});

test("what another page of the site does to what is kept is seen here", async () => {
  const c = begun({ rows: [message("1")], sight: false });
  await c.conversation.begin();
  c.keep.setVisitor(zoe);
  c.conversation.elsewhere();
  await vi.waitFor(() => expect(c.texts()).toEqual(["1"]));
  expect(c.shown().unread).toHaveLength(1);
  c.keep.setSeen(message("1").created_at);
  c.conversation.elsewhere();
  expect(c.shown().unread).toEqual([]);
});

test("what cannot be read is read later; nothing is lost meanwhile", async () => {
  const c = begun({ visitor: zoe, rows: [message("1")] });
  c.server.answer = { is: "later" };
  await c.conversation.begin();
  expect(c.shown().reachable).toBe(false);
  c.server.answer = null;
  c.waiting.pop()?.();
  await vi.waitFor(() => expect(c.texts()).toEqual(["1"]));
  expect(c.shown().reachable).toBe(true);
});

test("a visitor that is nobody any more sees an empty page, and begins anew", async () => {
  const c = begun({ visitor: zoe, rows: [message("1")] });
  await c.conversation.begin();
  c.conversation.over();
  expect(c.texts()).toEqual([]);
  expect(c.keep.visitor()).toBeNull();
  expect(c.line.isOpen).toBe(false);
  expect(c.known).toHaveBeenLastCalledWith(false);
});
