import { describe, expect, test } from "vitest";
import { laidOutPlaces, type Places } from "../model/drawing/arrange.ts";
import type { Point } from "../model/drawing/geometry.ts";
import { pagesOf } from "../model/drawing/pages.ts";
import { applyChanges, type TextChange } from "../model/text-change.ts";
import {
  endBurst,
  type History,
  NO_HISTORY,
  placeAfter,
  placeLast,
  recordStep,
  recordWhole,
  type TypingOrigin,
  takeStep,
} from "./history.ts";

const placed = (...points: readonly (readonly [string, Point])[]): Places => ({
  ...laidOutPlaces("right"),
  placed: pagesOf(new Map(points)),
});
const PLACED = placed();
const NONE = { selection: new Set<string>(), selectedEdges: [] };

/** Types changes, each a place, what is cut there and what is put there, and an origin if it is not the keys. */
type Typed = readonly [at: number, cut: number, insert: string, origin?: TypingOrigin, afterMs?: number];

function type(text: string, typed: readonly Typed[]): { texts: string[]; history: History } {
  let [now, history, atMs] = [text, NO_HISTORY, 0];
  const texts = [now];
  for (const [from, cut, insert, origin = "keys", afterMs = 100] of typed) {
    atMs += afterMs;
    const changes: TextChange[] = [{ from, to: from + cut, insert }];
    const next = applyChanges(now, changes);
    history = recordStep(history, {
      label: "Typing",
      kind: "typing",
      changes,
      before: { text: now, places: PLACED, ...NONE },
      after: { text: next, places: PLACED, ...NONE },
      atMs,
      origin,
    });
    now = next;
    texts.push(now);
  }
  return { texts, history };
}

/** The texts that undo goes back through, the newest first. */
function undone(text: string, history: History): string[] {
  const texts: string[] = [];
  let [now, rest] = [text, history];
  for (let gone = takeStep(rest, "undo"); gone; gone = takeStep(rest, "undo")) {
    now = applyChanges(now, gone.change.changes);
    rest = gone.history;
    texts.push(now);
  }
  return texts;
}

describe("one step", () => {
  test.each<[string, readonly Typed[]]>([
    [
      "keys one after the other",
      [
        [1, 0, "x"],
        [2, 0, "y"],
        [3, 0, "\n  "],
        [6, 0, "z"],
      ],
    ],
    [
      "backspaces",
      [
        [3, 1, ""],
        [2, 1, ""],
        [1, 1, ""],
      ],
    ],
    [
      "deletions forwards",
      [
        [1, 1, ""],
        [1, 1, ""],
      ],
    ],
    [
      "keys after a selection is typed over",
      [
        [1, 2, "x"],
        [2, 0, "y"],
      ],
    ],
    [
      "what an input method composes, however long choosing takes",
      [
        [1, 0, "k"],
        [1, 1, "か", "composition"],
        [1, 1, "火", "composition", 5000],
        [2, 0, "x"],
      ],
    ],
    [
      "a composition that is given up",
      [
        [1, 0, "k"],
        [1, 1, "", "composition"],
        [1, 0, "x"],
      ],
    ],
  ])("%s", (_, typed) => {
    const { texts, history } = type("abcde", typed);
    expect(undone(texts.at(-1)!, history)).toEqual(["abcde"]);
    expect(takeStep(history, "undo")!.change.changes).toHaveLength(1);
  });
});

describe("a step of its own", () => {
  test.each<[string, readonly Typed[]]>([
    [
      "a key after a second",
      [
        [1, 0, "x"],
        [2, 0, "y", "keys", 1000],
      ],
    ],
    [
      "a key elsewhere",
      [
        [1, 0, "x"],
        [4, 0, "y"],
      ],
    ],
    [
      "a key before the last one",
      [
        [1, 0, "x"],
        [1, 0, "y"],
      ],
    ],
    [
      "a deletion after keys",
      [
        [1, 0, "xy"],
        [2, 1, ""],
      ],
    ],
    [
      "a key after a deletion",
      [
        [2, 1, ""],
        [2, 0, "x"],
      ],
    ],
    [
      "a deletion elsewhere",
      [
        [4, 1, ""],
        [1, 1, ""],
      ],
    ],
    [
      "what is pasted",
      [
        [1, 0, "x"],
        [2, 0, "yy", "whole"],
      ],
    ],
    [
      "a key after what is pasted",
      [
        [1, 0, "xx", "whole"],
        [3, 0, "y"],
      ],
    ],
    [
      "a selection that is typed over",
      [
        [1, 0, "x"],
        [2, 1, "y"],
      ],
    ],
    [
      "a composition after keys and a second",
      [
        [1, 0, "x"],
        [2, 0, "k", "keys", 1000],
      ],
    ],
  ])("%s", (_, typed) => {
    const { texts, history } = type("abcde", typed);
    expect(undone(texts.at(-1)!, history)).toEqual(texts.slice(0, -1).toReversed());
  });

  test("a key after the burst was ended, as by moving the cursor, or undone", () => {
    const { texts, history } = type("abc", [[1, 0, "x"]]);
    const step = {
      label: "Typing",
      kind: "typing",
      changes: [{ from: 2, to: 2, insert: "y" }],
      before: { text: texts[1]!, places: PLACED, ...NONE },
      after: { text: "axybc", places: PLACED, ...NONE },
      atMs: 150,
    } as const;
    expect(recordStep(history, step).undo).toHaveLength(1);
    const ended = endBurst(history);
    expect(recordStep(ended, step).undo).toHaveLength(2);
    expect(endBurst(ended)).toBe(ended);
    const redone = takeStep(takeStep(history, "undo")!.history, "redo")!.history;
    expect(recordStep(redone, step).undo).toHaveLength(2);
  });
});

test("there and back, with the places of cards", () => {
  const places = [placed(), placed(["a", { x: 1, y: 2 }])] as const;
  const history = recordStep(NO_HISTORY, {
    label: "Edit",
    kind: "edit",
    changes: [
      { from: 0, to: 1, insert: "" },
      { from: 2, to: 2, insert: "xx" },
    ],
    before: { text: "abc", places: places[0], ...NONE },
    after: { text: "bxxc", places: places[1], ...NONE },
    atMs: 0,
  });
  const back = takeStep(history, "undo")!;
  expect([applyChanges("bxxc", back.change.changes), back.change.places]).toEqual(["abc", places[0]]);
  const forth = takeStep(back.history, "redo")!;
  expect([applyChanges("abc", forth.change.changes), forth.change.places]).toEqual(["bxxc", places[1]]);
  expect([takeStep(back.history, "undo"), takeStep(forth.history, "redo")]).toEqual([null, null]);
  const [moved] = placeLast(history, placed(["b", { x: 3, y: 4 }])).undo;
  expect(moved!.forward.places.placed).toEqual([["b", 3, 4]]);
  expect(placeLast(NO_HISTORY, PLACED)).toBe(NO_HISTORY);
});

test("a whole step leads between any two texts, and 500 steps are kept", () => {
  let history = NO_HISTORY;
  const text = (index: number) => String(index).repeat(3);
  for (let index = 0; index < 520; index++) {
    const [before, after] = [index, index + 1].map((at) => ({ text: text(at), places: PLACED, ...NONE }));
    history = recordWhole(history, { label: "", kind: "edit", before: before!, after: after! });
  }
  const texts = undone(text(520), history);
  expect([texts.length, texts[0], texts.at(-1)]).toEqual([500, text(519), text(20)]);
});

test("the place that a change shows is behind the first of its parts", () => {
  expect(placeAfter([{ from: 3, to: 5, insert: "ab" }])).toBe(5);
  expect(placeAfter([])).toBeNull();
});
