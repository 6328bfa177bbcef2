#!/usr/bin/env node
// How fast the dashboard is in a browser that has a quarter of this machine: a line of JSON a round. tests/bench/run dashboard asks for it.
import type { Page } from "playwright-core";
import { founded, program, Server, until } from "./harness.ts";
import { importConversations, importThread } from "./history.ts";
import { Inbox } from "./inbox.ts";
import { logIn, openWindow, type Window } from "./windows.ts";

const rounds = Number(process.argv[2] ?? 5);
const slower = 4;
const conversations = 500;
const messages = 1_000;
const written = "Thank you for asking. We are open on Sunday from ten, too.";
const between_keys_ms = 60; // a quick hand

interface Loaded {
  first_paint_ms: number;
  rows_ms: number;
  interactive_ms: number;
  /** What its main thread has computed meanwhile: that much stays, however busy the machine is with other things. */
  cpu_ms?: number;
}

program(async () => {
  const server = await Server.start();
  const { owner, business } = await founded(server);
  await importThread(owner, "Wordy", messages);
  await importConversations(owner, conversations);
  const inboxOf = `/app/b/${business.slug}/inbox`;
  const { items } = await until("it is listed", async () => {
    const found = await owner.get("/conversations?q=Wordy");
    return found.items.length > 0 && found;
  });
  for (let round = 0; round <= rounds; round++) {
    const window = await openWindow(server, `round ${round}`, { kept: false });
    await logIn(window, owner.email, inboxOf);
    await new Inbox(window.page).connection("Live").waitFor();
    const loaded = await load(window, `${inboxOf}?view=all`);
    const longest_frame_ms = await longestFrame(window, `${inboxOf}/${items[0].id}?view=all`);
    if (round > 0) console.log(JSON.stringify({ ...loaded, longest_frame_ms })); // the first one warms the server
    await window.context.close();
  }
  await server.end();
});

async function slowDown({ context }: Window, page: Page) {
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slower });
  return devtools;
}

/** Signed in, nothing of the dashboard in the browser's cache: until the list is there, and a key is answered. */
async function load(window: Window, address: string): Promise<Loaded> {
  const page = await window.context.newPage();
  const devtools = await slowDown(window, page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  await devtools.send("Network.enable");
  await devtools.send("Network.clearBrowserCache");
  await page.addInitScript(watchLoading);
  await page.goto(address, { waitUntil: "commit" });
  const loaded = await until("it answers", () =>
    page.evaluate(() => (window as unknown as { loaded?: Loaded }).loaded).catch(() => undefined),
  );
  const { metrics } = await devtools.send("Performance.getMetrics");
  const task_s = metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
  await page.close();
  return { ...loaded, cpu_ms: task_s * 1000 };
}

/** In the page: rows are there when the first of them has been painted; it is interactive when a key then moves the focus to one of them. */
function watchLoading() {
  const painted = (then: () => void) => requestAnimationFrame(() => setTimeout(then));
  const firstPaint = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
  let rows_ms = 0;
  function press() {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true, cancelable: true }));
    if (!(document.activeElement as HTMLElement | null)?.dataset.row) return void setTimeout(press);
    painted(() =>
      Object.assign(window, {
        loaded: { first_paint_ms: firstPaint(), rows_ms, interactive_ms: performance.now() },
      }),
    );
  }
  const look = new MutationObserver(() => {
    if (!document.querySelector("[data-row]")) return;
    look.disconnect();
    painted(() => {
      rows_ms = performance.now();
      press();
    });
  });
  look.observe(document, { subtree: true, childList: true });
}

/** While one writes under a thread of which everything is loaded. */
async function longestFrame(window: Window, address: string) {
  const { page } = window;
  const inbox = new Inbox(page);
  await page.goto(address);
  await inbox.thread.focus();
  await scrolledTo(page, "Home", 0);
  await scrolledTo(page, "End", messages - 1);
  await inbox.reply.focus();
  await slowDown(window, page);
  await page.evaluate(watchFrames);
  await page.keyboard.type(written, { delay: between_keys_ms });
  return page.evaluate(() => (window as unknown as { longestFrame: number }).longestFrame);
}

const scrolledTo = (page: Page, key: string, message: number) =>
  until(`message ${message} is there`, async () => {
    await page.keyboard.press(key);
    return (await new Inbox(page).said(new RegExp(`^Message ${message}:`)).count()) > 0;
  });

/** In the page. */
function watchFrames() {
  let before = performance.now();
  Object.assign(window, { longestFrame: 0 });
  const frame = (now: number) => {
    const counted = window as unknown as { longestFrame: number };
    counted.longestFrame = Math.max(counted.longestFrame, now - before);
    before = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame((now) => {
    before = now;
    requestAnimationFrame(frame);
  });
}
