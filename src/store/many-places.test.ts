/** Where cards stand in a Flow of 10,000 executors: what an edit moves, and how much of it the history holds. */
import { expect, test } from "vitest";
import type { Entry } from "../base/database.ts";
import { settled } from "../base/test-clock.ts";
import { readDocument } from "../formats/read/read-document.ts";
import type { Point } from "../model/drawing/geometry.ts";
import type { Page } from "../model/drawing/points.ts";
import { drawnFlow } from "../model/drawing/test-graphs.ts";
import type { BuiltFlow, BuiltNode } from "../model/engine/built-flow.ts";
import { GATEWAY } from "../model/flow.ts";
import { arrangementOf } from "./derived.ts";
import { createDesigner, type Designer } from "./designer.ts";
import { withPlaced } from "./edit-actions.ts";
import { recordStep } from "./history.ts";
import { readDocumentParts } from "./kept-document.ts";
import { type FileRecord, isAhead, newFile } from "./open-file.ts";
import { UNKNOWN, type Writer, wholeDocument } from "./pack-document.ts";
import { placesAfter } from "./places-after.ts";
import type { Reader } from "./ports.ts";
import { NOTHING_READ } from "./reader.ts";
import { NO_RENAMES } from "./renames.ts";
import { createFakePorts, type FakePorts, openPage } from "./test-ports.ts";

const COUNT = 10_000;
const LARGE = drawnFlow("layered", COUNT, 1);
const TEXT = `jtype: Flow\nexecutors:\n${LARGE.nodes
  .map(({ name, needs }) => `- {name: ${name}, needs: [${needs.join(", ")}]}\n`)
  .join("")}`;

/** Waits until the text is read. */
async function read(designer: Designer): Promise<void> {
  while (isAhead(designer.get().file)) {
    await settled();
  }
}

/** A page that reads without the checks, which say nothing of the graph. */
function createPorts(): FakePorts {
  const reader: Reader = { read: async ({ text, given }) => readDocument(text, { given }, null) };
  return { ...createFakePorts(), reader };
}

function pointsOf(designer: Designer): ReadonlyMap<string, Point> {
  const { shown, places } = designer.get().file;
  return arrangementOf(shown.picture, places).executors;
}

/** Names that stand elsewhere in the other one, or are not there. */
function elsewhere(one: ReadonlyMap<string, Point>, other: ReadonlyMap<string, Point>): string[] {
  return [...one].flatMap(([name, { x, y }]) => {
    const at = other.get(name);
    return at?.x === x && at.y === y ? [] : name;
  });
}

/** An executor and all that receives from it. */
function downstreamOf({ followers }: BuiltFlow, name: string): ReadonlySet<string> {
  const found = new Set([name]);
  for (const one of found) {
    for (const follower of followers.get(one) ?? []) {
      found.add(follower.name);
    }
  }
  return found;
}

test("an edit of 10,000 executors moves what it must, and undo, redo and a reload bring back what was", async () => {
  const ports = createPorts();
  const designer = createDesigner(ports, { fileName: "flow.yml", text: TEXT });
  await read(designer);
  const stood = [pointsOf(designer)];
  /** Names that moved, went or came with an edit. */
  const after = async (edit: () => unknown) => {
    edit();
    await read(designer);
    const [before, now] = [stood.at(-1)!, pointsOf(designer)];
    stood.push(now);
    return new Set([...elsewhere(before, now), ...elsewhere(now, before)]);
  };
  const picture = () => designer.get().file.shown.picture;
  const need = picture().byName.get("e5000")!.needs[0]!;
  const put = { x: 123, y: 45_678 };

  expect(await after(() => designer.do.addExecutor(new Map([["name", "new"]])))).toEqual(new Set(["new"]));
  expect(await after(() => designer.do.edit({ kind: "disconnect", from: need, to: "e5000" }))).toEqual(
    new Set(),
  );
  expect(await after(() => designer.do.edit({ kind: "rename", name: "e6000", to: "renamed" }))).toEqual(
    new Set(["e6000", "renamed"]),
  );
  expect(pointsOf(designer).get("renamed")).toEqual(stood.at(-2)!.get("e6000"));
  expect(await after(() => designer.do.movePlaced(new Map([["e7000", put]])))).toEqual(new Set(["e7000"]));
  expect(await after(() => designer.do.edit({ kind: "remove", names: ["e8000"], reconnect: true }))).toEqual(
    new Set(["e8000"]),
  );
  // It needs what stands behind it since then: it moves on, and so may what needs it, and nothing else.
  const inOrder = [...pointsOf(designer)].toSorted(([, a], [, b]) => a.x - b.x).map(([name]) => name);
  const last = inOrder.at(-1)!;
  const [early, behind] = inOrder
    .map((name) => [name, downstreamOf(picture(), name)] as const)
    .find(([, { size }]) => size > 3 && size < 100)!;
  expect(behind.has(last)).toBe(false);
  const moved = await after(() => designer.do.edit({ kind: "connect", from: last, to: early }));
  expect(moved.has(early)).toBe(true);
  expect([...moved].filter((name) => !behind.has(name))).toEqual([]);
  expect(pointsOf(designer).get("e7000")).toEqual(put);

  await designer.do.keep();
  const again = await openPage(ports, { fileName: "flow.yml", text: "" });
  await read(again);
  const { places } = designer.get().file;
  expect(again.get().file.places).toEqual(places);
  again.do.undo();
  await read(again);
  expect(elsewhere(stood.at(-2)!, pointsOf(again))).toEqual([]);

  for (let step = 1; step < stood.length; step++) {
    designer.do.undo();
  }
  await read(designer);
  expect(elsewhere(stood[0]!, pointsOf(designer))).toEqual([]);
  expect(designer.get().file).toMatchObject({ text: TEXT, places: { kept: null, placed: [] } });
  for (let step = 1; step < stood.length; step++) {
    designer.do.redo();
  }
  await read(designer);
  expect(elsewhere(stood.at(-1)!, pointsOf(designer))).toEqual([]);
  expect(designer.get().file.places).toBe(places);
}, 240_000);

/** Numbers and names that the places of a file and of its history hold, each list once however many hold it. */
function heldBy({ places, undo, redo }: FileRecord): number {
  const all = [
    places,
    ...[...undo, ...redo].flatMap(({ backward, forward }) => [backward.places, forward.places]),
  ];
  const lists = new Set(all.flatMap(({ placed, kept }) => [placed, kept ?? []]));
  const pages = new Set<Page>([...lists].flat());
  return [...lists, ...pages].reduce((sum, { length }) => sum + length, 0);
}

/** What is kept of a file beside its text, and how many characters that has. */
function keptOf(file: FileRecord): { entries: readonly Entry[]; characters: number } {
  const writer: Writer = { tabId: "t", numbers: new WeakMap() };
  const entries = wholeDocument(file, UNKNOWN, writer, 1_700_000_000_000);
  return { entries, characters: JSON.stringify(entries).length - file.text.length };
}

/** A file of which each of these Flows came out of the one before by an edit. */
function editedFile(flows: readonly BuiltFlow[]): FileRecord {
  let file: FileRecord = newFile("id", "flow.yml", "text");
  const [first, ...others] = flows.map((picture) => ({ ...NOTHING_READ.document, isFlow: true, picture }));
  let before = first!;
  for (const [at, after] of others.entries()) {
    const moves = at % 4 === 3 ? new Map([[`e${at * 100}`, { x: at, y: 50_000 + 500 * at }]]) : new Map();
    const put = withPlaced(file.places, moves);
    const next = { ...file, places: placesAfter(put, before, after, NO_RENAMES) };
    const step = { label: `${at}`, kind: "edit" as const, changes: [], before: file, after: next, atMs: at };
    file = { ...next, ...recordStep(file, step) };
    before = after;
  }
  return file;
}

/** The Flow with these nodes, as far as places ask of it. */
const flowWith = (nodes: readonly BuiltNode[]): BuiltFlow => ({
  ...LARGE,
  nodes,
  byName: new Map(nodes.map((node) => [node.name, node])),
});

test("50 steps of undo at 10,000 executors hold little more than the places of one, also where they are kept", () => {
  const flows = [LARGE];
  for (let at = 0, { nodes } = LARGE; at < 50; at++) {
    const node = LARGE.nodes[at * 190]!;
    // One more, or one that needs less, or one less.
    nodes =
      at % 3 === 0
        ? [...nodes, { ...node, name: `new${at}`, needs: [node.name] }]
        : at % 3 === 1
          ? nodes.with(at * 190, { ...node, needs: [GATEWAY] })
          : nodes.toSpliced(9000, 1);
    flows.push(flowWith(nodes));
  }
  const [one, file] = [editedFile(flows.slice(0, 2)), editedFile(flows)];
  expect(file.undo).toHaveLength(50);
  // A page or two of each step, and the list of them.
  expect(heldBy(file)).toBeLessThan(heldBy(one) + 50 * 800);
  const { entries, characters } = keptOf(file);
  expect(characters).toBeLessThan(keptOf(one).characters + 50 * 8000);

  const [head, ...parts] = entries;
  const read = readDocumentParts(file.id, head?.value, parts)!.file;
  expect(JSON.stringify(read.places)).toBe(JSON.stringify(file.places));
  const places = (steps: FileRecord["undo"]) =>
    [0, 24, 49].map((at) => [steps[at]!.backward.places, steps[at]!.forward.places]);
  expect(JSON.stringify(places(read.undo))).toBe(JSON.stringify(places(file.undo)));
  expect(heldBy(read)).toBeLessThan(heldBy(file) + 50 * 400);
}, 240_000);
