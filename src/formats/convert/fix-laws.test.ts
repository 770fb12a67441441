/**
 * The laws of fixes, on every fix that is offered for the fixtures, and for files of every style, drawn ones too, with
 * something wrong in them.
 *
 * [X1] A fix that is offered can be made. Of an old file with anchors the conversion may have to be refused.
 * [X2] Its text reads as a Flow, the problem that it was offered for is gone, and no new error has come. A text that was
 *      no YAML is YAML after it, and may be no Flow for another reason.
 * [X3] It loses no comment, and no value but the one that its label says it takes away or replaces; null says nothing.
 * [X4] Undo gives the exact bytes.
 * [X5] What the engine builds stays as it is, save where that was the problem.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { readFixtures, readFolder, surroundingsOf } from "../../../agreement/questions.ts";
import { randomFlow } from "../../../agreement/random-flow.ts";
import { createSeededRandom } from "../../base/test-random.ts";
import type { ProblemCode } from "../../model/problem.ts";
import { STYLES } from "../edit/test-edits.ts";
import { readFlow } from "../read/read-flow.ts";
import { type AppliedFix, checkFixes, SINGLES, spoil } from "./test-fixes.ts";

const CORPUS = resolve(import.meta.dirname, "..", "..", "..", "..", "shared", "corpus", "files");

/** Tries so many times as much. */
const FACTOR = Number(process.env.LAWS_FACTOR ?? 1);

vi.setConfig({ testTimeout: 180_000 * FACTOR });

const SEEDS = 60 * FACTOR;

const tried = new Map<ProblemCode, number>();

describe("laws of fixes", () => {
  test.each(readFixtures())("[X1] to [X5]: fixture $id", ({ id, yaml, ...around }) => {
    const surroundings = surroundingsOf(around);
    count(checkFixes(readFlow(yaml, surroundings), id));
    count(checkFixes(readFlow(yaml), id));
  });

  test.each(STYLES)("[X1] to [X5]: $name", ({ name, text }) => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const spoiled = spoil(text, createSeededRandom(seed * 7919 + name.length));
      count(checkFixes(readFlow(spoiled), `${name}, seed ${seed}`));
    }
  });

  test.each(SINGLES)("[X1] to [X5]: %j", (text) => {
    const told = checkFixes(readFlow(text), "single");
    expect(told.map(({ fix }) => fix.label)).toEqual(["Wrap as a Flow of one"]);
    for (let seed = 1; seed <= 10 * FACTOR; seed++) {
      const spoiled = spoil(text, createSeededRandom(seed));
      count(checkFixes(readFlow(spoiled), `single, seed ${seed}`));
    }
  });

  test("[X1] to [X5]: drawn files", () => {
    for (let seed = 1; seed <= 400 * FACTOR; seed++) {
      const { text, ...around } = randomFlow(seed);
      const surroundings = surroundingsOf(around);
      count(checkFixes(readFlow(text, surroundings), `drawn ${seed}`));
      const spoiled = spoil(text, createSeededRandom(seed));
      count(checkFixes(readFlow(spoiled), `drawn ${seed}, spoiled`));
    }
  });

  test("[X1] to [X5]: files from public repositories, where they are beside this checkout", () => {
    const files = existsSync(CORPUS) ? readFolder(CORPUS) : [];
    if (files.length === 0) {
      process.stdout.write(`There are no files from public repositories at ${CORPUS}.\n`);
    }
    for (const { id, yaml, ...around } of files) {
      const surroundings = surroundingsOf(around);
      count(checkFixes(readFlow(yaml, surroundings), id));
    }
  });

  test("every kind of fix was made often enough to mean something", () => {
    process.stdout.write(`Fixes made: ${[...tried].map((one) => one.join(" ")).join(", ")}\n`);
    expect([...tried].filter(([, times]) => times < 5)).toEqual([]);
  });
});

function count(told: readonly AppliedFix[]): void {
  for (const {
    problem: { code },
  } of told) {
    tried.set(code, (tried.get(code) ?? 0) + 1);
  }
}
