/**
 * Seeded random gestures on the store: what a person does on the canvas, with keys and in the text, in any order.
 *
 * [Z1] After each gesture all that was read is what reading the text from scratch gives; while the text holds no Flow,
 *      the last one that did is drawn.
 * [Z2] Only what is drawn is selected, and each card has one place.
 * [Z3] Undo of all steps gives the first text byte for byte, with the cards where they stood; redo of all the last.
 */
import { describe, expect, test } from "vitest";
import { settled } from "../base/test-clock.ts";
import { createSeededRandom } from "../base/test-random.ts";
import { STYLES } from "../formats/edit/test-edits.ts";
import { type FlowDocument, readFlow } from "../formats/read/read-flow.ts";
import type { Point } from "../model/drawing/geometry.ts";
import { missingNeeds } from "../model/drawing/layout.ts";
import { drawnFlow } from "../model/drawing/test-graphs.ts";
import { GATEWAY } from "../model/flow.ts";
import type { Need } from "../model/flow-edit.ts";
import { commandById, runCommand } from "./commands.ts";
import { arrangementOf } from "./derived.ts";
import { createDesigner, type Designer } from "./designer.ts";
import { EMPTY_FLOW, isReadOnly } from "./open-file.ts";
import { createFakePorts, type FakePorts, readAll } from "./test-ports.ts";

/** Tries so many times as much. */
const FACTOR = Number(process.env.GESTURES_FACTOR ?? 1);
const STEPS = 40;
/** Those that once found something come last. */
const SEEDS = [...Array.from({ length: 50 * FACTOR }, (_, index) => index + 1), 118];

const LARGE = {
  name: "large",
  text: `jtype: Flow\nexecutors:\n${drawnFlow("mixed", 2100, 1)
    .nodes.map(({ name, needs }) => `- {name: ${name}, needs: [${needs.join(", ")}]}\n`)
    .join("")}`,
};

/** What people paste, sense or not. */
const PASTED = [
  "- name: pasted\n  uses: Pasted   # with a comment\n",
  "name: single\nneeds: [loader, nobody]\n",
  "jtype: Flow\nexecutors:\n  - name: one\n  - name: two\n    needs: one\n  - {name: both, needs: [one, two]}\n",
  "- name: a\n- name: a\n  needs: a\n",
  "no executor at all",
  "{[",
  "",
];

/** What people type. */
const TYPED = [
  " ",
  "\n",
  "x",
  ":",
  "- ",
  "#",
  "'",
  "[",
  "{",
  "needs: gateway\n",
  "  - name: typed\n",
  "\n  - name: typed\n    replicas: 2\n",
  "&a ",
  "*a",
  "\t",
];

const NAMES = ["renamed", "loader", "b2", "größe", "not a name", "a"];

interface Draw {
  readonly next: () => number;
  below(count: number): number;
  of<Item>(items: readonly Item[]): Item | undefined;
  some<Item>(items: readonly Item[]): Item[];
  point(): Point;
}

function createDraw(seed: number): Draw {
  const next = createSeededRandom(seed);
  const below = (count: number) => Math.floor(next() * count);
  return {
    next,
    below,
    of: (items) => items[below(items.length)],
    some: (items) => items.filter(() => next() < 0.4),
    point: () => ({ x: below(1200) - 200, y: below(800) - 200 }),
  };
}

/** A page in the middle of its work. */
interface Page {
  readonly designer: Designer;
  readonly ports: FakePorts;
  readonly draw: Draw;
  /** The last text that held a Flow. */
  sound: string;
  /** What was read and compared last. */
  checked: FlowDocument | null;
}

const pictureOf = ({ designer }: Page) => designer.get().file.shown.picture;
const namesOf = (page: Page) => pictureOf(page).nodes.map(({ name }) => name);

function edgesOf(page: Page): Need[] {
  const { nodes, end } = pictureOf(page);
  const drawn = nodes.flatMap(({ name, needs }) => needs.map((from) => ({ from, to: name })));
  return end === null ? drawn : [...drawn, { from: end, to: GATEWAY }];
}

const anyEnd = (page: Page) => page.draw.of([...namesOf(page), GATEWAY]) ?? GATEWAY;

async function command(page: Page, id: string): Promise<void> {
  runCommand(page.designer, commandById(id));
  await settled();
  await readAll(page.ports);
}

function replace({ designer }: Page, from: number, to: number, insert: string): void {
  designer.do.type([{ from, to, insert }]);
}

type Gesture = (page: Page) => unknown;

/** By name, each with how often it is made. */
const GESTURES: Readonly<Record<string, readonly [weight: number, Gesture]>> = {
  add: [3, (page) => command(page, "add")],
  "add at a point": [
    2,
    ({ designer, draw }) => void designer.do.addExecutor(new Map([["uses", "Dropped"]]), draw.point()),
  ],
  insert: [
    2,
    async (page) => {
      const edge = page.draw.of(edgesOf(page));
      page.designer.do.select([], edge ? [edge] : []);
      await command(page, "insert");
    },
  ],
  connect: [6, (page) => page.designer.do.edit({ kind: "connect", from: anyEnd(page), to: anyEnd(page) })],
  disconnect: [
    3,
    async (page) => {
      page.designer.do.select([], page.draw.some(edgesOf(page)));
      await command(page, "disconnect");
    },
  ],
  "move an edge's end": [
    3,
    (page) => {
      const need = page.draw.of(edgesOf(page));
      const end = anyEnd(page);
      const instead = need && (page.draw.next() < 0.5 ? { ...need, to: end } : { ...need, from: end });
      return need && instead && page.designer.do.edit({ kind: "reconnect", need, instead });
    },
  ],
  box: [
    6,
    (page) => {
      const { designer, draw } = page;
      designer.do.select(draw.some([...namesOf(page), GATEWAY]), draw.some(edgesOf(page)));
    },
  ],
  drag: [
    4,
    (page) => {
      const { designer, draw } = page;
      designer.do.movePlaced(new Map(draw.some(namesOf(page)).map((name) => [name, draw.point()])));
    },
  ],
  "drag a copy": [
    1,
    ({ designer, draw }) =>
      designer.do.duplicateSelected(
        new Map([...designer.get().file.selection].map((name) => [name, draw.point()])),
      ),
  ],
  keys: [
    2,
    (page) =>
      command(page, page.draw.of(["nudge-left", "nudge-down-far", "travel-right", "next-edge"]) ?? ""),
  ],
  rename: [
    3,
    ({ designer, draw, ...page }) => {
      const name = draw.of(namesOf({ designer, draw, ...page }));
      return name === undefined ? null : designer.do.edit({ kind: "rename", name, to: draw.of(NAMES) ?? "" });
    },
  ],
  set: [
    2,
    (page) => {
      const name = page.draw.of(namesOf(page));
      return (
        name !== undefined &&
        page.designer.do.edit({ kind: "set", name, key: "replicas", value: page.draw.below(5) })
      );
    },
  ],
  delete: [3, (page) => command(page, "delete")],
  "delete and reconnect": [2, (page) => command(page, "delete-reconnect")],
  copy: [2, (page) => command(page, "copy-yaml")],
  cut: [1, (page) => command(page, "cut")],
  paste: [3, (page) => command(page, page.draw.of(["paste", "paste-linked"]) ?? "")],
  "paste from elsewhere": [
    2,
    ({ designer, draw }) => designer.do.paste(draw.of(PASTED) ?? "", draw.next() < 0.5, draw.point()),
  ],
  duplicate: [2, (page) => command(page, "duplicate")],
  "move in the file": [2, (page) => command(page, page.draw.of(["move-up", "move-down"]) ?? "")],
  undo: [5, (page) => command(page, "undo")],
  redo: [2, (page) => command(page, "redo")],
  "undo and redo some": [
    4,
    async (page) => {
      const ids = ["undo", "redo"].flatMap((id) => Array(1 + page.draw.below(4)).fill(id));
      for (const id of ids) {
        await command(page, id);
        check(page);
      }
    },
  ],
  type: [
    6,
    (page) => {
      const at = page.draw.below(page.designer.get().file.text.length + 1);
      replace(page, at, at, page.draw.of(TYPED) ?? "");
    },
  ],
  "delete text": [
    3,
    (page) => {
      const { length } = page.designer.get().file.text;
      const from = page.draw.below(length + 1);
      replace(page, from, Math.min(length, from + page.draw.below(12)), "");
    },
  ],
  "mend the text": [
    4,
    (page) => {
      const { file } = page.designer.get();
      if (isReadOnly(file)) {
        replace(page, 0, file.text.length, page.sound);
      }
    },
  ],
  "move the cursor": [1, ({ designer }) => designer.do.endBurst()],
  pin: [2, (page) => command(page, page.draw.of(["pin", "unpin"]) ?? "")],
  "lay out": [2, (page) => command(page, page.draw.of(["tidy", "tidy", "turn", "wrap"]) ?? "")],
  "a fix": [
    2,
    (page) => {
      const { problems } = page.designer.get().file;
      const fixes = problems.flatMap(({ fix }) => (fix ? [fix] : []));
      const fix = page.draw.of(fixes);
      return fix && page.designer.do.applyFix(fix);
    },
  ],
  save: [1, ({ designer }) => designer.do.markSaved()],
};

const BAG = Object.entries(GESTURES).flatMap(([name, [weight]]) =>
  Array.from({ length: weight }, () => name),
);

/** True if both are the same to the last part; what is worked out when it is asked for follows from the rest. */
function isSame(one: unknown, other: unknown, seen = new Map<unknown, unknown>()): boolean {
  if (typeof one === "function" || typeof one !== "object" || one === null) {
    return typeof one === typeof other && (typeof one === "function" || Object.is(one, other));
  }
  if (seen.get(one) === other) {
    return true;
  }
  seen.set(one, other);
  if (typeof other !== "object" || other === null || one.constructor !== other.constructor) {
    return false;
  }
  const [parts, others] = [one, other].map((whole) =>
    whole instanceof Map || whole instanceof Set ? [...whole].flat() : Object.entries(whole).flat(),
  );
  return (
    parts?.length === others?.length && parts?.every((part, at) => isSame(part, others?.[at], seen)) === true
  );
}

/** What follows from the text, and not from how it was come by. */
const meaningOf = ({ root, flow, built, picture, problems, variables, isFlow, legacy }: FlowDocument) => ({
  root,
  flow,
  built,
  picture,
  problems,
  variables,
  isFlow,
  legacy,
});

function check(page: Page): void {
  const { file, toast } = page.designer.get();
  const { text, reading, shown, selection, selectedEdges, places } = file;
  expect(toast?.text ?? "").not.toContain("fault of the Designer");
  expect(reading.document.text).toBe(text);
  if (reading.document !== page.checked) {
    const [held, fresh] = [meaningOf(reading.document), meaningOf(readFlow(text))];
    if (!isSame(held, fresh)) {
      expect(held).toEqual(fresh);
      expect.fail("what was read is not what reading it from scratch gives");
    }
    page.checked = reading.document;
  }
  expect(file.problems).toBe(reading.document.problems);
  if (reading.document.isFlow) {
    page.sound = text;
    expect(shown).toBe(reading.document);
  } else {
    expect(shown.text).toBe(page.sound);
  }
  const names = new Set(namesOf(page));
  expect([...selection].filter((name) => name !== GATEWAY && !names.has(name))).toEqual([]);
  const edges = new Set(edgesOf(page).map(({ from, to }) => `${from}->${to}`));
  expect(selectedEdges.filter(({ from, to }) => !edges.has(`${from}->${to}`))).toEqual([]);
  const { executors } = arrangementOf(shown.picture, places);
  expect([...executors.keys()].sort()).toEqual([...names, ...missingNeeds(shown.picture)].sort());
  for (const { x, y } of executors.values()) {
    expect(Number.isFinite(x + y)).toBe(true);
  }
}

const made = new Map<string, number>();

async function runSeed(
  seed: number,
  { text, name: style }: Pick<(typeof STYLES)[number], "text" | "name"> = STYLES[seed % STYLES.length]!,
  steps = STEPS,
): Promise<void> {
  const draw = createDraw(seed);
  const ports = createFakePorts();
  const designer = createDesigner(ports, { fileName: "flow.yml", text });
  await settled();
  await readAll(ports);
  const page: Page = {
    designer,
    ports,
    draw,
    sound: readFlow(text).isFlow ? text : EMPTY_FLOW,
    checked: null,
  };
  const done: string[] = [];
  try {
    const first = designer.get().file;
    for (let step = 0; step < steps; step++) {
      const name = draw.of(BAG) ?? "";
      done.push(name);
      const before = designer.get().file;
      await GESTURES[name]?.[1](page);
      await readAll(ports);
      check(page);
      const after = designer.get().file;
      if (after.text !== before.text || after.places !== before.places) {
        made.set(name, (made.get(name) ?? 0) + 1);
      }
      await ports.clock.pass(draw.below(3) * 400);
    }
    const last = designer.get().file;
    while (designer.get().file.undo.length > 0) {
      designer.do.undo();
      await readAll(ports);
      check(page);
    }
    expect(designer.get().file.text).toBe(text);
    expect(designer.get().file.places).toEqual(first.places);
    while (designer.get().file.redo.length > 0) {
      designer.do.redo();
      await readAll(ports);
      check(page);
    }
    for (let step = 0; step < last.redo.length; step++) {
      designer.do.undo();
      await readAll(ports);
    }
    expect(designer.get().file.text).toBe(last.text);
    expect(designer.get().file.places).toEqual(last.places);
  } catch (cause) {
    throw new Error(`seed ${seed}, ${style}: ${done.join(", ")}\n${designer.get().file.text}`, { cause });
  }
}

describe("random gestures", () => {
  test.each(SEEDS)("[Z1] to [Z3]: seed %i", (seed) => runSeed(seed));

  test.each([1, 2])(
    "[Z1] to [Z3]: seed %i with more than 2,000 executors",
    (seed) => runSeed(seed, LARGE, 6),
    120_000,
  );

  test("every gesture changed something often enough to mean something", () => {
    const idle = ["box", "keys", "copy", "move the cursor", "save"];
    const rare = Object.keys(GESTURES).filter((name) => !idle.includes(name) && (made.get(name) ?? 0) < 5);
    expect(rare).toEqual([]);
  });
});
