/**
 * How long reading a large flow.yml takes, beside js-yaml: the two in turn on the same text, so that what the machine
 * does meanwhile slows both. Ours keeps comments and places; js-yaml makes values and loses both. The promise is a
 * ratio, not a time.
 */
import { performance } from "node:perf_hooks";
import { load } from "js-yaml";
import { grouped } from "../src/base/words.ts";
import { parseEngineYaml } from "../src/formats/read/engine-text.ts";
import { parseYaml } from "../src/formats/yaml/yaml.ts";

/** What ours may take of js-yaml's time. */
export const MAX_RATIO = 2.5;

interface ParseTimes {
  readonly executors: number;
  readonly characters: number;
  /** Medians, in milliseconds. */
  readonly parseMs: number;
  readonly engineMs: number;
  readonly jsYamlMs: number;
  readonly parseRatio: number;
  readonly engineRatio: number;
}

/** A flow.yml of so many executors, with eight keys and a few comments each: 10,000 make 1.9 MB. */
export function generateFlow(executors: number): string {
  const head =
    "# A Flow of many executors.\njtype: Flow\nversion: '1'\nwith:\n  port: 51000 # the gateway's\nexecutors:\n";
  const entries = Array.from({ length: executors }, (_, at) => {
    const needs = at === 0 ? "gateway" : `executor${Math.floor(at / 2)}`;
    return [
      `  # number ${at}`,
      `  - name: executor${at}`,
      `    uses: Encoder${at % 100}`,
      `    replicas: ${1 + (at % 4)} # processes`,
      "    shards: 1",
      "    polling: any",
      "    timeout_ready: 900",
      `    needs: [${needs}]`,
      `    uses_with: {batch: ${at % 64}}`,
      "",
    ].join("\n");
  });
  return head + entries.join("");
}

/** Times both in turn, after a round that does not count. */
export function measureYamlParse(executors = 10_000, rounds = 7): ParseTimes {
  const text = generateFlow(executors);
  const readers = [parseYaml, parseEngineYaml, load] as const;
  const times: number[][] = readers.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, read] of readers.entries()) {
      const begun = performance.now();
      read(text);
      if (round > 0) {
        times[index]!.push(performance.now() - begun);
      }
    }
  }
  const [parseMs, engineMs, jsYamlMs] = times.map(median) as [number, number, number];
  return {
    executors,
    characters: text.length,
    parseMs,
    engineMs,
    jsYamlMs,
    parseRatio: parseMs / jsYamlMs,
    engineRatio: engineMs / jsYamlMs,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** One line for people. */
function printParseTimes(times: ParseTimes): string {
  const { executors, characters, parseMs, engineMs, jsYamlMs, parseRatio, engineRatio } = times;
  const size = `${grouped(executors)} executors, ${(characters / 1e6).toFixed(1)} MB`;
  const ours = `parseYaml ${parseMs.toFixed(0)} ms (${parseRatio.toFixed(2)}×), as the engine ${engineMs.toFixed(0)} ms (${engineRatio.toFixed(2)}×)`;
  return `YAML, ${size}: ${ours}, js-yaml ${jsYamlMs.toFixed(0)} ms; up to ${MAX_RATIO}× is promised.`;
}

if (import.meta.main) {
  const times = measureYamlParse();
  console.log(printParseTimes(times));
  process.exitCode = Math.max(times.parseRatio, times.engineRatio) > MAX_RATIO ? 1 : 0;
}
