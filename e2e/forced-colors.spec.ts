/** In the person's own colours, as those of high contrast, all that is seen by its colour is still to be seen. */
import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";

test.use({ contextOptions: { forcedColors: "active" } });

/** A colour of the computed style, as the browser puts it. */
const colourOf = (locator: Locator, property: string) =>
  locator.first().evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

test("bars, lines, what is selected, and the editor's cursor, selection and problems stand out", async ({
  designer,
  page,
}) => {
  const { canvas } = designer;
  await page.evaluate(() => {
    for (const name of ["Canvas", "Highlight"]) {
      const probe = document.createElement("i");
      probe.id = `probe-${name}`;
      probe.style.backgroundColor = name;
      document.body.append(probe);
    }
  });
  const [ground, highlight] = await Promise.all(
    ["Canvas", "Highlight"].map((name) => colourOf(page.locator(`#probe-${name}`), "background-color")),
  );
  expect(highlight).not.toBe(ground);

  await designer.pressSend();
  await expect(designer.documents()).toHaveCount(2);
  const bar = designer.card("loader").locator(".card-bar");
  expect(await colourOf(bar.locator("i"), "background-color")).toBe(highlight);
  expect([ground, highlight]).not.toContain(await colourOf(bar, "background-color"));
  await designer.tab("Profile");
  for (const part of [page.locator(".waterfall-track i"), page.locator(".swatch")]) {
    await expect(part.first()).toBeVisible();
    const grounds = await part.evaluateAll((all) => all.map((one) => getComputedStyle(one).backgroundColor));
    expect(grounds).not.toContain(ground);
  }

  const line = (from: string, to: string) =>
    colourOf(designer.need(from, to).locator(".react-flow__edge-path"), "stroke");
  expect([ground, highlight]).not.toContain(await line("loader", "text_index"));
  await designer.selectNeed("loader", "text_index");
  await expect.poll(() => line("loader", "text_index")).toBe(highlight);
  await designer.select("loader");
  await expect
    .poll(() => colourOf(designer.card("loader").locator(".card"), "border-top-color"))
    .toBe(highlight);
  expect(await colourOf(designer.card("joiner").locator(".card"), "border-top-color")).not.toBe(highlight);
  expect(await colourOf(canvas, "background-color")).toBe(ground);

  await designer.retype("jtype: Flow\nexecutors:\n  - name: a\n    replica: 2\n");
  const editor = page.getByTestId("yaml-editor");
  const problem = editor.locator(".cm-problem");
  await expect(problem).toHaveText("replica");
  expect(await colourOf(problem, "text-decoration-line")).toBe("underline");
  expect(await colourOf(problem, "text-decoration-color")).not.toBe(ground);
  expect(await colourOf(editor.locator(".cm-cursor"), "border-left-color")).not.toBe(ground);
  await page.keyboard.press("ControlOrMeta+A");
  const selection = editor.locator(".cm-selectionBackground");
  await expect(selection).not.toHaveCount(0);
  expect([ground, "rgba(0, 0, 0, 0)"]).not.toContain(await colourOf(selection, "background-color"));
  // No ground behind the words hides it.
  expect(await colourOf(editor.locator(".cm-line"), "forced-color-adjust")).toBe("none");
  if (process.env.SHOTS) {
    await page.screenshot({ path: `${process.env.SHOTS}/forced-colors.png` });
  }
});

test("the export dialog's choice, fault and chosen file stand out", async ({ designer, page }) => {
  const executors = ["a", "b"].map((name) => `  - {name: ${name}, uses: 'docker://me/${name}'}\n`).join("");
  await designer.open("flow.yml", `jtype: Flow\nexecutors:\n${executors}`);
  await designer.command("Export Kubernetes");
  const dialog = page.getByRole("dialog", { name: "Export Flow" });
  await dialog.getByLabel("Image of Jina itself").fill("jina:1");
  const files = dialog.getByRole("option");
  await expect(files).toHaveCount(3);
  const [chosen, other] = [files.nth(0), files.nth(1)];
  expect([await colourOf(chosen, "outline-style"), await colourOf(other, "outline-style")]).toEqual([
    "solid",
    "none",
  ]);
  const ground = await colourOf(dialog, "background-color");
  expect(await colourOf(chosen, "outline-color")).not.toBe(ground);
  // The whole of a long dialog is told from the page behind it.
  expect(await colourOf(dialog, "border-top-color")).not.toBe(ground);

  const namespace = dialog.getByRole("textbox", { name: "Namespace", exact: true });
  const before = await colourOf(namespace, "border-top-width");
  await namespace.fill("../x");
  await expect(dialog.getByRole("alert")).toBeVisible();
  expect(await colourOf(namespace, "border-top-width")).not.toBe(before);
  const note = dialog.getByText(/^Nothing is made before this is put right/);
  expect(await colourOf(note, "border-top-style")).toBe("solid");
  expect(await violationsOn(page, "dialog[open]")).toEqual([]);

  await dialog.getByRole("radio", { name: /^SVG/ }).check();
  const fit = dialog.getByRole("button", { name: "Fit" });
  await expect(fit).toHaveAttribute("aria-pressed", "true");
  expect(await colourOf(fit, "outline-style")).toBe("solid");
});
