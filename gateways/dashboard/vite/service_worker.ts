// Makes sw.js of worker/: it stands at the root, needs nothing beside it, and knows the files of its release. The page knows the release too.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "vite";

/** Fetched when they are wanted; all else can be opened without a network. */
const onlyWithNetwork = [/\/features\/parts\//, /inter-(cyrillic|greek|vietnamese)/];

export function serviceWorker(entry: string): Plugin {
  let publicDirectory = "";
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      publicDirectory = config.publicDir;
    },
    async generateBundle(_, bundle) {
      const ours = readdirSync(publicDirectory, { recursive: true, encoding: "utf8" });
      const page = bundle["index.html"];
      if (page?.type !== "asset") throw new Error("there is no index.html to name the release in");
      const names = Object.keys(bundle).filter((name) => name !== "index.html");
      const hash = createHash("sha256").update(String(page.source)).update(names.toSorted().join());
      for (const file of ours.toSorted()) hash.update(file).update(readFileSync(join(publicDirectory, file)));
      const release = {
        name: hash.digest("base64url").slice(0, 12),
        files: ["/app/", ...ours.map((file) => `/${file}`)],
      };
      for (const [name, made] of Object.entries(bundle)) {
        const from = made.type === "chunk" ? (made.facadeModuleId ?? "") : name;
        if (made !== page && !onlyWithNetwork.some((those) => those.test(from))) release.files.push(`/${name}`);
      }
      this.emitFile({ type: "asset", fileName: "sw.js", source: await workerOf(entry, release) });
      page.source = String(page.source).replace(
        "<title>",
        `<meta name="release" content="${release.name}" />\n    <title>`,
      );
    },
  };
}

async function workerOf(entry: string, release: { name: string; files: string[] }) {
  const built = await build({
    configFile: false,
    publicDir: false,
    logLevel: "silent",
    define: { millraceRelease: JSON.stringify(release) },
    build: { write: false, lib: { entry, formats: ["iife"], name: "worker", fileName: () => "sw.js" } },
  });
  const [first] = Array.isArray(built) ? built : [built];
  if (!first || !("output" in first)) throw new Error("the service worker was not built");
  return first.output[0].code;
}
