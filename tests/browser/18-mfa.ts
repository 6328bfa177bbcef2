#!/usr/bin/env node
// Second factors as people set them up and show them: an app for codes, recovery codes, a passkey in Chromium's own authenticator; what is
// dangerous, and a business that asks its members for one.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import type { Page } from "playwright-core";
import { Caller, founded, joined, type Person, password, program, Server, story } from "./harness.ts";
import { assertNoTroubles, logIn, openWindow, type Window } from "./windows.ts";

/** RFC 6238, of the 30 seconds that are now, or so many before or after; not of those that are over before it is sent. */
async function codeOf(secret: string, away = 0) {
  while (Date.now() % 30_000 > 24_000) await new Promise((later) => setTimeout(later, 200));
  const bits = [...secret].map((letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"),
  );
  const key = Buffer.from((bits.join("").match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + away));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = mac.readUInt32BE((mac[19] ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** One that has a finger on it whenever it is asked. */
async function authenticatorOf(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

program(async () => {
  const server = await Server.start();
  const { owner, business } = await founded(server);
  const bea = await joined(owner, "Bea Agent");
  const named = server.address.replace("127.0.0.1", "localhost"); // passkeys belong to names
  const app = `/app/b/${business.slug}`;
  const open = (who: string) => openWindow(server, who, { kept: false, others: [named] });
  const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
  const heading = (page: Page, name: string) => page.getByRole("heading", { name, exact: true });
  const leave = (window: Window) => window.context.close();

  async function signIn(page: Page, email: string, to = `${app}/inbox`, at = named) {
    await page.goto(`${at}/app/sign-in?to=${encodeURIComponent(to)}`);
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await button(page, "Log in").click();
  }

  let secret = "";
  let recovery: string[] = [];
  await story("an app is set up with the secret that is shown, and recovery codes are shown once", async () => {
    const window = await open("Bea");
    const { page } = window;
    await logIn(window, bea.email, `${app}/settings/security`);
    await button(page, "Set up app").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("img", { name: "QR code with the secret" }).waitFor();
    secret = await dialog.locator("code").innerText();
    await dialog.getByLabel("Code of your app").fill("000000");
    await button(page, "Confirm code").click();
    await dialog.getByText("This is not right").waitFor();
    await dialog.getByLabel("Code of your app").fill(await codeOf(secret, -1));
    await button(page, "Confirm code").click();
    await heading(page, "Keep these codes").waitFor();
    recovery = await page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").allInnerTexts();
    assert.equal(new Set(recovery).size, 10);
    await button(page, "I have kept them").click();
    await page.getByText("10 are left.").waitFor();
    assert(!(await page.content()).includes(recovery[0] ?? ""));
    await leave(window);
  });

  await story("then the password alone is not enough: a code goes on, a wrong one says so", async () => {
    const window = await open("Bea again");
    const { page } = window;
    await signIn(page, bea.email, `${app}/inbox`, server.address);
    await heading(page, "One more step").waitFor();
    await page.getByLabel("Code of your app").fill("123456");
    await button(page, "Go on").click();
    await page.getByText("This is not right").waitFor();
    await page.getByLabel("Code of your app").fill(await codeOf(secret));
    await button(page, "Go on").click();
    await page.getByRole("navigation").getByRole("link", { name: "Inbox" }).waitFor();
    await leave(window);
  });

  await story("without the app a recovery code goes on", async () => {
    const window = await open("Bea without her phone");
    const { page } = window;
    await signIn(page, bea.email, `${app}/settings/security`, server.address);
    await button(page, "Use a recovery code").click();
    await page.getByLabel("Recovery code").fill((recovery[0] ?? "").toLowerCase());
    await button(page, "Go on").click();
    await page.getByText("9 are left.").waitFor();
    await leave(window);
  });

  const key = await open("Ann");
  await story("a passkey is added, and stands in the list", async () => {
    const { page } = key;
    await authenticatorOf(page);
    await signIn(page, owner.email, `${app}/settings/security`);
    await button(page, "Add passkey").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name of the passkey").fill("Laptop");
    await dialog.getByRole("button", { name: "Add passkey" }).click();
    await heading(page, "Keep these codes").waitFor();
    await button(page, "I have kept them").click();
    await page.getByText("Laptop").waitFor();
    await page.getByText("not used yet").waitFor();
  });

  async function logOut(page: Page) {
    await page.context().clearCookies();
    await page.goto(`${named}/app/sign-in`);
  }

  await story("it goes on after the password", async () => {
    const { page } = key;
    await logOut(page);
    await signIn(page, owner.email, `${app}/settings/security`);
    await heading(page, "One more step").waitFor();
    await button(page, "Use passkey").click();
    await page.getByText("Laptop").waitFor();
    assert.equal(await page.getByText("not used yet").count(), 0);
  });

  await story("and signs in alone", async () => {
    const { page } = key;
    await logOut(page);
    await button(page, "Use a passkey").click();
    await page.getByRole("navigation").getByRole("link", { name: "Inbox" }).waitFor();
  });

  await story("what is dangerous asks for it in a session that has not shown it, and is done then", async () => {
    const una = await joined(owner, "Una Admin", "admin");
    const window = await open("Una");
    const { page } = window;
    await logIn(window, una.email, `${app}/settings/api-keys`);
    const { secret: hers } = await una.post("/auth/mfa/totp");
    await una.post("/auth/mfa/totp/confirm", { code: await codeOf(hers, -1) });
    await button(page, "Create key").first().click();
    const dialog = page.getByRole("dialog", { name: "Create key" });
    await dialog.getByLabel("Name").fill("Warehouse");
    await dialog.getByLabel("See customers and what is noted about them").click();
    await dialog.getByRole("button", { name: "Create key" }).click();
    const asked = page.getByRole("dialog", { name: "Is it you?" });
    await asked.getByLabel("Code of your app").fill(await codeOf(hers));
    await asked.getByRole("button", { name: "Go on" }).click();
    await page.getByLabel("Key", { exact: true }).waitFor();
    assert.equal((await una.get("/api-keys")).items.length, 1);
    await leave(window);
  });

  /** Whoever asks it of others has one, and shows it. */
  async function requiredBy(chief: Person) {
    const window = await open("Uwe");
    const { page } = window;
    await logIn(window, chief.email, `${app}/settings/business`);
    const required = page.getByLabel("Every member needs a second factor");
    const form = page.getByRole("form", { name: "Logging in" });
    await required.click();
    await form.getByRole("button", { name: "Save" }).click();
    await page.getByText("You have none yourself").waitFor();
    await page.getByRole("link", { name: "Set yours up first" }).waitFor();
    const { secret: his } = await chief.post("/auth/mfa/totp");
    await chief.post("/auth/mfa/totp/confirm", { code: await codeOf(his, -1) });
    await form.getByRole("button", { name: "Save" }).click();
    const asked = page.getByRole("dialog", { name: "Is it you?" });
    await asked.getByLabel("Code of your app").fill(await codeOf(his));
    await asked.getByRole("button", { name: "Go on" }).click();
    await page.getByText("Saved", { exact: true }).first().waitFor();
    assert.equal((await chief.get(`/businesses/${business.id}`)).settings.require_mfa, true);
    await page.reload();
    await required.and(page.locator("[aria-checked=true]")).waitFor();
    await leave(window);
  }

  await story("who has none is led to set one up where the business asks for it", async () => {
    const leo = await joined(owner, "Leo Agent");
    const window = await open("Leo");
    const { page } = window;
    const { access_token } = await new Caller(server, owner.token, business.id).post("/auth/login", {
      email: owner.email,
      password,
    });
    assert.equal(access_token, undefined); // the owner has a passkey now
    await requiredBy(await joined(owner, "Uwe Owner", "admin"));
    await logIn(window, leo.email, `${app}/inbox`);
    await heading(page, "Second factor").waitFor();
    await page.getByText("This business asks its members").waitFor();
    assert(await button(page, "Go on").isDisabled());
    await button(page, "Set up app").click();
    const dialog = page.getByRole("dialog");
    const secret = await dialog.locator("code").innerText();
    await dialog.getByLabel("Code of your app").fill(await codeOf(secret));
    await button(page, "Confirm code").click();
    await button(page, "I have kept them").click();
    await button(page, "Go on").click();
    await page.getByRole("navigation").getByRole("link", { name: "Inbox" }).waitFor();
    await leave(window);
  });

  await story("nothing was thrown, refused or asked of others in any window", async () => assertNoTroubles());
  await server.end();
});
