/** The page in every state and size that people have: nothing overflows, and the accessibility checker is content. */
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { expectWithinWindow, violationsOn } from "./pages/accessibility.ts";
import { colourOf, contrastOf } from "./pages/contrast.ts";

async function check(page: Page, what: string): Promise<void> {
  expect(await violationsOn(page), what).toEqual([]);
  await expectWithinWindow(page, what);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("empty, running, done and failed at 1280 px", async ({ designer, page }) => {
      await check(page, "first sight");
      await designer.select("text_index");
      await check(page, "Inspector");
      await designer.pressSend();
      await expect(designer.documents()).toHaveCount(2);
      await check(page, "responses");
      await designer.tab("Profile");
      await check(page, "profile");
      await designer.tab("Outline");
      await check(page, "outline");
      await designer.tab("YAML");
      await expect(designer.editor()).toBeVisible();
      await check(page, "text");
      await designer.fillSend({ address: "grpc://127.0.0.1:1" });
      await designer.pressSend();
      await expect(page.getByRole("region", { name: "Failure" })).toBeVisible();
      await check(page, "failure");
      await page.keyboard.press("ControlOrMeta+K");
      await expect(page.getByRole("dialog")).toBeVisible();
      await check(page, "command palette");
      await page.keyboard.press("Escape");
      await designer.retype("jtype: Flow\nexecutors:\n  - name: a\n    needs: b\n  - name: a\n x");
      await designer.tab("Problems");
      await check(page, "problems");
      await designer.retype(
        `jtype: Flow\nexecutors:\n${["one", "two", "three"].map((name) => `  - {name: ${name}, replicas: 1, timeout: 3}\n`).join("")}`,
      );
      await expect(page.getByRole("button", { name: "Fix all: Take replicas away" })).toBeVisible();
      await check(page, "problems of several executors");
    });

    test("one panel at a time at 390 px", async ({ page, server, faults: _ }) => {
      await page.setViewportSize({ width: 390, height: 800 });
      await page.goto(server.url);
      await expect(page.locator('[data-executor="loader"]')).toBeVisible();
      const nav = page.getByRole("navigation", { name: "Panels" });
      for (const panel of ["Add", "Edit", "Send", "Canvas"]) {
        await nav.getByRole("button", { name: panel }).click();
        await check(page, panel);
      }
      await nav.getByRole("button", { name: "Send" }).click();
      await page.getByRole("tab", { name: "Send" }).click();
      const form = page.getByRole("form", { name: "Send" });
      await form.getByRole("button", { name: "Send", exact: true }).click();
      await expect(
        page.getByRole("list", { name: "Documents of the response" }).getByRole("listitem"),
      ).toHaveCount(2);
      await check(page, "responses");
      for (const tab of ["Profile", "Problems", "Log"]) {
        await page.getByRole("tab", { name: tab }).click();
        await check(page, tab);
      }
    });
  });
}

const box = async (locator: Locator) => (await locator.boundingBox())!;
/** How long the page may take to have drawn what is looked at, as wherever else is waited. */
const DRAWN = { timeout: 10_000 };

async function expectApart(a: Locator, b: Locator, what: string): Promise<void> {
  await expect(async () => {
    const [one, other] = [await box(a), await box(b)];
    const isApart =
      one.x + one.width <= other.x ||
      other.x + other.width <= one.x ||
      one.y + one.height <= other.y ||
      other.y + other.height <= one.y;
    expect(isApart, `${what}: ${JSON.stringify([one, other])}`).toBe(true);
  }).toPass(DRAWN);
}

async function expectInside(inner: Locator, outer: Locator, what: string): Promise<void> {
  await expect(async () => {
    const [one, other] = [await box(inner), await box(outer)];
    expect(one.x, what).toBeGreaterThanOrEqual(other.x);
    expect(one.x + one.width, what).toBeLessThanOrEqual(other.x + other.width);
  }).toPass(DRAWN);
}

/** What is written in it is all to be seen. */
async function expectWhole(locator: Locator, what: string): Promise<void> {
  await expect
    .poll(
      () =>
        locator.evaluateAll((elements) =>
          elements
            .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
            .map(({ textContent }) => textContent),
        ),
      what,
    )
    .toEqual([]);
}

for (const width of [1280, 1400, 390]) {
  test(`both buttons of a run and all of its times are whole at ${width} px`, async ({ designer, page }) => {
    await page.setViewportSize({ width, height: 800 });
    if (width === 390) {
      await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "Send" }).click();
      await designer.tab("Send");
    }
    const documents = Array.from({ length: 400 }, (_, index) => `document ${index}`).join("\n");
    await designer.fillSend({ documents, size: "100" });
    await designer.pressSend();
    await expect(designer.responses().first()).toBeVisible();
    await expect(designer.responses()).toHaveCount(4);
    for (const row of await designer.responses().all()) {
      await expect(row).toContainText(/ok/);
      const time = row.locator(".exchange-time");
      await expect(time).toHaveText(/\d (ms|s)$/);
      await expectInside(time, page.getByRole("list", { name: "Responses of this run" }), "a time");
      await expectWhole(time, "a time");
      await expectWhole(row.locator(".fate"), "what became of it");
    }
  });

  test(`the note on an empty Flow is clear of the gateway at ${width} px`, async ({ designer, page }) => {
    await page.setViewportSize({ width, height: 800 });
    await designer.open(
      "empty.yml",
      "jtype: Flow\nwith: {protocol: [grpc, http], port: [54321, 54322]}\nexecutors: []\n",
    );
    await expect(page.getByRole("heading", { name: "An empty Flow" })).toBeVisible();
    const note = page.locator(".canvas-empty > *");
    await expect(note).toHaveCount(3);
    for (const end of ["start", "end"]) {
      const gate = designer.canvas.locator(`[data-id="${end}"]`);
      for (const part of await note.all()) {
        await expectApart(gate, part, `the gateway's ${end} and the note`);
      }
    }
    await expectApart(
      page.getByRole("toolbar", { name: "Zoom" }),
      note.last(),
      "the zoom controls and the note",
    );
    await expect(designer.canvas.locator('[data-id="start"] small')).toHaveText([
      "GRPC · 54321",
      "HTTP · 54322",
    ]);
    await expectWhole(designer.canvas.locator('[data-id="start"] small'), "the gateway's label");
  });
}

test("nothing moves by itself for whoever wants less motion", async ({ designer, page }) => {
  const motion = () => designer.toast.evaluate((toast) => getComputedStyle(toast).animationName);
  await designer.command("Copy the whole file");
  expect(await motion()).toBe("toast-in");
  await page.emulateMedia({ reducedMotion: "reduce" });
  expect(await motion()).toBe("none");
  await designer.command("Fit view");
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`words can be read while they change, in ${colorScheme}: a message as it comes, Send while a run goes on`, async ({
    designer,
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    // Each animation begins in its middle and all but stands still there, however long the frames are.
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("* { animation-duration: 2000s !important; animation-delay: -1000s !important; }");
      document.adoptedStyleSheets.push(sheet);
    });
    await designer.command("Copy the whole file");
    await expect(designer.toast).toBeVisible();
    await expect.poll(() => page.evaluate(() => document.getAnimations().length)).toBeGreaterThan(0);
    expect(await violationsOn(page, "[data-testid=toast]")).toEqual([]);
    await designer.select("loader");
    await designer.setField("Simulated delay, ms", "20000");
    await designer.pressSend();
    await expect(designer.send.getByRole("button", { name: "Stop" })).toBeVisible();
    // The checker leaves out what is disabled.
    const { color, backgroundColor, opacity } = await designer.send
      .getByRole("button", { name: "Send", exact: true })
      .and(page.locator(":disabled"))
      .evaluate((button) => {
        const { color, backgroundColor, opacity } = getComputedStyle(button);
        return { color, backgroundColor, opacity };
      });
    expect(opacity).toBe("1");
    expect(contrastOf(colourOf(color), colourOf(backgroundColor))).toBeGreaterThanOrEqual(4.5);
    await designer.send.getByRole("button", { name: "Stop" }).click();
  });
}

test("a run that was stopped says so, with Stop and Send whole beside one another", async ({
  designer,
  page,
}) => {
  await designer.select("loader");
  await designer.setField("Simulated delay, ms", "60000");
  await designer.fillSend({ documents: "1\n2\n3\n4", size: "1" });
  const stop = designer.send.getByRole("button", { name: "Stop" });
  const begin = async () => {
    await designer.pressSend();
    await expect(designer.sent()).toHaveCount(4);
  };
  await begin();
  for (const button of [stop, designer.send.getByRole("button", { name: "Send", exact: true })]) {
    await expectInside(button, page.getByRole("region", { name: "Send panel" }), "a button");
    await expectWhole(button, "a button");
  }
  await stop.click();
  await stop.click();
  await expect(designer.told).toHaveText("Stopped: 0 of 4 requests answered, 4 unknown.");
  await expect(page.getByText("stopped", { exact: true })).toBeVisible();

  // What is on its way is answered, where it is waited for.
  await designer.setField("Simulated delay, ms", "2000");
  await begin();
  await stop.click();
  await expect(designer.told).toHaveText("Stopped: 4 of 4 requests answered.");
  await expect(page.getByText("stopped", { exact: true })).toBeVisible();
});

for (const width of [1280, 390]) {
  test(`at ${width} px Resend is whole beside the badge of an older file, and so is the slowest executor of a profile`, async ({
    designer,
    page,
  }) => {
    const flow =
      "jtype: Flow\nexecutors:\n  - name: reader\n  - {name: quick, needs: reader}\n  - {name: slow, needs: reader}\n  - {name: last, needs: [quick, slow]}\n";
    await page.setViewportSize({ width: 1280, height: 800 });
    await designer.open("a-search-flow.yml", flow);
    await designer.select("slow");
    await designer.setField("Simulated delay, ms", "300");
    const documents = Array.from({ length: 20 }, (_, index) => `document ${index}`).join("\n");
    await designer.fillSend({ documents, size: "1" });
    await designer.pressSend();
    await expect(designer.responses().filter({ hasText: /^ok/ })).not.toHaveCount(0);
    await designer.send.getByRole("button", { name: "Stop" }).click();
    await expect(designer.told).toContainText("Stopped: ");
    await designer.select("quick");
    await designer.setField("replicas", "2");
    await page.setViewportSize({ width, height: 800 });
    if (width === 390) {
      await page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: "Send" }).click();
    }
    await designer.tab("Responses");
    const responses = page.getByRole("tabpanel", { name: "Responses" });
    await expect(responses).toContainText("of the file before it was changed");
    await expect(responses.getByRole("button", { name: /^Resend \d+ requests/ })).toBeInViewport({
      ratio: 1,
    });
    await expect(responses.getByText(/docs\/s · p50/)).toBeInViewport({ ratio: 1 });
    await designer.tab("Profile");
    const profile = page.getByRole("tabpanel", { name: "Profile" });
    const tree = profile.getByRole("table", { name: "Profile" });
    await expect(tree.getByRole("row", { name: /^slow/ })).toBeInViewport({ ratio: 1 });
    await expect(profile.locator(".waterfall-row").filter({ hasText: "slow" })).toBeInViewport({ ratio: 1 });
    const spread = profile.getByRole("region", { name: "Times over all answers" });
    await expect(spread.getByRole("rowheader", { name: "Roundtrip" })).toBeInViewport({ ratio: 1 });
  });
}

test("what is refused at once does not stand beside the failure before it", async ({ designer, page }) => {
  await designer.fillSend({ address: "nonsense" });
  await designer.pressSend();
  const failure = page.getByRole("region", { name: "Failure" });
  await expect(failure).toContainText("nonsense");
  await designer.fillSend({ address: "ftp://x" });
  await designer.pressSend();
  await expect(failure).toContainText("“ftp” is no protocol");
  await expect(failure).not.toContainText("nonsense");
});

test("at 390 px nothing in the header and over the canvas covers another, and problems are counted", async ({
  designer,
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 800 });
  const name = "a-flow-with-a-longer-name.yml";
  await designer.open(name, "jtype: Flow\nexecutors:\n  - name: a\n    needs: b\n  - name: a\n");
  await expect(designer.toast).toContainText(`Opened ${name}.`);
  await expectApart(
    designer.toast,
    page.getByRole("toolbar", { name: "Zoom" }),
    "the message and the controls",
  );
  const middleOf = async (part: Locator) => {
    const { y, height } = (await part.boundingBox())!;
    return y + height / 2;
  };
  const [dismiss, back] = ["Dismiss", /^Back/].map((name) => designer.toast.getByRole("button", { name }));
  await expect.poll(async () => (await middleOf(dismiss!)) - (await middleOf(back!))).toBeLessThan(2);
  // The heading is there for screen readers only.
  const parts = await page.locator(".header > :visible:not(h1)").all();
  for (const [index, part] of parts.entries()) {
    await expectInside(part, page.locator(".header"), "a part of the header");
    if (index > 0) {
      await expectApart(parts[index - 1]!, part, "parts of the header");
    }
  }
  await expectApart(
    page.getByRole("button", { name: `File ${name}` }),
    page.getByRole("button", { name: "Undo" }),
    "the file and Undo",
  );
  const results = page.getByRole("navigation", { name: "Panels" }).getByRole("button", { name: /^Send/ });
  await expect(results).toHaveAccessibleName(/^Send \d+ problems?$/);
  await check(page, "problems counted");
});

test("the file's menu names the file and greys what cannot be done", async ({ designer, page }) => {
  await designer.open("broken.yml", "jtype: Flow\nexecutors: []\n");
  await page.getByRole("button", { name: "File broken.yml" }).click();
  const item = (label: string) => page.getByRole("menuitem", { name: label });
  await expect(item("Download broken.yml")).toBeVisible();
  await expect(item("Back to previous file")).toBeEnabled();
  await expect(item("Forward to next file")).toBeDisabled();
  await expect(page.getByRole("menu").getByRole("group")).toHaveCount(5);
  const versions = page.getByRole("menu").getByRole("group", { name: "Versions" });
  await expect(versions.getByRole("menuitem")).toHaveText(["Save version", "Versions"]);
  await check(page, "the file's menu");
  await item("Forward to next file").click({ force: true });
  await expect(page.getByRole("menu")).toBeVisible();
  await item("Back to previous file").click();
  await page.getByRole("button", { name: "File flow.yml" }).click();
  await expect(item("Forward to next file")).toBeEnabled();
});

for (const [width, height] of [
  [1280, 800],
  [1099, 800],
  [900, 700],
  [768, 640],
  [700, 800],
  [390, 844],
] as const) {
  test(`where a request goes, what is sent and Send are all seen in the first layout at ${width} × ${height} px`, async ({
    designer,
    page,
  }) => {
    await page.setViewportSize({ width, height });
    const { send } = designer;
    const seen = [
      ...["Gateway address", "Endpoint", "Parameters", "Inputs", "Documents"].map((label) =>
        send.getByLabel(label, { exact: true }),
      ),
      ...(height < 800 ? ["Send"] : ["Send", "Step through", "What if…"]).map((name) =>
        send.getByRole("button", { name, exact: true }),
      ),
    ];
    if (width < 760) {
      await designer.show("Send");
    } else {
      await expect(designer.card("loader")).toBeVisible();
    }
    if (width > 760 && width < 1100) {
      await designer.tab("Send");
    }
    for (const one of seen) {
      await expect(one).toBeInViewport({ ratio: 1 });
    }
  });
}

test("on a phone a message covers no row of what is read", async ({ designer, page }) => {
  await page.setViewportSize({ width: 390, height: 700 });
  await designer.show("Send");
  await designer.fillSend({ documents: Array.from({ length: 40 }, (_, at) => `line ${at}`).join("\n") });
  await designer.pressSend();
  await expect(designer.documents().first()).toBeVisible();
  await designer.command("Copy the whole file");
  await expect(designer.toast).toContainText("Copied the YAML text");
  const nav = page.getByRole("navigation", { name: "Panels" });
  const panel = page.getByRole("tabpanel", { name: "Responses" });
  await expectApart(designer.toast, panel, "the message and the panel");
  await expectApart(designer.toast, nav, "the message and the places of the page");
  await expectInside(designer.toast, page.locator(".page"), "the message");
  await check(page, "a message below what is read");
  // By now it may have gone by itself.
  await designer.command("Copy the whole file");
  await designer.toast.getByRole("button", { name: "Dismiss" }).click();
  await expect
    .poll(async () => (await box(panel)).y + (await box(panel)).height - (await box(nav)).y)
    .toBeGreaterThanOrEqual(-1);
});

test("the last line of the file's menu can be reached on a low phone", async ({ designer, page }) => {
  await page.setViewportSize({ width: 390, height: 500 });
  await expect(designer.card("loader")).toBeVisible();
  await page.getByRole("button", { name: "File flow.yml" }).click();
  const items = page.getByRole("menuitem");
  await expect(items.first()).toBeFocused();
  await page.keyboard.press("End");
  await expect(items.last()).toBeFocused();
  await expect(items.last()).toBeInViewport({ ratio: 1 });
  await check(page, "the file's menu on a low phone");
});

for (const width of [1280, 390]) {
  test(`what stands below the names of the palette is whole at ${width} px`, async ({ designer, page }) => {
    await page.setViewportSize({ width, height: 800 });
    await expect(designer.card("loader")).toBeVisible();
    await designer.show("Add");
    const details = page.getByRole("tabpanel", { name: "Palette" }).locator(".palette-text small");
    await expect(details.first()).toBeVisible();
    await expectWhole(details, "a detail of the palette");
    const cut = () =>
      details.evaluateAll((all) =>
        all.filter((one) => one.scrollHeight > one.clientHeight + 1).map((one) => one.textContent),
      );
    expect(await cut()).toEqual([]);
    // No word of an address is broken in two.
    const rows = await details.filter({ hasText: "jinaai+docker://user/name" }).evaluate((detail) => {
      const range = document.createRange();
      const last = [...detail.childNodes].at(-1)!;
      const { length } = last.textContent!;
      return [length - 4, length - 1].map((at) => {
        range.setStart(last, at);
        range.setEnd(last, at + 1);
        return range.getBoundingClientRect().top;
      });
    });
    expect(rows[0]).toBe(rows[1]);
  });
}

test("places fold up and are remembered so; results open with the first answer, and the drawing stays in the middle", async ({
  designer,
  page,
}) => {
  const results = page.getByRole("region", { name: "Results" });
  const height = async (locator: Locator) => (await box(locator)).height;
  await expect.poll(() => height(results)).toBeLessThan(60);
  await expect.poll(() => height(designer.canvas)).toBeGreaterThan(600);
  await designer.pressSend();
  await expect(designer.documents()).toHaveCount(2);
  await expect.poll(() => height(results)).toBeGreaterThan(200);
  for (const name of ["loader", "image_encoder", "text_index", "joiner"]) {
    await expect(async () => {
      const [card, canvas] = [await box(designer.card(name)), await box(designer.canvas)];
      expect(card.y).toBeGreaterThan(canvas.y);
      expect(card.y + card.height).toBeLessThan(canvas.y + canvas.height);
    }).toPass(DRAWN);
  }
  await page.getByRole("button", { name: "Hide Results" }).click();
  await page.getByRole("button", { name: "Hide Parts of the Flow" }).click();
  await expect(page.getByRole("tab", { name: "Palette" })).toBeHidden();
  await page.reload();
  await expect(designer.card("loader")).toBeVisible();
  await expect.poll(() => height(results)).toBeLessThan(60);
  await page.getByRole("button", { name: "Show Parts of the Flow" }).click();
  await expect(page.getByRole("tab", { name: "Palette" })).toBeVisible();
  await page.getByRole("tab", { name: "Log" }).click();
  await expect.poll(() => height(results)).toBeGreaterThan(200);
});
