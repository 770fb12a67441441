/** Oddities of how a drawn file is written: of its lines and characters, whatever they mean. */
import type { Draws } from "./random-draws.ts";

// biome-ignore format: a table reads better in full rows
const INSERTED = [
  "!Foo ", " !Foo", "!Flow", "!!str ", "!", "&a ", "*a", "#", " # x", ":", ": ", " ", "\t", "'", '"', ",", "[", "]", "{", "}", "? ", "- ",
  "| ", ">", "%", "@", "`", "~", "\\", "$", "\u00a0", "\ufeff", "\u0085", "\u2028", "\u0000", "\u0007", "é", "😀", "<<: ", "--- ", "...",
];

// biome-ignore format: a table reads better in full rows
const LINES = [
  "", " ", "\t", "# x", "  # !Foo", "---", "...", "--- ", "--- !Flow", "--- x", "... # x", "%YAML 1.1", "%YAML 1.2", "%TAG ! tag:x,2000:",
  "%FOO bar", "- a", "x", "x: 1", "  x: 1", "? x", "? x\n: 1", ": 1", "!Foo", "!Flow", "&a", "*a", "<<: *a", "<<: {x: 1}", "\tx: 1", "x:\t1",
  "[", "]", "{", "}", "'", "\"", "|", "x: |", "x: >", "x: |2", "x: |\n  a\n\n  b", "x: >-\n  a\n  b", "x: 'a\n  b'", "x: \"a\\\n  b\"", "x: a\n  b",
  "jtype: Flow", "executors: []", "x: !Foo", "x: !!str", "x: &a", "x: &a 1\ny: *a", "x: *x", "version: '1'", "x: [a,\n  b]", "x: {a: 1,\n  b}",
];

/** Of the whole text. */
const WHOLE: readonly ((text: string) => string)[] = [
  (text) => text.replaceAll("\n", "\r\n"),
  (text) => text.replaceAll(/\r?\n/g, "\r"),
  (text) => text.replaceAll(/\r?\n/g, "\n\n"),
  (text) => text.replaceAll(/\r?\n/g, " # x\n"),
  (text) => text.replaceAll(/\r?\n/g, "\u0085"),
  (text) => `\ufeff${text}`,
  (text) => `%YAML 1.1\n---\n${text}`,
  (text) => `---\n${text}...\n`,
  (text) => `${text}---\n`,
  (text) => `${text}---\nx: 1\n`,
  (text) => `# x\n\n${text}`,
  (text) => `--- ${text}`,
  (text) => text.trimEnd(),
  (text) => `${text}\n\n\n`,
  (text) => text.replaceAll(/^/gm, " "),
  (text) => text.replaceAll(/^/gm, "\t"),
  (text) => text.replaceAll(/^ +/gm, (blanks) => "\t".repeat(blanks.length / 2)),
  (text) => text.replaceAll(": ", ":  "),
  (text) => text.replaceAll(": ", ":\t"),
  (text) => text.replaceAll(/(?<=\w): /g, " : "),
  (text) => text.replace(/^(\s*)([\w-]+): /m, "$1? $2\n$1: "),
  (text) => text.replaceAll(/\b([a-z_]{3,})\b(?=:)/g, '"$1"'),
  (text) => text.replace("jtype: Flow", "!Flow"),
  (text) => text.replace("jtype: Flow", "jtype : Flow"),
  (text) => text.replace("jtype: Flow", "jtype: !!str Flow"),
  (text) => text.replace("jtype: Flow", "jtype: 'Flow'"),
  (text) => text.replace("jtype: Flow", "jtype: &a Flow"),
  (text) => text.replace("jtype: Flow", "jtype:\n  Flow"),
  (text) => text.replace("jtype: Flow", "jtype: |-\n  Flow"),
  (text) => text.replace("jtype: Flow", "jtype: Flow # x"),
  (text) => text.replace("jtype: Flow", "<<: {jtype: Flow}"),
  (text) => text.replace("jtype: Deployment", "!Deployment"),
];

/** The text with one slip of the kind that people make in YAML. */
export function oddText(draws: Draws, text: string): string {
  const kind = draws.random();
  if (kind < 0.3) {
    return draws.pick(WHOLE)(text);
  }
  if (kind < 0.6) {
    const lines = text.split("\n");
    const at = draws.upTo(lines.length - 1);
    const indent = draws.chance(0.7) ? (/^ */.exec(lines[at]!)?.[0] ?? "") : "";
    const added = draws.pick(LINES).replaceAll(/^/gm, indent);
    return lines.toSpliced(at, 0, added).join("\n");
  }
  if (kind < 0.7) {
    const lines = text.split("\n");
    const at = draws.upTo(lines.length - 1);
    return draws
      .pick([
        () => lines.toSpliced(at, 1),
        () => lines.toSpliced(at, 0, lines[at]!),
        () => lines.with(at, ` ${lines[at]}`),
        () => lines.with(at, lines[at]!.trimStart()),
        () => lines.slice(0, at),
      ])()
      .join("\n");
  }
  const characters = [...text];
  const at = draws.upTo(characters.length - 1);
  return kind < 0.92
    ? characters.toSpliced(at, 0, draws.pick(INSERTED)).join("")
    : characters.toSpliced(at, 1).join("");
}
