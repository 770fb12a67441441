/** Text and graph never disagree. */
import { expect, test } from "./fixtures.ts";
import { stopClock } from "./pages/clock.ts";
import type { Designer } from "./pages/designer.ts";

test("what is typed shows on the canvas at once, as one step of undo", async ({ designer, page }) => {
  const before = await designer.text();
  await designer.tab("YAML");
  await designer.editor().click();
  await page.keyboard.press("ControlOrMeta+End");
  await stopClock(page);
  await page.keyboard.type("  - name: extra\nuses: X");
  await page.clock.resume();
  await expect(designer.card("extra")).toContainText("X");
  await expect(designer.need("joiner", "extra")).toHaveCount(1);
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("extra")).toHaveCount(0);
  expect(await designer.text()).toBe(before);
  await designer.editor().click();
  await page.keyboard.press("ControlOrMeta+Shift+Z");
  await expect(designer.card("extra")).toBeVisible();
});

test("Show in YAML jumps once: the tab that is opened again stays where it is, without the focus", async ({
  designer,
  page,
}) => {
  await designer.retype(`jtype: Flow\nexecutors:\n  - name: a\n${"# fill\n".repeat(300)}  - name: z\n`);
  await designer.tab("Inspector");
  await designer.select("z");
  await designer.inspector.getByRole("button", { name: "Show in YAML" }).click();
  await expect(designer.editor()).toBeFocused();
  await expect(designer.editor()).toContainText("name: z");
  // The cursor is put elsewhere, and the tab is left and opened again, by the keyboard and then by a click.
  await page.keyboard.press("ControlOrMeta+Home");
  await expect(designer.editor()).toContainText("jtype: Flow");
  for (const open of ["key", "click"]) {
    await designer.tab("Inspector");
    await expect(designer.editor()).toHaveCount(0);
    await designer.canvas.click({ position: { x: 5, y: 5 } });
    if (open === "key") {
      await page.getByRole("tab", { name: "Inspector" }).focus();
      await page.keyboard.press("ArrowRight");
    } else {
      await designer.tab("YAML");
    }
    await expect(designer.editor()).toContainText("jtype: Flow");
    await expect(designer.editor()).not.toContainText("name: z");
    await expect(designer.editor()).not.toBeFocused();
  }
  // Another event is served again.
  await designer.tab("Inspector");
  await designer.select("a");
  await designer.inspector.getByRole("button", { name: "Show in YAML" }).click();
  await expect(designer.editor()).toBeFocused();
});

test("what is drawn shows in the text at once", async ({ designer }) => {
  await designer.tab("YAML");
  await designer.dragIn("Executor", 0.5, 0.85);
  await expect(designer.editor()).toContainText("- name: executor1");
  await designer.connect("loader", "executor1");
  await expect(designer.editor()).toContainText("needs: [joiner, loader]");
});

test("text that does not parse keeps the last good graph, marked stale, with the error and its line", async ({
  designer,
  page,
}) => {
  await designer.retype("jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n");
  await expect(designer.cards()).toHaveCount(2);
  await stopClock(page);
  await page.keyboard.type("   bad indentation: [");
  await page.clock.resume();
  await expect(designer.canvas).toHaveClass(/is-stale/);
  await expect(designer.cards()).toHaveCount(2);
  await designer.tab("Problems");
  const row = page.locator("[data-code=yaml]");
  await expect(row).toContainText(/line 5, column \d+/);
  // The canvas is read-only meanwhile, and says why; the text is not.
  await expect(designer.paletteItem("Executor")).toBeDisabled();
  const note = designer.canvas.getByRole("button", { name: "Show it" });
  await expect(note).toContainText("In line 5:");
  await note.click();
  await expect(designer.editor()).toBeFocused();
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.canvas).not.toHaveClass(/is-stale/);
});

test("the last drawing is there after a reload of text that does not parse, read-only as before", async ({
  designer,
  page,
}) => {
  await designer.retype("jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n");
  await page.keyboard.type("   bad indentation: [");
  await expect(designer.canvas).toHaveClass(/is-stale/);
  await page.reload();
  await expect(designer.cards()).toHaveCount(2);
  await expect(designer.canvas).toHaveClass(/is-stale/);
  await expect(designer.canvas.getByRole("button", { name: "Show it" })).toContainText("In line 5:");
  await expect(designer.paletteItem("Executor")).toBeDisabled();
  await designer.editor().click();
  await page.keyboard.press("ControlOrMeta+End");
  for (let key = 0; key < "   bad indentation: [".length; key++) {
    await page.keyboard.press("Backspace");
  }
  await expect(designer.canvas).not.toHaveClass(/is-stale/);
});

test("a renamed executor keeps its place and its selection, however it was renamed", async ({
  designer,
  page,
}) => {
  await designer.command("New flow");
  await designer.dragIn("Executor", 0.3, 0.25);
  await designer.dragIn("Executor", 0.7, 0.7);
  await expect(designer.card("executor2")).toBeVisible();
  await designer.ready();
  const before = (await designer.card("executor2").boundingBox())!;
  await designer.tab("YAML");
  await designer.editor().click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("End");
  await page.keyboard.type("_renamed");
  await expect(designer.card("executor2_renamed")).toBeVisible();
  await expect
    .poll(async () => {
      const after = (await designer.card("executor2_renamed").boundingBox())!;
      return Math.abs(after.x - before.x) + Math.abs(after.y - before.y);
    })
    .toBeLessThan(2);
});

test("a dropped file opens; the one before comes back by a command, not by Undo, and so does the dropped one", async ({
  designer,
  page,
}) => {
  await designer.select("loader");
  await designer.setField("replicas", "7");
  const before = await designer.text();
  const text = "jtype: Flow\nexecutors: [{name: dropped}]\n";
  const holding = (names: readonly string[]) =>
    page.evaluateHandle(
      ({ content, files }) => {
        const data = new DataTransfer();
        for (const name of files) {
          data.items.add(new File([content], name));
        }
        return data;
      },
      { content: text, files: names },
    );
  const transfer = await holding(["dropped.yml"]);
  await designer.canvas.dispatchEvent("dragover", { dataTransfer: transfer });
  await expect(page.getByText("Let go to open the file")).toBeVisible();
  await designer.canvas.dispatchEvent("drop", { dataTransfer: transfer });
  await expect(designer.card("dropped")).toBeVisible();
  const back = designer.toast.getByRole("button", { name: "Back to previous file" });
  await expect(back).toBeVisible();
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("dropped")).toBeVisible();
  await back.click();
  await expect(designer.card("loader")).toContainText("7");
  expect(await designer.text()).toBe(before);
  await designer.command("Forward to next file");
  expect(await designer.text()).toBe(text);
  await designer.command("Back to previous file");
  // With its own history.
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("loader")).not.toContainText("7");
  // Several at once are all opened; a name without end leaves the header as it is.
  await designer.canvas.dispatchEvent("drop", {
    dataTransfer: await holding(["one.yml", `${"n".repeat(400)}.yml`, "three.yml"]),
  });
  await expect(designer.toast).toContainText("Opened 3 files.");
  await expect(page.getByRole("button", { name: "File three.yml" })).toBeVisible();
  await page.keyboard.press("Alt+PageUp");
  await expect(page.getByRole("button", { name: /^File nnn/ })).toBeVisible();
  const leftOf = async (name: RegExp) => (await page.getByRole("button", { name }).boundingBox())!.x;
  await expect.poll(() => leftOf(/^Undo/)).toBeLessThan(420);
});

/** A short file in the YAML tab, with the cursor at its end. */
async function typeInto(designer: Designer, text: string): Promise<void> {
  await designer.open("typed.yml", text);
  await designer.tab("YAML");
  await designer.editor().click();
  await designer.page.keyboard.press("ControlOrMeta+End");
}

const FLOW = "jtype: Flow\nexecutors:\n  - name: a\n";

test("typing with a move of the cursor between is two steps of undo, and undo stops at the opened file", async ({
  designer,
  page,
}) => {
  await typeInto(designer, FLOW);
  const { keyboard } = page;
  await stopClock(page);
  await keyboard.type("# one");
  await keyboard.press("ArrowLeft");
  await keyboard.press("ArrowRight");
  await keyboard.type(" two");
  await page.clock.resume();
  await keyboard.press("ControlOrMeta+Z");
  expect(await designer.text()).toBe(`${FLOW}# one`);
  await designer.editor().click();
  await keyboard.press("ControlOrMeta+Z");
  await keyboard.press("ControlOrMeta+Z");
  await keyboard.press("ControlOrMeta+Z");
  await expect(page.getByRole("button", { name: /File typed\.yml/ })).toBeVisible();
  expect(await designer.text()).toBe(FLOW);
});

test("a click elsewhere, a pause, a deletion and a paste are steps of undo too", async ({
  designer,
  page,
}) => {
  await typeInto(designer, FLOW);
  const { keyboard } = page;
  await stopClock(page);
  const texts = [FLOW];
  const step = async (act: () => Promise<void>, text: string) => {
    await act();
    await expect(designer.editor()).toContainText(text.trimEnd().split("\n").at(-1)!);
    texts.push(text);
  };
  await step(() => keyboard.type("# ab"), `${FLOW}# ab`);
  await step(async () => {
    await keyboard.press("Backspace");
    await keyboard.press("Backspace");
  }, `${FLOW}# `);
  await step(() => keyboard.type("cd"), `${FLOW}# cd`);
  await page.evaluate(() => navigator.clipboard.writeText("pasted"));
  await step(() => keyboard.press("ControlOrMeta+V"), `${FLOW}# cdpasted`);
  // Longer than what keys of one burst are apart.
  await page.clock.runFor(1200);
  await step(() => keyboard.type("e"), `${FLOW}# cdpastede`);
  await designer
    .editor()
    .getByText("# cdpastede")
    .click({ position: { x: 2, y: 5 } });
  await keyboard.press("End");
  await step(() => keyboard.type("f"), `${FLOW}# cdpastedef`);
  for (const text of texts.toReversed().slice(1)) {
    await keyboard.press("ControlOrMeta+Z");
    await expect(designer.editor()).toHaveText(text.replaceAll("\n", ""));
  }
});

test("what is typed over several lines takes their place, and leaves the browser nothing to keep of their look", async ({
  designer,
  page,
}) => {
  const text = "jtype: Flow\nexecutors:\n  - name: one\n    uses: One\n    timeout_ready: 5\n  - name: two\n";
  const { keyboard } = page;
  for (const [typed, after] of [
    ["x", "jtype: Flow\nexecutors:\n  - nx two\n"],
    [" ", "jtype: Flow\nexecutors:\n  - n  two\n"],
  ] as const) {
    await typeInto(designer, text);
    await keyboard.press("ControlOrMeta+Home");
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowDown");
    for (let column = 0; column < 5; column += 1) {
      await keyboard.press("ArrowRight");
    }
    await keyboard.down("Shift");
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowDown");
    for (let column = 0; column < 4; column += 1) {
      await keyboard.press("ArrowRight");
    }
    await keyboard.up("Shift");
    await keyboard.type(typed);
    await expect(designer.editor()).toHaveText(after.replaceAll("\n", ""));
    expect(await designer.text()).toBe(after);
    await designer.editor().click();
    await keyboard.press("ControlOrMeta+Z");
    await expect(designer.editor()).toHaveText(text.replaceAll("\n", ""));
  }
});

test("undo brings the changed place into view, with the cursor there", async ({ designer, page }) => {
  const lines = Array.from({ length: 200 }, (_, index) => `# line ${index}`).join("\n");
  await typeInto(designer, `jtype: Flow\nexecutors:\n  - name: a\n${lines}`);
  const { keyboard } = page;
  await keyboard.type("!");
  await keyboard.press("ControlOrMeta+Home");
  await expect(designer.editor()).toContainText("jtype");
  await keyboard.press("ControlOrMeta+Z");
  await expect(designer.editor()).toContainText("# line 199");
  await expect(designer.editor()).not.toContainText("!");
  await keyboard.type("?");
  await expect(designer.editor()).toContainText("# line 199?");
});

test.describe("Enter", () => {
  const cases: readonly [name: string, text: string, typed: string, after: string][] = [
    ["after with:", FLOW, "    with:\nport: 1", `${FLOW}    with:\n      port: 1`],
    ["after with: of the Flow", "jtype: Flow\n", "with:\nport: 1", "jtype: Flow\nwith:\n  port: 1"],
    [
      "after executors:, twice",
      "jtype: Flow\n",
      "executors:\n- name: a\nuses: A\nuses_with:\ntop: 1",
      "jtype: Flow\nexecutors:\n  - name: a\n    uses: A\n    uses_with:\n      top: 1",
    ],
    [
      "as the file does",
      "jtype: Flow\nexecutors:\n- name: a\n",
      "- name: b\nneeds:\n- a",
      "jtype: Flow\nexecutors:\n- name: a\n- name: b\n  needs:\n  - a",
    ],
    [
      "in a text block",
      "jtype: Flow\n",
      "description: |\na text\n  with:\nend",
      "jtype: Flow\ndescription: |\n  a text\n    with:\n    end",
    ],
    [
      "in an item that holds nothing",
      "jtype: Flow\nexecutors:\n",
      "  -\nname: a",
      "jtype: Flow\nexecutors:\n  -\n    name: a",
    ],
    [
      "after an ordinary line",
      "jtype: Flow\nwith:\n",
      "  port: 1\nhost: x",
      "jtype: Flow\nwith:\n  port: 1\n  host: x",
    ],
    [
      "after an empty line",
      "jtype: Flow\nwith:\n",
      "  port: 1\n\nhost: x",
      "jtype: Flow\nwith:\n  port: 1\n\n  host: x",
    ],
    ["in a file of \\r\\n", "jtype: Flow\r\n", "with:\nport: 1", "jtype: Flow\r\nwith:\r\n  port: 1"],
  ];
  for (const [name, text, typed, after] of cases) {
    test(name, async ({ designer, page }) => {
      await typeInto(designer, text);
      await page.keyboard.type(typed);
      expect(await designer.text()).toBe(after);
    });
  }
});

test("Tab indents, Shift+Tab goes back, and Escape and then Tab leaves the editor", async ({
  designer,
  page,
}) => {
  await typeInto(designer, FLOW);
  const { keyboard } = page;
  await keyboard.type("# x");
  await keyboard.press("Tab");
  await expect(designer.editor()).toContainText("  # x");
  await keyboard.press("Shift+Tab");
  await keyboard.press("Tab");
  expect(await designer.text()).toBe(`${FLOW}  # x`);
  await designer.editor().click();
  await keyboard.press("Escape");
  await expect(designer.editor()).toBeFocused();
  await keyboard.press("Tab");
  await expect(designer.editor()).not.toBeFocused();
  await designer.editor().click();
  await keyboard.press("Escape");
  await keyboard.press("Shift+Tab");
  await expect(page.getByRole("tab", { name: "YAML" })).toBeFocused();
  expect(await designer.text()).toBe(`${FLOW}  # x`);
});

test("who walks over the page by Tab walks over the editor, and changes nothing there", async ({
  designer,
  page,
}) => {
  const { keyboard } = page;
  await designer.open("walk.yml", FLOW);
  const tab = page.getByRole("tab", { name: "YAML" });
  await tab.click();
  await expect(designer.editor()).toBeVisible();
  await tab.focus();
  await keyboard.press("Tab");
  await expect(designer.editor()).toBeFocused();
  await keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Search in the YAML" })).toBeFocused();
  await keyboard.press("Shift+Tab");
  await expect(designer.editor()).toBeFocused();
  await keyboard.press("Shift+Tab");
  await expect(tab).toBeFocused();
  expect(await designer.text()).toBe(FLOW);
  await tab.focus();
  await keyboard.press("Tab");
  await keyboard.press("ArrowRight");
  await keyboard.press("Tab");
  await expect(designer.editor()).toBeFocused();
  expect(await designer.text()).toBe(`  ${FLOW}`);
});

test("a line that is too long goes on at its indentation", async ({ designer, page }) => {
  const long = "word ".repeat(60);
  await designer.retype(`jtype: Flow\n# ${long}\nexecutors:\n  - name: a\n    when: ${long}\n`);
  await page.keyboard.press("ControlOrMeta+Home");
  /** Where each row of a wrapped line begins, in pixels. */
  const starts = (text: string) =>
    designer
      .editor()
      .locator(".cm-line", { hasText: text })
      .evaluate((line) => {
        const range = document.createRange();
        range.selectNodeContents(line);
        const rows = new Map<number, number>();
        for (const { top, left } of range.getClientRects()) {
          const row = Math.round(top);
          rows.set(row, Math.min(rows.get(row) ?? left, left));
        }
        return [...rows.values()].map(Math.round);
      });
  await expect.poll(async () => new Set(await starts("# word")).size).toBe(1);
  await expect(async () => {
    const [first = 0, ...rest] = await starts("when: word");
    expect(rest.length).toBeGreaterThan(1);
    expect(new Set(rest).size).toBe(1);
    expect(rest[0]! - first).toBeGreaterThan(20);
  }).toPass({ timeout: 10_000 });
});

test("what is typed over all of the text leaves no card selected but the one that the cursor is in", async ({
  designer,
  page,
}) => {
  await designer.tab("YAML");
  const text = "jtype: Flow\nexecutors:\n  - name: loader\n  - name: joiner\n# the end\n\n";
  await designer.retype(text);
  await expect(designer.cards()).toHaveCount(2);
  const selected = designer.canvas.locator(".react-flow__node.selected[data-executor]");
  await expect(selected).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+A");
  await expect(selected).toHaveCount(2);
  await page.evaluate(() =>
    navigator.clipboard.writeText("jtype: Flow\nexecutors:\n  - name: loader\n  - name: joiner"),
  );
  await page.keyboard.press("ControlOrMeta+V");
  await expect(selected).toHaveAttribute("data-executor", "joiner");

  // What takes the place of a stretch without executors leaves those selected that are.
  await designer.retype(text);
  await page.keyboard.press("ControlOrMeta+A");
  await expect(selected).toHaveCount(2);
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Shift+ArrowUp");
  await page.evaluate(() => navigator.clipboard.writeText("# another end\n"));
  await page.keyboard.press("ControlOrMeta+V");
  await expect(designer.editor()).toContainText("# another end");
  await expect(selected).toHaveCount(2);
});
