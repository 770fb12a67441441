import { describe, expect, test } from "vitest";
import { readFlow } from "../formats/read/read-flow.ts";
import { nodeId, type Projection, START_ID } from "../model/drawing/project-flow.ts";
import { createElements, type Part, type Shown } from "./elements.ts";
import { NO_MOVES } from "./intents.ts";
import { projectionOf } from "./test-projection.ts";

const EXECUTORS = "- {name: a, uses: A}\n- {name: b}\n- {name: c, needs: [a, b]}\n";
const projection = projectionOf(readFlow(`jtype: Flow\nexecutors:\n${EXECUTORS}`).built);

const wholeOf = ({ nodes, edges }: Projection): Part => ({
  nodes,
  edges,
  behind: [],
  unseen: [],
  isPlain: false,
});
const AT_REST: Shown = {
  selection: new Set(),
  selectedEdges: new Set(),
  refusalOf: null,
  moves: NO_MOVES,
  rested: null,
};

/** Ids of those in the second list that are no objects of the first. */
const changed = (before: readonly { id: string }[], now: readonly { id: string }[]) =>
  now.filter((one) => !before.includes(one)).map(({ id }) => id);

describe("elements", () => {
  test("are the same lists while nothing changes", () => {
    const make = createElements();
    const first = make(wholeOf(projection), AT_REST);
    const second = make(wholeOf(projection), { ...AT_REST, selection: new Set() });
    expect(second.nodes).toBe(first.nodes);
    expect(second.edges).toBe(first.edges);
    expect(first.nodes.map(({ id }) => id)).toEqual(projection.nodes.map(({ id }) => id));
  });

  test("a drag moves the dragged card alone; all others keep their object, and its lines run straight", () => {
    const make = createElements();
    const before = make(wholeOf(projection), AT_REST);
    const now = make(wholeOf(projection), { ...AT_REST, moves: new Map([["c", { x: 1, y: 2 }]]) });
    expect(changed(before.nodes, now.nodes)).toEqual([nodeId("c")]);
    expect(now.nodes.find(({ id }) => id === nodeId("c"))?.position).toEqual({ x: 1, y: 2 });
    // The one that ran around b; the others were straight.
    expect(changed(before.edges, now.edges)).toEqual(["a->c"]);
    expect(now.edges.flatMap(({ data }) => data?.bends)).toEqual([]);
    // The next step of it makes just the card anew.
    const next = make(wholeOf(projection), { ...AT_REST, moves: new Map([["c", { x: 5, y: 2 }]]) });
    expect(changed(now.nodes, next.nodes)).toEqual([nodeId("c")]);
    expect(next.edges).toBe(now.edges);
    // What is on it stays: it is not drawn anew.
    expect(next.nodes.find(({ id }) => id === nodeId("c"))?.data).toBe(
      before.nodes.find(({ id }) => id === nodeId("c"))?.data,
    );
  });

  test("Tab comes to one node: what was selected last, what had the focus last, or the first card", () => {
    const stopsOf = (shown: Partial<Shown>) =>
      createElements()(wholeOf(projection), { ...AT_REST, ...shown })
        .nodes.filter(({ domAttributes }) => domAttributes?.tabIndex === 0)
        .map(({ id }) => id);
    expect(stopsOf({})).toEqual([nodeId("a")]);
    expect(stopsOf({ rested: nodeId("c") })).toEqual([nodeId("c")]);
    expect(stopsOf({ rested: nodeId("c"), selection: new Set(["a", "b"]) })).toEqual([nodeId("b")]);
    expect(stopsOf({ rested: nodeId("gone"), selection: new Set(["gateway"]) })).toEqual([START_ID]);
  });

  test("selection shows on cards, on the gateway's start and on the edge", () => {
    const { nodes, edges } = createElements()(wholeOf(projection), {
      ...AT_REST,
      selection: new Set(["a", "gateway"]),
      selectedEdges: new Set(["a->c"]),
    });
    expect(nodes.filter(({ selected }) => selected).map(({ id }) => id)).toEqual([START_ID, "executor a"]);
    expect(edges.filter(({ selected }) => selected).map(({ id }) => id)).toEqual(["a->c"]);
  });

  test("what an edge cannot end at is marked", () => {
    const refusalOf = (id: string) => (id === nodeId("c") ? "No." : null);
    const { nodes } = createElements()(wholeOf(projection), { ...AT_REST, refusalOf });
    expect(nodes.filter(({ className }) => className === "is-refused").map(({ id }) => id)).toEqual([
      nodeId("c"),
    ]);
  });

  test("of a part, ends of edges that are out of view are hidden, and cards of a crowd are plain", () => {
    const [start, a, b, c] = projection.nodes;
    const part: Part = {
      nodes: [start!, a!, b!],
      edges: projection.edges,
      behind: [],
      unseen: [c!],
      isPlain: true,
    };
    const { nodes } = createElements()(part, AT_REST);
    expect(
      nodes.map(({ id, type, data, hidden }) => [id, type, "isPlain" in data && data.isPlain, hidden]),
    ).toEqual([
      [START_ID, "start", false, undefined],
      [nodeId("a"), "card", true, undefined],
      [nodeId("b"), "card", true, undefined],
      [nodeId("c"), "card", true, true],
    ]);
  });
});
