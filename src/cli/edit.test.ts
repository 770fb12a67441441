/** `edit` as a script uses it: operations in, the text or the file out, all of them or none. */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { splitPath } from "./edit.ts";

const MAIN = join(import.meta.dirname, "main.ts");
const folder = mkdtempSync(join(tmpdir(), "edit-test-"));
const file = join(folder, "flow.yml");

const FLOW = `\ufeffjtype: Flow   # mine\r
executors:\r
  - name: a   # first\r
    uses: A\r
  - {name: b, needs: a, env: {"x.y": 1}}\r
  - name: c\r
    needs: [a, b]`;

beforeEach(() => writeFileSync(file, FLOW));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function edit(args: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "edit", ...args], {
    cwd: folder,
    input,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

/** The text after operations on the Flow above. */
function edited(...operations: string[]): string {
  const { status, stdout, stderr } = edit([file, ...operations]);
  expect(stderr).not.toMatch(/refused|Error/);
  expect(status).toBe(0);
  return stdout;
}

test("nothing but what an operation names changes", () => {
  expect(edited("set", "a.replicas=3")).toBe(
    FLOW.replace("    uses: A\r\n", "    uses: A\r\n    replicas: 3\r\n"),
  );
  expect(edited("set", "executors.a.uses=docker://a:2")).toBe(FLOW.replace("uses: A", "uses: docker://a:2"));
  expect(edited("set", 'b.env."x.y"=[1, two]')).toBe(FLOW.replace('"x.y": 1', '"x.y": [1, two]'));
  expect(edited("unset", "b.env")).toBe(FLOW.replace(', env: {"x.y": 1}', ""));
  expect(edited("rename", "a:first")).toBe(
    FLOW.replace("name: a ", "name: first ")
      .replace("needs: a,", "needs: first,")
      .replace("[a, b]", "[first, b]"),
  );
  expect(edited("disconnect", "b:c")).toBe(FLOW.replace("[a, b]", "[a]"));
});

test("what is set is YAML, and what Jina would not take of it is refused", () => {
  expect(edited("set", "a.workspace=2024-01-31")).toContain('workspace: "2024-01-31"');
  expect(edited("set", "a.uses=A")).toBe(FLOW);
  expect(edit([file, "set", "a.replicas=many"])).toMatchObject({
    status: 1,
    stdout: "",
    stderr: `${file}: set a.replicas=many: The replicas of a must be a whole number, not "many".\n`,
  });
  expect(edit([file, "set", "a.env={x: 1"])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('"{x: 1" is not YAML: Column 6: '),
  });
});

test("operations are made in their order, and can lean on each other", () => {
  const text = edited(
    "add",
    "d",
    "needs=a,b",
    "before=c",
    "set",
    "d.uses=D",
    "connect",
    "d:c",
    "remove",
    "b",
  );
  expect(text).toContain("name: d");
  expect(text).not.toContain("name: b");
  expect(text).toContain("uses: D");
});

test("with and gateway are made where they are not there", () => {
  const text = edited("set", "with.port=12345", "set", "gateway.protocol=http");
  expect(text).toMatch(/^\ufeffjtype: Flow {3}# mine\r\nwith:\r\n {2}port: 12345\r\nexecutors:/);
  expect(text).toMatch(/gateway:\r\n {2}protocol: http/);
});

test("an operation that fails leaves the file alone and says why", () => {
  const { status, stdout, stderr } = edit([file, "set", "a.replicas=3", "rename", "b:a", "--write"]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain("rename b:a: The name a is taken.");
  expect(readFileSync(file, "utf8")).toBe(FLOW);
  expect(edit([file, "set", "nobody.uses=X"]).stderr).toContain("There is no executor nobody");
});

test("--write keeps mode and link, and leaves nothing behind", () => {
  chmodSync(file, 0o640);
  symlinkSync("flow.yml", join(folder, "link.yml"));
  expect(edit(["link.yml", "set", "a.shards=2", "--write"])).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(readFileSync(file, "utf8")).toContain("shards: 2");
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(lstatSync(join(folder, "link.yml")).isSymbolicLink()).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(["flow.yml", "link.yml"]);
});

test("--json tells the changed lines and what happened besides", () => {
  const { status, stdout } = edit([file, "remove", "a", "--json"]);
  expect(status).toBe(0);
  const answer = JSON.parse(stdout);
  expect(answer).toMatchObject({ file, ok: true, notes: expect.any(Array) });
  for (const { line, before, after } of answer.changes) {
    expect(before).toEqual(FLOW.split("\r\n").slice(line - 1, line - 1 + before.length));
    expect(after).toEqual(expect.any(Array));
  }
  expect(JSON.parse(edit([file, "remove", "nobody", "--json"]).stdout)).toEqual({
    file,
    ok: false,
    error: "remove nobody: There is no executor nobody.",
  });
});

test("convert writes an old file in today's form", () => {
  const { status, stdout } = edit(
    ["-", "convert"],
    "!Flow\nversion: '1'\npods:\n  - name: a   # one\n    parallel: 2\n",
  );
  expect(status).toBe(0);
  expect(stdout).toContain("executors:\n  - name: a   # one\n");
  expect(edit([file, "convert"]).stderr).toContain("nothing to convert");
});

test.each([
  ["a.b", ["a", "b"]],
  ['executors.a."x.y".z', ["executors", "a", "x.y", "z"]],
  ['"a\\"b"', ['a"b']],
])("the path %s has the keys %j", (path, keys) => {
  expect(splitPath(path)).toEqual(keys);
});

test.each(["", ".a", "a.", "a..b", 'a."b', 'a.b."c"d'].filter((path) => path !== ""))(
  "%j is no path",
  (path) => {
    expect(() => splitPath(path)).toThrow(/no path/);
  },
);

test("arguments that make no sense end with 2", () => {
  for (const args of [
    [],
    [file],
    [file, "frob", "a"],
    [file, "rename", "a"],
    [file, "set", "a.b"],
    ["-", "set", "a.b=1", "--write"],
  ]) {
    expect(edit(args).status, args.join(" ")).toBe(2);
  }
});

test("convert tells what it did and what is left to do, to people and to scripts", () => {
  const old = "!Flow\nversion: '1'\npods:\n  - name: a\n    uses: _merge_chunks\n    read_only: true\n";
  const report = [
    "Left to you: nothing.",
    "Done (7):",
    "Read as a Flow of Jina 1.x: pods is a list, which Jina read in 1.x and 2.x, and only 1.x reads read_only.",
    "_merge_chunks merged in a way of its own; Jina 3 merges all that comes without being told.",
    "read_only has no meaning in Jina 3 and was taken out.",
    "line 1: The file begins with jtype: Flow now.",
    "line 3: pods is called executors now.",
    "line 5: uses: _merge_chunks of a was taken out: Jina 3 merges all that comes, in its own way. If that is not enough, write an executor that does it.",
    "line 6: read_only: true of a was taken out: Jina 3 has nothing for it.",
  ];
  expect(edit(["-", "convert"], old).stderr.trimEnd().split("\n")).toEqual(report);
  expect(JSON.parse(edit(["-", "convert", "--json"], old).stdout).notes).toEqual(report);
});

test("convert tells what is left to do before what it did, each under its heading", () => {
  const old =
    "jtype: Flow\nversion: '1'\npods:\n  - name: a\n    uses: yaml/a.yml\n    read_only: true\n  - uses: _index\n    name: i\n";
  expect(edit(["-", "convert"], old).stderr.trimEnd().split("\n")).toEqual([
    "Left to you (2):",
    "Executors of before Jina 2.0 have to be rewritten before Jina 3 can run them: yaml/a.yml.",
    "Jina 3 has no executor like _index (i): what it did has to be written as one.",
    "Done (5):",
    "Read as a Flow of Jina 1.x: pods is a list, which Jina read in 1.x and 2.x, and only 1.x reads read_only.",
    "read_only has no meaning in Jina 3 and was taken out.",
    "line 3: pods is called executors now.",
    "line 6: read_only: true of a was taken out: Jina 3 has nothing for it.",
    "line 7: uses: _index of i was taken out: Jina 3 has no such executor.",
  ]);
});

test.each([
  [
    "text that is not YAML",
    "jtype: Flow\nexecutors: [\n",
    "set a.uses=B: line 3, column 1: The list that begins with [ in line 2 is never closed: a ] is missing. Jina: ParserError: expected the node content, but found '<stream end>'",
  ],
  [
    "what holds no Flow",
    "- a\n",
    "set a.uses=B: line 1, column 1: This file holds a list, not a Flow: a Flow begins with the line jtype: Flow. Jina: AttributeError: 'list' object has no attribute 'update'",
  ],
  [
    "an old file",
    "!Flow\npods:\n  a: {uses: A}\n",
    "set a.uses=B: This file is one of Jina 1.x: convert it first, with the operation convert.",
  ],
])("%s is not edited, and says so instead of missing an executor", (_, text, error) => {
  expect(edit(["-", "set", "a.uses=B"], text)).toEqual({ status: 1, stdout: "", stderr: `-: ${error}\n` });
});

test("a file that is not UTF-8 is not edited", () => {
  writeFileSync(file, Buffer.from("jtype: Flow\n# caf\xe9\n", "latin1"));
  expect(edit([file, "set", "a.uses=B"]).stderr).toMatch(/: The file is not UTF-8: byte 0xe9 at offset 17/);
});
