/**
 * A page whose network nobody watches. A test runner has the browser tell it every request with its body, which costs
 * more than the request itself where bodies are large.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { readSetup } from "../../scripts/setup.mjs";

/** Runs an expression in the page and gives its value, of a promise what it resolves to; as JSON. */
export type Evaluate = (expression: string) => Promise<unknown>;

interface Answer {
  readonly id?: number;
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly result: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
  };
}

/** A page of a browser of its own at an address, with nothing kept and nothing warmed up. */
export async function withBarePage<T>(url: string, act: (evaluate: Evaluate) => Promise<T>): Promise<T> {
  const { chromium, missing } = readSetup();
  if (!chromium) {
    throw new Error(missing.chromium ?? "There is no Chromium yet: npm test sets one up.");
  }
  const folder = mkdtempSync(join(tmpdir(), "bench-browser-"));
  const args = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    `--user-data-dir=${folder}`,
    url,
  ];
  const browser = spawn(chromium, args, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(browser, "exit");
  try {
    const evaluate = await connect(await debuggerOf(browser.stderr));
    await loaded(evaluate);
    return await act(evaluate);
  } finally {
    browser.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Waits for the end of loading: before its beginning there is nothing that an expression could run in. */
async function loaded(evaluate: Evaluate): Promise<void> {
  const isLoaded = "document.readyState === 'complete' && location.href !== 'about:blank'";
  while (!(await evaluate(isLoaded).catch(() => false))) {
    await setTimeout(20);
  }
}

/** Where the first page's debugger listens. */
async function debuggerOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const origin = /^DevTools listening on ws:\/\/([^/]+)/.exec(line)?.[1];
    if (origin) {
      const targets = (await (await fetch(`http://${origin}/json/list`)).json()) as {
        type: string;
        webSocketDebuggerUrl: string;
      }[];
      return targets.find(({ type }) => type === "page")!.webSocketDebuggerUrl;
    }
  }
  throw new Error("Chromium has ended before it could be asked for anything");
}

async function connect(address: string): Promise<Evaluate> {
  const socket = new WebSocket(address);(globalThis as any).S=socket;
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.onmessage = ({ data }) => {
    const answer: Answer = JSON.parse(data);
    waiting.get(answer.id ?? 0)?.(answer);
  };
  await once(socket, "open");
  let last = 0;
  return async (expression) => {
    const id = ++last;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    waiting.set(id, resolve);
    socket.send(
      JSON.stringify({
        id,
        method: "Runtime.evaluate",
        params: { expression, awaitPromise: true, returnByValue: true },
      }),
    );
    const { error, result } = await promise;
    waiting.delete(id);
    const fault = error?.message ?? result?.exceptionDetails?.exception?.description;
    if (fault) {
      throw new Error(fault);
    }
    return result?.result.value;
  };
}
