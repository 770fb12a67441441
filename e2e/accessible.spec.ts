/**
 * The accessibility checker, with no rule off, on every panel, dialog and menu, in both themes, at the width of a
 * laptop, a tablet and a phone. SHOTS names a folder for a picture of each.
 */
import { expect, test } from "./fixtures.ts";
import { createLookCheck } from "./pages/accessibility.ts";
import { RICH_FLOW } from "./rich-flow.ts";

const OLD = "!Flow\nversion: '1'\nwith: {port_expose: 45678}\npods:\n  - name: loader\n    parallel: 2\n";
const EMPTY = "jtype: Flow\nexecutors: []\n";

// A gesture that finds nothing is told of where it was made.
test.use({ actionTimeout: 15_000 });

for (const width of [1280, 768, 390]) {
  test(`nothing is wrong with any panel, dialog or menu at ${width} px`, async ({ designer, page }) => {
    test.setTimeout(180_000);
    const { canvas, inspector } = designer;
    const isNarrow = width < 760;
    const { check, checkWidth } = createLookCheck(page, width);
    const show = designer.show.bind(designer);
    /** In a field, as the editor of YAML, the key is that field's own. */
    const find = async () => {
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await page.keyboard.press("ControlOrMeta+F");
    };
    /** Selects an executor wherever it is, and brings it into view. */
    const pick = async (name: string) => {
      await find();
      await dialog.getByRole("combobox").fill(name);
      await page.keyboard.press("Enter");
      await expect(dialog).toHaveCount(0);
      await expect(designer.card(name)).toHaveClass(/\bselected\b/);
    };
    const pickEdge = async () => {
      await pick("ranker");
      await page.keyboard.press("e");
      await expect(designer.need("index", "ranker")).toHaveClass(/\bselected\b/);
    };
    const panel = (name: string) => page.getByRole("tabpanel", { name });
    const dialog = page.getByRole("dialog");
    const inDialog = async (what: string, command: string) => {
      await designer.command(command);
      await expect(dialog).toBeVisible();
      await check(what, "dialog");
      await page.keyboard.press("Escape");
      await expect(dialog).toHaveCount(0);
    };

    await page.setViewportSize({ width, height: 800 });
    await designer.open("empty.yml", EMPTY);
    await expect(page.getByRole("heading", { name: "An empty Flow" })).toBeVisible();
    await check("an empty Flow");
    await designer.open("old.yml", OLD);
    await expect(canvas).toContainText("Drawn as Jina");
    await check("an old file", ".canvas");
    await canvas.getByRole("button", { name: "Convert to 3.34" }).click();
    await expect(canvas).not.toContainText("Drawn as Jina");
    await show("Send");
    await designer.tab("Problems");
    await expect(panel("Problems")).toContainText("The conversion of old.yml");
    await check("the report of a conversion");
    await show("Canvas");

    await designer.open("rich.yml", RICH_FLOW);
    await expect(designer.card("index")).toBeVisible();
    await expect(canvas.locator("[data-id][tabindex='0']")).toHaveCount(1);
    await expect(designer.toast).toContainText("Opened rich.yml");
    await page.keyboard.press("Escape");
    await expect(designer.toast).toHaveCount(0);
    const legend = page.getByRole("region", { name: "Legend" });
    if ((await legend.getByRole("listitem").count()) === 0) {
      await legend.getByRole("button").click();
    }
    await pickEdge();
    await expect(canvas.getByRole("button", { name: /^Write it down/ })).toBeVisible();
    await check("the canvas");
    await pick("index");
    await designer
      .card("index")
      .getByRole("button", { name: /more of index/ })
      .click();
    await expect(dialog).toBeVisible();
    await check("the details of a card", ".canvas");
    await page.keyboard.press("Escape");
    await designer.card("index").click({ button: "right", position: { x: 60, y: 18 } });
    await expect(page.getByRole("menu")).toBeVisible();
    await check("the menu of an executor", "[role=menu]");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "File rich.yml" }).click();
    await expect(page.getByRole("menu")).toBeVisible();
    await check("the menu of the file", "[role=menu]");
    await page.keyboard.press("Escape");

    await pickEdge();
    await show("Edit");
    await designer.tab("Inspector");
    await expect(inspector.getByRole("heading")).not.toHaveCount(0);
    await check("the Inspector of an edge", "[role=tabpanel][aria-label=Inspector]");
    await show("Canvas");
    await pick("index");
    await show("Edit");
    await expect(inspector.getByRole("heading", { name: "index" })).toBeVisible();
    await inspector.getByRole("button", { name: "ContainerRuntime" }).click();
    await designer.setField("replicas", "many");
    await expect(inspector.getByRole("alert")).toBeVisible();
    await check("the Inspector of an executor", "[role=tabpanel][aria-label=Inspector]");
    await inspector.getByRole("searchbox", { name: "Find an argument" }).fill("s");
    await expect(inspector.getByRole("button", { name: "Add to volumes" })).toBeVisible();
    await expect(
      inspector.getByRole("textbox", { name: "metrics_exporter_host", exact: true }),
    ).toBeVisible();
    await expect(inspector.getByRole("alert")).toBeVisible();
    await inspector.getByRole("button", { name: "uses_with as YAML" }).click();
    await expect(inspector.getByRole("textbox", { name: "uses_with", exact: true })).toBeVisible();
    await check("all arguments of an executor");
    await checkWidth("all arguments of an executor", "[role=tabpanel][aria-label=Inspector]");
    await show("Canvas");
    await designer.command("Select all");
    await show("Edit");
    await expect(inspector.getByRole("heading", { name: "4 executors" })).toBeVisible();
    await check("the Inspector of several executors", "[role=tabpanel][aria-label=Inspector]");
    await show("Canvas");
    await pick("loader");
    await page.keyboard.press(isNarrow ? "Alt+ArrowUp" : "Alt+ArrowLeft");
    await show("Edit");
    await expect(inspector.getByRole("heading", { name: "Gateway" })).toBeVisible();
    await inspector.getByRole("searchbox", { name: "Find an argument" }).fill("expose");
    await check("the Inspector of the gateway", "[role=tabpanel][aria-label=Inspector]");

    await designer.tab("Variables");
    await page
      .getByRole("textbox", { name: "Text of a .env file" })
      .fill("API_KEY=sk-1\nENCODER=Encoder\nCOUNT=2\nOTHER=1\nno");
    await panel("Variables").getByRole("button", { name: "Set these" }).click();
    await expect(panel("Variables")).toContainText("Line 5");
    await expect(panel("Variables").locator("[data-variable]")).toHaveCount(6);
    await expect(panel("Variables").locator("[data-reference]")).toHaveCount(1);
    await check("the variables");
    await checkWidth("the variables", "[role=tabpanel][aria-label=Variables]");

    await designer.tab("YAML");
    await designer.editor().click();
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.type("    sh");
    await expect(page.getByTestId("yaml-editor").getByRole("option").first()).toBeVisible();
    await check("what the YAML offers", ".place.is-right");
    await page.keyboard.press("Escape");
    await page.keyboard.press("F8");
    await expect(page.getByTestId("yaml-editor").locator(".cm-tooltip")).not.toHaveCount(0);
    await check("a problem in the YAML", ".place.is-right");
    await page.keyboard.press("Escape");
    await page.keyboard.press("ControlOrMeta+F");
    await expect(page.getByTestId("yaml-editor").getByRole("textbox", { name: "Find" })).toBeFocused();
    await check("the search in the YAML", ".place.is-right");
    await page.keyboard.press("Escape");
    await designer.retype(RICH_FLOW);
    expect(await designer.text()).toBe(RICH_FLOW);

    await show("Send");
    await designer.tab("Problems");
    await check("the problems", ".place.is-bottom");
    await show("Canvas");
    await pick("loader");
    await designer.command("Save as preset");
    await show("Add");
    await designer.tab("Palette");
    await expect(page.getByRole("region", { name: "Your presets" })).toBeVisible();
    await check("the palette", "[role=tabpanel][aria-label=Palette]");
    await designer.tab("Outline");
    await check("the outline", "[role=tabpanel][aria-label=Outline]");
    await show("Canvas");

    await inDialog("the dialog that connects", "Connect");
    await inDialog("the dialog that adds behind", "Add a follower");
    await inDialog("the dialog that renames", "Rename");
    await inDialog("the keys", "Keyboard shortcuts");
    await designer.command("Save version");
    await dialog.getByRole("textbox").fill("the first one");
    await check("the dialog that saves a version", "dialog");
    await page.keyboard.press("Enter");
    await expect(designer.toast).toContainText("Saved the version");
    await designer.command("Duplicate");
    await designer.command("Versions");
    await expect(dialog.getByRole("listitem")).toHaveCount(1);
    await check("the versions", "dialog");
    await dialog.getByRole("button", { name: /^Compare/ }).click();
    await expect(dialog.getByRole("region", { name: "Differences of the text" })).toBeVisible();
    await check("two versions compared", "dialog");
    await page.keyboard.press("Escape");
    await inDialog("the kept files", "Kept files");
    await find();
    await dialog.getByRole("combobox").fill("is:external");
    await expect(dialog.getByRole("option")).toHaveCount(1);
    await check("what Find finds", "dialog");
    await page.keyboard.press("Escape");
    await page.keyboard.press("ControlOrMeta+K");
    await dialog.getByRole("combobox").fill("l");
    await check("the command palette", "dialog");
    await page.keyboard.press("Escape");

    await designer.open("small.yml", "jtype: Flow\nexecutors:\n  - name: only\n");
    await expect(designer.card("only")).toBeVisible();
    await show("Send");
    if (width < 1100) {
      await designer.tab("Send");
    }
    await designer.pressSend();
    await expect(designer.responses()).not.toHaveCount(0);
    await check("the answers");
    await designer.command("Export answers");
    await dialog.getByRole("radio", { name: /^CSV/ }).check();
    await expect(dialog.getByRole("checkbox").first()).toBeVisible();
    await check("the export of answers", "dialog");
    await page.keyboard.press("Escape");
    await designer.command("Kept requests");
    await dialog.getByRole("textbox").fill("search");
    await page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: "Rename search" }).click();
    await expect(dialog.getByLabel("New name of search")).toBeFocused();
    await check("the kept requests", "dialog");
    await page.keyboard.press("Escape");
    for (const tab of ["Profile", "Runs", "Log", "Plot"]) {
      await designer.tab(tab);
      await expect(panel(tab)).toBeVisible();
      await check(tab, ".place.is-bottom");
    }
    await designer.tab("What if");
    await expect(panel("What if")).toContainText(/Worked out from [\d,]+ simulated requests/);
    await check("What if", ".place.is-bottom");
    await designer.command("Step through request");
    const bar = page.getByRole("region", { name: "Step through" });
    await show("Canvas");
    await expect(bar).toContainText(/Step 1 of \d+/);
    await check("the bar of steps", ".canvas");
    await show("Send");
    await designer.tab("Steps");
    await expect(panel("Steps").getByRole("option")).not.toHaveCount(0);
    await check("Steps", ".place.is-bottom");
  });
}
