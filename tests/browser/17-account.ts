#!/usr/bin/env node
// What somebody does with an account besides working: a forgotten password, an address and another one, devices, the end of it; and the
// keys of the business. In the middle of it the server asks for patience.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { Caller, founded, joined, program, Server, story, until } from "./harness.ts";
import { linkTo, mailsTo } from "./mail.ts";
import { assertNoTroubles, logIn, openWindow, type Window } from "./windows.ts";

const second = "battery staple soup";

program(async () => {
  const server = await Server.start();
  const { owner, business } = await founded(server);
  const bea = await joined(owner, "Bea Agent");
  const app = `/app/b/${business.slug}`;
  const ann = await openWindow(server, "Ann", { kept: false });
  const { page } = ann;
  const title = (name: string, of: Page = page) => of.getByRole("heading", { name, exact: true });
  const press = (name: string | RegExp, of: Page = page) =>
    of.getByRole("button", { name, exact: typeof name === "string" }).click();
  const signedOut = (of: Page) => of.waitForURL(({ pathname }) => pathname === "/app/sign-in");

  await story("an address is confirmed by a press, and not by opening the link", async () => {
    const link = await linkTo(server, owner.email, "ev");
    const asked: string[] = [];
    page.on("request", (request) => request.method() === "POST" && asked.push(request.url()));
    await page.goto(link);
    await title("Is this your address?").waitFor();
    await page.waitForLoadState("networkidle");
    assert(!asked.some((url) => url.includes("verify-email")), asked.join(" "));
    assert.equal((await owner.get("/auth/me")).email_verified, false);
    await press("Confirm my address");
    await title("Your address is confirmed").waitFor();
    assert.equal((await owner.get("/auth/me")).email_verified, true);
  });

  await story(
    "settings say of an address that it is not confirmed, and send the link again, not too often",
    async () => {
      const window = await openWindow(server, "Bea", { kept: false });
      await logIn(window, bea.email, `${app}/settings/me`);
      await window.page.getByText("Not confirmed").waitFor();
      const sent = (await mailsTo(server, bea.email)).length;
      await press("Send again", window.page);
      await window.page.getByText("A link has just been sent.").first().waitFor();
      assert.equal((await mailsTo(server, bea.email)).length, sent);
      const link = await linkTo(server, bea.email, "ev");
      const other = await openWindow(server, "Bea on her phone", { kept: false });
      await other.page.goto(link);
      await press("Confirm my address", other.page);
      await title("Your address is confirmed", other.page).waitFor();
      await window.page.getByText("Confirmed", { exact: true }).waitFor(); // it is heard
      assert.equal(await window.page.getByText("Not confirmed").count(), 0);
      await window.context.close();
      await other.context.close();
    },
  );

  let link = "";
  await story("who has forgotten a password hears the same of an address that nobody has", async () => {
    const said = async (email: string) => {
      await page.goto("/app/sign-in");
      await page.getByRole("link", { name: "Forgot password?" }).click();
      await page.getByLabel("E-mail").fill(email);
      await press("Send a link");
      await title("Look into your mail").waitFor();
      return (await page.locator("main").innerText()).replaceAll(email, "…");
    };
    assert.equal(await said(owner.email), await said("nobody@example.org"));
    link = await linkTo(server, owner.email, "pr");
    assert.equal((await mailsTo(server, "nobody@example.org")).length, 0);
  });

  await story("the token leaves the address at once, and is told to nobody", async () => {
    const token = new URL(link, server.address).searchParams.get("token") ?? "";
    const told: string[] = [];
    page.on("request", (request) => told.push(`${request.url()} ${request.postData() ?? ""}`));
    await page.goto(link);
    await title("A new password").waitFor();
    assert.equal(new URL(page.url()).search, "");
    assert(!(await page.content()).includes(token), "it stands in the page");
    await page.evaluate(() => dispatchEvent(new ErrorEvent("error", { error: new Error(`at ${location.href}`) })));
    await page.evaluate(() => dispatchEvent(new Event("pagehide")));
    await until("telemetry is told", () => told.some((one) => one.includes("/telemetry")));
    const [first, ...others] = told.filter((one) => one.includes(token));
    assert(first?.startsWith(`${server.address}/app/reset-password?`), first);
    assert.deepEqual(others, []);
    assert(!readFileSync(`${server.directory}.out`, "utf8").includes(token), "it stands in the server's log");
  });

  await story("a password that is guessed first is refused in words at its field, and stays there", async () => {
    const field = page.getByLabel("New password");
    await field.fill("password1");
    await press("Show the characters");
    assert.equal(await field.getAttribute("type"), "text");
    await press("Set password");
    await page.getByText("It is among those that are guessed first").waitFor();
    assert.equal(await field.inputValue(), "password1");
  });

  await story("the new one counts, and whoever was signed in is signed out, at once", async () => {
    const elsewhere = await openWindow(server, "Ann elsewhere", { kept: false });
    await logIn(elsewhere, owner.email, `${app}/inbox`);
    await elsewhere.page.getByRole("status").getByText("Live", { exact: true }).waitFor();
    await page.getByLabel("New password").fill(second);
    await press("Set password");
    await title("Your password is changed").waitFor();
    await signedOut(elsewhere.page);
    await elsewhere.context.close();
    await page.getByRole("link", { name: "Log in" }).click();
    await logIn(ann, owner.email, `${app}/settings/security`, second);
    await page.getByText("This device").waitFor();
  });

  await story("a link that has been used says so, and leads to another one", async () => {
    await page.goto(link);
    await page.getByLabel("New password").fill("paper clip on fire");
    await press("Set password");
    await title("This link no longer works").waitFor();
    await page.getByText("has been used").waitFor();
    await page.getByRole("link", { name: "Send a new link" }).click();
    await title("Forgot your password?").waitFor();
    await page.goto("/app/verify-email");
    await title("This link no longer works").waitFor();
  });

  await story("devices are listed with their addresses, and ended one by one or all at once", async () => {
    const devices = ["one", "two", "three"];
    const windows: Window[] = [];
    for (const name of devices) {
      const window = await openWindow(server, `Ann on ${name}`, { kept: false });
      await logIn(window, owner.email, `${app}/inbox`, second);
      await window.page.getByRole("status").getByText("Live", { exact: true }).waitFor();
      windows.push(window);
    }
    await page.goto(`${app}/settings/security`);
    const rows = page.getByRole("listitem").filter({ hasText: "127.0.0.1" });
    await until("all are there", async () => (await rows.count()) >= 4);
    await rows.first().getByText("This device").waitFor();
    assert.equal(await page.getByText("This device").count(), 1);
    const before = await rows.count();
    await page
      .getByRole("button", { name: /^Log out Chrome/ })
      .first()
      .click();
    await until("one is gone", async () => (await rows.count()) === before - 1);
    await until("its window is signed out", () =>
      windows.some(({ page }) => new URL(page.url()).pathname === "/app/sign-in"),
    );
    await press(/^Log out \d+ other device/);
    for (const window of windows) await signedOut(window.page);
    assert.equal(await rows.count(), 1);
    for (const window of windows) await window.context.close();
    await page.reload();
    await page.getByText("This device").waitFor(); // it is still signed in
  });

  const moved = `moved-${owner.email}`;
  await story("another address takes the password and a link to either", async () => {
    await page.goto(`${app}/settings/me`);
    await press("Change");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("New address").fill(moved);
    await dialog.getByLabel("Your password").fill("not the password");
    await dialog.getByRole("button", { name: "Send both links" }).click();
    await dialog.getByText("This is not your password.").waitFor();
    assert.equal(await dialog.getByLabel("New address").inputValue(), moved);
    await dialog.getByLabel("Your password").fill(second);
    await dialog.getByRole("button", { name: "Send both links" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("takes its place once both links have been used").waitFor();
    await page.goto(await linkTo(server, moved, "en"));
    await press("This is my address");
    await page.getByText(`One more: open the link that was sent to ${owner.email}`).waitFor();
    await page.goto(await linkTo(server, owner.email, "ec"));
    await press("Change the address");
    await page.getByText(`${moved} is your address now`).waitFor();
    await page.goto(`${app}/settings/me`);
    await page.getByText(moved).first().waitFor();
  });

  await story("without keys there is a line to try one with; a key is made, and seen once", async () => {
    await page.goto(`${app}/settings/api-keys`);
    await page.getByText("No keys yet").waitFor();
    await page.getByText("curl -H").waitFor();
    await press("Create key");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Warehouse");
    await dialog.getByLabel("See customers and what is noted about them").click();
    await dialog.getByRole("button", { name: "Create key" }).click();
    await dialog.getByLabel("Key", { exact: true }).waitFor();
  });

  const dialog = page.getByRole("dialog");
  const shown = () => dialog.getByLabel("Key", { exact: true }).inputValue();
  const answers = async (key: string, path = "/customers") => (await new Caller(server, key).ask("GET", path)).status;
  let key = "";
  await story("a program works with it, and may do that alone", async () => {
    key = await shown();
    assert.match(key, /^mr_live_\w{49}$/);
    assert.equal(await answers(key), 200);
    assert.equal(await answers(key, "/conversations"), 403);
    await press("I have kept it");
    await dialog.waitFor({ state: "detached" });
    assert(!(await page.content()).includes(key));
    await page.reload();
    await page.getByText(`…${key.slice(-4)}`).waitFor();
    await page.getByText("Active", { exact: true }).waitFor();
  });

  await story("while it is rotated two are good; a revoked one is not", async () => {
    await press("Warehouse");
    await press("Rotate");
    await page.getByRole("dialog", { name: "Rotate Warehouse" }).getByRole("button", { name: "Rotate" }).click();
    const next = await page.getByLabel("Key", { exact: true }).inputValue();
    assert.notEqual(next, key);
    assert.deepEqual([await answers(key), await answers(next)], [200, 200]);
    await press("I have kept it");
    await page.getByRole("dialog", { name: "Warehouse" }).getByText("Rotating").waitFor();
    await page.getByText(`…${key.slice(-4)}`).waitFor();
    await press("Revoke");
    await page.getByRole("dialog", { name: "Revoke Warehouse?" }).getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("dialog", { name: "Warehouse" }).getByText("Revoked").waitFor();
    assert.deepEqual([await answers(key), await answers(next)], [401, 401]);
  });

  await story("who may not give keys sees none of it", async () => {
    const window = await openWindow(server, "Bea at work", { kept: false });
    await logIn(window, bea.email, `${app}/settings/business`);
    const places = window.page.getByRole("navigation", { name: "Settings" });
    await places.getByRole("link", { name: "Website widget" }).waitFor();
    assert.equal(await places.getByRole("link", { name: "API keys" }).count(), 0);
    await window.page.goto(`${app}/settings/api-keys`);
    await window.page.getByText("You are not allowed to do that.").waitFor();
    await window.context.close();
  });

  await story("who asks for too much is told when to come again, and what was typed is still there", async () => {
    const window = await openWindow(server, "Bea in a hurry", { kept: false });
    const { page } = window;
    await page.goto("/app/sign-in");
    await page.getByLabel("E-mail").fill(bea.email);
    await page.getByLabel("Password").fill("not hers");
    await until("the server asks for patience", async () => {
      await press("Log in", page);
      await page
        .getByRole("button", { name: "Log in", exact: true, disabled: false })
        .and(page.locator(":not([aria-busy])"))
        .waitFor();
      return (await page.getByRole("alert").innerText()).startsWith("That was a lot at once. Try again in");
    });
    assert.equal(await page.getByLabel("E-mail").inputValue(), bea.email);
    assert.equal(await page.getByLabel("Password").inputValue(), "not hers");
    await window.context.close();
  });

  await story("what is done meanwhile waits by itself, and that is said", async () => {
    await page.goto(`${app}/settings/me`);
    let asked = 0;
    await page.route("**/auth/me", (route) => {
      if (route.request().method() !== "PATCH" || asked++ > 0) return route.fallback();
      const headers = { "Retry-After": "3", "Content-Type": "application/problem+json" };
      return route.fulfill({ status: 429, headers, body: '{"type":"/problems/request.too_often"}' });
    });
    await page.getByLabel("Your name").fill("Ann Patient");
    await press("Save");
    await page.getByText("The server asks for a pause.").waitFor();
    await page.getByText("Saved").first().waitFor();
    await page.getByText("The server asks for a pause.").waitFor({ state: "detached" });
    assert.equal(asked, 2);
    await page.unroute("**/auth/me");
  });

  await story("a deactivated account is activated by logging in", async () => {
    await page.goto(`${app}/settings/security`);
    await press("Deactivate");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Your password").fill(second);
    await dialog.getByRole("button", { name: "Deactivate account" }).click();
    await signedOut(page);
    await page.getByText("Your account is deactivated.").first().waitFor();
    await page.getByLabel("E-mail").fill(moved);
    await page.getByLabel("Password").fill(second);
    await press("Log in");
    await press("Activate and log in");
    await page.getByRole("navigation").getByRole("link", { name: "Inbox" }).waitFor();
  });

  await story(
    "the only owner of a business hears which it is; with another owner the account goes for good",
    async () => {
      const { access_token } = await new Caller(server).post("/auth/login", { email: moved, password: second });
      const again = new Caller(server, access_token, business.id);
      await page.goto(`${app}/settings/security`);
      await press("Delete");
      const dialog = page.getByRole("dialog");
      const remove = dialog.getByRole("button", { name: "Delete for good" });
      await dialog.getByLabel("Your password").fill(second);
      assert(await remove.isDisabled());
      await dialog.getByLabel(`Type ${moved} to delete it`).fill(moved);
      await remove.click();
      await dialog.getByRole("link", { name: "Team of Harbour Coffee" }).waitFor();
      await again.patch(`/businesses/${business.id}/team/${bea.member}`, { role: "owner" });
      await remove.click();
      await signedOut(page);
      await page.getByText("Your account is deleted.").first().waitFor();
      assert.equal(
        (await new Caller(server).ask("POST", "/auth/login", { email: moved, password: second })).status,
        401,
      );
      assert.equal((await bea.ask("GET", "/auth/me")).status, 200);
    },
  );

  await story("nothing was thrown, refused or asked of others in any window", async () => assertNoTroubles());
  await server.end();
});
