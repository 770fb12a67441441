import { expect, test } from "vitest";
import { laidOutPlaces } from "../model/drawing/arrange.ts";
import type { HistoryChange, HistoryStep } from "./history.ts";
import { newFile } from "./open-file.ts";
import { wholeDocument } from "./pack-document.ts";

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
    const entries = wholeDocument(file, { revision: 1, body: file, sources: null }, new Map(), 1);
    const labels = entries.flatMap(({ value }) =>
      typeof value === "object" && value !== null && "label" in value ? [value.label] : [],
    );
    expect(labels).toEqual(["last"]);
  }
});
