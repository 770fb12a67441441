/** A Firefox of this machine, driven by WebDriver BiDi, which it speaks itself: Playwright drives only builds of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";

/** The Firefox that is there; null for none. FIREFOX_PATH stands alone: who names one wants that one. */
export function findFirefox(): string | null {
  const { FIREFOX_PATH, PATH = "" } = process.env;
  const candidates = FIREFOX_PATH
    ? [FIREFOX_PATH]
    : [
        ...PATH.split(delimiter).flatMap((folder) =>
          ["firefox", "firefox-esr"].map((name) => join(folder, name)),
        ),
        "/Applications/Firefox.app/Contents/MacOS/firefox",
      ];
  return candidates.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** One page of a Firefox that was started. */
export interface FirefoxPage {
  readonly downloads: string;
  goto(url: string): Promise<void>;
  /** What an expression of the page's JavaScript comes to, once that is neither false, null, 0 nor "". */
  until(expression: string): Promise<unknown>;
  /** Puts a file into the input that the page opens its file dialog with. */
  giveFile(path: string): Promise<void>;
  /** A click in the middle of the first element that a selector finds. */
  click(selector: string): Promise<void>;
  /** Presses keys one after the other, each with Ctrl held if asked so. */
  press(keys: readonly string[], withControl?: boolean): Promise<void>;
  close(): Promise<void>;
}

const ANSWER_MS = 20_000;
const POLL_MS = 50;
const CONTROL = "\uE009";

type Answer = Readonly<Record<string, unknown>>;

/** Starts it with a profile of its own, in which downloads are stored without a question. */
export async function startFirefox(program: string): Promise<FirefoxPage> {
  const folder = mkdtempSync(join(tmpdir(), "firefox-"));
  const preferences = {
    "browser.download.folderList": 2,
    "browser.download.dir": folder,
    "browser.shell.checkDefaultBrowser": false,
    "datareporting.policy.dataSubmissionEnabled": false,
    "app.update.enabled": false,
    "network.captive-portal-service.enabled": false,
    "network.connectivity-service.enabled": false,
  };
  writeFileSync(
    join(folder, "user.js"),
    Object.entries(preferences)
      .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
      .join(""),
  );
  const child = spawn(
    program,
    ["--headless", "--no-remote", "--profile", folder, "--remote-debugging-port", "0", "about:blank"],
    { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, HOME: folder } },
  );
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const { send, close } = await connect(`${await addressIn(child.stderr)}/session`);
    await send("session.new", { capabilities: {} });
    const { contexts } = await send("browsingContext.getTree", {});
    const [{ context }] = contexts as [{ context: string }];
    return pageOf(send, context, folder, async () => {
      close();
      await stop();
    });
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** The address that Firefox prints once it listens. */
async function addressIn(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stderr })) {
    const address = /WebDriver BiDi listening on (ws:\S+)/.exec(line)?.[1];
    if (address) {
      stderr.resume();
      return address;
    }
  }
  throw new Error("Firefox ended without printing where it listens");
}

type Send = (method: string, params: object) => Promise<Answer>;

async function connect(address: string): Promise<{ send: Send; close: () => void }> {
  const socket = new WebSocket(address);
  await once(socket, "open", { signal: AbortSignal.timeout(ANSWER_MS) });
  const waiting = new Map<number, (message: Answer) => void>();
  let last = 0;
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data));
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  return {
    close: () => socket.close(),
    async send(method, params) {
      last++;
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      waiting.set(last, resolve);
      const timer = setTimeout(() => reject(new Error(`Firefox does not answer ${method}`)), ANSWER_MS);
      socket.send(JSON.stringify({ id: last, method, params }));
      const message = await promise.finally(() => clearTimeout(timer));
      if (message.type === "error") {
        throw new Error(`Firefox refuses ${method}: ${message.message}`);
      }
      return message.result as Answer;
    },
  };
}

function pageOf(send: Send, context: string, downloads: string, close: () => Promise<void>): FirefoxPage {
  const evaluate = async (expression: string) => {
    const answer = await send("script.evaluate", {
      expression,
      target: { context },
      awaitPromise: true,
      resultOwnership: "none",
    });
    if (answer.type !== "success") {
      throw new Error(`${expression}: ${JSON.stringify(answer.exceptionDetails)}`);
    }
    return (answer.result as { value?: unknown; sharedId?: string }) ?? {};
  };
  const page: FirefoxPage = {
    downloads,
    async goto(url) {
      await send("browsingContext.navigate", { context, url, wait: "complete" });
    },
    async until(expression) {
      for (const endMs = performance.now() + ANSWER_MS; performance.now() < endMs; ) {
        const { value } = await evaluate(expression);
        if (value) {
          return value;
        }
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      throw new Error(`${expression} stays without a value`);
    },
    async giveFile(path) {
      const element = await evaluate("globalThis.fileInput");
      await send("input.setFiles", { context, element: { sharedId: element.sharedId }, files: [path] });
    },
    async click(selector) {
      const quoted = JSON.stringify(selector);
      const at = await page.until(
        `(() => { const box = document.querySelector(${quoted})?.getBoundingClientRect(); return box && JSON.stringify({ x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) }); })()`,
      );
      const { x, y } = JSON.parse(String(at));
      await send("input.performActions", {
        context,
        actions: [
          {
            type: "pointer",
            id: "mouse",
            actions: [
              { type: "pointerMove", x, y },
              { type: "pointerDown", button: 0 },
              { type: "pointerUp", button: 0 },
            ],
          },
        ],
      });
    },
    async press(keys, withControl = false) {
      const pressed = keys.flatMap((value) => [
        { type: "keyDown", value },
        { type: "keyUp", value },
      ]);
      const actions = withControl
        ? [{ type: "keyDown", value: CONTROL }, ...pressed, { type: "keyUp", value: CONTROL }]
        : pressed;
      await send("input.performActions", { context, actions: [{ type: "key", id: "keys", actions }] });
    },
    close,
  };
  return page;
}
