// What every first screen runs is compiled while it is fetched, beside the thread that draws (https://v8.dev/blog/explicit-compile-hints):
// without the hint V8 compiles each function when it is first called. Browsers that do not know it take it for a comment.
import type { Plugin } from "vite";

const hint = "//# allFunctionsCalledOnLoad\n";
const first = new Set(["index", "ground", "work"]);

export function compileHint(): Plugin {
  return {
    name: "compile-hint",
    apply: "build",
    generateBundle: {
      order: "post", // it has to be the first line of all
      handler(_, bundle) {
        for (const made of Object.values(bundle))
          if (made.type === "chunk" && first.has(made.name)) made.code = hint + made.code;
      },
    },
  };
}
