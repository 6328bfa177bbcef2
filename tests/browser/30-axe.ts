#!/usr/bin/env node
// axe finds nothing on any screen, nor on what opens over it, in both themes, wide and on a phone.
import assert from "node:assert/strict";
import { findings } from "../../gateways/dashboard/browser/axe.ts";
import { check, program, Server } from "./harness.ts";
import { openHouse } from "./house.ts";
import { opened, type Screen, screens } from "./screens.ts";
import { Tour } from "./tour.ts";
import { assertNoTroubles, phone } from "./windows.ts";

/** A menu floats over the page from wherever it was opened: it is no landmark and lies in none. */
const overPage = { rules: { region: { enabled: false } } };

program(async () => {
  const server = await Server.start();
  const house = await openHouse(server);
  async function look(tour: Tour, screen: Screen, how: string) {
    await check(`${screen.name}, ${how}`, async () => {
      const page = await tour.visit(screen);
      assert.deepEqual(await findings(page, screen.open ? overPage : {}), []);
    });
  }
  for (const theme of ["light", "dark"] as const) {
    const tour = new Tour(house, { theme });
    for (const screen of [...screens, ...opened]) await look(tour, screen, theme);
    await check(`nothing was thrown or refused, ${theme}`, () => assertNoTroubles());
    await tour.end();
  }
  const tour = new Tour(house, { size: phone });
  for (const screen of screens) await look(tour, screen, "on a phone");
  await server.end();
});
