// What axe holds against a page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Frame, Page } from "playwright-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The themes differ in colours alone: what is no matter of colour is looked at in the light one. */
export const ofTheme = (theme: "light" | "dark"): RunOptions =>
  theme === "dark" ? { runOnly: ["color-contrast"] } : {};

/** A menu floats over the page from wherever it was opened: it is no landmark and lies in none. */
export const overPage: RunOptions = { rules: { region: { enabled: false } } };

/** A line each. Of a page without what stands in its frames: each of those is looked at by itself. */
export async function findings(page: Page | Frame, options: RunOptions = {}): Promise<string[]> {
  await page.evaluate(axeSource);
  const results = await page.evaluate(
    (given) =>
      (window as unknown as { axe: { run: (at: Document, options: RunOptions) => Promise<AxeResults> } }).axe.run(
        document,
        given,
      ),
    options,
  );
  return results.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}
