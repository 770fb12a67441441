import { expect, test } from "vitest";
import type { Run } from "../model/run/run.ts";
import { clockOfRun } from "./run-head.tsx";

const runAt = (id: number, startedAtMs: number) => ({ run: { id, startedAtMs } as Run });

test("runs that began in one second have names of their own, and all others the second alone", () => {
  const at = new Date(2026, 0, 2, 14, 3, 22).getTime();
  const runs = [runAt(1, at + 7), runAt(2, at + 417), runAt(3, at + 417), runAt(4, at + 1000)];
  const names = runs.map(({ run }) => clockOfRun(run, runs));
  expect(names).toEqual(["14:03:22.007", "14:03:22.417 (run 2)", "14:03:22.417 (run 3)", "14:03:23"]);
});
