/**
 * The laws of editing, on files of every style and seeded random edits drawn over every kind of edit.
 *
 * [L1] Reading the patched text gives what applying the plan's steps to the Flow gives.
 * [L2] The effective names and needs of executors that an edit is not about stay (E1 to E4 say which those are).
 * [L3] Undo gives the exact bytes.
 * [L4] Lines that the changes do not touch stand unchanged.
 */
import { describe, expect, test } from "vitest";
import { createSeededRandom } from "../base/random.ts";
import { applySteps, type Edit, type Plan, planEdit } from "../model/edit.ts";
import { type BuiltFlow, Float, type Value } from "../model/flow.ts";
import { applyChanges, invertChanges } from "../model/text-change.ts";
import { editDocument } from "./edit-document.ts";
import { readFlow } from "./read-flow.ts";

const STYLES: Record<string, string> = {
  block: `jtype: Flow
version: '1'
# the executors
executors:
  - name: loader   # first
    uses: Loader
  # about the encoder
  - name: encoder
    uses: docker://clip:1.2
    replicas: 2
    needs: loader
  - name: index
    needs: [loader]
    shards: 2
    polling: {"/index": ANY, "/search": ALL}
  - name: join
    needs:
      - encoder   # one
      - index
`,
  "dashes at the key's column": `jtype: Flow
executors:
- name: a
- uses: B   # nameless
- name: c
  needs:
  - a
  - executor1
`,
  flow: `jtype: Flow
executors: [{name: a, uses: A}, {name: b, needs: a}, {name: c, needs: [a, b]}, {}]
`,
  json: `{"jtype": "Flow", "executors": [{"name": "a", "uses": "A"}, {"name": "b", "needs": ["a"]}, {"name": "c", "needs": ["a", "b"]}]}`,
  crlf: "jtype: Flow\r\nexecutors:\r\n  - name: a\r\n    uses: A # x\r\n  - name: b\r\n\r\n  - name: c\r\n    needs: [a, b]\r\n",
  "byte order mark, no final break":
    "\ufeffjtype: Flow\nexecutors:\n  - name: a\n  - name: b\n  - name: c\n    needs: a",
  "empty list": "jtype: Flow\nexecutors: []\n",
  "no list": "jtype: Flow\nwith:\n  port: 54321\n",
  "null list": "jtype: Flow\nexecutors:   # none yet\nwith: {port: 1}\n",
  tag: `# head
!Flow
with:
    port: 12345
executors:
    -   name: a
        uses_with:
            deep:
                text: |
                    line one

                    line two
    -   name: b
        needs: gateway
    -   name: c
        floating: true

    -   name: d

# tail
`,
  methods: `jtype: Flow
executors:
  - name: a
    needs: gateway
  - name: b
    needs: gateway
  - method: needs
    name: both
    needs: [a, b]
  - name: x
  - name: y
    needs: both
  - method: needs_all
    name: all
`,
  inspect: `jtype: Flow
executors:
  - name: a
  - method: inspect
    name: look
    uses: Looker
  - name: b
  - name: c
    needs: [a, b]
`,
  duplicates: `jtype: Flow
executors:
  - name: a
  - name: a
  - uses: Nameless
  - name: d
    needs: [a1, executor2]
`,
  "first key after a lone dash": `jtype: Flow
executors:
  -
    # the one
    name: a
    uses: A
  - uses: B   # kept
    # and this
    name: b
`,
  anchors: `jtype: Flow
executors:
  - &base
    name: a
    replicas: &n 2
  - name: b
    replicas: *n
  - <<: *base
    name: c
`,
};

const KEYS: { key: string; values: Value[] }[] = [
  {
    key: "uses",
    values: [
      "MyExec",
      "docker://a:b",
      "exec.yml",
      "x y: z",
      "a #b",
      "- dash",
      "[",
      "🙂",
      "it's",
      'say "hi"',
      "a, b",
    ],
  },
  { key: "replicas", values: [1, 2, 3] },
  { key: "shards", values: [1, 2] },
  {
    key: "polling",
    values: [
      "ANY",
      "ALL",
      new Map<string, Value>([
        ["/index", "ANY"],
        ["*", "ALL"],
      ]),
    ],
  },
  { key: "floating", values: [true, false] },
  { key: "external", values: [true] },
  {
    key: "uses_with",
    values: [
      new Map<string, Value>([
        ["k", 1],
        ["l", [1, "two", null, new Float(0.5)]],
      ]),
    ],
  },
];

/** One random edit, of a kind that may or may not be possible. */
function drawEdit(names: string[], random: () => number): Edit {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const name = () => pick([...names, "gateway", "nobody"]);
  const own = () => (names.length > 0 && random() < 0.95 ? pick(names) : "nobody");
  switch (
    pick([
      "add",
      "remove",
      "rename",
      "set",
      "set",
      "unset",
      "connect",
      "connect",
      "disconnect",
      "write-needs",
      "set-needs",
    ])
  ) {
    case "add":
      return {
        kind: "add",
        args: new Map<string, Value>([
          ...(random() < 0.5 ? [["name", `n${Math.floor(random() * 30)}`] as const] : []),
          ...(random() < 0.5 ? [["uses", pick(KEYS[0]!.values)] as const] : []),
          ...(random() < 0.3 && names.length > 0 ? [["needs", pick(names)] as const] : []),
        ]),
        ...(random() < 0.5 ? { index: Math.floor(random() * (names.length + 1)) } : {}),
      };
    case "remove":
      return {
        kind: "remove",
        names: random() < 0.1 ? names : random() < 0.3 ? [own(), own()] : [own()],
        reconnect: random() < 0.5,
      };
    case "rename":
      return { kind: "rename", name: own(), to: random() < 0.1 ? own() : `r${Math.floor(random() * 50)}` };
    case "set": {
      const { key, values } = pick(KEYS);
      return { kind: "set", name: own(), key, value: pick(values) };
    }
    case "set-needs":
      return { kind: "set", name: own(), key: "needs", value: random() < 0.5 ? name() : [name(), name()] };
    case "unset":
      return {
        kind: "unset",
        name: own(),
        key: pick(["uses", "needs", "replicas", "name", "floating", "shards"]),
      };
    case "connect":
      return { kind: "connect", from: name(), to: name() };
    case "disconnect":
      return { kind: "disconnect", from: name(), to: name() };
    default:
      return { kind: "write-needs", name: own() };
  }
}

const tried = new Map<string, number>();

describe("laws of editing", () => {
  for (const [style, start] of Object.entries(STYLES)) {
    test(`L1-L4: ${style}`, () => {
      for (let seed = 1; seed <= 60; seed++) {
        const random = createSeededRandom(seed * 7919 + style.length);
        let text = start;
        const log: string[] = [];
        for (let round = 0; round < 12; round++) {
          const document = readFlow(text);
          const names = document.built.nodes.map(({ name }) => name);
          const edit = drawEdit(names, random);
          const edited = editDocument(document, edit);
          if ("refused" in edited) {
            // Only a shared anchor may keep an edit that has a plan from being written.
            const isShared =
              style === "anchors" || !/break the text|shared by an anchor/.test(edited.refused);
            expect(
              isShared,
              `${style}, seed ${seed}: ${JSON.stringify(edit)}\n${edited.refused}\n${text}`,
            ).toBe(true);
            continue;
          }
          const { changes } = edited;
          const plan = planEdit(document.flow, document.built, edit) as Plan;
          log.push(JSON.stringify(edit, (_, value) => (value instanceof Map ? [...value] : value)));
          const story = () =>
            `${style}, seed ${seed}\n${log.join("\n")}\n--- before\n${text}\n--- after\n${after}`;
          const after = applyChanges(text, changes);
          const read = readFlow(after);
          expect(read.yaml.fault, story()).toBeNull();
          expect(read.flow, story()).toEqual(applySteps(document.flow, plan.steps)); // L1
          expect(applyChanges(after, invertChanges(text, changes)), story()).toBe(text); // L3
          expect(
            untouchedLines(text, changes).every((line) => after.includes(line)),
            story(),
          ).toBe(true); // L4

          const about = aboutOf(edit);
          for (const node of document.built.nodes) {
            const needs = needsAsWritten(document.built, node.name)!;
            const lost = needs.some((need) => about.has(need)) || about.has(node.name);
            // What inspect gathers at build is written nowhere and follows the end of the Flow.
            if (!lost && node.entry >= 0 && node.role !== "INSPECT_AUX_PASS") {
              expect(needsAsWritten(read.built, node.name), story()).toEqual(needs); // L2
            }
          }
          tried.set(edit.kind, (tried.get(edit.kind) ?? 0) + 1);
          text = after;
        }
      }
    });
  }

  test("every kind of edit was made often enough to mean something", () => {
    for (const kind of ["add", "remove", "rename", "set", "unset", "connect", "disconnect", "write-needs"]) {
      expect(tried.get(kind) ?? 0, kind).toBeGreaterThan(50);
    }
  });
});

/** Sorted, with the inspected executor in place of the one that stands for it; undefined if it is gone. */
function needsAsWritten(built: BuiltFlow, name: string): string[] | undefined {
  const needs = built.byName.get(name)?.needs.map((need) => {
    const target = built.standsFor.get(need);
    return target === undefined || target === name ? need : target;
  });
  return needs && [...new Set(needs)].sort();
}

/** The executors whose needs an edit is meant to change, or whose followers' needs it is. */
function aboutOf(edit: Edit): Set<string> {
  switch (edit.kind) {
    case "remove":
      return new Set(edit.names);
    case "connect":
    case "disconnect":
      return new Set([edit.to]);
    case "add":
      return new Set();
    case "rename":
      return new Set([edit.name]);
    default:
      return new Set([edit.name]);
  }
}

function untouchedLines(text: string, changes: readonly { from: number; to: number }[]): string[] {
  let at = 0;
  return text.split("\n").filter((line) => {
    const from = at;
    const to = at + line.length;
    at = to + 1;
    return !changes.some((change) => change.from <= to && change.to >= from);
  });
}
