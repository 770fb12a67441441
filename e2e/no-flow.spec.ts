/** A file that never held a Flow is told once, and no panel says otherwise. */
import { expect, test } from "./fixtures.ts";

const FILES: readonly (readonly [name: string, content: string, sentence: string])[] = [
  [
    "a Kubernetes object",
    "apiVersion: apps/v1\nkind: Deployment\n",
    "describes a Deployment for Kubernetes, not a Flow",
  ],
  ["Docker Compose", "services:\n  a: {image: x}\n", "describes services for Docker Compose, not a Flow"],
  ["a list", "- a\n- b\n", "holds a list, not a Flow"],
  ["a text", "hello world\n", "holds a single text or number, not a Flow"],
  ["JSON", '{"a": 1}\n', "describes no Flow"],
  ["an Executor", "jtype: MyExec\nmetas: {name: x}\n", "describes an Executor, MyExec, not a Flow"],
  ["a page", "<!DOCTYPE html>\n<p>hi: there</p>\n", "describes no Flow"],
  ["bytes", "PK\x03\x04abc", "This is no text file: it begins as a ZIP archive does."],
  ["nothing", "", "This file is empty"],
];

for (const [name, content, sentence] of FILES) {
  test(`${name}: one problem, one note, no contradiction`, async ({ designer, page }) => {
    await designer.open("other.yml", content);
    await expect(designer.toast).toContainText("Opened other.yml.");
    await expect(designer.toast).not.toContainText("Flow");
    const note = page.getByTestId("no-flow");
    await expect(note).toContainText(sentence);
    await expect(page.locator("[data-code]")).toHaveCount(1);
    await expect(page.locator("[data-code]")).toContainText(sentence);
    await expect(page.locator(".stale-note")).toHaveCount(0);
    await expect(designer.canvas.locator(".react-flow__node")).toHaveCount(0);
    await expect(page.getByText("An empty Flow")).toHaveCount(0);
    await designer.tab("Outline");
    await expect(page.getByRole("tabpanel", { name: "Outline" })).toHaveText(
      "There is no Flow in this file.",
    );
    await designer.tab("Inspector");
    await expect(page.getByRole("tabpanel", { name: "Inspector" })).toHaveText(
      "There is no Flow in this file.",
    );
    // With a Flow in it again, nothing is left of that.
    await designer.command("New flow");
    await expect(designer.toast).toContainText("Began a new Flow.");
    await expect(note).toHaveCount(0);
  });
}

test("the report of a conversion stays until it is dismissed, over a reload too", async ({
  designer,
  page,
}) => {
  await designer.open(
    "old.yml",
    "!Flow\nversion: '1'\npods:\n  - name: a\n    uses: _merge_chunks\n    read_only: true\n",
  );
  await designer.tab("Problems");
  await page.getByRole("button", { name: "Convert to 3.34" }).first().click();
  const report = page.getByTestId("conversion-report");
  await expect(report).toContainText("read_only: true of a was taken out: Jina 3 has nothing for it.");
  await expect(report).toContainText("was line 6: read_only: true");
  await expect(report).toContainText("uses: _merge_chunks of a was taken out");
  await expect(report.getByRole("heading")).toHaveText([
    "The conversion of old.yml",
    "Left to you: nothing",
    "Done (7)",
  ]);
  await designer.tab("Log");
  await expect(page.getByRole("list", { name: "Log" })).toContainText(
    "old.yml, line 6: read_only: true of a",
  );
  await page.reload();
  await designer.tab("Problems");
  await expect(report).toContainText("read_only: true of a");
  await report.getByRole("button", { name: "Dismiss" }).click();
  await expect(report).toHaveCount(0);
});

test("what a conversion leaves to do comes first, the height is used, and undo takes the report away", async ({
  designer,
  page,
}) => {
  const pods = Array.from({ length: 30 }, (_, index) => `  - {name: p${index}, read_only: true}\n`).join("");
  await designer.open("old.yml", `!Flow\nversion: '1'\npods:\n  - {name: i, uses: _index}\n${pods}`);
  await designer.tab("Problems");
  await page.getByRole("button", { name: "Convert to 3.34" }).first().click();
  const report = page.getByTestId("conversion-report");
  await expect(report.getByRole("heading").nth(1)).toHaveText("Left to you (1)");
  await expect(report.getByRole("listitem").first()).toContainText("Jina 3 has no executor like _index (i)");
  const empty = page.getByText("Jina knows of no problem in this file.");
  await expect(empty).toContainText("one thing is left to you");
  // It scrolls, down to the sentence below it.
  await expect.poll(() => report.evaluate((one) => one.scrollHeight > one.clientHeight)).toBe(true);
  await expect
    .poll(async () => {
      const { y, height } = (await report.boundingBox())!;
      return (await empty.boundingBox())!.y - (y + height);
    })
    .toBeLessThan(2);
  await designer.command("Undo");
  await expect(report).toHaveCount(0);
});
