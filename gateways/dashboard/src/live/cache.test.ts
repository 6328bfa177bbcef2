import { QueryClient } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { applyChanges } from "./cache";
import type { Change } from "./change";

const shows = { resource: "ticket" };
const row = (id: string, position: number) => ({ id, position });
const page = (channel: string, ...items: { id: string; position: number }[]) => ({
  pages: [{ items, next_cursor: null, live: { channel, offset: 1, epoch: "e" } }],
  pageParams: [null],
});

/** Lists of two businesses, and of two channels of one. */
async function cache() {
  const client = new QueryClient();
  const put = (key: string[], data: unknown) =>
    client.fetchQuery({ queryKey: key, queryFn: () => data, meta: { shows } });
  await put(["b", "all"], page("tickets:b", row("one", 1)));
  await put(["b", "mine"], page("tickets:b:me", row("one", 1)));
  await put(["c", "all"], page("tickets:c", row("other", 1)));
  const ids = (key: string[]) => client.getQueryData<ReturnType<typeof page>>(key)?.pages[0]?.items.map(({ id }) => id);
  return { client, ids };
}

const upsert: Change = { resource: "ticket", op: "upsert", row: row("two", 5) };
const gone: Change = { resource: "ticket", op: "delete", row: row("one", 5) };

it("reaches every list of the business, and none of another", async () => {
  const { client, ids } = await cache();
  applyChanges(client, "b", [upsert], "tickets:b");
  expect(ids(["b", "all"])).toEqual(["two", "one"]);
  expect(ids(["b", "mine"])).toEqual(["two", "one"]);
  expect(ids(["c", "all"])).toEqual(["other"]);
});

it("takes a row away where its channel says so: others may still see it", async () => {
  const { client, ids } = await cache();
  applyChanges(client, "b", [gone], "tickets:b:me");
  expect(ids(["b", "all"])).toEqual(["one"]);
  expect(ids(["b", "mine"])).toEqual([]);
});

it("does not make what it patches look newly fetched", async () => {
  const { client } = await cache();
  const before = client.getQueryState(["b", "all"])?.dataUpdatedAt;
  applyChanges(client, "b", [upsert], "tickets:b");
  expect(client.getQueryState(["b", "all"])?.dataUpdatedAt).toBe(before);
});
