import { expect, it } from "vitest";
import type { Change } from "@/live/change";
import { customersMessages } from "./written";

const now = Date.parse("2026-11-29T12:00:00Z");
const at = (second: number) => new Date(now + second * 1000).toISOString();
const heard = (id: string, customer: string | null, last: string | null, resource = "conversation"): Change => ({
  resource,
  op: "upsert",
  row: { id, last_customer_message_at: customer, last_message_at: last },
});
const ids = (told: Map<string, string>, ...changes: Change[]) =>
  customersMessages(changes, told, now).map(({ id }) => id);

it("calls once for each message of a customer", () => {
  const told = new Map<string, string>();
  expect(ids(told, heard("a", at(-1), at(-1)))).toEqual(["a"]);
  expect(ids(told, heard("a", at(-1), at(-1)))).toEqual([]); // as when it is assigned
  expect(ids(told, heard("a", at(0), at(0)))).toEqual(["a"]);
});

it("calls nobody for what we have written, or for what is long ago", () => {
  const told = new Map<string, string>();
  expect(ids(told, heard("a", at(-5), at(-1)), heard("b", null, null), heard("c", at(-90), at(-90)))).toEqual([]);
  expect(ids(told, heard("m", at(0), at(0), "message"))).toEqual([]);
});
