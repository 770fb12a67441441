/** Gestures and keys of the canvas, by mouse, by touch pad and by keyboard. */
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import type { Designer } from "./pages/designer.ts";

/** a → b → c, and d beside them. */
const TEXT =
  "jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n  - name: c\n  - {name: d, needs: a}\n  - {name: e, needs: [c, d]}\n";

test.beforeEach(async ({ designer, page }) => {
  await designer.open("gestures.yml", TEXT);
  await expect(designer.cards()).toHaveCount(5);
  // The message that it was opened.
  await page.keyboard.press("Escape");
  await expect(designer.toast).toHaveCount(0);
});

interface Spot {
  readonly x: number;
  readonly y: number;
}
const boxOf = async (locator: Locator) => (await locator.boundingBox())!;
const middleOf = async (locator: Locator) => {
  const { x, y, width, height } = await boxOf(locator);
  return { x: x + width / 2, y: y + height / 2 };
};
/** A place of the canvas on which nothing stands. */
const emptyPlace = async (designer: Designer) => {
  const { x, y, width } = await boxOf(designer.canvas);
  return { x: x + width / 2, y: y + 60 };
};
const selectedCards = (designer: Designer) =>
  designer.canvas
    .locator(".react-flow__node.selected[data-executor]")
    .evaluateAll((cards) => cards.map((card) => card.getAttribute("data-executor")).sort());
const selectedNeeds = (designer: Designer) =>
  designer.canvas
    .locator(".react-flow__edge.selected")
    .evaluateAll((edges) => edges.map((edge) => edge.getAttribute("data-needs")).sort());

test("scrolling pans, Mod and scrolling zooms, dragging pans: empty space, with Space, with the middle button", async ({
  designer,
  page,
}) => {
  const { mouse, keyboard } = page;
  const a = designer.card("a");
  const at = await emptyPlace(designer);
  let before = await boxOf(a);
  const expectMoved = async (x: number, y: number) => {
    await expect
      .poll(async () => {
        const now = await boxOf(a);
        return [
          Math.round(now.x - before.x),
          Math.round(now.y - before.y),
          Math.round(now.width - before.width),
        ];
      })
      .toEqual([x, y, 0]);
    before = await boxOf(a);
  };
  await mouse.move(at.x, at.y);
  await mouse.wheel(0, 40);
  await expectMoved(0, -20);
  await mouse.wheel(-60, 0);
  await expectMoved(30, 0);

  await mouse.down();
  await mouse.move(at.x + 25, at.y - 15, { steps: 4 });
  await mouse.up();
  await expectMoved(25, -15);
  await mouse.move(at.x, at.y);
  await mouse.down({ button: "middle" });
  await mouse.move(at.x - 30, at.y - 10, { steps: 4 });
  await mouse.up({ button: "middle" });
  await expectMoved(-30, -10);
  // Also over a card, which stays where it stands among the others.
  const card = await middleOf(designer.card("c"));
  await mouse.move(card.x, card.y);
  await keyboard.down("Space");
  await mouse.down();
  await mouse.move(card.x + 18, card.y + 12, { steps: 4 });
  await mouse.up();
  await keyboard.up("Space");
  await expectMoved(18, 12);

  await keyboard.down("ControlOrMeta");
  await mouse.wheel(0, -100);
  await keyboard.up("ControlOrMeta");
  await expect.poll(async () => (await boxOf(a)).width).toBeGreaterThan(before.width * 1.05);
});

test("the zoom keys zoom while the canvas has the focus, and only then", async ({ designer, page }) => {
  const { keyboard } = page;
  const percent = () =>
    designer.canvas
      .getByRole("button", { name: /^Zoom [\d.]+ %/ })
      .innerText()
      .then(Number.parseFloat);
  await designer.select("a");
  await keyboard.press("ControlOrMeta+0");
  await expect.poll(percent).toBe(100);
  await keyboard.press("ControlOrMeta+=");
  await expect.poll(percent).toBe(125);
  await keyboard.press("ControlOrMeta+-");
  await keyboard.press("ControlOrMeta+-");
  await expect.poll(percent).toBe(80);
  await designer.command("Zoom to 100 %");
  await expect.poll(percent).toBe(100);
  await designer.canvas.click({ position: { x: 20, y: 20 } });
  await keyboard.press("ControlOrMeta+1");
  await expect.poll(percent).not.toBe(100);
  const fitted = await percent();
  await designer.send.getByLabel("Endpoint").focus();
  await page.evaluate(() =>
    addEventListener("keydown", (event) => event.preventDefault(), { once: true, capture: false }),
  );
  await keyboard.press("ControlOrMeta+0");
  await expect.poll(() => percent()).toBe(fitted);
});

test("Shift and dragging draws a box that selects executors with the edges between, or edges alone; Delete is one step", async ({
  designer,
  page,
}) => {
  const { mouse, keyboard } = page;
  const drawBox = async (x: number, y: number, toX: number, toY: number) => {
    await keyboard.down("Shift");
    await mouse.move(x, y);
    await mouse.down();
    await mouse.move(toX, toY, { steps: 6 });
    await mouse.up();
    await keyboard.up("Shift");
  };
  const [b, c] = [await boxOf(designer.card("b")), await boxOf(designer.card("c"))];
  // Text of the page that is selected is not stretched to the box, and is no more what Copy is about.
  await page.evaluate(() => getSelection()?.selectAllChildren(document.querySelector("h1")!));
  await drawBox(b.x - 8, b.y - 12, c.x + 30, c.y + 20);
  expect(await page.evaluate(() => String(getSelection()))).toBe("");
  await expect.poll(() => selectedCards(designer)).toEqual(["b", "c"]);
  await expect(designer.canvas.locator(".react-flow__nodesselection-rect")).toBeHidden();
  await expect.poll(() => selectedNeeds(designer)).toEqual(["b->c"]);
  await keyboard.press("Delete");
  await expect(designer.cards()).toHaveCount(3);
  await keyboard.press("ControlOrMeta+Z");
  await expect(designer.cards()).toHaveCount(5);
  await expect.poll(() => designer.needs()).toContain("b->c?");

  await designer.canvas.click({ position: { x: 20, y: 20 } });
  const between = { x: (b.x + b.width + c.x) / 2, y: b.y + 10 };
  await drawBox(between.x - 3, between.y - 10, between.x + 3, between.y + 40);
  await expect.poll(() => selectedCards(designer)).toEqual([]);
  await expect.poll(() => selectedNeeds(designer)).toContain("b->c");

  // It adds to what is selected, and Escape takes it back.
  await designer.select("a");
  await keyboard.down("Shift");
  await mouse.move(b.x - 8, b.y - 12);
  await mouse.down();
  await mouse.move(c.x + 30, c.y + 20, { steps: 6 });
  await expect.poll(() => selectedCards(designer)).toEqual(["a", "b", "c"]);
  await keyboard.press("Escape");
  await mouse.up();
  await keyboard.up("Shift");
  await expect.poll(() => selectedCards(designer)).toEqual(["a"]);
  await designer.card("d").click({ modifiers: ["Shift"], position: { x: 60, y: 15 } });
  await designer.card("e").click({ modifiers: ["ControlOrMeta"], position: { x: 60, y: 15 } });
  await expect.poll(() => selectedCards(designer)).toEqual(["a", "d", "e"]);
  // A click without a key leaves what was clicked alone, a drag moves them all.
  const [d, e] = [await boxOf(designer.card("d")), await boxOf(designer.card("e"))];
  await mouse.move(d.x + 60, d.y + 15);
  await mouse.down();
  await mouse.move(d.x + 72, d.y + 35, { steps: 6 });
  await mouse.up();
  const movedBy = async (name: string, from: Spot) =>
    Math.round((await boxOf(designer.card(name))).y - from.y);
  await expect.poll(() => movedBy("d", d)).toBeGreaterThan(10);
  await expect.poll(() => movedBy("e", e)).toBe(await movedBy("d", d));
  await expect.poll(() => selectedCards(designer)).toEqual(["a", "d", "e"]);
  await designer.card("d").click({ position: { x: 60, y: 15 } });
  await expect.poll(() => selectedCards(designer)).toEqual(["d"]);
  await keyboard.press("ControlOrMeta+A");
  await designer.selectNeed("a", "d");
  await expect.poll(() => selectedCards(designer)).toEqual([]);
  await expect.poll(() => selectedNeeds(designer)).toEqual(["a->d"]);
  await keyboard.press("Escape");
  await expect.poll(() => selectedCards(designer)).toEqual([]);
});

test("Escape calls off a drag of a card, which goes back, before it clears the selection", async ({
  designer,
  page,
}) => {
  const { mouse, keyboard } = page;
  await designer.select("b");
  const before = await boxOf(designer.card("b"));
  const at = await middleOf(designer.card("b"));
  await mouse.move(at.x, at.y);
  await mouse.down();
  await mouse.move(at.x + 40, at.y + 60, { steps: 5 });
  await expect.poll(async () => (await boxOf(designer.card("b"))).y).toBeGreaterThan(before.y + 40);
  await keyboard.press("Escape");
  await expect.poll(() => boxOf(designer.card("b"))).toEqual(before);
  await mouse.move(at.x + 60, at.y + 90, { steps: 3 });
  await mouse.up();
  await expect.poll(() => boxOf(designer.card("b"))).toEqual(before);
  await expect.poll(() => selectedCards(designer)).toEqual(["b"]);
  await keyboard.press("ControlOrMeta+K");
  await expect(page.getByRole("dialog")).toBeVisible();
  await keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect.poll(() => selectedCards(designer)).toEqual(["b"]);
  await mouse.move(at.x, at.y);
  await mouse.down();
  await mouse.move(at.x, at.y + 60, { steps: 5 });
  await mouse.up();
  await expect.poll(async () => (await boxOf(designer.card("b"))).y).toBeGreaterThan(before.y + 40);
  await keyboard.press("Escape");
  await expect.poll(() => selectedCards(designer)).toEqual([]);
});

test("a drag is over once another file is shown: nothing is done there to cards of the same names", async ({
  designer,
  page,
}) => {
  const { mouse, keyboard } = page;
  const text = TEXT.replace("name: d", "name: other").replace("[c, d]", "[c, other]");
  await designer.open("second.yml", text);
  await expect(designer.card("other")).toBeVisible();
  await designer.ready();
  const at = await middleOf(designer.card("c"));
  await mouse.move(at.x, at.y);
  await mouse.down();
  await mouse.move(at.x, at.y + 60, { steps: 5 });
  await keyboard.press("Alt+PageUp");
  await expect(designer.card("d")).toBeVisible();
  await mouse.move(at.x, at.y + 90, { steps: 3 });
  await mouse.up();
  const undo = page.getByRole("button", { name: "Undo" });
  await expect(undo).toBeDisabled();
  await designer.ready();
  const ring = await middleOf(designer.card("b").locator(".react-flow__handle.source"));
  await mouse.move(ring.x, ring.y);
  await mouse.down();
  await mouse.move(ring.x + 40, ring.y + 40, { steps: 5 });
  await expect(designer.canvas).toHaveClass(/is-connecting/);
  await keyboard.press("Alt+PageDown");
  await expect(designer.card("other")).toBeVisible();
  await expect(designer.canvas).not.toHaveClass(/is-connecting/);
  const e = await middleOf(designer.card("e"));
  await mouse.move(e.x, e.y, { steps: 5 });
  await mouse.up();
  await expect(undo).toBeDisabled();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect((await designer.download()).bytes.toString()).toBe(text);
});

/** Presses on a ring, or on an edge's end, and drags to a place of the window; lets go unless told otherwise. */
async function dragTo(page: Page, from: Spot, to: Spot, { letGo = true } = {}): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  if (letGo) {
    await page.mouse.up();
  }
}
const ring = (designer: Designer, name: string, side: "source" | "target") =>
  middleOf(designer.card(name).locator(`.react-flow__handle.${side}`));

test("an edge is let go of anywhere on a card; where it cannot be is greyed, with the reason; Escape calls it off", async ({
  designer,
  page,
}) => {
  const start = await ring(designer, "b", "source");
  const over = await boxOf(designer.card("d"));
  const inD = { x: over.x + over.width - 30, y: over.y + over.height - 6 };
  await dragTo(page, start, await middleOf(designer.card("a")), { letGo: false });
  await expect(designer.canvas.locator(".react-flow__node.is-refused")).toHaveCount(3);
  await expect(designer.canvas.getByText(/b itself waits for a|would close a/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(designer.canvas.locator(".is-refused")).toHaveCount(0);
  await page.mouse.move(inD.x, inD.y, { steps: 2 });
  await page.mouse.up();
  await expect.poll(() => designer.needs()).not.toContain("b->d");

  await dragTo(page, start, inD);
  await expect(designer.need("b", "d")).toHaveCount(1);
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.need("b", "d")).toHaveCount(0);

  // Two clicks on rings do the same.
  await page.mouse.click(start.x, start.y);
  const end = await ring(designer, "d", "target");
  await page.mouse.click(end.x, end.y);
  await expect(designer.need("b", "d")).toHaveCount(1);
});

test("an edge that is called off over a ring that would take it is not drawn, and one whose executor goes is called off", async ({
  designer,
  page,
}) => {
  const undo = page.getByRole("button", { name: "Undo", description: "Undo" });
  await dragTo(page, await ring(designer, "b", "source"), await ring(designer, "d", "target"), {
    letGo: false,
  });
  await expect(designer.canvas.locator(".react-flow__handle.valid")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(designer.canvas).not.toHaveClass(/is-connecting/);
  await page.mouse.up();
  await designer.ready();
  expect(await designer.needs()).not.toContain("b->d");
  await expect(undo).toBeDisabled();

  await designer.select("b");
  await dragTo(page, await ring(designer, "b", "source"), await ring(designer, "d", "target"), {
    letGo: false,
  });
  await expect(designer.canvas).toHaveClass(/is-connecting/);
  await page.keyboard.press("Delete");
  await expect(designer.cards()).toHaveCount(4);
  await expect(designer.canvas).not.toHaveClass(/is-connecting/);
  await page.mouse.up();
  await designer.ready();
  await expect(designer.toast).toContainText('Deleted "b".');
  expect(await designer.text()).not.toContain("b");
});

test("an edge let go of over nothing asks what is to follow, and adds it there in one step", async ({
  designer,
  page,
}) => {
  const at = await emptyPlace(designer);
  await dragTo(page, await ring(designer, "b", "source"), at);
  const dialog = page.getByRole("dialog", { name: "Add behind b" });
  await dialog.getByRole("option", { name: "Sharded" }).click();
  await expect(designer.cards()).toHaveCount(6);
  await expect.poll(() => designer.needs()).toContain("b->executor1");
  const card = await boxOf(designer.card("executor1"));
  expect(Math.abs(card.x + card.width / 2 - at.x)).toBeLessThan(8);
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.cards()).toHaveCount(5);
});

test("an edge's end is moved to another card in one step, or let go of over nothing, which a message can undo", async ({
  designer,
  page,
}) => {
  const before = await designer.text();
  await page.keyboard.press("Escape");
  const end = await ring(designer, "e", "target");
  // At the arrow's head, before the ring itself begins.
  const anchor = { x: end.x - 10, y: end.y };
  // Of the two edges that end there, the later one lies on top.
  await dragTo(page, anchor, await middleOf(designer.card("b")));
  await expect(designer.need("d", "b")).toHaveCount(1);
  const changed = await designer.text();
  expect(changed).toContain("name: e, needs: [c]");
  expect(changed).toContain("name: b\n    needs: [a, d]\n");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+Z");
  expect(await designer.text()).toBe(before);
  await page.keyboard.press("Escape");

  await dragTo(page, anchor, await emptyPlace(designer));
  await expect(designer.toast).toContainText("Disconnected");
  await expect
    .poll(async () => (await designer.needs()).filter((need) => need.endsWith("->e")))
    .toHaveLength(1);
  await designer.toast.getByRole("button", { name: "Undo" }).click();
  await expect
    .poll(async () => (await designer.needs()).filter((need) => need.endsWith("->e")))
    .toHaveLength(2);
});

test("an executor dropped on an edge stands between, in one step; undo brings the selection back", async ({
  designer,
  page,
}) => {
  await designer.select("a");
  const [b, c] = [await boxOf(designer.card("b")), await boxOf(designer.card("c"))];
  const canvas = await boxOf(designer.canvas);
  const { y } = await ring(designer, "b", "source");
  await designer.dragIn(
    "Executor",
    ((b.x + b.width + c.x) / 2 - canvas.x) / canvas.width,
    (y - canvas.y) / canvas.height,
  );
  await expect(designer.cards()).toHaveCount(6);
  await expect
    .poll(async () => (await designer.needs()).map((need) => need.replace("?", "")))
    .toEqual(expect.arrayContaining(["b->executor1", "executor1->c"]));
  expect(await designer.needs()).not.toContain("b->c?");
  await expect.poll(() => selectedCards(designer)).toEqual(["executor1"]);
  await designer.canvas.click({ position: { x: 20, y: 20 } });
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.cards()).toHaveCount(5);
  await expect.poll(() => selectedCards(designer)).toEqual(["a"]);
});

test("undoing a tidy up brings back what was in view, and redoing it the whole", async ({
  designer,
  page,
}) => {
  const b = await middleOf(designer.card("b"));
  await page.mouse.move(b.x, b.y);
  await page.mouse.down();
  await page.mouse.move(b.x + 40, b.y + 150, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.press("ControlOrMeta+0");
  const at = await emptyPlace(designer);
  await page.mouse.move(at.x, at.y);
  await page.mouse.wheel(300, 260);
  const places = () =>
    designer
      .cards()
      .evaluateAll((cards) => cards.map((card) => JSON.stringify(card.getBoundingClientRect())));
  await expect.poll(async () => (await boxOf(designer.card("b"))).width).toBeGreaterThan(150);
  await designer.ready();
  const before = await places();
  await page.keyboard.press("Shift+Alt+T");
  await expect.poll(places).not.toEqual(before);
  await designer.ready();
  const tidy = await places();
  await page.keyboard.press("ControlOrMeta+Z");
  await expect.poll(places).toEqual(before);
  await page.keyboard.press("ControlOrMeta+Shift+Z");
  await expect.poll(places).toEqual(tidy);
});

test("the + of a card, and of the gateway, adds behind it by the same choice; a double click opens the Inspector, and on nothing adds", async ({
  designer,
  page,
}) => {
  await designer.card("b").hover();
  await designer.canvas.getByRole("button", { name: "Add behind b" }).click();
  await page
    .getByRole("dialog", { name: "Add behind b" })
    .getByRole("option", { name: "Replicated" })
    .click();
  await expect(designer.need("b", "executor1")).toHaveCount(1);
  await expect.poll(() => selectedCards(designer)).toEqual(["executor1"]);
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.cards()).toHaveCount(5);
  await page.keyboard.press("ControlOrMeta+1");
  await designer.canvas.locator('[data-id="start"]').hover();
  await designer.canvas.getByRole("button", { name: "Add behind gateway" }).click();
  await page.getByRole("dialog").getByRole("option", { name: "Executor", exact: false }).first().click();
  await expect(designer.need("gateway", "executor1")).toHaveCount(1);
  // By keyboard a command does.
  await page.keyboard.press("F");
  await expect(page.getByRole("dialog", { name: "Add behind executor1" })).toBeVisible();
  await page.keyboard.press("Escape");

  await designer.card("d").dblclick({ position: { x: 60, y: 15 } });
  await expect(designer.inspector.getByRole("textbox", { name: "name", exact: true })).toBeFocused();
  await expect(designer.inspector.getByRole("textbox", { name: "name", exact: true })).toHaveValue("d");
  await expect(designer.cards()).toHaveCount(6);

  const at = await emptyPlace(designer);
  await page.mouse.dblclick(at.x, at.y);
  await expect.poll(() => selectedCards(designer)).toEqual(["executor2"]);
  await expect(designer.cards()).toHaveCount(7);
  const added = await middleOf(designer.card("executor2"));
  expect([Math.abs(added.x - at.x) < 4, Math.abs(added.y - at.y) < 40]).toEqual([true, true]);
});

test("Alt and dragging copies a card to where it is let go of, in one step", async ({ designer, page }) => {
  const { mouse, keyboard } = page;
  const [before, at] = [await boxOf(designer.card("d")), await middleOf(designer.card("d"))];
  await keyboard.down("Alt");
  await mouse.move(at.x, at.y);
  await mouse.down();
  await mouse.move(at.x - 3, at.y);
  await mouse.move(at.x - 140, at.y + 10, { steps: 5 });
  await mouse.up();
  await keyboard.up("Alt");
  await expect(designer.card("d1")).toBeVisible();
  await expect.poll(() => boxOf(designer.card("d"))).toEqual(before);
  const copy = await boxOf(designer.card("d1"));
  expect([Math.abs(copy.x - before.x + 140) < 6, Math.abs(copy.y - before.y - 10) < 6]).toEqual([true, true]);
  await expect.poll(() => designer.needs()).toContain("a->d1");
  await expect.poll(() => selectedCards(designer)).toEqual(["d1"]);
  await designer.canvas.click({ position: { x: 20, y: 20 } });
  await keyboard.press("ControlOrMeta+Z");
  await expect(designer.cards()).toHaveCount(5);
});

test("what is copied by Alt and dragging is what is dragged, whatever is selected meanwhile", async ({
  designer,
  page,
}) => {
  const { mouse, keyboard } = page;
  await designer.select("d");
  await keyboard.press("ControlOrMeta+C");
  const at = await middleOf(designer.card("d"));
  await mouse.move(at.x, at.y);
  await mouse.down();
  await mouse.move(at.x - 140, at.y + 60, { steps: 5 });
  await keyboard.press("ControlOrMeta+V");
  await expect(designer.card("d1")).toBeVisible();
  await keyboard.down("Alt");
  await mouse.move(at.x - 140, at.y + 80, { steps: 2 });
  await mouse.up();
  await keyboard.up("Alt");
  await expect(designer.card("d2")).toBeVisible();
  await expect.poll(() => designer.needs()).toContain("a->d2");
  await expect.poll(() => selectedCards(designer)).toEqual(["d2"]);
});

test("what is dragged shows where it would stand: a copy beside its card, an executor from the palette, or the edge that it would split", async ({
  designer,
  page,
}) => {
  const { mouse, keyboard } = page;
  const landing = designer.canvas.locator(".landing");
  const before = await boxOf(designer.card("d"));
  const at = await middleOf(designer.card("d"));
  await keyboard.down("Alt");
  await mouse.move(at.x, at.y);
  await mouse.down();
  await mouse.move(at.x - 3, at.y);
  await mouse.move(at.x - 143, at.y + 40, { steps: 5 });
  await expect(landing).toHaveText("Copy of d");
  await expect.poll(() => boxOf(designer.card("d"))).toEqual(before);
  const copyAt = async () => {
    const { x, y } = await boxOf(landing);
    return [Math.round(x - before.x), Math.round(y - before.y)];
  };
  await expect.poll(copyAt).toEqual([-140, 40]);
  // Without the key it is a move, as from the beginning.
  await keyboard.up("Alt");
  await expect(landing).toHaveCount(0);
  await expect.poll(async () => Math.round((await boxOf(designer.card("d"))).x - before.x)).toBe(-140);
  await keyboard.press("Escape");
  await mouse.up();
  await expect.poll(() => boxOf(designer.card("d"))).toEqual(before);

  const item = await middleOf(designer.paletteItem("Sharded"));
  const empty = await emptyPlace(designer);
  await mouse.move(item.x, item.y);
  await mouse.down();
  await mouse.move(empty.x, empty.y, { steps: 8 });
  await expect(landing).toHaveText("Sharded");
  // Its middle, once it has come to where the pointer is.
  await expect.poll(async () => Math.abs((await middleOf(landing)).x - empty.x)).toBeLessThan(2);
  const shown = await boxOf(landing);
  const [b, c] = [await boxOf(designer.card("b")), await boxOf(designer.card("c"))];
  const { y } = await ring(designer, "b", "source");
  await mouse.move((b.x + b.width + c.x) / 2, y, { steps: 5 });
  await expect(designer.canvas.locator(".landing-note")).toHaveText("Comes between b and c.");
  await expect(landing).toHaveCount(0);
  // On a card it stands beside it.
  const onB = await middleOf(designer.card("b"));
  await mouse.move(onB.x, onB.y, { steps: 5 });
  await expect.poll(async () => (await boxOf(landing)).y).toBeGreaterThan(b.y + b.height);
  const { x: outside } = await boxOf(designer.canvas);
  await mouse.move(outside - 40, empty.y, { steps: 5 });
  await expect(landing).toHaveCount(0);
  await mouse.move(empty.x, empty.y, { steps: 8 });
  await expect.poll(async () => (await boxOf(landing)).x).toBeCloseTo(shown.x, 0);
  await mouse.up();
  await expect(designer.card("executor1")).toBeVisible();
  await expect(landing).toHaveCount(0);
  const stands = await boxOf(designer.card("executor1"));
  expect([Math.abs(stands.x - shown.x) < 2, Math.abs(stands.y - shown.y) < 2]).toEqual([true, true]);

  await keyboard.press("ControlOrMeta+Z");
  await mouse.move(item.x, item.y);
  await mouse.down();
  await mouse.move(empty.x, empty.y, { steps: 8 });
  await expect(landing).toHaveCount(1);
  await keyboard.press("Escape");
  await expect(landing).toHaveCount(0);
  await mouse.up();
  await expect(designer.cards()).toHaveCount(5);
});

test("Mod+Delete deletes an executor and connects what it needs to what needs it", async ({
  designer,
  page,
}) => {
  await designer.select("c");
  await page.keyboard.press("ControlOrMeta+Delete");
  await expect(designer.card("c")).toHaveCount(0);
  await expect.poll(() => designer.needs()).toContain("b->e");
  await expect.poll(() => designer.needs()).toContain("d->e");
});
