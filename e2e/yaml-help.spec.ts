/** What the YAML tab does for whoever types: completion, help, problems with their fixes, search, folding, the selection. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";
import type { Designer } from "./pages/designer.ts";

const FLOW =
  "jtype: Flow\nexecutors:\n  - name: first\n    uses: Encoder\n  - name: second\n    uses: Indexer\n";

/** A file in the YAML tab, with the cursor at its end. */
async function typeInto(designer: Designer, text: string): Promise<void> {
  await designer.open("typed.yml", text);
  await designer.tab("YAML");
  await designer.editor().click();
  await designer.page.keyboard.press("ControlOrMeta+End");
}

const offers = (page: Page) => page.getByRole("listbox", { name: "Completions" });
const offer = (page: Page, name: string) => offers(page).getByRole("option", { name }).first();

/** Milliseconds after which keys are the list's: the editor takes those pressed sooner for its text. */
const LIST_TAKES_KEYS_MS = 100;

/** Presses keys once the list has been there for as long as a person needs to see it. */
async function pressInList(page: Page, ...keys: string[]): Promise<void> {
  await expect(offers(page)).toBeVisible();
  await page.waitForTimeout(LIST_TAKES_KEYS_MS);
  for (const key of keys) {
    await page.keyboard.press(key);
  }
}

test("keys, names and values are completed, in block and in flow style", async ({ designer, page }) => {
  await typeInto(designer, FLOW);
  const { keyboard } = page;
  await keyboard.type("    repl");
  await expect(offer(page, "replicas")).toHaveAttribute("aria-selected", "true");
  // What it does stands beside it.
  await expect(page.getByTestId("yaml-editor")).toContainText("How many copies run side by side");
  await pressInList(page, "Tab");
  await keyboard.type("2\nneeds: [fi");
  await expect(offer(page, "first")).toContainText("executor");
  await pressInList(page, "ArrowDown", "Enter");
  await keyboard.type("]\npolling: A");
  await expect(offer(page, "ALL")).toContainText("every shard");
  await keyboard.press("Escape");
  // The first Escape closes the list alone.
  await expect(offers(page)).toHaveCount(0);
  await expect(designer.editor()).toBeFocused();
  await keyboard.type("LL\n");
  await keyboard.press("Backspace");
  await keyboard.press("Backspace");
  await keyboard.type("  - {name: third, uses: Enc");
  await expect(offer(page, "Encoder")).toContainText("used in this file");
  await pressInList(page, "Tab");
  await keyboard.type("}");
  // It is drawn beyond the edge of the canvas.
  await designer.command("Fit view");
  await expect(designer.card("third")).toContainText("Encoder");
  await expect(designer.need("first", "second")).toHaveCount(1);
  expect(await designer.text()).toContain(
    "    replicas: 2\n    needs: [first]\n    polling: ALL\n  - {name: third, uses: Encoder}",
  );
});

test("a word that is typed to its end stays as it was typed; nothing is offered where keys are a person's own", async ({
  designer,
  page,
}) => {
  await typeInto(designer, FLOW);
  const { keyboard } = page;
  await keyboard.type("    env:");
  await keyboard.press("Enter");
  await keyboard.type("p");
  await page.waitForTimeout(400);
  await expect(offers(page)).toHaveCount(0);
  await keyboard.type(": 1");
  await keyboard.press("Enter");
  await keyboard.press("Backspace");
  await keyboard.type("needs: fir");
  await expect(offer(page, "first")).toBeVisible();
  await keyboard.type("s");
  // Nothing was chosen, so that Enter begins a line.
  await keyboard.press("Enter");
  await expect(designer.editor()).toContainText("needs: firs");
  await expect(designer.editor()).not.toContainText("needs: first");
  await keyboard.press("ControlOrMeta+Space");
  await expect(offer(page, "shards")).toBeVisible();
  await expect(offers(page).getByRole("option", { name: "env" })).toHaveCount(0);
});

test("pointing at a key tells what it does, its type and its default", async ({ designer, page }) => {
  await typeInto(designer, `${FLOW}    timeout_ready: 5000\n`);
  await designer.editor().getByText("timeout_ready").hover();
  const help = page.getByTestId("yaml-editor").locator(".cm-help");
  await expect(help).toContainText("timeout_ready");
  await expect(help).toContainText("number, 600000 by default");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`problems stand under their words and are fixed there, and nothing is wrong with the page meanwhile, ${colorScheme}`, async ({
    designer,
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await typeInto(designer, `${FLOW}    replica: 2\n`);
    const mark = page.getByTestId("yaml-editor").locator(".cm-problem.is-error");
    await expect(mark).toHaveText("replica");
    await mark.hover();
    const fix = page.getByTestId("yaml-editor").getByRole("button", { name: "Write replicas" });
    await expect(fix).toBeVisible();
    expect(await violationsOn(page)).toEqual([]);
    await fix.click();
    await expect(designer.editor()).toContainText("replicas: 2");
    await expect(mark).toHaveCount(0);
    // The same by keys.
    await designer.editor().click();
    await page.keyboard.press("ControlOrMeta+Z");
    await expect(mark).toHaveCount(1);
    await designer.editor().click();
    await page.keyboard.press("F8");
    await page.keyboard.press("ControlOrMeta+.");
    await expect(designer.editor()).toContainText("replicas: 2");
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.type("    sh");
    await expect(offer(page, "shards")).toBeVisible();
    expect(await violationsOn(page)).toEqual([]);
  });
}

test("search and folding", async ({ designer, page }) => {
  await typeInto(designer, FLOW);
  await page.keyboard.press("ControlOrMeta+F");
  const find = page.getByTestId("yaml-editor").getByRole("textbox", { name: "Find" });
  await expect(find).toBeFocused();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await find.fill("uses");
  await find.press("Enter");
  await expect(page.getByTestId("yaml-editor").locator(".cm-searchMatch")).toHaveCount(2);
  expect(await violationsOn(page)).toEqual([]);
  await find.press("Escape");
  await expect(find).toHaveCount(0);
  await expect(designer.editor()).toBeFocused();
  await page.getByRole("button", { name: "Search in the YAML" }).click();
  await expect(find).toBeFocused();
  await find.press("Escape");
  await page.getByTestId("yaml-editor").getByTitle("Fold line", { exact: true }).first().click();
  await expect(designer.editor()).not.toContainText("name: first");
  expect(await violationsOn(page)).toEqual([]);
  await page.getByTestId("yaml-editor").getByTitle("Unfold line", { exact: true }).last().click();
  await expect(designer.editor()).toContainText("name: first");
});

test("the cursor selects the executor that it is in, and what is selected has its lines marked", async ({
  designer,
  page,
}) => {
  await designer.open("typed.yml", FLOW);
  await designer.command("YAML beside the canvas");
  const chosen = page.getByTestId("yaml-editor").locator(".cm-line.is-chosen");
  await designer.editor().getByText("Indexer").click();
  await expect(designer.inspector.getByRole("heading", { name: "second", exact: true })).toBeVisible();
  await expect(chosen).toHaveText([/name: second/, /uses: Indexer/]);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(designer.inspector.getByRole("heading", { name: "first", exact: true })).toBeVisible();
  await page.keyboard.press("Shift+ArrowDown");
  await expect(chosen).toHaveCount(4);
  // From the canvas, without the focus.
  await designer.canvas.click({ position: { x: 5, y: 5 } });
  await expect(chosen).toHaveCount(0);
  await designer.select("second");
  await expect(chosen).toHaveText([/name: second/, /uses: Indexer/]);
  await expect(designer.editor()).not.toBeFocused();
  await page.keyboard.press("ControlOrMeta+A");
  await expect(chosen).toHaveCount(4);
  await designer.canvas.click({ position: { x: 5, y: 5 } });
  await expect(chosen).toHaveCount(0);
  // And to the card.
  await designer.editor().getByText("Encoder").click();
  await page.getByRole("button", { name: "Show first on the canvas" }).click();
  await expect(designer.card("first")).toBeInViewport();
  await designer
    .editor()
    .getByText("Indexer")
    .click({ modifiers: ["ControlOrMeta"] });
  await expect(designer.inspector.getByRole("heading", { name: "second", exact: true })).toBeVisible();
});

test("the YAML stands in its tab, beside the canvas or alone, and is found there again", async ({
  designer,
  page,
}) => {
  await designer.tab("YAML");
  const place = (name: string) => page.getByRole("button", { name, exact: true });
  await place("YAML beside the canvas").click();
  await expect(page.getByRole("region", { name: "YAML panel" })).toBeVisible();
  await expect(designer.canvas).toBeVisible();
  await expect(page.getByRole("tab", { name: "YAML" })).toHaveCount(0);
  await expect(page.getByRole("tab", { name: "Inspector" })).toHaveAttribute("aria-selected", "true");
  await page.reload();
  await expect(place("YAML beside the canvas")).toHaveAttribute("aria-pressed", "true");
  expect(await violationsOn(page)).toEqual([]);
  await place("YAML alone").click();
  await expect(designer.canvas).toHaveCount(0);
  await expect(designer.editor()).toBeVisible();
  await place("YAML in its tab").click();
  await expect(designer.canvas).toBeVisible();
  await expect(page.getByRole("tab", { name: "YAML" })).toHaveAttribute("aria-selected", "true");
});
