/**
 * A fault of ours is never silent and never parts text and picture, in a real browser: whatever throws, the page stays,
 * says whose fault it is, and gives the text. Faults are put in from outside, by built-ins that throw and files that do
 * not come.
 */
import type { Page } from "@playwright/test";
import { test as base, expect } from "./fixtures.ts";
import { Designer } from "./pages/designer.ts";

/** Without the watch over the console: here faults are meant to happen. */
const test = base.extend<{ open: (arm?: () => void) => Promise<Designer> }>({
  open: async ({ page, server }, use) => {
    await use(async (arm) => {
      if (arm) {
        await page.addInitScript(arm);
      }
      const designer = new Designer(page);
      await page.goto(server.url);
      await expect(designer.canvas).toBeVisible();
      return designer;
    });
  },
});

const OURS = "A fault of the Designer, not of your file";
const FLOW = "jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n";

async function expectTold(designer: Designer, doing: string): Promise<void> {
  await expect(designer.toast).toContainText(`${OURS}, while ${doing}`);
  await expect(designer.toast).toContainText("Your text is kept.");
  await expect(designer.toast.getByRole("button", { name: "Download" })).toBeVisible();
}

/** Kept work as it is when the browser stops in the middle. */
const BROKEN = '{"version":1,"text":';

const noteOf = (page: Page, name: string) =>
  page.getByRole("alert").filter({ hasText: `${name} could not be drawn.` });

test("reading: the editor and the store have the text, the picture stays, the next key reads again", async ({
  open,
  page,
}) => {
  const designer = await open(() => {
    const { includes } = String.prototype;
    String.prototype.includes = function (...args) {
      if (args[0] === "$" && includes.call(this, "boom")) {
        throw new TypeError("put in by the test");
      }
      return includes.apply(this, args);
    };
  });
  await expect(designer.card("loader")).toBeVisible();
  const before = await designer.text();
  await designer.tab("YAML");
  await designer.editor().click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("# boom");
  await expectTold(designer, "reading the text: TypeError: put in by the test");
  await expect(designer.editor()).toContainText("# boom");
  await expect(designer.canvas).toHaveClass(/is-stale/);
  await expect(designer.card("loader")).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    designer.toast.getByRole("button", { name: "Download" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("flow.yml");
  expect((await designer.download()).bytes.toString()).toBe(`${before}# boom`);
  await designer.tab("Problems");
  await expect(page.locator("[data-code=fault]")).toContainText("not of your file");
  await designer.editor().click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.press("Backspace");
  await expect(designer.canvas).not.toHaveClass(/is-stale/);
  expect(await designer.text()).toBe(`${before}# boo`);
  // Over a reload too: never a white page.
  await designer.editor().click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("m");
  await page.reload();
  await expect(designer.canvas).toBeVisible();
  expect((await designer.download()).bytes.toString()).toBe(`${before}# boom`);
});

test("an edit: nothing is changed, and the reason is told", async ({ open, page }) => {
  const designer = await open(() => {
    const { test: real } = RegExp.prototype;
    RegExp.prototype.test = function (text) {
      if (text === "boom") {
        throw new TypeError("put in by the test");
      }
      return real.call(this, text);
    };
  });
  await designer.select("loader");
  const before = await designer.text();
  await designer.setField("name", "boom");
  await expectTold(designer, "making that change");
  await expect(designer.inspector.getByRole("alert")).toContainText("nothing was changed");
  expect(await designer.text()).toBe(before);
  await designer.setField("name", "bloom");
  await expect(designer.card("bloom")).toBeVisible();
  await page.keyboard.press("Escape");
});

test("a gesture: a card that cannot be put down", async ({ open, page }) => {
  const designer = await open(() => {
    const { round } = Math;
    Math.round = (value) => {
      if ((globalThis as { isArmed?: boolean }).isArmed) {
        (globalThis as { isArmed?: boolean }).isArmed = false;
        throw new TypeError("put in by the test");
      }
      return round(value);
    };
  });
  await designer.open("flow.yml", FLOW);
  const before = (await designer.card("a").boundingBox())!;
  await page.mouse.move(before.x + 60, before.y + 15);
  await page.mouse.down();
  await page.mouse.move(before.x + 60, before.y + 115, { steps: 5 });
  await page.evaluate(() => Object.assign(globalThis, { isArmed: true }));
  await page.mouse.up();
  await expectTold(designer, "working");
  expect(await designer.text()).toBe(FLOW);
  // Gestures go on.
  await designer.dragIn("Executor", 0.5, 0.85);
  await expect(designer.card("executor1")).toBeVisible();
});

test("a panel: it alone gives way, and comes back when it is tried again", async ({ open, page }) => {
  const designer = await open(() => {
    const real = Array.prototype.toReversed;
    // What the log does with its lines, and nothing else.
    Array.prototype.toReversed = function () {
      if ((globalThis as { isMended?: boolean }).isMended || this[0]?.atMs === undefined) {
        return real.call(this);
      }
      throw new TypeError("put in by the test");
    };
  });
  await designer.pressSend();
  await expect(page.getByText("1 of 1 answered")).toBeVisible();
  await expect(page.getByRole("button", { name: "Stop" })).toHaveCount(0);
  await designer.tab("Log");
  await expectTold(designer, "drawing the tab Log");
  const note = noteOf(page, "The tab Log");
  await expect(note).toContainText("That is a fault of the Designer, not of your file. Your text is kept.");
  await expect(note.getByRole("button", { name: "Download" })).toBeVisible();
  // The others are usable.
  await designer.select("loader");
  await designer.setField("replicas", "7");
  await expect(designer.card("loader")).toContainText("7");
  await designer.tab("Problems");
  await expect(note).toHaveCount(0);
  await designer.tab("Log");
  await expect(note).toBeVisible();
  await page.evaluate(() => Object.assign(globalThis, { isMended: true }));
  await note.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("list", { name: "Log" })).toContainText(`${OURS}, while drawing the tab Log`);
});

test("the canvas: text and panels go on, and the next change draws it again", async ({ open, page }) => {
  const designer = await open(() => {
    const real = Array.prototype.join;
    // What the gateway's card does with a protocol and its port, and nothing else does.
    Array.prototype.join = function (...args) {
      if (args[0] === " · " && this[0] === "BOOM") {
        throw new TypeError("put in by the test");
      }
      return real.apply(this, args);
    };
  });
  await designer.open("flow.yml", `${FLOW}with:\n  port: [1, 2]\n  protocol: [grpc, bom]\n`);
  await expect(designer.card("a")).toBeVisible();
  await designer.tab("YAML");
  await designer.editor().click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.type("o");
  await expectTold(designer, "drawing the canvas");
  await expect(noteOf(page, "The canvas")).toBeVisible();
  expect((await designer.download()).bytes.toString()).toBe(
    `${FLOW}with:\n  port: [1, 2]\n  protocol: [grpc, boom]\n`,
  );
  await designer.editor().click();
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("a")).toBeVisible();
  await expect(noteOf(page, "The canvas")).toHaveCount(0);
});

test("the header, and Send with it", async ({ open, page }) => {
  const designer = await open(() => {
    const real = RegExp.prototype.test;
    RegExp.prototype.test = function (text) {
      if (this.source.startsWith("^simulator:")) {
        throw new TypeError("put in by the test");
      }
      return real.call(this, text);
    };
  });
  await expect(noteOf(page, "The header")).toBeVisible();
  await expect(noteOf(page, "The Send panel")).toBeVisible();
  await expect(designer.card("loader")).toBeVisible();
  await designer.dragIn("Executor", 0.5, 0.85);
  await expect(designer.card("executor1")).toBeVisible();
  expect((await designer.download()).bytes.toString()).toContain("executor1");
});

test("the whole page: its text can be downloaded, whether React or the start of the page fails", async ({
  open,
  page,
}) => {
  const designer = await open();
  await designer.open("mine.yml", FLOW);
  await expect(designer.card("a")).toBeVisible();
  const expectGiven = async (button: string) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: button }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("mine.yml");
    expect((await designer.page.evaluate(() => document.body.textContent))!).toContain("not of your file");
  };
  const breakMedia = (isMeant: string) => {
    const real = globalThis.matchMedia;
    globalThis.matchMedia = (query) => {
      if (query.includes(isMeant)) {
        throw new TypeError("put in by the test");
      }
      return real(query);
    };
  };
  await page.addInitScript(breakMedia, "max-width: 760px");
  await page.reload();
  await expect(noteOf(page, "The page")).toBeVisible();
  await expectGiven("Download");
  await page.addInitScript(breakMedia, "prefers-color-scheme");
  await page.reload();
  await expect(page.getByRole("heading", { name: "The Designer could not be shown" })).toBeVisible();
  await expectGiven("Download mine.yml");
});

test("late code: the text editor and edits come when the server does", async ({ open, page }) => {
  const isLate = (url: URL) => /\/assets\/(yaml-editor|actions|plot|code-dialog)-.*\.js$/.test(url.pathname);
  await page.route(isLate, (route) => route.abort());
  const designer = await open();
  await expect(designer.card("loader")).toBeVisible();
  await designer.tab("YAML");
  const note = page.getByRole("alert").filter({ hasText: "could not be loaded: is the server" });
  await expect(note).toContainText("The text editor could not be loaded");
  // It is told in one place, and in the Log.
  await expect(designer.toast).toHaveCount(0);
  await designer.tab("Log");
  await expect(page.getByRole("tabpanel", { name: "Log" })).toContainText(
    "The text editor could not be loaded",
  );
  // A dialog that does not come is none, and is told as what has happened.
  await designer.command("Request as code");
  await expect(designer.toast).toContainText("What writes code could not be loaded: is the server");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await designer.tab("Inspector");
  await designer.select("loader");
  await designer.setField("replicas", "7");
  await expect(designer.toast).toContainText("The code that makes edits could not be loaded: is the server");
  await designer.tab("Plot");
  await expect(note).toBeVisible();
  await page.unroute(isLate);
  await note.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("img", { name: "The Flow as Jina plots it" })).toBeVisible({ timeout: 20_000 });
  await designer.setField("replicas", "8");
  await expect(designer.card("loader")).toContainText("8");
  await designer.tab("YAML");
  await expect(designer.editor()).toContainText("replicas: 8");
  await designer.command("Request as code");
  await expect(page.getByRole("dialog", { name: "Request as code" })).toBeVisible();
});

test("what asks in GraphQL does not come: that is told in its dialog, and comes with the server", async ({
  open,
  page,
}) => {
  const isLate = (url: URL) => /\/assets\/graphql-(?!dialog)[^/]*\.js$/.test(url.pathname);
  await page.route(isLate, (route) => route.abort());
  const designer = await open();
  await designer.fillSend({ address: "http://127.0.0.1:9" });
  await designer.command("GraphQL");
  const dialog = page.getByRole("dialog", { name: "GraphQL" });
  const missing = "What speaks GraphQL could not be loaded: is the server";
  await expect(dialog).toContainText(missing);
  await expect(dialog).not.toContainText("A fault of the Designer");
  await page.unroute(isLate);
  await dialog.getByRole("button", { name: "Send" }).click();
  await expect(dialog.getByRole("status", { name: "Answer" })).toContainText("127.0.0.1:9");
});

test("a dialog that cannot be drawn closes, and the page goes on", async ({ open, page }) => {
  const designer = await open(() => {
    const real = Array.prototype.join;
    // What the palette does of all commands, and nothing else does with their keys.
    Array.prototype.join = function (...args) {
      if (args[0] === ", " && String(this[0]).includes("Ctrl")) {
        throw new TypeError("put in by the test");
      }
      return real.apply(this, args);
    };
  });
  await page.keyboard.press("ControlOrMeta+K");
  await expectTold(designer, "drawing the dialog");
  await expect(noteOf(page, "The dialog")).toHaveCount(0);
  await designer.select("loader");
  await designer.card("loader").press("F2");
  await expect(page.getByRole("dialog", { name: "Rename loader" })).toBeVisible();
  await page.keyboard.press("Escape");
  await designer.setField("replicas", "7");
  await expect(designer.card("loader")).toContainText("7");
});

test("the worker that reads other forms: what does not come is told, and can be tried again", async ({
  open,
  page,
}) => {
  const isReader = (url: URL) => /\/assets\/import-flow\.worker-/.test(url.pathname);
  await page.route(isReader, (route) => route.abort());
  const designer = await open();
  await expect(designer.card("loader")).toBeVisible();
  const chart = Array.from({ length: 13_000 }, (_, at) => `n${at}`).join(" --> ");
  await designer.offer("many.mmd", `flowchart LR\n${chart}\n`);
  const dialog = page.getByRole("dialog", { name: "Import" });
  const status = dialog.getByRole("status");
  await expect(status).toHaveText("It could not be read. Try again");
  await expect(designer.toast).toContainText("What reads other forms could not be loaded: is the server");
  await page.unroute(isReader);
  await dialog.getByRole("button", { name: "Try again" }).click();
  await expect(status).toContainText("This chart has 13,000 executors;");
});

test("the frame that draws the plot: what does not come is given up, and can be tried again", async ({
  open,
  page,
}) => {
  const isFrame = (url: URL) => url.pathname === "/mermaid.html";
  await page.route(isFrame, (route) => route.abort());
  await page.clock.install();
  const designer = await open();
  const asked = page.waitForRequest((request) => isFrame(new URL(request.url())));
  await designer.tab("Plot");
  await asked;
  const note = page.getByRole("alert").filter({ hasText: "was not ready after 20 seconds" });
  await page.clock.fastForward(20_000);
  await expect(note).toBeVisible();
  await page.unroute(isFrame);
  await note.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByRole("img", { name: "The Flow as Jina plots it" })).toBeVisible({ timeout: 20_000 });
});

test("a worker that dies: the page reads by itself", async ({ open }) => {
  const designer = await open(() => {
    const Dying = class {
      onerror: ((event: ErrorEvent) => void) | null = null;
      postMessage() {
        setTimeout(() =>
          this.onerror?.(new ErrorEvent("error", { message: "Uncaught: put in by the test" })),
        );
      }
      terminate() {}
    };
    Object.assign(globalThis, { Worker: Dying });
  });
  await designer.open("long.yml", `${FLOW}${`# ${"-".repeat(98)}\n`.repeat(330)}`);
  await expect(designer.card("b")).toBeVisible();
  await designer.tab("Log");
  await expect(designer.page.getByRole("list", { name: "Log" })).toContainText(
    `${OURS}, while reading long.yml in the background: Error: Uncaught: put in by the test.`,
  );
});

test("storage that refuses: the page works and says that it keeps nothing", async ({ open }) => {
  const designer = await open(() => {
    const refuse = () => {
      throw new DOMException("put in by the test", "QuotaExceededError");
    };
    Object.assign(Storage.prototype, { getItem: refuse, setItem: refuse, removeItem: refuse });
    // As in a private window of browsers that keep nothing there.
    IDBFactory.prototype.open = () => {
      throw new DOMException("put in by the test", "SecurityError");
    };
  });
  await designer.select("loader");
  await designer.setField("replicas", "7");
  await expect(designer.card("loader")).toContainText("7");
  await expect(designer.toast).toContainText("The browser does not keep your work: SecurityError");
  const [download] = await Promise.all([
    designer.page.waitForEvent("download"),
    designer.toast.getByRole("button", { name: "Download" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("flow.yml");
});

test("a database that is deleted meanwhile is made anew, and keeps what is open", async ({ open, page }) => {
  const designer = await open();
  await expect(designer.card("loader")).toBeVisible();
  await designer.select("loader");
  await designer.setField("replicas", "7");
  await page.evaluate(async () => {
    const [kept] = await indexedDB.databases();
    await new Promise((resolve) => {
      indexedDB.deleteDatabase(kept?.name ?? "").onsuccess = resolve;
    });
  });
  await designer.setField("replicas", "8");
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).length)).toBe(1);
  await page.reload();
  await expect(designer.card("loader")).toContainText("8");
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("loader")).toContainText("7");
});

test("a newer page that takes the database before this one is drawn: nothing is kept, and that is said", async ({
  open,
}) => {
  const designer = await open(() => {
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (this: IDBFactory, name: string, version?: number) {
      const opening = open.call(this, name, version);
      opening.addEventListener("success", () => {
        IDBFactory.prototype.open = open;
        this.open(name, (version ?? 1) + 1);
      });
      return opening;
    };
  });
  await expect(designer.card("loader")).toBeVisible();
  await expect(designer.toast).toContainText("A newer version of this page was opened in another tab");
  await designer.select("loader");
  await designer.setField("replicas", "7");
  await expect(designer.card("loader")).toContainText("7");
});

test("kept work that is damaged: the example stands there, and the damaged is set aside", async ({
  open,
  page,
}) => {
  const designer = await open();
  await expect(designer.card("loader")).toBeVisible();
  await page.addInitScript((broken) => {
    for (const area of [window.sessionStorage, window.localStorage]) {
      area.setItem("jina-flow-designer.work", broken);
    }
  }, BROKEN);
  await page.reload();
  await expect(designer.card("loader")).toBeVisible();
  const told = "Work that this browser kept could not be used.";
  await expect(designer.toast).toContainText(told);
  await page.addInitScript(() => {
    for (const area of [window.sessionStorage, window.localStorage]) {
      area.setItem("jina-flow-designer.settings", "[");
    }
  });
  await page.reload();
  await expect(designer.card("loader")).toBeVisible();
  await expect(designer.toast).toContainText("The settings that this browser has kept");
  // Their message, which comes later, has taken the other's place. In the Log are both.
  await designer.tab("Log");
  await expect(page.getByRole("list", { name: "Log" })).toContainText(told);
  expect(await page.evaluate(() => window.sessionStorage.getItem("jina-flow-designer.work.damaged"))).toBe(
    BROKEN,
  );
});
