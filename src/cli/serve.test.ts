/** The command as a person starts it: a process, what it prints, and how it ends. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../bridge/test-ports.ts";
import { browserProgram } from "./open-browser.ts";

const MAIN = join(import.meta.dirname, "main.ts");
const BIN = join(import.meta.dirname, "bin.js");

let folder: string;
const running = new Set<ChildProcess>();
let orphanPid: number | null = null;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-test-"));
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "dist/index.html"), "<!doctype html><title>page</title>");
});

afterEach(() => {
  for (const child of running) {
    child.kill("SIGKILL");
  }
  running.clear();
  if (orphanPid !== null) {
    process.kill(orphanPid, "SIGKILL");
    orphanPid = null;
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly child: ChildProcess;
  /** Resolves with what standard output starts with, as soon as it has a whole line. */
  readonly firstLine: Promise<string>;
  /** What it has written to standard error so far. */
  errors(): string;
  readonly ended: Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>;
}

function start(
  args: readonly string[],
  options: { script?: string; env?: Record<string, string> } = {},
): Run {
  const { npm_lifecycle_event: _unused, ...env } = process.env;
  const child = spawn(process.execPath, [options.script ?? MAIN, ...args], {
    env: { ...env, ...options.env },
  });
  running.add(child);
  let stdout = "";
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, "close").then(([code, signal]) => {
    running.delete(child);
    return { code: code as number | null, signal: signal as string | null, stdout, stderr };
  });
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
      if (stdout.includes("\n")) {
        resolve(stdout.slice(0, stdout.indexOf("\n")));
      }
    });
    void ended.then((end) => reject(new Error(`ended without a line: ${end.stderr}`)));
  });
  firstLine.catch(() => undefined);
  return { child, firstLine, errors: () => stderr, ended };
}

const serveArgs = (port: number, ...more: string[]) => [
  "serve",
  "--port",
  String(port),
  "--dist",
  join(folder, "dist"),
  ...more,
];

/** The answer of one call through the relay to a port where nothing listens. */
function callRelay(port: number, token: string): Promise<{ status: number; error: string | undefined }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port,
        method: "POST",
        path: "/relay/grpc/jina.JinaInfoRPC/_status",
        headers: {
          origin: `http://127.0.0.1:${port}`,
          "content-type": "application/grpc-web+proto",
          "x-bridge-token": token,
          "x-bridge-target": "127.0.0.1:1",
        },
      },
      (response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0, error: response.headers["x-bridge-error"]?.toString() });
      },
    );
    sent.on("error", reject);
    sent.end(Buffer.alloc(5));
  });
}

describe("serve", () => {
  test("prints the address with a token that works, and SIGTERM ends it", async () => {
    const port = await freePort();
    const { child, firstLine, ended } = start(serveArgs(port, "--no-open", "--log"));
    const line = await firstLine;
    expect(line).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/#token=[0-9a-f]{64}$`));
    const token = line.slice(line.indexOf("=") + 1);
    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect(await page.text()).toContain("<title>page</title>");
    expect(await callRelay(port, token)).toEqual({ status: 200, error: "unreachable" });
    expect(await callRelay(port, "0".repeat(64))).toEqual({ status: 401, error: "token" });
    child.kill("SIGTERM");
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(0);
    expect(stdout).toBe(`${line}\n`);
    expect(stderr).toMatch(
      /^jina\.JinaInfoRPC\/_status 127\.0\.0\.1:1 sent 0 B received 0 B status 14 \d+ ms\n$/,
    );
  });

  test("keeps serving when nobody reads its output any more", async () => {
    const port = await freePort();
    const { child, firstLine, ended } = start(serveArgs(port, "--no-open", "--log"));
    const token = (await firstLine).split("=")[1]!;
    child.stdout?.destroy();
    child.stderr?.destroy();
    for (let count = 0; count < 3; count += 1) {
      expect(await callRelay(port, token)).toEqual({ status: 200, error: "unreachable" });
    }
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0 });
  });

  test("warns when other machines can reach it", async () => {
    const { child, firstLine, ended } = start(
      serveArgs(await freePort(), "--no-open", "--dangerously-bind-address", "127.0.0.2"),
    );
    await firstLine;
    child.kill("SIGTERM");
    expect((await ended).stderr).toContain("Listening on 127.0.0.2 too");
  });

  test("says which targets stay refused although they are allowed", async () => {
    const targets = ["0.0.0.0:54321", "[::ffff:169.254.169.254]:80", "flow.example.com:443"];
    const args = targets.flatMap((target) => ["--allow-target", target]);
    const { child, firstLine, ended } = start(serveArgs(await freePort(), "--no-open", ...args));
    await firstLine;
    child.kill("SIGTERM");
    const { stderr } = await ended;
    expect(stderr).toContain(
      "--allow-target 0.0.0.0:54321 changes nothing: 0.0.0.0:54321 is an address that this server never connects to. Use 127.0.0.1",
    );
    expect(stderr).toContain("--allow-target [::ffff:169.254.169.254]:80 changes nothing");
    expect(stderr).not.toContain("flow.example.com");
  });

  test("says which certificates are not verified, and shows no secret of the environment", async () => {
    const args = ["--header-env", "x-key=CANARY", "--dangerously-skip-tls-verify", "localhost:1", "--log"];
    const run = start(serveArgs(await freePort(), "--no-open", ...args), { env: { CANARY: "canary-value" } });
    await run.firstLine;
    run.child.kill("SIGTERM");
    const { stdout, stderr } = await run.ended;
    expect(stderr).toContain("The TLS certificate of localhost:1 is not verified");
    expect(stdout + stderr).not.toContain("canary-value");
  });

  test("says nothing about calls without --log", async () => {
    const port = await freePort();
    const { child, firstLine, ended } = start(serveArgs(port, "--no-open"));
    await callRelay(port, (await firstLine).split("=")[1]!);
    child.kill("SIGINT");
    expect(await ended).toMatchObject({ code: 0, stderr: "" });
  });

  test("a second one points to the first and is no failure", async () => {
    const port = await freePort();
    const first = start(serveArgs(port, "--no-open"));
    const line = await first.firstLine;
    const { code, stdout, stderr } = await start(serveArgs(port, "--no-open")).ended;
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toContain(`already served at http://127.0.0.1:${port}/`);
    expect(stdout).not.toContain(line.split("=")[1]);
    first.child.kill("SIGTERM");
    await first.ended;
  });

  test.each([
    ["an HTTP server", () => createServer((_request, response) => response.end('{"name":"other"}'))],
    ["one that never answers", () => createTcpServer()],
  ])("a port taken by another program: %s", async (_name, create) => {
    const other = create();
    other.listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { code, stdout, stderr } = await start(serveArgs(port, "--no-open")).ended;
    other.close();
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toBe(`Port ${port} is taken by another program. Choose another one with --port N.\n`);
  });

  test("a page that is not built", async () => {
    const { code, stderr } = await start([
      "serve",
      "--no-open",
      "--port",
      "0",
      "--dist",
      join(folder, "none"),
    ]).ended;
    expect(code).toBe(1);
    expect(stderr).toContain("npm run build");
  });

  test("ends when npm, which started it, is gone", async () => {
    const port = await freePort();
    const args = JSON.stringify([MAIN, ...serveArgs(port, "--no-open")]);
    const parent = join(folder, "parent.mjs");
    const pidFile = join(folder, "pid");
    writeFileSync(
      parent,
      `import { spawn } from "node:child_process";
       import { writeFileSync } from "node:fs";
       const child = spawn(process.execPath, ${args}, { stdio: "inherit" });
       writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
       setInterval(() => {}, 1000);`,
    );
    const { child, firstLine } = start([], { script: parent, env: { npm_lifecycle_event: "start" } });
    await firstLine;
    orphanPid = Number(readFileSync(pidFile, "utf8"));
    const isUp = () =>
      fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      );
    expect(await isUp()).toBe(true);
    child.kill("SIGKILL");
    await expect.poll(isUp, { interval: 100 }).toBe(false);
    orphanPid = null;
  });
});

describe("arguments", () => {
  test.each([
    [[], "No command given."],
    [["fly"], 'There is no command "fly".'],
    [["toString"], 'There is no command "toString".'],
    [["serve", "--fly"], "Unknown option '--fly'"],
    [["serve", "extra"], "extra"],
    [["serve", "--port", "many"], '--port takes a number up to 65535, not "many".'],
    [["serve", "--port", "65536"], '--port takes a number up to 65535, not "65536".'],
    [["serve", "--port", ""], '--port takes a number up to 65535, not "".'],
  ])("%j: exit code 2", async (args, message) => {
    const { code, stdout, stderr } = await start(args).ended;
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr).toContain("Usage: jina-flow-designer");
  });

  test.each([
    [["--allow-target", "nowhere"], '"nowhere" is not HOST:PORT.'],
    [["--dangerously-bind-address", "everywhere"], '"everywhere" is not an IP address.'],
    [["--header-env", "authorization=NOT_SET_ANYWHERE"], "NOT_SET_ANYWHERE is not set."],
  ])("serve %j: exit code 2", async (args, message) => {
    const { code, stderr } = await start(serveArgs(0, "--no-open", ...args)).ended;
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test.each([
    [["--help"], "serve [--port N]"],
    [["serve", "--help"], "--allow-target HOST:PORT"],
  ])("%j", async (args, text) => {
    const { code, stdout } = await start(args).ended;
    expect(code).toBe(0);
    expect(stdout).toContain(text);
  });
});

describe.skipIf(process.platform === "win32")("opening the browser", () => {
  /** A browser that notes how it was called, and what it could read. */
  function createFakeBrowser(): { path: string; note: string } {
    const path = join(folder, "browser.sh");
    const note = join(mkdtempSync(join(folder, "note-")), "note");
    writeFileSync(
      path,
      `#!/bin/sh
{ echo "$#"; echo "$1"; ls -l "$1" | cut -c1-10; ls -ld "$(dirname "$1")" | cut -c1-10; cat "$1"; } > "${note}.part"
mv "${note}.part" "${note}"
`,
    );
    chmodSync(path, 0o700);
    return { path, note };
  }

  test("goes through a file that only its owner can read, which is gone at the end", async () => {
    const port = await freePort();
    const { path, note } = createFakeBrowser();
    const { child, firstLine, ended } = start(serveArgs(port, "--open-with", path));
    const url = await firstLine;
    await expect.poll(() => existsSync(note)).toBe(true);
    const [count, file = "", fileMode, folderMode, ...page] = readFileSync(note, "utf8").split("\n");
    expect(count).toBe("1");
    expect(file).not.toContain(url.split("=")[1]);
    expect(fileMode).toBe("-rw-------");
    expect(folderMode).toBe("drwx------");
    expect(page.join("\n")).toContain(`<meta http-equiv="refresh" content="0; url=${url}">`);
    expect(existsSync(file)).toBe(true);
    child.kill("SIGTERM");
    await ended;
    expect(existsSync(file)).toBe(false);
  });

  test("a browser that does not start is no failure", async () => {
    const { child, firstLine, errors, ended } = start(
      serveArgs(await freePort(), "--open-with", join(folder, "no-such-program")),
    );
    await firstLine;
    await expect.poll(errors).toContain("The browser could not be opened");
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0 });
  });

  const terminal = { isTTY: true };
  test.each([
    ["linux", { DISPLAY: ":0" }, terminal, ["xdg-open"]],
    ["linux", { WAYLAND_DISPLAY: "wayland-0" }, terminal, ["xdg-open"]],
    ["linux", {}, terminal, null],
    ["linux", { DISPLAY: ":0", CI: "true" }, terminal, null],
    ["linux", { DISPLAY: ":0" }, {}, null],
    ["darwin", {}, terminal, ["open"]],
    ["darwin", { CI: "1" }, terminal, null],
    ["win32", {}, terminal, ["cmd", "/c", "start", ""]],
  ] as const)("on %s with %j and %j: %j", (platform, env, stdout, program) => {
    expect(browserProgram({ platform, env, stdout })).toEqual(program);
  });
});

describe("bin.js", () => {
  test("passes output, exit code and signals through", async () => {
    const wrong = await start(["fly"], { script: BIN }).ended;
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toContain('There is no command "fly".');

    const port = await freePort();
    const { child, firstLine, ended } = start(serveArgs(port, "--no-open"), { script: BIN });
    expect(await firstLine).toContain(`http://127.0.0.1:${port}/#token=`);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0, signal: null });
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });
});
