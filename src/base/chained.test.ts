import { expect, test } from "vitest";
import { chained } from "./chained.ts";

test("names with arrows between them", () => {
  expect(chained("a", "b", "a")).toBe("a → b → a");
  expect(chained("größe", "日本")).toBe("größe → 日本");
});

test.each([
  ["שלום", "עולם"],
  ["مرحبا", "b"],
  ["a", "\u{10840}"],
])("between %s and %s the arrow has a mark beside it that keeps its direction", (from, to) => {
  expect(chained(from, to)).toBe(`${from} \u200e→ ${to}`);
});
