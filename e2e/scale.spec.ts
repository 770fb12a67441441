/**
 * Large Flows, counted and not timed: what a drag and a pan touch of the page, how much there is on it at any zoom, and
 * that cards seen from afar can be selected and dragged.
 */
import type { Page } from "@playwright/test";
import { sceneText } from "../bench/canvas/scene.ts";
import { flowText } from "../bench/yaml/flow-text.ts";
import { expect, test } from "./fixtures.ts";
import type { Designer } from "./pages/designer.ts";

const MOST_ELEMENTS = 1500;

async function openLarge(designer: Designer, executors: number, textOf = sceneText): Promise<void> {
  await designer.offer("large.yml", textOf(executors));
  await expect(designer.toast).toHaveText(/^Opened large\.yml/, { timeout: 60_000 });
  await expect(designer.cards().first()).toBeVisible();
  // The message would go by itself while what else changes is counted.
  await designer.page.keyboard.press("Escape");
  await expect(designer.toast).toHaveCount(0);
  await designer.ready();
}

async function middleOfCanvas({ canvas }: Designer): Promise<{ x: number; y: number }> {
  const box = (await canvas.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The card that stands nearest to the middle, which stays where it is when one zooms, and how far from that it is. */
async function nearestCard(designer: Designer): Promise<{ name: string; x: number; y: number }> {
  return designer.cards().evaluateAll(
    (cards, middle) =>
      cards
        .map((card) => {
          const { left, top, width, height } = card.getBoundingClientRect();
          return {
            name: card.getAttribute("data-executor")!,
            x: left + width / 2 - middle.x,
            y: top + height / 2 - middle.y,
          };
        })
        .sort((one, other) => Math.hypot(one.x, one.y) - Math.hypot(other.x, other.y))[0]!,
    await middleOfCanvas(designer),
  );
}

/** As it was set: from afar the element that has it is empty, and not shown. */
const zoomOf = (page: Page) =>
  page
    .locator(".react-flow__viewport")
    .evaluate(({ style }: HTMLElement) => new DOMMatrix(style.transform).a);

/** Zooms about the middle of the canvas, as a wheel with Mod does. */
async function zoomTo(designer: Designer, zoom: number): Promise<void> {
  const { page } = designer;
  const { x, y } = await middleOfCanvas(designer);
  await page.mouse.move(x, y);
  await page.keyboard.down("Control");
  for (let left = -Math.log2(zoom / (await zoomOf(page))) / 0.002; Math.abs(left) > 0.001; ) {
    const step = Math.max(-300, Math.min(300, left));
    await page.mouse.wheel(0, step);
    left -= step;
  }
  await page.keyboard.up("Control");
  await expect.poll(async () => Math.abs((await zoomOf(page)) / zoom - 1)).toBeLessThan(0.01);
}

/** So long after the last turn of the wheel all has been done that follows from it. */
const SETTLED_MS = 300;

/** Lets the page do what follows from what was done, on its own clock, however slow the machine is. */
async function settle(designer: Designer): Promise<void> {
  await designer.page.clock.runFor(SETTLED_MS);
  await designer.ready();
}

/** Turns the wheel, each time by so much. */
async function pan(designer: Designer, turns: readonly (readonly [x: number, y: number])[]): Promise<void> {
  const { page, canvas } = designer;
  const view = () => canvas.locator(".react-flow__viewport").evaluate(({ style }) => style.transform);
  const before = await view();
  for (const [x, y] of turns) {
    await page.mouse.wheel(x, y);
  }
  await expect.poll(view).not.toBe(before);
  await settle(designer);
}

/** From now on notes what of the page changes, until `touched` is asked. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const touched = new Set<string>();
    const nameOf = (node: Node): string => {
      const element = node instanceof Element ? node : node.parentElement;
      const own = element?.closest("[data-executor], [data-needs], .minimap, .react-flow__viewport");
      return (
        own?.getAttribute("data-executor") ??
        own?.getAttribute("data-needs") ??
        own?.getAttribute("class")?.split(" ")[0] ??
        `${element?.tagName} ${element?.className}`
      );
    };
    const note = (records: MutationRecord[]) => {
      for (const { target } of records) {
        touched.add(nameOf(target));
      }
    };
    const observer = new MutationObserver(note);
    observer.observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
    Object.assign(globalThis, {
      touched: () => {
        note(observer.takeRecords());
        observer.disconnect();
        return [...touched].sort();
      },
    });
  });
}

const touched = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { touched: () => string[] }).touched());

test("with 1,000 executors a drag touches the card and its lines, and a pan the view", async ({
  designer,
  page,
}) => {
  await openLarge(designer, 1000);
  await zoomTo(designer, 1.5);
  const { x, y } = await middleOfCanvas(designer);
  const { name } = await nearestCard(designer);
  const box = (await designer.card(name).boundingBox())!;
  const from = { x: box.x + box.width / 2, y: box.y + 8 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 10, from.y + 5, { steps: 3 });
  const lines = await designer.canvas
    .locator(`[data-needs$="->${name}"], [data-needs^="${name}->"]`)
    .evaluateAll((edges) => edges.map((edge) => edge.getAttribute("data-needs")!));
  expect(lines.length).toBeGreaterThan(0);
  await watch(page);
  await page.mouse.move(from.x + 40, from.y + 30, { steps: 8 });
  const moved = await touched(page);
  expect(moved).toContain(name);
  expect(moved.filter((one) => one !== name && !lines.includes(one))).toEqual([]);
  await page.mouse.up();
  await expect(designer.toast.filter({ hasText: "fault" })).toHaveCount(0);

  // Small enough to stay within the margin.
  await page.clock.install();
  await page.mouse.move(x, y);
  await pan(designer, [[20, 0]]);
  await watch(page);
  await pan(designer, Array<[number, number]>(5).fill([4, 4]));
  expect(await touched(page)).toEqual(["react-flow__viewport"]);

  // Cards out of view are selected and no more as those in view are, and Tab comes to the one that is selected.
  await page.keyboard.press("ControlOrMeta+A");
  await expect(designer.inspector.getByRole("heading", { name: "1,000 executors" })).toBeVisible();
  await designer.select(name);
  for (let scrolls = 0; scrolls < 30 && (await designer.card(name).count()) > 0; scrolls++) {
    await page.mouse.wheel(600, 0);
  }
  await expect(designer.card(name)).toHaveCount(0);
  const stop = designer.canvas.locator(".react-flow__node[tabindex='0']");
  await expect(stop).toHaveCount(1);
  await page.getByRole("button", { name: "Zoom out" }).focus();
  await page.keyboard.press("Shift+Tab");
  await expect(designer.card(name)).toBeFocused();
});

for (const executors of [1000, 10_000]) {
  test(`with ${executors} executors there are at most 1,500 elements at any zoom`, async ({
    designer,
    page,
  }) => {
    test.slow();
    await openLarge(designer, executors);
    await page.clock.install();
    const counts: Record<string, number> = {};
    const count = async (at: string) => {
      await settle(designer);
      counts[at] = await page.evaluate(() => document.querySelectorAll("*").length);
    };
    await count("opened");
    for (const zoom of [1, 0.7, 0.5, 0.36, 0.35, 0.34]) {
      await zoomTo(designer, zoom);
      await count(`zoom ${zoom}`);
      await expect
        .poll(() => designer.cards().count(), `cards at zoom ${zoom}`)
        [zoom < 0.345 ? "toBe" : "toBeGreaterThan"](0);
    }
    await designer.command("Fit view");
    await count("all in view");
    expect(Object.entries(counts).filter(([, elements]) => elements > MOST_ELEMENTS)).toEqual([]);
  });
}

test("seen from afar a card is selected by a click, and moved by a drag that can be undone", async ({
  designer,
  page,
}) => {
  await openLarge(designer, 1000);
  await zoomTo(designer, 0.5);
  const { x, y } = await middleOfCanvas(designer);
  const card = await nearestCard(designer);
  const zoom = await zoomOf(page);
  const far = designer.canvas.getByRole("img", { name: "1,000 executors, seen from afar" });
  // Between the two limits it stays as it was, so that nothing flickers there.
  for (const [to, isFar] of [
    [0.3475, false],
    [0.34, true],
    [0.3475, true],
    [0.355, false],
    [0.25, true],
  ] as const) {
    await zoomTo(designer, to);
    expect(Math.abs((await zoomOf(page)) - to)).toBeLessThan(0.002);
    await expect(far, String(to)).toBeVisible({ visible: isFar });
  }
  const scale = (await zoomOf(page)) / zoom;
  const at = { x: x + card.x * scale, y: y + card.y * scale };
  await page.mouse.click(at.x, at.y);
  await expect(designer.inspector.getByRole("heading", { name: card.name, exact: true })).toBeVisible();

  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + 30, at.y + 40, { steps: 6 });
  await page.mouse.up();
  await zoomTo(designer, 0.5);
  const moved = async () => {
    const box = (await designer.card(card.name).boundingBox())!;
    return {
      x: Math.round((box.x + box.width / 2 - x - card.x) / 10),
      y: Math.round((box.y + box.height / 2 - y - card.y) / 10),
    };
  };
  await expect.poll(moved).toEqual({ x: 6, y: 8 });
  await page.keyboard.press("ControlOrMeta+Z");
  await expect.poll(moved).toEqual({ x: 0, y: 0 });
});

test("seen from afar the Flow and the minimap take on the colours of another theme at once", async ({
  designer,
  page,
}) => {
  await openLarge(designer, 1000);
  await zoomTo(designer, 0.25);
  await expect(designer.canvas.getByRole("img", { name: "1,000 executors, seen from afar" })).toBeVisible();
  const pictures = () =>
    designer.canvas
      .locator("canvas")
      .evaluateAll((all) => all.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()));
  const before = await pictures();
  expect(before).toHaveLength(2);
  await page.evaluate(() => {
    const { dataset } = document.documentElement;
    dataset.theme = dataset.theme === "dark" ? "light" : "dark";
  });
  await expect.poll(async () => (await pictures()).filter((one) => before.includes(one))).toEqual([]);
});

/** A line whose middle is the nearest to that of the canvas, by its ends, which are both on the page. */
async function lineInView(designer: Designer): Promise<readonly [from: string, to: string]> {
  const ends = await designer.canvas.locator("[data-needs]").evaluateAll(
    (lines, middle) =>
      lines
        .map((line) => {
          const { left, top, width, height } = line.getBoundingClientRect();
          const far = Math.hypot(left + width / 2 - middle.x, top + height / 2 - middle.y);
          return { ends: line.getAttribute("data-needs")!.split("->"), far };
        })
        .filter(({ ends: both }) => both.every((end) => document.querySelector(`[data-executor="${end}"]`)))
        .sort((one, other) => one.far - other.far)[0]!.ends,
    await middleOfCanvas(designer),
  );
  return [ends[0]!, ends[1]!];
}

/** Where the cards on the page stand, in the drawing's pixels. */
const standing = (designer: Designer) =>
  designer
    .cards()
    .evaluateAll((cards) =>
      Object.fromEntries(
        cards.map((card) => [card.getAttribute("data-executor")!, (card as HTMLElement).style.transform]),
      ),
    );

/** Of the cards that both times are on the page, those that stood elsewhere. Of hardly any nothing is said. */
function movedOf(before: Record<string, string>, now: Record<string, string>): string[] {
  const both = Object.keys(before).filter((name) => now[name] !== undefined);
  expect(both.length).toBeGreaterThan(5);
  return both.filter((name) => before[name] !== now[name]);
}

test("with 10,000 executors an edit moves no card that need not move, nor do undo, redo and a reload", async ({
  designer,
  page,
}) => {
  test.slow();
  // A strip, so that both ends of a line are in view.
  await openLarge(designer, 10_000, flowText);
  await zoomTo(designer, 0.5);
  await designer.ready();
  const [need, name] = await lineInView(designer);
  await designer.select(name);
  const stood = await standing(designer);

  // Put down by hand, it stays from now on.
  await designer.card(name).press("ArrowDown");
  await expect.poll(async () => movedOf(stood, await standing(designer))).toContain(name);
  const put = await standing(designer);
  await designer.selectNeed(need, name);
  await page.keyboard.press("Delete");
  await expect(designer.need(need, name)).toHaveCount(0, { timeout: 30_000 });
  expect(movedOf(put, await standing(designer))).toEqual([]);
  await designer.card(name).press("F2");
  const dialog = page.getByRole("dialog", { name: `Rename ${name}` });
  await dialog.getByRole("textbox").fill("renamed");
  await page.keyboard.press("Enter");
  await expect(designer.card("renamed")).toBeVisible({ timeout: 30_000 });
  const renamed = await standing(designer);
  expect(renamed.renamed).toBe(put[name]);
  expect(movedOf(put, renamed)).toEqual([]);
  await designer.card("renamed").press("Delete");
  await expect(designer.card("renamed")).toHaveCount(0, { timeout: 30_000 });
  expect(movedOf(put, await standing(designer))).toEqual([]);

  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card("renamed")).toBeVisible({ timeout: 30_000 });
  expect(movedOf(renamed, await standing(designer))).toEqual([]);
  await page.keyboard.press("ControlOrMeta+Z");
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.need(need, name)).toHaveCount(1, { timeout: 30_000 });
  expect(movedOf(put, await standing(designer))).toEqual([]);
  await page.keyboard.press("ControlOrMeta+Z");
  await expect.poll(async () => movedOf(stood, await standing(designer))).toEqual([]);
  for (let redone = 0; redone < 3; redone++) {
    await page.keyboard.press("ControlOrMeta+Shift+Z");
  }
  await expect(designer.card("renamed")).toBeVisible({ timeout: 30_000 });
  expect(movedOf(renamed, await standing(designer))).toEqual([]);
  await page.reload();
  await expect(designer.card("renamed")).toBeVisible({ timeout: 60_000 });
  expect(movedOf(renamed, await standing(designer))).toEqual([]);
  await designer.ready();
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(designer.card(name)).toBeVisible({ timeout: 30_000 });
  expect(movedOf(put, await standing(designer))).toEqual([]);
});
