/** Patterns of target_executor beside Python's own: what we follow matches the same names, what we refuse it refuses. */
import { expect, test, vi } from "vitest";
import { createSeededRandom } from "../src/base/test-random.ts";
import { readTargetPattern } from "../src/simulator/target-pattern.ts";
import { askScript } from "./ask-script.ts";

vi.setConfig({ testTimeout: 90_000 });

const COUNT = 4000;
const NAMES = ["a", "b", "foo", "foo_2", "bar", "FOO", "a1", "éa", "_2", "fob", "-", "a-b", "]", "{2}"];
const PARTS =
  "f o a b foo bar _ 2 é . .* ^ $ | ( (?: ) * + ? ?? {2} {1,} {,2} {2,1} { } [ ] [fo] [^f] [a-f] [a-] [-a] []a] [^]a] [\\w-] [\\W] [b-a] [a-\\d] [[a] [a&&b] [(] \\d \\D \\w \\W \\s \\S \\b \\B \\A \\Z \\. \\- \\n \\1 \\x62 (?i) (?=f) \\".split(
    " ",
  );

function draw(seed: number): string {
  const random = createSeededRandom(seed);
  const pick = () => PARTS[Math.floor(random() * PARTS.length)]!;
  return Array.from({ length: 1 + Math.floor(random() * 5) }, pick).join("");
}

test(`${COUNT} drawn patterns match what Python matches`, () => {
  const patterns = Array.from({ length: COUNT }, (_, index) => draw(index + 1));
  const questions = patterns.map((pattern) => ({ pattern, names: NAMES }));
  const answers = askScript("match_names.py", [], questions) as { matched?: string[]; error?: string }[];
  const differing: unknown[] = [];
  const counts = { ready: 0, broken: 0, unsupported: 0 };
  for (const [index, engine] of answers.entries()) {
    const target = readTargetPattern(patterns[index]!);
    counts[target.kind]++;
    const ours =
      target.kind === "ready"
        ? { matched: NAMES.filter((name) => target.matches(name)) }
        : target.kind === "broken"
          ? { error: target.message }
          : engine;
    if (JSON.stringify(ours) !== JSON.stringify(engine)) {
      differing.push({ pattern: patterns[index], ours, engine });
    }
  }
  expect(differing).toEqual([]);
  expect(counts.ready).toBeGreaterThan(COUNT / 5);
  expect(counts.broken).toBeGreaterThan(COUNT / 20);
});
