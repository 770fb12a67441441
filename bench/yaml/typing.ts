/**
 * What a key costs that is typed into a file of 1,000 executors: from the press until the text, and the graph, are
 * painted, and how long the main thread is busy with it. Every key waits until all that the one before it set off is
 * over.
 */
import type { Page } from "@playwright/test";
import type { Figures } from "../harness/benchmark.ts";
import { createBusyClock, withFreshPage } from "../harness/browser.ts";
import { median } from "../harness/statistics.ts";

const KEYS = 12;
/** After each key: what is put off, as syntax highlighting, is done by then. */
const REST_MS = 600;

/** Times of one key, in milliseconds since it was pressed. */
interface Key {
  readonly textMs: number;
  /** Null where there is no graph. */
  readonly graphMs: number | null;
}

/** In our page, at the end of the first executor's `uses`, which its card shows. */
export function typeIntoOurs(url: string, text: string): Promise<Figures> {
  return withFreshPage(async (page) => {
    // With a listener from the beginning the browser hands the dialog over, however soon it is opened.
    page.on("filechooser", () => {});
    // The dialogs of files that are written in place cannot be answered.
    await page.addInitScript(() => Object.assign(globalThis, { showOpenFilePicker: undefined }));
    await page.goto(url);
    await page.locator("[data-executor]").first().waitFor();
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.keyboard.press("ControlOrMeta+O"),
    ]);
    await chooser.setFiles({ name: "typing.yml", mimeType: "application/yaml", buffer: Buffer.from(text) });
    const card = page.locator('[data-executor="e0"]');
    await card.click({ position: { x: 90, y: 18 } });
    await page.getByRole("button", { name: "Show in YAML" }).click();
    await page.getByTestId("yaml-editor").getByRole("textbox").waitFor();
    await page.keyboard.press("ArrowLeft");
    return typeKeys(page, "uses: Exec0", '[data-executor="e0"]');
  });
}

/** In the bare editor, at the same place of the same text. */
export function typeIntoBare(url: string): Promise<Figures> {
  return withFreshPage(async (page) => {
    await page.goto(url);
    await page.getByRole("textbox").click();
    await page.keyboard.press("ControlOrMeta+Home");
    for (let line = 0; line < 7; line++) {
      await page.keyboard.press("ArrowDown");
    }
    return typeKeys(page, "uses: Exec0", null);
  });
}

/** Types at the end of the line below the cursor, which reads `line`. `card` is what shows what the line ends in. */
async function typeKeys(page: Page, line: string, card: string | null): Promise<Figures> {
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  const busyMs = await createBusyClock(page);
  await page.waitForTimeout(REST_MS);
  const keys: Key[] = [];
  const busy: number[] = [];
  let typed = "";
  for (let at = 0; at < KEYS; at++) {
    typed += "xyz"[at % 3];
    await page.evaluate(watchKey, { line: line + typed, card, word: line.split(" ").at(-1)! + typed });
    const before = await busyMs();
    await page.keyboard.press(typed.at(-1)!);
    keys.push(await page.evaluate(() => (globalThis as unknown as { key: Promise<Key> }).key));
    await page.waitForTimeout(REST_MS);
    busy.push((await busyMs()) - before);
  }
  const text = keys.map(({ textMs }) => textMs);
  const graph = keys.flatMap(({ graphMs }) => graphMs ?? []);
  return {
    "key to text, median ms": median(text),
    "key to text, worst ms": Math.max(...text),
    ...(card
      ? { "key to graph, median ms": median(graph), "key to graph, worst ms": Math.max(...graph) }
      : {}),
    "busy per key, median ms": median(busy),
    "busy per key, worst ms": Math.max(...busy),
  };
}

/** In the page: puts a promise of the next key's times where it is looked for. */
function watchKey({ line, card, word }: { line: string; card: string | null; word: string }): void {
  const host = document.querySelector(".yaml-editor")?.shadowRoot ?? document;
  const afterPaint = (then: (ms: number) => void) =>
    requestAnimationFrame(() => setTimeout(() => then(performance.now())));
  const key = new Promise((resolve) => {
    let pressedMs = 0;
    const times: { textMs?: number; graphMs?: number | null } = card ? {} : { graphMs: null };
    const note = (name: "textMs" | "graphMs") => {
      times[name] = 0;
      afterPaint((ms) => {
        times[name] = ms - pressedMs;
        if (times.textMs && (times.graphMs || !card)) {
          for (const observer of observers) {
            observer.disconnect();
          }
          resolve(times);
        }
      });
    };
    const look = () => {
      const lines = host.querySelectorAll(".cm-line");
      if (times.textMs === undefined && [...lines].some(({ textContent }) => textContent?.trim() === line)) {
        note("textMs");
      }
      if (card && times.graphMs === undefined && document.querySelector(card)?.textContent?.includes(word)) {
        note("graphMs");
      }
    };
    const observers = [host, ...(card ? [document.querySelector(card)!] : [])].map((place) => {
      const observer = new MutationObserver(look);
      observer.observe(place, { subtree: true, childList: true, characterData: true });
      return observer;
    });
    addEventListener(
      "keydown",
      ({ timeStamp }) => {
        pressedMs = timeStamp;
      },
      { once: true, capture: true },
    );
  });
  Object.assign(globalThis, { key });
}
