// What others' pages have to carry, and what it may not do there.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";

const out = mkdtempSync(join(tmpdir(), "widget-"));
const gzipped = (name: string) => gzipSync(readFileSync(join(out, name)), { level: 9 }).length;
const asset = (begins: string, ends: string) =>
  `assets/${readdirSync(join(out, "assets")).find((name) => name.startsWith(begins) && name.endsWith(ends))}`;

beforeAll(() => {
  execFileSync(process.execPath, [fileURLToPath(new URL("../build.mjs", import.meta.url))], {
    env: { ...process.env, MILLRACE_WIDGET_OUT: out },
  });
}, 60_000);
afterAll(() => rmSync(out, { recursive: true }));

test("widget.js is at most 4 KiB gzipped, the frame's script and style at most 15", () => {
  expect(gzipped("widget.js")).toBeLessThanOrEqual(4 * 1024);
  expect(gzipped(asset("frame", ".js")) + gzipped(asset("frame", ".css"))).toBeLessThanOrEqual(15 * 1024);
});

test("widget.js does nothing that a strict policy forbids, and asks the network for nothing itself", () => {
  const script = readFileSync(join(out, "widget.js"), "utf8");
  for (const forbidden of [
    /\beval\b/,
    /new Function/,
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write/,
    /setAttribute\("style"|createElement\("style"\)/,
    /\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon/,
  ])
    expect(script).not.toMatch(forbidden);
});

test("nothing is newer than the oldest browsers that it is for", () => {
  for (const name of ["widget.js", asset("frame", ".js")]) {
    const script = readFileSync(join(out, name), "utf8");
    expect(script).not.toMatch(
      /\?\?|\?\.[a-zA-Z([]|\|\|=|static \{|#[a-z]+\s*=|\.at\(|replaceAll|randomUUID|structuredClone/,
    );
    expect(script).not.toMatch(/hasOwn\(|findLast|toSorted|toReversed|WeakRef|requestIdleCallback|AbortSignal|\.any\(/);
  }
  const style = readFileSync(join(out, asset("frame", ".css")), "utf8");
  expect(style).not.toMatch(
    /[^-]gap:|inset:|aspect-ratio|:is\(|:where\(|:has\(|@layer|@container|oklch|color-mix|d[vs]h\b/,
  );
});

test("pages hold no script or style of their own", () => {
  for (const name of ["frame.html", "demo.html"]) {
    const page = readFileSync(join(out, name), "utf8");
    expect(page).not.toMatch(/<style|style=|<script>|\son[a-z]+=/);
    expect(page).toMatch(/assets\/[a-z]+-[\w-]{10}\.css/);
  }
});
