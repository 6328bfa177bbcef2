// A coffee house in the middle of its work: the demo of infra/run, and around it some weeks of customers, tickets and people.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Caller, type Server, password as secret, signedUp, top, until } from "./harness.ts";
import { before, people, tickets } from "./house_stories.ts";

export interface House {
  server: Server;
  owner: Caller;
  slug: string;
  email: string;
  password: string;
  operator: { email: string; password: string };
  /** Who has just signed up, and has no business. */
  newcomer: { email: string; password: string };
  /** What a colleague has been invited with. */
  invitation: string;
  /** Ids of what screens are about, by whom or what they are called. */
  conversations: Record<string, string>;
  customers: Record<string, string>;
  tickets: string[];
  webhook: string;
}

const demo = { email: "demo@millrace.example", password: "harbour-coffee-demo" };
const minute_ms = 60_000;

export async function openHouse(server: Server): Promise<House> {
  const { status, stderr } = spawnSync(join(top, "infra/demo"), [server.address], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  const { access_token } = await new Caller(server).post("/auth/login", demo);
  const [business] = (await new Caller(server, access_token).get("/businesses")).items;
  const owner = new Caller(server, access_token, business.id);
  const team = `/businesses/${business.id}/team`;
  await bringHistory(owner);
  const { items: members } = await owner.get(team);
  const { invitation_token: invitation } = await owner.post(team, { email: "noor@millrace.example", role: "agent" });
  const newcomer = await signedUp(server, "Noor Haddad");
  await giveKeys(owner);
  const bot = { bot_token: `7012345678:${"A".repeat(35)}`, name: "Harbour Coffee on Telegram" };
  await owner.post("/integrations/telegram/connect", bot);
  const webhook = await tellPrograms(owner);
  const conversations = await named(
    owner,
    "/conversations?limit=100",
    (row: { id: string; customer_name: string }) => row.customer_name,
  );
  const customers = await named(owner, "/customers?limit=100", (row: { id: string; name: string }) => row.name);
  await careFor(owner, conversations, customers, members);
  const [email = "", password = ""] = readFileSync(join(server.directory, "keys/operator"), "utf8").split("\n");
  return {
    ...{ server, owner, slug: business.slug, ...demo, operator: { email, password }, invitation },
    newcomer: { email: newcomer.email, password: secret },
    ...{ conversations, customers, tickets: await openTickets(owner, customers, members), webhook },
  };
}

async function bringHistory(owner: Caller) {
  const load = before.map(({ from, minutes_ago, lines }, at) => ({
    key: `${at}`,
    messages: lines.map((text, n) => ({
      key: `${at}.${n}`,
      occurred_at: new Date(Date.now() - (minutes_ago - n) * minute_ms).toISOString(),
      ...(n % 2 === 0 ? { from: "client", author: from } : { from: "agent", author: "Harbour Coffee" }),
      text,
    })),
  }));
  const most = 12; // conversations of one request, which takes 50 messages
  for (let at = 0; at < load.length; at += most)
    await owner.post("/import/conversations", { channel: "email", conversations: load.slice(at, at + most) });
}

/** To programs of the house: one that is used, one that ends soon, one that is being changed over, one that is over. */
async function giveKeys(owner: Caller) {
  const reads = ["conversations_view_all", "customers_view", "tickets.view"];
  const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * minute_ms).toISOString();
  const give = (name: string, scopes: string[], more = {}) => owner.post("/api-keys", { name, scopes, ...more });
  const old = await give("Old till", reads);
  await owner.remove(`/api-keys/${old.id}`);
  await give("Nightly export", reads, { expires_at: inDays(3) });
  const shop = await give("Web shop", ["customers_view", "customers_edit", "tickets.create"], { per_minute: 600 });
  await owner.post(`/api-keys/${shop.id}/rotate`, {});
  const warehouse = await give("Warehouse in Bremerhaven", [...reads, "conversations_reply"], {
    expires_at: inDays(200),
  });
  await new Caller(owner.server, warehouse.key).get("/customers");
}

/** Of what happens: one that is told, though nobody is there who hears it; one that is paused; one that is over. */
async function tellPrograms(owner: Caller): Promise<string> {
  const tell = (name: string, events: string[], more = {}) =>
    owner.post("/webhooks", {
      name,
      events,
      url: `https://127.0.0.1:9/${name.split(" ")[0]?.toLowerCase()}/events`,
      ...more,
    });
  const old = await tell("Till in the shop", ["*"]);
  await owner.remove(`/webhooks/${old.id}`);
  const shop = await tell("Web shop", ["*"]);
  await owner.patch(`/webhooks/${shop.id}`, { is_active: false });
  // So few of them happen here that it does not pause by itself.
  const events = ["message.deleted", "conversation.closed", "ticket.resolved", "ticket.clock_breached"];
  const retry_config = { max_attempts: 1, backoff_multiplier: 2, first_delay_s: 60 };
  const stock = await tell("Stock in the warehouse", events, { retry_config });
  await owner.post(`/webhooks/${stock.id}/test`);
  return stock.id;
}

/** Ids by name, once all of them can be listed. */
async function named<Row extends { id: string }>(owner: Caller, path: string, nameOf: (row: Row) => string) {
  return until(`${path} lists all of them`, async () => {
    const { items } = await owner.get(path);
    const ids = Object.fromEntries(items.map((row: Row) => [nameOf(row), row.id]));
    return before.every(({ from }) => ids[from]) && (ids as Record<string, string>);
  });
}

async function careFor(
  owner: Caller,
  conversations: Record<string, string>,
  customers: Record<string, string>,
  members: { id: string; name: string }[],
) {
  for (const { from, status, priority, tags, subject, member } of before) {
    const path = `/conversations/${conversations[from]}`;
    const assignee = members.find(({ name }) => name === member);
    if (subject) await owner.patch(path, { subject });
    if (priority) await owner.patch(path, { priority });
    if (tags) await owner.post(`${path}/tags`, { tags });
    if (assignee) await owner.post(`${path}/assign`, { member_id: assignee.id });
    await owner.patch(`${path}/status`, { status: status ?? "open" }); // what is imported is over
  }
  for (const { name, email, phone, tags, note } of people) {
    const path = `/customers/${customers[name]}`;
    if (email || phone) await owner.patch(path, { email, phone });
    if (tags) await owner.post(`${path}/tags`, { tags });
    if (note) await owner.post(`${path}/notes`, { text: note });
  }
}

async function openTickets(owner: Caller, customers: Record<string, string>, members: { id: string; name: string }[]) {
  const ids: string[] = [];
  for (const { subject, description, priority, of, member, tags, status, comments } of tickets) {
    const customer_id = of && customers[of];
    const { id } = await owner.post("/tickets", { subject, description, priority, customer_id });
    const assignee = members.find(({ name }) => name === member);
    if (tags) await owner.post(`/tickets/${id}/tags`, { tags });
    if (assignee) await owner.post(`/tickets/${id}/assign`, { member_id: assignee.id });
    for (const [text, internal] of comments ?? []) await owner.post(`/tickets/${id}/comments`, { text, internal });
    if (status) await owner.patch(`/tickets/${id}/status`, { status });
    ids.push(id);
  }
  return ids;
}
