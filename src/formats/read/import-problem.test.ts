/** A chart or a program that is put into a file of YAML is told as what it is, with its import, and a Flow file never is. */
import { expect, test } from "vitest";
import { readFixtures } from "../../../agreement/questions.ts";
import { readFlow } from "./read-flow.ts";

const CHART = "flowchart LR\n  a[Load: data] --> b\n";
const PROGRAM = "import os\nfrom jina import Flow\n\nf = Flow().add(name='a', uses_with={'x': 1})\n";
const HEAD = "jtype: Flow\nexecutors:\n  - name: a\n";

/** The first problem, and what its import would take. */
function foundIn(text: string) {
  const [problem] = readFlow(text).problems;
  const { fix, range, message, engine, severity } = problem!;
  const imports = fix && "imports" in fix ? fix.imports : null;
  return {
    message,
    severity,
    isEngines: engine !== undefined,
    line: range && text.slice(range.from, range.to),
    part: imports && text.slice(imports.from, imports.to),
  };
}

test.each([
  ["a mermaid flowchart", CHART, "flowchart LR"],
  ["a mermaid flowchart", `\n%%{init: {"theme": "base"}}%%\n${CHART}`, '%%{init: {"theme": "base"}}%%'],
  ["a mermaid flowchart", `# Search\n\n\`\`\`mermaid\n${CHART}\`\`\`\n`, "# Search"],
  ["a mermaid flowchart", CHART.replaceAll("\n", "\r\n"), "flowchart LR"],
  ["a Python program", PROGRAM, "import os"],
  ["a Python program", `#!/usr/bin/env python\n${PROGRAM}`, "#!/usr/bin/env python"],
])("all of a text that is %s: %j", (name, text, line) => {
  expect(foundIn(text)).toEqual({
    message: `This is ${name}, not a Flow file: import it, and it becomes one.`,
    severity: "error",
    isEngines: true,
    line,
    part: text,
  });
});

test.each([
  ["a mermaid flowchart", "", CHART, HEAD],
  ["a mermaid flowchart", HEAD, CHART, ""],
  ["a mermaid flowchart", HEAD, `%% mine\r\n%%{init: {}}%%\r\n${CHART}`, "  - name: b\n    uses: B\n"],
  ["a mermaid flowchart", HEAD, `\`\`\`mermaid\n${CHART}\`\`\`\n`, "with: {port: 1}\n"],
  ["a Python program", HEAD, PROGRAM, "gateway:\n  port: 1\n"],
])("%s among the lines of a Flow file, behind %j", (name, before, part, after) => {
  expect(foundIn(before + part + after)).toEqual({
    message: `Here ${name} begins among the lines of a Flow file: import it as a file of its own, and take it away here.`,
    severity: "error",
    isEngines: true,
    line: part.split(/\r?\n/)[0],
    part,
  });
});

test.each([
  ["what has no import", "sequenceDiagram\n  a->>b: hi\n"],
  ["words", "graph paper\nand more\n"],
  ["a Flow that is broken elsewhere", `${HEAD}  uses: [\n`],
  ["a key of that name", "graph: LR\nflowchart: 1\n"],
  ["a comment in a broken Flow", `${HEAD}# flowchart LR\n# from jina import Flow\n  x: [\n`],
  ["a word that is half typed", `${HEAD}graph\n`],
  [
    "a description in a broken Flow",
    `${HEAD}    description: |\n      flowchart LR\n      import jina\n   x: [\n`,
  ],
])("%s is told as before", (_, text) => {
  expect(foundIn(text)).toMatchObject({ part: null });
  expect(foundIn(text).message).not.toMatch(/flowchart|program/);
});

test("no file that Jina takes is told so", () => {
  for (const { yaml, engine } of readFixtures()) {
    const offers = readFlow(yaml).problems.some(({ fix }) => fix && "imports" in fix);
    expect(offers && engine.ok, yaml).toBe(false);
  }
});

test.each([
  ["comments of charts", `${HEAD}${"%%\n".repeat(500_000)}graph LR\n[`],
  ["one line of very many", `${HEAD}${"\u2028from jina ".repeat(200_000)}\n[`],
  ["blanks behind a word", `${HEAD}graph${" ".repeat(2_000_000)}\n[`],
  ["fences", `${HEAD}${"```mermaid\n".repeat(200_000)}`],
])("%s are looked through in a moment", (_, text) => {
  expect(foundIn(text).severity).toBe("error");
});
