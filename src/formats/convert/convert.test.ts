/**
 * The text side of conversion: what a step does to which characters.
 *
 * [K1] Every comment of the old text is in the new one.
 * [K2] The line of a key that stays is there byte by byte, with its indentation, quotes and trailing comment.
 * [K3] Line breaks, a byte order mark and the text's end stay as they are.
 * [K4] The new text means what the plan says; where that cannot be had, nothing is changed, and a sentence says why.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLegacyFixtures } from "../../../agreement/legacy-fixtures.ts";
import { recogniseLegacy } from "../../model/legacy/legacy.ts";
import { meaningOf } from "../../model/legacy/meaning.ts";
import { applyChanges } from "../../model/text-change.ts";
import type { ValueMap } from "../../model/value.ts";
import { commentsOf } from "../edit/comments.ts";
import { parseEngineYaml } from "../read/engine-text.ts";
import { readFlow } from "../read/read-flow.ts";
import { readValues } from "../read/read-values.ts";
import { convert } from "./convert.ts";

/** The converted text, or why there is none. */
function converted(text: string): string {
  const result = convert(text);
  return "refused" in result ? result.refused : applyChanges(text, result.changes);
}

/** Lines of a file that begins as old ones do, to those of the converted one below its first two. */
function lines(...pods: string[]): string[] {
  const text = converted(["!Flow", "version: '1'", ...pods, ""].join("\n"));
  const [type, version, ...rest] = text.split("\n");
  return type === "jtype: Flow" && version === "version: '1'" && rest.pop() === "" ? rest : [text];
}

describe("the frame of the file", () => {
  test.each<[string, string, string]>([
    ["a tag on its own line", "!Flow\npods: []\n", "jtype: Flow\nversion: '1'\nexecutors: []\n"],
    [
      "a tag with a comment",
      "# a\n!Flow # b\n# c\npods: []\n",
      "# a\njtype: Flow # b\nversion: '1'\n# c\nexecutors: []\n",
    ],
    [
      "a tag behind the dashes, which 3.34 cannot read",
      "--- !Flow\npods:\n  a: {}\n",
      "--- \njtype: Flow\nversion: '1'\nexecutors:\n  - {name: a}\n",
    ],
    [
      "a tag before braces",
      "!Flow {pods: {a: {}}}\n",
      "{jtype: Flow, version: '1', executors: [{name: a}]}\n",
    ],
    [
      "a tag left of what it names",
      "!Flow\n  pods:\n    - name: a\n",
      "  jtype: Flow\n  version: '1'\n  executors:\n    - name: a\n",
    ],
    ["jtype", "jtype: Flow # a\npods: []\n", "jtype: Flow # a\nversion: '1'\nexecutors: []\n"],
    [
      "jtype that is not first",
      "# a\nversion: 1 # b\njtype: Flow # c\npods: []\n",
      "# a\njtype: Flow\nversion: 1 # b\n# c\nexecutors: []\n",
    ],
    [
      "jtype in quotes",
      "jtype: 'AsyncFlow'\nversion: '1'\npods: []\n",
      "jtype: 'Flow'\nversion: '1'\nexecutors: []\n",
    ],
    [
      "a version in double quotes",
      '!Flow\nversion: "1.0"\npods: []\n',
      'jtype: Flow\nversion: "1"\nexecutors: []\n',
    ],
    [
      "a version without quotes",
      "!Flow\nversion: 1.0\npods: []\n",
      "jtype: Flow\nversion: '1'\nexecutors: []\n",
    ],
    ["pods that hold nothing", "!Flow\npods: # a\n", "jtype: Flow\nversion: '1'\nexecutors: [] # a\n"],
    [
      "pods of which none stays",
      "!Flow\npods:\n  gateway: # a\n    read_only: true # b\n",
      "jtype: Flow\nversion: '1'\nexecutors: []\n  # a\n  # b\n",
    ],
    ["a key in quotes", '{"jtype": "Flow", "pods": []}', '{"jtype": "Flow", "version": 1, "executors": []}'],
  ])("%s", (_, text, expected) => {
    expect(converted(text)).toContain(expected);
  });
});

describe("a mapping of pods becomes a list", () => {
  test.each<[string, string[], string[]]>([
    ["in two columns", ["pods:", "  a:", "    uses: x"], ["executors:", "  - name: a", "    uses: x"]],
    ["in four", ["pods:", "    a:", "        uses: x"], ["executors:", "    -   name: a", "        uses: x"]],
    ["in one", ["pods:", " a:", "  uses: x"], ["executors:", "- name: a", "  uses: x"]],
    [
      "in several",
      ["pods:", "  a:", "   uses: x", "  b:", "      uses: y", "  c: {}"],
      ["executors:", " - name: a", "   uses: x", " -    name: b", "      uses: y", " - {name: c}"],
    ],
    [
      "with comments",
      ["pods: # a", "  # b", "  a: # c", "    # d", "    uses: x # e"],
      ["executors: # a", "  # b", "  - name: a # c", "    # d", "    uses: x # e"],
    ],
    ["of nothing", ["pods:", "  a: # b", "  c: ~"], ["executors:", "  - name: a # b", "  - name: c"]],
    [
      "of what all goes",
      ["pods:", "  a:", "    read_only: true", "  b: {read_only: true}"],
      ["executors:", "  - name: a", "  - {name: b}"],
    ],
    [
      "with names in quotes",
      ["pods:", "  'a':", "    uses: x", '  "b" : {}'],
      ["executors:", "  - name: 'a'", "    uses: x", '  - {name: "b"}'],
    ],
    [
      "with anchors",
      ["pods:", "  a: &x # b", "    uses: x", "  c: *x", "  d:", "    <<: *x"],
      [
        "executors:",
        "  - &x # b",
        "    name: a",
        "    uses: x",
        "  - name: c",
        "    <<: *x",
        "  - name: d",
        "    <<: *x",
      ],
    ],
    [
      "in braces",
      ["pods: {a: {uses: x}, b: , c: {}}"],
      ["executors: [{name: a, uses: x}, {name: b}, {name: c}]"],
    ],
    [
      "without the gateway",
      ["pods:", "  gateway: {}  # b", "  a: {}", "  c: {uses: x}"],
      ["executors:", "  # b", "  - {name: a}", "  - {name: c, uses: x}"],
    ],
  ])("%s", (_, pods, expected) => {
    expect(converted(["!Flow", ...pods, ""].join("\n"))).toBe(
      ["jtype: Flow", "version: '1'", ...expected, ""].join("\n"),
    );
  });
});

describe("keys of an executor", () => {
  test.each<[string, string[], string[]]>([
    ["the first goes", ["  - read_only: true", "    name: a"], ["  - name: a"]],
    [
      "the first goes, and its comment stays",
      ["  - read_only: true # b", "    name: a"],
      ["  - # b", "    name: a"],
    ],
    [
      "the first goes above a comment",
      ["  - read_only: true", "    # b", "    name: a"],
      ["  -", "    # b", "    name: a"],
    ],
    ["all go", ["  - runtime: x", "    daemon: true # b"], ["  - name: executor0", "    # b"]],
    ["a name comes first", ["  - uses: x"], ["  - name: executor0", "    uses: x"]],
    [
      "a name comes first, below the dash",
      ["  -", "    uses: x"],
      ["  -", "    name: executor0", "    uses: x"],
    ],
    [
      "a name for nothing",
      ["  - # b", "  - ~", "  -"],
      ["  - name: executor0 # b", "  - name: executor1", "  - name: executor2"],
    ],
    [
      "a name in braces",
      ["  - {uses: x}", "  - {}", "  - { uses: x }"],
      ["  - {name: executor0, uses: x}", "  - {name: executor1}", "  - { name: executor2, uses: x }"],
    ],
    [
      "a list goes with its comments",
      ["  - name: a", "    upload_files: # b", "      - x # c", "      # d", "      - y", "    uses: z"],
      ["  - name: a", "    # b", "    # c", "    # d", "    uses: z"],
    ],
    [
      "a text goes whose # is none",
      ["  - name: a", "    uses_internal: 'x # y'", "    read_only: x#y"],
      ["  - name: a"],
    ],
    [
      "a block text goes",
      [
        "  - name: a",
        "    description: |",
        "      # x",
        "    uses_internal: |",
        "      # y",
        "",
        "    uses: z",
      ],
      ["  - name: a", "    description: |", "      # x", "", "    uses: z"],
    ],
    [
      "a key in quotes",
      ["  - name: a", '    "parallel" : 2', "    'read_only': true"],
      ["  - name: a", '    "replicas" : 2'],
    ],
    [
      "a value in quotes",
      ["  - name: a", '    polling: "ALL_ASYNC" # b', "    parallel: 2"],
      ["  - name: a", '    polling: "ALL" # b', "    shards: 2"],
    ],
    ["a key twice", ["  - name: a", "    read_only: true", "    read_only: false"], ["  - name: a"]],
    [
      "a list of one becomes a value",
      ["  - name: a", "    uses_before: x", "    needs: # b", "      - gateway # c"],
      ["  - name: a_before", "    uses: x", "    needs: gateway", "  - name: a", "    # b", "    # c"],
    ],
    [
      "needs within a text",
      ["  - name: a", "    uses_after: x", "  - name: b", "    needs: '[a, gateway]'"],
      ["  - name: a", "  - name: a_after", "    uses: x", "  - name: b", "    needs: [a_after, gateway]"],
    ],
    [
      "needs line by line",
      ["  - name: a", "    uses_after: x", "  - name: b", "    needs:", "    - gateway", '    - "a" # b'],
      [
        "  - name: a",
        "  - name: a_after",
        "    uses: x",
        "  - name: b",
        "    needs:",
        "    - gateway",
        '    - "a_after" # b',
      ],
    ],
  ])("%s", (_, pods, expected) => {
    expect(lines("pods:", ...pods)).toEqual(["executors:", ...expected]);
  });

  test.each<[string, string[], string[]]>([
    [
      "over several lines",
      ["pods: [{", "  daemon: true, # a", "  uses: x # b", "}]"],
      ["executors: [{", "  name: executor0,  # a", "  uses: x # b", "}]"],
    ],
    [
      "the last of several lines",
      ["pods: [{", "  uses: x, # a", "  daemon: true # b", "}]"],
      ["executors: [{", "  name: executor0, uses: x # a", "   # b", "}]"],
    ],
    [
      "in the middle",
      ["pods: [{name: a, read_only: true, daemon: true, uses: x}]"],
      ["executors: [{name: a, uses: x}]"],
    ],
    ["nothing in a list of braces", ["pods: [~, {}]"], ["executors: [{name: executor0}, {name: executor1}]"]],
    ["the gateway", ["pods: [{name: gateway}, {name: a}, {name: gateway}]"], ["executors: [{name: a}]"]],
    [
      "what runs before",
      ["pods: [{name: a, uses_before: x}]"],
      ["executors: [{name: a_before, uses: x}, {name: a}]"],
    ],
  ])("in braces: %s", (_, pods, expected) => {
    const own = lines(...pods).map((line) => line.trimEnd());
    expect(own).toEqual(expected.map((line) => line.trimEnd()));
  });
});

describe("with", () => {
  test.each<[string, string[], string[]]>([
    [
      "goes as a whole, save its comments",
      ["with: # a", "  # b", "  read_only: true # c", "  # d"],
      ["# a", "# b", "# c", "  # d"],
    ],
    [
      "gives its host to the gateway",
      ["with: {host: $HOST, cors: true}"],
      ["with: {cors: true}", "gateway:", "  host: $HOST"],
    ],
    [
      "gives its host to the gateway there is",
      ["gateway:", "  # a", "  name: b", "with:", "  host: 'c' # d"],
      ["gateway:", "  # a", "  name: b", "  host: 'c'", "# d"],
    ],
    [
      "gives its words to executors as they are written",
      ["with:", '  parallel: "3" # a', "  polling: 'all'"],
      ["# a"],
    ],
    [
      "has one protocol",
      ["with:", "  protocol: # a", "    - http # b", "    - grpc # c"],
      ["with:", "  protocol: http # c", "  # a", "  # b"],
    ],
  ])("%s", (_, all, expected) => {
    const own = lines(...all, "pods:", "- name: a");
    expect(own.slice(0, own.indexOf("executors:"))).toEqual(expected);
  });

  test("gives its words to executors in braces as they can stand there", () => {
    const all = ["with: {uses_before: x}", "version: legacy"];
    const text = ["!Flow", ...all, "pods:", "  a: {polling: all, read_only: true}", ""].join("\n");
    expect(converted(text.replace("{uses_before: x}", "{read_only: true, uses: 'x, y'}"))).toContain(
      "- {name: a, uses: 'x, y'}",
    );
    expect(converted(text.replace("{uses_before: x}", "\n  uses: x, [y]"))).toContain(
      '- {name: a, uses: "x, [y]"}',
    );
  });

  test("gets what stood in env, with its lines", () => {
    const env = ["env: # a", "  # b", "  A: |", "    x", "", "    y", "  B: 1 # c"];
    const moved = ["env: # a", "  # b", "  A: |", "    x", "", "    y", "  B: 1 # c"].map(
      (line) => line && `  ${line}`,
    );
    const rest = ["executors:", "- name: a"];
    const pods = ["pods:", "- name: a", "  read_only: true"];
    expect(lines(...env, ...pods)).toEqual(["with:", ...moved, ...rest]);
    expect(lines("with:", "  cors: true", ...env, ...pods)).toEqual([
      "with:",
      "  cors: true",
      ...moved,
      ...rest,
    ]);
    expect(lines("with: # d", ...env, ...pods)).toEqual(["with: # d", ...moved, ...rest]);
    expect(lines("with: {}", ...env, ...pods)).toEqual(["with:", ...moved, ...rest]);
    expect(lines("with: {cors: true}", "env: {A: 1}", ...pods)).toEqual([
      "with: {cors: true, env: {A: 1}}",
      ...rest,
    ]);
  });
});

describe("[K4] nothing is changed", () => {
  test.each<[string, string, RegExp]>([
    [
      "in a text that is no YAML",
      "!Flow\npods: [\n",
      /^The text is not YAML\. The list that begins with \[ in line 2 is never closed: a \] is missing\./,
    ],
    ["in a text that holds no mapping", "- a\n", /holds no Flow/],
    ["in an empty text", "", /holds no Flow/],
    ["in a file of today", "jtype: Flow\nexecutors:\n  - name: a\n", /nothing to convert/],
    ["in a file that describes something else", "jtype: Deployment\npods: []\n", /nothing to convert/],
    ["where a pod is a text", "!Flow\npods:\n  a: x\n", /x is none: fix it first/],
    ["where an item is a text", "!Flow\npods: [x]\n", /x is none: fix it first/],
    [
      "where a name stands twice",
      "!Flow\npods:\n  a: {}\n  a: {}\n",
      /the same key, and only the last one counts/,
    ],
    ["where a name is no text", "!Flow\npods:\n  '3': {}\n", /cannot be written/],
    [
      "where an anchor shares what has to differ",
      "!Flow\nversion: '1'\nx: &x {parallel: 2}\npods:\n- {<<: *x, name: a}\n- {<<: *x, name: b, polling: all}\n",
      /An anchor shares a part/,
    ],
    [
      "where lines would have to stand in braces",
      "!Flow\nversion: '1'\nwith: {cors: true}\nenv:\n  A: 1\npods: [{read_only: true, load_interval: 3}]\n",
      /Lines cannot be put into a mapping in braces/,
    ],
    [
      "where the engine would not read it either",
      "!Flow\npods:\n  a:\n    uses: !Own {}\n",
      /^Jina could not read the converted file\. Jina reads !Own as jtype: Own/,
    ],
    ["where the file is too long", `!Flow\n${"#".repeat(9_000_000)}`, /8 MB/],
    [
      "where aliases unfold to too much",
      `!Flow\na: &a [${"1,".repeat(1000)}]\nb: &b [${"*a,".repeat(1000)}]\nc: [${"*b,".repeat(1000)}]\npods: []\n`,
      /aliases of this file unfold/,
    ],
  ])("%s", (_, text, refused) => {
    expect(convert(text)).toEqual({ refused: expect.stringMatching(refused) });
  });
});

describe("what an anchor shares", () => {
  test("changes once, where all who share it ask for the same", () => {
    const text =
      "!Flow\nd: &d {parallel: 2, daemon: true}\npods:\n- {<<: *d, name: a}\n- {<<: *d, name: b}\n";
    expect(converted(text)).toBe(
      "jtype: Flow\nversion: '1'\nd: &d {replicas: 2}\nexecutors:\n- {<<: *d, name: a}\n- {<<: *d, name: b}\n",
    );
  });

  test("and an entry that is another one by its alias", () => {
    const text = "!Flow\npods:\n- &a\n  name: a\n  parallel: 2\n- *a\n";
    expect(converted(text)).toBe(
      "jtype: Flow\nversion: '1'\nexecutors:\n- &a\n  name: a\n  replicas: 2\n- *a\n",
    );
  });
});

test("what a template engine fills in stays as it is, and a note says so", () => {
  const text =
    "!Flow\nversion: '1'\nwith:\n  rest_api: {{ REST }}\npods:\n  - shards: {{ N }}\n    read_only: {{ X }}\n";
  const result = convert(text);
  expect(converted(text)).toBe(
    "jtype: Flow\nversion: '1'\nwith:\n  protocol: HTTP\nexecutors:\n  - name: pod0\n    replicas: {{ N }}\n",
  );
  expect(result).toMatchObject({ left: expect.arrayContaining([expect.stringContaining("{{ }}")]) });
});

// ---------------------------------------------------------------------------------------------------------------
// Laws

const wholeFixtures = readLegacyFixtures();

/** Comments of a text in which no value holds a `#`. */
const commentsIn = (text: string) => commentsOf(text);

describe("laws on the fixtures", () => {
  test.each(wholeFixtures)("[K1] $id keeps its comments", ({ text }) => {
    const result = converted(text);
    expect(commentsIn(result).toSorted()).toEqual(commentsIn(text).toSorted());
  });

  test.each(wholeFixtures)("[K3] $id, with other line breaks, gives the same with these", ({ text }) => {
    const one = text.replaceAll("\r\n", "\n");
    const breaks = (other: string) => converted(one.replaceAll("\n", other));
    expect(breaks("\r\n")).toBe(converted(one).replaceAll("\n", "\r\n"));
  });

  test.each(wholeFixtures)("[K3] $id without a last break has none, and with a mark keeps it", ({ text }) => {
    const bare = text.replace(/^\ufeff/, "").trimEnd();
    const eol = text.includes("\r\n") ? "\r\n" : "\n";
    expect(converted(`\ufeff${bare}`)).toBe(`\ufeff${converted(bare)}`);
    expect(converted(bare) + eol).toBe(converted(bare + eol));
  });
});

/** Files that each law is tried on; LAWS_FACTOR takes so many times as much. */
const RUNS = 120 * Number(process.env.LAWS_FACTOR ?? 1);

interface Line {
  readonly key: string;
  readonly text: string;
}

/** Entries, with lines below them that stand further right. These stay as they are. */
const KEPT = [
  "docker_kwargs:\n  a: 1\n\n  b: [c]",
  "timeout_ready: 5",
  "quiet: true",
  "description: 'it # is'",
  "volumes: [a, b]",
  'entrypoint: "x"',
];
const OLD = [
  "read_only: true",
  "uses_internal: x",
  "parallel: 2",
  "shards: 3",
  "replicas: 2",
  "polling: all",
  "polling: ANY",
  "host: 192.0.2.1",
  "port_expose: 8000",
  "uses_before: _pass",
  "uses_after: y.yml",
  "uses_reducing: _merge",
  "separated_workspace: true",
  "uses: x.yml",
  "uses: _merge",
  "yaml_path: z.yml",
  "recv_from: gateway",
  "needs: gateway",
  "upload_files: [a]",
  "peas_hosts:\n  - a\n  - b",
  "driver: |\n  # no comment\n\n  x",
  "needs:\n- gateway",
];

const linesOf = (pool: readonly string[]) =>
  fc.uniqueArray(fc.constantFrom(...pool), { maxLength: 5, selector: (line) => line.split(":")[0] });

const podOf = fc.record({
  lines: fc
    .tuple(linesOf(KEPT), linesOf(OLD))
    .chain(([kept, old]) => fc.shuffledSubarray([...kept, ...old], { minLength: kept.length + old.length })),
  isFlow: fc.boolean(),
  hasComments: fc.boolean(),
});

const fileOf = fc.record({
  form: fc.constantFrom("mapping", "list"),
  head: fc.constantFrom(["!Flow"], ["!Flow", "version: '1'"], ["jtype: Flow", "version: '1'"]),
  all: linesOf([
    "read_only: true",
    "restful: true",
    "port_expose: 80",
    "cors: true",
    "host: h",
    "parallel: 2",
    "prefetch: 3",
  ]),
  pods: fc.array(podOf, { minLength: 1, maxLength: 4 }),
  indent: fc.constantFrom(2, 4),
  breaks: fc.constantFrom("\n", "\r\n"),
  endsWithBreak: fc.boolean(),
});

type File = typeof fileOf extends fc.Arbitrary<infer T> ? T : never;

/** The file as text, and the lines of it that have to stay. */
function print({ form, head, all, pods, indent, breaks, endsWithBreak }: File): {
  text: string;
  stays: Line[];
} {
  const space = " ".repeat(indent);
  const out: string[] = [...head];
  const stays: Line[] = [];
  let count = 0;
  const comment = (isThere: boolean) => (isThere ? ` # c${count++}.` : "");
  if (all.length > 0) {
    out.push("with:", ...all.map((line) => `${space}${line}${comment(true)}`));
  }
  out.push(`pods:${comment(true)}`);
  for (const [index, { lines: own, isFlow, hasComments }] of pods.entries()) {
    const name = `p${index}`;
    out.push(`${space}# c${count++}.`);
    if (isFlow) {
      const inline = own.filter((entry) => !entry.includes("\n"));
      const braces = form === "mapping" ? inline : [`name: ${name}`, ...inline];
      out.push(
        `${space}${form === "mapping" ? `${name}: ` : "- "}{${braces.join(", ")}}${comment(hasComments)}`,
      );
      continue;
    }
    out.push(
      form === "mapping"
        ? `${space}${name}:${comment(hasComments)}`
        : `${space}- name: ${name}${comment(hasComments)}`,
    );
    const inner = form === "mapping" ? space + space : `${space}  `;
    for (const [at, entry] of own.entries()) {
      if (hasComments && at % 2 === 1) {
        out.push("", `${inner}# c${count++}.`);
      }
      for (const line of entry.split("\n")) {
        // Behind the mark of a block text stands no comment, and in it none is one.
        const isText = entry.includes("|");
        const text = line === "" ? "" : `${inner}${line}${comment(hasComments && !isText)}`;
        out.push(text);
        if (KEPT.includes(entry)) {
          stays.push({ key: entry, text });
        }
      }
    }
  }
  return { text: out.join(breaks) + (endsWithBreak ? breaks : ""), stays };
}

function legacyIn(text: string) {
  return recogniseLegacy(readValues(parseEngineYaml(text)).value as ValueMap);
}

/** Executors that stand for what ran before or behind others are parts of those. */
const whole = (name: string) => name.replace(/_(?:before|after)$/, "");

describe("laws on random files", () => {
  const law = (check: (text: string, result: string, stays: readonly Line[]) => void) =>
    fc.assert(
      fc.property(fileOf, (file) => {
        const { text, stays } = print(file);
        check(text, converted(text), stays);
      }),
      { numRuns: RUNS },
    );

  test("[K1] comments stay", () => {
    law((text, result) => {
      const marks = (of: string) => (of.match(/# c\d+\./g) ?? []).toSorted();
      expect(marks(result)).toEqual(marks(text));
    });
  });

  test("[K2] lines of keys that stay do so, byte by byte", () => {
    law((_, result, stays) => {
      const left = new Set(result.split(/\r?\n/));
      expect(stays.filter(({ text }) => !left.has(text))).toEqual([]);
    });
  });

  test("[K3] line breaks and the end stay", () => {
    law((text, result) => {
      const isCrlf = text.includes("\r\n");
      expect(result.replaceAll("\r\n", "").includes(isCrlf ? "\n" : "\r")).toBe(false);
      expect(/\n$/.test(result)).toBe(/\n$/.test(text));
    });
  });

  test("the file is converted once, and builds the graph that was meant", () => {
    law((text, result) => {
      expect(convert(result)).toEqual({ refused: expect.stringContaining("nothing to convert") });
      const meant = meaningOf(legacyIn(text)!).built;
      const { built, isFlow, problems } = readFlow(result);
      expect(isFlow).toBe(true);
      expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
      const names = new Set(meant.nodes.map(({ name }) => name));
      expect(built.nodes.map(({ name }) => name).filter((name) => names.has(name))).toEqual([...names]);
      expect(whole(built.end)).toBe(meant.end);
      for (const { name, needs, shards, replicas } of meant.nodes) {
        const own = built.nodes.filter((node) => whole(node.name) === name);
        const all = new Set(own.flatMap((node) => node.needs.map(whole)).filter((need) => need !== name));
        expect([...all].sort()).toEqual([...needs].sort());
        const node = built.byName.get(name)!;
        expect(node.shards * node.replicas).toBe(shards * replicas);
      }
    });
  });
});

test("twenty thousand executors, and as many keys, are converted", { timeout: 60_000 }, () => {
  const count = 20_000;
  const pods = Array.from(
    { length: count },
    (_, index) => `- name: p${index}\n  parallel: 2\n  read_only: true\n`,
  );
  const keys = Array.from({ length: count }, (_, index) => `  __proto__${index}: 1\n`);
  expect(convert(`!Flow\npods:\n${pods.join("")}`)).toHaveProperty("changes");
  expect(convert(`!Flow\npods:\n- __proto__: 1\n${keys.join("")}  read_only: true\n`)).toHaveProperty(
    "changes",
  );
});

test("a mapping that is as deep as may be", () => {
  const deep = `${"{a: ".repeat(50)}1${"}".repeat(50)}`;
  expect(converted(`!Flow\npods:\n- name: a\n  uses_with: ${deep}\n`)).toContain(deep);
});
