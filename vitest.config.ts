import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "src/**/*.test.tsx", "scripts/**/*.test.ts", "bench/**/*.test.ts"],
    setupFiles: ["scripts/fast-check-setup.ts"],
    testTimeout: 20_000,
    // Left to itself it keeps one of two cores free.
    maxWorkers: "100%",
  },
});
