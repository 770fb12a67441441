import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    testTimeout: 20_000,
    // Sockets and processes take their time on a busy machine.
    expect: { poll: { timeout: 15_000 } },
    setupFiles: ["scripts/fast-check-setup.ts"],
    // Left to itself it keeps one of two cores free. One more than there are: files that ask Jina wait for what it starts.
    maxWorkers: availableParallelism() + 1,
    // The files that a process runs share what they import: to load it again for each of them takes as long as most of
    // their tests. A test that mocks a module loads it anew (`vi.resetModules`), and leaves none behind.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "src/**/*.test.tsx", "scripts/**/*.test.ts", "bench/**/*.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "agreement",
          include: ["agreement/**/*.test.ts"],
          setupFiles: ["agreement/engine-setup.ts"],
        },
      },
    ],
  },
});
