import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it } from "vitest";
import type { Entry } from "./entry";
import { type EntryStore, IndexedDbStore, MemoryStore } from "./store";

const entry = (key: string, account = "me"): Entry => ({
  key,
  account,
  business: "b",
  method: "POST",
  path: "/messages",
  body: { text: key },
  lane: "l",
  resource: null,
  changes: [],
  keeps: true,
  madeAt: 0,
  attempts: 0,
  notBefore: 0,
});

const kinds: [string, () => EntryStore][] = [
  ["in memory", () => new MemoryStore()],
  ["in IndexedDB", () => new IndexedDbStore()],
];

describe.each(kinds)("a store %s", (_, make) => {
  let store: EntryStore;
  beforeEach(() => {
    globalThis.indexedDB = new IDBFactory();
    store = make();
  });
  const keys = async (account = "me") => (await store.all(account)).map(({ key }) => key);

  it("keeps entries in the order in which they came, each person's apart", async () => {
    await store.add(entry("one"));
    await store.add(entry("other", "somebody"));
    await store.add(entry("two"));
    expect(await keys()).toEqual(["one", "two"]);
    expect(await keys("somebody")).toEqual(["other"]);
  });

  it("replaces what is there, in its place", async () => {
    const first = await store.add(entry("one"));
    await store.add(entry("two"));
    await store.replace({ ...first, attempts: 3 });
    expect((await store.all("me")).map(({ key, attempts }) => [key, attempts])).toEqual([
      ["one", 3],
      ["two", 0],
    ]);
  });

  it("does not bring back what was removed", async () => {
    const first = await store.add(entry("one"));
    await store.remove("one");
    await store.replace(first);
    expect(await keys()).toEqual([]);
  });
});

it("a store in IndexedDB is there after a reload", async () => {
  globalThis.indexedDB = new IDBFactory();
  await new IndexedDbStore().add(entry("one"));
  expect(await new IndexedDbStore().all("me")).toEqual([{ ...entry("one"), at: 1 }]);
});
