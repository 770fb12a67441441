/**
 * Behaviour that is promised has a mark, as `[B3]`: a letter for what is spoken of, and a number. The head of one file
 * says the promise in a sentence, another file may say it again in the same words, and the name of a test quotes it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const FOLDERS = ["src", "agreement"];

interface Source {
  /** From the root. */
  readonly file: string;
  readonly text: string;
}

interface Promised {
  readonly file: string;
  readonly mark: string;
  readonly sentence: string;
}

/** The promises that a file's head makes. */
function promisesOf({ file, text }: Source): Promised[] {
  const [head = ""] = /^\/\*\*.*?\*\//s.exec(text) ?? [];
  return [...head.matchAll(/^ \* \[([A-Z]\d+)\] (.*?)(?=^ \* \[|^ \*$|^ \*\/)/gms)].map(
    ([, mark = "", words = ""]) => ({
      file,
      mark,
      sentence: words.replaceAll(/\s*\n \*\s*/g, " ").trim(),
    }),
  );
}

/** The marks that a text quotes; `[B1] to [B3]` is all three. */
function quotesIn(text: string): string[] {
  return [...text.matchAll(/\[([A-Z])(\d+)\](?: to \[\1(\d+)\])?/g)].flatMap(
    ([, letter, first, last = first]) =>
      Array.from(
        { length: Number(last) - Number(first) + 1 },
        (_, index) => `${letter}${Number(first) + index}`,
      ),
  );
}

/** What is not as the head of this file says, each in a line. */
function breaches(sources: readonly Source[]): string[] {
  const promises = new Map<string, Promised>();
  const homes = new Map<string, string>();
  const out: string[] = [];
  // The file that says most of a letter is its home.
  const all = sources.map(promisesOf).toSorted((a, b) => b.length - a.length);
  for (const promised of all.flat()) {
    const { file, mark, sentence } = promised;
    const home = homes.get(mark[0]!) ?? file;
    homes.set(mark[0]!, home);
    const known = promises.get(mark);
    if (known ? known.sentence !== sentence : home !== file) {
      out.push(`${file}: [${mark}] is not what ${home} promises`);
    }
    promises.set(mark, known ?? promised);
  }
  for (const { file, text } of sources) {
    for (const mark of new Set(quotesIn(text))) {
      if (!promises.has(mark)) {
        out.push(`${file}: [${mark}] is promised nowhere`);
      }
    }
  }
  const quoted = new Set(
    sources
      .filter(({ file }) => file.endsWith(".test.ts"))
      .flatMap(({ text }) => quotesIn(text.replace(/^\/\*\*.*?\*\//s, ""))),
  );
  return [
    ...out,
    ...[...promises.values()]
      .filter(({ mark }) => !quoted.has(mark))
      .map(({ file, mark }) => `${file}: no test quotes [${mark}]`),
  ];
}

describe("promises", () => {
  test("planted breaches are found, kept promises are not", () => {
    const planted = [
      { file: "a.ts", text: "/**\n * [A1] One.\n * [A2] Two\n *      lines.\n * [A3] Three.\n */\n// [A4]" },
      { file: "b.ts", text: "/**\n * [A2] Two lines.\n * [A3] Four.\n */" },
      { file: "c.ts", text: "/**\n * [A5] Of something else.\n */" },
      { file: "a.test.ts", text: 'test("[A1] to [A2]: both"); test("[A5] it");' },
    ];
    expect(breaches(planted)).toEqual([
      "b.ts: [A3] is not what a.ts promises",
      "c.ts: [A5] is not what a.ts promises",
      "a.ts: [A4] is promised nowhere",
      "a.ts: no test quotes [A3]",
    ]);
  });

  test("each has one meaning, and a test that quotes it", () => {
    const sources = FOLDERS.flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
        .map((name) => join(folder, name))
        .filter(
          (file) => /\.tsx?$/.test(file) && !file.startsWith("src/gen/") && file !== "src/promises.test.ts",
        ),
    ).map((file) => ({ file, text: readFileSync(join(ROOT, file), "utf8") }));
    expect(breaches(sources)).toEqual([]);
  });
});
