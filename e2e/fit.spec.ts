/** What is seen after opening a file and after Fit: names that can be read, and nothing over a card. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { Designer } from "./pages/designer.ts";

const names = Array.from({ length: 8 }, (_, at) => `executor_with_name_${at}`);
const flowOf = (needs: (at: number) => string) =>
  `jtype: Flow\nwith: {protocol: [grpc, http], port: [54321, 54322]}\nexecutors:\n${names
    .map((name, at) => `  - {name: ${name}, uses: Some, replicas: 2${needs(at)}}\n`)
    .join("")}`;
const FLOWS = {
  chain: flowOf(() => ""),
  fan: flowOf((at) =>
    at === 0 ? "" : at < 7 ? `, needs: [${names[0]}]` : `, needs: [${names.slice(1, 7).join(", ")}]`,
  ),
  pairs: flowOf((at) => (at < 2 ? ", needs: gateway" : `, needs: [${names[at - 2]}]`)),
};

/** The smallest size in which a card's name is shown, in the window's pixels. */
function smallestName(page: Page): Promise<number> {
  return page.evaluate(() => {
    const zoom = new DOMMatrix(getComputedStyle(document.querySelector(".react-flow__viewport")!).transform)
      .a;
    const sizes = [...document.querySelectorAll(".card-name")].map(
      (name) => Number.parseFloat(getComputedStyle(name).fontSize) * zoom,
    );
    return Math.min(...sizes);
  });
}

/** What stands over a card or an end of the gateway, or over a control, as pairs. */
function coverings(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const of = (selector: string) =>
      [...document.querySelectorAll(selector)].map((element) => ({
        name: `${selector} ${element.textContent?.slice(0, 20)}`,
        box: element.getBoundingClientRect(),
      }));
    const over = [".zoom-bar", ".minimap", ".legend", ".toast", ".stale-note"].flatMap(of);
    const under = [".card", ".gate"].flatMap(of);
    const isOver = (a: DOMRect, b: DOMRect) =>
      a.width > 0 && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    return over.flatMap(({ name, box }, index) =>
      [...under, ...over.slice(0, index)]
        .filter((other) => isOver(box, other.box))
        .map((other) => `${name} over ${other.name}`),
    );
  });
}

async function openSettled(designer: Designer, text: string): Promise<void> {
  await expect(designer.page.getByRole("toolbar", { name: "Zoom" })).toBeVisible();
  await designer.open("eight.yml", text);
  await expect(designer.card(names[7]!)).toBeVisible();
}

for (const [shape, text] of Object.entries(FLOWS)) {
  test(`names of a ${shape} of 8 are 11 px or more after opening and after Fit at 1440 px`, async ({
    designer,
    page,
  }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await openSettled(designer, text);
    await expect.poll(() => smallestName(page)).toBeGreaterThanOrEqual(11);
    await page.getByRole("button", { name: "Fit", exact: true }).click();
    await expect.poll(() => smallestName(page)).toBeGreaterThanOrEqual(11);
  });

  for (const width of [1280, 768, 390]) {
    test(`nothing stands over a card of a ${shape} or over a control after opening and after Fit at ${width} px`, async ({
      designer,
      page,
    }) => {
      await page.setViewportSize({ width, height: 800 });
      await openSettled(designer, text);
      await expect(designer.toast).toBeVisible();
      await page.getByRole("button", { name: "Fit", exact: true }).click();
      await expect.poll(() => coverings(page)).toEqual([]);
    });
  }
}

// Where it would be too small to be read as a whole, it is opened at its start.
for (const [width, height, hasTouch, opensWhole] of [
  [390, 844, true, true],
  [390, 667, true, true],
  [390, 568, true, true],
  [320, 568, true, false],
  [820, 420, false, false],
  [1280, 480, false, true],
] as const) {
  test(`a chain from a link is clear of what stands over the canvas at ${width} × ${height} px`, async ({
    designer,
    browser,
    server,
  }) => {
    await openSettled(designer, FLOWS.chain);
    await designer.command("Share link");
    await designer.page.getByRole("dialog").getByRole("button", { name: "Copy link" }).click();
    await expect(designer.page.getByRole("dialog")).toHaveCount(0);
    const link = await designer.page.evaluate(() => navigator.clipboard.readText());
    const context = await browser.newContext({ viewport: { width, height }, hasTouch });
    const other = new Designer(await context.newPage());
    const { page } = other;
    await page.goto(`${server.url}&${link.slice(link.indexOf("#") + 1)}`);
    await expect(other.toast).toContainText("from the link");
    await other.toast.getByRole("button", { name: "Dismiss" }).click();
    await other.ready();
    /** Beyond that, cards and ends of the gateway that are not whole in view. */
    const cut = () =>
      page.evaluate(() => {
        const canvas = document.querySelector(".canvas")!.getBoundingClientRect();
        return [...document.querySelectorAll(".card, .gate")].flatMap((one) => {
          const { left, right, top, bottom } = one.getBoundingClientRect();
          const isIn =
            left >= canvas.left && right <= canvas.right && top >= canvas.top + 20 && bottom <= canvas.bottom;
          return isIn ? [] : [one.textContent];
        });
      });
    if (opensWhole) {
      await expect.poll(async () => [...(await coverings(page)), ...(await cut())]).toEqual([]);
    }
    await page.getByRole("button", { name: "Fit", exact: true }).click();
    await expect.poll(async () => [...(await coverings(page)), ...(await cut())]).toEqual([]);
    await context.close();
  });
}

test("what is opened beside another file stands as clear of the row of tabs as of the header", async ({
  designer,
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await openSettled(designer, FLOWS.chain);
  const room = async () => {
    const canvas = (await designer.canvas.boundingBox())!;
    const tops = await designer.canvas
      .locator(".card, .gate")
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    return Math.min(...tops) - canvas.y;
  };
  await expect.poll(room).toBeGreaterThan(24);
});

test("the gateway's name is clear of its rim and its rings where Fit makes it small", async ({
  designer,
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const count of [3, 4, 5]) {
    const chain = Array.from({ length: count }, (_, at) => `  - name: of${count}and${at}\n`).join("");
    await designer.open(`chain${count}.yml`, `jtype: Flow\nexecutors:\n${chain}`);
    await expect(designer.card(`of${count}and0`)).toBeVisible();
    await page.getByRole("button", { name: "Fit", exact: true }).click();
    const room = () =>
      designer.canvas.locator(".gate").evaluateAll((gates) =>
        Math.min(
          ...gates.flatMap((gate) => {
            const { left, right, width } = gate.getBoundingClientRect();
            const range = document.createRange();
            range.selectNodeContents(gate.querySelector("b")!);
            const text = range.getBoundingClientRect();
            return [(text.left - left) / width, (right - text.right) / width];
          }),
        ),
      );
    // Of the width, a ring's half and as much again.
    await expect.poll(room, `${count} executors`).toBeGreaterThan(0.09);
  }
});

test("a Flow that is empty again by Undo shows both ends of the gateway", async ({ designer, page }) => {
  await designer.open("empty.yml", "jtype: Flow\nexecutors: []\n");
  await expect(page.getByRole("heading", { name: "An empty Flow" })).toBeVisible();
  const gates = designer.canvas.locator(".gate");
  await designer.paletteItem("Executor").click();
  await expect(designer.card("executor1")).toBeVisible();
  const { x, y, width, height } = (await designer.canvas.boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.wheel(4000, 0);
  await expect(gates.first()).not.toBeInViewport();
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect(designer.cards()).toHaveCount(0);
  await expect(gates).toHaveCount(2);
  for (const gate of await gates.all()) {
    await expect(gate).toBeInViewport({ ratio: 1 });
  }
});

test("the minimap's frame is whole wherever the view is, and large enough to be seen", async ({
  designer,
  page,
}) => {
  const chain = Array.from({ length: 400 }, () => "- {}\n").join("");
  await designer.open("strip.yml", `jtype: Flow\nexecutors:\n${chain}`);
  await expect(page.locator(".minimap canvas")).toBeVisible();
  /** What is drawn in the frame's colour: its box, and how many of the rows and columns of that have something of it. */
  const frame = () =>
    page.locator(".minimap canvas").evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { width, height } = canvas;
      const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, width, height);
      const probe = document.createElement("i");
      probe.style.color = "var(--accent)";
      canvas.after(probe);
      const [red = 0, green = 0, blue = 0] = getComputedStyle(probe).color.match(/\d+/g)!.map(Number);
      probe.remove();
      const columns = new Set<number>();
      const rows = new Set<number>();
      for (let at = 0; at < data.length; at += 4) {
        const isFrame =
          data[at + 3]! > 128 &&
          Math.abs(data[at]! - red) + Math.abs(data[at + 1]! - green) + Math.abs(data[at + 2]! - blue) < 40;
        if (isFrame) {
          columns.add((at / 4) % width);
          rows.add(Math.floor(at / 4 / width));
        }
      }
      return Math.min(columns.size, rows.size);
    });
  await page.keyboard.press("Escape");
  for (const command of ["Fit view", "Zoom to 100 %", "Zoom in"]) {
    await designer.command(command);
    await expect.poll(frame, command).toBeGreaterThanOrEqual(10);
  }
  // Far from all that there is.
  await designer.canvas.hover();
  for (let turns = 0; turns < 5; turns++) {
    await page.mouse.wheel(0, 3000);
  }
  await expect.poll(frame, "away").toBeGreaterThanOrEqual(10);
});

test("a message stands beside the minimap where both sides of the page are narrow", async ({
  designer,
  page,
}) => {
  await page.setViewportSize({ width: 768, height: 1024 });
  const wide = Array.from({ length: 6 }, (_, at) => `  - {name: w${at}, needs: gateway}\n`).join("");
  await expect(page.getByRole("toolbar", { name: "Zoom" })).toBeVisible();
  await designer.open(
    "wide.yml",
    `jtype: Flow\nexecutors:\n${wide}  - {name: all, needs: [w0, w1, w2, w3, w4, w5]}\n`,
  );
  await expect(designer.toast).toBeVisible();
  await expect(page.locator(".minimap")).toBeVisible();
  await expect
    .poll(async () => (await coverings(page)).filter((pair) => /toast|minimap/.test(pair)))
    .toEqual([]);
});

test("a long chain opens in rows, is one strip again by the same command, and is offered rows when tidied up", async ({
  designer,
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await openSettled(designer, FLOWS.chain);
  const tops = () =>
    designer
      .cards()
      .evaluateAll((cards) => new Set(cards.map((card) => Math.round(card.getBoundingClientRect().y))).size);
  await expect.poll(tops).toBeGreaterThan(2);
  await designer.command("Wrap long chains");
  await expect.poll(tops).toBe(1);
  await expect.poll(() => smallestName(page)).toBeGreaterThanOrEqual(11);
  const rooms = await page.locator(".gate").evaluateAll((gates) =>
    gates.map((gate) => {
      const [card, name] = [gate, gate.querySelector("b")!].map((one) => one.getBoundingClientRect());
      return card!.width - name!.width;
    }),
  );
  expect(rooms.filter((room) => room > 2)).toHaveLength(2);
  await designer.command("Undo");
  await expect.poll(tops).toBeGreaterThan(2);
  await designer.command("Redo");
  await expect.poll(tops).toBe(1);
  await designer.command("Tidy up");
  await expect(designer.toast).toContainText("Tidied up, but too long to be read as a whole.");
  await designer.toast.getByRole("button", { name: "Wrap long chains" }).click();
  await expect.poll(tops).toBeGreaterThan(2);
  await expect(designer.toast).toHaveCount(0);
  await designer.command("Undo");
  await expect.poll(tops).toBe(1);
});

for (const [what, isMoved] of [
  ["is in rows once it has", false],
  ["stays as it is where somebody has moved it", true],
] as const) {
  test(`a long chain opened before all of the canvas has come ${what}`, async ({ designer, page }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await page.route(/\/assets\/late-drawing-.*\.js$/, async (route) => {
      await released;
      await route.continue();
    });
    await page.reload();
    await expect(designer.card("loader")).toBeVisible();
    await designer.offer("eight.yml", FLOWS.chain);
    await expect(designer.card(names[1]!)).toBeVisible();
    const view = () => designer.canvas.locator(".react-flow__viewport").getAttribute("style");
    const before = await view();
    if (isMoved) {
      await designer.canvas.hover();
      await page.mouse.wheel(60, 0);
      await expect.poll(view).not.toBe(before);
    }
    const tops = () =>
      designer
        .cards()
        .evaluateAll(
          (cards) => new Set(cards.map((card) => Math.round(card.getBoundingClientRect().y))).size,
        );
    expect(await tops()).toBe(1);
    release();
    await expect(page.getByRole("toolbar", { name: "Zoom" })).toBeVisible();
    await (isMoved ? designer.ready() : expect.poll(tops).toBeGreaterThan(2));
    expect((await tops()) > 1).toBe(!isMoved);
  });
}

test("a pinned card is marked, and stays when all is tidied up", async ({ designer, page }) => {
  await openSettled(designer, FLOWS.fan);
  const name = names[3]!;
  await designer.card(name).click({ button: "right", position: { x: 40, y: 20 } });
  await page.getByRole("menuitem", { name: "Pin", exact: true }).click();
  await expect(designer.card(name).locator(".card-pin")).toBeVisible();
  await expect(designer.card(name)).toHaveAccessibleName(/; pinned$/);
  const place = () => designer.card(name).evaluate((card) => (card as HTMLElement).style.transform);
  const before = (await designer.card(name).boundingBox())!;
  await page.mouse.move(before.x + 20, before.y + 10);
  await page.mouse.down();
  await page.mouse.move(before.x + 60, before.y + 90, { steps: 5 });
  await page.mouse.up();
  await designer.ready();
  const moved = await place();
  await designer.command("Tidy up");
  expect(await place()).toBe(moved);
  await designer.command("Unpin");
  await expect(designer.card(name).locator(".card-pin")).toHaveCount(0);
  await designer.command("Tidy up");
  await expect.poll(place).not.toBe(moved);
});
