/** One edit, one text: what stands in the file before and after it, in every style. The laws are in laws.test.ts. */
import { describe, expect, test } from "vitest";
import type { Edit } from "../../model/flow-edit.ts";
import type { Path } from "../../model/path.ts";
import { applyChanges } from "../../model/text-change.ts";
import type { Value } from "../../model/value.ts";
import { readFlow } from "../read/read-flow.ts";
import { editDocument } from "./edit-document.ts";

/** The text after an edit, or why there is none. */
function edited(text: string, edit: Edit): string {
  const result = editDocument(readFlow(text), edit);
  if ("refused" in result) {
    return `refused: ${result.refused}`;
  }
  expect(applyChanges(text, result.changes)).toBe(result.text);
  return result.text;
}

const add = (args: Record<string, Value>, index?: number): Edit => ({
  kind: "add",
  args: new Map(Object.entries(args)),
  ...(index === undefined ? {} : { index }),
});
const remove = (...names: string[]): Edit => ({ kind: "remove", names, reconnect: false });
const rename = (name: string, to: string): Edit => ({ kind: "rename", name, to });
const set = (name: string, key: string, value: Value): Edit => ({ kind: "set", name, key, value });
const unset = (name: string, key: string): Edit => ({ kind: "unset", name, key });
const setPath = (path: Path, value: Value): Edit => ({ kind: "set-path", path, value });
const unsetPath = (path: Path): Edit => ({ kind: "unset-path", path });
const renameKey = (path: Path, to: string): Edit => ({ kind: "rename-key", path, to });
const move = (name: string, before: string | null): Edit => ({ kind: "move", name, before });
const form = (name: string, to: "text" | "list"): Edit => ({ kind: "needs-form", name, form: to });
const connect = (from: string, to: string): Edit => ({ kind: "connect", from, to });
const disconnect = (from: string, to: string): Edit => ({ kind: "disconnect", from, to });

const HEAD = "jtype: Flow\nexecutors:\n";
/** Cases whose texts both begin with HEAD. */
const inList = (cases: [string, string, Edit, string][]) =>
  cases.map(([what, text, edit, result]) => [what, HEAD + text, edit, HEAD + result] as const);

describe("a value", () => {
  test.each([
    ...inList([
      ["plain", "- name: a\n  uses: A  # c\n", set("a", "uses", "B"), "- name: a\n  uses: B  # c\n"],
      [
        "in quotes",
        "- name: 'a'\n  uses: \"A\" # c\n",
        set("a", "uses", "B"),
        "- name: 'a'\n  uses: B # c\n",
      ],
      [
        "that needs quotes",
        "- name: a\n  uses: A\n",
        set("a", "uses", "B: c"),
        '- name: a\n  uses: "B: c"\n',
      ],
      [
        "over lines",
        "- name: a\n  uses: A\n    b\n  replicas: 1\n",
        set("a", "uses", "B"),
        "- name: a\n  uses: B\n  replicas: 1\n",
      ],
      [
        "as a block text",
        "- name: a\n  uses: |\n    A\n  # c\n  replicas: 1\n",
        set("a", "uses", "B"),
        "- name: a\n  uses: B\n  # c\n  replicas: 1\n",
      ],
      [
        "as a block mapping",
        "- name: a\n  uses_with:\n    k: 1\n  replicas: 1\n",
        set("a", "uses_with", 5),
        "- name: a\n  uses_with: 5\n  replicas: 1\n",
      ],
      [
        "as a flow mapping",
        "- name: a\n  uses_with: {k: 1} # c\n",
        set("a", "uses_with", new Map([["k", 2]])),
        "- name: a\n  uses_with: {k: 2} # c\n",
      ],
      ["that is missing", "- name: a\n  uses:  # c\n", set("a", "uses", "B"), "- name: a\n  uses: B  # c\n"],
      [
        "of a new key",
        "- name: a # c\n\n- name: b\n",
        set("a", "uses", "B"),
        "- name: a # c\n  uses: B\n\n- name: b\n",
      ],
      ["of a new key, without a last break", "- name: a", set("a", "uses", "B"), "- name: a\n  uses: B"],
      ["of a new key in a flow mapping", "- {name: a}\n", set("a", "uses", "B"), "- {name: a, uses: B}\n"],
      ["of an entry with nothing in it", "- {}\n", set("executor0", "uses", "B"), "- {uses: B}\n"],
    ]),
    [
      "in JSON",
      '{"jtype": "Flow", "executors": [{"name": "a", "uses": "A"}]}',
      set("a", "uses", "B"),
      '{"jtype": "Flow", "executors": [{"name": "a", "uses": "B"}]}',
    ],
    [
      "with CRLF",
      "jtype: Flow\r\nexecutors:\r\n- name: a\r\n- name: b\r\n",
      set("a", "uses", "B"),
      "jtype: Flow\r\nexecutors:\r\n- name: a\r\n  uses: B\r\n- name: b\r\n",
    ],
    [
      "behind a byte order mark",
      "\ufeffexecutors: x\n",
      set("a", "uses", "B"),
      "refused: The text holds no Flow right now: fix it first.",
    ],
    [
      "in a file with a byte order mark",
      "\ufeffjtype: Flow\nexecutors:\n- name: a\n",
      set("a", "uses", "B"),
      "\ufeffjtype: Flow\nexecutors:\n- name: a\n  uses: B\n",
    ],
  ] as const)("%s", (_, text, edit, result) => {
    expect(edited(text, edit)).toBe(result);
  });
});

describe("a key taken out", () => {
  test.each(
    inList([
      [
        "with its line and comment",
        "- name: a\n  uses: A # c\n  replicas: 2\n",
        unset("a", "uses"),
        "- name: a\n  replicas: 2\n",
      ],
      [
        "with all lines of its value",
        "- name: a\n  uses_with:\n    k:\n      l: 1\n  replicas: 2\n",
        unset("a", "uses_with"),
        "- name: a\n  replicas: 2\n",
      ],
      ["behind the dash", "- uses: A\n  name: a\n", unset("a", "uses"), "- name: a\n"],
      [
        "behind the dash, before a comment",
        "- uses: A # c\n  name: a\n",
        unset("a", "uses"),
        "-  # c\n  name: a\n",
      ],
      [
        "behind the dash, before a blank line",
        "- uses: A\n\n  name: a\n",
        unset("a", "uses"),
        "-\n\n  name: a\n",
      ],
      ["the only one", "- replicas: 2\n- name: b\n", unset("executor0", "replicas"), "- {}\n- name: b\n"],
      ["the last line without a break", "- name: a\n  uses: A", unset("a", "uses"), "- name: a"],
      ["first in a flow mapping", "- {uses: A, name: a}\n", unset("a", "uses"), "- {name: a}\n"],
      [
        "in the middle of a flow mapping",
        "- {name: a, uses: A, replicas: 2}\n",
        unset("a", "uses"),
        "- {name: a, replicas: 2}\n",
      ],
      ["last in a flow mapping", "- {name: a, uses: A }\n", unset("a", "uses"), "- {name: a }\n"],
      [
        "each time it stands there",
        "- name: a\n  uses: A\n  replicas: 2\n  uses: B\n",
        unset("a", "uses"),
        "- name: a\n  replicas: 2\n",
      ],
      [
        "after a comment of its own line",
        "- name: a\n  # about uses\n  uses: A\n",
        unset("a", "uses"),
        "- name: a\n  # about uses\n",
      ],
    ]),
  )("%s", (_, text, edit, result) => {
    expect(edited(text, edit)).toBe(result);
  });
});

describe("needs", () => {
  test.each(
    inList([
      [
        "one becomes two",
        "- name: a\n- name: b\n  needs: gateway\n- name: c\n  needs: a # c\n",
        connect("b", "c"),
        "- name: a\n- name: b\n  needs: gateway\n- name: c\n  needs: [a, b] # c\n",
      ],
      [
        "a flow list grows",
        "- name: a\n- name: z\n- name: b\n  needs: [ z, ] # c\n",
        connect("a", "b"),
        "- name: a\n- name: z\n- name: b\n  needs: [ z, a, ] # c\n",
      ],
      [
        "a block list grows",
        "- name: a\n- name: z\n- name: b\n  needs:\n    - z # c\n- name: c\n",
        connect("a", "b"),
        "- name: a\n- name: z\n- name: b\n  needs:\n    - z # c\n    - a\n- name: c\n",
      ],
      [
        "a block list at the key's column grows",
        "- name: a\n- name: z\n- name: b\n  needs:\n  - z\n",
        connect("a", "b"),
        "- name: a\n- name: z\n- name: b\n  needs:\n  - z\n  - a\n",
      ],
      [
        "a flow list shrinks at its start",
        "- name: a\n- name: b\n- name: c\n  needs: [a, b]\n",
        disconnect("a", "c"),
        "- name: a\n- name: b\n- name: c\n  needs: [b]\n",
      ],
      [
        "a flow list shrinks at its end",
        "- name: a\n- name: b\n- name: c\n  needs: [a, b]\n",
        disconnect("b", "c"),
        "- name: a\n- name: b\n- name: c\n  needs: [a]\n",
      ],
      [
        "a block list shrinks",
        "- name: a\n- name: b\n- name: c\n  needs:\n    # one\n    - a # x\n    - b # y\n",
        disconnect("a", "c"),
        "- name: a\n- name: b\n- name: c\n  needs:\n    # one\n    - b # y\n",
      ],
      [
        "the last one leaves the gateway",
        "- name: a\n- name: b\n  needs: a\n",
        disconnect("a", "b"),
        "- name: a\n- name: b\n  needs: gateway\n",
      ],
      [
        "the last one of a list leaves the gateway in it",
        "- name: a\n- name: b\n  needs: [a]\n",
        disconnect("a", "b"),
        "- name: a\n- name: b\n  needs: [gateway]\n",
      ],
      [
        "none written become one with that by order",
        "- name: a\n- name: b\n- name: c\n",
        connect("a", "c"),
        "- name: a\n- name: b\n- name: c\n  needs: [b, a]\n",
      ],
      [
        "empty ones become one with that by order",
        "- name: a\n- name: b\n- name: c\n  needs:\n",
        connect("a", "c"),
        "- name: a\n- name: b\n- name: c\n  needs: [b, a]\n",
      ],
      [
        "none written become one where it came by order",
        "- name: a\n- name: b\n",
        connect("a", "b"),
        "- name: a\n- name: b\n  needs: a\n",
      ],
      [
        "the gateway alone gives way",
        "- name: a\n- name: b\n  needs: gateway # c\n",
        connect("a", "b"),
        "- name: a\n- name: b\n  needs: a # c\n",
      ],
      [
        "the gateway alone in a list gives way",
        "- name: a\n- name: b\n  needs: [gateway]\n",
        connect("a", "b"),
        "- name: a\n- name: b\n  needs: [a]\n",
      ],
      [
        "the gateway beside another stays",
        "- name: a\n- name: z\n- name: b\n  needs: [gateway, z]\n",
        connect("a", "b"),
        "- name: a\n- name: z\n- name: b\n  needs: [gateway, z, a]\n",
      ],
    ]),
  )("%s", (_, text, edit, result) => {
    expect(edited(text, edit)).toBe(result);
  });

  test("a rename goes along in every form", () => {
    const text = `${HEAD}- name: 'a' # keep\n- name: b\n  needs: "a"\n- {name: c, needs: [b, a]}\n- name: d\n  needs:\n    - a # one\n    - c\n`;
    expect(edited(text, rename("a", "z"))).toBe(
      `${HEAD}- name: z # keep\n- name: b\n  needs: z\n- {name: c, needs: [b, z]}\n- name: d\n  needs:\n    - z # one\n    - c\n`,
    );
  });
});

describe("an executor added", () => {
  test.each([
    ...inList([
      [
        "at the end",
        "  - name: a\n    uses: A # c\n\n# tail\n",
        add({ name: "x", uses: "X" }),
        "  - name: a\n    uses: A # c\n  - name: x\n    uses: X\n\n# tail\n",
      ],
      [
        "before the first",
        "  # about a\n  - name: a\n",
        add({ name: "x" }, 0),
        "  - name: x\n  # about a\n  - name: a\n    needs: gateway\n",
      ],
      [
        "in the middle",
        "- name: a\n- name: b\n  needs: a\n",
        add({ name: "x", needs: "a" }, 1),
        "- name: a\n- name: x\n  needs: a\n- name: b\n  needs: a\n",
      ],
      ["without a last break", "- name: a", add({ name: "x" }), "- name: a\n- name: x"],
      [
        "behind comments that belong to the last one",
        "- name: a\n  # uses: A\n\n  # replicas: 2\n\n# tail\n",
        add({ name: "x" }),
        "- name: a\n  # uses: A\n\n  # replicas: 2\n- name: x\n\n# tail\n",
      ],
      [
        "as far behind its dash as the others",
        "-   name: a\n-   name: b\n",
        add({ name: "x", uses: "X" }),
        "-   name: a\n-   name: b\n-   name: x\n    uses: X\n",
      ],
    ]),
    [
      "to a flow list",
      "jtype: Flow\nexecutors: [{name: a}] # c\n",
      add({ name: "x" }),
      "jtype: Flow\nexecutors: [{name: a}, {name: x}] # c\n",
    ],
    [
      "to the start of a flow list",
      "jtype: Flow\nexecutors: [{name: a, needs: gateway}]\n",
      add({ name: "x" }, 0),
      "jtype: Flow\nexecutors: [{name: x}, {name: a, needs: gateway}]\n",
    ],
    [
      "to an empty list",
      "jtype: Flow\nexecutors: [] # none\nwith: {}\n",
      add({ name: "x" }),
      "jtype: Flow\nexecutors: # none\n  - name: x\nwith: {}\n",
    ],
    [
      "to a list of null",
      "jtype: Flow\nexecutors:   # none\nwith: {}\n",
      add({ name: "x" }),
      "jtype: Flow\nexecutors:   # none\n  - name: x\nwith: {}\n",
    ],
    [
      "to no list",
      "jtype: Flow # c\n\n# tail\n",
      add({ name: "x" }),
      "jtype: Flow # c\nexecutors:\n  - name: x\n\n# tail\n",
    ],
    ["to no list and no break", "jtype: Flow", add({ name: "x" }), "jtype: Flow\nexecutors:\n  - name: x"],
    [
      "to an empty list in JSON",
      '{"jtype": "Flow", "executors": []}',
      add({ name: "x" }),
      '{"jtype": "Flow", "executors": [{"name": "x"}]}',
    ],
    [
      "to no list in JSON",
      '{"jtype": "Flow"}',
      add({ name: "x" }),
      '{"jtype": "Flow", "executors": [{"name": "x"}]}',
    ],
    [
      "to deployments",
      "jtype: Flow\ndeployments:\n- name: a\n",
      add({ name: "x" }),
      "jtype: Flow\ndeployments:\n- name: a\n- name: x\n",
    ],
    [
      "with CRLF",
      "jtype: Flow\r\nexecutors:\r\n  - name: a\r\n",
      add({ name: "x", uses: "X" }),
      "jtype: Flow\r\nexecutors:\r\n  - name: a\r\n  - name: x\r\n    uses: X\r\n",
    ],
    [
      "behind a byte order mark",
      "\ufeffjtype: Flow\n",
      add({ name: "x" }),
      "\ufeffjtype: Flow\nexecutors:\n  - name: x\n",
    ],
    [
      "to a list that is a text",
      "jtype: Flow\nexecutors: text\n",
      add({ name: "x" }),
      "refused: executors is no list here: fix that in the text first.",
    ],
  ] as const)("%s", (_, text, edit, result) => {
    expect(edited(text, edit)).toBe(result);
  });
});

describe("an executor deleted", () => {
  test.each([
    ...inList([
      [
        "the first",
        "- name: a # c\n  uses: A\n- name: b\n  needs: gateway\n",
        remove("a"),
        "- name: b\n  needs: gateway\n",
      ],
      [
        "one in the middle, with the comment over it",
        "- name: a\n# about b\n# and more\n- name: b\n\n- name: c\n",
        remove("b"),
        "- name: a\n\n- name: c\n",
      ],
      [
        "the first, with its comment",
        "# about a\n- name: a # c\n# about b\n- name: b\n  needs: gateway\n",
        remove("a"),
        "# about b\n- name: b\n  needs: gateway\n",
      ],
      [
        "without a comment that a blank line sets off",
        "- name: a\n\n# the encoders\n\n# about b\n- name: b\n- name: c\n  needs: a\n",
        remove("b"),
        "- name: a\n\n# the encoders\n\n- name: c\n  needs: a\n",
      ],
      [
        "with the comments inside, and without those of another column above",
        "- name: a\n  # of a\n- name: b\n  # replicas: 2\n# about c\n- name: c\n  needs: a\n",
        remove("b"),
        "- name: a\n  # of a\n# about c\n- name: c\n  needs: a\n",
      ],
      [
        "several, each with its comment",
        "# a\n- name: a\n# b\n- name: b\n# c\n- name: c\n  needs: gateway\n",
        remove("a", "b"),
        "# c\n- name: c\n  needs: gateway\n",
      ],
      ["the last", "- name: a\n- name: b\n  uses: B\n", remove("b"), "- name: a\n"],
      ["the last, without a break", "- name: a\n- name: b", remove("b"), "- name: a"],
      [
        "two side by side",
        "- name: a\n- name: b\n- name: c\n- name: d\n",
        remove("b", "c"),
        "- name: a\n- name: d\n",
      ],
      ["two at the end, without a break", "- name: a\n- name: b\n- name: c", remove("b", "c"), "- name: a"],
    ]),
    [
      "all of a block list",
      `${HEAD}  - name: a\n  - name: b\n# tail\n`,
      remove("a", "b"),
      "jtype: Flow\nexecutors: []\n# tail\n",
    ],
    [
      "all of a block list with comments",
      `jtype: Flow\nexecutors: # mine\n  - name: a\n`,
      remove("a"),
      "jtype: Flow\nexecutors: [] # mine\n",
    ],
    [
      "all, with the comments over them, and not the list's own",
      "jtype: Flow\n# the list\nexecutors:\n  # all of them\n\n  # a\n  - name: a\n  # b\n  - name: b # c\n# tail\n",
      remove("a", "b"),
      "jtype: Flow\n# the list\nexecutors: []\n  # all of them\n\n# tail\n",
    ],
    [
      "one of a flow list over lines, with the comment over it",
      "jtype: Flow\nexecutors: [ # the list\n  # about a\n  {name: a}, # first\n  # about b\n  {name: b}]\n",
      remove("a"),
      "jtype: Flow\nexecutors: [ # the list\n  # about b\n  {name: b}]\n",
    ],
    [
      "all of a flow list over lines",
      "jtype: Flow\nexecutors: [ # the list\n  # about a\n  {name: a}, # first\n\n  # the end\n]\n",
      remove("a"),
      "jtype: Flow\nexecutors: [ # the list\n\n  # the end\n]\n",
    ],
    ["all, without a break", `${HEAD}- name: a`, remove("a"), "jtype: Flow\nexecutors: []"],
    [
      "all of a flow list",
      "jtype: Flow\nexecutors: [{name: a}, {name: b}]\n",
      remove("a", "b"),
      "jtype: Flow\nexecutors: []\n",
    ],
    [
      "first of a flow list",
      "jtype: Flow\nexecutors: [{name: a}, {name: b, needs: gateway}]\n",
      remove("a"),
      "jtype: Flow\nexecutors: [{name: b, needs: gateway}]\n",
    ],
    [
      "last of a flow list",
      "jtype: Flow\nexecutors: [{name: a}, {name: b}]\n",
      remove("b"),
      "jtype: Flow\nexecutors: [{name: a}]\n",
    ],
    [
      "with CRLF",
      "jtype: Flow\r\nexecutors:\r\n- name: a\r\n- name: b\r\n",
      remove("b"),
      "jtype: Flow\r\nexecutors:\r\n- name: a\r\n",
    ],
  ] as const)("%s", (_, text, edit, result) => {
    expect(edited(text, edit)).toBe(result);
  });
});

describe("an executor moved", () => {
  test.each([
    ...inList([
      [
        "up, with the comments above and below it, the blank lines keep their places",
        "- name: a\n  needs: gateway\n\n# about b\n- name: b # b\n  needs: a\n  # end of b\n\n- name: c\n  needs: a\n",
        move("b", "a"),
        "# about b\n- name: b # b\n  needs: a\n  # end of b\n\n- name: a\n  needs: gateway\n\n- name: c\n  needs: a\n",
      ],
      [
        "down, what it needed by order is written down in it",
        "- name: a\n# about b\n- name: b\n- name: c\n  needs: a\n",
        move("b", null),
        "- name: a\n- name: c\n  needs: a\n# about b\n- name: b\n  needs: a\n",
      ],
      [
        "to the end of a text without a last break",
        "- name: a\n  needs: gateway\n- name: b\n  needs: gateway",
        move("a", null),
        "- name: b\n  needs: gateway\n- name: a\n  needs: gateway",
      ],
      [
        "away from the end of a text without a last break",
        "- name: a\n  needs: gateway\n- name: b\n  needs: gateway",
        move("b", "a"),
        "- name: b\n  needs: gateway\n- name: a\n  needs: gateway",
      ],
      [
        "past a heading that stands apart",
        "# --- one ---\n\n- name: a\n  needs: gateway\n\n# --- two ---\n\n- name: b\n  needs: gateway\n",
        move("b", "a"),
        "# --- one ---\n\n- name: b\n  needs: gateway\n- name: a\n  needs: gateway\n\n# --- two ---\n\n",
      ],
    ]),
    [
      "in a flow list",
      "jtype: Flow\nexecutors: [{name: a, needs: gateway}, {name: b, needs: a}, {name: c, needs: a}] # c\n",
      move("c", "b"),
      "jtype: Flow\nexecutors: [{name: a, needs: gateway}, {name: c, needs: a}, {name: b, needs: a}] # c\n",
    ],
    [
      "in JSON over lines",
      '{"jtype": "Flow", "executors": [\n  {"name": "a", "needs": "gateway"},\n  {"name": "b", "needs": "a"},\n  {"name": "c", "needs": "a"}\n]}\n',
      move("a", null),
      '{"jtype": "Flow", "executors": [\n  {"name": "b", "needs": "a"},\n  {"name": "c", "needs": "a"},\n  {"name": "a", "needs": "gateway"}\n]}\n',
    ],
  ] as const)("%s", (_, text, edit, result) => {
    expect(edited(text, edit)).toBe(result);
  });
});

describe("a value at a path", () => {
  const FLOW = "jtype: Flow\nexecutors:\n  - name: a\n";

  test.each<[string, string, Edit, string]>([
    [
      "deep in a block mapping",
      `${FLOW}    uses_with:\n      k:\n        l: 1 # c\n`,
      setPath(["executors", 0, "uses_with", "k", "l"], 2),
      `${FLOW}    uses_with:\n      k:\n        l: 2 # c\n`,
    ],
    [
      "in a flow mapping in a block one",
      `${FLOW}    uses_with: {k: {l: 1}, m: [1, 2]} # c\n`,
      setPath(["executors", 0, "uses_with", "m", 1], 3),
      `${FLOW}    uses_with: {k: {l: 1}, m: [1, 3]} # c\n`,
    ],
    [
      "that makes mappings on its way, indented as the file is",
      "jtype: Flow\nwith:\n    env:\n        A: b\nexecutors:\n-   name: a\n",
      setPath(["executors", 0, "uses_with", "k", "l"], 1),
      "jtype: Flow\nwith:\n    env:\n        A: b\nexecutors:\n-   name: a\n    uses_with:\n        k:\n            l: 1\n",
    ],
    [
      "that makes mappings in a flow mapping",
      "jtype: Flow\nexecutors: [{name: a}]\n",
      setPath(["executors", 0, "uses_with", "k", "l"], 1),
      "jtype: Flow\nexecutors: [{name: a, uses_with: {k: {l: 1}}}]\n",
    ],
    [
      "with, before the list",
      "jtype: Flow\n\n# the list\nexecutors:\n  - name: a\n",
      setPath(["with", "port"], 1234),
      "jtype: Flow\nwith:\n  port: 1234\n\n# the list\nexecutors:\n  - name: a\n",
    ],
    [
      "gateway, behind the list",
      `${FLOW}    # uses: A\n\n# tail\n`,
      setPath(["gateway", "env", "A"], "b"),
      `${FLOW}    # uses: A\ngateway:\n  env:\n    A: b\n\n# tail\n`,
    ],
    ["version, behind jtype", FLOW, setPath(["version"], 1), FLOW.replace("\n", "\nversion: 1\n")],
    [
      "with, in JSON",
      '{\n  "jtype": "Flow",\n  "executors": []\n}\n',
      setPath(["with", "port"], 1),
      '{\n  "jtype": "Flow",\n  "with": {"port": 1},\n  "executors": []\n}\n',
    ],
    [
      "where only the key is written",
      "jtype: Flow\nwith: # none\nexecutors: []\n",
      setPath(["with", "port"], 1),
      "jtype: Flow\nwith: # none\n  port: 1\nexecutors: []\n",
    ],
    [
      "where null is written",
      "jtype: Flow\nwith: null # none\nexecutors: []\n",
      setPath(["with", "port"], 1),
      "jtype: Flow\nwith: # none\n  port: 1\nexecutors: []\n",
    ],
    [
      "in empty braces",
      "jtype: Flow\nwith: { } # none\nexecutors: []\n",
      setPath(["with", "port"], 1),
      "jtype: Flow\nwith: {port: 1} # none\nexecutors: []\n",
    ],
    [
      "of a dash with nothing behind it",
      "jtype: Flow\nexecutors:\n- # nothing\n",
      setPath(["executors", 0, "uses"], "A"),
      "jtype: Flow\nexecutors:\n- uses: A # nothing\n",
    ],
    [
      "one more item of a block list",
      `${FLOW}    volumes:\n    - x # c\n`,
      setPath(["executors", 0, "volumes", 1], "y"),
      `${FLOW}    volumes:\n    - x # c\n    - y\n`,
    ],
    [
      "the first item of an empty list",
      `${FLOW}    volumes: [] # c\n`,
      setPath(["executors", 0, "volumes", 0], "y"),
      `${FLOW}    volumes: [y] # c\n`,
    ],
    [
      "of an inline Deployment, under its with",
      "jtype: Flow\nexecutors:\n- !Deployment\n  with:\n    name: own\n",
      set("executor0", "replicas", 2),
      "jtype: Flow\nexecutors:\n- !Deployment\n  with:\n    name: own\n    replicas: 2\n",
    ],
    [
      "whose key is a number",
      `${FLOW}    uses_with: {1: a, 2.5: b}\n`,
      setPath(["executors", 0, "uses_with", "1"], "c"),
      `${FLOW}    uses_with: {1: c, 2.5: b}\n`,
    ],
    [
      "in a mapping with explicit keys",
      "jtype: Flow\nexecutors:\n- ? name\n  : a\n  ? uses\n",
      set("a", "uses", "A"),
      "jtype: Flow\nexecutors:\n- ? name\n  : a\n  ? uses\n  : A\n",
    ],
  ])("%s", (_, text, edit, result) => {
    expect(edited(text, edit)).toBe(result);
  });

  test.each<[string, string, Edit, string]>([
    [
      "the last key of a block mapping",
      `${FLOW}    uses_with:\n      k: 1 # c\n  - name: b\n`,
      unsetPath(["executors", 0, "uses_with", "k"]),
      `${FLOW}    uses_with: {}\n  - name: b\n`,
    ],
    [
      "a section",
      "jtype: Flow\nwith:\n  port: 1\n\nexecutors: []\n",
      unsetPath(["with"]),
      "jtype: Flow\n\nexecutors: []\n",
    ],
    [
      "an item of a block list",
      `${FLOW}    volumes:\n    - x # x\n    - y # y\n`,
      unsetPath(["executors", 0, "volumes", 0]),
      `${FLOW}    volumes:\n    - y # y\n`,
    ],
    [
      "the first of a list in a list",
      `${FLOW}    k:\n    - - 1\n      - 2\n`,
      unsetPath(["executors", 0, "k", 0, 0]),
      `${FLOW}    k:\n    - - 2\n`,
    ],
    [
      "the last item of a flow list, which a comment follows",
      `${FLOW}    k: [\n      1, # one\n      2 # two\n    ]\n`,
      unsetPath(["executors", 0, "k", 1]),
      `${FLOW}    k: [\n      1 # one\n    ]\n`,
    ],
    [
      "a line of JSON",
      '{\n  "jtype": "Flow",\n  "version": 1,\n  "executors": []\n}\n',
      unsetPath(["version"]),
      '{\n  "jtype": "Flow",\n  "executors": []\n}\n',
    ],
    [
      "the last line of JSON",
      '{\n  "jtype": "Flow",\n  "version": 1\n}\n',
      unsetPath(["version"]),
      '{\n  "jtype": "Flow"\n}\n',
    ],
  ])("%s is taken away", (_, text, edit, result) => {
    expect(edited(text, edit)).toBe(result);
  });

  test.each<[string, string, Edit, string]>([
    [
      "in its place",
      `${FLOW}    replica: 2 # c\n`,
      renameKey(["executors", 0, "replica"], "replicas"),
      `${FLOW}    replicas: 2 # c\n`,
    ],
    [
      "in quotes where the colon stands tight",
      '{"jtype":"Flow","executors":[{"replica":2}]}',
      renameKey(["executors", 0, "replica"], "replicas"),
      '{"jtype":"Flow","executors":[{"replicas":2}]}',
    ],
    [
      "to one that has to be quoted",
      `${FLOW}    env: {A: 1}\n`,
      renameKey(["executors", 0, "env", "A"], "true"),
      `${FLOW}    env: {"true": 1}\n`,
    ],
    ["of the list", FLOW, renameKey(["executors"], "deployments"), FLOW.replace("executors", "deployments")],
  ])("a key is renamed %s", (_, text, edit, result) => {
    expect(edited(text, edit)).toBe(result);
  });

  test.each<[string, string, Edit, RegExp]>([
    ["a key of 1,025 characters", FLOW, set("a", "k".repeat(1025), 1), /^refused: A key of 1,025 characters/],
    [
      "a renamed key of 1,025 characters",
      FLOW,
      renameKey(["executors", 0, "name"], "k".repeat(1025)),
      /^refused: name says what a is/,
    ],
    ["something in a single value", FLOW, setPath(["jtype", "x"], 1), /jtype is a single value/],
    ["an item past the end", FLOW, setPath(["executors", 2], new Map()), /is a list of 1/],
    ["jtype", FLOW, setPath(["jtype"], "X"), /makes this file a Flow/],
    ["jtype by tag", FLOW.replace("jtype: Flow", "!Flow"), unsetPath(["jtype"]), /makes this file a Flow/],
    [
      "what a Deployment is",
      "jtype: Flow\nexecutors:\n- !Deployment\n  with: {}\n",
      renameKey(["executors", 0, "jtype"], "kind"),
      /can be changed in the text alone/,
    ],
    [
      "a key that stands there twice",
      `${FLOW}    env: {A: 1, A: 2}\n`,
      renameKey(["executors", 0, "env", "A"], "B"),
      /stands here twice/,
    ],
    [
      "another list beside the one that there is",
      FLOW.replace("executors", "deployments"),
      setPath(["executors"], []),
      /stands under deployments/,
    ],
  ])("%s is refused", (_, text, edit, reason) => {
    expect(edited(text, edit)).toMatch(reason);
  });

  test("a key of 1,024 characters is written and read", () => {
    const key = "k".repeat(1024);
    expect(edited(FLOW, set("a", key, 1))).toBe(`${FLOW}    ${key}: 1\n`);
  });
});

describe("the forms of needs", () => {
  test.each(
    inList([
      [
        "a text becomes a list",
        "- name: a\n- name: b\n  needs: a # c\n",
        form("b", "list"),
        "- name: a\n- name: b\n  needs: [a] # c\n",
      ],
      [
        "a list becomes a text",
        "- name: a\n- name: b\n  needs:\n  - a # c\n",
        form("b", "text"),
        "- name: a\n- name: b\n  needs: a\n",
      ],
      [
        "a text in brackets becomes a text",
        "- name: a\n- name: b\n  needs: '[a]'\n",
        form("b", "text"),
        "- name: a\n- name: b\n  needs: a\n",
      ],
      [
        "a text in brackets grows as a list",
        "- name: a\n- name: b\n  needs: gateway\n- name: c\n  needs: '[a]'\n",
        connect("b", "c"),
        "- name: a\n- name: b\n  needs: gateway\n- name: c\n  needs: [a, b]\n",
      ],
    ]),
  )("%s", (_, text, edit, result) => {
    expect(edited(text, edit)).toBe(result);
  });
});

describe("variables", () => {
  const text = `${HEAD}- name: $NAME\n- name: b\n  needs: $NEED\n- name: c\n  needs: [b, '\${{root.executors[1].name}}', $X]\n`;

  test("texts that would have to change keep an edit from being made, others stay as they are", () => {
    expect(edited(text, rename("$NAME", "a"))).toMatch(/name of \$NAME is written as \$NAME/);
    expect(edited(text, connect("$NAME", "b"))).toMatch(/needs of b are written as \$NEED/);
    expect(edited(text, disconnect("$X", "c"))).toMatch(/needs of c are written as/);
    // The reference to the name follows by itself.
    expect(edited(text, rename("b", "z"))).toBe(text.replace("name: b", "name: z").replace("[b,", "[z,"));
    expect(edited(text, set("b", "uses", "$A"))).toBe(text.replace("$NEED\n", "$NEED\n  uses: $A\n"));
  });

  test("an item before what is referred to by its place is refused, where a need would change by it", () => {
    const flow = `${HEAD}- name: a\n- name: b\n- name: c\n  needs: \${{root.executors[0].name}}\n`;
    expect(edited(flow, add({ name: "x" }, 0))).toMatch(/needs of c are written as/);
    expect(edited(flow, rename("a", "z"))).toBe(flow.replace("name: a", "name: z"));
  });

  test("what refers to an executor by its place keeps the list from being counted anew, where it matters", () => {
    const flow = `${HEAD}- name: a\n  port: 1\n- name: b\n  port: 2\n- name: c\n  needs: a\n  env: {P: '\${{root.executors[1].port}}'}\n`;
    expect(edited(flow, add({ name: "x" }, 0))).toMatch(/^refused: c refers to an executor by its place/);
    expect(edited(flow, remove("a"))).toMatch(/^refused: c refers to an executor by its place/);
    expect(edited(flow, add({ name: "x" }))).toBe(`${flow}- name: x\n`);
    expect(edited(flow, set("b", "port", 3))).toBe(flow.replace("port: 2", "port: 3"));
  });
});

describe("anchors and merges", () => {
  const notes = (text: string, edit: Edit) => {
    const result = editDocument(readFlow(text), edit);
    return "refused" in result ? result : { text: result.text, notes: result.notes, shared: result.shared };
  };

  test("an alias is replaced where it stands, and a merged key is overruled: nothing else changes", () => {
    const text = `${HEAD}- {name: a, replicas: &n 2}\n- {name: b, replicas: *n}\n`;
    expect(edited(text, set("b", "replicas", 3))).toBe(text.replace("*n", "3"));
    const merged = `${HEAD}- &x {name: a, uses: A, needs: gateway}\n- {<<: *x, name: b}\n`;
    expect(edited(merged, set("b", "uses", "B"))).toBe(merged.replace("name: b", "name: b, uses: B"));
    const deep = `${HEAD}- &x\n  name: a\n  uses_with: {k: {l: 1}}\n- <<: *x\n  name: b\n`;
    expect(edited(deep, setPath(["executors", 1, "uses_with", "k", "m"], 2))).toBe(
      `${deep}  uses_with: {k: {l: 1, m: 2}}\n`,
    );
  });

  test("a mapping that is an alias becomes one that merges it, or is written out", () => {
    const text = "jtype: Flow\nx: &x {uses: A, env: {A: 1}}\nexecutors:\n- *x\n";
    expect(edited(text, set("executor0", "uses", "B"))).toBe(text.replace("- *x", "- <<: *x\n  uses: B"));
    expect(edited(text, unset("executor0", "uses"))).toBe(text.replace("*x", "{env: {A: 1}}"));
  });

  test("what has an anchor changes for all that use it, and a note says where", () => {
    const value = `${HEAD}- {name: a, replicas: &n 2}\n- {name: b, replicas: *n}\n`;
    expect(notes(value, set("a", "replicas", 3))).toEqual({
      text: value.replace("2", "3"),
      notes: ["This also changes b, which uses *n."],
      shared: [["executors", 1, "replicas"]],
    });
    const base = `${HEAD}- &base\n  name: a\n  uses: A\n- <<: *base\n  name: b\n- name: c\nwith: {env: *base}\n`;
    expect(notes(base, set("a", "uses", "B"))).toEqual({
      text: base.replace("uses: A", "uses: B"),
      notes: ["This also changes b, with, which use *base."],
      shared: [
        ["executors", 1, "uses"],
        ["with", "env", "uses"],
      ],
    });
  });

  test("needs that others get by a merge are written down in those", () => {
    const text = `${HEAD}- &x\n  name: a\n  needs: gateway\n- <<: *x\n  name: b\n- name: c\n  needs: gateway\n`;
    expect(notes(text, connect("c", "a"))).toEqual({
      text: text
        .replace("needs: gateway\n- <<", "needs: c\n- <<")
        .replace("name: b\n", "name: b\n  needs: gateway\n"),
      notes: ["a no longer needs the gateway.", "Wrote down what b needs: it would have changed otherwise."],
      shared: [],
    });
  });

  test("a name with an anchor is renamed for its references too", () => {
    const text = `${HEAD}- name: &n a\n- name: b\n  needs: [*n]\n`;
    expect(edited(text, rename("a", "z"))).toBe(text.replace("&n a", "&n z"));
  });

  test.each<[string, string, Edit, RegExp]>([
    [
      "an anchor that would be lost",
      `${HEAD}- &x {name: a}\n- {name: b, uses_with: *x}\n`,
      remove("a"),
      /\*x is used further on/,
    ],
    [
      "an anchor that would come after its alias",
      `${HEAD}- &x {name: a, needs: gateway}\n- {name: b, needs: a, uses_with: *x}\n`,
      move("a", null),
      /\*x is used further on/,
    ],
    [
      "a key that comes by a merge",
      `${HEAD}- &x {name: a, uses: A}\n- {<<: *x, name: b}\n`,
      unset("b", "uses"),
      /comes from a merge key/,
    ],
    [
      "a key that would come by a merge then",
      `${HEAD}- &x {name: a, uses: A}\n- {<<: *x, name: b, uses: B}\n`,
      unset("b", "uses"),
      /also comes from a merge key/,
    ],
  ])("%s is refused", (_, text, edit, reason) => {
    expect(edited(text, edit)).toMatch(/^refused: /);
    expect(edited(text, edit)).toMatch(reason);
  });

  test("a value whose anchor nobody uses may change, and the anchor stays", () => {
    const text = `${HEAD}- {name: a, replicas: &n 2}\n`;
    expect(edited(text, set("a", "replicas", 3))).toBe(text.replace("2", "3"));
  });
});

test("behind a block text at the very end, whose last breaks count, nothing can come", () => {
  const kept = `${HEAD}- name: a\n  uses: |+\n    A\n\n`;
  expect(edited(kept, add({ name: "x" }))).toMatch(/^refused: This cannot be changed here without/);
  expect(edited(kept, set("a", "replicas", 2))).toBe(kept.replace("  uses", "  replicas: 2\n  uses"));
  const open = `${HEAD}- uses: |\n    A`;
  expect(edited(open, add({ name: "x" }))).toMatch(/^refused: The block text at the end of the file/);
  expect(edited(open, set("executor0", "replicas", 2))).toBe(`${HEAD}- replicas: 2\n  uses: |\n    A`);
  // Without the break behind it the text would be another one.
  const before = `${HEAD}- name: b\n  uses: |\n    A\n- name: a`;
  expect(edited(before, remove("a"))).toBe(`${HEAD}- name: b\n  uses: |\n    A\n`);
});
