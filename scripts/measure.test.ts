import { expect, test } from "vitest";
import { measureText, quantile } from "./measure.ts";

test("lines, functions, casts and assertions are counted", () => {
  const text = `const a = [1] as const;
function outer(b: unknown) {
  const inner = () => (b as number) + a[0]!;
  return inner;
}
`;
  expect(measureText("x.ts", text)).toEqual({
    file: "x.ts",
    lines: 5,
    functions: [4, 1],
    casts: 1,
    assertions: 1,
  });
  expect(() => measureText("x.ts", "const = ;")).toThrow("x.ts");
});

test("a quantile is one of the numbers", () => {
  expect(quantile([5, 1, 3], 0.5)).toBe(3);
  expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9)).toBe(10);
  expect(quantile([], 0.5)).toBe(0);
});
