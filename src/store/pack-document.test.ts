import { describe, expect, test } from "vitest";
import type { Entry } from "../base/database.ts";
import { laidOutPlaces } from "../model/drawing/arrange.ts";
import { pagesOf } from "../model/drawing/pages.ts";
import { type Points, pointsByName } from "../model/drawing/points.ts";
import type { HistoryChange, HistoryStep } from "./history.ts";
import { readDocumentParts } from "./kept-document.ts";
import { type FileRecord, newFile } from "./open-file.ts";
import { documentWrite, knownDocument, UNKNOWN, type Writer, wholeDocument } from "./pack-document.ts";

const labelsOf = (entries: readonly Entry[]) =>
  entries.flatMap(({ value }) =>
    typeof value === "object" && value !== null && "label" in value ? [value.label] : [],
  );

const writer = (): Writer => ({ tabId: "t", numbers: new WeakMap() });

test("of a history that is too long the steps nearest to the text are kept, whatever makes them long", () => {
  const names = Array.from({ length: 60_000 }, (_, at) => `e${at}`);
  const places = laidOutPlaces("right");
  const pointsAt = (x: number) => pagesOf(new Map(names.map((name) => [name, { x, y: 0 }])));
  const longs = [
    (x: number) => ({ ...places, placed: pointsAt(x) }),
    (x: number) => ({ ...places, kept: pointsAt(x) }),
    () => ({ ...places, pinned: new Set(names) }),
  ];
  for (const long of longs) {
    const undo = ["first", "last"].map((label, at): HistoryStep => {
      const change = { changes: [], places: long(at), selection: new Set<string>(), selectedEdges: [] };
      return { label, kind: "move", burst: null, backward: change, forward: change };
    });
    const file = { ...newFile("id", "flow.yml", "jtype: Flow"), undo };
    expect(labelsOf(wholeDocument(file, { revision: 1, body: file, sources: null }, writer(), 1))).toEqual([
      "last",
    ]);
  }
});

test("a step that is put right while others can be redone keeps its place in the history", () => {
  const change: HistoryChange = {
    changes: [],
    places: laidOutPlaces("right"),
    selection: new Set(),
    selectedEdges: [],
  };
  const step = (label: string): HistoryStep => ({
    label,
    kind: "move",
    burst: null,
    backward: change,
    forward: change,
  });
  const file = {
    ...newFile("id", "flow.yml", "jtype: Flow"),
    undo: [step("1"), step("2")],
    redo: [step("4"), step("3")],
  };
  const own = writer();
  const known = { revision: 1, body: file, sources: null };
  wholeDocument(file, known, own, 1000);
  const right = { ...file, undo: [file.undo[0]!, step("2")] };
  const [head, ...parts] = wholeDocument(right, known, own, 2000);
  const inOrder = parts.toSorted((a, b) => Number(a.key[3] ?? 0) - Number(b.key[3] ?? 0));
  const read = readDocumentParts("id", head?.value, inOrder);
  expect(read?.file.undo.map(({ label }) => label)).toEqual(["1", "2"]);
  expect(read?.file.redo.map(({ label }) => label)).toEqual(["4", "3"]);
});

/** Points of so many cards, all at that height. */
const pointsAt = (y: number, count: number) =>
  new Map(Array.from({ length: count }, (_, x) => [`e${x}`, { x, y }]));

/** A step between places that differ in `kept`. */
function stepBetween(label: string, before: Points, after: Points): HistoryStep {
  const change = (kept: Points): HistoryChange => ({
    changes: [],
    places: { ...laidOutPlaces("right"), kept },
    selection: new Set(),
    selectedEdges: [],
  });
  return { label, kind: "edit", burst: null, backward: change(before), forward: change(after) };
}

describe("points of many cards", () => {
  const first = pagesOf(pointsAt(0, 1000));
  const second = pagesOf(new Map([...pointsAt(0, 1000), ["e500", { x: 7, y: 7 }]]), first);
  const third = pagesOf(new Map([...pointsByName(second), ["new", { x: 8, y: 8 }]]), second);
  const file: FileRecord = {
    ...newFile("id", "flow.yml", "jtype: Flow"),
    undo: [stepBetween("1", first, second), stepBetween("2", second, third)],
    places: { ...laidOutPlaces("right"), placed: first, kept: third },
  };
  const pagesIn = (entries: readonly Entry[]) => entries.filter(({ key }) => key[2] === "page");
  const kept = () => {
    const [head, ...parts] = wholeDocument(file, { ...UNKNOWN, revision: 1 }, writer(), 1000);
    return { head, parts };
  };

  test("are kept in pages, each once, and what was read shares them as before", () => {
    const { head, parts } = kept();
    expect(pagesIn(parts).map(({ value }) => value)).toEqual([...new Set([...first, ...second, ...third])]);
    const read = readDocumentParts("id", head?.value, parts)!.file;
    expect([read.places, read.undo]).toEqual([file.places, file.undo]);
    expect(read.places.placed[0]).toBe(read.undo[0]?.backward.places.kept?.[0]);
  });

  test("are written once: of an edit the pages that it changed, and pages that nothing is made of any more go", () => {
    const own = writer();
    const whole = documentWrite(file, UNKNOWN, own, 1000)!;
    expect(documentWrite({ ...file }, whole.known, own, 2000)).toBeNull();
    const fourth = pagesOf(new Map([...pointsByName(third), ["e0", { x: 9, y: 9 }]]), third);
    const edited = {
      ...file,
      undo: [...file.undo, stepBetween("3", third, fourth)],
      places: { ...file.places, kept: fourth },
    };
    const { write, known } = documentWrite(edited, whole.known, own, 2000)!;
    expect(pagesIn(write.put).map(({ value }) => value)).toEqual([fourth[0]]);
    expect(write.remove).toEqual([]);
    const back = documentWrite(file, known, own, 3000)!;
    expect(pagesIn(back.write.put)).toEqual([]);
    expect(back.write.remove.map((key) => key[2])).toEqual(["page", "step"]);
  });

  test("are not written again after they were read", () => {
    const { head, parts } = kept();
    const read = readDocumentParts("id", head?.value, parts)!;
    const own = writer();
    const known = knownDocument(read.file, read, own);
    expect(documentWrite({ ...read.file }, known, own, 2000)).toBeNull();
    const step = read.file.undo[1]!;
    const undone = { ...read.file, undo: [read.file.undo[0]!], redo: [step], places: step.backward.places };
    const { write } = documentWrite(undone, known, own, 2000)!;
    expect(write.put.map(({ key }) => key[2] ?? key[0])).toEqual(["head", "places"]);
  });

  test.each<[string, (parts: readonly Entry[]) => Entry[]]>([
    ["is missing", (parts) => parts.filter(({ key }) => key[3] !== pagesIn(parts)[2]?.key[3])],
    ["is none", (parts) => parts.map((part) => (part === pagesIn(parts)[2] ? { ...part, value: 5 } : part))],
    [
      "holds what is no point",
      (parts) =>
        parts.map((part) =>
          part === pagesIn(parts)[2] ? { ...part, value: ["e1", null, 5, 7, 8, 9, "e2", 1e9, 0, {}] } : part,
        ),
    ],
  ])("lose those of a page that %s, and nothing else", (_, spoil) => {
    const { head, parts } = kept();
    const { file: read, isWhole } = readDocumentParts("id", head?.value, spoil(parts))!;
    expect([isWhole, read.undo.length]).toEqual([true, 2]);
    const points = pointsByName(read.places.kept!);
    expect([...pointsByName(third)].filter(([name]) => !points.has(name))).toHaveLength(64);
    expect(Object.fromEntries(pointsByName(third))).toMatchObject(Object.fromEntries(points));
  });

  test("that an older version has kept in one piece are read, and written in pages once they change", () => {
    const old = { ...file, undo: [], places: { ...file.places, placed: [], kept: [first.flat()] } };
    const own = writer();
    const { write } = documentWrite(old, UNKNOWN, own, 1000)!;
    expect(pagesIn(write.put)).toEqual([]);
    const [head, ...parts] = write.put;
    const read = readDocumentParts("id", head?.value, parts)!;
    expect(pointsByName(read.file.places.kept!)).toEqual(pointsByName(first));
    const known = knownDocument(read.file, read, own);
    expect(documentWrite({ ...read.file }, known, own, 2000)).toBeNull();
    const kept = pagesOf(pointsByName(second), read.file.places.kept!);
    const moved = documentWrite({ ...read.file, places: { ...read.file.places, kept } }, known, own, 2000)!;
    expect(pagesIn(moved.write.put)).toHaveLength(kept.length);
  });
});
