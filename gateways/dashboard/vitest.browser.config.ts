import { defineConfig } from "vitest/config";

// What only a browser knows; it looks at what `npm run build` has built.
export default defineConfig({
  test: { include: ["browser/**/*.test.ts"], environment: "node", fileParallelism: false, testTimeout: 180_000 },
});
