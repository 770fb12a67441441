import { expect, test } from "vitest";
import { cutToWidth, textWidth } from "./text-width.ts";

test("a width is that of Arial in bold, and of other letters a bound", () => {
  expect(textWidth("", 13, "sans")).toBe(0);
  expect(textWidth("ii", 100, "sans")).toBeCloseTo(55.6);
  expect(textWidth("W", 10, "sans")).toBe(10);
  expect(textWidth("日本", 10, "sans")).toBe(21);
  expect(textWidth("😀", 10, "sans")).toBe(14);
  expect(textWidth("il", 10, "mono")).toBe(textWidth("WM", 10, "mono"));
});

test("a text that has no room is cut in its middle, between whole characters", () => {
  expect(cutToWidth("encoder", 13, "sans", 150)).toBe("encoder");
  const long = `executor_${"a".repeat(1000)}_012`;
  const shown = cutToWidth(long, 13, "sans", 150);
  expect(shown).toMatch(/^executor_a+…_012$/);
  expect(textWidth(shown, 13, "sans")).toBeLessThanOrEqual(150);
  expect(textWidth(`${shown}i`, 13, "sans")).toBeGreaterThan(145);
  const faces = cutToWidth("😀".repeat(300), 13, "sans", 150);
  expect(faces.isWellFormed()).toBe(true);
  expect(faces).toMatch(/^(?:😀)+…(?:😀){4}$/u);
});
