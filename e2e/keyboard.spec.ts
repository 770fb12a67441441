/** The canvas and the Outline by keyboard alone, and what a screen reader hears of them. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";
import type { Designer } from "./pages/designer.ts";

/** a feeds b and c, which d joins. */
const TEXT =
  "jtype: Flow\nexecutors:\n  - name: a\n  - {name: b, needs: a}\n  - {name: c, needs: a}\n  - {name: d, needs: [b, c]}\n";

test.beforeEach(async ({ designer, page }) => {
  await designer.open("keys.yml", TEXT);
  // The example has as many cards.
  await expect(designer.card("a")).toBeVisible();
  await expect(designer.cards()).toHaveCount(4);
  // What comes after the first picture is there.
  await expect(designer.canvas.locator("[data-id][tabindex='0']")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(designer.toast).toHaveCount(0);
});

/** What has the focus: an executor's name, an edge, or the words of anything else. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return (
      element?.getAttribute("data-executor") ??
      element?.getAttribute("data-needs") ??
      element?.getAttribute("data-id") ??
      element?.getAttribute("aria-label") ??
      element?.tagName
    );
  });
const selected = (designer: Designer) =>
  designer.canvas
    .locator(".react-flow__node.selected, .react-flow__edge.selected")
    .evaluateAll((elements) =>
      elements
        .map((one) => one.getAttribute("data-executor") ?? one.getAttribute("data-needs") ?? "gateway")
        .sort(),
    );
/** Until the focus is in a dialog, keys are the canvas's: the code of dialogs comes in an idle moment. */
const inDialog = (page: Page) => expect(page.getByRole("dialog").locator(":focus")).toHaveCount(1);

async function tabToCanvas(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "Palette" }).focus();
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement?.closest(".react-flow") !== null)) {
      return;
    }
  }
  throw new Error("Tab does not reach the canvas");
}

test("Tab reaches the canvas, which is one stop; Space selects there, and Enter opens at once", async ({
  designer,
  page,
}) => {
  await tabToCanvas(page);
  await expect.poll(() => focused(page)).toBe("a");
  await expect.poll(() => selected(designer)).toEqual([]);
  await page.keyboard.press("Space");
  await expect.poll(() => selected(designer)).toEqual(["a"]);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.closest(".react-flow__node") === null)).toBe(true);
  await page.keyboard.press("Shift+Tab");
  await expect.poll(() => focused(page)).toBe("a");
  await page.keyboard.press("Escape");
  await expect.poll(() => selected(designer)).toEqual([]);
  // What the list of keys says of it, also where nothing is selected.
  await page.keyboard.press("Enter");
  await expect.poll(() => selected(designer)).toEqual(["a"]);
  await expect(designer.inspector.getByRole("textbox", { name: "name", exact: true })).toBeFocused();
  await page.keyboard.press("F6");
  await expect.poll(() => focused(page)).toBe("a");
  // Keys stand first in their list.
  await page.keyboard.press("?");
  const rows = page.getByRole("dialog", { name: "Keyboard shortcuts" }).locator(".shortcuts > div");
  await expect(rows.first()).not.toContainText("by mouse or finger");
  await expect(rows.first().locator("kbd")).not.toHaveCount(0);
  for (const [keys, label] of [
    ["Space", "Select the executor or edge that has the focus"],
    ["Shift Space", "Add the executor that has the focus to what is selected, or take it away"],
  ] as const) {
    const row = rows.filter({ has: page.getByText(keys, { exact: true }) });
    await expect(row).toContainText(`${label} on the canvas`);
  }
});

test("Alt and arrows travel along edges and never through the browser's history", async ({
  designer,
  page,
}) => {
  const before = page.url();
  await tabToCanvas(page);
  await page.keyboard.press("Space");
  await page.keyboard.press("Alt+ArrowRight");
  await expect.poll(() => focused(page)).toMatch(/^[bc]$/);
  const first = await focused(page);
  const other = first === "b" ? "c" : "b";
  await expect.poll(() => selected(designer)).toEqual([first]);
  await page.keyboard.press(first === "b" ? "Alt+ArrowDown" : "Alt+ArrowUp");
  await expect.poll(() => focused(page)).toBe(other);
  await page.keyboard.press("Alt+ArrowRight");
  await expect.poll(() => focused(page)).toBe("d");
  await page.keyboard.press("Alt+ArrowRight");
  await expect(designer.told).toHaveText("Nothing on the right side.");
  for (const name of [/^[bc]$/, /^a$/, /^start$/]) {
    await page.keyboard.press("Alt+ArrowLeft");
    await expect.poll(() => focused(page)).toMatch(name);
  }
  await expect.poll(() => selected(designer)).toEqual(["gateway"]);
  // With Mod and Shift what is passed stays selected; Shift and Space, or Enter in Find, add and take away.
  await page.keyboard.press("ControlOrMeta+Shift+ArrowRight");
  await expect.poll(() => focused(page)).toBe("a");
  await page.keyboard.press("ControlOrMeta+Shift+ArrowRight");
  await expect.poll(() => focused(page)).toMatch(/^[bc]$/);
  await expect.poll(async () => (await selected(designer)).join()).toMatch(/^a,[bc],gateway$/);
  await page.keyboard.press("Shift+Space");
  await expect.poll(() => selected(designer)).toEqual(["a", "gateway"]);
  await page.keyboard.press("ControlOrMeta+F");
  await inDialog(page);
  await page.keyboard.type("d");
  await page.keyboard.press("Shift+Enter");
  await expect.poll(() => focused(page)).toBe("d");
  await expect.poll(() => selected(designer)).toEqual(["a", "d", "gateway"]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Alt+ArrowLeft");
  await page.getByRole("button", { name: "Undo" }).first().focus();
  await page.keyboard.press("Alt+ArrowLeft");
  expect(page.url()).toBe(before);
  await expect(designer.cards()).toHaveCount(4);
});

test("arrows move what is selected, Shift further, and keys in one go are one step of undo", async ({
  designer,
  page,
}) => {
  await designer.select("b");
  const place = async () => (await designer.card("b").boundingBox())!;
  await page.keyboard.press("ControlOrMeta+0");
  await expect.poll(async () => Math.round((await place()).width)).toBe(178);
  const before = await place();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+ArrowRight");
  await expect
    .poll(async () => [(await place()).x - before.x, (await place()).y - before.y])
    .toEqual([50, 20]);
  await expect(designer.told).toHaveText('Moved "b".');
  await page.keyboard.press("ControlOrMeta+Z");
  await expect.poll(place).toEqual(before);
  await expect.poll(() => focused(page)).toBe("b");
  // A card that is moved out of view takes the view along.
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press("Shift+ArrowUp");
  }
  const canvas = (await designer.canvas.boundingBox())!;
  await expect.poll(async () => (await place()).y).toBeGreaterThan(canvas.y);
});

test("a file that is begun, opened, gone to or closed has the focus, unless it is elsewhere", async ({
  designer,
  page,
}) => {
  await tabToCanvas(page);
  await designer.command("New flow");
  await expect(page.getByRole("heading", { name: "An empty Flow" })).toBeVisible();
  await expect(designer.canvas).toBeFocused();
  await page.keyboard.press("N");
  await expect(designer.card("executor1")).toBeFocused();
  await page.keyboard.press("Alt+PageUp");
  await expect(designer.card("a")).toBeVisible();
  await expect(designer.canvas).toBeFocused();
  await page.keyboard.press("Alt+PageDown");
  await expect(designer.card("executor1")).toBeFocused();
  await page.keyboard.press("Shift+Alt+W");
  await expect(designer.card("a")).toBeVisible();
  await expect(designer.canvas).toBeFocused();
  await page.keyboard.press("Shift+Alt+R");
  await expect(designer.card("executor1")).toBeFocused();
  await page.keyboard.press("Escape");
  await designer.open("other.yml", "jtype: Flow\nexecutors:\n  - name: other\n");
  await expect(designer.card("other")).toBeVisible();
  await expect(designer.canvas).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(designer.card("other")).toBeFocused();

  // A tab that is pressed keeps it. One that goes by its own button leaves it to the tab that is shown.
  const tabs = page.getByRole("navigation", { name: "Open files" });
  const tab = tabs.getByRole("button", { name: "keys.yml", exact: true });
  await tab.click();
  await expect(designer.card("a")).toBeVisible();
  await expect(tab).toBeFocused();
  await tabs.getByRole("button", { name: "Close other.yml" }).press("Enter");
  await expect(tabs.getByRole("button", { name: "other.yml", exact: true })).toHaveCount(0);
  await expect(tab).toBeFocused();
  await tabs.getByRole("button", { name: "Close keys.yml" }).press("Enter");
  await expect(tab).toHaveCount(0);
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
});

test("the focus follows what is added, found, renamed, pasted and undone, and goes to a neighbour of what is deleted", async ({
  designer,
  page,
}) => {
  await tabToCanvas(page);
  await page.keyboard.press("N");
  await expect.poll(() => focused(page)).toBe("executor1");
  await expect(designer.told).toHaveText('Added "executor1".');
  await page.keyboard.press("F2");
  await inDialog(page);
  await page.keyboard.type("last");
  await page.keyboard.press("Enter");
  await expect.poll(() => focused(page)).toBe("last");
  await page.keyboard.press("Delete");
  await expect(designer.card("last")).toHaveCount(0);
  await expect.poll(() => focused(page)).toBe("d");
  await page.keyboard.press("ControlOrMeta+Z");
  await expect.poll(() => focused(page)).toBe("last");
  await page.keyboard.press("ControlOrMeta+F");
  await inDialog(page);
  await page.keyboard.type("c");
  await page.keyboard.press("Enter");
  await expect.poll(() => focused(page)).toBe("c");
  await page.keyboard.press("ControlOrMeta+C");
  await expect(designer.toast).toContainText('Copied "c".');
  await page.keyboard.press("ControlOrMeta+V");
  await expect.poll(() => focused(page)).toBe("c1");
  await page.keyboard.press("ControlOrMeta+D");
  await expect.poll(() => focused(page)).toBe("c2");
  await page.keyboard.press("C");
  await page.getByRole("dialog", { name: "Connect c2 to" }).getByRole("combobox").fill("last");
  await page.keyboard.press("Enter");
  await expect(designer.need("c2", "last")).toHaveCount(1);
  await expect(designer.told).toContainText('Connected "c2" to "last".');
  await expect.poll(() => focused(page)).toBe("c2");
});

test("edges are reached by E and cut, and what cannot be connected is greyed with the reason", async ({
  designer,
  page,
}) => {
  await designer.select("d");
  await page.keyboard.press("E");
  await expect.poll(() => focused(page)).toBe("b->d");
  await expect(designer.need("b", "d")).toHaveAccessibleName("d needs b");
  await expect(designer.inspector.getByRole("heading", { name: "b → d" })).toBeVisible();
  await page.keyboard.press("E");
  await expect.poll(() => focused(page)).toBe("c->d");
  await page.keyboard.press("Shift+E");
  await expect.poll(() => focused(page)).toBe("b->d");
  await page.keyboard.press("Delete");
  await expect(designer.need("b", "d")).toHaveCount(0);
  await expect(designer.told).toContainText('Disconnected "b" from "d".');
  await expect.poll(() => focused(page)).toBe("d");
  await page.keyboard.press("ControlOrMeta+Z");
  await expect.poll(() => focused(page)).toBe("b->d");
  await page.keyboard.press("Alt+ArrowLeft");
  await expect.poll(() => focused(page)).toBe("b");
  await page.keyboard.press("C");
  const options = page.getByRole("dialog", { name: "Connect b to" }).getByRole("option");
  await expect(options.filter({ hasText: "would close a cycle" })).toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Escape");
  await expect.poll(() => focused(page)).toBe("b");
});

test("after each dialog the focus is back on the card from which it was opened", async ({
  designer,
  page,
}) => {
  await designer.select("b");
  const dialog = page.getByRole("dialog");
  const closes = async (what: string) => {
    await expect(dialog, what).toBeVisible();
    await expect(dialog.locator(":focus"), what).toHaveCount(1);
    await page.keyboard.press("Escape");
    await expect(dialog, what).toHaveCount(0);
    await expect(designer.card("b"), what).toBeFocused();
  };
  for (const key of ["F2", "C", "F", "Shift+N", "?", "ControlOrMeta+K", "ControlOrMeta+F"]) {
    await page.keyboard.press(key);
    await closes(key);
  }
  for (const command of [
    ...["Save version", "Versions", "Kept files", "Import", "Export Flow", "Share link", "Kept requests"],
    ...["Request as code", "Request from code", "Find executor", "Keyboard shortcuts"],
  ]) {
    await designer.command(command);
    await closes(command);
  }
});

test("a screen reader hears executors by name, need and followers, in the canvas and in the Outline", async ({
  designer,
  page,
}) => {
  await expect(designer.card("a")).toHaveAccessibleName(/^a, needs gateway, feeds 2/);
  await expect(designer.card("d")).toHaveAccessibleName(/^d, needs b, c, answers/);
  expect(await violationsOn(page, ".canvas")).toEqual([]);
  await designer.tab("Outline");
  await expect(page.getByRole("option", { name: /^b needs a feeds 1$/ })).toBeVisible();
  expect(await violationsOn(page, ".outline")).toEqual([]);
});

test("the Outline has the same keys: several are selected, renamed, connected, cut and deleted there", async ({
  designer,
  page,
}) => {
  await designer.tab("Outline");
  const list = page.getByRole("listbox", { name: "Executors in the order of the file" });
  await list.focus();
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => selected(designer)).toEqual(["a"]);
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await expect.poll(() => selected(designer)).toEqual(["a", "b", "c"]);
  await page.keyboard.press("Shift+ArrowUp");
  await expect.poll(() => selected(designer)).toEqual(["a", "b"]);
  await page.keyboard.press("End");
  await expect.poll(() => selected(designer)).toEqual(["d"]);
  await page.keyboard.press("Alt+ArrowLeft");
  await expect.poll(async () => (await selected(designer)).join()).toMatch(/^[bc]$/);
  await page.keyboard.press("Home");
  await page.keyboard.press("F2");
  await inDialog(page);
  await page.keyboard.type("first");
  await page.keyboard.press("Enter");
  await expect(list).toBeFocused();
  await expect(designer.card("first")).toBeVisible();
  await page.keyboard.press("E");
  await page.keyboard.press("E");
  await expect.poll(() => selected(designer)).toEqual(["first->b"]);
  await expect(designer.told).toHaveText("b needs first");
  await page.keyboard.press("Delete");
  await expect(designer.need("first", "b")).toHaveCount(0);
  await page.keyboard.press("End");
  await page.keyboard.press("Delete");
  await expect(designer.card("d")).toHaveCount(0);
  // The selection goes on from the place of what was deleted.
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => selected(designer)).toEqual(["c"]);
  await page.keyboard.press("Enter");
  await expect(designer.inspector.getByRole("textbox", { name: "name", exact: true })).toBeFocused();
});

test("a field that is left by Tab hands the focus to the next one, also where it renames", async ({
  designer,
  page,
}) => {
  await designer.select("b");
  const name = designer.inspector.getByLabel("name", { exact: true });
  await name.fill("renamed");
  await name.press("Tab");
  await expect(designer.card("renamed")).toBeVisible();
  await expect(designer.inspector.getByLabel("Form")).toBeFocused();
  // Typed on the canvas, n would add an executor.
  await page.keyboard.press("Tab");
  await page.keyboard.type("Runner");
  await page.keyboard.press("Enter");
  await expect(designer.cards()).toHaveCount(4);
  expect(await designer.text()).toContain("uses: Runner");
  await name.fill("again");
  await name.press("Shift+Tab");
  await expect(designer.card("again")).toBeVisible();
  await expect(page.getByRole("button", { name: "Show in YAML" })).toBeFocused();
});

test("the focus stays beside a control of a panel that is gone with what it did", async ({
  designer,
  page,
}) => {
  const { inspector } = designer;
  const field = (label: string) => inspector.getByLabel(label, { exact: true });
  // What was typed into it becomes two others.
  await field("protocol").fill("GRPC, HTTP");
  await field("protocol").press("Enter");
  await expect(field("protocol 1")).toBeFocused();
  await inspector.getByRole("button", { name: "Remove protocol 2" }).press("Enter");
  await expect(field("protocol")).toBeFocused();
  await inspector.getByRole("button", { name: "Reset protocol" }).press("Enter");
  await expect(field("protocol")).toBeFocused();
  await expect(field("protocol")).toHaveValue("");
  // The panel is another one.
  await page.keyboard.press("ControlOrMeta+K");
  await inDialog(page);
  await page.keyboard.type("yaml in its tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tab", { name: "YAML" })).toBeFocused();
});
