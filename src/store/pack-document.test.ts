import { expect, test } from "vitest";
import { laidOutPlaces } from "../model/drawing/arrange.ts";
import type { HistoryChange, HistoryStep } from "./history.ts";
import { readDocumentParts } from "./kept-document.ts";
import { newFile } from "./open-file.ts";
import { type Writer, wholeDocument } from "./pack-document.ts";

const writer = (): Writer => ({ tabId: "t", numbers: new WeakMap() });

test("of a history that is too long the steps nearest to the text are kept, whatever makes them long", () => {
  const names = Array.from({ length: 60_000 }, (_, at) => `e${at}`);
  const corner = { x: 0, y: 0 };
  const places = laidOutPlaces("right");
  const points = new Map(names.map((name) => [name, corner]));
  const longs = [
    { ...places, placed: points },
    { ...places, kept: points },
    { ...places, pinned: new Set(names) },
  ];
  for (const long of longs) {
    const change: HistoryChange = { changes: [], places: long, selection: new Set(), selectedEdges: [] };
    const undo = ["first", "last"].map(
      (label): HistoryStep => ({ label, kind: "move", burst: null, backward: change, forward: change }),
    );
    const file = { ...newFile("id", "flow.yml", "jtype: Flow"), undo };
    const entries = wholeDocument(file, { revision: 1, body: file, sources: null }, writer(), 1);
    const labels = entries.flatMap(({ value }) =>
      typeof value === "object" && value !== null && "label" in value ? [value.label] : [],
    );
    expect(labels).toEqual(["last"]);
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
