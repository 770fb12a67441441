import { describe, expect, test } from "vitest";
import { MAX_UNFOLDED, MAX_UNFOLDED_DEPTH, unfoldedSize, unfoldingFault } from "./unfold.ts";
import { parseYaml } from "./yaml.ts";

const rootOf = (text: string) => parseYaml(text).root!;

/** Each line stands for `width` times the one before. */
function bomb(lines: number, width: number): string {
  return Array.from({ length: lines }, (_, at) =>
    at === 0
      ? "a0: &a0 x\n"
      : `a${at}: &a${at} [${Array(width)
          .fill(`*a${at - 1}`)
          .join(", ")}]\n`,
  ).join("");
}

describe("the size of what is written and of what it means", () => {
  test.each<[string, string, { own: number; unfolded: number; depth: number }]>([
    ["no alias", "a: [1, 2]", { own: 5, unfolded: 5, depth: 3 }],
    ["a scalar's alias", "a: &x 1\nb: *x", { own: 5, unfolded: 5, depth: 2 }],
    ["a list's alias", "a: &x [1, 2]\nb: *x", { own: 7, unfolded: 9, depth: 3 }],
    ["aliases in aliases", "- &x [1, 2]\n- &y [*x, *x]\n- *y", { own: 8, unfolded: 18, depth: 4 }],
    ["a merge", "- &x {a: 1, b: 2}\n- {<<: *x}", { own: 9, unfolded: 13, depth: 4 }],
  ])("with %s", (_, text, size) => {
    expect(unfoldedSize(rootOf(text))).toMatchObject(size);
  });

  test("is reckoned in one walk, far beyond what could be walked", () => {
    const { own, unfolded } = unfoldedSize(rootOf(bomb(40, 10)));
    expect(own).toBe(1 + 40 * 2 + 39 * 10);
    expect(unfolded).toBeGreaterThan(10 ** 39);
    expect(unfoldedSize(rootOf(bomb(400, 10))).unfolded).toBe(Number.POSITIVE_INFINITY);
  });

  test("names the alias that stands for most", () => {
    expect(unfoldedSize(rootOf("- &x [1]\n- &y [*x, *x]\n- *y\n- *x")).largest).toMatchObject({ name: "y" });
    expect(unfoldedSize(rootOf("- &x [1]")).largest).toBeNull();
  });
});

describe("files are refused that unfold", () => {
  const list = (items: number) => `[${Array(items).fill("1").join(",")}]`;

  test(`to more than ${MAX_UNFOLDED} nodes, at the alias that stands for most`, () => {
    // Mapping, keys and the scalar aside: 99 times 1,001 nodes, the list itself, and the list of aliases.
    const text = (rest: number) =>
      `a: &a ${list(1_000)}\nb: [${Array(98).fill("*a").join(",")}]\nc: ${list(rest)}\n`;
    const { unfolded } = unfoldedSize(rootOf(text(1)));
    const fits = text(1 + MAX_UNFOLDED - unfolded);
    expect(unfoldedSize(rootOf(fits)).unfolded).toBe(MAX_UNFOLDED);
    expect(unfoldingFault(rootOf(fits))).toBeNull();
    const over = text(2 + MAX_UNFOLDED - unfolded);
    const fault = unfoldingFault(rootOf(over));
    expect(fault).toMatchObject({
      code: "limit",
      type: null,
      message: "The aliases of this file unfold to more than 100,000 values.",
    });
    expect(over.slice(fault!.from, fault!.to)).toBe("*a");
  });

  test("unless that is at most ten times what they hold themselves", () => {
    const text = (aliases: number) => `- &a ${list(20_000)}\n${"- *a\n".repeat(aliases)}`;
    expect(unfoldingFault(rootOf(text(9)))).toBeNull();
    expect(unfoldingFault(rootOf(text(10)))?.message).toMatch(/more than 200,120 values/);
  });

  test(`to values more than ${MAX_UNFOLDED_DEPTH} deep`, () => {
    const chain = (length: number) => Array.from({ length }, (_, at) => `- &a${at} [*a${at - 1}]\n`).join("");
    const text = (length: number) => chain(length).replace("*a-1", "x");
    expect(unfoldingFault(rootOf(text(MAX_UNFOLDED_DEPTH - 2)))).toBeNull();
    expect(unfoldingFault(rootOf(text(MAX_UNFOLDED_DEPTH - 1)))?.message).toMatch(/more than 256 deep/);
  });
});
