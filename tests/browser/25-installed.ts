#!/usr/bin/env node
// The application as the browser keeps it: it opens without a network, with what its reader read last and nobody else's; a release reaches who has it open.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { founded, joined, program, Server, story, until, Visitor } from "./harness.ts";
import { Inbox } from "./inbox.ts";
import { copyOfDashboard, releaseNext, releaseOf } from "./releases.ts";
import { another, assertNoTroubles, logIn, openWindow, remember, remembered } from "./windows.ts";

/** The worker has installed what it keeps, and answers for this page. */
async function isKept(page: Page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((taken) => navigator.serviceWorker.addEventListener("controllerchange", taken, { once: true }));
  });
}

/** All that is kept of what was read. */
async function keptTexts(page: Page) {
  return page.evaluate(async () => {
    if (!(await caches.has("millrace-kept"))) return "";
    const cache = await caches.open("millrace-kept");
    const texts = (await cache.keys()).map(async (key) => `${key.url} ${await (await cache.match(key))?.text()}`);
    return (await Promise.all(texts)).join("\n");
  });
}

program(async () => {
  const dashboard = copyOfDashboard();
  const server = await Server.start({ dashboard });
  const { owner, business } = await founded(server);
  const inboxOf = `/app/b/${business.slug}/inbox`;
  const bea = await joined(owner, "Bea Agent");
  const zoe = await Visitor.come(server, business, { name: "Zoe" });
  const conversation = await zoe.write("Are you open?");
  const window = await openWindow(server, "Ann");
  const { page } = window;
  const inbox = new Inbox(page);
  const times = async (text: string) => (await zoe.read()).filter((said) => said === text).length;

  await story("it can be installed", async () => {
    await logIn(window, owner.email, inboxOf);
    await inbox.open("Zoe");
    const devtools = await window.context.newCDPSession(page);
    const { url, errors } = await devtools.send("Page.getAppManifest");
    assert.equal(url, `${server.address}/manifest.webmanifest`);
    assert.deepEqual(errors, []);
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    // Windows of tests are private ones, in which nothing can be installed.
    assert.deepEqual(
      installabilityErrors.map(({ errorId }) => errorId),
      ["in-incognito"],
    );
    await isKept(page);
  });

  await story("without a server it opens, with the list and the thread that were read last", async () => {
    await page.reload(); // from now on what is read is kept
    await inbox.said("Are you open?").waitFor();
    await until("it is kept", async () => (await keptTexts(page)).includes("Are you open?"));
    await server.stop();
    await page.reload();
    await inbox.said("Are you open?").waitFor();
    await inbox.row("Zoe").waitFor();
    await inbox.connection("Offline").waitFor();
  });

  await story("a reply written then survives another start, and is sent once when the server is back", async () => {
    await inbox.send("Until six.");
    await page.getByText("Waiting to be sent").waitFor();
    await page.reload();
    await inbox.said("Until six.").waitFor();
    await page.getByText("Waiting to be sent").waitFor();
    await server.start();
    await until("it is sent", async () => (await times("Until six.")) > 0);
    await inbox.connection("Live").waitFor();
    await zoe.write("Thank you.");
    await inbox.said("Thank you.").waitFor();
    assert.equal(await times("Until six."), 1);
    assert.equal(await inbox.said("Until six.").count(), 1);
  });

  await story(
    "a release is told to who has it open, who goes on meanwhile, and reloads to it with what was written",
    async () => {
      const before = releaseOf(dashboard);
      await inbox.reply.fill("Half a sentence");
      await server.stop();
      releaseNext(dashboard);
      assert.notEqual(releaseOf(dashboard), before);
      await server.start();
      await page.getByText("A newer version has been released.").waitFor();
      assert.equal(await inbox.reply.inputValue(), "Half a sentence");
      await page.getByRole("navigation").getByRole("link", { name: "Settings" }).click(); // a page that was not open before
      await page.getByRole("heading", { name: "Profile and preferences" }).waitFor();
      await page.goBack();
      const fresh = await another(server, window);
      await fresh.goto(inboxOf);
      const named = fresh.locator(`meta[name=release][content="${releaseOf(dashboard)}"]`);
      await named.waitFor({ state: "attached" });
      await fresh.close();
      await page.getByRole("button", { name: "Reload" }).click();
      await page.locator(`meta[name=release][content="${releaseOf(dashboard)}"]`).waitFor({ state: "attached" });
      await inbox.said("Thank you.").waitFor();
      assert.equal(await inbox.reply.inputValue(), "Half a sentence");
      assert.equal(await page.getByText("A newer version has been released.").count(), 0);
    },
  );

  await story("who logs out leaves nothing of what was read", async () => {
    assert((await keptTexts(page)).includes("Are you open?"));
    await page.getByRole("button", { name: /You and your settings/ }).click();
    await page.getByRole("menuitem", { name: "Log out" }).click();
    await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
    assert.equal(await keptTexts(page), "");
    await server.stop();
    await page.goto(`${inboxOf}/${conversation}`);
    await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
    assert(!((await page.locator("body").textContent()) ?? "").includes("Zoe"));
    await server.start();
  });

  await story("who is removed keeps nothing of the business, though everything else", async () => {
    await logIn(window, bea.email, inboxOf);
    await inbox.open("Zoe");
    await inbox.said("Are you open?").waitFor();
    await until("it is kept", async () => (await keptTexts(page)).includes("Are you open?"));
    await owner.remove(`/businesses/${business.id}/team/${bea.member}`);
    await page.getByText("You are no longer in Harbour Coffee").waitFor();
    await until("it is forgotten", async () => !(await keptTexts(page)).includes("Are you open?"));
    const left = await keptTexts(page);
    assert(!left.includes("Zoe"), left);
    assert(left.includes("/auth/me"), left);
  });

  const bare = await openWindow(server, "somebody without a worker", { kept: false });
  const navigation = bare.page.getByRole("navigation", { name: "Main navigation" });

  await story(
    "where nothing is kept, a page that cannot be fetched is asked for again, and what is open stays",
    async () => {
      await logIn(bare, owner.email, inboxOf);
      await new Inbox(bare.page).row("Zoe").waitFor();
      await remember(bare.page);
      await server.stop();
      await navigation.getByRole("link", { name: "Settings" }).click();
      await bare.page.getByText("This could not be shown").waitFor();
      await bare.page.getByText("The server cannot be reached.").waitFor();
      await bare.page.getByRole("button", { name: "Your status: Offline" }).waitFor();
      await server.start();
      await bare.page.getByRole("button", { name: "Retry" }).click();
      await bare.page.getByRole("heading", { name: "Profile and preferences" }).waitFor();
      assert(await remembered(bare.page));
    },
  );

  await story("the palette looks, speaks and is as one wants on any page, and begins what is new", async () => {
    const choose = async (words: string, name: string | RegExp) => {
      await bare.page.keyboard.press("Control+k");
      await bare.page.keyboard.type(words);
      await bare.page.getByRole("option", { name }).first().waitFor();
      await bare.page.keyboard.press("Enter");
    };
    await choose("theme: dark", "Theme: Dark");
    await bare.page.locator("html[data-theme=dark]").waitFor();
    await choose("busy", "Your status: Busy");
    await bare.page.getByRole("button", { name: "Your status: Busy" }).waitFor();
    await choose("settings: pass", /^Settings: Password/);
    await bare.page.waitForURL(/settings\/security$/);
    await choose("new customer", "New customer");
    await bare.page.getByRole("dialog", { name: "New customer" }).waitFor();
    await bare.page.keyboard.press("Escape");
    assert(await remembered(bare.page));
  });

  await story("who has deleted the cookies is asked to log in, and comes back", async () => {
    await bare.context.clearCookies();
    await navigation.getByRole("link", { name: "Customers" }).click();
    await bare.page.getByRole("button", { name: "Log in", exact: true }).waitFor();
    await logIn(bare, owner.email, inboxOf);
    await bare.context.clearCookies({ name: "__Host-millrace-csrf" });
    const mine = new Inbox(bare.page);
    await mine.open("Zoe");
    await mine.send("Still here.");
    await until("it is sent with the cookie of a new one", async () => (await times("Still here.")) === 1);
    await bare.context.close();
  });

  await story("where a page is not safe it works without, and keeps nothing", async () => {
    const insecure = await openWindow(server, "somebody without TLS");
    insecure.page.on("request", () => insecure.troubles.splice(0)); // another name of the same server
    await insecure.page.goto(`${server.address.replace("127.0.0.1", "0.0.0.0")}/app/sign-in`);
    await insecure.page.getByRole("button", { name: "Log in", exact: true }).waitFor();
    assert.equal(await insecure.page.evaluate(() => isSecureContext), false);
    assert.equal(await insecure.page.evaluate(() => "serviceWorker" in navigator), false);
    await insecure.context.close();
  });

  await story("nothing was thrown, refused or asked of others", async () => assertNoTroubles());
  await server.end();
});
