#!/usr/bin/env node
// The operator's page: whether the house is well, seen by the operator alone, and still true when the server goes and comes back.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { findings } from "../../gateways/dashboard/browser/axe.ts";
import { Caller, founded, program, Server, story, until } from "./harness.ts";
import { picture } from "./pictures.ts";
import { assertNoTroubles, logIn, openWindow, phone, remember, remembered } from "./windows.ts";

program(async () => {
  const server = await Server.start();
  const { owner, business } = await founded(server);
  const [email = "", secret = ""] = readFileSync(join(server.directory, "keys/operator"), "utf8").split("\n");
  const { access_token } = await new Caller(server).post("/auth/login", { email, password: secret });
  const operates = new Caller(server, access_token);

  async function comeIn(page: Page, address = "/app/sign-in") {
    await page.goto(address);
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel(/^(Password|Passwort)$/).fill(secret);
    await page.getByRole("button", { name: /^(Log in|Anmelden)$/ }).click();
    await page.getByRole("heading", { name: /^(Partitions|Partitionen)$/ }).waitFor();
  }

  await story("nobody else sees it, or a way to it", async () => {
    const window = await openWindow(server, "Ann", { kept: false });
    await logIn(window, owner.email, `/app/b/${business.slug}/inbox`);
    await window.page.getByRole("button", { name: /Ann Owner/ }).click();
    await window.page.getByRole("menuitem", { name: "Log out" }).waitFor();
    assert.equal(await window.page.getByRole("menuitem", { name: "Operations" }).count(), 0);
    await window.page.goto("/app/operator");
    await window.page.getByText("Nothing here").waitFor();
    for (const what of ["partitions", "journal", "telemetry"])
      assert.equal((await owner.ask("GET", `/operator/${what}`)).status, 403);
  });

  const window = await openWindow(server, "the operator", { kept: false });
  const { page } = window;
  const well = page.getByText("All is well");

  await story("the operator, who has no business, logs in and sees that all is well", async () => {
    await owner.post("/telemetry", {
      release: "r7",
      vitals: [{ name: "LCP", value: 1800, route: "/inbox" }],
      errors: [{ message: "no way for zoe@example.org", route: "/inbox" }],
    });
    await comeIn(page);
    assert.equal(new URL(page.url()).pathname, "/app/operator");
    await well.waitFor();
    await page.getByText("64 of 64 are up to date").waitFor();
    await page.getByText("Nothing is stuck.").waitFor();
    await page.getByText("no way for <email>").waitFor();
    await remember(page);
  });

  await story("what it shows is what the routes say, and follows by itself", async () => {
    const records = async () => (await operates.get("/operator/journal")).journal.records;
    const shown = (count: number) => page.getByText(count.toLocaleString("en-GB"), { exact: true }).first();
    await shown(await records()).waitFor();
    await owner.post("/customers", { name: "Zoe" });
    await shown(await records()).waitFor();
    assert(await remembered(page));
  });

  await story("it does not ask while nobody can see it, and at once when somebody can", async () => {
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().includes("/operator/")) asked += 1;
    });
    await turn(page, "hidden");
    await page.waitForTimeout(500);
    const before = asked;
    await page.waitForTimeout(6_000);
    assert.equal(asked, before);
    await turn(page, "visible");
    await until("it asks again", () => asked > before);
  });

  await story("without the server it says so and of when it is; with it, it goes on", async () => {
    await server.kill();
    await page.getByText("The server cannot be reached.").waitFor();
    await page.getByText("What is shown is of").waitFor();
    assert.equal(await well.count(), 0);
    await picture(page, "operator-away-light-1280");
    await server.start();
    await page.getByText("The server cannot be reached.").waitFor({ state: "detached" });
    await well.waitFor();
    assert(await remembered(page));
  });

  await story("nothing was thrown, refused or asked of others in any window", async () => assertNoTroubles());

  for (const theme of ["light", "dark"] as const)
    for (const [width, size] of [
      [1280, undefined],
      [390, phone],
    ] as const)
      await story(
        `${theme}, ${width}: well or not, axe finds nothing, and nothing is wider than the window`,
        async () => {
          const language = theme === "dark" && width === 390 ? "de" : "en";
          const seen = await openWindow(server, `${theme} ${width}`, {
            kept: false,
            theme,
            language,
            ...(size && { size }),
          });
          await comeIn(seen.page);
          await look(seen.page, `operator-well-${theme}-${width}`);
          await inTrouble(seen.page);
          await seen.page.reload();
          await seen.page.getByText(/12 (times|Mal)/).waitFor();
          await look(seen.page, `operator-bad-${theme}-${width}`);
          for (const all of await seen.page.locator("summary").all()) await all.click();
          await look(seen.page, `operator-all-${theme}-${width}`);
          await seen.context.close();
        },
      );
  await story("who has a business, too, comes and goes between the two", async () => {
    await operates.post("/businesses", { name: "House Coffee" });
    await page.goto("/app/");
    await page.getByRole("button", { name: "Operator" }).click();
    await page.getByRole("menuitem", { name: "Operations" }).click();
    await well.waitFor();
    await page.getByRole("link", { name: "Back to work" }).click();
    await page.getByRole("button", { name: "House Coffee" }).waitFor();
  });
  await server.end();
});

async function turn(page: Page, visibility: "hidden" | "visible") {
  await page.evaluate((now) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, value: now });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, visibility);
}

// biome-ignore lint/suspicious/noExplicitAny: what the server answers, to be changed
type Answer = any;

/** What the routes would say, were the house not well. */
const troubles: Record<string, (said: Answer) => void> = {
  partitions({ items }) {
    Object.assign(items[3], { stopped: "a record cannot be read", lag: 5210 });
    Object.assign(items[17], { lag: 40, sql_lag: 12_345 });
    Object.assign(items[31], { owned: false, owner: "10.0.0.7:8080" });
  },
  projections({ items }) {
    const served = items.find(({ name, store }: Answer) => name === "conversations" && store === "sql");
    const read = { records: 1_900_000, read: 1_203_500, lag: 696_500 };
    items.push({ ...served, ...read, generation: served.generation + 1, serves: false });
  },
  stopped(said) {
    const [business_id, why] = [randomUUID(), "conversation.message_sent.v1 cannot be read: field 'text' is missing"];
    said.partitions.push({ partition: 3, offset: 13, why: "a record cannot be read" });
    said.parked.push({ projection: "tickets", store: "sql", business_id, partition: 9, offset: 4711, why });
  },
  journal(said) {
    Object.assign(said.journal, { takes_records: false, free_bytes: 700_000_000 });
    Object.assign(said.postgres, { state: "away", why: "connection refused", lag: 12_345, parked: 1 });
  },
  effects(said) {
    const stuck = { kind: "email.send.v1", failed: 12, unknown: 1, oldest_at: "2026-11-29T10:00:00Z" };
    said.items.push({ business_id: randomUUID(), ...stuck });
    said.counted = 13;
  },
  telemetry(said) {
    const measured = (name: string, p75: number, good_to: number) =>
      said.vitals.push({
        name,
        route: "/b/$business/inbox/$conversation",
        count: 30,
        p50: 90,
        p75,
        p95: 4800,
        good_to,
      });
    measured("LCP", 2100, 2500);
    measured("INP", 320, 200);
    measured("CLS", 30, 100);
    const stack = `TypeError: reading '<text>'\n    at rowOf (${"very_".repeat(30)}long-1a2b.js:1:234567)`;
    const at = { route: "/b/$business/inbox", first_at: "2026-11-29T09:00:00Z", last_at: "2026-11-29T10:30:00Z" };
    said.errors.push({ ...at, message: "TypeError: reading '<text>'", stack, release: "r7", count: 12 });
  },
};

async function inTrouble(page: Page) {
  for (const [what, change] of Object.entries(troubles))
    await page.route(`**/operator/${what}*`, async (route) => {
      const response = await route.fetch();
      const json = await response.json();
      change(json);
      await route.fulfill({ response, json });
    });
}

/** The whole of it in one picture: what scrolls is as high as it is. */
async function look(page: Page, name: string) {
  assert.deepEqual(await findings(page), []);
  const main = page.getByRole("main");
  const [width, height] = await main.evaluate(({ scrollWidth, scrollHeight }) => [scrollWidth, scrollHeight] as const);
  const size = page.viewportSize();
  assert(size && width <= size.width, `${width} wide`);
  await page.setViewportSize({ ...size, height: height + 48 });
  await picture(page, name);
  await page.setViewportSize(size);
}
