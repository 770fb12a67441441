/**
 * Names as people all over the world write them: from right to left, with marks on letters, with signs that are made of
 * several, and very long ones. Wherever they stand they can be read, and what people see as one character is not cut.
 */
import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import type { Designer } from "./pages/designer.ts";

const HEBREW = "מקודד_תמונות_של_המצלמה_השמאלית_הגדולה";
const ARABIC = "مُشَفِّر_الصُّوَر_لِلْكامِيرا_اليُسْرى";
const DEVANAGARI = "छवि_कोडक_बाएँ_कैमरे_का_स्थिति_क्षि";
const ACCENTS = "e\u0301ncodeur_d_images_de_la_came\u0301ra_gauche_e\u0301te\u0301";
const LONG = `image_encoder_of_the_left_camera_${"on_the_roof_".repeat(20)}_012`;
const NAMES = [HEBREW, ARABIC, DEVANAGARI, ACCENTS, LONG];
const FAMILY = "👨‍👩‍👧‍👦";
const FLOW = `jtype: Flow
executors:
${NAMES.map((name, at) => `  - {name: ${name}, uses: "Encoder${FAMILY.repeat(6)}${at}"}\n`).join("")}`;

/** The part of a name that may give way, and its end that stays, with where each stands. */
const partsOf = (name: Locator) =>
  name.evaluate((element) => {
    const placeOf = (part: Element) => {
      const { left, right, width } = part.getBoundingClientRect();
      return { text: part.textContent ?? "", left, right, width };
    };
    const start = element.querySelector(".cut-start")!;
    const { left, right } = element.getBoundingClientRect();
    return { start: placeOf(start), end: placeOf(start.nextElementSibling!), left, right };
  });

/** That it is cut in its middle, between characters, and reads in the direction of its letters. */
async function expectCut(place: Locator, name: string, what: string): Promise<void> {
  await expect(place, what).toBeVisible();
  await expect(async () => {
    const { start, end, left, right } = await partsOf(place);
    expect(start.text + end.text, what).toBe(name);
    const characters = Array.from(new Intl.Segmenter().segment(name), ({ segment }) => segment);
    const ends = Array.from(new Intl.Segmenter().segment(end.text), ({ segment }) => segment);
    expect(ends, what).toEqual(characters.slice(-ends.length));
    expect(end.width, what).toBeGreaterThan(8);
    expect(Math.min(start.left, end.left), what).toBeGreaterThanOrEqual(left - 1);
    expect(Math.max(start.right, end.right), what).toBeLessThanOrEqual(right + 1);
    const isFromRight = name === HEBREW || name === ARABIC;
    expect(isFromRight ? end.right - start.left : start.right - end.left, what).toBeLessThanOrEqual(1);
  }).toPass({ timeout: 10_000 });
}

async function open(designer: Designer): Promise<void> {
  await designer.open("names.yml", FLOW);
  await expect(designer.cards()).toHaveCount(NAMES.length);
}

test("names in any script are cut in their middle on cards, in the Outline, in lists and on tabs", async ({
  designer,
  page,
}) => {
  await open(designer);
  for (const name of NAMES) {
    const card = designer.card(name);
    await expectCut(card.locator(".card-name"), name, `the card of ${name}`);
    const box = (await card.boundingBox())!;
    const { left, right } = await partsOf(card.locator(".card-name"));
    expect(left).toBeGreaterThanOrEqual(box.x);
    expect(right).toBeLessThanOrEqual(box.x + box.width);
    // What it uses ends in a family of four, of which nobody is cut off.
    const uses = await partsOf(card.locator(".card-uses"));
    expect(uses.end.text).toMatch(new RegExp(`(?:^|${FAMILY})\\d$`, "u"));
  }
  await designer.tab("Outline");
  for (const name of NAMES) {
    const row = page.locator(`[data-outline="${name}"]`);
    await expectCut(row.locator("b .is-cut"), name, `the row of ${name}`);
    await expect(row).toHaveAccessibleName(new RegExp(`^${name} `));
  }
  await page.keyboard.press("ControlOrMeta+F");
  const dialog = page.getByRole("dialog");
  for (const name of NAMES) {
    const option = dialog.getByRole("option", { name });
    await expectCut(option.locator(".is-cut"), name, `${name} in Find`);
  }
  await expect
    .poll(() => dialog.evaluate((element) => element.scrollWidth - element.clientWidth))
    .toBeLessThanOrEqual(0);
  await page.keyboard.press("Escape");

  const file = `${ARABIC}_${FAMILY}.yml`;
  await designer.open(file, FLOW);
  const tab = page
    .getByRole("navigation", { name: "Open files" })
    .getByRole("button", { name: file, exact: true });
  const { start, end } = await partsOf(tab.locator(".is-cut"));
  expect(start.text + end.text).toBe(file);
  expect(end.text).toBe(`_${FAMILY}.yml`.slice(-end.text.length));
  expect(end.text).toMatch(new RegExp(`^_?(?:${FAMILY})?\\.yml$`, "u"));
});

test("an edge between two names from right to left reads from left to right, and both can be renamed so", async ({
  designer,
  page,
}) => {
  await designer.open("two.yml", "jtype: Flow\nexecutors:\n  - name: one\n  - name: two\n");
  await expect(designer.card("two")).toBeVisible();
  for (const [from, to] of [
    ["one", "ראשון"],
    ["two", "שני"],
  ] as const) {
    await designer.select(from);
    await designer.setField("name", to);
    await expect(designer.card(to)).toBeVisible();
  }
  await designer.selectNeed("ראשון", "שני");
  const heading = designer.inspector.getByRole("heading").first();
  await expect(heading).toContainText("ראשון");
  const at = await heading.evaluate((element) => {
    const node = element.firstChild!;
    const text = node.textContent ?? "";
    const placeOf = (part: string) => {
      const range = document.createRange();
      const from = text.indexOf(part);
      range.setStart(node, from);
      range.setEnd(node, from + part.length);
      return range.getBoundingClientRect().left;
    };
    return [placeOf("ראשון"), placeOf("→"), placeOf("שני")];
  });
  expect(at).toEqual([...at].sort((a, b) => a - b));
  expect(await designer.text()).toBe("jtype: Flow\nexecutors:\n  - name: ראשון\n  - name: שני\n");
  await page.keyboard.press("Escape");
  await designer.command("Copy as mermaid");
  await expect(designer.toast).toContainText("Copied the mermaid text");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("ראשון");
});
