/**
 * Every hostile shape is read, drawn, printed, edited and converted in a process with half a gigabyte of heap: it comes
 * to what is expected of it, nothing is thrown, and nothing hangs. How long it takes is what `npm run hostile` prints.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { expect, test } from "vitest";
import type { ShapeResult } from "./hostile-child.ts";
import { HOSTILE_SHAPES, MAX_CHARACTERS } from "./hostile-shapes.ts";

const NODE = resolve("node_modules/.bin/node");
/** Side by side, as many as a small machine has cores. */
const CHILDREN = 2;
/** The slowest takes a few seconds even on a machine that has much else to do; one that hangs never ends. */
const GUARD_MS = 400_000;

async function resultsOf(first: number): Promise<ShapeResult[]> {
  const args = ["--max-old-space-size=512", "scripts/hostile-child.ts", String(CHILDREN), String(first)];
  const child = spawn(NODE, args, { stdio: ["ignore", "pipe", "pipe"] });
  const guard = setTimeout(() => child.kill("SIGKILL"), GUARD_MS);
  const [output, errors, [code]] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    once(child, "exit"),
  ]);
  clearTimeout(guard);
  const answers = output.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
  expect({ code, errors, last: answers.at(-1)?.name }).toMatchObject({ code: 0 });
  return answers;
}

test("every hostile shape comes to an end, and to what is expected of it", {
  timeout: GUARD_MS + 20_000,
}, async () => {
  const answers = (
    await Promise.all(Array.from({ length: CHILDREN }, (_, first) => resultsOf(first)))
  ).flat();
  expect(answers).toHaveLength(HOSTILE_SHAPES.length);
  const byName = new Map(answers.map((answer) => [answer.name, answer]));
  for (const { name, outcome } of HOSTILE_SHAPES) {
    const { cpuMs: _, ...answer } = byName.get(name)!;
    expect(answer).toMatchObject({ name, outcome, unplaced: 0, thrown: null });
    expect(answer.characters, name).toBeLessThanOrEqual(MAX_CHARACTERS);
    expect(answer.problems, name).toBeLessThanOrEqual(1001);
    expect(answer.longestMessage, name).toBeLessThanOrEqual(1000);
  }
});

test("the shapes are many, of different names, and the same each time", () => {
  expect(HOSTILE_SHAPES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(HOSTILE_SHAPES.map(({ name }) => name)).size).toBe(HOSTILE_SHAPES.length);
  const text = HOSTILE_SHAPES[0]!.text();
  expect(HOSTILE_SHAPES[0]!.text() === text).toBe(true);
});

test("a name that no shape has is told, and is no success", async () => {
  const args = ["scripts/hostile.ts", HOSTILE_SHAPES[0]!.name, "no such shape", "--no-page"];
  const child = spawn(NODE, args, { stdio: ["ignore", "ignore", "pipe"] });
  const [errors, [code]] = await Promise.all([textOf(child.stderr), once(child, "exit")]);
  expect({ code, errors }).toEqual({ code: 2, errors: 'No shape has "no such shape" in its name.\n' });
}, 60_000);
