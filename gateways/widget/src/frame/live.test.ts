// The line under frames that come late, lines that break, and servers that say no.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LiveLine, type Socket } from "./live";

const zoe = { token: "vt_1", customer_id: "zoe" };
const live = { channel: "visitor:b:zoe", offset: 7, epoch: "e" };
const thread = {
  id: 2,
  subscribe: { epoch: "e", offset: 9, was_recovering: true, recovered: true, publications: [] as object[] },
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class Fake implements Socket {
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  sent: Record<string, unknown>[] = [];
  closed = false;
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }
  says(...frames: object[]) {
    this.onmessage?.call(
      this as never,
      { data: frames.map((frame) => JSON.stringify(frame)).join("\n") } as MessageEvent,
    );
  }
  opens() {
    this.onopen?.call(this as never, new Event("open"));
    this.says({ id: 1, connect: { client: "x", ping: 25, pong: true } });
  }
  breaks(code = 1006) {
    this.onclose?.call(this as never, { code } as CloseEvent);
  }
}

function opened() {
  const sockets: Fake[] = [];
  const heard = { changes: vi.fn(), typing: vi.fn(), connected: vi.fn(), missed: vi.fn(), over: vi.fn() };
  const line = new LiveLine(
    "ws://x",
    heard,
    () => {
      sockets.push(new Fake());
      return sockets[sockets.length - 1] as Fake;
    },
    () => 1,
  );
  line.open(zoe, live);
  const last = () => sockets[sockets.length - 1] as Fake;
  last().opens();
  return { line, heard, sockets, last };
}
const pub = (offset: number, text = String(offset)) => ({
  offset,
  data: { changes: [{ resource: "message", op: "upsert", row: { id: text } }] },
});

test("it goes on from where the page ended, and hears what comes", () => {
  const { heard, last } = opened();
  expect(last().sent).toEqual([
    { id: 1, connect: { token: "vt_1", name: "widget" } },
    { id: 2, subscribe: { channel: "visitor:b:zoe", recover: true, offset: 7, epoch: "e" } },
    { id: 3, subscribe: { channel: "typing:b:visitor:zoe" } },
  ]);
  last().says(
    { ...thread, subscribe: { ...thread.subscribe, publications: [pub(8)] } },
    { push: { channel: live.channel, pub: pub(10) } },
  );
  expect(heard.changes.mock.calls.map(([changes]) => changes[0].row.id)).toEqual(["8", "10"]);
  expect(heard.connected).toHaveBeenLastCalledWith(true);
  last().says({ push: { channel: "typing:b:visitor:zoe", pub: { data: { who: "visitor", until: "u" } } } });
  last().says({ push: { channel: "typing:b:visitor:zoe", pub: { data: { who: "agent", until: "u" } } } });
  expect(heard.typing.mock.calls).toEqual([["u"]]);
});

test("a line that breaks is dialled again, later and later, and goes on behind the newest that was heard", () => {
  const { heard, last, sockets } = opened();
  last().says(thread, { push: { channel: live.channel, pub: pub(12) } });
  last().breaks();
  expect(heard.connected).toHaveBeenLastCalledWith(false);
  vi.advanceTimersByTime(499);
  expect(sockets).toHaveLength(1);
  vi.advanceTimersByTime(1);
  last().breaks();
  vi.advanceTimersByTime(1_000);
  last().opens();
  expect(sockets).toHaveLength(3);
  expect(last().sent[1]).toEqual({
    id: 2,
    subscribe: { channel: live.channel, recover: true, offset: 12, epoch: "e" },
  });
});

test("what cannot be told again is read anew", () => {
  const { heard, last } = opened();
  last().says({ ...thread, subscribe: { epoch: "f", offset: 40, was_recovering: true, recovered: false } });
  expect(heard.missed).toHaveBeenCalledOnce();
  last().says({ push: { channel: live.channel, unsubscribe: { code: 2500 } } });
  expect(last().sent[3]).toEqual({
    id: 2,
    subscribe: { channel: live.channel, recover: true, offset: 40, epoch: "f" },
  });
});

test("a ping is answered; a line on which nothing is heard is dead", () => {
  const { heard, last, sockets } = opened();
  last().says(thread);
  for (let n = 0; n < 3; ++n) {
    vi.advanceTimersByTime(25_000);
    last().says({});
  }
  expect(last().sent.slice(-1)).toEqual([{}]);
  expect(sockets).toHaveLength(1);
  vi.advanceTimersByTime(35_500);
  expect(sockets).toHaveLength(2);
  expect(sockets[0]?.closed).toBe(true);
  expect(heard.over).not.toHaveBeenCalled();
});

test("a token that is nobody's ends it; a server that is busy does not", () => {
  for (const over of [
    { id: 1, error: { code: 101, message: "unauthorized" } },
    { id: 2, error: { code: 103, message: "permission denied" } },
    { push: { channel: live.channel, unsubscribe: { code: 2000 } } },
  ]) {
    const { heard, last, line, sockets } = opened();
    last().says(over);
    vi.advanceTimersByTime(60_000);
    expect(heard.over).toHaveBeenCalledOnce();
    expect(line.isOpen).toBe(false);
    expect(sockets).toHaveLength(1);
  }
  const busy = opened();
  busy.last().says({ id: 2, error: { code: 12, message: "ahead", temporary: true } });
  busy.last().breaks(3504);
  expect(busy.heard.over).not.toHaveBeenCalled();
  vi.advanceTimersByTime(15_000);
  expect(busy.sockets.length).toBeGreaterThan(1);
});

test("typing is said now and then, and not into a dead line", () => {
  const { line, last } = opened();
  last().says(thread);
  const said = () => last().sent.filter((frame) => "publish" in frame).length;
  line.types(10_000);
  line.types(12_000);
  expect(said()).toBe(1);
  line.types(13_000);
  expect(said()).toBe(2);
  last().breaks();
  line.types(20_000);
  expect(said()).toBe(2);
});

test("who comes back does not wait for the next try; who has closed it hears nothing more", () => {
  const { line, last, sockets, heard } = opened();
  last().breaks();
  line.hurry();
  expect(sockets).toHaveLength(2);
  line.hurry();
  expect(sockets).toHaveLength(2);
  line.close();
  last().says({ push: { channel: live.channel, pub: pub(99) } });
  last().breaks();
  vi.advanceTimersByTime(60_000);
  expect(sockets).toHaveLength(2);
  expect(heard.changes).not.toHaveBeenCalled();
});
