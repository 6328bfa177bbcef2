// Windows of a headless Chromium: each a browser of its own, with its own cookies.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { atEnd, onFailure, password, type Server, top } from "./harness.ts";

export const wide = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

export interface WindowOptions {
  size?: typeof wide;
  theme?: "light" | "dark";
  language?: "en" | "de";
  /** false: nothing is kept by a service worker, and every request can be seen and held up. */
  kept?: boolean;
  /** Sites that it may ask beside the server. */
  others?: readonly string[];
  /** Frames of other sites keep what they store, as most browsers have it; else they may not store anything. */
  framesKeep?: boolean;
  /** A handheld, touched. */
  touched?: boolean;
}

let browser: Browser | undefined;

const launched = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--force-color-profile=srgb", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
};

export async function openBrowser(): Promise<Browser> {
  if (browser) return browser;
  const opened = await chromium.launch(launched);
  atEnd(() => opened.close());
  browser = opened;
  return opened;
}

export interface Window {
  page: Page;
  context: BrowserContext;
  others: readonly string[];
  /** What went wrong in it: scripts that threw, what its policy refused, what it asked of others. */
  troubles: string[];
  /** Frames that its sockets have brought. */
  heard: string[];
}

const windows = new Map<string, Window>();

/** `who` names it, in pictures of what failed. */
export async function openWindow(server: Server, who: string, options: WindowOptions = {}): Promise<Window> {
  const given: BrowserContextOptions = {
    viewport: options.size ?? wide,
    colorScheme: options.theme ?? "light",
    reducedMotion: "reduce",
    locale: options.language === "de" ? "de-DE" : "en-GB",
    timezoneId: "Europe/Berlin",
    baseURL: server.address,
    serviceWorkers: options.kept === false ? "block" : "allow",
    ...(options.touched ? { hasTouch: true, isMobile: true } : {}),
  };
  const context = options.framesKeep ? await ordinary(given) : await (await openBrowser()).newContext(given);
  const page = context.pages()[0] ?? (await context.newPage());
  const window: Window = { page, context, others: options.others ?? [], troubles: [], heard: [] };
  watch(server, page, window);
  windows.set(who, window);
  return window;
}

/** A browser as people have it, not a private one. */
async function ordinary(options: BrowserContextOptions): Promise<BrowserContext> {
  const profile = mkdtempSync(join(tmpdir(), "chromium-"));
  mkdirSync(join(profile, "Default"));
  const preferences = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };
  writeFileSync(join(profile, "Default/Preferences"), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(profile, { ...launched, ...options });
  atEnd(() => context.close());
  return context;
}

export async function another(server: Server, window: Window): Promise<Page> {
  const page = await window.context.newPage();
  watch(server, page, window);
  return page;
}

function watch(server: Server, page: Page, { others, troubles, heard }: Window) {
  page.setDefaultTimeout(60_000);
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => heard.push(String(payload))));
  page.on("pageerror", (error) => troubles.push(error.stack ?? error.message));
  page.on("console", (message) => {
    // A server that is away, or refuses, is what some stories are about; the browser says it too.
    if (message.type() === "error" && !/Failed to load resource|WebSocket connection to/.test(message.text()))
      troubles.push(message.text());
  });
  page.on("request", (request) => {
    if (/^(data|blob):/.test(request.url())) return;
    const known = [server.address, ...others].some((site) => request.url().startsWith(site));
    if (!known) troubles.push(`asked ${request.url()}`);
  });
}

/** Logs in as people do, and waits for what is there then. */
export async function logIn({ page }: Window, email: string, to = "/app/", secret = password) {
  await page.goto(`/app/sign-in?to=${encodeURIComponent(to)}`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel(/^(Password|Passwort)$/).fill(secret);
  await page.getByRole("button", { name: /^(Log in|Anmelden)$/ }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/app/sign-in"));
}

/** Says that it has not been loaded anew since `remember`. */
export async function remember(page: Page) {
  await page.evaluate(() => Object.assign(window, { remembered: true }));
}
export async function remembered(page: Page) {
  return page.evaluate(() => "remembered" in window);
}

export function assertNoTroubles() {
  for (const [who, { troubles }] of windows) assert.deepEqual(troubles, [], `in the window of ${who}`);
}

onFailure.push(async (story) => {
  const directory = join(top, "build/browser");
  mkdirSync(directory, { recursive: true });
  for (const [who, { context }] of windows)
    for (const [at, page] of context.pages().entries())
      await page.screenshot({ path: join(directory, `${story} - ${who} ${at}.png`.replaceAll("/", " ")) });
});
