/** Whatever becomes of the text: what the lines of one executor prove holds of the whole file. */
import { describe, expect, test } from "vitest";
import { createSeededRandom } from "../../base/test-random.ts";
import type { Edit } from "../../model/flow-edit.ts";
import type { Path } from "../../model/path.ts";
import { sameValue } from "../../model/same-value.ts";
import { applySteps, type Step } from "../../model/steps.ts";
import { applyChanges, type TextChange } from "../../model/text-change.ts";
import type { Value } from "../../model/value.ts";
import { contextOf } from "../read/read-document.ts";
import { readFlow } from "../read/read-flow.ts";
import { NO_VARIABLES } from "../read/substitute.ts";
import { editDocument, planDocument } from "./edit-document.ts";
import { proveEntry, proveFile } from "./entry-proof.ts";
import { TextLines } from "./text-lines.ts";
import { asWholeLines, withoutUntouched } from "./untouched-lines.ts";

/** Entries of an executor in styles that take in, or do not, what stands below them. */
const ENTRIES = [
  "KEY: 1",
  "KEY: word  # why",
  "KEY:",
  "KEY: |\n      text\n       more",
  "KEY: |+\n      text\n\n",
  "KEY: >-\n      text\n\n      more",
  "KEY: word\n      goes on",
  'KEY: "quoted\n      goes on"',
  "KEY: [1,\n      2]",
  "KEY:\n    - 1\n    - a: 2\n      b: |\n        text",
  "KEY:\n      a: 1\n      # why\n      b: |+\n        text\n\n      c: 3\n      d:\n        e: 5",
  "KEY:\n    - a: 1\n      b: 2\n    -\n    - - 1\n      - 2\n      - |\n        text\n    - c: 3\n      d: 4",
  "KEY:\n      - 1\n      - [2,\n        3]\n      # why\n      - word\n        goes on\n      - 4",
  "KEY: {a: 1, b: 2}",
  "# a comment",
  "      # a deep one",
  "",
];
const INSERTS = [
  ...["", "", "\n", "    n: 1\n", "\n    n: 1", "      n: 1\n", "\n      n: 1", "        deep\n", "  "],
  ...["    - 5\n", "      - 5\n", "5", "\n    - 5"],
  ...[
    "    # why\n",
    "          # why\n",
    "    k1: 5\n",
    "'",
    "|",
    "  port: 2\n",
    "  port: 1\n",
    "    n: |\n      x\n",
    "  - name: y\n",
  ],
];
const AFTER = [
  "  - name: z\n    uses: |\n      Z\n  - name: q\n    env:\n      A: 1\n      B: 2\nwith:\n  port: 1\n",
  ...["", "", "  - name: z\n", "\n  - name: z\n", "        # deep\n", "with: {port: 1}\n", "...\n"],
];

interface Drawn {
  readonly text: string;
  readonly changes: readonly TextChange[];
}

function draw(seed: number): Drawn {
  const random = createSeededRandom(seed);
  const pick = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)]!;
  const count = 2 + Math.floor(random() * 5);
  const entries = Array.from(
    { length: count },
    (_, index) => `    ${pick(ENTRIES).replace("KEY", `k${index}`)}\n`,
  );
  const whole = `jtype: Flow\nexecutors:\n  - name: x\n${entries.join("")}${pick(AFTER)}`;
  const text = random() < 0.2 ? whole.trimEnd() : whole;
  const places = [...text.matchAll(/^|$/gm)].map(({ index }) => index).filter((at) => at > 24);
  const changes: TextChange[] = [];
  for (let left = 1 + Math.floor(random() * 2); left > 0; left--) {
    const from = pick(places);
    const later = places.filter((at) => at > from);
    const to = random() < 0.5 || later.length === 0 ? from : pick(later.slice(0, 4));
    const isFree = changes.every((other) => other.to < from || other.from > to);
    if (isFree) {
      changes.push({ from, to, insert: pick(INSERTS) });
    }
  }
  return { text, changes: changes.sort((a, b) => a.from - b.from) };
}

/** Steps that may be what a change has done: nothing, another key, one less, another value. */
const STEPS: readonly Step[] = [
  ...[1, 2, 3].map(
    (place): Step => ({ kind: "insert", path: ["executors", place], value: new Map([["name", "y"]]) }),
  ),
  ...[1, 2].map((place): Step => ({ kind: "unset", path: ["executors", place] })),
  { kind: "set", path: ["with", "port"], value: 2 },
  { kind: "unset", path: ["with"] },
  { kind: "set", path: ["executors", 0, "name"], value: "y" },
  { kind: "set", path: ["executors", 0, "name"], value: "x" },
  ...([1, 5, "x\n", null] as const).map(
    (value): Step => ({ kind: "set", path: ["executors", 0, "n"], value }),
  ),
  ...[1, 2, 3].flatMap((key): Step[] => [
    { kind: "unset", path: ["executors", 0, `k${key}`] },
    { kind: "set", path: ["executors", 0, `k${key}`, "n"], value: 1 },
    { kind: "unset", path: ["executors", 0, `k${key}`, "c"] },
    { kind: "unset", path: ["executors", 0, `k${key}`, "d"] },
    { kind: "set", path: ["executors", 0, `k${key}`], value: 5 },
    { kind: "set", path: ["executors", 0, `k${key}`], value: null },
    { kind: "set", path: ["executors", 0, `k${key}`], value: "word deep" },
    { kind: "set", path: ["executors", 0, `k${key}`, 1], value: 5 },
    { kind: "set", path: ["executors", 0, `k${key}`, 3], value: 5 },
    { kind: "set", path: ["executors", 0, `k${key}`, 3, "c"], value: 5 },
    { kind: "unset", path: ["executors", 0, `k${key}`, 3] },
    { kind: "insert", path: ["executors", 0, `k${key}`, 2], value: 5 },
  ]),
];

describe("what is proven of an executor", () => {
  test("holds of the whole text, for changes of any kind", () => {
    let proven = 0;
    let provenWhole = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const { text, changes } = draw(seed);
      const before = readFlow(text);
      if (!before.isFlow || changes.length === 0) {
        continue;
      }
      const after = readFlow(applyChanges(text, changes));
      for (const step of STEPS) {
        const meant = attempted(() => applySteps(before.root!, [step]));
        const context = { ...contextOf(before.surroundings), ...NO_VARIABLES };
        const story = () => JSON.stringify({ seed, text, changes, step }, null, 1);
        if (meant && proveEntry(before, [step], changes, context)) {
          proven += 1;
          const [is, should] = [after.root, meant].map((root) => root?.get("executors") ?? null);
          expect(sameValue(is!, should!), story()).toBe(true);
        }
        const whole = meant && proveFile(before, meant, changes);
        if (whole) {
          provenWhole += 1;
          expect(after.isFlow, story()).toBe(true);
          expect(whole, story()).toEqual(after.root);
        }
      }
    }
    expect(Math.min(proven, provenWhole)).toBeGreaterThan(40);
  });

  test("is read off the lines that change, with one line in the place of those beside each other that do not", () => {
    const large = Array.from({ length: 50 }, (_, index) => `        k${index}: [1, 2]\n`).join("");
    const text = `jtype: Flow\nexecutors:\n  - name: x\n    uses: X\n    uses_with:\n      a: |\n        text\n      b:\n${large}      c: 3\n    env: {A: b}\n`;
    const document = readFlow(text);
    const list = document.yaml.root?.kind === "map" ? document.yaml.root.entries[1]?.value : undefined;
    const node = list?.kind === "seq" ? list.items[0]!.value : expect.fail("no list");
    const readOf = (path: Path, value: Value) => {
      const edit: Edit = { kind: "set-path", path: ["executors", 0, ...path], value };
      const [plan, edited] = [planDocument(document, edit), editDocument(document, edit)];
      if ("refused" in plan || "refused" in edited) {
        return expect.fail("refused");
      }
      const [was, meant] = [document.root!, applySteps(document.root!, plan.steps)].map(
        (root) => (root.get("executors") as readonly Value[])[0]!,
      );
      const changes = edited.changes.map((change) => asWholeLines(text, change, undefined));
      const short = withoutUntouched(node, was, meant!, changes, new TextLines(text));
      const all = [...changes, ...short.changes].sort(
        (one, other) => one.from - other.from || one.to - other.to,
      );
      return applyChanges(text, all).slice("jtype: Flow\nexecutors:\n".length);
    };
    expect(readOf(["replicas"], 2)).toBe("  - name: x\n    env: 0\n    replicas: 2\n");
    expect(readOf(["uses"], "Y")).toBe("  - name: x\n    uses: Y\n    env: 0\n");
    expect(readOf(["uses_with", "c"], 4)).toBe(
      "  - name: x\n    uses: 0\n    uses_with:\n      a: |\n        text\n      b: 0\n      c: 4\n    env: 0\n",
    );
    expect(readOf(["name"], "y")).toBe("  - name: y\n    env: 0\n");
  });
});

function attempted<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
