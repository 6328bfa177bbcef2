// The page of the parts in a real browser: seen, measured, worked by keys.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findings, ofTheme, overPage } from "./axe.ts";
import { cutTexts, smallTargets } from "./measures.ts";
import { openVisits, phone, type Visit, type Visits, wide } from "./visits.ts";

const screens = join(import.meta.dirname, "../../../build/screens");
const floating = ["menu", "popover", "dialog", "confirm", "confirm-typed", "sheet", "sheet-bottom"];

let visits: Visits;
beforeAll(async () => {
  mkdirSync(screens, { recursive: true });
  visits = await openVisits();
});
afterAll(() => visits?.close());

/** The page of the parts, with its charts drawn. */
function visit(how: Omit<Visit, "path">, look: (page: Page) => Promise<void>) {
  return visits.visit({ ...how, path: "/app/_parts" }, async (page) => {
    await page.locator(".recharts-line").waitFor();
    await look(page);
  });
}

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  it.each([wide, phone])("axe finds nothing at $width px, and a photograph is taken", async (size) => {
    await visit({ theme, size }, async (page) => {
      expect(await findings(page, ofTheme(theme))).toEqual([]);
      await page.screenshot({ path: join(screens, `parts-${theme}-${size.width}.png`), fullPage: true });
    });
  });

  it("axe finds nothing with what floats open", async () => {
    await visit({ theme }, async (page) => {
      for (const open of floating) {
        await page.goto(`/app/_parts?open=${open}`);
        await page.locator("[role=menu], [role=dialog]").first().waitFor();
        await page.locator("#part-menu").scrollIntoViewIfNeeded();
        const found = await findings(page, { ...ofTheme(theme), ...overPage });
        expect(found.map((finding) => `${open}: ${finding}`)).toEqual([]);
        await page.screenshot({ path: join(screens, `parts-${theme}-${open}.png`) });
      }
    });
  });
});

describe("room", () => {
  const sideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  it.each([
    { size: wide, language: "en" as const, zoom: 100 },
    { size: phone, language: "en" as const, zoom: 100 },
    { size: phone, language: "de" as const, zoom: 100 },
    { size: wide, language: "de" as const, zoom: 200 },
    { size: phone, language: "de" as const, zoom: 200 },
  ])(
    "is enough without scrolling sideways: $size.width px, $language, letters of $zoom %",
    async ({ size, language, zoom }) => {
      await visit({ size, language }, async (page) => {
        await page.evaluate((percent) => document.documentElement.style.setProperty("font-size", `${percent}%`), zoom);
        await page.waitForTimeout(200);
        await page.screenshot({ path: join(screens, `parts-${language}-${size.width}-${zoom}.png`), fullPage: true });
        expect(await sideways(page)).toBe(0);
        expect(await page.evaluate(cutTexts)).toEqual([]);
      });
    },
  );

  it("is 32 px at least for everything one presses", async () => {
    await visit({ size: phone }, async (page) => {
      expect(await page.evaluate(smallTargets)).toEqual([]);
    });
  });
});

describe("by hand", () => {
  it("the list moves through rows that were not there, each in sight, with few of them drawn", {
    timeout: 60_000,
  }, async () => {
    await visit({}, async (page) => {
      const list = page.getByRole("list", { name: "Conversations" });
      await list.getByRole("button").first().focus();
      await page.keyboard.press("End");
      const focused = page.locator(":focus");
      expect(await focused.getAttribute("data-row")).toBe("guest-239");
      expect(await list.getByRole("listitem").count()).toBeLessThan(40);
      for (let press = 0; press < 30; press++) await page.keyboard.press("k");
      expect(await focused.getAttribute("data-row")).toBe("guest-209");
      const inSight = await focused.evaluate((row) => {
        const [box, window] = [row.getBoundingClientRect(), row.closest(".overflow-y-auto")?.getBoundingClientRect()];
        return window !== undefined && box.top >= window.top - 1 && box.bottom <= window.bottom + 1;
      });
      expect(inSight).toBe(true);
    });
  });

  it("nothing moves: a button that works keeps its width, a reply that becomes a note its height", {
    timeout: 60_000,
  }, async () => {
    await visit({}, async (page) => {
      const button = page.getByRole("button", { name: "Press to work" });
      const before = await button.boundingBox();
      await button.click();
      expect(await button.getAttribute("aria-busy")).toBe("true");
      expect(await button.boundingBox()).toEqual(before);

      const composer = page.locator("#part-composer section").first();
      await composer.scrollIntoViewIfNeeded();
      const reply = await composer.boundingBox();
      await composer.getByRole("radio", { name: "Note" }).click();
      await composer.getByText("Note: only your team sees it").waitFor();
      expect(await composer.boundingBox()).toEqual(reply);
    });
  });

  it("a list of choices opens, with what it writes into the page", async () => {
    await visit({}, async (page) => {
      await page.locator("#part-select").getByRole("combobox").first().click();
      await page.getByRole("listbox").waitFor();
      const bar = await page.evaluate(() => {
        const list = document.querySelector("[data-radix-select-viewport]");
        return list && getComputedStyle(list).scrollbarWidth;
      });
      expect(bar).toBe("none");
    });
  });

  it("the composer grows with its text, up to a part of the window", async () => {
    await visit({}, async (page) => {
      const area = page.locator("#part-composer textarea").first();
      const height = async () => (await area.boundingBox())?.height ?? 0;
      const low = await height();
      await area.fill("line\n".repeat(8));
      expect(await height()).toBeGreaterThan(low + 60);
      await area.fill("line\n".repeat(200));
      expect(await height()).toBeLessThanOrEqual(wide.height * 0.4 + 1);
    });
  });

  it("the focus is seen on everything that a tab reaches", async () => {
    await visit({}, async (page) => {
      const unseen: string[] = [];
      for (let press = 0; press < 60; press++) {
        await page.keyboard.press("Tab");
        const said = await page.evaluate(() => {
          const element = document.activeElement as HTMLElement;
          const framed = element.tagName === "TEXTAREA" ? (element.closest("section") as HTMLElement) : element;
          const style = getComputedStyle(framed);
          const ring = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2;
          return ring || element.tagName === "TEXTAREA" ? "" : `${element.tagName} ${element.textContent}`;
        });
        if (said) unseen.push(said);
      }
      expect(unseen).toEqual([]);
    });
  });

  it("letters come from here, and motion stops for those who want none", async () => {
    await visit({}, async (page) => {
      expect(await page.evaluate(() => document.fonts.check("14px 'Inter Variable'"))).toBe(true);
      const longest = await page.evaluate(() =>
        Math.max(
          0,
          ...document.getAnimations().map((one) => Number(one.effect?.getComputedTiming().activeDuration ?? 0)),
        ),
      );
      expect(longest).toBeLessThan(1);
    });
  });
});
