/**
 * What a browser or a renderer leaves behind that is killed while somebody edits: all but the last second of work, what
 * is half typed too, and a document that can be read and undone. KILLS says at how many random moments
 * each of them is killed, 10 if it is not set: 20 in all.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { createSeededRandom } from "../src/base/test-random.ts";
import { expect, test } from "./fixtures.ts";
import { killBrowser, startBrowser } from "./own-browser.ts";
import { Designer } from "./pages/designer.ts";

const KILLS = Number(process.env.KILLS ?? 10);
/** Work of this long before the end may be lost. */
const LOST_MS = 1000;
/** A kill happens within this time after the first edit. */
const LONGEST_MS = 2000;

test.describe.configure({ timeout: 60_000 + KILLS * 15_000 });

/** Of the file, not of the canvas: of many executors that shows those in view alone. */
const executors = async (designer: Designer) => (await designer.text()).match(/- \{?name: /g)?.length ?? 0;

/** The page on what was kept, all of it there and usable. */
async function openPage(page: Page, url: string): Promise<Designer> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(url);
  const designer = new Designer(page);
  await expect(designer.canvas.locator('[data-id="start"]')).toBeVisible();
  await expect(page.getByText(/could not be used|could not be read/)).toHaveCount(0);
  return designer;
}

/** How many executors there were from which time on, in order. */
type Done = { readonly count: number; readonly atMs: number }[];

/** Adds executors until it is over, and notes each. */
async function addExecutors({ page, told }: Designer, done: Done, isOver: () => boolean): Promise<void> {
  // They are numbered, as there were none before.
  const added = async () => Number(/^Added "executor(\d+)"/.exec((await told.textContent())!)![1]);
  while (!isOver()) {
    try {
      await page.keyboard.press("n");
      done.push({ count: await added(), atMs: Date.now() });
    } catch (error) {
      // It was killed meanwhile.
      if (!isOver()) {
        throw error;
      }
    }
  }
}

/** Deletes all there is and adds one executor. */
async function beginAnew(designer: Designer): Promise<Done> {
  const { page } = designer;
  const done: Done = [{ count: await executors(designer), atMs: Date.now() }];
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("Delete");
  await expect(page.locator("[data-executor]")).toHaveCount(0);
  done.push({ count: 0, atMs: Date.now() });
  await page.keyboard.press("n");
  await expect(page.locator("[data-executor]")).toHaveCount(1);
  done.push({ count: 1, atMs: Date.now() });
  return done;
}

async function expectKept(designer: Designer, done: Done, endMs: number) {
  const count = await executors(designer);
  const first = done.findLastIndex(({ atMs }) => atMs <= endMs - LOST_MS);
  const counts = done.slice(Math.max(first, 0)).map((one) => one.count);
  expect(count).toBeGreaterThanOrEqual(Math.min(...counts));
  // The last key may have done its work without having been seen to.
  expect(count).toBeLessThanOrEqual(Math.max(...counts) + 1);
  if (count > 1) {
    await designer.page.keyboard.press("ControlOrMeta+Z");
    await expect.poll(() => executors(designer)).toBe(count - 1);
    await designer.page.keyboard.press("ControlOrMeta+Shift+Z");
    await expect.poll(() => executors(designer)).toBe(count);
  }
}

test("the whole browser is killed", async ({ server }) => {
  const random = createSeededRandom(13);
  const profile = await mkdtemp(join(tmpdir(), "designer-killed-"));
  let browser = await startBrowser(profile);
  try {
    let designer = await openPage(await browser.page(), server.url);
    for (let round = 0; round < KILLS; round++) {
      const done = await beginAnew(designer);
      let endMs = 0;
      const killed = new Promise<void>((resolve, reject) => {
        setTimeout(() => {
          endMs = Date.now();
          killBrowser(browser).then(resolve, reject);
        }, random() * LONGEST_MS);
      });
      await addExecutors(designer, done, () => endMs > 0);
      await killed;
      browser = await startBrowser(profile);
      designer = await openPage(await browser.page(), server.url);
      await expectKept(designer, done, endMs);
    }
  } finally {
    await killBrowser(browser);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

test("what is half typed, where a card was put and what was in view outlive a browser that is killed", async ({
  server,
}) => {
  const profile = await mkdtemp(join(tmpdir(), "designer-killed-"));
  let browser = await startBrowser(profile);
  try {
    // With room for the form of Send beside the canvas.
    const open = async () => {
      const page = await browser.page();
      await page.setViewportSize({ width: 1280, height: 800 });
      return openPage(page, server.url);
    };
    let designer = await open();
    const replicas = () => designer.inspector.getByRole("textbox", { name: "replicas", exact: true });
    const place = async () => (await designer.card("loader").boundingBox())!;
    await designer.select("loader");
    await designer.page.keyboard.press("Shift+ArrowDown");
    await designer.setField("replicas", "many");
    await expect(designer.inspector.getByRole("alert")).toContainText("must be a whole number");
    await designer.fillSend({ documents: "half a document", endpoint: "/half" });
    await designer.canvas.hover();
    await designer.page.mouse.wheel(0, 60);
    await designer.ready();
    const before = await place();
    await designer.page.waitForTimeout(LOST_MS);
    await killBrowser(browser);
    browser = await startBrowser(profile);
    designer = await open();
    await designer.ready();
    await expect
      .poll(async () => {
        const after = await place();
        return Math.abs(after.x - before.x) + Math.abs(after.y - before.y);
      })
      .toBeLessThan(2);
    await expect(replicas()).toHaveValue("many");
    await expect(designer.inspector.getByRole("alert")).toContainText("must be a whole number");
    await expect(designer.send.getByLabel("Documents")).toHaveValue("half a document");
    await expect(designer.send.getByLabel("Endpoint")).toHaveValue("/half");
  } finally {
    await killBrowser(browser);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});

test("a renderer is killed", async ({ browser, server }) => {
  const random = createSeededRandom(14);
  const context = await browser.newContext();
  let designer = await openPage(await context.newPage(), server.url);
  for (let round = 0; round < KILLS; round++) {
    const done = await beginAnew(designer);
    const { page } = designer;
    const session = await context.newCDPSession(page);
    let endMs = 0;
    const crashed = page.waitForEvent("crash");
    setTimeout(() => {
      endMs = Date.now();
      // It is never answered.
      session.send("Page.crash").catch(() => {});
    }, random() * LONGEST_MS);
    // What is asked of a page that has crashed may never be answered.
    await Promise.race([addExecutors(designer, done, () => endMs > 0), crashed]);
    await crashed;
    await page.close();
    designer = await openPage(await context.newPage(), server.url);
    await expectKept(designer, done, endMs);
  }
  await context.close();
});
