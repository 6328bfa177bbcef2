// Much history, made up: as many conversations as a busy house has, or one as long as a quarrel.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Caller, until } from "./harness.ts";

const most_conversations = 24; // of one request, and messages
const most_messages = 50;
const at_once = 4;
const minute_ms = 60_000;

const at = (minute: number) => new Date(Date.parse("2026-01-01T08:00:00Z") + minute * minute_ms).toISOString();

export async function importConversations(owner: Caller, count: number) {
  const conversations = Array.from({ length: count }, (_, n) => ({
    key: `short ${n}`,
    messages: [{ key: `${n}`, occurred_at: at(n), from: "client", author: `Customer ${n}`, text: `Question ${n}` }],
  }));
  await loaded(owner, chunks(conversations, most_conversations));
}

/** One after the other: each goes on where the one before ended. */
export async function importThread(owner: Caller, author: string, count: number) {
  const messages = Array.from({ length: count }, (_, n) => ({
    key: `${n}`,
    occurred_at: at(n),
    ...(n % 3 === 2 ? { from: "agent", author: "Harbour Coffee" } : { from: "client", author }),
    text: `Message ${n}: ${"what was said in it, at some length. ".repeat(1 + (n % 5))}`,
  }));
  for (const chunk of chunks(messages, most_messages)) await load(owner, [{ key: author, messages: chunk }]);
}

async function loaded(owner: Caller, loads: object[][]) {
  const waiting = [...loads];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await load(owner, next);
  };
  await Promise.all(Array.from({ length: at_once }, worker));
}

/** A server that is asked for much at once may want to be asked again. */
async function load(owner: Caller, conversations: object[]) {
  const key = randomUUID();
  const taken = await until("it is taken", async () => {
    const said = await owner.ask("POST", "/import/conversations", { channel: "email", conversations }, key);
    return said.status !== 503 && said;
  });
  assert(taken.status < 300, JSON.stringify(taken.answer));
}

function chunks<One>(all: One[], most: number): One[][] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, n) => all.slice(n * most, (n + 1) * most));
}
