// Makes the script that runs before the application (src/early/), and names it in the page; and the letters of most texts come early, too.
import { fileURLToPath } from "node:url";
import { build, type Plugin, type Rolldown } from "vite";

const letters = /inter-latin-wght-normal-[^/]*\.woff2$/;
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export function earlyScript(): Plugin {
  return {
    name: "early-script",
    apply: "build",
    enforce: "post",
    async generateBundle(_, bundle) {
      const page = bundle["index.html"];
      const font = Object.keys(bundle).find((name) => letters.test(name));
      if (page?.type !== "asset" || !font) throw new Error("there is no index.html, or no font, to begin with");
      const source = await scriptOf(workOf(bundle));
      const script = this.getFileName(this.emitFile({ type: "asset", name: "early.js", source }));
      page.source = String(page.source).replace(
        "<script ",
        `<script src="/${script}"></script>
    <link rel="preload" as="font" type="font/woff2" href="/${font}" crossorigin />
    <script `,
      );
    },
  };
}

/** What stands behind signing in. */
function workOf(bundle: Rolldown.OutputBundle) {
  const work = Object.values(bundle).find((made) => made.type === "chunk" && made.name === "work");
  if (!work) throw new Error("there is no chunk of what stands behind signing in");
  return [`/${work.fileName}`];
}

async function scriptOf(work: readonly string[]) {
  const built = await build({
    configFile: false,
    publicDir: false,
    logLevel: "silent",
    resolve: { alias: { "@": here("../src") } },
    define: { millraceWork: JSON.stringify(work) },
    build: {
      write: false,
      lib: { entry: here("../src/early/early.ts"), formats: ["iife"], name: "early", fileName: () => "early.js" },
    },
  });
  const [first] = Array.isArray(built) ? built : [built];
  if (!first || !("output" in first)) throw new Error("the early script was not built");
  return first.output[0].code;
}
