import { defineConfig, devices } from "@playwright/test";
import { readSetup } from "./scripts/setup.mjs";

/** Chromium's own calls home are refused on closed networks and would only fill the logs. */
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--font-render-hinting=none",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

const { chromium } = readSetup();

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: ".cache/test/playwright",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 800 },
    permissions: ["clipboard-read", "clipboard-write"],
    launchOptions: { ...(chromium ? { executablePath: chromium } : {}), args: QUIET },
  },
});
