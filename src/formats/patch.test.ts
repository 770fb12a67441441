/** One edit, one text: what stands in the file before and after it, in every style. The laws are in laws.test.ts. */
import { describe, expect, test } from "vitest";
import type { Edit } from "../model/edit.ts";
import type { Value } from "../model/flow.ts";
import { applyChanges } from "../model/text-change.ts";
import { editDocument } from "./edit-document.ts";
import { readFlow } from "./read-flow.ts";

/** The text after an edit, or why there is none. */
function edited(text: string, edit: Edit): string {
  const result = editDocument(readFlow(text), edit);
  return "refused" in result ? `refused: ${result.refused}` : applyChanges(text, result.changes);
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
      '{"jtype": "Flow", "executors": [{"name": "a", "uses": B}]}',
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
      "refused: The text does not hold a Flow right now; mend it in the YAML tab first.",
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
        "- name: a\n- name: b\n  needs: [ gateway, ] # c\n",
        connect("a", "b"),
        "- name: a\n- name: b\n  needs: [ gateway, a, ] # c\n",
      ],
      [
        "a block list grows",
        "- name: a\n- name: b\n  needs:\n    - gateway # c\n- name: c\n",
        connect("a", "b"),
        "- name: a\n- name: b\n  needs:\n    - gateway # c\n    - a\n- name: c\n",
      ],
      [
        "a block list at the key's column grows",
        "- name: a\n- name: b\n  needs:\n  - gateway\n",
        connect("a", "b"),
        "- name: a\n- name: b\n  needs:\n  - gateway\n  - a\n",
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
        "none written become one",
        "- name: a\n- name: b\n- name: c\n",
        connect("a", "c"),
        "- name: a\n- name: b\n- name: c\n  needs: a\n",
      ],
      [
        "empty ones become one",
        "- name: a\n- name: b\n- name: c\n  needs:\n",
        connect("a", "c"),
        "- name: a\n- name: b\n- name: c\n  needs: a\n",
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
        "  # about a\n  - name: x\n  - name: a\n    needs: gateway\n",
      ],
      [
        "in the middle",
        "- name: a\n- name: b\n  needs: a\n",
        add({ name: "x", needs: "a" }, 1),
        "- name: a\n- name: x\n  needs: a\n- name: b\n  needs: a\n",
      ],
      ["without a last break", "- name: a", add({ name: "x" }), "- name: a\n- name: x"],
      [
        "after a block text that keeps its breaks",
        "- name: a\n  uses: |+\n    A\n\n",
        add({ name: "x" }),
        "- name: a\n  uses: |+\n    A\n\n- name: x\n",
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
      '{"jtype": "Flow", "executors": [{name: x}]}',
    ],
    [
      "to no list in JSON",
      '{"jtype": "Flow"}',
      add({ name: "x" }),
      '{"jtype": "Flow", executors: [{name: x}]}',
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
      "refused: executors is no list here: mend it in the YAML tab first.",
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
        "one in the middle",
        "- name: a\n# about b\n- name: b\n\n- name: c\n",
        remove("b"),
        "- name: a\n# about b\n\n- name: c\n",
      ],
      ["the last", "- name: a\n- name: b\n  uses: B\n", remove("b"), "- name: a\n"],
      ["the last, without a break", "- name: a\n- name: b", remove("b"), "- name: a"],
      [
        "two side by side",
        "- name: a\n- name: b\n- name: c\n- name: d\n",
        remove("b", "c"),
        "- name: a\n- name: d\n",
      ],
      ["two at the end, without a break", "- name: a\n- name: b\n- name: c", remove("b", "c"), "- name: a\n"],
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

describe("anchors and merges", () => {
  test.each<[string, string, Edit, RegExp]>([
    [
      "a value that is used elsewhere",
      `${HEAD}- {name: a, replicas: &n 2}\n- {name: b, replicas: *n}\n`,
      set("a", "replicas", 3),
      /also used elsewhere, by \*n/,
    ],
    [
      "an executor that is an alias",
      "jtype: Flow\nx: &x {name: a}\nexecutors:\n- *x\n",
      set("a", "uses", "A"),
      /alias of \*x/,
    ],
    [
      "an executor that others merge",
      `${HEAD}- &x\n  name: a\n  uses: A\n- <<: *x\n  name: b\n`,
      set("a", "uses", "B"),
      /shared by an anchor/,
    ],
    [
      "an anchor that would be lost",
      `${HEAD}- &x {name: a}\n- {name: b, uses_with: *x}\n`,
      remove("a"),
      /break the text elsewhere/,
    ],
    [
      "a key that comes by a merge",
      `${HEAD}- &x {name: a, uses: A}\n- {<<: *x, name: b}\n`,
      unset("b", "uses"),
      /comes from a merge key/,
    ],
    [
      "a list that is an alias",
      "jtype: Flow\nx: &x\n  - name: a\nexecutors: *x\n",
      remove("a"),
      /list of executors is an alias/,
    ],
  ])("%s is refused", (_, text, edit, reason) => {
    expect(edited(text, edit)).toMatch(/^refused: /);
    expect(edited(text, edit)).toMatch(reason);
  });

  test("an alias is replaced where it stands, and a merged key is overruled", () => {
    const text = `${HEAD}- {name: a, replicas: &n 2}\n- {name: b, replicas: *n}\n`;
    expect(edited(text, set("b", "replicas", 3))).toBe(text.replace("*n", "3"));
    const merged = `${HEAD}- &x {name: a, uses: A, needs: gateway}\n- {<<: *x, name: b}\n`;
    expect(edited(merged, set("b", "uses", "B"))).toBe(merged.replace("name: b", "name: b, uses: B"));
  });

  test("a value whose anchor nobody uses may change, and the anchor stays", () => {
    const text = `${HEAD}- {name: a, replicas: &n 2}\n`;
    expect(edited(text, set("a", "replicas", 3))).toBe(text.replace("2", "3"));
  });
});
