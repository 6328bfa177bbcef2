#!/usr/bin/env node
// What the dashboard may weigh: bytes and requests of the first page, what of long lists is drawn, what a keystroke draws; and how it is served.
import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { join } from "node:path";
import type { Page, Request } from "playwright-core";
import { built, check, founded, password, program, Server, story, until } from "./harness.ts";
import { importConversations, importThread } from "./history.ts";
import { Inbox } from "./inbox.ts";
import { assertNoTroubles, openWindow } from "./windows.ts";

const first_page_bytes = 200 * 1024; // of scripts, with gzip: what somebody meets first
const inbox_bytes = 264 * 1024; // the same and all that the inbox needs, live
const inbox_requests = 40; // of both
const drawn_nodes = 2_500; // however much there is
const drawn_rows = 60;
const conversations = 10_000;
const messages = 1_000;

interface Answer {
  headers: IncomingMessage["headers"];
  status: number;
  /** As they come, not unpacked. */
  bytes: number;
}

const nodes = (page: Page) => page.locator("*").count();

program(async () => {
  const server = await Server.start();
  const { owner, business } = await founded(server);
  const inboxOf = `/app/b/${business.slug}/inbox`;
  const window = await openWindow(server, "Ann", { kept: false });
  const { page } = window;
  const inbox = new Inbox(page);

  const fetched = (path: string, coding = "identity") =>
    new Promise<Answer>((answered, failed) => {
      const headers = { "Accept-Encoding": coding };
      get(server.address + path, { headers }, (response) => {
        let bytes = 0;
        response.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
        });
        response.on("end", () => answered({ headers: response.headers, status: response.statusCode ?? 0, bytes }));
      }).on("error", failed);
    });

  await importThread(owner, "Wordy", messages);
  await importConversations(owner, conversations);
  const { items } = await until("the long one is listed", async () => {
    const found = await owner.get("/conversations?q=Wordy");
    return found.items.length > 0 && found;
  });

  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  async function scriptBytes() {
    const scripts = [...new Set(asked.filter((path) => path.endsWith(".js")))];
    const answers = await Promise.all(scripts.map((path) => fetched(path, "gzip")));
    const bytes = answers.reduce((sum, answer) => sum + answer.bytes, 0);
    console.log(`# ${bytes} bytes of scripts in ${scripts.length} files, ${asked.length} requests`);
    return bytes;
  }

  await story("the first page is light", async () => {
    await page.goto("/app/");
    await page.getByLabel("E-mail").waitFor();
    await page.waitForLoadState("networkidle");
    const bytes = await scriptBytes();
    assert(bytes <= first_page_bytes, `${bytes} bytes of scripts`);
  });

  await story("so is the inbox, and nothing of it is asked for twice", async () => {
    asked.length = 0;
    await page.goto(`/app/sign-in?to=${encodeURIComponent(`${inboxOf}?view=all`)}`);
    await page.getByLabel("E-mail").fill(owner.email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await inbox.row("Customer 9999").waitFor();
    await inbox.connection("Live").waitFor();
    await page.waitForLoadState("networkidle");
    const bytes = await scriptBytes();
    assert(bytes <= inbox_bytes, `${bytes} bytes of scripts`);
    assert(asked.length <= inbox_requests, `${asked.length} requests: ${asked.join(" ")}`);
    const files = asked.filter((path) => path.startsWith("/assets/"));
    assert.equal(new Set(files).size, files.length);
  });

  await story("come back to, it is asked for before the application has come, and once", async () => {
    const answers: string[] = [];
    const hear = (request: Request) => void (request.resourceType() === "fetch" && answers.push(request.url()));
    page.on("request", hear);
    await page.reload();
    await inbox.row("Customer 9999").waitFor();
    await inbox.connection("Live").waitFor();
    await page.waitForLoadState("networkidle");
    page.off("request", hear);
    assert.deepEqual(repeated(answers), []);
    const own = ["/auth/me", "/businesses", `/businesses/${business.id}/me`, "/conversations"];
    assert.deepEqual((await page.evaluate(askedByMarkup)).toSorted(), own);
  });

  await story(`of ${conversations} conversations those near the eye are drawn`, async () => {
    await inbox.row("Customer 9999").focus();
    await until("a thousand of them are loaded", async () => {
      await page.keyboard.press("End");
      return (await inbox.row(`Customer ${conversations - 1_000}`).count()) > 0;
    });
    const rows = await inbox.list.getByRole("listitem").count();
    const all = await nodes(page);
    console.log(`# ${rows} rows, ${all} nodes`);
    assert(rows <= drawn_rows, `${rows} rows`);
    assert(all <= drawn_nodes, `${all} nodes`);
  });

  await story(`of ${messages} messages those near the eye are drawn, to the first of them`, async () => {
    await page.goto(`${inboxOf}/${items[0].id}?view=all`);
    await inbox.said(/^Message 999:/).waitFor();
    await inbox.thread.focus();
    await until("the first is there", async () => {
      await page.keyboard.press("Home");
      return (await inbox.said(/^Message 0:/).count()) > 0;
    });
    const rows = await inbox.thread.locator("[data-index]").count();
    const all = await nodes(page);
    console.log(`# ${rows} rows, ${all} nodes`);
    assert(rows <= drawn_rows, `${rows} rows`);
    assert(all <= drawn_nodes, `${all} nodes`);
  });

  await story("with all of them loaded, a keystroke draws the composer and nothing else", async () => {
    await inbox.reply.focus();
    await page.keyboard.type("a"); // that there is something to send is shown once
    await until("nothing else is under way, such as a last page of earlier messages", async () => {
      await page.evaluate(watchChanges);
      await page.waitForTimeout(500);
      return (await page.evaluate(changesSeen)).length === 0;
    });
    await page.evaluate(watchChanges);
    await page.keyboard.type("nswer of some length");
    assert.equal(await inbox.reply.inputValue(), "answer of some length");
    assert.deepEqual(await page.evaluate(changesSeen), []);
  });

  const files = readdirSync(built, { recursive: true, encoding: "utf8" }).filter(
    (file) => !/\.(br|gz)$/.test(file) && statSync(join(built, file)).isFile(),
  );

  await check("what has a hash in its name is kept for ever, and comes packed", async () => {
    const hashed = files.filter((file) => file.startsWith("assets/"));
    assert(hashed.length > 20);
    for (const file of hashed) {
      const plain = await fetched(`/${file}`);
      assert.equal(plain.status, 200, file);
      assert.match(plain.headers["cache-control"] ?? "", /max-age=31536000, immutable/, file);
      if (!/\.(js|css)$/.test(file) || plain.bytes < 1024) continue;
      for (const coding of ["br", "gzip"]) {
        const packed = await fetched(`/${file}`, coding);
        assert.equal(packed.headers["content-encoding"], coding, file);
        assert.match(packed.headers.vary ?? "", /Accept-Encoding/i, file);
        assert(packed.bytes < plain.bytes, `${file}: ${packed.bytes} of ${plain.bytes}`);
      }
    }
  });

  await check("what has none is asked for each time", async () => {
    for (const path of ["/app/", `${inboxOf}/nowhere`, "/sw.js", "/manifest.webmanifest", "/theme.js"])
      assert.equal((await fetched(path)).headers["cache-control"], "no-cache", path);
  });

  await check("the policy of the page trusts what comes from here, and nothing in its text", async () => {
    const policy = String((await fetched("/app/")).headers["content-security-policy"]);
    const rules = new Map(
      policy.split(";").map((rule) => [rule.trim().split(" ")[0], rule.trim().split(" ").slice(1)]),
    );
    for (const wanted of ["default-src", "script-src", "style-src", "connect-src", "frame-ancestors", "base-uri"])
      assert(rules.has(wanted), `${wanted} is missing in ${policy}`);
    assert.doesNotMatch(policy, /unsafe|\*|https?:/);
    assert.deepEqual(rules.get("script-src"), ["'self'"]);
  });

  await check("nothing was thrown, refused or asked of others", () => assertNoTroubles());
  await server.end();
});

const repeated = (all: readonly string[]) => all.filter((one, at) => all.indexOf(one) !== at);

/** In the page: what was asked for before its text had been read to the end, which is before any module runs. */
function askedByMarkup() {
  const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const asked = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  return asked
    .filter(({ initiatorType, startTime }) => initiatorType === "fetch" && startTime < (page?.domInteractive ?? 0))
    .map(({ name }) => new URL(name).pathname);
}

/** In the page: what changes outside the composer, from now on. */
function watchChanges() {
  const composer = document.querySelector("section:has(> textarea)");
  const seen: string[] = [];
  new MutationObserver((changes) => {
    for (const { target } of changes)
      if (!composer?.contains(target)) seen.push(target.parentElement?.outerHTML.slice(0, 200) ?? target.nodeName);
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  Object.assign(window, { changesSeen: seen });
}

const changesSeen = () => (window as unknown as { changesSeen: string[] }).changesSeen;
