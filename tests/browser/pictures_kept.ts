// Pictures that are kept beside the tests: what is on them looks today as it did, to the pixel or nearly.
import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { top } from "./harness.ts";

const kept = join(import.meta.dirname, "screens");
const made = join(top, "build/screens");
const same_colour = 0.1; // of the way from black to white
const most_different = 0.001; // of all pixels: edges of letters

/** In the page: it says the same at any hour and on any day, and gives the same colour to people who have a new id each time. */
function standStill() {
  const still: [RegExp, string][] = [
    [/\b\d{1,2}:\d{2}\b/g, "08:05"],
    [/\b\d{1,2} (Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)( \d{4})?\b/g, "3 Mar"],
    [/<?\d+ (secs?|mins?|hrs?|hours?|days?|wks?|weeks?|mths?|months?)\b(,? \d+ (secs?|mins?|hrs?))?/g, "5 mins"],
    [/^now$/, "5 mins ago"],
    [/\b(Just now|Yesterday|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b/g, "Today"],
  ];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const now = still.reduce((said, [what, by]) => said.replace(what, by), text.nodeValue ?? "");
    if (now !== text.nodeValue) text.nodeValue = now;
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("[class*=bg-avatar-] { background: var(--avatar-4) !important }");
  document.adoptedStyleSheets.push(sheet);
}

/** Compares what is shown with the picture of that name; MILLRACE_REGENERATE=1 takes it anew. */
export async function looksAs(page: Page, name: string) {
  await page.getByRole("status").filter({ hasText: "Catching up" }).waitFor({ state: "detached" });
  await page.evaluate(standStill);
  mkdirSync(made, { recursive: true });
  const file = join(kept, `${name}.png`);
  const today = join(made, `${name}.today.png`);
  await page.screenshot({ path: today, animations: "disabled" });
  if (process.env.MILLRACE_REGENERATE) {
    mkdirSync(kept, { recursive: true });
    return copyFileSync(today, file);
  }
  const anew = "If it is meant to look so: MILLRACE_REGENERATE=1 tests/browser/50-screens.ts";
  assert(existsSync(file), `there is no ${file}. ${anew}`);
  const [before, now] = [PNG.sync.read(readFileSync(file)), PNG.sync.read(readFileSync(today))];
  const { width, height } = before;
  assert.deepEqual([now.width, now.height], [width, height], `${today} has another size. ${anew}`);
  const difference = new PNG({ width, height });
  const pixels = pixelmatch(before.data, now.data, difference.data, width, height, { threshold: same_colour });
  if (pixels <= width * height * most_different) return;
  const where = join(made, `${name}.difference.png`);
  writeFileSync(where, PNG.sync.write(difference));
  assert.fail(`${pixels} pixels of ${today} are not as in ${file}; ${where} shows which. ${anew}`);
}
