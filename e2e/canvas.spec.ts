/** Drawing: every gesture is a splice of the text, one step of undo, and visible at once. */
import { expect, test } from "./fixtures.ts";

const EMPTY = "jtype: Flow\nversion: '1'\nexecutors: []\n";

test.beforeEach(async ({ designer }) => {
  await designer.command("New flow");
  await expect(designer.cards()).toHaveCount(0);
});

test("executors are dragged in where they are dropped, and undone one by one", async ({ designer, page }) => {
  await designer.dragIn("Executor", 0.35, 0.3);
  await designer.dragIn("Sharded", 0.6, 0.6);
  await expect(designer.cards()).toHaveCount(2);
  await expect
    .poll(() => designer.needs())
    .toEqual(["executor1->executor2?", "executor2->gateway?", "gateway->executor1?"]);
  const canvas = (await designer.canvas.boundingBox())!;
  const card = (await designer.card("executor2").boundingBox())!;
  expect(Math.abs(card.x + card.width / 2 - (canvas.x + canvas.width * 0.6))).toBeLessThan(6);
  expect(await designer.text()).toBe(
    "jtype: Flow\nversion: '1'\nexecutors:\n  - name: executor1\n  - name: executor2\n    shards: 2\n    polling: ANY\n",
  );
  await page.keyboard.press("Escape");
  await designer.canvas.click({ position: { x: 20, y: 20 } });
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.cards()).toHaveCount(1);
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.cards()).toHaveCount(0);
  expect(await designer.text()).toBe(EMPTY);
  await page.keyboard.press("ControlOrMeta+Shift+Z");
  await expect(designer.cards()).toHaveCount(1);

  // At the rim it comes wholly into view, and all else moves by no more than that takes.
  await designer.ready();
  const before = (await designer.card("executor1").boundingBox())!;
  await designer.dragIn("Executor", 0.97, 0.3);
  await expect(designer.card("executor2")).toBeVisible();
  await designer.ready();
  const dropped = (await designer.card("executor2").boundingBox())!;
  expect(Math.round(canvas.x + canvas.width - dropped.x - dropped.width)).toBe(28);
  const after = (await designer.card("executor1").boundingBox())!;
  expect(before.x - after.x).toBeLessThan(dropped.width);
  expect(Math.round(after.y)).toBe(Math.round(before.y));
});

test("what was dropped once is added once, also when the canvas goes and comes back", async ({
  designer,
  page,
}) => {
  await designer.dragIn("Executor", 0.5, 0.5);
  await expect(designer.cards()).toHaveCount(1);
  const added = await designer.text();
  // A narrow page shows one panel at a time.
  await page.setViewportSize({ width: 390, height: 800 });
  const show = (panel: string) =>
    page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: panel }).click();
  for (const panel of ["Edit", "Add"]) {
    await show(panel);
    await expect(designer.canvas).toHaveCount(0);
    await show("Canvas");
    await expect(designer.card("executor1")).toBeVisible();
  }
  // What is let go of where no canvas is does not wait for one.
  await show("Add");
  const item = (await designer.paletteItem("Executor").boundingBox())!;
  await page.mouse.move(item.x + 20, item.y + 10);
  await page.mouse.down();
  await page.mouse.move(195, 500, { steps: 8 });
  await page.mouse.up();
  await show("Canvas");
  await expect(designer.card("executor1")).toBeVisible();
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(designer.cards()).toHaveCount(1);
  expect(await designer.text()).toBe(added);
});

test("an executor is added, renamed, connected and deleted by keyboard alone", async ({ designer, page }) => {
  await designer.paletteItem("Executor").focus();
  await page.keyboard.press("Escape");
  await expect(designer.toast).toHaveCount(0);
  await page.keyboard.press("Enter");
  for (let presses = 1; presses < 3; presses++) {
    // With nothing selected one follows the last by order.
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
  }
  await expect(designer.cards()).toHaveCount(3);
  await page.keyboard.press("ControlOrMeta+K");
  await page.keyboard.type("Rename");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Rename executor3" }).getByRole("textbox").fill("last");
  await page.keyboard.press("Enter");
  await expect(designer.card("last")).toBeVisible();

  await designer.tab("Outline");
  const list = page.getByRole("listbox", { name: "Executors in the order of the file" });
  await list.focus();
  await page.keyboard.press("Home");
  await expect(list.locator('[data-outline="executor1"]')).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ControlOrMeta+K");
  await page.keyboard.type("Connect");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Connect executor1 to" });
  await dialog.getByRole("combobox").fill("last");
  await page.keyboard.press("Enter");
  await expect(designer.need("executor1", "last")).toHaveCount(1);
  // executor2 still follows executor1, and last still executor2.
  await expect
    .poll(() => designer.needs())
    .toEqual([
      "executor1->executor2?",
      "executor1->last",
      "executor2->last",
      "gateway->executor1?",
      "last->gateway?",
    ]);
  await page.keyboard.press("ControlOrMeta+K");
  await page.keyboard.type("Delete");
  await page.keyboard.press("Enter");
  await expect(designer.cards()).toHaveCount(2);
});

test("connecting, disconnecting and deleting write down what would change for others, and say so", async ({
  designer,
  page,
}) => {
  const start =
    "jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n    needs: gateway  # on its own\n  - name: c\n";
  await designer.open("three.yml", start);
  await expect(designer.cards()).toHaveCount(3);
  await designer.connect("a", "c");
  await expect(designer.toast).toContainText("c still needs b, which it followed");
  expect(await designer.text()).toBe(`${start}    needs: [b, a]\n`);
  await page.keyboard.press("ControlOrMeta+Z");
  await designer.connect("a", "c");
  // What may have been meant instead is one click away.
  await designer.toast.getByRole("button", { name: "Need only a" }).click();
  expect(await designer.text()).toBe(`${start}    needs: a\n`);

  await designer.connect("b", "c");
  expect(await designer.text()).toBe(`${start}    needs: [a, b]\n`);

  await designer.selectNeed("b", "c");
  await page.keyboard.press("Delete");
  await expect(designer.need("b", "c")).toHaveCount(0);
  expect(await designer.text()).toBe(`${start}    needs: [a]\n`);

  // d follows c by order; without c it would follow b, so what it inherits from c is written down.
  await designer.canvas.click({ position: { x: 20, y: 20 } });
  await page.keyboard.press("N");
  await expect(designer.cards()).toHaveCount(4);
  await designer.select("c");
  await page.keyboard.press("Delete");
  await expect(designer.toast).toContainText("Wrote down what executor1 needs");
  await expect
    .poll(() => designer.needs())
    .toEqual(["a->executor1", "executor1->gateway?", "gateway->a?", "gateway->b"]);
  await designer.toast.getByRole("button", { name: "Undo" }).click();
  await expect(designer.cards()).toHaveCount(4);
});

test("the Inspector's fields are splices of the text", async ({ designer, page }) => {
  const text =
    'jtype: Flow\nexecutors:\n- uses: "A"   # the first\n  name: a\n- {name: b, needs: [a], replicas: 3}\n';
  await designer.open("two.yml", text);
  await designer.select("a");
  await designer.setField("name", "first");
  await designer.setField("uses", "docker://x:y");
  await designer.setField("replicas", "2");
  await designer.setField("shards", "4");
  await designer.inspector.getByLabel("polling").selectOption("ALL");
  expect(await designer.text()).toBe(
    "jtype: Flow\nexecutors:\n- uses: docker://x:y   # the first\n  name: first\n  replicas: 2\n  shards: 4\n  polling: ALL\n- {name: b, needs: [first], replicas: 3}\n",
  );
  await expect(designer.card("first")).toContainText("4 shards × 2");
  await designer.select("b");
  await designer.setField("replicas", "");
  await designer.inspector.getByRole("button", { name: "Remove need first" }).click();
  await expect(designer.toast).toContainText("b now needs the gateway");
  expect(await designer.text()).toContain("- {name: b, needs: [gateway]}\n");
  await designer.inspector.getByRole("button", { name: "Add need" }).click();
  await page.getByRole("dialog", { name: "Add a need of b" }).getByRole("option", { name: "first" }).click();
  // The gateway stood for nothing else.
  expect(await designer.text()).toContain("- {name: b, needs: [first]}\n");

  // What cannot be is refused with its reason, and what was typed stays.
  await designer.setField("name", "my-exec");
  await expect(designer.inspector.getByRole("alert")).toContainText("my-exec is no valid name");
  await expect(designer.inspector.getByRole("textbox", { name: "name", exact: true })).toHaveValue("my-exec");
  await designer.setField("name", "first");
  await expect(designer.inspector.getByRole("alert")).toContainText("The name first is taken");
  await designer.setField("name", "b");
  await designer.setField("uses", "007");
  await expect(designer.inspector.getByRole("alert")).toContainText("reads it as something else");

  for (let step = 0; step < 8; step++) {
    await page.keyboard.press("Escape");
    await designer.command("Undo");
  }
  expect(await designer.text()).toBe(text);
});

test("a cycle is not drawn, and the reason is shown", async ({ designer }) => {
  await designer.open("chain.yml", "jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n");
  await designer.connect("b", "a");
  await expect(designer.toast).toContainText("would close a cycle");
  await expect.poll(() => designer.needs()).toEqual(["a->b?", "b->gateway?", "gateway->a?"]);
});

test("moving a card is one step of undo and stays out of the file", async ({ designer, page }) => {
  const text = "jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n";
  await designer.open("chain.yml", text);
  const before = (await designer.card("b").boundingBox())!;
  await page.mouse.move(before.x + 80, before.y + 15);
  await page.mouse.down();
  await page.mouse.move(before.x + 83, before.y + 17);
  await page.mouse.move(before.x + 80, before.y + 115, { steps: 6 });
  await page.mouse.up();
  const moved = (await designer.card("b").boundingBox())!;
  expect(moved.y - before.y).toBeGreaterThan(80);
  expect(await designer.text()).toBe(text);
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+Z");
  await expect.poll(async () => (await designer.card("b").boundingBox())!.y).toBeCloseTo(before.y, 0);
});

test("download gives exactly the text, under the file's name", async ({ designer, page }) => {
  const text = "\ufeffjtype: Flow\r\nexecutors:   # none\r\n  - {name: a, uses: 'x'}\r\n  - name: b";
  await designer.open("my flow.yml", text);
  await expect(designer.cards()).toHaveCount(2);
  const first = await designer.download();
  expect(first.name).toBe("my flow.yml");
  expect(first.bytes).toEqual(Buffer.from(text));
  await page.keyboard.press("Escape");
  await designer.select("b");
  await designer.setField("uses", "B");
  const second = await designer.download();
  expect(second.bytes.toString()).toBe(`${text}\r\n    uses: B`);
});

test("a line over a column goes past the cards there, a cut one moves no card, and turning lays out downward", async ({
  designer,
  page,
}) => {
  await designer.open(
    "long.yml",
    "jtype: Flow\nexecutors:\n  - {name: a}\n  - {name: b}\n  - {name: c}\n  - {name: d, needs: [a, c]}\n",
  );
  const card = (name: string) => page.locator(`[data-executor="${name}"]`);
  const boxOf = async (name: string) => (await card(name).boundingBox())!;
  const isOver = (need: string, name: string) =>
    page.evaluate(
      ([edge, executor]) => {
        const path = document.querySelector<SVGPathElement>(`[data-needs="${edge}"] path`)!;
        const box = document.querySelector(`[data-executor="${executor}"]`)!.getBoundingClientRect();
        const matrix = path.getScreenCTM()!;
        return Array.from({ length: 101 }, (_, step) =>
          path.getPointAtLength((path.getTotalLength() * step) / 100).matrixTransform(matrix),
        ).some(({ x, y }) => x > box.left && x < box.right && y > box.top && y < box.bottom);
      },
      [need, name] as const,
    );
  await expect(card("d")).toBeVisible();
  for (const name of ["b", "c"]) {
    expect(await isOver("a->d", name)).toBe(false);
  }
  const before = [await boxOf("b"), await boxOf("d")];
  await designer.selectNeed("a", "d");
  await designer.command("Disconnect");
  await expect(page.locator('[data-needs="a->d"]')).toHaveCount(0);
  expect([await boxOf("b"), await boxOf("d")]).toEqual(before);
  await designer.command("Turn the layout");
  await expect.poll(async () => (await boxOf("b")).y > (await boxOf("a")).y + 40).toBe(true);
  expect(Math.abs((await boxOf("b")).x - (await boxOf("a")).x)).toBeLessThan(2);
});
