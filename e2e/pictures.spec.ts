/** Pictures of a Flow that is larger than the window, as whoever takes them has them. */
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { violationsOn } from "./pages/accessibility.ts";

const SIDE_BY_SIDE = Array.from({ length: 12 }, (_, at) => `e${at}`);
/** Higher and wider than the window, and no strip, which the page would show in rows. */
const FLOW = `jtype: Flow
with: {name: large}
executors:
${SIDE_BY_SIDE.map((name) => `  - {name: ${name}, needs: gateway}\n`).join("")}  - {name: all, needs: [${SIDE_BY_SIDE.join(", ")}]}
  - {name: c1}
  - {name: c2}
  - {name: c3}
  - {name: last, uses: '<b>"x"</b>'}
  - {name: beside, needs: c3, floating: true}
`;

test("a long picture is shown in a size that can be read, and is scrolled", async ({ designer, page }) => {
  const chain = Array.from({ length: 30 }, (_, at) => `  - {name: e${at}}\n`).join("");
  await designer.open("long.yml", `jtype: Flow\nexecutors:\n${chain}`);
  // It opens in rows, which are not long.
  await designer.command("Wrap long chains");
  await expect(page.getByText("Each chain stands in one row.")).toBeAttached();
  await designer.command("Export SVG");
  const dialog = page.getByRole("dialog", { name: "Export Flow" });
  await dialog.getByLabel("Direction").selectOption("down");
  const zoom = dialog.getByRole("toolbar", { name: "Zoom of the picture" });
  await expect(zoom.getByRole("button", { name: "To width" })).toHaveAttribute("aria-pressed", "true");
  await expect(zoom.getByRole("button", { name: /^Zoom 100 %/ })).toBeVisible();
  const paper = dialog.getByRole("region", { name: /plus and minus zoom/ });
  const hidden = () =>
    paper.evaluate((own) => [own.scrollWidth - own.clientWidth, own.scrollHeight - own.clientHeight]);
  await expect
    .poll(async () => {
      const [across, down = 0] = await hidden();
      return [across, down > 1000];
    })
    .toEqual([0, true]);
  await paper.focus();
  await page.keyboard.press("End");
  await expect.poll(() => paper.evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(1000);
  // All of it, where that is wanted; and along the other side.
  await page.keyboard.press("1");
  await expect(zoom.getByRole("button", { name: "Fit" })).toHaveAttribute("aria-pressed", "true");
  await expect.poll(hidden).toEqual([0, 0]);
  await page.keyboard.press("2");
  await expect(zoom.getByRole("button", { name: "To width" })).toHaveAttribute("aria-pressed", "true");
  await dialog.getByLabel("Direction").selectOption("right");
  await expect(zoom.getByRole("button", { name: "To height" })).toHaveAttribute("aria-pressed", "true");
  await expect.poll(async () => (await hidden())[0]).toBeGreaterThan(1000);
});

/** Colours of an image at some points, each as `#rrggbb`, and its size. */
function readPixels(page: Page, bytes: Buffer, type: string, points: readonly (readonly [number, number])[]) {
  return page.evaluate(
    async ([base64, mime, places]) => {
      const blob = new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], {
        type: mime,
      });
      const image = new Image();
      image.src = URL.createObjectURL(blob);
      await image.decode();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
      const context = canvas.getContext("2d", { willReadFrequently: true });
      context?.drawImage(image, 0, 0);
      const colours = places.map(([x, y]) =>
        [...(context?.getImageData(x, y, 1, 1).data.slice(0, 3) ?? [])]
          .map((part) => part.toString(16).padStart(2, "0"))
          .join(""),
      );
      return { width: image.naturalWidth, height: image.naturalHeight, colours };
    },
    [bytes.toString("base64"), type, points] as const,
  );
}

test("a picture is all of the Flow, in the form, colours, direction and size that are asked for", async ({
  page,
  designer,
}) => {
  await designer.open("large.yml", FLOW);
  await expect(designer.card("e0")).toBeVisible();
  await designer.command("Export SVG");
  const dialog = page.getByRole("dialog", { name: "Export Flow" });
  const shown = dialog.getByRole("img", { name: "The picture of the Flow" });
  const taken = async () => {
    await expect(dialog.getByRole("button", { name: "Download" })).toBeEnabled();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      dialog.getByRole("button", { name: "Download" }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };

  // The file itself: with all executors, and a browser takes it for an image of that size.
  await expect(shown).toBeVisible();
  const svg = await taken();
  expect(svg.name).toBe("large.svg");
  const text = svg.bytes.toString("utf8");
  const [, left = 0, top = 0, width = 0, height = 0] =
    text.match(/viewBox="(-?\d+) (-?\d+) (\d+) (\d+)"/)?.map(Number) ?? [];
  expect([width > 1280, height > 800]).toEqual([true, true]);
  const inside = (name: string) => {
    const [, x = 0, y = 0] = text.match(`translate\\((\\S+) (\\S+)\\)"><title>${name}\n`)?.map(Number) ?? [];
    return [x - left + 170, y - top + 50] as const;
  };
  const far = [inside("e0"), inside("e11"), inside("last"), inside("beside")];
  const asImage = await readPixels(page, svg.bytes, "image/svg+xml", [[3, 3], ...far]);
  expect(asImage).toEqual({ width, height, colours: ["f6f7f8", ...far.map(() => "ffffff")] });
  expect(
    await shown.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]),
  ).toEqual([width, height]);

  // In pixels, at the scale that is chosen, and dark.
  await dialog.getByRole("radio", { name: /^PNG/ }).check();
  await expect(dialog.getByLabel("Scale")).toHaveValue("2");
  await expect(dialog.getByLabel("Scale").locator("option")).toHaveText(["1", "2", "3"]);
  await dialog.getByLabel("Colours").selectOption("dark");
  await expect(dialog.getByText(`${(2 * width).toLocaleString("en")} ×`)).toBeVisible();
  const png = await taken();
  const atTwo = far.map(([x, y]) => [2 * x, 2 * y] as const);
  const inPixels = await readPixels(page, png.bytes, "image/png", [[9, 9], ...atTwo]);
  expect(inPixels).toEqual({
    width: 2 * width,
    height: 2 * height,
    colours: ["0f1316", ...far.map(() => "1c2227")],
  });

  // Laid out anew for the other direction.
  await dialog.getByRole("radio", { name: /^JPG/ }).check();
  await dialog.getByLabel("Direction").selectOption("down");
  await dialog.getByLabel("Scale").selectOption("1");
  const size = dialog.locator(".zoom-view-bar");
  await expect(size).not.toContainText(width.toLocaleString("en"));
  const jpg = await taken();
  const turned = await readPixels(page, jpg.bytes, "image/jpeg", [[3, 3]]);
  expect([jpg.name, turned.height < height]).toEqual(["large.jpg", true]);
  await expect(size).toContainText(
    `${turned.width.toLocaleString("en")} × ${turned.height.toLocaleString("en")}`,
  );

  // All that is said and chosen of a picture can be read, on a phone too.
  await page.setViewportSize({ width: 390, height: 800 });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const kind of ["SVG", "JPG"]) {
      await dialog.getByRole("radio", { name: new RegExp(`^${kind}`) }).check();
      await expect(dialog.getByRole("button", { name: "Download" })).toBeEnabled();
      await expect(shown).toBeVisible();
      expect(await violationsOn(page, "dialog[open]"), `${kind}, ${colorScheme}`).toEqual([]);
    }
  }
});

test("a PNG can be copied where the browser takes pictures on its clipboard, and is refused in a sentence", async ({
  page,
  designer,
}) => {
  await designer.open("large.yml", FLOW);
  await expect(designer.card("e0")).toBeVisible();
  await designer.command("Export PNG");
  const dialog = page.getByRole("dialog", { name: "Export Flow" });
  const copy = dialog.getByRole("button", { name: "Copy", exact: true });
  const size = dialog.locator(".zoom-view-bar");
  await expect(size).toContainText("pixels");
  await copy.click();
  await expect(dialog.getByTestId("toast")).toContainText("Copied the picture.");
  const copied = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const { width, height } = await createImageBitmap(await item!.getType("image/png"));
    return [width, height];
  });
  await expect(size).toContainText(copied.map((side) => side!.toLocaleString("en")).join(" × "));

  await page.evaluate(() => {
    navigator.clipboard.write = () => Promise.reject(new DOMException("not now", "NotAllowedError"));
  });
  await copy.click();
  await expect(dialog.getByTestId("toast")).toContainText(
    "The browser did not take the picture. Download it instead.",
  );
  await expect(copy).toBeEnabled();

  // Of a JPG no browser takes a copy; of a text every one does.
  await dialog.getByRole("radio", { name: /^JPG/ }).check();
  await expect(copy).toHaveCount(0);
  await dialog.getByRole("radio", { name: /^SVG/ }).check();
  await expect(copy).toBeEnabled();
  await page.evaluate(() => Reflect.deleteProperty(globalThis, "ClipboardItem"));
  await dialog.getByRole("radio", { name: /^PNG/ }).check();
  await expect(copy).toHaveCount(0);
});
