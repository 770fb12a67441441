/** The three pages, each opened in a browser of its own, and what is measured of each. */
import type { CDPSession, Page } from "@playwright/test";
import type { Rect } from "../../src/model/drawing/geometry.ts";
import type { Figures } from "../harness/benchmark.ts";
import { withFreshPage } from "../harness/browser.ts";
import { CELLS, type Cell, measureGestures, type Piloted, wheelTo } from "./gestures.ts";
import type { Pilot, View } from "./pilot.ts";
import type { Scene } from "./scene.ts";

/** Figures of more than one page. */
export const MOUNT = "handed over to second frame ms";
export const HEAP = "heap MB";

/** React Flow takes a third of a second for an event: it is measured with fewer, and close by. */
const FEW_EVENTS = 10;

/** What is noted in a page, in its own milliseconds. */
interface Noted {
  droppedMs: number;
  signMs: number;
  handedMs: number;
  paintedMs: number;
}

/** Our page: the text dropped as a file, the gestures in each cell, and what it holds at the end. */
export function measureOurs(
  url: string,
  text: string,
  scene: Scene,
  cells: readonly Cell[],
): Promise<Figures> {
  return withFreshPage(async (page) => {
    await page.addInitScript(noteHandedOver);
    await page.goto(url);
    await page.locator("[data-executor]").first().waitFor();
    // What comes late has come.
    await page.waitForTimeout(3000);
    await dropFile(page, text);
    await page.waitForFunction(() => (globalThis as unknown as { noted: Noted }).noted.paintedMs > 0);
    const { droppedMs, signMs, handedMs, paintedMs } = await page.evaluate(
      () => (globalThis as unknown as { noted: Noted }).noted,
    );
    const box = await boxOf(page);
    const view = () => page.evaluate(viewOfOurs);
    const piloted: Piloted = { page, view, go: (target) => wheelTo(page, box, view, target) };
    const gestures = await measureGestures(piloted, scene, box, cells);
    return {
      ...gestures,
      "dropped to a sign ms": signMs - droppedMs,
      "dropped to painted ms": paintedMs - droppedMs,
      [MOUNT]: paintedMs - handedMs,
      [HEAP]: await heapMb(page),
    };
  });
}

/** The box of our canvas in the window, with so many executors open. */
export function ourBox(url: string, text: string): Promise<Rect> {
  return withFreshPage(async (page) => {
    await page.goto(url);
    await page.locator("[data-executor]").first().waitFor();
    await dropFile(page, text);
    await page.getByTestId("toast").filter({ hasText: "Opened big.yml" }).waitFor();
    return boxOf(page);
  });
}

/** The plain canvas. */
export function measureFloor(url: string, scene: Scene, box: Rect, cells: readonly Cell[]): Promise<Figures> {
  return withFreshPage(async (page) => measureGestures(await piloted(page, url), scene, box, cells));
}

/** React Flow: from the nodes at hand to the second frame, and the gestures at zoom 1. */
export function measureReactFlow(url: string, scene: Scene, box: Rect): Promise<Figures> {
  return withFreshPage(async (page) => {
    await page.addInitScript(() => {
      const noted = { paintedMs: 0 };
      Object.assign(globalThis, { noted });
      new MutationObserver((_, observer) => {
        if (document.querySelector(".card")) {
          observer.disconnect();
          requestAnimationFrame(() =>
            requestAnimationFrame(() =>
              setTimeout(() => {
                noted.paintedMs = performance.now();
              }),
            ),
          );
        }
      }).observe(document, { subtree: true, childList: true });
    });
    const opened = await piloted(page, url);
    await page.waitForFunction(() => (globalThis as unknown as { noted: Noted }).noted.paintedMs > 0, null, {
      timeout: 120_000,
    });
    const mountMs = await page.evaluate(() => {
      const { noted } = globalThis as unknown as { noted: Noted };
      return noted.paintedMs - (performance.getEntriesByName("handed over")[0]?.startTime ?? 0);
    });
    const gestures = await measureGestures(opened, scene, box, CELLS.slice(0, 1), FEW_EVENTS);
    return { ...gestures, [MOUNT]: mountMs };
  });
}

/** Megabytes of a page that holds the text and what is read of it. */
export function measureHeld(url: string): Promise<number> {
  return withFreshPage(async (page) => {
    await page.goto(url);
    await page.waitForFunction(() => "held" in globalThis);
    return heapMb(page);
  });
}

async function piloted(page: Page, url: string): Promise<Piloted> {
  await page.goto(url);
  await page.waitForFunction(() => "pilot" in globalThis, null, { timeout: 120_000 });
  type World = { pilot: Pilot };
  return {
    page,
    view: () => page.evaluate(() => (globalThis as unknown as World).pilot.view()),
    go: (view: View) => page.evaluate((to) => (globalThis as unknown as World).pilot.go(to), view),
  };
}

async function boxOf(page: Page): Promise<Rect> {
  const box = await page.getByRole("region", { name: "Flow canvas" }).boundingBox();
  if (!box) {
    throw new Error("the canvas is not on the page");
  }
  return box;
}

function viewOfOurs(): View {
  const { transform } = document.querySelector<HTMLElement>(".react-flow__viewport")!.style;
  const [x = 0, y = 0, zoom = 1] = [...transform.matchAll(/-?[\d.]+(?:e-?\d+)?/g)].map(Number);
  return { x, y, zoom };
}

/** Drops a text on the page, as the file big.yml. */
export async function dropFile(page: Page, text: string): Promise<void> {
  const file = await page.evaluateHandle((content) => new File([content], "big.yml"), text);
  await page.evaluate((dropped) => {
    const { noted } = globalThis as unknown as { noted?: Noted };
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(dropped);
    if (noted) {
      noted.droppedMs = performance.now();
    }
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  }, file);
}

/** In our page, before its own code: notes when the reading of a text comes in, and what is painted when. */
function noteHandedOver(): void {
  const noted: Noted = { droppedMs: 0, signMs: 0, handedMs: 0, paintedMs: 0 };
  Object.assign(globalThis, { noted });
  const Plain = Worker;
  globalThis.Worker = class extends Plain {
    constructor(...given: ConstructorParameters<typeof Plain>) {
      super(...given);
      this.addEventListener("message", () => {
        noted.handedMs ||= performance.now();
      });
    }
  };
  const afterFrames = (count: number, then: () => void): void => {
    requestAnimationFrame(() => (count > 1 ? afterFrames(count - 1, then) : setTimeout(then)));
  };
  let isSign = false;
  new MutationObserver((_, observer) => {
    if (noted.droppedMs === 0) {
      return;
    }
    const toast = document.querySelector("[data-testid=toast]")?.textContent ?? "";
    if (!isSign && toast.includes("Reading big.yml …")) {
      isSign = true;
      afterFrames(1, () => {
        noted.signMs = performance.now();
      });
    }
    const cards = [...document.querySelectorAll("[data-executor]")];
    if (cards.some((card) => /^e\d/.test(card.getAttribute("data-executor") ?? ""))) {
      observer.disconnect();
      afterFrames(2, () => {
        noted.paintedMs = performance.now();
      });
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

/** Of the main thread, after the collection that is forced. */
async function heapMb(page: Page): Promise<number> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize / 1e6;
}
