import { beforeEach, describe, expect, it, vi } from "vitest";

const origin = "https://desk.example";

class FakeCache {
  readonly entries = new Map<string, Response>();
  keys = async () => [...this.entries.keys()].map((url) => ({ url }));
  match = async (key: string | Request) => this.entries.get(addressOf(key))?.clone();
  delete = async (key: string | Request) => this.entries.delete(addressOf(key));
  async put(key: string | Request, response: Response) {
    this.entries.delete(addressOf(key));
    this.entries.set(addressOf(key), response);
  }
  async addAll(paths: string[]) {
    for (const path of paths) this.entries.set(addressOf(path), new Response(`kept ${path}`));
  }
}

class FakeCaches {
  readonly all = new Map<string, FakeCache>();
  keys = async () => [...this.all.keys()];
  delete = async (name: string) => this.all.delete(name);
  async open(name: string) {
    const cache = this.all.get(name) ?? new FakeCache();
    this.all.set(name, cache);
    return cache;
  }
  async match(key: string | Request) {
    for (const cache of this.all.values()) if (cache.entries.has(addressOf(key))) return cache.match(key);
    return undefined;
  }
}

const addressOf = (key: string | Request) => new URL(typeof key === "string" ? key : key.url, origin).href;

type Handler = (event: object) => void;
let handlers: Map<string, Handler>;
let caches: FakeCaches;
let answers: Map<string, () => Promise<Response>>;
let told: unknown[];

/** Wakes the worker of a release, with what an earlier one has left. */
async function wake(name: string) {
  handlers = new Map();
  vi.resetModules();
  vi.stubGlobal("millraceRelease", { name, files: ["/app/", "/assets/index.js"] });
  vi.stubGlobal("caches", caches);
  vi.stubGlobal("fetch", (request: Request) => {
    const { pathname } = new URL(request.url);
    return answers.get(pathname)?.() ?? Promise.reject(new TypeError("no network"));
  });
  vi.stubGlobal("self", {
    location: { origin },
    addEventListener: (what: string, handler: Handler) => handlers.set(what, handler),
    skipWaiting: async () => undefined,
    registration: {},
    clients: {
      claim: async () => undefined,
      matchAll: async () => [{ postMessage: (what: unknown) => told.push(what) }],
    },
  });
  await import("./sw");
}

async function happens(what: string, more: object = {}) {
  const waits: Promise<unknown>[] = [];
  let response: Promise<Response> | undefined;
  const event = {
    ...more,
    preloadResponse: Promise.resolve(undefined),
    waitUntil: (work: Promise<unknown>) => waits.push(work),
    respondWith: (given: Promise<Response>) => {
      response = given;
    },
  };
  handlers.get(what)?.(event);
  return { response, settled: () => Promise.allSettled([response, ...waits]).then(() => Promise.allSettled(waits)) };
}

function asks(
  path: string,
  { method = "GET", mode = "cors", business }: { method?: string; mode?: string; business?: string } = {},
) {
  const headers = new Headers(business ? { "Business-Id": business } : {});
  return happens("fetch", { request: { url: origin + path, method, mode, headers } });
}

const json = (value: unknown) => async () => Response.json(value);
const keptKeys = () => [...(caches.all.get("millrace-kept")?.entries.keys() ?? [])];

beforeEach(async () => {
  caches = new FakeCaches();
  answers = new Map();
  told = [];
  await wake("one");
  await (await happens("install")).settled();
});

describe("a page", () => {
  const page = () => asks("/app/b/x/inbox", { mode: "navigate" });

  it("is the newest there is", async () => {
    answers.set("/app/b/x/inbox", async () => new Response("fresh"));
    expect(await (await (await page()).response)?.text()).toBe("fresh");
  });

  it("is the one that is here when the server cannot be reached, or something before it says that it cannot", async () => {
    expect(await (await (await page()).response)?.text()).toBe("kept /app/");
    answers.set("/app/b/x/inbox", async () => new Response("bad gateway", { status: 502 }));
    expect(await (await (await page()).response)?.text()).toBe("kept /app/");
  });

  it("does not wait for ever", async () => {
    vi.useFakeTimers();
    answers.set("/app/b/x/inbox", () => new Promise(() => undefined));
    const { response } = await page();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await (await response)?.text()).toBe("kept /app/");
    vi.useRealTimers();
  });
});

describe("an answer", () => {
  it("is the server's as long as it answers, and the last one after", async () => {
    answers.set("/conversations", json({ items: ["old"] }));
    await (await asks("/conversations", { business: "b1" })).settled();
    answers.set("/conversations", json({ items: ["new"] }));
    const fresh = await asks("/conversations", { business: "b1" });
    await fresh.settled();
    expect(await (await fresh.response)?.json()).toEqual({ items: ["new"] });
    answers.clear();
    expect(await (await (await asks("/conversations", { business: "b1" })).response)?.json()).toEqual({
      items: ["new"],
    });
    await expect((await asks("/conversations", { business: "b2" })).response).rejects.toThrow("no network");
  });

  it("that was asked for before somebody signed out is not kept after", async () => {
    const answered = Promise.withResolvers<Response>();
    answers.set("/conversations", () => answered.promise);
    const slow = await asks("/conversations", { business: "b1" });
    await (await asks("/auth/logout", { method: "POST" })).settled();
    answered.resolve(Response.json({ items: ["of the one before"] }));
    await slow.settled();
    expect(keptKeys()).toEqual([]);
  });

  it("of one person is not kept beside those of another", async () => {
    answers.set("/auth/me", json({ id: "ann" }));
    answers.set("/conversations", json({ items: [] }));
    await (await asks("/auth/me")).settled();
    await (await asks("/conversations", { business: "b1" })).settled();
    expect(keptKeys()).toHaveLength(2);
    answers.set("/auth/me", json({ id: "bea" }));
    await (await asks("/auth/me")).settled();
    expect(keptKeys()).toEqual([`${origin}/auth/me`]);
  });

  it("is forgotten with the membership", async () => {
    answers.set("/businesses/b1/team", json({ items: [] }));
    answers.set("/conversations", json({ items: [] }));
    for (const business of ["b1", "b2"]) await (await asks("/conversations", { business })).settled();
    await (await asks("/businesses/b1/team")).settled();
    answers.set("/businesses/b1/me", async () => Response.json({}, { status: 404 }));
    await (await asks("/businesses/b1/me")).settled();
    expect(keptKeys()).toEqual([`${origin}/conversations?of=b2`]);
  });

  it("is one of the last few hundred", async () => {
    for (let ticket = 0; ticket < 310; ticket++) {
      answers.set(`/tickets/${ticket}`, json({ ticket }));
      await (await asks(`/tickets/${ticket}`)).settled();
    }
    expect(keptKeys()).toHaveLength(300);
    expect(keptKeys().at(-1)).toBe(`${origin}/tickets/309`);
  });
});

it("a release keeps the files of the one before for pages that are open, not those of older ones, and says its name", async () => {
  for (const name of ["two", "three"]) {
    await wake(name);
    await (await happens("install")).settled();
    await (await happens("activate")).settled();
  }
  expect(await caches.keys()).toEqual(["millrace-shell-two", "millrace-shell-three"]);
  expect(told).toEqual([{ release: "two" }, { release: "three" }]);
});
