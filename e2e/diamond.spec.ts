/**
 * The example's diamond drawn from nothing in an empty Flow, with all that makes it one of Jina's, and no line of YAML
 * typed: once by mouse, which types into fields only, and once by keys alone. The real engine builds of the downloaded
 * file what it builds of one that was written by hand.
 */
import type { Locator } from "@playwright/test";
import { type Asker, createAsker } from "../agreement/engine.ts";
import { expect, test } from "./fixtures.ts";
import type { Designer } from "./pages/designer.ts";

const BY_HAND = `
jtype: Flow
version: '1'
gateway:
  protocol: [GRPC, HTTP]
  port: [54321, 54322]
  env: {LEVEL: info}
executors:
  - name: loader
    uses: MediaLoader
    uses_with: {size: 224, mode: RGB}
    env: {CACHE: /tmp/cache}
  - name: image_encoder
    uses: docker://clip:1.2
    replicas: 2
    needs: loader
  - name: text_index
    uses: index.yml
    needs: loader
    shards: 3
    polling: {/index: ANY, /search: ALL}
  - name: joiner
    needs: [image_encoder, text_index]
  - name: ranker
    external: true
    host: ranker.example.com
    port: 8443
    tls: true
    needs: joiner
`;

const NEEDS = [
  "gateway->loader?",
  "image_encoder->joiner",
  "joiner->ranker",
  "loader->image_encoder",
  "loader->text_index",
  "ranker->gateway?",
  "text_index->joiner",
];

/** What the gateway's fields that are lists are filled with. */
const GATEWAY_LISTS = [
  ["protocol", "GRPC", "HTTP"],
  ["port", "54321", "54322"],
] as const;

const AROUND = { files: { "index.yml": "jtype: Index\n" } };

// One after the other, so that one engine answers both.
test.describe.configure({ mode: "default" });
let engine: Asker;
test.beforeAll(() => {
  engine = createAsker("v2");
});
test.afterAll(() => engine.close());

async function expectAsMeant(designer: Designer): Promise<void> {
  await expect.poll(() => designer.needs()).toEqual(NEEDS);
  const { bytes } = await designer.download();
  const [meant, built] = [await engine.ask(BY_HAND, AROUND), await engine.ask(bytes.toString(), AROUND)];
  expect(meant).toMatchObject({ ok: true });
  expect(built, bytes.toString()).toEqual(meant);
}

test("by mouse alone", async ({ designer, page }) => {
  test.setTimeout(120_000);
  const { inspector, canvas } = designer;
  const field = (name: string) => inspector.getByRole("textbox", { name, exact: true });
  /** Clicks into a field, types, and clicks beside it. */
  const type = async (name: string, text: string) => {
    await field(name).click({ clickCount: 3 });
    await page.keyboard.insertText(text);
    await inspector.getByRole("heading").first().click();
    await expect(field(name)).not.toBeFocused();
  };
  const pair = async (map: string, key: string, value: string) => {
    await field(`New key of ${map}`).click();
    await page.keyboard.insertText(key);
    await type(`New value of ${map}`, value);
    await expect(field(`${map} ${key}`)).toHaveValue(value);
  };
  const unfold = async (name: string) => {
    await inspector.getByRole("searchbox", { name: "Find an argument" }).click({ clickCount: 3 });
    await page.keyboard.insertText(name);
  };
  const name = async (text: string) => {
    await type("name", text);
    await expect(inspector.getByRole("heading", { name: text, exact: true })).toBeVisible();
  };

  await page.getByRole("button", { name: "File flow.yml" }).click();
  await page.getByRole("menuitem", { name: "New flow" }).click();
  await expect(page.getByRole("heading", { name: "An empty Flow" })).toBeVisible();

  await designer.dragIn("Executor", 0.3, 0.45);
  await expect(inspector.getByRole("heading", { name: "executor1" })).toBeVisible();
  await name("loader");
  await type("uses", "MediaLoader");
  await unfold("uses_with");
  await pair("uses_with", "size", "224");
  await pair("uses_with", "mode", "RGB");
  await unfold("env");
  await pair("env", "CACHE", "/tmp/cache");

  await designer.card("loader").hover();
  await designer.card("loader").getByRole("button", { name: "Add behind loader" }).click();
  await page.getByRole("dialog").getByRole("option", { name: "Docker image" }).click();
  await name("image_encoder");
  await type("uses", "docker://clip:1.2");
  await type("replicas", "2");

  await designer.card("loader").hover();
  await designer.card("loader").getByRole("button", { name: "Add behind loader" }).click();
  await page.getByRole("dialog").getByRole("option", { name: "Sharded" }).click();
  await name("text_index");
  await inspector.getByLabel("Form").selectOption("YAML file");
  await type("uses", "index.yml");
  await type("shards", "3");
  await inspector.getByLabel("polling", { exact: true }).selectOption("A way for each endpoint");
  await type("endpoint 1 of polling", "/index");
  await field("New endpoint of polling").click();
  await page.keyboard.insertText("/search");
  await inspector.getByLabel("New value of polling").selectOption("ALL");

  await designer.card("image_encoder").click({ position: { x: 90, y: 18 } });
  await designer.card("text_index").click({ modifiers: ["Shift"], position: { x: 90, y: 18 } });
  await designer.paletteItem("Joiner").click();
  await expect(designer.card("joiner")).toBeVisible();

  await designer.card("joiner").hover();
  await designer.card("joiner").getByRole("button", { name: "Add behind joiner" }).click();
  await page.getByRole("dialog").getByRole("option", { name: "External" }).click();
  await name("ranker");
  await type("host", "ranker.example.com");
  await type("port", "8443");
  await inspector.getByLabel("tls", { exact: true }).selectOption("true");

  await page.getByRole("button", { name: "Fit", exact: true }).click();
  await canvas.locator('[data-id="start"]').click();
  await expect(inspector.getByRole("heading", { name: "Gateway" })).toBeVisible();
  for (const [list, first, second] of GATEWAY_LISTS) {
    await type(list, first);
    await inspector.getByRole("button", { name: `Add to ${list}` }).click();
    const added = inspector.getByLabel(`${list} 2`, { exact: true });
    if (list === "protocol") {
      await added.selectOption({ label: second });
    } else {
      await type(`${list} 2`, second);
    }
    await expect(field(`${list} 2`)).toHaveValue(second);
  }
  await unfold("env");
  await pair("env", "LEVEL", "info");
  await expectAsMeant(designer);
});

test("by keys alone", async ({ designer, page }) => {
  test.setTimeout(120_000);
  const { inspector } = designer;
  const { keyboard } = page;
  const focusedLabel = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      const labels =
        element instanceof HTMLInputElement ||
        element instanceof HTMLSelectElement ||
        element instanceof HTMLTextAreaElement
          ? element.labels
          : null;
      return element?.getAttribute("aria-label") ?? labels?.[0]?.textContent ?? element?.textContent ?? "";
    });
  /** Presses Tab until what is called so has the focus. */
  const tabTo = async (locator: Locator, key: "Tab" | "Shift+Tab" = "Tab") => {
    await expect(locator).toBeVisible();
    for (let presses = 0; presses < 150; presses++) {
      if (await locator.evaluate((element) => element === document.activeElement)) {
        return;
      }
      await keyboard.press(key);
    }
    throw new Error(`${key} does not reach ${locator}; the focus is on ${await focusedLabel()}`);
  };
  const field = (name: string) => inspector.getByRole("textbox", { name, exact: true });
  const type = async (name: string, text: string, key: "Tab" | "Shift+Tab" = "Tab") => {
    await tabTo(field(name), key);
    await keyboard.press("ControlOrMeta+A");
    await keyboard.insertText(text);
    await keyboard.press("Enter");
  };
  /** Chooses in a list of choices by its first letters. */
  const choose = async (select: Locator, letters: string) => {
    await tabTo(select);
    await keyboard.type(letters);
    await keyboard.press("Enter");
  };
  const pair = async (map: string, key: string, value: string) => {
    await tabTo(field(`New key of ${map}`));
    await keyboard.insertText(key);
    await keyboard.press("Enter");
    await expect(field(`New value of ${map}`)).toBeFocused();
    await keyboard.insertText(value);
    await keyboard.press("Enter");
    await expect(field(`${map} ${key}`)).toHaveValue(value);
    await expect(field(`New key of ${map}`)).toBeFocused();
  };
  const unfold = async (name: string) => {
    await tabTo(inspector.getByRole("searchbox", { name: "Find an argument" }));
    await keyboard.press("ControlOrMeta+A");
    await keyboard.insertText(name);
  };
  const choice = async (dialog: string, wanted: string) => {
    const list = page.getByRole("dialog", { name: dialog });
    await expect(list.getByRole("combobox")).toBeFocused();
    await keyboard.insertText(wanted);
    await keyboard.press("Enter");
    await expect(list).toHaveCount(0);
  };
  const onCanvas = (name: string) => expect(designer.card(name)).toBeFocused();
  const rename = async (from: string, to: string) => {
    await onCanvas(from);
    await keyboard.press("F2");
    const dialog = page.getByRole("dialog", { name: `Rename ${from}` });
    await expect(dialog.getByRole("textbox")).toBeFocused();
    await keyboard.insertText(to);
    await keyboard.press("Enter");
    await onCanvas(to);
    await keyboard.press("Enter");
    await expect(inspector.getByRole("heading", { name: to, exact: true })).toBeVisible();
    await expect(inspector.locator(":focus")).toHaveCount(1);
  };
  /** Back to the card, and on to what follows. */
  const follow = async (from: string, wanted: string, made: string, name: string) => {
    await onCanvas(from);
    await keyboard.press("f");
    await choice(`Add behind ${from}`, wanted);
    await rename(made, name);
  };

  await keyboard.press("ControlOrMeta+K");
  await choice("Command palette", "New flow");
  await expect(page.getByRole("heading", { name: "An empty Flow" })).toBeVisible();
  await keyboard.press("F6");
  await keyboard.press("n");
  await rename("executor1", "loader");
  await type("uses", "MediaLoader");
  await unfold("uses_with");
  await pair("uses_with", "size", "224");
  await pair("uses_with", "mode", "RGB");
  await unfold("env");
  await pair("env", "CACHE", "/tmp/cache");

  await keyboard.press("F6");
  await follow("loader", "Docker", "executor1", "image_encoder");
  await type("uses", "docker://clip:1.2");
  await type("replicas", "2");
  await keyboard.press("F6");
  await onCanvas("image_encoder");
  await keyboard.press("Alt+ArrowLeft");

  await follow("loader", "Sharded", "executor1", "text_index");
  await type("uses", "index.yml");
  await type("shards", "3");
  await choose(inspector.getByLabel("polling", { exact: true }), "A way");
  await type("endpoint 1 of polling", "/index");
  await tabTo(field("New endpoint of polling"));
  await keyboard.insertText("/search");
  await choose(inspector.getByLabel("New value of polling"), "ALL");

  await keyboard.press("F6");
  await follow("text_index", "Joiner", "joiner", "joiner");
  await keyboard.press("F6");
  await follow("joiner", "External", "executor1", "ranker");
  await type("host", "ranker.example.com");
  await type("port", "8443");
  await choose(inspector.getByLabel("tls", { exact: true }), "true");

  await keyboard.press("F6");
  await onCanvas("ranker");
  for (const step of ["joiner", "image_encoder", "loader"]) {
    await keyboard.press("Alt+ArrowLeft");
    await onCanvas(step);
  }
  await keyboard.press("Alt+ArrowLeft");
  await expect(designer.canvas.locator('[data-id="start"]')).toBeFocused();
  await keyboard.press("Enter");
  await expect(inspector.getByRole("heading", { name: "Gateway" })).toBeVisible();
  await expect(inspector.locator(":focus")).toHaveCount(1);
  for (const [list, first, second] of GATEWAY_LISTS) {
    await type(list, first);
    await tabTo(inspector.getByRole("button", { name: `Add to ${list}` }));
    await keyboard.press("Enter");
    if (list === "protocol") {
      await choose(inspector.getByLabel("protocol 2", { exact: true }), second);
    } else {
      await type("port 2", second);
    }
    await expect(field(`${list} 2`)).toHaveValue(second);
  }
  await unfold("env");
  await pair("env", "LEVEL", "info");
  await expectAsMeant(designer);
});
