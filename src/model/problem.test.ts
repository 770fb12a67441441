import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fullMessage, MAX_MESSAGE, PROBLEM_CODES, placeOf } from "./problem.ts";

test.each<[string, number, number, number]>([
  ["", 0, 1, 1],
  ["ab\ncd", 2, 1, 3],
  ["ab\ncd", 3, 2, 1],
  ["ab\r\ncd", 4, 2, 1],
  ["ab\rcd", 3, 2, 1],
  ["a\r\r\n\nb", 5, 4, 1],
  ["🙂b", 2, 1, 3],
  ["a\u2028b", 2, 1, 3],
])("placeOf(%j, %i) is line %i, column %i", (text, offset, line, column) => {
  expect(placeOf(text, offset)).toEqual({ line, column });
});

test("docs/problems.md explains every code, once, and no other", () => {
  const docs = readFileSync(join(import.meta.dirname, "../../docs/problems.md"), "utf8");
  const explained = [...docs.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]);
  expect(explained.sort()).toEqual([...PROBLEM_CODES].sort());
});

describe("fullMessage", () => {
  const of = (type: string, words: string) =>
    fullMessage({ message: "Plain words.", engine: { phase: "load", type, message: words } });

  test("is the plain words, then what the engine says, as a terminal shows it", () => {
    expect(fullMessage({ message: "Plain words." })).toBe("Plain words.");
    expect(of("SystemExit", "argument --replicas: invalid int value: 'two'")).toBe(
      "Plain words. Jina: argument --replicas: invalid int value: 'two'",
    );
    expect(of("KeyError", "'with'")).toBe("Plain words. Jina: KeyError: 'with'");
    expect(of("BadConfigSource", "")).toBe("Plain words. Jina: BadConfigSource");
    expect(of("UserWarning", "ignored.\tTips")).toBe("Plain words. Jina warns: ignored. Tips");
    expect(of("log", "floating")).toBe("Plain words. Jina logs: floating");
    expect(of("SystemExit", "0")).toBe("Plain words. Jina ends with exit code 0");
  });

  test("is cut in the middle of the engine's words where it gets too long", () => {
    const long = of("ValueError", `begins ${"x".repeat(500)} ends`);
    expect(long).toHaveLength(MAX_MESSAGE);
    expect(long).toMatch(/^Plain words\. Jina: ValueError: begins x+…x+ ends$/);
  });
});
