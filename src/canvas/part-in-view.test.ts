import { describe, expect, test, vi } from "vitest";
import { overlaps, type Rect } from "../model/drawing/geometry.ts";
import { nameOfId, nodeId, type Projection, rectOf } from "../model/drawing/project-flow.ts";
import { RectIndex } from "../model/drawing/rect-index.ts";
import { drawnFlow, flowOf, SHAPES } from "../model/drawing/test-graphs.ts";
import { NO_MOVES } from "./intents.ts";
import { edgesIn, nodeAt, type PartInView, partInView, servesView } from "./part-in-view.ts";
import { projectionOf } from "./test-projection.ts";
import { boundsOf } from "./viewport.ts";

/** Half of a window of 1280 by 800 at a zoom, around the middle of the drawing. */
function viewAt(projection: Projection, zoom: number): Rect {
  const { x, y, width, height } = boundsOf(projection);
  const [across, along] = [720 / zoom, 740 / zoom];
  return { x: x + (width - across) / 2, y: y + (height - along) / 2, width: across, height: along };
}

const choose = (projection: Projection, view: Rect, selected: readonly string[] = []) =>
  partInView(projection, view, new Set(selected), NO_MOVES, []);

/** As counted on the page: a card with its badges, a plain one, and an edge that can be moved. */
const elementsOf = ({ nodes, edges, isPlain }: PartInView) =>
  nodes.length * (isPlain ? 4 : 14) + edges.length * 6;

describe.each(SHAPES)("of 3,000 executors, %s", (shape) => {
  const projection = projectionOf(drawnFlow(shape, 3000, 1));

  test.each([2, 1, 0.7, 0.5, 0.36, 0.35])("what is in view is there at zoom %d, and not too much", (zoom) => {
    const view = viewAt(projection, zoom);
    const part = choose(projection, view);
    const inView = projection.nodes.filter((node) => overlaps(rectOf(node), view));
    expect(inView.filter((node) => !part.nodes.includes(node))).toEqual([]);
    const drawn = new Set([...part.edges, ...part.behind]);
    expect(edgesIn(projection, view).filter((edge) => !drawn.has(edge))).toEqual([]);
    expect(elementsOf(part)).toBeLessThan(1100);
    expect(servesView(part, view)).toBe(true);
  });
});

describe("a part", () => {
  const projection = projectionOf(drawnFlow("layered", 3000, 1));
  const view = viewAt(projection, 1);
  const part = choose(projection, view);

  test("serves views within it, and none that looks beyond", () => {
    expect(servesView(part, { ...view, x: view.x + 50, y: view.y - 50 })).toBe(true);
    expect(servesView(part, { ...view, x: part.rect.x - 1 })).toBe(false);
    expect(servesView(part, { ...view, width: part.rect.width + 1 })).toBe(false);
  });

  test("with lines for edges serves until one has come closer", () => {
    const crowded = choose(projection, viewAt(projection, 0.36));
    expect(crowded.behind.length).toBeGreaterThan(0);
    expect(servesView(crowded, viewAt(projection, 0.37))).toBe(true);
    expect(servesView(crowded, viewAt(projection, 0.5))).toBe(false);
  });

  test("has the ends of its edges, which the library has to know", () => {
    const known = new Set([...part.nodes, ...part.unseen].map(({ id }) => id));
    expect(part.edges.filter(({ source, target }) => !known.has(source) || !known.has(target))).toEqual([]);
    expect(part.unseen.filter((node) => part.nodes.includes(node))).toEqual([]);
  });

  test("has the edge that is selected as an element, however many there are", () => {
    const crowded = viewAt(projection, 0.36);
    const [edge] = choose(projection, crowded).behind;
    const { edges, behind } = choose(projection, crowded, [edge!.id]);
    expect(edges).toEqual([edge]);
    expect(behind).not.toContain(edge);
  });

  test("keeps a card that is dragged, and has those that are dragged into it", () => {
    const away = { ...view, x: view.x + 5000 };
    const [one, other] = [
      part.nodes[0]!,
      projection.nodes.find(({ id }) => !part.nodes.some((n) => n.id === id))!,
    ];
    const name = (id: string) => id.replace("executor ", "");
    const by = { x: view.x + 5200 - one.position.x, y: view.y + 300 - one.position.y };
    const moved = ({ x, y }: { x: number; y: number }) => ({ x: x + by.x, y: y + by.y });
    const moves = new Map([
      [name(one.id), moved(one.position)],
      [name(other.id), moved(other.position)],
    ]);
    expect(partInView(projection, away, new Set(), moves, [one]).nodes).toContain(one);
    expect(partInView(projection, away, new Set(), moves, []).nodes).toContain(one);
    expect(partInView(projection, away, new Set(), moves, []).nodes).not.toContain(other);
  });
});

test("of an executor with thousands of needs, all lines in view are drawn", () => {
  const names = Array.from({ length: 2500 }, (_, at) => `e${at}`);
  const projection = projectionOf(flowOf([...names.map(() => ["gateway"]), names]));
  const hub = projection.nodes.find(({ id }) => id === nodeId("e2500"))!;
  const view = { x: hub.position.x - 300, y: hub.position.y - 300, width: 800, height: 700 };
  const { behind, nodes } = choose(projection, view);
  expect(nodes).toContain(hub);
  expect(behind.length).toBeGreaterThan(2000);
});

test("of cards that lie over each other the one drawn last is under the pointer, in whatever order they moved", () => {
  const projection = projectionOf(flowOf(Array.from({ length: 1200 }, () => [])));
  const stacked = (moved: readonly string[], before: Projection): Projection => ({
    ...before,
    nodes: before.nodes.map((node) =>
      moved.includes(nameOfId(node.id)) ? { ...node, position: { x: 9000, y: 9000 } } : node,
    ),
  });
  const later = stacked(["e7"], projection);
  expect(nodeAt(later, { x: 9010, y: 9010 })?.id).toBe(nodeId("e7"));
  // That one is put into what is looked up after the later one.
  const both = stacked(["e3"], later);
  expect(nodeAt(both, { x: 9010, y: 9010 })?.id).toBe(nodeId("e7"));
  expect(nodeAt(both, { x: -9010, y: 9010 })).toBeNull();
});

test("what an answer says of all cards moves none, so that nothing is looked for anew", () => {
  const flow = drawnFlow("layered", 3000, 1);
  const before = projectionOf(flow);
  const place = rectOf(before.nodes[99]!);
  expect(nodeAt(before, place, 1)?.id).toBe(before.nodes[99]!.id);
  const added = vi.spyOn(RectIndex.prototype, "add");
  const removed = vi.spyOn(RectIndex.prototype, "remove");
  const answered: Projection = { ...before, nodes: before.nodes.map((node) => ({ ...node })) };
  expect(nodeAt(answered, place, 1)).toBe(answered.nodes[99]);
  expect([added.mock.calls.length, removed.mock.calls.length]).toEqual([0, 0]);
  // One of them that is moved too is found where it is.
  const moved: Projection = {
    ...answered,
    nodes: answered.nodes.map((node, at) =>
      at === 99 ? { ...node, position: { x: -9000, y: 0 } } : { ...node },
    ),
  };
  expect(nodeAt(moved, { x: -8990, y: 10 })).toBe(moved.nodes[99]);
  expect(nodeAt(moved, place, 1)).not.toBe(moved.nodes[99]);
  expect(added.mock.calls.length).toBeGreaterThan(0);
  expect(added.mock.calls.length).toBeLessThan(200);
  vi.restoreAllMocks();
});
