/** What the page's own thread has to do while it makes exports of a large Flow, hands them out, and takes them in again. */
import type { Page } from "@playwright/test";
import { Designer } from "../../e2e/pages/designer.ts";
import { dropFile } from "../canvas/pages.ts";
import type { Figures } from "../harness/benchmark.ts";
import { withFreshPage } from "../harness/browser.ts";
import { longest, type Task, traceTasks } from "../harness/trace.ts";

const MOST_MS = 300_000;
/** What comes late after something was done has come by then. */
const REST_MS = 1000;

/** What an export needs from outside the file. */
const GIVEN = [
  ["Image of Jina itself", "jina:1"],
  ["Working folder", "/cwd"],
  ["Home folder", "/home/me"],
  ["First port", "40000"],
] as const;

/** Each kind with an option of it that is changed. Pixels are too many for a picture of so many executors. */
const KINDS = [
  ["Mermaid", "From top to bottom"],
  ["SVG", null],
  ["Docker Compose", "Mend"],
  ["Kubernetes", "Mend"],
  ["YAML", null],
  ["Python", null],
] as const;

/**
 * Opens a file of ours, exports it in every form, changes options of that, copies and downloads what is made, makes a link
 * of it, and pastes this chart for import. The longest tasks are those of the processor's time.
 */
export function measurePage(url: string, text: string, chart: string): Promise<Figures> {
  return withFreshPage(async (page) => {
    page.setDefaultTimeout(MOST_MS);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(url);
    const designer = new Designer(page);
    await designer.ready();
    await dropFile(page, text);
    await page.getByTestId("toast").filter({ hasText: "Opened big.yml" }).waitFor();
    // What comes late has come, and the file is kept.
    await page.waitForTimeout(5 * REST_MS);
    const figures: Record<string, number> = {};
    const all: Task[] = [];
    const during = async (what: string, act: () => Promise<unknown>) => {
      const stopTrace = await traceTasks(page);
      await act();
      await page.waitForTimeout(REST_MS);
      const tasks = await stopTrace();
      all.push(...tasks);
      figures[`${what} ms`] = longest(tasks, "cpuMs");
    };
    await during("opening the dialog", () => designer.command("Export Flow"));
    for (const [kind, option] of KINDS) {
      await during(kind, () => exportAs(page, kind, option));
    }
    await page.keyboard.press("Escape");
    await during("a link", () => makeLink(designer));
    await during("an import", () => pasteChart(designer, chart));
    return {
      ...figures,
      "longest task ms": longest(all, "cpuMs"),
      "longest task by the clock ms": longest(all, "clockMs"),
    };
  });
}

async function exportAs(page: Page, kind: string, option: string | null): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Export Flow" });
  const download = dialog.getByRole("button", { name: /^Download/ });
  const isMade = async () => {
    // What was made before is no longer to be had from the change on.
    await page.waitForTimeout(REST_MS / 2);
    await download.and(page.locator(":enabled")).waitFor();
  };
  await dialog.getByRole("radio", { name: new RegExp(`^${kind}`) }).check();
  await dialog.getByRole("status").filter({ hasNotText: "Making" }).first().waitFor();
  for (const [label, given] of GIVEN) {
    const field = dialog.getByLabel(label, { exact: true });
    if ((await field.count()) > 0) {
      await field.fill(given);
    }
  }
  await isMade();
  if (option !== null) {
    await dialog.getByRole("checkbox", { name: new RegExp(`^${option}`) }).check();
    await isMade();
  }
  await dialog.getByRole("button", { name: /^Copy/ }).click();
  await dialog.getByTestId("toast").filter({ hasText: "Copied" }).waitFor();
  await Promise.all([page.waitForEvent("download"), download.click()]);
}

async function makeLink(designer: Designer): Promise<void> {
  await designer.command("Share link");
  const dialog = designer.page.getByRole("dialog", { name: "Share link" });
  await dialog.getByRole("button", { name: "Copy link" }).click();
  await dialog.waitFor({ state: "detached" });
}

async function pasteChart(designer: Designer, chart: string): Promise<void> {
  const { page } = designer;
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), chart);
  await designer.command("Import");
  const dialog = page.getByRole("dialog", { name: "Import" });
  await dialog.getByRole("textbox", { name: "Text to import" }).focus();
  await page.keyboard.press("ControlOrMeta+V");
  await dialog.getByRole("button", { name: "Open as a new file" }).and(page.locator(":enabled")).waitFor();
}
