/** What a terminal obeys does not come through: neither in names of files nor in what is quoted of one. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { escaped, onOneLine } from "./terminal.ts";

const MAIN = join(import.meta.dirname, "main.ts");
/** Clears the screen; and, as one character, begins such a sequence too. */
const [CLEARS, BEGINS, TURNS] = ["\u001b[2J", "\u009b", "\u202e"];
const HOSTILE = `${CLEARS}${BEGINS}${TURNS}`;
const OBEYED = /(?![\t\n])[\p{Cc}\u202e]/u;

test("controls and turns of the direction are printed as JSON has them; tabs, breaks and letters stay", () => {
  expect(escaped(`a${HOSTILE}\u0007\u007f\rb`)).toBe("a\\u001b[2J\\u009b\\u202e\\u0007\\u007f\\u000db");
  const text = "a\tb\r\nc\nä 日本 🙂 \u200f\n";
  expect(escaped(text)).toBe(text);
  expect(onOneLine("a\nb\u001b")).toBe("a\\u000ab\\u001b");
});

test.each<[string, string[]]>([
  ["check", []],
  ["check", ["--json"]],
  ["graph", []],
  ["graph", ["--json"]],
  ["export", ["--to", "yaml"]],
  ["export", ["--to", "compose"]],
  ["edit", ["add", "b"]],
  ["edit", ["add", "b", "--json"]],
  ["import", ["--from", "mermaid"]],
  ["import", ["--from", "python"]],
  ["import", ["--from", "mermaid", "--json"]],
  ["serve", ["--port"]],
  ["check", ["--env"]],
  ["nothing", []],
])("%s %j tells nothing that a terminal obeys", (command, args) => {
  const folder = mkdtempSync(join(tmpdir(), "terminal-"));
  try {
    const file = join(folder, `x${HOSTILE}\n.yml`);
    const flows = [
      `jtype: Flow\nexecutors:\n  - {name: "a\\e]0;x\\a${TURNS}", uses: "\\e[2J"}\n`,
      `jtype: Flow\nexecutors:\n  - {name: a, uses: "\\e[2J\\x9b", "\\e": 1, needs: "\\e[2J"}\n`,
      `jtype: Flow\nwith: ${HOSTILE}\n`,
    ];
    const others = [
      `flowchart LR\n  a["${HOSTILE}"] --> b{{${HOSTILE}}}\n  ${HOSTILE}\n`,
      `from jina import Flow\nf = Flow().add(name="${HOSTILE}", uses=${HOSTILE})\n`,
    ];
    const readsNone = command === "nothing" || args.includes("--port") || args.includes("--env");
    const runs = readsNone
      ? [{ text: "", words: [...args, HOSTILE] }]
      : [
          { text: "", words: ["no-such-file\u001b", ...args] },
          ...(command === "import" ? others : flows).map((text) => ({ text, words: [file, ...args] })),
        ];
    for (const { text, words } of runs) {
      writeFileSync(file, text);
      const run = [MAIN, command === "nothing" ? HOSTILE : command, ...words];
      const { stdout, stderr, status } = spawnSync(process.execPath, run, { encoding: "utf8" });
      expect(`${stdout}${stderr}`).not.toBe("");
      expect(stderr, `${status}`).not.toMatch(OBEYED);
      const isContent = stdout.startsWith("jtype") || stdout.startsWith("version");
      expect(isContent ? "" : stdout, `${status}`).not.toMatch(OBEYED);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("commands print by these functions alone", () => {
  const files = readdirSync(import.meta.dirname).filter(
    (name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !/^(?:terminal|main)\.ts$/.test(name),
  );
  expect(files.length).toBeGreaterThan(5);
  for (const name of files) {
    const text = readFileSync(join(import.meta.dirname, name), "utf8");
    expect(text, name).not.toMatch(/process\.std(?:out|err)\.write|\bconsole\./);
  }
});
