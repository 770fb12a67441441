/**
 * `serve`: runs the server behind the page until it is told to stop, or until npm, which started it, is gone. Prints
 * one line, the address with the token; the browser is opened on it where there is one.
 */
import { existsSync } from "node:fs";
import { get } from "node:http";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "../base/clock.ts";
import { type Bridge, type BridgeOptions, createBridge } from "../bridge/server.ts";
import { createTargetPolicy, parseTarget } from "../bridge/target.ts";
import { ABOUT, ABOUT_PATH, printTokenFragment } from "../model/run/bridge-contract.ts";
import { type Command, UsageError } from "./command.ts";
import { browserProgram, openBrowser } from "./open-browser.ts";
import { readTargetOptions, TARGET_OPTIONS } from "./target-options.ts";
import { print, tell, warn } from "./terminal.ts";

/** Always the same, because a browser keeps the person's work per address. */
const DEFAULT_PORT = 7433;
const PARENT_CHECK_MS = 500;
const ABOUT_TIMEOUT_MS = 1000;

const HELP = `Usage: jina-flow-designer serve [OPTION]...

Serves the page at http://127.0.0.1:${DEFAULT_PORT} and relays its requests to Jina gateways.

  --port N                  listen on another port
  --allow-target HOST:PORT  relay to a gateway that is not on this machine; may be repeated
  --header-env [HOST:PORT=]NAME=VARIABLE
                            add a header with the value of an environment variable to what goes to
                            this gateway, or to all; the page never gets it
  --tls-ca HOST:PORT=FILE   trust these authorities (PEM) for this gateway, in place of the usual ones
  --tls-cert HOST:PORT=FILE, --tls-key HOST:PORT=FILE
                            show this certificate to it
  --tls-server-name HOST:PORT=NAME
                            its certificate is for this name
  --dangerously-skip-tls-verify HOST:PORT
                            believe whoever answers there
  --no-open                 do not open the browser
  --open-with PROGRAM       open the page with this program, which gets the path of an HTML file
  --log                     one line per relayed call on standard error: call, target, bytes, status, ms
  --dist FOLDER             serve another build of the page
  --dangerously-bind-address ADDRESS
                            listen on this IP address too (0.0.0.0 for all): other machines can then
                            reach the page, unencrypted
`;

/** The command `serve`. */
export const serve: Command = {
  async run(args) {
    const options = readOptions(args);
    if (options === "help") {
      print(HELP);
      return 0;
    }
    if (!existsSync(join(options.bridge.distFolder, "index.html"))) {
      tell(`The page is not built yet: ${options.bridge.distFolder} has no index.html. Run: npm run build\n`);
      return 1;
    }
    let bridge: Bridge;
    try {
      bridge = await createBridge(options.bridge);
    } catch (error) {
      return await explainListenFailure(error, options.bridge.port);
    }
    const { dangerousBindAddress } = options.bridge;
    if (dangerousBindAddress !== undefined) {
      tell(
        `Listening on ${dangerousBindAddress} too: other machines can reach this server, and its token travels unencrypted.\n`,
      );
    }
    for (const text of options.bridge.allowTargets ?? []) {
      const target = parseTarget(text, false);
      const refusal = target && createTargetPolicy([text], options.bridge.port).refusal(target);
      if (refusal) {
        tell(`--allow-target ${text} changes nothing: ${refusal.text}\n`);
      }
    }
    for (const [target, { isUnverified }] of options.bridge.tls ?? []) {
      if (isUnverified) {
        warn(`The TLS certificate of ${target} is not verified: whoever answers there gets what is sent.\n`);
      }
    }
    await runUntilStopped(bridge, options.opener);
    return 0;
  },
};

interface ServeOptions {
  readonly bridge: BridgeOptions;
  /** The program that opens the page; null for none. */
  readonly opener: readonly string[] | null;
}

function readOptions(args: readonly string[]): ServeOptions | "help" {
  const { values } = parse(args);
  if (values.help) {
    return "help";
  }
  const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
  if (!/^[0-9]{1,5}$/.test(values.port ?? "1") || port > 65_535) {
    throw new UsageError(`--port takes a number up to 65535, not "${values.port}".`);
  }
  const address = values["dangerously-bind-address"];
  return {
    bridge: {
      distFolder: resolve(values.dist ?? join(import.meta.dirname, "../../dist")),
      port,
      allowTargets: values["allow-target"] ?? [],
      ...readTargetOptions(values, process.env),
      ...(address === undefined ? {} : { dangerousBindAddress: address }),
      ...(values.log ? { log: (line: string) => tell(`${line}\n`) } : {}),
    },
    opener: values["no-open"] ? null : values["open-with"] ? [values["open-with"]] : browserProgram(process),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        help: { type: "boolean", short: "h" },
        port: { type: "string" },
        "allow-target": { type: "string", multiple: true },
        ...TARGET_OPTIONS,
        "no-open": { type: "boolean" },
        "open-with": { type: "string" },
        log: { type: "boolean" },
        dist: { type: "string" },
        "dangerously-bind-address": { type: "string" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? `${error.message}.`.replace(/\.+$/, ".") : String(error));
  }
}

/** Answers the exit code: 0 if what holds the port is this program already, so that starting twice is no failure. */
async function explainListenFailure(error: unknown, port: number): Promise<number> {
  if (error instanceof RangeError) {
    throw new UsageError(`${error.message}.`);
  }
  const { code, address } = error as NodeJS.ErrnoException & { address?: string };
  if (code === "EADDRINUSE") {
    const host = address?.includes(":") ? `[${address}]` : (address ?? "127.0.0.1");
    if (await isOurs(host, port)) {
      print(
        `The page is already served at http://${host}:${port}/. Open the address printed in the terminal where it was started: its token is known there only.\n`,
      );
      return 0;
    }
    tell(`Port ${port} is taken by another program. Choose another one with --port N.\n`);
    return 1;
  }
  if (code === "EACCES" || code === "EADDRNOTAVAIL") {
    tell(`This machine does not let us listen on ${address ?? "127.0.0.1"} port ${port} (${code}).\n`);
    return 1;
  }
  throw error;
}

/** Whether the server at the address gives the answer that only ours gives. */
function isOurs(host: string, port: number): Promise<boolean> {
  return new Promise((resolvePromise) => {
    const origin = `http://${host}:${port}`;
    const request = get(
      `${origin}${ABOUT_PATH}`,
      { headers: { origin }, timeout: ABOUT_TIMEOUT_MS },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          text += part;
          if (text.length > 1000) {
            response.destroy();
          }
        });
        response.on("close", () =>
          resolvePromise(response.statusCode === 200 && text === JSON.stringify(ABOUT)),
        );
      },
    );
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolvePromise(false));
  });
}

async function runUntilStopped(bridge: Bridge, opener: readonly string[] | null): Promise<void> {
  const url = `${bridge.address}${printTokenFragment(bridge.token)}`;
  const stopped = new Promise<void>((resolvePromise) => {
    const stop = () => resolvePromise();
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, stop);
    }
    void watchParent(stop);
  });
  print(`${url}\n`);
  const redirect = opener === null ? null : openBrowser(url, opener);
  await stopped;
  redirect?.remove();
  await bridge.close();
}

/** A signal to npm ends npm, but not what npm started; without this, a server would stay behind and keep the port. */
async function watchParent(stop: () => void): Promise<void> {
  if (process.env.npm_lifecycle_event === undefined) {
    return;
  }
  const parent = process.ppid;
  while (process.ppid === parent) {
    await systemClock.sleep(PARENT_CHECK_MS);
  }
  stop();
}
