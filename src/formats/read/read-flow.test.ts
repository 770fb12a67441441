import { describe, expect, test } from "vitest";
import { MAX_EXECUTORS } from "../../model/engine/limits.ts";
import { executorRange } from "./executor-range.ts";
import { readFlow } from "./read-flow.ts";
import { entryOf } from "./read-values.ts";

/** Each problem as `severity code "characters"`, those of the graph included. */
function problemsOf(text: string): string[] {
  return readFlow(text).problems.map(
    ({ severity, code, range }) =>
      `${severity} ${code} ${range ? JSON.stringify(text.slice(range.from, range.to)) : "-"}`,
  );
}

const inFlow = (rest: string) => `jtype: Flow\n${rest}`;
const namesOf = (text: string) => readFlow(text).built.nodes.map(({ name }) => name);

describe("texts that hold no Flow", () => {
  test.each<[string, string, string, RegExp]>([
    ["nothing", "", 'error empty ""', /begins with the line jtype: Flow/],
    ["blanks and comments", "\n# a Flow?\n  \n", 'error empty ""', /^This file is empty: /],
    ["an end mark alone", "\ufeff", 'error empty ""', /empty/],
    [
      "no jtype",
      "executors: []\n",
      'error no-flow "executors: []"',
      /Nothing says that this file describes a Flow/,
    ],
    [
      "another jtype",
      "jtype: Deployment\nuses: A\n",
      'error no-flow "jtype: Deployment"',
      /describes a Deployment/,
    ],
    ["jtype in small letters", "jtype: flow\n", 'error no-flow "jtype: flow"', /says jtype: flow/],
    ["another tag", "!Executor\nuses: A\n", 'error no-flow "!Executor"', /describes an Executor, Executor/],
    ["a list", "- jtype: Flow\n", 'error no-flow "- jtype: Flow"', /holds a list/],
    [
      "a text",
      "jtype=Flow\n",
      'error no-flow "jtype=Flow"',
      /^This file holds a single text or number, not a Flow/,
    ],
    [
      "what is not YAML",
      "jtype: Flow\na: [\n",
      'error yaml ""',
      /^The list that begins with \[ in line 2 is never closed: a \] is missing\.$/,
    ],
    [
      "a tag in its long form",
      "!<!Flow>\npods:\n  - name: a\n",
      'error yaml "!<!"',
      /^!<!Flow> is the long form of the tag !Flow, which Jina cannot read/,
    ],
    ["lists that are too deep", `a: ${"[".repeat(70)}`, 'error limit "["', /more than 64 deep/],
  ])("%s", (_, text, problem, message) => {
    const document = readFlow(text);
    expect(document.isFlow).toBe(false);
    expect(document.flow.entries).toEqual([]);
    expect(document.built.nodes).toEqual([]);
    expect(problemsOf(text)).toEqual([problem]);
    expect(document.problems[0]!.message).toMatch(message);
  });
});

describe("the frame of the file", () => {
  test.each<[string, string]>([
    ["jtype first", "jtype: Flow\nversion: '1'\nexecutors: [{name: a}]\n"],
    ["JSON", '{"jtype": "Flow", "executors": [{"name": "a"}]}'],
    ["CRLF and a byte order mark", "\ufeffjtype: Flow\r\nexecutors:\r\n  - name: a\r\n"],
    ["deployments", "jtype: Flow\ndeployments: [{name: a}]\n"],
    ["an alias for the list", "jtype: Flow\nx: &x [{name: a}]\nexecutors: *x\n"],
    ["a key that a reference reads", "jtype: Flow\nx: a\nexecutors: [{name: '${{root.x}}'}]\n"],
  ])("%s", (_, text) => {
    expect(problemsOf(text)).toEqual([]);
    expect(namesOf(text)).toEqual(["a"]);
  });

  test.each([
    ["alone", "!Flow\nexecutors: [{name: a}]\n"],
    ["below a comment", "# a\n!Flow\nexecutors:\n- name: a\n"],
  ])("the tag %s is jtype: Flow in the old way", (_, text) => {
    expect(problemsOf(text)).toEqual(['hint tag-form "!Flow"']);
    expect(namesOf(text)).toEqual(["a"]);
  });

  test("executors come before deployments, which are not read then", () => {
    const text = "jtype: Flow\ndeployments: [{name: b}]\nexecutors: [{name: a}]\n";
    expect(problemsOf(text)).toEqual(['warning key-unused "deployments"']);
    expect(namesOf(text)).toEqual(["a"]);
  });

  test("jtype that is not first is still drawn", () => {
    const text = "version: '1'\njtype: Flow\nexecutors: [{name: a}]\n";
    expect(problemsOf(text)).toEqual(['error jtype-first "jtype"']);
    expect(namesOf(text)).toEqual(["a"]);
  });

  test.each<[string, string[]]>([
    ["executors:\n", ['error structure "executors"']],
    ["executors: ~\n", ['error structure "~"']],
    ["executors: {a: 1}\n", ['error structure "{a: 1}"']],
    ["executors: text\n", ['error structure "text"']],
    ["with: [1]\n", ['error structure "[1]"']],
    ["with: text\n", ['error structure "text"']],
    ["with:\n", []],
    ["gateway: [1]\n", ['error structure "[1]"']],
    ["pods:\n  - name: a\n", ['warning legacy "pods"']],
    ["pods: []\nexecutors: []\n", ['warning key-unused "pods"']],
    ["executors: []\nother: 1\n", ['warning key-unused "other"']],
  ])("%j", (rest, problems) => {
    const text = inFlow(rest);
    expect(problemsOf(text)).toEqual(problems);
    expect(readFlow(text).isFlow).toBe(true);
    expect(namesOf(text)).toEqual([]);
  });

  test("with and gateway become values", () => {
    const { flow } = readFlow(inFlow("with: {port: '8080', protocol: [http, grpc]}\ngateway:\n  uses: G\n"));
    expect([...flow.with]).toEqual([
      ["port", 8080],
      ["protocol", ["http", "grpc"]],
    ]);
    expect([...flow.gateway]).toEqual([["uses", "G"]]);
  });
});

describe("entries", () => {
  test.each<[string, string, string[]]>([
    ["nothing", "-", ['error structure ""']],
    ["null", "- ~", ['error structure "~"']],
    ["a list", "- [a]", ['error structure "[a]"']],
    ["a text", "- dep.yml", ['warning file-unknown "dep.yml"']],
    ["an empty mapping", "- {}", []],
    ["a method that is none", "- method: run", ['error method-unknown "run"']],
    [
      "an unknown need in a list",
      "- name: a\n  needs: [gateway, nobody]",
      ['warning needs-unknown "nobody"'],
    ],
    [
      "an unknown need alone",
      "- name: a\n  needs: nobody",
      ['warning needs-unknown "nobody"', 'warning hanging "- name: a"'],
    ],
    ["a need of itself", "- name: a\n  needs: a", ['error needs-self "a"']],
    ["a number for a name", "- name: 5", ['error name-invalid "5"']],
    ["a wrong name", '- {name: "my-exec"}', ['error name-invalid "\\"my-exec\\""']],
  ])("%s", (_, entry, problems) => {
    expect(problemsOf(inFlow(`executors:\n${entry}\n`))).toEqual(problems);
  });

  test("a problem of an entry without a name points at its first line", () => {
    expect(problemsOf(inFlow("executors:\n  - needs: gateway\n    uses: A\n  - needs: gateway\n"))).toEqual([
      'warning hanging "needs: gateway"',
    ]);
  });

  test("keys keep what was written, values what the engine makes of it", () => {
    const { entries } = readFlow(
      inFlow("executors:\n  - {method: needs, name: j, needs: '[a, b]', 7: x, on: off, [k]: v}\n"),
    ).flow;
    expect(entries).toEqual([
      {
        index: 0,
        method: "needs",
        hasMethod: true,
        methodAt: 0,
        args: new Map<string, unknown>([
          ["name", "j"],
          ["needs", ["a", "b"]],
          ["7", "x"],
          ["on", "off"],
          ["[k]", "v"],
        ]),
      },
    ]);
  });

  test("of a key that stands twice the last one counts", () => {
    const text = inFlow(
      "executors:\n  - name: a\n    uses: A\n    name: b\nexecutors:\n  - name: c\n    name: d\n",
    );
    expect(namesOf(text)).toEqual(["d"]);
  });

  test("keys of Object's own are data", () => {
    const text = inFlow(
      "__proto__: {jtype: x}\nconstructor: 1\nwith: {__proto__: {a: 1}, toString: 2}\nexecutors:\n  - {name: a, __proto__: 5, constructor: {b: 6}, hasOwnProperty: 7}\n",
    );
    const { flow } = readFlow(text);
    expect([...flow.with.keys()]).toEqual(["__proto__", "toString"]);
    expect([...flow.entries[0]!.args]).toEqual([
      ["name", "a"],
      ["__proto__", 5],
      ["constructor", new Map([["b", 6]])],
      ["hasOwnProperty", 7],
    ]);
    expect(({} as { a?: unknown }).a).toBeUndefined();
    expect(readFlow("constructor: 1\n").problems[0]!.code).toBe("no-flow");
  });
});

describe("anchors and merges", () => {
  test("aliases stand for what they name, and merged keys come in where there are none", () => {
    const text = inFlow(
      "x: &x {uses: A, replicas: 2}\ny: &y {uses: B, shards: 3}\nexecutors:\n  - &a {name: a, needs: gateway}\n  - {<<: *x, name: b, replicas: 4}\n  - {name: c, <<: [*x, *y]}\n  - {<<: {name: d}, needs: &n [a]}\n  - {name: e, needs: *n}\n",
    );
    const { flow } = readFlow(text);
    const args = flow.entries.map((entry) => Object.fromEntries(entry.args));
    expect(args).toEqual([
      { name: "a", needs: "gateway" },
      { uses: "A", name: "b", replicas: 4 },
      { name: "c", uses: "A", replicas: 2, shards: 3 },
      { name: "d", needs: ["a"] },
      { name: "e", needs: ["a"] },
    ]);
  });

  test("a merge of what is no mapping is refused, one in quotes is a key like any other", () => {
    expect(problemsOf(inFlow("executors:\n  - {name: a, <<: text}\n"))).toEqual(['error yaml "text"']);
    expect(readFlow(inFlow('executors:\n  - {name: a, "<<": text}\n')).flow.entries[0]!.args.get("<<")).toBe(
      "text",
    );
  });

  test("an alias as an entry is drawn as what it names", () => {
    const text = inFlow("x: &x {uses: A}\nexecutors:\n  - *x\n  - *x\n");
    expect(namesOf(text)).toEqual(["executor0", "executor1"]);
    expect(readFlow(text).built.nodes.map(({ uses }) => uses)).toEqual(["A", "A"]);
  });

  test("a few lines that unfold to billions of values are refused at once", () => {
    const lines = Array.from(
      { length: 12 },
      (_, at) => `l${at + 1}: &l${at + 1} [${Array.from({ length: 10 }, () => `*l${at}`).join(", ")}]\n`,
    );
    const text = inFlow(
      `l0: &l0 [x]\n${lines.join("")}with: {bomb: *l12}\nexecutors: [{name: a, uses_with: *l12}]\n`,
    );
    const document = readFlow(text);
    expect(document.isFlow).toBe(false);
    expect(document.problems.map(({ code }) => code)).toEqual(["limit"]);
  });

  test("aliases in aliases end before the stack does", () => {
    const lines = Array.from({ length: 30_000 }, (_, at) => `d${at + 1}: &d${at + 1} [*d${at}]\n`);
    const text = inFlow(`d0: &d0 [x]\n${lines.join("")}with: {deep: *d30000}\n`);
    expect(readFlow(text).problems.map(({ code }) => code)).toEqual(["limit"]);
    const merges = lines.map((line) => line.replace("[", "{<<: ").replace("]", "}"));
    const merged = inFlow(`d0: &d0 {a: 1}\n${merges.join("")}with: *d30000\n`);
    expect(readFlow(merged).problems.map(({ code }) => code)).toEqual(["limit"]);
  });

  test("a large file is no bomb, whether it has anchors or not", () => {
    const entries = Array.from(
      { length: MAX_EXECUTORS },
      (_, at) => `  - {name: e${at}, uses: A, replicas: 2}\n`,
    ).join("");
    for (const text of [
      inFlow(`executors:\n${entries}`),
      inFlow(`x: &x A\nwith: {y: *x}\nexecutors:\n${entries}`),
    ]) {
      expect(namesOf(text)).toHaveLength(MAX_EXECUTORS);
    }
  });

  test("merges that unfold without end in sight are refused at once", () => {
    const lines = Array.from(
      { length: 40 },
      (_, at) => `m${at + 1}: &m${at + 1} {<<: [*m${at}, *m${at}], k${at}: 1}\n`,
    );
    const text = inFlow(`m0: &m0 {a: 1}\n${lines.join("")}with: *m40\n`);
    expect(readFlow(text).problems.map(({ code }) => code)).toEqual(["limit"]);
  });
});

describe("places", () => {
  const text = inFlow("executors:\n  - name: a\n    uses: A # first\n\n  - {name: b}\n");
  const document = readFlow(text);

  test("an executor stands from its dash to the end of its value", () => {
    const slice = (index: number) => {
      const range = executorRange(document, index);
      return range && text.slice(range.from, range.to);
    };
    expect([slice(0), slice(1), slice(2)]).toEqual(["- name: a\n    uses: A", "- {name: b}", undefined]);
  });

  test("entryOf finds the last of a name", () => {
    const { root } = readFlow("jtype: Flow\na: 1\na: 2\n").yaml;
    expect(root?.kind === "map" && entryOf(root, "a")?.value).toMatchObject({ value: "2" });
    expect(root?.kind === "map" && entryOf(root, "b")).toBeUndefined();
  });
});
