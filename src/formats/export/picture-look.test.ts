import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DARK_COLOURS, KIND_SHAPES, LIGHT_COLOURS } from "./picture-look.ts";

const read = (name: string) => readFileSync(new URL(`../../ui/${name}`, import.meta.url), "utf8");

test.each([
  [":root {", LIGHT_COLOURS],
  [':root[data-theme="dark"] {', DARK_COLOURS],
])("the colours are those of the page: %s", (selector, colours) => {
  const [, after = ""] = read("theme.css").split(`\n${selector}`);
  const [block = ""] = after.split("}");
  const ofPage = new Map(
    [...block.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name, value]) => [name, value]),
  );
  const names = Object.keys(colours);
  expect(names.map((name) => [name, ofPage.get(name)])).toEqual(Object.entries(colours));
});

test("the shapes are those of the page's icons", () => {
  const shapes = new Set([...read("kinds.svg").matchAll(/ d="([^"]+)"/g)].map(([, shape]) => shape));
  expect(Object.values(KIND_SHAPES).filter((shape) => !shapes.has(shape))).toEqual([]);
});
