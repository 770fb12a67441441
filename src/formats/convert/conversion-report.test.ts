/** What a conversion says of what it does: no key of an old file goes without a word. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { readLegacyFixtures } from "../../../agreement/legacy-fixtures.ts";
import { readFolder } from "../../../agreement/questions.ts";
import { printRow, reportOf } from "../../model/legacy/conversion-report.ts";
import { applyChanges } from "../../model/text-change.ts";
import type { Value } from "../../model/value.ts";
import { parseEngineYaml } from "../read/engine-text.ts";
import { readValues } from "../read/read-values.ts";
import { parseYaml } from "../yaml/yaml.ts";
import { convert } from "./convert.ts";

/** Reports of files of old versions; of those that are not converted there is none. */
function reportFor(text: string): { report: readonly string[]; after: string } | null {
  const converted = convert(text);
  return "refused" in converted
    ? null
    : { report: reportOf(converted).map(printRow), after: applyChanges(text, converted.changes) };
}

/** Each key of a text with what it says there, however deep, and how often. */
function saidIn(text: string): Map<string, number> {
  const engine = parseEngineYaml(text);
  const said = new Map<string, number>();
  const count = (value: Value): void => {
    if (value instanceof Map) {
      for (const [key, item] of value as ReadonlyMap<string, Value>) {
        const leaf = item instanceof Map || Array.isArray(item) ? "" : `: ${String(item)}`;
        said.set(`${key}${leaf}`, (said.get(`${key}${leaf}`) ?? 0) + 1);
        count(item);
      }
    } else if (Array.isArray(value)) {
      value.forEach(count);
    }
  };
  count(readValues(engine.fault ? parseYaml(text) : engine).value);
  return said;
}

/** What the old text says more often than the new one, and the report does not name. */
function unnamed(before: string): string[] {
  const made = reportFor(before);
  if (!made) {
    return [];
  }
  const after = saidIn(made.after);
  const told = made.report.join("\n");
  return [...saidIn(before)].flatMap(([said, count]) => {
    const key = said.split(": ")[0]!;
    // The keys of a mapping of pods are names of a list's items now.
    return (after.get(said) ?? 0) >= count ||
      after.has(`name: ${key}`) ||
      new RegExp(`(?<!\\w)${escaped(key)}(?!\\w)`).test(told)
      ? []
      : [said];
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

test.each(readLegacyFixtures().map(({ id, text }) => [id, text] as const))(
  "%s: each key is in the new text, or named by the report",
  (_name, text) => {
    expect(reportFor(text)).not.toBeNull();
    expect(unnamed(text)).toEqual([]);
  },
);

test("the same of all old files of the shared corpus, where there is one", () => {
  const folder = resolve(import.meta.dirname, "..", "..", "..", "..", "shared", "corpus");
  if (!existsSync(folder)) {
    console.warn("The shared corpus is not here: the reports of the fixtures were read only.");
    return;
  }
  const questions = readFolder(folder);
  const converted = questions.filter(({ yaml }) => reportFor(yaml) !== null);
  expect(converted.length).toBeGreaterThan(50);
  expect(converted.flatMap(({ id, yaml }) => unnamed(yaml).map((said) => `${id}: ${said}`))).toEqual([]);
});

describe("a row", () => {
  const rows = (...pods: string[]) => {
    const converted = convert(["!Flow", "version: '1'", "pods:", ...pods, ""].join("\n"));
    return "refused" in converted ? [converted.refused] : reportOf(converted).map(printRow);
  };

  test("names the old key, what it said, where and in which executor", () => {
    expect(rows("  - name: a", "    uses: A", "    read_only: true")).toContain(
      "line 6: read_only: true of a was taken out: Jina 3 has nothing for it.",
    );
  });

  test("says what to do about a built-in executor", () => {
    expect(rows("  - name: a", "    uses: _merge_chunks", "    needs: gateway")).toContain(
      "line 5: uses: _merge_chunks of a was taken out: Jina 3 merges all that comes, in its own way. If that is not enough, write an executor that does it.",
    );
    expect(rows("  - name: a", "    uses: _pass")).toContain(
      "line 5: uses: _pass of a was taken out: each executor of Jina 3 does that by itself.",
    );
  });

  test("names what reduced the copies' answers", () => {
    const report = rows("  a:", "    uses: A", "    parallel: 2", "    uses_reducing: ConcatAll");
    expect(report).toContain(
      "line 7: uses_reducing: ConcatAll of a was taken out: Jina 3 says such a thing by uses_after.",
    );
  });

  test("names all that goes with a pod called gateway", () => {
    expect(rows("  a: {uses: A}", "  gateway: {host: x, restful: true}")).toContain(
      "line 5: gateway (host, restful) under pods was taken out: what the gateway needs stands under gateway in Jina 3, beside the executors.",
    );
  });
});
