// Writes a .br and a .gz beside every text file of the build that is worth it; the server sends what the browser takes.
import { existsSync } from "node:fs";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const text = /\.(css|html|js|json|map|svg|txt|webmanifest)$/;
const smallest_bytes = 1024;

export function precompress(): Plugin {
  let directory = "";
  return {
    name: "precompress",
    apply: "build",
    configResolved(config) {
      directory = config.build.outDir;
    },
    async closeBundle() {
      if (!existsSync(directory)) return; // the build has failed, and says why
      for (const name of await readdir(directory, { recursive: true })) {
        if (text.test(name)) await compress(join(directory, name));
      }
    },
  };
}

async function compress(path: string) {
  if ((await stat(path)).size < smallest_bytes) return;
  const bytes = await readFile(path);
  const best = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params: best }));
  await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}
