#!/usr/bin/env node
// Every screen, and what opens over it, in both themes, wide and on a phone, in build/screens to be looked at: axe finds nothing, nothing
// sticks out, in German and with large letters either, and some look as the pictures of them that are kept in screens/.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { findings, ofTheme, overPage } from "../../gateways/dashboard/browser/axe.ts";
import { cutTexts } from "../../gateways/dashboard/browser/measures.ts";
import { check, program, Server } from "./harness.ts";
import { openHouse } from "./house.ts";
import { picture } from "./pictures.ts";
import { looksAs } from "./pictures_kept.ts";
import { opened, screens } from "./screens.ts";
import { Tour } from "./tour.ts";
import { assertNoTroubles, phone, wide } from "./windows.ts";

/** A screen, its theme, and where it is looked at. */
const kept = new Set([
  "sign-in-light-390",
  "inbox-light-1280",
  "thread-light-1280",
  "thread-dark-390",
  "customer-dark-1280",
  "board-light-1280",
  "ticket-dark-1280",
  "team-light-390",
]);

const sideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

program(async () => {
  const server = await Server.start();
  const house = await openHouse(server);
  for (const theme of ["light", "dark"] as const)
    for (const size of [wide, phone]) {
      const tour = new Tour(house, { theme, size });
      for (const screen of size === wide ? [...screens, ...opened] : screens) {
        const name = screen.open ? `${screen.name}-${theme}` : `${screen.name}-${theme}-${size.width}`;
        const looks = kept.has(name) ? "looks as it did" : "has room";
        await check(`${name} ${looks}, and axe finds nothing`, async () => {
          const page = await tour.visit(screen);
          await picture(page, name);
          if (!screen.open) assert.equal(await sideways(page), 0, "it scrolls sideways");
          if (kept.has(name)) await looksAs(page, name);
          assert.deepEqual(await findings(page, { ...ofTheme(theme), ...(screen.open && overPage) }), []);
        });
      }
      await tour.end();
    }

  const tour = new Tour(house, { size: phone, language: "de" });
  for (const screen of screens)
    await check(`${screen.name} has room in German, with letters of twice the size`, async () => {
      const page = await tour.visit(screen);
      await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      await picture(page, `${screen.name}-de-200`);
      assert.equal(await sideways(page), 0, "it scrolls sideways");
      assert.deepEqual(await page.evaluate(cutTexts), []);
    });
  await check("nothing was thrown, refused or asked of others", () => assertNoTroubles());
  await server.end();
});
