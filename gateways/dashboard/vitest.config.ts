import { mergeConfig } from "vitest/config";
import vite from "./vite.config.ts";

// What renders needs a page; what only computes does without.
export default mergeConfig(vite, {
  test: {
    testTimeout: 30_000, // a busy machine is slow, not wrong
    projects: [
      { extends: true, test: { name: "pure", include: ["{src,worker}/**/*.test.ts"], environment: "node" } },
      { extends: true, test: { name: "pages", include: ["src/**/*.test.tsx"], environment: "jsdom" } },
    ],
  },
});
