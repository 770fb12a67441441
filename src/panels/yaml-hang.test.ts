import { expect, test } from "vitest";
import { hangOf } from "./yaml-hang.ts";

test("a line goes on where its text begins, behind the dashes of list items, but not far to the right", () => {
  const lines = ["a: 1", "", "  a: 1", "    ", "  - name: a", "- - a", "  -", "  -a", `${" ".repeat(40)}a`];
  expect(lines.map(hangOf)).toEqual([0, 0, 2, 4, 4, 4, 2, 2, 16]);
});
