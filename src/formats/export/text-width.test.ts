import { expect, test } from "vitest";
import { cutToWidth, textWidth } from "./text-width.ts";

test("a width is that of Arial in bold, and of other letters a bound", () => {
  expect(textWidth("", 13, "sans")).toBe(0);
  expect(textWidth("ii", 100, "sans")).toBeCloseTo(55.6);
  expect(textWidth("W", 10, "sans")).toBe(10);
  expect(textWidth("日本", 10, "sans")).toBe(21);
  expect(textWidth("😀", 10, "sans")).toBe(14);
  expect(textWidth("e\u0301", 10, "sans")).toBe(textWidth("e", 10, "sans"));
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

test("what people see as one character is not cut, however much it is made of", () => {
  const family = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}";
  const shown = cutToWidth(`${"e\u0301".repeat(300)}${family}`, 13, "sans", 150);
  expect(shown).toMatch(/^(?:e\u0301)+…\u{1f468}\u200d\u{1f469}\u200d\u{1f467}$/u);
  expect(textWidth(shown, 13, "sans")).toBeLessThanOrEqual(150);
  // An end that would take most of the room gives way.
  const wide = cutToWidth(`${"x".repeat(300)}${family.repeat(2)}`, 13, "sans", 60);
  expect(wide).toMatch(/^x+…$/);
});
