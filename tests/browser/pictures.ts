// Pictures of what is shown, in build/screens: to be looked at.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { top } from "./harness.ts";

const screens = join(top, "build/screens");

export async function picture(page: Page, name: string) {
  mkdirSync(screens, { recursive: true });
  await page.screenshot({ path: join(screens, `${name}.png`), animations: "disabled" });
}
