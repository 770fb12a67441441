import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Browser, Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { expectWithinWindow, violationsOn } from "./pages/accessibility.ts";
import { contrastOf } from "./pages/contrast.ts";
import { copiedBy, type Designer } from "./pages/designer.ts";

const FIXTURES = resolve(import.meta.dirname, "..", "fixtures", "flows");

test("Copy as mermaid gives the very text of Flow.plot(), and the panel draws it", async ({
  designer,
  page,
}) => {
  const folder = join(FIXTURES, "diamond");
  await designer.open("diamond.yml", await readFile(join(folder, "flow.yml")));
  await designer.command("Copy as mermaid");
  await expect(designer.toast).toContainText("Copied the mermaid text");
  const { mermaid } = JSON.parse(await readFile(join(folder, "engine.json"), "utf8"));
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(mermaid);

  await designer.tab("Plot");
  const picture = page.getByRole("img", { name: "The Flow as Jina plots it" });
  await expect(picture).toBeVisible({ timeout: 20_000 });
  const { width, height } = (await picture.boundingBox())!;
  expect(width).toBeGreaterThan(100);
  expect(height).toBeGreaterThan(50);
  const frame = page.locator('iframe[src*="mermaid.html"]');
  await expect(frame).toHaveAttribute("sandbox", "allow-scripts");
});

test("the plot follows the Flow, and says why one cannot be drawn", async ({ designer, page }) => {
  await designer.tab("Plot");
  const picture = page.getByRole("img", { name: "The Flow as Jina plots it" });
  await expect(picture).toBeVisible({ timeout: 20_000 });
  const before = await picture.getAttribute("src");
  await designer.dragIn("Executor", 0.5, 0.85);
  await expect.poll(() => picture.getAttribute("src"), { timeout: 20_000 }).not.toBe(before);
  await designer.retype("jtype: Flow\nexecutors:\n  - {name: a, needs: nobody}\n");
  await expect(page.getByRole("tabpanel", { name: "Plot" })).toContainText("nobody");
  await expect(picture).toHaveCount(0);
});

const MANY_LOOKS = `jtype: Flow
executors:
  - {name: loader, uses: Loader}
  - {name: clip, uses: docker://clip, replicas: 3, needs: loader}
  - {name: far, external: true, needs: loader}
  - {name: index, uses: index.yml, shards: 2, uses_before: Split, uses_after: Merge, needs: [clip, far]}
  - {method: inspect, name: look}
`;
const MENDED_LOOKS = `${MANY_LOOKS}  - {name: end, needs: [index, nobody]}\n`;
const chainOf = (count: number) =>
  `jtype: Flow\nexecutors:\n${Array.from({ length: count }, (_, index) => `  - {name: e${index}}\n`).join("")}`;

/** A Flow whose text mermaid does not take. */
const REFUSED = "jtype: Flow\nexecutors:\n  - {name: end, uses: A}\n  - {name: b, uses: {jtype: B}}\n";

async function plot(designer: Designer, text: string): Promise<void> {
  await designer.open("flow.yml", text);
  await designer.tab("Plot");
  const status = designer.page.locator(".plot").getByRole("status");
  await expect(status).toHaveText("", { timeout: 30_000 });
}

function paperOf(page: Page): Locator {
  return page.getByRole("region", { name: /plus and minus zoom/ });
}

/** What a button of the panel copies. */
async function copied(page: Page, button: string): Promise<string> {
  const panel = page.getByRole("tabpanel", { name: "Plot" });
  const text = await copiedBy(page, () => panel.getByRole("button", { name: button, exact: true }).click());
  await expect(page.getByTestId("toast")).toContainText("Copied");
  return text;
}

test("a text that mermaid refuses is named with its executors, and drawn mended with a lasting mark", async ({
  designer,
  page,
}) => {
  await plot(designer, REFUSED);
  const notice = page.getByRole("tabpanel", { name: "Plot" }).getByRole("alert");
  await expect(notice).toContainText(
    "Jina's text for this Flow is not valid mermaid: end, the name of an executor, is a word of mermaid's own; " +
      `uses of b holds "{", '"' and "}", which mermaid does not take in a label. Flow.plot() sends the text to mermaid.ink as it is.`,
  );
  await notice.getByText("Mermaid's own words").click();
  await expect(notice.locator("pre")).toContainText("Parse error on line");
  await expect(page.getByRole("img", { name: "The Flow in a mended drawing" })).toBeVisible();
  await expect(page.getByRole("img", { name: "The Flow as Jina plots it" })).toHaveCount(0);
  const mark = page.getByText("Mended drawing, not Jina's own text", { exact: true });
  await expect(mark).toBeVisible();
  const placeOfMark = async () => {
    const [inner, outer] = [(await mark.boundingBox())!, (await paperOf(page).boundingBox())!];
    return { x: inner.x - outer.x, y: inner.y - outer.y };
  };
  const before = await placeOfMark();
  await paperOf(page).focus();
  for (let times = 0; times < 9; times++) {
    await page.keyboard.press("+");
  }
  await page.mouse.wheel(0, 200);
  expect(await placeOfMark()).toEqual(before);
  await expect(mark).toBeInViewport();

  const own = await copied(page, "Copy as mermaid");
  expect(own).toContain('end/rep-0[""A""]:::pod;');
  const mended = await copied(page, "Copy mended mermaid");
  expect(mended).toContain('subgraph e0["end"]');
  expect(mended).toContain('e1/rep-0["{#34;jtype#34;: #34;B#34;}"]:::pod');

  await plot(designer, MANY_LOOKS);
  await expect(page.getByRole("img", { name: "The Flow as Jina plots it" })).toBeVisible();
  await expect(mark).toHaveCount(0);
  await expect(notice).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Copy mended mermaid" })).toHaveCount(0);
});

test("a text that shows something else is told apart from one that is refused", async ({
  designer,
  page,
}) => {
  await plot(designer, "jtype: Flow\nexecutors:\n  - jtype: Deployment\n    with: {name: dd, uses: X}\n");
  await expect(page.getByRole("tabpanel", { name: "Plot" }).getByRole("alert")).toContainText(
    "Mermaid draws something else than this Flow from Jina's text: the box of executor0 is called dd, its lines lead to executor0.",
  );
  await expect(page.getByText("Mermaid's own words")).toHaveCount(0);
  await expect(page.getByText("Mended drawing, not Jina's own text", { exact: true })).toBeVisible();
});

for (const [what, text, sentence, words] of [
  ["an unknown need", "  - {name: a, needs: nobody}\n", "a needs nobody", "KeyError: 'nobody'"],
  ["no replicas", "  - {name: a, replicas: 0}\n", "a has 0 replicas", "IndexError: list index out of range"],
] as const) {
  test(`${what}: the engine's own words, and a mended drawing`, async ({ designer, page }) => {
    await plot(designer, `jtype: Flow\nexecutors:\n${text}`);
    const notice = page.getByRole("tabpanel", { name: "Plot" }).getByRole("alert");
    await expect(notice).toContainText(sentence);
    await expect(notice).toContainText("Flow.plot() fails.");
    await expect(notice.locator("pre")).toHaveText(words);
    await expect(page.getByRole("img", { name: "The Flow in a mended drawing" })).toBeVisible();
  });
}

test("a Flow too large to draw says so, and keeps its text", async ({ designer, page }) => {
  await plot(designer, chainOf(600));
  await expect(page.getByRole("tabpanel", { name: "Plot" }).getByRole("alert")).toHaveText(
    "Not drawn: this plot has 601 lines and 1,202 boxes, and no more than 500 lines and 800 boxes are drawn. Copy as mermaid gives its text.",
  );
  await expect(paperOf(page)).toHaveCount(0);
  expect(await copied(page, "Copy as mermaid")).toContain("subgraph e599;");
  await plot(designer, `jtype: Flow\nexecutors:\n  - {name: a, uses: ${"x".repeat(30_000)}}\n`);
  await expect(page.getByRole("tabpanel", { name: "Plot" }).getByRole("alert")).toContainText(
    "Not drawn: this plot has 30,",
  );
});

test("a frame that does not answer is given up after a while, and asked again", async ({
  page,
  server,
  faults: _,
}) => {
  await page.clock.install();
  await page.route("**/mermaid.html", (route) =>
    route.fulfill({ contentType: "text/html", body: "<p>mute</p>" }),
  );
  await page.goto(server.url);
  await page.getByRole("tab", { name: "Plot" }).click();
  await expect(page.locator(".plot").getByRole("status")).toHaveText("Drawing…");
  await page.clock.fastForward(21_000);
  const alert = page.getByRole("tabpanel", { name: "Plot" }).getByRole("alert");
  await expect(alert).toContainText("The drawing was not ready after 20 seconds and has been given up.");
  await expect(page.locator('iframe[src*="mermaid.html"]')).toHaveCount(0);
  await page.unroute("**/mermaid.html");
  await page.clock.resume();
  await alert.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByRole("img", { name: "The Flow as Jina plots it" })).toBeVisible({ timeout: 30_000 });
});

/** Where the picture lies in its paper, in pixels. */
async function placeOf(page: Page) {
  return paperOf(page).evaluate((paper) => {
    const outer = paper.getBoundingClientRect();
    const inner = paper.querySelector("img")!.getBoundingClientRect();
    return {
      left: inner.left - outer.left,
      top: inner.top - outer.top,
      width: inner.width,
      height: inner.height,
      room: { width: outer.width, height: outer.height },
    };
  });
}

test("the picture fits at first, and is zoomed around the pointer, by keys and by buttons, and dragged", async ({
  designer,
  page,
}) => {
  await plot(designer, MANY_LOOKS);
  const fitted = await placeOf(page);
  expect(fitted.left).toBeGreaterThanOrEqual(0);
  expect(fitted.top).toBeGreaterThanOrEqual(0);
  expect(fitted.left + fitted.width).toBeLessThanOrEqual(fitted.room.width);
  expect(fitted.top + fitted.height).toBeLessThanOrEqual(fitted.room.height);

  const box = (await paperOf(page).boundingBox())!;
  const at = { x: fitted.left + fitted.width * 0.7, y: fitted.top + fitted.height * 0.4 };
  await page.mouse.move(box.x + at.x, box.y + at.y);
  await page.keyboard.down("Control");
  for (let times = 0; times < 3; times++) {
    await page.mouse.wheel(0, -100);
  }
  await page.keyboard.up("Control");
  await expect.poll(async () => (await placeOf(page)).width).toBeGreaterThan(fitted.width * 3);
  const zoomed = await placeOf(page);
  expect(Math.abs((at.x - zoomed.left) / zoomed.width - 0.7)).toBeLessThan(0.01);
  expect(Math.abs((at.y - zoomed.top) / zoomed.height - 0.4)).toBeLessThan(0.02);
  // The page itself did not zoom.
  expect(await page.evaluate(() => visualViewport!.scale)).toBe(1);

  await page.mouse.down();
  await page.mouse.move(box.x + at.x - 60, box.y + at.y, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => Math.round(zoomed.left - (await placeOf(page)).left)).toBe(60);

  const toolbar = page.getByRole("toolbar", { name: "Zoom of the picture" });
  await toolbar.getByRole("button", { name: /set to 100 %/ }).click();
  await expect(toolbar.getByRole("button", { name: "Zoom 100 %" })).toBeVisible();
  const natural = (await placeOf(page)).width;
  await toolbar.getByRole("button", { name: "Zoom in" }).click();
  await expect.poll(async () => (await placeOf(page)).width / natural).toBeCloseTo(1.25, 2);
  // Every corner can be reached.
  await paperOf(page).focus();
  await page.keyboard.press("End");
  await paperOf(page).evaluate((paper) => paper.scrollTo(99_999, 99_999));
  const end = await placeOf(page);
  expect(end.left + end.width).toBeLessThanOrEqual(end.room.width);
  expect(end.top + end.height).toBeLessThanOrEqual(end.room.height);
  await paperOf(page).evaluate((paper) => paper.scrollTo(0, 0));
  await expect.poll(async () => (await placeOf(page)).left).toBeGreaterThanOrEqual(0);

  await page.keyboard.press("0");
  await expect.poll(async () => (await placeOf(page)).width).toBeCloseTo(natural, 0);
  await page.keyboard.press("-");
  await expect.poll(async () => (await placeOf(page)).width / natural).toBeCloseTo(0.8, 2);
  await page.keyboard.press("1");
  await expect.poll(() => placeOf(page)).toEqual(fitted);
  await expect(toolbar.getByRole("button", { name: "Fit" })).toHaveAttribute("aria-pressed", "true");
});

test.describe("on a telephone", () => {
  test.use({ viewport: { width: 390, height: 800 }, hasTouch: true });

  test("two fingers zoom the picture, one moves it", async ({ page, server, faults: _ }) => {
    await page.goto(server.url);
    await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "Send" }).click();
    await page.getByRole("tab", { name: "Plot" }).click();
    await expect(page.getByRole("img", { name: "The Flow as Jina plots it" })).toBeVisible({
      timeout: 30_000,
    });
    // At first it is as high as its room, since all of it would leave nothing to read.
    await expect(page.getByRole("button", { name: "To height" })).toHaveAttribute("aria-pressed", "true");
    await page.getByRole("button", { name: "Fit", exact: true }).click();
    await expect.poll(async () => (await placeOf(page)).width).toBeLessThanOrEqual(390);
    const fitted = await placeOf(page);
    expect(fitted.left + fitted.width).toBeLessThanOrEqual(fitted.room.width);
    const box = (await paperOf(page).boundingBox())!;
    const centre = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const session = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", gaps: readonly number[], y = centre.y) =>
      session.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: gaps.map((gap, id) => ({ x: centre.x + gap, y, id })),
      });
    await touch("touchStart", [-20, 20]);
    for (const gap of [30, 50, 70, 90]) {
      await touch("touchMove", [-gap, gap]);
    }
    await touch("touchEnd", []);
    await expect.poll(async () => (await placeOf(page)).width / fitted.width).toBeGreaterThan(3);
    const zoomed = await placeOf(page);
    expect(await page.evaluate(() => visualViewport!.scale)).toBe(1);
    await touch("touchStart", [0]);
    for (const gap of [-30, -60, -90, -120]) {
      await touch("touchMove", [gap]);
    }
    await touch("touchEnd", []);
    await expect.poll(async () => (await placeOf(page)).left).toBeLessThan(zoomed.left - 40);
    await expectWithinWindow(page);
  });
});

/** The contrast of every text of a picture with what lies behind it, the least one first. */
async function contrastsOf(page: Page, browser: Browser): Promise<{ text: string; ratio: number }[]> {
  const paper = await paperOf(page).evaluate((element) => getComputedStyle(element).backgroundColor);
  const svg = await page.evaluate(() => (globalThis as unknown as { lastPicture: Blob }).lastPicture.text());
  const bare = await browser.newPage({ viewport: { width: 3000, height: 1500 } });
  await bare.setContent(`<body style="margin:0;background:${paper}">${svg}</body>`);
  const found = await bare.evaluate((ground) => {
    const parse = (colour: string): number[] => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (colour.match(/[\d.]+/g) ?? ["0", "0", "0", "0"]).map(
        Number,
      );
      return [red, green, blue, alpha];
    };
    const over = (top: number[], below: number[]): number[] =>
      [0, 1, 2].map((index) => top[index]! * top[3]! + below[index]! * (1 - top[3]!));
    const rects = [...document.querySelectorAll("svg .cluster > rect, svg .node > rect")];
    return [...document.querySelectorAll("svg .node text, svg .cluster-label text")].map((text) => {
      const box = text.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const behind = rects
        .filter((rect) => {
          const outer = rect.getBoundingClientRect();
          return outer.left <= x && x <= outer.right && outer.top <= y && y <= outer.bottom;
        })
        .reduce(
          (below, rect) => {
            const { fill } = getComputedStyle(rect);
            return fill === "none" ? below : over(parse(fill), below);
          },
          parse(ground).slice(0, 3),
        );
      const ink = parse(getComputedStyle(text.querySelector("tspan tspan") ?? text).fill).slice(0, 3);
      return { text: text.textContent ?? "", ink, behind };
    });
  }, paper);
  await bare.close();
  return found
    .map(({ text, ink, behind }) => ({ text, ratio: contrastOf(ink, behind) }))
    .sort((a, b) => a.ratio - b.ratio);
}

test("the picture is light in the light and dark in the dark, and all of its text can be read", async ({
  designer,
  page,
  browser,
}) => {
  // The page's policy lets nobody read a picture back from its address.
  await page.evaluate(() => {
    const create = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      Object.assign(globalThis, { lastPicture: blob });
      return create(blob);
    };
  });
  const seen = new Set<string>();
  for (const text of [MANY_LOOKS, MENDED_LOOKS]) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await plot(designer, text);
      const contrasts = await contrastsOf(page, browser);
      expect(contrasts.length).toBeGreaterThan(12);
      expect(contrasts[0]!.ratio, `${colorScheme}: ${JSON.stringify(contrasts[0])}`).toBeGreaterThanOrEqual(
        4.5,
      );
      seen.add(await paperOf(page).evaluate((paper) => getComputedStyle(paper).backgroundColor));
      expect(await violationsOn(page, ".place.is-bottom")).toEqual([]);
    }
  }
  expect([...seen]).toEqual(["rgb(255, 255, 255)", "rgb(22, 27, 31)"]);
  // Switching the theme by hand draws anew.
  const image = page.getByRole("img", { name: "The Flow in a mended drawing" });
  const before = await image.getAttribute("src");
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(() => image.getAttribute("src"), { timeout: 20_000 }).not.toBe(before);
  // What the system forces on the page does not get between the picture and its ground.
  await page.emulateMedia({ forcedColors: "active" });
  const forced = await paperOf(page).evaluate((paper) => getComputedStyle(paper).backgroundColor);
  expect(forced).toBe("rgb(255, 255, 255)");
});

test("a Flow without executors is the gateway alone", async ({ designer, page }) => {
  await plot(designer, "jtype: Flow\n");
  await expect(page.getByRole("img", { name: "The Flow as Jina plots it" })).toBeVisible();
  await expect(page.getByRole("tabpanel", { name: "Plot" }).getByRole("alert")).toHaveCount(0);
});

test("while the text holds no Flow, the plot says that it is an older one", async ({ designer, page }) => {
  await plot(designer, MANY_LOOKS);
  await designer.retype("jtype: Flow\nexecutors: [");
  await expect(
    page.getByText("The text holds no Flow now: this is the last one that it held."),
  ).toBeVisible();
});

test("Copy run command gives the command for this file", async ({ designer, page }) => {
  await designer.command("Copy run command");
  await expect(designer.toast).toContainText("jina flow --uses flow.yml");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("jina flow --uses flow.yml");
});
