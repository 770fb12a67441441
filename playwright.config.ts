import { createHash, X509Certificate } from "node:crypto";
import { defineConfig, devices } from "@playwright/test";
import { readSetup } from "./scripts/setup.mjs";
import { CERTIFICATE } from "./src/bridge/test-certificate.ts";

/** Of the key of the tests' own certificate, which the browser trusts and no other that is signed by nobody. */
const TEST_KEY = createHash("sha256")
  .update(new X509Certificate(CERTIFICATE).publicKey.export({ type: "spki", format: "der" }))
  .digest("base64");

/** Chromium's own calls home are refused on closed networks and would only fill the logs. */
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--font-render-hinting=none",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  `--ignore-certificate-errors-spki-list=${TEST_KEY}`,
];

const { chromium } = readSetup();

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: ".cache/test/playwright",
  reporter: [["list"], ["./e2e/cells-reporter.ts"]],
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // One more than a small machine has cores: each waits now and then, for a gateway, a frame, or a time that is to pass.
  workers: 3,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 800 },
    permissions: ["clipboard-read", "clipboard-write"],
    launchOptions: { ...(chromium ? { executablePath: chromium } : {}), args: QUIET },
  },
});
