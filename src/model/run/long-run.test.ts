import { expect, test } from "vitest";
import { isLongRun } from "./long-run.ts";
import type { RequestInput } from "./request-input.ts";

const documents = (length: number) => Array.from({ length }, () => ({}));
const input = (count: number | null): RequestInput => ({
  label: "",
  count,
  read: async function* () {},
});

test.each([
  [documents(31), 1, false],
  [documents(32), 1, true],
  [documents(3100), 100, false],
  [documents(3200), 100, true],
  [documents(100_000), 0, false],
  [[], 1, false],
  [input(31), 1, false],
  [input(32), 1, true],
  [input(null), 100, true],
  [input(null), 0, true],
  [input(500), -1, false],
])("%#: by the number of requests", (given, requestSize, isLong) => {
  expect(isLongRun({ documents: given, requestSize })).toBe(isLong);
  expect(isLongRun({ documents: given, requestSize, stream: true })).toBe(false);
});
