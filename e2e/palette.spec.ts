/** The palette: what there is to add, by click and by drag, and a person's own presets. */
import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";

const FLOW = `jtype: Flow
executors:
  - name: a
    uses: A   # mine
    needs: gateway
  - name: b
    needs: gateway
`;

test("an executor of each kind is found and added, and joins join what is selected", async ({
  designer,
  page,
}) => {
  await designer.open("two.yml", FLOW);
  const palette = page.getByRole("tabpanel", { name: "Palette" });
  const search = palette.getByRole("searchbox", { name: "Search the palette" });
  await search.fill("hub");
  await expect(palette.getByRole("button")).toHaveCount(1);
  await search.fill("");
  await designer.select("a");
  await expect(designer.paletteItem("Joiner")).toBeEnabled();
  await designer.card("b").click({ modifiers: ["Shift"], position: { x: 90, y: 18 } });
  await designer.paletteItem("Joiner").click();
  await expect(designer.card("joiner")).toBeVisible();
  await designer.paletteItem("External").press("Enter");
  const { inspector } = designer;
  await expect(inspector.getByRole("textbox", { name: "host", exact: true })).toHaveValue("localhost");
  await designer.setField("host", "example.com");
  await designer.setField("port", "abc");
  await expect(inspector.getByRole("alert")).toContainText("must be a whole number");
  await designer.setField("port", "8080");
  await inspector.getByLabel("tls", { exact: true }).selectOption("true");
  await designer.paletteItem("Inspect").click();
  expect(await designer.text()).toBe(`${FLOW}  - name: joiner
    needs: [a, b]
  - name: executor1
    external: true
    host: example.com
    port: 8080
    needs: joiner
    tls: true
  - name: inspect
    method: inspect
`);
});

test("a joiner says what it waits for where there is nothing to join", async ({ designer }) => {
  await designer.open("empty.yml", "jtype: Flow\nexecutors: []\n");
  await expect(designer.paletteItem("Joiner")).toBeDisabled();
  await expect(designer.paletteItem("Joiner")).toContainText("select two that it is to wait for");
  await expect(designer.paletteItem("Needs all")).toContainText("there is nothing to wait for yet");
});

test("a press adds behind what is selected, as N and + do, and brings it into view", async ({
  designer,
  page,
}) => {
  await designer.open("two.yml", FLOW);
  const palette = page.getByRole("tabpanel", { name: "Palette" });
  await expect(palette).toContainText("A press adds at the end of the Flow.");
  const ways = [
    () => designer.paletteItem("Executor").click(),
    () => page.keyboard.press("N"),
    async () => {
      await designer.card("a").hover();
      await designer.card("a").getByRole("button", { name: "Add behind a" }).click();
      await page.getByRole("dialog").getByRole("option", { name: "Executor" }).first().click();
    },
    async () => {
      await page.keyboard.press("Shift+N");
      await page.getByRole("dialog", { name: "Add behind a" }).getByRole("combobox").fill("Executor");
      await page.keyboard.press("Enter");
    },
  ];
  for (const add of ways) {
    await designer.select("a");
    await expect(palette).toContainText("A press adds behind a.");
    await add();
    await expect(designer.need("a", "executor1")).toHaveCount(1);
    await expect(designer.card("executor1")).toBeInViewport({ ratio: 0.999 });
    await expect(designer.inspector.getByRole("heading", { name: "executor1" })).toBeVisible();
    await expect(palette).toContainText("A press adds behind executor1.");
    await expect(designer.told).toHaveText('Added "executor1" behind "a".');
    expect(await designer.text()).toBe(`${FLOW}  - name: executor1\n    needs: a\n`);
    await designer.canvas.click({ position: { x: 20, y: 20 } });
    await page.keyboard.press("ControlOrMeta+Z");
    await expect(designer.cards()).toHaveCount(2);
  }
  await designer.canvas.locator('[data-id="start"]').click();
  await expect(palette).toContainText("A press adds behind the gateway.");
  await designer.paletteItem("Hub").click();
  expect(await designer.text()).toContain("needs: gateway\n");
});

test("the same list is there by keys alone, at the end of the Flow and behind an executor", async ({
  designer,
  page,
}) => {
  await designer.open("two.yml", FLOW);
  await designer.select("b");
  await page.keyboard.press("Shift+N");
  const behind = page.getByRole("dialog", { name: "Add behind b", exact: true });
  await expect(behind.getByRole("option", { name: /^Joiner/ })).toHaveAttribute("aria-disabled", "false");
  await behind.getByRole("combobox").fill("sharded");
  await page.keyboard.press("Enter");
  await expect(behind).toHaveCount(0);
  const sharded = `${FLOW}  - name: executor1\n    shards: 2\n    polling: ANY\n    needs: b\n`;
  expect(await designer.text()).toBe(sharded);
  // What it runs can be typed there as well, and is told what it is taken for.
  await designer.canvas.click({ position: { x: 20, y: 20 } });
  await page.keyboard.press("Shift+N");
  const add = page.getByRole("dialog", { name: "Add", exact: true });
  await add.getByRole("combobox").fill("docker://clip:1.2");
  await expect(add.getByRole("option")).toHaveText(["docker://clip:1.2runs this Docker image"]);
  await page.keyboard.press("Enter");
  await expect(add).toHaveCount(0);
  expect(await designer.text()).toBe(`${sharded}  - name: executor2\n    uses: docker://clip:1.2\n`);
  await page.keyboard.press("ControlOrMeta+Z");
});

test("a preset is saved, renamed, dragged into another Flow, removed and brought back", async ({
  designer,
  page,
}) => {
  await designer.open("two.yml", FLOW);
  await designer.card("a").click({ button: "right", position: { x: 90, y: 18 } });
  await page.getByRole("menuitem", { name: "Save as preset" }).click();
  const presets = page.getByRole("region", { name: "Your presets" });
  await expect(presets.getByRole("button", { name: /^a/ })).toContainText("A   # mine");
  await presets.getByRole("button", { name: "Rename preset a" }).click();
  await page.getByRole("textbox", { name: "New name of a" }).fill("My encoder");
  await page.keyboard.press("Enter");
  await expect(presets.getByRole("button", { name: /^My encoder/ })).toBeVisible();
  await page.reload();
  await expect(designer.card("a")).toBeVisible();
  await designer.open("other.yml", "jtype: Flow\nexecutors:\n  - name: x\n");
  await designer.dragIn("My encoder", 0.7, 0.3);
  await expect(designer.card("a")).toBeVisible();
  expect(await designer.text()).toBe(
    "jtype: Flow\nexecutors:\n  - name: x\n  - name: a\n    uses: A   # mine\n",
  );
  expect(await violationsOn(page)).toEqual([]);
  await presets.getByRole("button", { name: "Remove preset My encoder" }).click();
  await expect(presets).toHaveCount(0);
  await designer.toast.getByRole("button", { name: "Bring back the preset" }).click();
  await expect(presets.getByRole("button", { name: /^My encoder/ })).toBeVisible();
});
