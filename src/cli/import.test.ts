/** `import` as a script uses it. What it makes of each form is asked beside the form. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const MAIN = join(import.meta.dirname, "main.ts");
const CHART = "flowchart LR\na -- soon --> b\n";
const FLOW =
  "jtype: Flow\nversion: '1'\nexecutors:\n  - name: a\n    needs: gateway\n  - name: b\n    needs: a\n";

function run(args: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "import", ...args], {
    input,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

test("import prints the Flow, and tells what is left out", () => {
  expect(run(["-"], CHART)).toEqual({
    status: 0,
    stdout: FLOW,
    stderr: "-:2 What is written on arrows is left out.\n",
  });
});

test("import says why there is no Flow, with the line", () => {
  expect(run(["-", "--from", "mermaid"], "pie\n")).toMatchObject({ status: 1, stdout: "" });
  expect(run(["-"], "graph LR\na-->a")).toEqual({
    status: 1,
    stdout: "",
    stderr: "-:2 a leads to itself: take that arrow away.\n",
  });
  expect(run(["-"], "hello").stderr).toMatch(/^-: What form this file has is not clear: say --from mermaid/);
  expect(run(["no-such-file.mmd"]).stderr).toContain("cannot be read");
  expect(run(["a", "b"]).status).toBe(2);
  expect(run(["a", "--from", "visio"])).toMatchObject({ status: 2 });
});

test("import writes where nothing stands, and answers programs in JSON", () => {
  const folder = mkdtempSync(join(tmpdir(), "import-"));
  try {
    const [chart, out] = [join(folder, "chart.MMD"), join(folder, "flow.yml")];
    writeFileSync(chart, CHART);
    expect(run([chart, "--out", out])).toMatchObject({ status: 0, stdout: "" });
    expect(readFileSync(out, "utf8")).toBe(FLOW);
    expect(run([chart, "--out", out])).toMatchObject({ status: 1 });
    expect(run([chart, "--out", out, "--overwrite"])).toMatchObject({ status: 0 });
    expect(JSON.parse(run([chart, "--json"]).stdout)).toEqual({
      file: chart,
      ok: true,
      form: "mermaid",
      text: FLOW,
      notes: [{ line: 2, message: "What is written on arrows is left out." }],
    });
    expect(JSON.parse(run(["-", "--json"], "graph LR\n").stdout)).toMatchObject({
      ok: false,
      error: { line: null, message: expect.stringContaining("no node") },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
