/**
 * A hostile text on the page, as a person brings it there: dropped as a file while the YAML tab is open. For the command
 * and the end-to-end test.
 */
import type { Page } from "@playwright/test";

/** What the page did with one shape. */
export interface PageAnswer {
  /** From the drop until nothing held the page up any more. */
  readonly ms: number;
  /** The longest time for which the page did not answer, from then on. */
  readonly silentMs: number;
  /** Whether editor and document hold the text that was dropped, line breaks as the editor has them. */
  readonly inEditor: boolean;
  readonly inDocument: boolean;
  /** Rows of the Problems panel and cards of the canvas that are on the screen. */
  readonly problems: number;
  readonly cards: number;
  readonly toast: string;
}

/** Drops the text and waits until the page has come to rest; gives up after `guardMs`, with what there is. */
export async function dropText(page: Page, text: string, guardMs = 60_000): Promise<PageAnswer> {
  await page.getByRole("tab", { name: "YAML" }).click();
  await page.getByRole("textbox", { name: "YAML of the Flow" }).waitFor();
  await page.getByRole("tab", { name: "Problems" }).click();
  const file = await page.evaluateHandle((content) => new File([content], "hostile.yml"), text);
  const answer = page.evaluate(
    async ([dropped, guard]) => {
      const QUIET_MS = 400;
      // The text editor colours what is near in slices of 100 ms, between which the page answers.
      const LONG_MS = 120;
      /** The editor's view, which its element knows. */
      const editorText = () => {
        const root = document.querySelector("[data-testid=yaml-editor]")?.shadowRoot;
        const content = root?.querySelector(".cm-content") as unknown as {
          cmTile?: { view: { state: { doc: unknown } } };
        } | null;
        return String(content?.cmTile?.view.state.doc ?? "");
      };
      const toast = () => document.querySelector("[data-testid=toast]")?.textContent ?? "";
      const pause = () => new Promise<void>((done) => setTimeout(done));
      const content = await dropped.text();
      const shown = content.replaceAll(/\r\n?/g, "\n");
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(dropped);
      const from = performance.now();
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
      let busyUntil = performance.now();
      for (let last = busyUntil, isOpen = false; ; ) {
        await pause();
        const now = performance.now();
        if (now - last > LONG_MS || !isOpen) {
          busyUntil = now;
        }
        isOpen ||= /^(?:Opened |hostile\.yml: )/.test(toast());
        last = now;
        if ((isOpen && now - busyUntil > QUIET_MS) || now - from > guard) {
          break;
        }
      }
      let silentMs = 0;
      for (let count = 0, last = performance.now(); count < 20; count++) {
        await pause();
        const now = performance.now();
        silentMs = Math.max(silentMs, now - last);
        last = now;
      }
      return {
        ms: Math.round(busyUntil - from),
        silentMs: Math.round(silentMs),
        inEditor: editorText() === shown,
        problems: document.querySelectorAll(".problem-row").length,
        cards: document.querySelectorAll("[data-executor]").length,
        toast: toast(),
      };
    },
    [file, guardMs] as const,
  );
  return { ...(await answer), inDocument: (await documentText(page)) === text };
}

/** The text of the document, by the command that copies it. */
async function documentText(page: Page): Promise<string> {
  await page.keyboard.press("ControlOrMeta+K");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await palette.getByRole("combobox").fill("Copy the whole file");
  await palette.getByRole("option", { name: "Copy the whole file" }).first().click();
  await page.getByTestId("toast").filter({ hasText: "Copied the YAML text" }).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}
