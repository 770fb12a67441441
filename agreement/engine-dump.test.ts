/** Texts that the engine's writer makes of values, letter for letter, asked of the engine. */
import { expect, test, vi } from "vitest";
import { createSeededRandom } from "../src/base/test-random.ts";
import { dumpYaml, mayChange } from "../src/formats/read/engine-dump.ts";
import { parseEngineYaml } from "../src/formats/read/engine-text.ts";
import { readValues } from "../src/formats/read/read-values.ts";
import type { Value, ValueMap } from "../src/model/value.ts";
import { askScript } from "./ask-script.ts";

// The engine's first import, on a cold and busy machine, takes the better part of a minute.
vi.setConfig({ testTimeout: 90_000 });

const COUNT = 2000;

// biome-ignore format: a table reads better in full rows
const WORDS = [
  "a", "bb", "ccc", "it's", '"q"', "x: y", "x:", "#n", " #c", "é", "\n", "\n\n", "  ", "\t", "!Foo", "[", "]", "-", "- ", "?", "on",
  "yes", "5", "1e3", "😀", "\\", "end ", "x".repeat(50), "y".repeat(90), "~", "=", "<<", "2024-01-01", "'", "%", "--- ", "...",
  "jtype: Flow", "\u0085", "\u2028", "\u00a0", "\u0007", ",", "{", "}", "&a", "*", "|", ">", "@", "`", ": ", "null", "0x1F", ".inf",
];

const random = createSeededRandom(7);
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

function drawText(longest: readonly number[]): string {
  const between = pick(["", " ", " "]);
  return Array.from({ length: pick(longest) }, () => pick(WORDS)).join(between);
}

function drawMap(depth: number): ValueMap {
  const count = 1 + Math.floor(random() * 3);
  // A number for a key would come first in an object of JavaScript's.
  const key = () => pick(["name", "uses", "a b", `k${drawText([1, 3, 30])}`, "x".repeat(130), ""]);
  return new Map(Array.from({ length: count }, () => [key(), drawValue(depth)]));
}

function drawValue(depth: number): Value {
  const kind = depth > 0 ? random() : 1;
  if (kind < 0.2) {
    return Array.from({ length: Math.floor(random() * 4) }, () => drawValue(depth - 1));
  }
  if (kind < 0.4) {
    return random() < 0.2 ? new Map() : drawMap(depth - 1);
  }
  return pick([() => drawText([0, 1, 1, 2, 3, 10, 30, 60]), () => null, () => 5, () => true])();
}

function asJson(value: Value): unknown {
  return value instanceof Map
    ? Object.fromEntries([...(value as ValueMap)].map(([key, item]) => [key, asJson(item)]))
    : Array.isArray(value)
      ? (value as readonly Value[]).map(asJson)
      : value;
}

const MAPS = Array.from({ length: COUNT }, () => new Map<string, Value>([["with", drawMap(3)]]));

test("the engine writes drawn values as we do", () => {
  const answers = askScript("dump_values.py", [], MAPS.map(asJson));
  for (const [index, map] of MAPS.entries()) {
    expect(dumpYaml(map), JSON.stringify(asJson(map))).toBe(answers[index]);
  }
});

test("what is held for unchanged is read as it was written", () => {
  const unchanged = MAPS.filter((map) => !mayChange(map));
  expect(unchanged.length).toBeGreaterThan(50);
  for (const map of unchanged) {
    const yaml = parseEngineYaml(dumpYaml(map));
    expect(yaml.fault).toBeNull();
    expect(readValues(yaml, "yaml").value).toEqual(map);
  }
});
