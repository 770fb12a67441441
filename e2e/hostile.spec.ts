/** The worst of the hostile shapes on the page: it comes to rest, answers, and editor and document hold the text. */
import { dropText } from "../scripts/hostile-page.ts";
import { HOSTILE_SHAPES } from "../scripts/hostile-shapes.ts";
import { expect, test } from "./fixtures.ts";

const WORST = [
  "with: each key an alias",
  "needs: distinct unknown names",
  "an executor: unknown keys",
  "a million #",
  "a billion replicas of a billion shards",
  "references that multiply, eleven deep",
  "references that multiply, seven deep, 60 copies",
  "lists in lists in block style",
];

for (const name of WORST) {
  test(`${name}: read or refused, and the page goes on`, async ({ page, designer: _ }) => {
    const shape = HOSTILE_SHAPES.find((one) => one.name === name)!;
    const { inEditor, inDocument, problems, cards } = await dropText(page, shape.text(), 45_000);
    expect({ inEditor, inDocument }).toEqual({ inEditor: true, inDocument: true });
    expect(problems + cards).toBeGreaterThan(0);
    const limits = page.locator(".problem-row[data-code=limit]");
    await (shape.outcome === "limit" ? expect(limits.first()).toBeVisible() : expect(limits).toHaveCount(0));
  });
}

test("a million # pasted over the text stay what editor and document hold", async ({ page, designer }) => {
  const text = HOSTILE_SHAPES.find(({ name }) => name === "a million #")!.text();
  await designer.retype(text);
  await designer.tab("Problems");
  await expect(page.locator(".problem-row[data-code=empty]")).toBeVisible({ timeout: 30_000 });
  expect((await designer.download()).bytes.toString()).toBe(text);
});
