import { expect, test } from "vitest";
import { isSimulator } from "./address.ts";

test.each([
  ["simulator:", true],
  [" Simulator:// ", true],
  ["simulator", false],
  ["simulator.lan:5000", false],
  ["simulator:5000", false],
  ["grpc://simulator:5000", false],
  ["", false],
])("%j means the simulator: %s", (text, wanted) => {
  expect(isSimulator(text)).toBe(wanted);
});
