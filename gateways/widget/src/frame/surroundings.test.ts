// The frame's end of the talk with the page around it.
import { beforeEach, expect, test, vi } from "vitest";
import { type Around, Surroundings } from "./surroundings";

const own = "https://chat.example";
const shop = "https://shop.example";

function around(named: string[], framed = true) {
  const listeners: ((event: unknown) => void)[] = [];
  const parent = { postMessage: vi.fn() };
  const page = {
    parent: parent as unknown,
    location: { origin: own },
    addEventListener: (_: string, listener: (event: unknown) => void) => listeners.push(listener),
    setTimeout: vi.fn(),
  };
  if (!framed) page.parent = page;
  const calls = { hello: vi.fn(), denied: vi.fn(), opened: vi.fn(), closed: vi.fn() } satisfies Around;
  const surroundings = new Surroundings(named, calls, page as unknown as Window);
  const hears = (data: unknown, origin = shop, source: unknown = parent) => {
    for (const listener of listeners) listener({ data, origin, source });
  };
  return { surroundings, hears, parent, page, ...calls };
}

const hello = { millrace: "hello", theme: "dark", open: false };
beforeEach(() => vi.clearAllMocks());

test("who says hello is answered where it is, and where it is stands in what is sent", () => {
  const { surroundings, hears, parent, hello: greeted } = around([]);
  surroundings.tell({ millrace: "unread", count: 1 });
  expect(parent.postMessage).not.toHaveBeenCalled(); // nobody knows to whom yet
  hears(hello);
  expect(greeted).toHaveBeenCalledWith(hello);
  expect(parent.postMessage).toHaveBeenLastCalledWith({ millrace: "ready" }, shop);
  expect(surroundings.embedder).toBe(shop);
  surroundings.tell({ millrace: "unread", count: 1 });
  expect(parent.postMessage).toHaveBeenLastCalledWith({ millrace: "unread", count: 1 }, shop);
});

test("a site that the business has not named is turned away, and the visitor is told", () => {
  const { hears, parent, hello: greeted, denied } = around(["https://other.example"]);
  hears(hello);
  expect(denied).toHaveBeenCalledOnce();
  expect(greeted).not.toHaveBeenCalled();
  expect(parent.postMessage).toHaveBeenCalledWith({ millrace: "denied" }, shop);
});

test("a named one is not, nor are pages of our own host, which no server needs to be told of", () => {
  const named = around([shop]);
  named.hears(hello);
  expect(named.hello).toHaveBeenCalledOnce();
  const ours = around([shop]);
  ours.hears(hello, own);
  expect(ours.hello).toHaveBeenCalledOnce();
  expect(ours.surroundings.embedder).toBe("");
});

test("it hears the page around it alone, and that from one origin", () => {
  const { hears, hello: greeted, opened, closed } = around([]);
  hears(hello, shop, {});
  hears(hello, "null");
  hears("hello");
  hears({ millrace: "opened" }); // before any hello
  expect(greeted).not.toHaveBeenCalled();
  expect(opened).not.toHaveBeenCalled();
  hears(hello);
  closed.mockClear();
  hears({ millrace: "opened" }, "https://evil.example");
  expect(opened).not.toHaveBeenCalled();
  hears({ millrace: "opened" });
  hears({ millrace: "closed" });
  expect(opened).toHaveBeenCalledOnce();
  expect(closed).toHaveBeenCalledOnce();
});

test("by itself it is a page that is open; with a page around it that says nothing it waits a while", () => {
  const alone = around([], false);
  const [begins] = alone.page.setTimeout.mock.calls[0] as [() => void];
  begins();
  expect(alone.hello).toHaveBeenCalledWith({ open: true });
  const silent = around([]);
  expect(silent.hello).not.toHaveBeenCalled();
  const [over] = silent.page.setTimeout.mock.calls[0] as [() => void];
  over();
  expect(silent.hello).toHaveBeenCalledWith({});
  silent.hears(hello);
  expect(silent.hello).toHaveBeenCalledOnce();
  expect(silent.surroundings.embedder).toBe(shop);
});
