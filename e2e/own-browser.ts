/** A browser of a test's own, whose profile is a folder, so that it can be killed, and what it leaves be looked at. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { chromium, type Page } from "@playwright/test";
import config from "../playwright.config.ts";

/** A browser whose profile is a folder, with the id of the group of its processes. */
export interface OwnBrowser {
  readonly child: ChildProcess;
  readonly page: () => Promise<Page>;
}

/** Starts one on this profile. */
export async function startBrowser(profile: string): Promise<OwnBrowser> {
  const { executablePath = chromium.executablePath(), args = [] } = config.use?.launchOptions ?? {};
  const child = spawn(
    executablePath,
    ["--headless", "--remote-debugging-port=0", `--user-data-dir=${profile}`, ...args, "about:blank"],
    // A group of its own, so that all of it is killed at once.
    { detached: true, stdio: ["ignore", "ignore", "pipe"] },
  );
  for await (const line of createInterface({ input: child.stderr! })) {
    const address = /ws:\/\/\S+/.exec(line)?.[0];
    if (address) {
      child.stderr!.resume();
      const browser = await chromium.connectOverCDP(address);
      return { child, page: () => browser.contexts()[0]!.newPage() };
    }
  }
  throw new Error("the browser ended without an address");
}

/** Ends it at once, as when the machine fails. */
export async function killBrowser({ child }: OwnBrowser): Promise<void> {
  const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
  process.kill(-child.pid!, "SIGKILL");
  await ended;
}
