// Visits to the built application in a headless Chromium.
import { chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import { serveBuiltApp } from "./built_app.ts";

export const wide = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

export interface Visit {
  path: string;
  theme?: "light" | "dark";
  size?: typeof wide;
  language?: "en" | "de";
}

export type Visits = Awaited<ReturnType<typeof openVisits>>;

export async function openVisits() {
  const app = await serveBuiltApp();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--force-color-profile=srgb"],
  });

  /** Opens a page, lets `look` look at it, and holds that nothing was refused, thrown or fetched from elsewhere. */
  async function visit(
    { path, theme = "light", size = wide, language = "en" }: Visit,
    look: (page: Page) => Promise<void>,
  ) {
    const context = await browser.newContext({
      viewport: size,
      reducedMotion: "reduce",
      locale: "en-GB",
      timezoneId: "Europe/Berlin",
      baseURL: app.address,
    });
    const page = await context.newPage();
    const troubles: string[] = [];
    page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("request", (request) => {
      const own = /^(data|blob):/.test(request.url()) || request.url().startsWith(app.address);
      if (!own) troubles.push(`asked ${request.url()}`);
    });
    await page.addInitScript(
      (chosen) => {
        localStorage.setItem("millrace.theme", chosen.theme);
        localStorage.setItem("millrace.language", chosen.language);
      },
      { theme, language },
    );
    await page.goto(path);
    await page.locator("h1").waitFor();
    await page.evaluate(() => document.fonts.ready);
    await look(page);
    await context.close();
    expect(troubles).toEqual([]);
  }

  async function close() {
    await browser.close();
    await app.close();
  }
  return { visit, close };
}
