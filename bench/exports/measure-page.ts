/** What the page's own thread has to do while the export dialog makes what is measured, and hands it out. */
import { Designer } from "../../e2e/pages/designer.ts";
import { dropFile } from "../canvas/pages.ts";
import type { Figures } from "../harness/benchmark.ts";
import { withFreshPage } from "../harness/browser.ts";
import { longest, traceTasks } from "../harness/trace.ts";

const MOST_MS = 300_000;

/** Opens a file of ours, and exports it as a drawing's text, as a picture and for Kubernetes, each downloaded. */
export function measurePage(url: string, text: string): Promise<Figures> {
  return withFreshPage(async (page) => {
    page.setDefaultTimeout(MOST_MS);
    await page.goto(url);
    const designer = new Designer(page);
    await designer.ready();
    await dropFile(page, text);
    await page.getByTestId("toast").filter({ hasText: "Opened big.yml" }).waitFor();
    // What comes late has come, and the file is kept.
    await page.waitForTimeout(5000);
    const stopTrace = await traceTasks(page);
    await designer.command("Export Flow");
    const dialog = page.getByRole("dialog", { name: "Export Flow" });
    for (const [kind, button] of [
      ["Mermaid", "Download"],
      ["SVG", "Download"],
      ["Kubernetes", "Download zip"],
    ] as const) {
      await dialog.getByRole("radio", { name: new RegExp(`^${kind}`) }).check();
      if (kind === "Kubernetes") {
        for (const [label, given] of [
          ["Image of Jina itself", "jina:1"],
          ["Working folder", "/cwd"],
        ] as const) {
          await dialog.getByLabel(label).fill(given);
        }
      }
      await Promise.all([
        page.waitForEvent("download"),
        dialog.getByRole("button", { name: button, exact: true }).click(),
      ]);
    }
    await page.waitForTimeout(1000);
    const tasks = await stopTrace();
    return {
      "longest task ms": longest(tasks, "clockMs"),
      "longest task, processor ms": longest(tasks, "cpuMs"),
    };
  });
}
