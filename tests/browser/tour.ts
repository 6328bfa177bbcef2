// A walk through all screens, each by who may see it.
import type { Page } from "playwright-core";
import { until } from "./harness.ts";
import type { House } from "./house.ts";
import type { Screen, Who } from "./screens.ts";
import { logIn, openWindow, type Window, type WindowOptions } from "./windows.ts";

export class Tour {
  readonly #house: House;
  readonly #options: WindowOptions;
  readonly #windows = new Map<Who, Window>();

  constructor(house: House, options: WindowOptions = {}) {
    this.#house = house;
    this.#options = options;
  }

  /** Goes there, and opens what opens over it. */
  async visit({ who, path, ready, open }: Screen): Promise<Page> {
    const { page } = await this.#windowOf(who);
    await page.goto(path(this.#house));
    if (this.#options.language === "de")
      await hasComeToRest(page); // its words are those of the catalogue
    else await ready(page, this.#house);
    await page.evaluate(() => document.fonts.ready);
    if (open) {
      const before = await page.evaluate(whatIsOpen);
      await open(page);
      await until("it opens", async () => (await page.evaluate(whatIsOpen)) !== before);
    }
    await until("it has come to rest", () => page.evaluate(isAtRest));
    return page;
  }

  async end() {
    for (const window of this.#windows.values()) await window.context.close();
  }

  async #windowOf(who: Who): Promise<Window> {
    const known = this.#windows.get(who);
    if (known) return known;
    const { size, theme = "light", language = "en" } = this.#options;
    const name = `${who}, ${theme}, ${language}, ${size?.width ?? 1280}`;
    const window = await openWindow(this.#house.server, name, { ...this.#options, kept: false });
    this.#windows.set(who, window);
    const { operator, newcomer } = this.#house;
    const account = who === "operator" ? operator : who === "newcomer" ? newcomer : this.#house;
    if (who !== "nobody") await logIn(window, account.email, "/app/", account.password);
    return window;
  }
}

/** There is a heading, and nothing has changed between two looks that are far apart. */
async function hasComeToRest(page: Page) {
  await page.locator("h1:visible, h2:visible").first().waitFor();
  const apart_ms = 300;
  let before = "";
  await until("nothing changes", async () => {
    const now = (await page.locator("body").textContent()) ?? "";
    const same = now === before;
    before = now;
    if (!same) await page.waitForTimeout(apart_ms);
    return same;
  });
}

/** In the page. */
function whatIsOpen() {
  const all = document.querySelectorAll("[role=dialog], [role=menu], [aria-checked], [aria-expanded], [aria-pressed]");
  return [...all].map((one) => one.outerHTML.slice(0, 300)).join();
}

/** In the page: what is still loading is not what is looked at; parts that show how that looks stand apart. */
function isAtRest() {
  return document.querySelector("[aria-busy=true]:not([id^=part-] *), .animate-breathe:not([id^=part-] *)") === null;
}
