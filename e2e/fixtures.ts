/**
 * The ground of every end-to-end test: our real server for each worker, and a page on which no console error, no
 * fault and no violation of the page's policy may happen, whatever the test is about.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { test as base, expect, type Page } from "@playwright/test";
import { type Generation, type RunningFlow, startFlow } from "../agreement/engine.ts";
import { readSetup } from "../scripts/setup.mjs";
import { freePort } from "../src/bridge/test-ports.ts";
import { Designer } from "./pages/designer.ts";

const ROOT = resolve(import.meta.dirname, "..");
const NODE = join(ROOT, "node_modules", ".bin", "node");

interface Server {
  /** With the token in the fragment. */
  readonly url: string;
  readonly origin: string;
}

/** Starts what `npm start` starts and waits for the address it prints. */
export async function startServer(...args: string[]): Promise<{ url: string; stop: () => Promise<void> }> {
  const { missing } = readSetup();
  if (missing.pages) {
    throw new Error(missing.pages);
  }
  const port = await freePort();
  const child: ChildProcess = spawn(
    NODE,
    ["src/cli/main.ts", "serve", "--no-open", "--port", String(port), ...args],
    {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  for await (const line of createInterface({ input: child.stdout! })) {
    const url = /http:\/\/127\.0\.0\.1:\d+\/#token=[0-9a-f]{64}/.exec(line)?.[0];
    if (url) {
      return {
        url,
        stop: async () => {
          child.kill("SIGTERM");
          await once(child, "exit");
        },
      };
    }
  }
  throw new Error("the server ended without printing an address");
}

/** Collects everything that must not happen on a page. */
async function watchFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      faults.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => faults.push(`page error: ${error.message}`));
  await page.exposeFunction("reportViolation", (text: string) => faults.push(`policy: ${text}`));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      const report = (globalThis as unknown as { reportViolation?: (text: string) => void }).reportViolation;
      report?.(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  return faults;
}

/** Runs a Flow with the real Jina until the test is over. */
type StartJina = (
  generation: Generation,
  text: string | Buffer,
  how?: { readonly ownPorts: boolean },
) => Promise<RunningFlow>;

/**
 * Requests that have left page, server and gateway: an executor `{uses: Slow, uses_with: {seen: FOLDER}}` leaves a file for
 * each. What the page says of a request in flight is true from the moment that it sends it.
 */
interface Arrivals {
  readonly folder: string;
  count(): number;
}

/** Playwright's test with a server and the page opened on it. A fault that the page reports fails the test. */
export const test = base.extend<
  { designer: Designer; faults: string[]; startJina: StartJina; arrivals: Arrivals },
  { server: Server }
>({
  context: async ({ context }, use) => {
    // As in browsers without them: no test can answer the dialogs of files that are written in place.
    await context.addInitScript(() => {
      Object.assign(globalThis, { showOpenFilePicker: undefined, showSaveFilePicker: undefined });
    });
    await use(context);
  },
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: the test runner wants a pattern here
    async ({}, use) => {
      const { chromium } = readSetup().missing;
      if (chromium) {
        throw new Error(chromium);
      }
      const { url, stop } = await startServer();
      await use({ url, origin: new URL(url).origin });
      await stop();
    },
    { scope: "worker" },
  ],
  faults: async ({ page }, use) => {
    const faults = await watchFaults(page);
    await use(faults);
    expect(faults).toEqual([]);
  },
  designer: async ({ page, server, faults: _ }, use) => {
    await page.goto(server.url);
    const designer = new Designer(page);
    await expect(designer.canvas).toBeVisible();
    await use(designer);
  },
  // biome-ignore lint/correctness/noEmptyPattern: the test runner wants a pattern here
  startJina: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "flows-"));
    const started: RunningFlow[] = [];
    let files = 0;
    await use(async (generation, text, how) => {
      const file = join(folder, `flow-${files++}.yml`);
      await writeFile(file, text);
      const flow = await startFlow({ generation, file, ...how });
      started.push(flow);
      return flow;
    });
    await Promise.all(started.map((flow) => flow.stop()));
    await rm(folder, { recursive: true });
  },
  // biome-ignore lint/correctness/noEmptyPattern: the test runner wants a pattern here
  arrivals: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "arrivals-"));
    await use({ folder, count: () => readdirSync(folder).length });
    await rm(folder, { recursive: true });
  },
});

export { expect };
