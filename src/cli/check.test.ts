/** The command as a script uses it: files and standard input in, lines or JSON and an exit code out. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const MAIN = join(import.meta.dirname, "main.ts");

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "check-test-"));
  const files: Record<string, string | Buffer> = {
    "fine.yml": "jtype: Flow\nexecutors:\n  - name: a\n",
    "warns.yml": "jtype: Flow\nexecutors:\n  - name: encoder\n  - {name: b, needs: encodr}\n",
    "refused.yml": "jtype: Flow\nexecutors:\n  - name: my-exec\n",
    "broken.yml": "jtype: Flow\r\nexecutors: [\r\n",
    "latin.yml": Buffer.from("jtype: Flow\n# caf\xe9\n", "latin1"),
    "big.yml": Buffer.alloc(8 * 1024 * 1024 + 1, "#"),
  };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function check(args: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "check", ...args], {
    cwd: folder,
    input,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("check", () => {
  test("a fine file says nothing and exits with 0", () => {
    expect(check(["fine.yml"])).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  test("a warning is a line with its place, and no failure", () => {
    const { status, stdout } = check(["fine.yml", "warns.yml"]);
    expect(status).toBe(0);
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(/^warns\.yml:3:11 warning hanging /),
      expect.stringMatching(/^warns\.yml:4:22 warning needs-unknown .*Did you mean encoder\?$/),
      "",
    ]);
  });

  test("what the engine refuses is an error and exit code 1, whatever other files say", () => {
    const { status, stdout } = check(["refused.yml", "fine.yml"]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^refused\.yml:3:11 error name-invalid The name "my-exec" must be made of letters, digits and underscores, and not begin with a digit\. Jina: ValueError: name: my-exec is invalid, please follow the python variable name conventions$/m,
    );
  });

  test("text that is not YAML, not UTF-8, too large or not there", () => {
    const { status, stdout } = check(["broken.yml", "latin.yml", "big.yml", "nowhere.yml"]);
    expect(status).toBe(1);
    expect(stdout.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^broken\.yml:\d:\d+ error yaml /),
      expect.stringMatching(/^latin\.yml:1:1 error encoding .*offset 17/),
      expect.stringMatching(/^big\.yml:1:1 error limit .*8 MB/),
      expect.stringMatching(/^nowhere\.yml:1:1 error unreadable .*ENOENT/),
    ]);
  });

  test("- is standard input, and --json an object for each file", () => {
    const { status, stdout } = check(
      ["--json", "-", "fine.yml"],
      "jtype: Flow\nexecutors:\n  - {name: a, needs: a}\n",
    );
    expect(status).toBe(1);
    const [first, second] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(first).toEqual({
      file: "-",
      ok: false,
      problems: [
        {
          line: 3,
          column: 22,
          severity: "error",
          code: "needs-self",
          path: ["executors", 0, "needs"],
          executor: "a",
          message:
            "a needs itself: take a out of its needs. Jina: FlowTopologyError: the income/output of a deployment can not be itself",
          engine: {
            phase: "load",
            type: "FlowTopologyError",
            message: "the income/output of a deployment can not be itself",
          },
        },
      ],
    });
    expect(second).toEqual({ file: "fine.yml", ok: true, problems: [] });
  });

  test("--env gives variables, without which what hangs on them is refused as the engine refuses it", () => {
    const text = "jtype: Flow\nexecutors:\n  - {name: a, replicas: $N}\n";
    const { status, stdout } = check(["-"], text);
    expect(status).toBe(1);
    expect(stdout).toBe(
      "-:3:25 error argument-value The replicas of a must be a whole number, not \"$N\". The variable N is not set. Set it with --env N=VALUE. Jina: argument --replicas: invalid int value: '$N'\n",
    );
    expect(check(["-", "--env", "N=2"], text)).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  test("files that a Flow refers to are looked for beside it", () => {
    writeFileSync(join(folder, "refers.yml"), "jtype: Flow\nexecutors:\n  - dep.yml\n  - gone.yml\n");
    writeFileSync(join(folder, "dep.yml"), "jtype: Deployment\nwith: {name: a}\n");
    const { status, stdout } = check(["refers.yml"]);
    expect(status).toBe(1);
    expect(stdout.trimEnd().split("\n")).toEqual([
      "refers.yml:4:5 error file-missing The file gone.yml, which holds this Deployment, is not there: it is looked for beside this file. Jina: FileNotFoundError: can not find gone.yml",
    ]);
  });

  test("--stdin-jsonl answers each question with its id, and a line that is none with what is wrong", () => {
    const questions = [
      { id: 7, yaml: "jtype: Flow\nexecutors: [{name: a, shards: $S}]\n", env: { S: "2" } },
      {
        id: "x",
        yaml: "jtype: Flow\nexecutors: [dep.yml]\n",
        files: { "dep.yml": "jtype: Deployment\nwith: {}\n" },
      },
      { id: null, yaml: "jtype: Flow\nexecutors: [dep.yml]\n" },
    ];
    const input = [...questions.map((question) => JSON.stringify(question)), "{", '{"id": 1}', ""].join("\n");
    const { status, stdout } = check(["--stdin-jsonl"], input);
    expect(status).toBe(1);
    const answers = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: unknown; ok: boolean; problems: { code: string }[] });
    expect(answers.map(({ id, ok, problems }) => [id, ok, problems.map(({ code }) => code)])).toEqual([
      [7, true, []],
      ["x", true, []],
      [null, false, ["file-missing"]],
      [null, false, ["question"]],
      [1, false, ["question"]],
    ]);
  });

  test("a fix is told by what it does", () => {
    const { stdout } = check(["-", "--json"], "!Flow\nexecutors:\n  - {name: a, replicas: 1}\n");
    expect(JSON.parse(stdout).problems).toEqual([
      expect.objectContaining({
        line: 1,
        column: 1,
        severity: "hint",
        code: "tag-form",
        fix: "Write jtype: Flow",
      }),
      expect.objectContaining({ line: 3, column: 25, severity: "hint", fix: "Take replicas away" }),
    ]);
  });

  test("arguments that make no sense end with 2 and say how it is used", () => {
    for (const args of [[], ["--nope", "fine.yml"], ["-", "-"]]) {
      const { status, stderr } = check(args);
      expect(status).toBe(2);
      expect(stderr).toContain("Usage: jina-flow-designer check FILE...");
    }
    expect(check(["--help"])).toMatchObject({ status: 0, stdout: expect.stringContaining("standard input") });
  });
});
