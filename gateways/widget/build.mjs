// Builds the widget into build/widget: widget.js, which other sites load under that very name; the frame's and the sample site's pages,
// which name what they load by a digest of it; and a .br and a .gz beside what is worth it.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = process.env.MILLRACE_WIDGET_OUT ?? here("../../build/widget");
const smallest_bytes = 1024;

// The floor of browsers on other people's sites: ES2017, Safari 14. Classic scripts, so that they need no CORS.
async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [here(entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: ["es2017", "safari14", "chrome86", "firefox78"],
    supported: { destructuring: true }, // Safari 14.0 has a fault with it that none of this meets
    legalComments: "none",
    charset: "utf8",
    define: { "process.env.NODE_ENV": '"production"', global: "window" },
  });
  return Buffer.from(outputFiles[0].contents);
}

async function asset(entry) {
  const bytes = await bundle(entry);
  const name = entry.split("/").pop().replace(/\.ts$/, ".js");
  const digest = createHash("sha256").update(bytes).digest("base64url").slice(0, 10);
  const file = `assets/${name.replace(extname(name), "")}-${digest}${extname(name)}`;
  await writeFile(join(out, file), bytes);
  return `/widget/${file}`;
}

async function page(name, assets) {
  let text = await readFile(here(`src/${name}`), "utf8");
  for (const [mark, entry] of Object.entries(assets)) text = text.replace(mark, await asset(entry));
  await writeFile(join(out, name.split("/").pop()), text);
}

async function compress(path) {
  if ((await stat(path)).size < smallest_bytes) return;
  const bytes = await readFile(path);
  const best = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params: best }));
  await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}

await rm(out, { recursive: true, force: true });
await mkdir(join(out, "assets"), { recursive: true });
await writeFile(join(out, "widget.js"), await bundle("src/button/widget.ts"));
await page("frame/frame.html", { "frame.css": "src/frame/frame.css", "frame.ts": "src/frame/frame.ts" });
await page("demo/demo.html", { "demo.css": "src/demo/demo.css" });
for (const name of await readdir(out, { recursive: true }))
  if (/\.(js|css)$/.test(name)) await compress(join(out, name));
