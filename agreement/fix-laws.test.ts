/**
 * The laws of fixes, asked of the live engine: what it took before a fix it takes after it, with the same graph save
 * where that was the problem; and what it refused because of the problem it does not refuse in the same words.
 */
import { expect, test, vi } from "vitest";
import { createSeededRandom } from "../src/base/test-random.ts";
import {
  type AppliedFix,
  CHANGES_GRAPH,
  checkFixes,
  SINGLES,
  spoil,
} from "../src/formats/convert/test-fixes.ts";
import { STYLES } from "../src/formats/edit/test-edits.ts";
import { readFlow } from "../src/formats/read/read-flow.ts";
import type { Problem } from "../src/model/problem.ts";
import { createAsker, type EngineAnswer } from "./engine.ts";

/** Asks so many times as much; the default takes half a minute. */
const FACTOR = Number(process.env.LAWS_FACTOR ?? 1);

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 240_000 * FACTOR });

/** Nothing stands around the files. */
const SURE = { environment: new Map<string, string>(), readFile: () => null };

const told: AppliedFix[] = [...STYLES.map(({ text }) => text), ...SINGLES].flatMap((text) =>
  Array.from({ length: 16 * FACTOR }, (_, seed) => {
    const spoiled = readFlow(spoil(text, createSeededRandom(seed * 31 + text.length)), SURE);
    return checkFixes(spoiled, `seed ${seed}`);
  }).flat(),
);

/** The engine stops at the first. */
const isRefusal = ({ severity, engine }: Problem) => severity === "error" && engine !== undefined;

test("the engine takes what it took, and no longer refuses what was mended", async () => {
  expect(told.length).toBeGreaterThan(400);
  const asker = createAsker("v2");
  const answers = await Promise.all(
    told.flatMap(({ before, after }) => [asker.ask(before.text), asker.ask(after.text)]),
  );
  asker.close();
  let taken = 0;
  let mended = 0;
  for (const [index, { problem, fix, before, after }] of told.entries()) {
    const [was, is] = answers.slice(2 * index, 2 * index + 2) as [EngineAnswer, EngineAnswer];
    const story = `${problem.code}: ${problem.message}\n${fix.label}\n--- before\n${before.text}\n--- after\n${after.text}\n${JSON.stringify(is).slice(0, 400)}`;
    if (was.ok && !CHANGES_GRAPH.has(problem.code)) {
      taken++;
      expect(is.ok, story).toBe(true);
      const isRename = "edit" in fix && fix.edit.kind === "rename";
      if (is.ok && !isRename) {
        expect(is.graph, story).toEqual(was.graph);
      }
    } else if (!was.ok && before.problems.find(isRefusal) === problem) {
      mended++;
      expect(is.ok ? "" : is.error.message, story).not.toBe(was.error.message);
    }
  }
  process.stdout.write(
    `Asked of the engine: ${told.length} fixes; ${taken} of files it takes, ${mended} of refusals\n`,
  );
  expect([taken > 100, mended > 100]).toEqual([true, true]);
});
