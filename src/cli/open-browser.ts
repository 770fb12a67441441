/**
 * Opens the page in a browser without putting the token on a command line, where every program of the machine could
 * read it: the browser gets the path of a small HTML file that only its owner can read, and that leads on.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../base/clock.ts";
import { tell } from "./terminal.ts";

/** A browser that has to be started first needs a few seconds before it reads the file. */
const KEEP_FILE_MS = 15_000;

/** What decides whether there is a browser to open; `process` is one. */
interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { readonly isTTY?: boolean };
}

/** The program, with its first arguments, that opens a file in the browser. Null where nobody would see it. */
export function browserProgram({ platform, env, stdout }: Surroundings): readonly string[] | null {
  if (env.CI || !stdout.isTTY) {
    return null;
  }
  switch (platform) {
    case "darwin":
      return ["open"];
    case "win32":
      // `start` takes its first quoted argument for a window title.
      return ["cmd", "/c", "start", ""];
    default:
      return env.DISPLAY || env.WAYLAND_DISPLAY ? ["xdg-open"] : null;
  }
}

/**
 * Starts the program on a file that leads to `url`, and removes the file after some seconds. Call `remove` before the
 * process ends. A program that does not start is told on standard error; the address has been printed anyway.
 */
export function openBrowser(url: string, program: readonly string[]): { remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "jina-flow-designer-"));
  const file = join(folder, "open.html");
  writeFileSync(file, redirectPage(url), { mode: 0o600, flag: "wx" });
  const remove = () => {
    stopWaiting();
    rmSync(folder, { recursive: true, force: true });
  };
  const stopWaiting = systemClock.after(KEEP_FILE_MS, remove);
  const [name, ...args] = program;
  const child = spawn(name!, [...args, file], { stdio: "ignore", detached: true });
  child.on("error", (error) => {
    tell(`The browser could not be opened (${error.message}). Open the address above.\n`);
    remove();
  });
  child.unref();
  return { remove };
}

function redirectPage(url: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${url}">
<title>Jina Flow Designer</title>
<p><a href="${url}">Open the page</a></p>
</html>
`;
}
