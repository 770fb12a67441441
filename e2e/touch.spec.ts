/** A phone and a tablet: what is reached by a button, how large it is for a finger, and that nothing covers anything. */
import { devices, type Locator, type Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { RICH_FLOW } from "./rich-flow.ts";

const { isMobile, hasTouch } = devices["Pixel 7"];
test.use({ isMobile, hasTouch });

/** Visible controls that are smaller than a finger, those in running text aside. */
const smallIn = (place: Locator) =>
  place.evaluate((root) =>
    [...root.querySelectorAll<HTMLElement>("button, input:not([type=checkbox]), select")]
      .filter((one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
      .filter((one) => !one.closest(".react-flow__node") && !one.matches(".is-link, .is-plain"))
      .flatMap((one) => {
        const { width, height } = one.getBoundingClientRect();
        return width < 44 || height < 43.5
          ? [
              `${one.getAttribute("aria-label") ?? one.innerText}: ${Math.round(width)} × ${Math.round(height)}`,
            ]
          : [];
      }),
  );

/** Pairs of controls over one another. */
const coveredIn = (place: Locator) =>
  place.evaluate((root) => {
    const all = [...root.querySelectorAll<HTMLElement>("button, input, [data-executor], .minimap")].filter(
      (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
    );
    /** The part of it that no scrolling or cut box around it hides. */
    const seen = (one: Element) => {
      let { x, y, right, bottom } = one.getBoundingClientRect();
      for (let box = one.parentElement; box; box = box.parentElement) {
        if (getComputedStyle(box).overflow !== "visible") {
          const around = box.getBoundingClientRect();
          [x, y] = [Math.max(x, around.x), Math.max(y, around.y)];
          [right, bottom] = [Math.min(right, around.right), Math.min(bottom, around.bottom)];
        }
      }
      return { x, y, right, bottom };
    };
    const named = (one: Element) => one.getAttribute("aria-label") ?? one.textContent ?? one.className;
    const pairs: string[] = [];
    for (const [index, one] of all.entries()) {
      for (const other of all.slice(index + 1)) {
        if (one.contains(other) || other.contains(one)) {
          continue;
        }
        const [a, b] = [seen(one), seen(other)];
        const isOver =
          a.x < b.right - 0.5 && b.x < a.right - 0.5 && a.y < b.bottom - 0.5 && b.y < a.bottom - 0.5;
        if (isOver) {
          pairs.push(`${named(one)} / ${named(other)}`);
        }
      }
    }
    return pairs;
  });

for (const width of [390, 768]) {
  test(`at ${width} px controls are large enough for a finger, and none covers another`, async ({
    designer,
    page,
  }) => {
    await page.setViewportSize({ width, height: 844 });
    await expect(designer.cards().first()).toBeVisible();
    await expect(page.getByRole("toolbar", { name: "Zoom" })).toBeVisible();
    await expect.poll(() => smallIn(page.locator(".header"))).toEqual([]);
    await expect.poll(() => coveredIn(page.locator(".header"))).toEqual([]);
    await expect.poll(() => smallIn(page.getByRole("toolbar", { name: "Zoom" }))).toEqual([]);
    await expect.poll(() => coveredIn(designer.canvas)).toEqual([]);
  });
}

/** The panels of each place, which a phone shows one at a time. */
const PANELS = {
  Add: ["Palette", "Outline"],
  Edit: ["Inspector", "YAML", "Variables"],
  Send: ["Send", "Problems", "Responses", "Profile", "Runs", "Steps", "What if", "Log"],
} as const;

const SIDES = { Add: "left", Edit: "right", Send: "bottom" } as const;

for (const width of [390, 768]) {
  test(`at ${width} px whatever is pressed in panels, menus and dialogs is large enough for a finger`, async ({
    designer,
    page,
  }) => {
    await page.setViewportSize({ width, height: 1024 });
    await designer.open("rich.yml", RICH_FLOW);
    await expect(designer.card("index")).toBeVisible();
    await designer.card("index").tap({ position: { x: 60, y: 18 } });
    const show = async (place: keyof typeof PANELS) => {
      if (width === 390) {
        const nav = page.getByRole("navigation", { name: "Panels" });
        await nav.getByRole("button", { name: new RegExp(`^${place}`) }).tap();
      } else if (place !== "Send") {
        const fold = page.getByRole("button", {
          name: place === "Add" ? "Show Parts of the Flow" : "Show Details",
        });
        if (await fold.isVisible()) {
          await fold.tap();
        }
      }
    };
    for (const [place, panels] of Object.entries(PANELS)) {
      await show(place as keyof typeof PANELS);
      for (const panel of panels) {
        await page.getByRole("tab", { name: panel }).tap();
        await expect(page.getByRole("tabpanel", { name: panel })).toBeVisible();
        await expect(page.getByText("Loading")).toHaveCount(0);
        expect.soft(await smallIn(page.locator(".page")), panel).toEqual([]);
        expect
          .soft(await coveredIn(page.locator(`.place.is-${SIDES[place as keyof typeof PANELS]}`)), panel)
          .toEqual([]);
      }
    }
    const dialog = page.getByRole("dialog");
    for (const command of ["Keyboard shortcuts", "Find executor", "Kept files", "Save version", "Rename"]) {
      await designer.command(command);
      await expect(dialog).toBeVisible();
      expect.soft(await smallIn(dialog), command).toEqual([]);
      await page.keyboard.press("Escape");
      await expect(dialog).toHaveCount(0);
    }
    await page.getByRole("button", { name: "File rich.yml" }).tap();
    const menu = page.getByRole("menu");
    await expect(menu).toBeVisible();
    const low = await menu
      .getByRole("menuitem")
      .evaluateAll((items) => items.filter((one) => one.getBoundingClientRect().height < 43.5).length);
    expect(low).toBe(0);
  });
}

test("a phone: search by a button, Send opens the form, the view survives a change of panel, what is added comes into view", async ({
  designer,
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const nav = page.getByRole("navigation", { name: "Panels" });
  await page.getByRole("button", { name: "Find an executor or run a command" }).tap();
  await page.getByRole("dialog", { name: "Command palette" }).getByRole("combobox").fill("joiner");
  await page.keyboard.press("Enter");
  await expect(designer.card("joiner")).toBeInViewport();
  await designer.ready();
  const before = await designer.card("joiner").boundingBox();
  await nav.getByRole("button", { name: /^Edit/ }).tap();
  await nav.getByRole("button", { name: /^Canvas/ }).tap();
  await expect.poll(() => designer.card("joiner").boundingBox()).toEqual(before);
  await nav.getByRole("button", { name: /^Send/ }).tap();
  await expect(designer.send.getByLabel("Endpoint")).toBeVisible();
  await nav.getByRole("button", { name: /^Add/ }).tap();
  await designer.paletteItem("Executor").first().tap();
  await expect(designer.card("executor1")).toBeInViewport({ ratio: 0.999 });
  // A message leaves what zooms free.
  await designer.command("Copy the whole file");
  await expect(designer.toast).toBeVisible();
  await expect
    .poll(async () => {
      const [message, zoom] = [
        await designer.toast.boundingBox(),
        await page.getByRole("toolbar", { name: "Zoom" }).boundingBox(),
      ];
      return message!.y + message!.height - zoom!.y;
    })
    .toBeLessThan(0);
});

test("on a phone a file's name stands whole in the header, and the light says where requests go", async ({
  designer,
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const name = page.locator(".header .file-name");
  const cut = () => name.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  await expect(name).toHaveText("flow.yml");
  await expect.poll(cut).toBe(0);
  await designer.command("Add executor");
  await expect(page.locator(".header .unsaved")).toBeVisible();
  await expect.poll(cut).toBe(0);
  await page.locator(".header").getByRole("button", { name: "simulator:" }).tap();
  await expect(designer.send.getByRole("textbox", { name: "Gateway address" })).toBeVisible();
});

test("on a phone the tabs of the results stand beside each other, each as wide as its words", async ({
  designer,
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: /^Send/ }).tap();
  await expect(designer.send.getByLabel("Endpoint")).toBeVisible();
  const tabs = page.getByRole("tablist").filter({ has: page.getByRole("tab", { name: "Responses" }) });
  await expect
    .poll(() =>
      tabs
        .getByRole("tab")
        .evaluateAll((all) =>
          all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent),
        ),
    )
    .toEqual([]);
  // The tab of what is shown is in view, however it came to be shown.
  await designer.send.getByRole("button", { name: "What if…" }).tap();
  await expect(tabs.getByRole("tab", { name: "What if" })).toBeInViewport({ ratio: 0.999 });
});

interface Finger {
  readonly x: number;
  readonly y: number;
}

/** Fingers on the glass: where they are put down, where they move in steps, and that they are lifted, or taken away. */
async function drag(
  page: Page,
  from: readonly Finger[],
  to: readonly Finger[],
  end: "touchEnd" | "touchCancel" = "touchEnd",
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const send = (type: "touchStart" | "touchMove" | typeof end, points: readonly Finger[]) =>
    session.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: points.map(({ x, y }, id) => ({ x, y, id })),
    });
  for (let count = 1; count <= from.length; count++) {
    await send("touchStart", from.slice(0, count));
  }
  for (let step = 1; step <= 8; step++) {
    const part = step / 8;
    await send(
      "touchMove",
      from.map(({ x, y }, index) => ({
        x: x + ((to[index]?.x ?? x) - x) * part,
        y: y + ((to[index]?.y ?? y) - y) * part,
      })),
    );
  }
  await send(end, []);
}

test("what a finger holds goes back where the system takes the finger away: a card, and an edge over a ring that would take it", async ({
  designer,
  page,
}) => {
  await designer.open(
    "taken.yml",
    "jtype: Flow\nexecutors:\n  - name: a\n  - {name: b, needs: gateway}\n  - {name: c, needs: [a, b]}\n  - {name: d, needs: gateway}\n",
  );
  const before = await designer.text();
  const boxOf = async (name: string) => (await designer.card(name).boundingBox())!;
  const stood = await boxOf("b");
  const at = { x: stood.x + 60, y: stood.y + 18 };
  await drag(page, [at], [{ x: at.x + 40, y: at.y + 60 }], "touchCancel");
  await expect.poll(() => boxOf("b")).toEqual(stood);

  const middleOfRing = async (name: string, side: string) => {
    const { x, y, width, height } = (await designer
      .card(name)
      .locator(`.react-flow__handle.${side}`)
      .boundingBox())!;
    return { x: x + width / 2, y: y + height / 2 };
  };
  const from = await middleOfRing("d", "source");
  await drag(page, [from], [await middleOfRing("c", "target")], "touchCancel");
  await expect(designer.canvas).not.toHaveClass(/is-connecting/);
  await designer.card("a").tap({ position: { x: 60, y: 18 } });
  await expect(designer.card("a")).toHaveClass(/\bselected\b/);
  await designer.ready();
  expect(await designer.needs()).not.toContain("d->c");
  expect(await designer.text()).toBe(before);
});

test("what a finger takes from the palette and the system takes away is added by the first Enter behind it", async ({
  designer,
  page,
}) => {
  await designer.open("one.yml", "jtype: Flow\nexecutors:\n  - name: a\n");
  await expect(designer.card("a")).toBeVisible();
  const item = designer.paletteItem("Executor");
  const { x, y, width, height } = (await item.boundingBox())!;
  const at = { x: x + width / 2, y: y + height / 2 };
  await drag(page, [at], [{ x: at.x + 300, y: at.y }], "touchCancel");
  await expect(page.locator(".drag-ghost")).toHaveCount(0);
  await item.press("Enter");
  await expect(designer.card("executor1")).toBeVisible();
  await expect(designer.cards()).toHaveCount(2);
});

test("fingers: one pans and drags, two pan and zoom, on cards too, a tap selects", async ({
  designer,
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await designer.open(
    "fingers.yml",
    "jtype: Flow\nexecutors:\n  - name: top\n  - name: middle\n  - name: low\n",
  );
  await expect(designer.card("middle")).toBeVisible();
  const before = await designer.text();
  const boxOf = async (name: string) => (await designer.card(name).boundingBox())!;
  const room = (await designer.canvas.boundingBox())!;
  const corner = { x: room.x + 20, y: room.y + 60 };

  let start = await boxOf("middle");
  await drag(page, [corner], [{ x: corner.x + 40, y: corner.y + 30 }]);
  await expect.poll(async () => (await boxOf("middle")).x).toBeCloseTo(start.x + 40, -1);

  // Two fingers beside the cards, then two on one card.
  for (const on of ["empty space", "a card"]) {
    start = await boxOf("middle");
    const middle = { x: start.x + start.width / 2, y: start.y + start.height / 2 };
    const [one, other] =
      on === "a card"
        ? [
            { x: middle.x - 40, y: middle.y },
            { x: middle.x + 40, y: middle.y },
          ]
        : [
            { x: room.x + 30, y: middle.y + 30 },
            { x: room.x + 110, y: middle.y + 30 },
          ];
    await drag(
      page,
      [one, other],
      [
        { x: one.x, y: one.y - 30 },
        { x: other.x, y: other.y - 30 },
      ],
    );
    await expect.poll(async () => (await boxOf("middle")).y, on).toBeCloseTo(start.y - 30, -1);
    await expect.poll(async () => (await boxOf("middle")).width, on).toBeCloseTo(start.width, 0);
    await drag(page, [one, other], [one, { x: other.x + 40, y: other.y }]);
    await expect.poll(async () => (await boxOf("middle")).width, on).toBeCloseTo(start.width * 1.5, -1);
    await drag(page, [one, { x: other.x + 40, y: other.y }], [one, other]);
    await expect.poll(async () => (await boxOf("middle")).width, on).toBeCloseTo(start.width, -1);
  }
  expect(await designer.text()).toBe(before);

  await designer.card("low").tap({ position: { x: 60, y: 18 } });
  await expect(designer.card("low")).toHaveClass(/\bselected\b/);
  const [moved, still] = [await boxOf("low"), await boxOf("middle")];
  const at = { x: moved.x + 60, y: moved.y + 18 };
  await drag(page, [at], [{ x: at.x - 50, y: at.y + 40 }]);
  // The browser keeps the first few pixels to itself, to tell a drag from a tap.
  await expect.poll(async () => (await boxOf("low")).y).toBeGreaterThan(moved.y + 20);
  await expect.poll(() => boxOf("middle")).toEqual(still);

  // The finger that rests on a card opens its menu, and chooses nothing of it when it is lifted.
  const { x, y } = await boxOf("middle");
  const session = await page.context().newCDPSession(page);
  await session.send("Input.dispatchTouchEvent", {
    type: "touchStart",
    touchPoints: [{ x: x + 60, y: y + 18 }],
  });
  const menu = page.getByRole("menu", { name: "Menu of middle" });
  await expect(menu).toBeVisible();
  await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await designer.ready();
  await expect(menu).toBeVisible();
  await expect(designer.card("middle")).toBeVisible();
  await menu.getByRole("menuitem", { name: "Rename" }).tap();
  await expect(page.getByRole("dialog")).toBeVisible();
});

test("on a phone a refused command says why, whole and beside nothing else, and a command opens its panel", async ({
  designer,
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(designer.cards().first()).toBeVisible();
  await page.keyboard.press("ControlOrMeta+K");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await palette.getByRole("combobox").fill("connection");
  const row = palette.getByRole("option", { name: /^Test connection/ });
  await expect(row).toHaveAttribute("aria-disabled", "true");
  const texts = await row.evaluate((own) =>
    [...own.children].map((one) => {
      const { x, y, right, bottom } = one.getBoundingClientRect();
      return { isCut: one.scrollWidth > one.clientWidth, x, y, right, bottom };
    }),
  );
  expect(texts.map(({ isCut }) => isCut)).toEqual([false, false]);
  const [label, reason] = texts;
  expect(label!.right <= reason!.x || label!.bottom <= reason!.y).toBe(true);
  await page.keyboard.press("Escape");
  await designer.command("What if");
  await expect(page.getByRole("tabpanel", { name: "What if" })).toContainText("simulated");
});
