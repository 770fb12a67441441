/** `export` as a script uses it. That what it makes is the engine's is asked elsewhere, Flow by Flow. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode } from "jpeg-js";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const MAIN = join(import.meta.dirname, "main.ts");
const GIVEN = [
  ...["--gateway-image", "jina:1", "--hub-image", "jinaai+docker://u/Foo=foo:2", "--port-seed", "50000"],
  ...["--home", "/home/ann", "--cwd", "/work"],
];
const FLOW = `jtype: Flow
with: {name: shop}
executors:
  - {name: a, uses: 'docker://me/a', workspace: w}
  - {name: b, uses: 'jinaai+docker://u/Foo'}
`;

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "export-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function exported(args: readonly string[], input = FLOW) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "export", ...args], {
    input,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("one export", () => {
  test("is printed, its faults are told beside it", () => {
    const { status, stdout, stderr } = exported(["-", "--to", "compose", ...GIVEN]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^version: '3.3'\n/);
    expect(stdout).toContain("    image: foo:2\n");
    expect(stdout).toContain("    - /work/w\n");
    expect(stdout).toContain("    - /home/ann/.cache/jina:/app\n");
    expect(stdout).toContain("    - 50002:50002\n");
    expect(stderr).toBe("");
  });

  test("a picture is the Flow as it is laid out, in either direction and theme", () => {
    const { status, stdout, stderr } = exported(["-", "--to", "svg"]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^<svg .*\n<title>shop<\/title>\n<rect .* fill="#f6f7f8"\/>\n/);
    const [, width, height] = exported(["-", "--to", "svg", "--vertical", "--dark"]).stdout.match(
      /^<svg .* width="(\d+)" height="(\d+)" .*\n.*\n.* fill="#0f1316"/,
    )!;
    expect(Number(width)).toBeLessThan(Number(height));
  });

  test("a picture in pixels has the size of the SVG file times the scale", () => {
    const [, width, height] = exported(["-", "--to", "svg"]).stdout.match(/ width="(\d+)" height="(\d+)"/)!;
    const write = (form: string, ...more: string[]) => {
      const out = join(folder, `flow.${form}`);
      const { status, stderr } = exported(["-", "--to", form, "--out", out, ...more]);
      expect([status, stderr]).toEqual([0, ""]);
      return readFileSync(out);
    };
    const png = write("png", "--scale", "3");
    expect(png.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([3 * Number(width), 3 * Number(height)]);
    const jpg = decode(write("jpg", "--dark"), { useTArray: true });
    expect([jpg.width, jpg.height]).toEqual([2 * Number(width), 2 * Number(height)]);
    const lightness = (at: number) => Math.max(...jpg.data.subarray(4 * at, 4 * at + 3));
    expect(lightness(0)).toBeLessThan(40);
    // Letters are there: something in the picture is far lighter than ground, cards and lines.
    expect(
      Array.from({ length: jpg.width * jpg.height }, (_, at) => lightness(at)).some((one) => one > 200),
    ).toBe(true);
  });

  test("a picture of more pixels than can be had is refused with what fits", () => {
    const many = Array.from({ length: 40 }, (_, at) => `  - {name: e${at}}\n`).join("");
    const { status, stderr } = exported(
      ["-", "--to", "png", "--out", join(folder, "x")],
      `jtype: Flow\nexecutors:\n${many}`,
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^At scale 2 the picture would have [\d,]+ × \d+ pixels.* Scale 1 fits, and SVG has no such limit\.\n$/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test("of several files is one text, each file under its path", () => {
    const { stdout, stderr } = exported(["-", "--to", "kubernetes", "--namespace", "mine", ...GIVEN]);
    expect(stdout.match(/^# .*$/gm)).toEqual(["# a/a.yml", "# b/b.yml", "# gateway/gateway.yml"]);
    expect(stdout).toContain("grpc://a.mine.svc:8080");
    expect(stderr).toBe(
      `probe-time, mended with --mend: The liveness probe has --timeout 9500 as one word, which is passed over: it waits for 3 s and not for 9.5.
  a/a.yml: Deployment a
  b/b.yml: Deployment b
  gateway/gateway.yml: Deployment gateway
`,
    );
  });

  test("is drawn from top to bottom if it is to be", () => {
    expect(exported(["-", "--to", "mermaid"]).stdout).toContain("\nflowchart LR;\n");
    expect(exported(["-", "--to", "mermaid", "--vertical"]).stdout).toContain("\nflowchart TD;\n");
  });

  test("to Python is a program of the calls that Jina makes", () => {
    const { status, stdout, stderr } = exported(["-", "--to", "python"]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^from jina import Flow\n/m);
    expect(stdout).toContain(".add(name='a', uses='docker://me/a', workspace='w')");
  });

  test("is without the faults that can be mended, which are told all the same", () => {
    const { stdout, stderr } = exported(["-", "--to", "kubernetes", "--mend", ...GIVEN]);
    expect(stdout).not.toContain("--timeout 9500");
    expect(stderr).toMatch(/^probe-time, mended: /);
  });

  test("is refused in plain words and the engine's", () => {
    const text = "jtype: Flow\nexecutors:\n  - {name: a, uses: Mine}\n";
    const { status, stdout, stderr } = exported(["-", "--to", "kubernetes", ...GIVEN], text);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(
      /^-: a uses Mine, which is no image\. Put it into one, and write uses: docker:\/\/IMAGE\. Jina: NoContainerizedError: Executor "Mine" is not valid/,
    );
  });

  test("says all that is not given", () => {
    const { status, stderr } = exported(["-", "--to", "compose"]);
    expect(status).toBe(1);
    for (const option of ["--gateway-image IMAGE", "--hub-image jinaai+docker://u/Foo=IMAGE"]) {
      expect(stderr).toContain(option);
    }
    for (const option of ["--port-seed N", "--home FOLDER", "--cwd FOLDER"]) {
      expect(stderr).toContain(option);
    }
  });

  test("of a file that the engine refuses is none", () => {
    const { status, stderr } = exported(["-", "--to", "yaml"], "jtype: Flow\nexecutors:\n  - {name: a-b}\n");
    expect(status).toBe(1);
    expect(stderr).toMatch(/^-:3 refused: /);
  });
});

describe("names", () => {
  test("for all addresses of the Hub may have the parts of one in them", () => {
    const given = ["--gateway-image", "jina:1", "--cwd", "/work", "--hub-image", "*=r.org/{name}:{tag}"];
    const { status, stdout } = exported(["-", "--to", "kubernetes", ...given]);
    expect([status, stdout]).toEqual([0, expect.stringContaining("image: r.org/u/Foo:latest")]);
  });

  test("that Kubernetes refuses are told where the Flow gives them", () => {
    const text = FLOW.replace("shop", "../../Shop");
    const { status, stdout, stderr } = exported(["-", "--to", "kubernetes", ...GIVEN], text);
    expect(status).toBe(0);
    // As Jina writes it.
    expect(stdout).toContain("namespace: ../../Shop\n");
    expect(stderr).toMatch(
      /^name-invalid: Kubernetes refuses all of it: a namespace is .*\n {2}namespace \.\.\/\.\.\/Shop\n/,
    );
    expect(exported(["-", "--to", "kubernetes", ...GIVEN, "--namespace", "shop"], text).stderr).not.toContain(
      "name-invalid",
    );
  });

  test("that lead out of the folder are refused, on whatever system it is unpacked", () => {
    const own = (name: string) =>
      `jtype: Flow\nexecutors:\n  - jtype: Deployment\n    with: {name: ${name}, uses: 'docker://a'}\n`;
    const { stderr, ...refused } = exported(["-", "--to", "kubernetes", ...GIVEN], own('"..\\\\..\\\\x"'));
    expect(refused).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe(
      '-: executor0 calls itself "..\\..\\x", whose \\ parts folders on some systems: give it another name.\n',
    );
    const { status, stdout } = exported(["-", "--to", "kubernetes", ...GIVEN], own("../../x"));
    expect([status, stdout.match(/^# .*$/m)?.[0]]).toEqual([0, "# executor0/..-..-x.yml"]);
  });
});

describe("what is written by name", () => {
  test("is a file, and overwrites one only if it is told to", () => {
    const out = join(folder, "flow.mmd");
    expect(exported(["-", "--to", "mermaid", "--out", out]).status).toBe(0);
    const text = readFileSync(out, "utf8");
    expect(text).toMatch(/CLR|flowchart LR/);
    writeFileSync(out, "mine");
    expect(exported(["-", "--to", "mermaid", "--out", out])).toEqual({
      status: 1,
      stdout: "",
      stderr: `${out} is there already: name another place, or --overwrite it.\n`,
    });
    expect(readFileSync(out, "utf8")).toBe("mine");
    expect(exported(["-", "--to", "mermaid", "--out", out, "--overwrite"]).status).toBe(0);
    expect(readFileSync(out, "utf8")).toBe(text);
  });

  test("is never written through a link", () => {
    const [precious, out] = [join(folder, "precious"), join(folder, "flow.mmd")];
    writeFileSync(precious, "mine");
    symlinkSync(precious, out);
    expect(exported(["-", "--to", "mermaid", "--out", out, "--overwrite"])).toEqual({
      status: 1,
      stdout: "",
      stderr: `${out} is a link, and nothing is written through one: take it away, or name what it leads to.\n`,
    });
    expect(readFileSync(precious, "utf8")).toBe("mine");
  });

  test("is a folder of several files, left alone where something stands in it", () => {
    const out = join(folder, "k8s");
    const args = ["-", "--to", "kubernetes", "--out", out, ...GIVEN];
    expect(exported(args).status).toBe(0);
    expect(readdirSync(out).sort()).toEqual(["a", "b", "gateway"]);
    const before = readFileSync(join(out, "a", "a.yml"), "utf8");
    expect(exported([...args, "--namespace", "other"]).status).toBe(1);
    expect(readFileSync(join(out, "a", "a.yml"), "utf8")).toBe(before);
    const less = FLOW.replace(/ {2}- \{name: b.*\n/, "");
    const { status, stderr } = exported([...args, "--overwrite"], less);
    expect(status).toBe(0);
    expect(stderr).toContain(`Left as they are, and no part of this export: ${join(out, "b", "b.yml")}\n`);
  });
});

describe("--json", () => {
  test("has all that is asked for under the oracle's keys, and what is wrong with it", () => {
    const kinds = ["mermaid", "yaml", "kubernetes", "compose"].flatMap((kind) => ["--to", kind]);
    const { status, stdout } = exported(["-", "--json", ...kinds, ...GIVEN]);
    expect(status).toBe(0);
    const answer = JSON.parse(stdout);
    expect(Object.keys(answer)).toEqual(["file", "ok", "mermaid", "dump", "k8s", "compose", "faults"]);
    expect(Object.keys(answer.k8s)).toEqual(["a/a.yml", "b/b.yml", "gateway/gateway.yml"]);
    expect(answer.dump).toMatch(/^jtype: Flow\nversion: '1'\nwith:\n {2}name: shop\n/);
    expect(answer.faults[0]).toMatchObject({ export: "kubernetes", code: "probe-time", isMendable: true });
  });

  test("has the picture and the program too, and what Jina cannot draw in its words", () => {
    const kinds = ["mermaid", "svg", "python"].flatMap((kind) => ["--to", kind]);
    const questions = [FLOW, "jtype: Flow\nexecutors: [{name: a, needs: nobody}]\n"].map((yaml, id) =>
      JSON.stringify({ id, yaml }),
    );
    const { status, stdout } = exported(["--stdin-jsonl", "--json", ...kinds], questions.join("\n"));
    expect(status).toBe(1);
    const [whole, broken] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(Object.keys(whole)).toEqual(["id", "ok", "mermaid", "svg", "python", "faults"]);
    expect(whole.svg).toMatch(/^<svg /);
    expect(whole.python).toContain("Flow(");
    expect(broken).toMatchObject({
      id: 1,
      ok: true,
      mermaid: null,
      mermaidError: { type: "KeyError", message: "'nobody'", executor: "a" },
    });
    // The page draws it all the same, with what is missing.
    expect(broken.svg).toContain(">not in this Flow</text>");
  });

  test("answers questions line by line, refusals with their words and what is missing with its options", () => {
    const questions = [
      { id: 1, yaml: FLOW },
      { id: 2, yaml: "jtype: Flow\nexecutors: [{name: a, uses: Mine}]\n" },
      { id: 3, yaml: "executors: []\n" },
    ];
    const input = questions.map((one) => `${JSON.stringify(one)}\n`).join("");
    const args = ["--stdin-jsonl", "--json", "--to", "compose"];
    const { status, stdout } = exported(args, input);
    expect(status).toBe(1);
    const [first, second, third] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(first).toMatchObject({ id: 1, ok: true, compose: null, composeError: { type: "MissingInput" } });
    expect(first.composeError.missing).toContain("--home FOLDER");
    expect(second).toMatchObject({
      id: 2,
      ok: true,
      composeError: { type: "NoContainerizedError", executor: "a" },
    });
    expect(third).toMatchObject({ id: 3, ok: false, error: { phase: "load", type: "BadConfigSource" } });
  });
});

test.each([
  [["-"], "Say what to export --to"],
  [["-", "--to", "svgz"], "There is no export to svgz"],
  [["-", "--to", "yaml", "--to", "compose"], "One --to at a time"],
  [["-", "--to", "yaml", "--port-seed", "x"], "--port-seed takes a port, from 1 to 65535"],
  [["-", "--to", "yaml", "--port-seed", "65536"], "--port-seed takes a port"],
  [
    ["-", "--to", "kubernetes", "--namespace", "../../x"],
    "--namespace takes lower-case letters, digits and hyphens",
  ],
  [["-", "--to", "kubernetes", "--namespace", "Shop"], "a label of RFC 1123"],
  [["-", "--to", "compose", "--network", "../x"], "--network takes letters"],
  [["-", "--to", "compose", "--gateway-image", "a b"], "--gateway-image takes the name of an image"],
  [["-", "--to", "compose", "--hub-image", "x=\n"], "--hub-image takes the name of an image"],
  [
    ["-", "--to", "compose", "--hub-image", "*=r.org/{name}:{other}"],
    "--hub-image takes the name of an image",
  ],
  [["-", "--to", "compose", "--home", "/a\nb"], "--home takes the whole path"],
  [["-", "--to", "yaml", "--hub-image", "x"], "--hub-image takes REF=IMAGE"],
  [["-", "--to", "yaml", "--cwd", "w"], "--cwd takes the whole path"],
  [["-", "--to", "png", "--scale", "4"], "--scale takes 1, 2 or 3"],
  [["-", "--to", "jpg", "--json"], "JPG is bytes"],
  [["-", "--to", "yaml", "--json", "--out", "x"], "--json prints what --out would write"],
  [["a", "b", "--to", "yaml"], "One file at a time"],
])("%j is refused as arguments", (args, words) => {
  const { status, stderr } = exported(args);
  expect(status).toBe(2);
  expect(stderr).toContain(words);
});
