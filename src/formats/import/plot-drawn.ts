/**
 * A chart beside the engine's drawing of a Flow that was made of it. Each node, arrow and box of the one has to be in the
 * other; only what the engine draws of an executor that the chart has no box for may be missing.
 */
import { cut } from "../../base/words.ts";
import { END_ID, printMermaid, START_ID } from "../export/mermaid.ts";
import { readDocument } from "../read/read-document.ts";
import type { Chart, ChartBox } from "./chart.ts";
import { readChart } from "./read-chart.ts";

/** What of a chart is not drawn, as a sentence. */
export interface Undrawn {
  readonly line: number;
  readonly why: string;
}

/** A node, an arrow or a box. */
interface Part {
  readonly line: number;
  /** The executor in whose box it stands, or whose box it is; null outside of all. */
  readonly executor: string | null;
}

/** `boxes`: the executors' own, by the ids of their nodes. Null if the chart is what is drawn of the Flow. */
export function findUndrawn(
  chart: Chart,
  boxes: ReadonlyMap<string, ChartBox>,
  text: string,
): Undrawn | null {
  const { built } = readDocument(text, {}, null);
  const printed = printMermaid(built);
  if ("refused" in printed) {
    return { line: 1, why: printed.refused };
  }
  const drawn = readChart(printed.text, 1, () => true);
  const [given, made] = [partsOf(chart, boxes), partsOf(drawn, drawn.boxes)];
  for (const [what, { line }] of given) {
    if (!made.has(what)) {
      return { line, why: changed(`would not draw ${cut(what)}`) };
    }
  }
  const isMissing = createMissing(chart);
  for (const [what, { executor }] of made) {
    if (!given.has(what) && (executor === null ? isMissing(what) : boxes.has(executor))) {
      return { line: chart.nodes.get(END_ID)?.line ?? 1, why: changed(`would draw ${cut(what)} too`) };
    }
  }
  const isFloating = (name: string) => built.byName.get(name)?.floating ?? false;
  const waiting = built.nodes.find(({ floating, needs }) => !floating && needs.some(isFloating));
  const line = waiting && chart.nodes.get(waiting.name)?.line;
  return line === undefined
    ? null
    : { line, why: changed(`would not wait for what ${cut(waiting?.name ?? "")} needs`) };
}

/** Of what is outside of boxes. An executor that no arrow leads to gets its requests from the gateway, which is noted. */
function createMissing({ edges }: Chart): (what: string) => boolean {
  const reached = new Set([END_ID, ...edges.map(({ to }) => to)]);
  const [begin, arrow] = [`${START_ID}[gateway]:::GATEWAY`, `${START_ID} --> `];
  return (what) => what !== begin && !(what.startsWith(arrow) && !reached.has(what.slice(arrow.length)));
}

function changed(how: string): string {
  return `This was drawn by Flow.plot() and changed since: Jina ${how}.`;
}

/** Each part by what it says. What stands in a box of an executor is called by the node, as it is in a Flow without names of its own. */
function partsOf(chart: Chart, boxes: ReadonlyMap<string, ChartBox>): ReadonlyMap<string, Part> {
  const executors = new Map([...boxes].map(([id, box]) => [box, id]));
  /** A name with the box in which it is one, or whose it is. */
  const called = (id: string, box: ChartBox | null) => {
    const outer = box && outermost(box);
    const executor = outer ? (executors.get(outer) ?? null) : null;
    const isOfBox = outer && executor !== null && id.startsWith(outer.id);
    return { name: isOfBox ? executor + id.slice(outer.id.length) : id, executor };
  };
  const nameAt = (id: string) => {
    const node = chart.nodes.get(id);
    return called(id, node ? node.box : (chart.boxes.get(id) ?? null)).name;
  };
  const place = (box: ChartBox | null) => (box ? ` in subgraph ${called(box.id, box).name}` : "");
  const parts = new Map<string, Part>();
  for (const { from, to, line } of chart.edges) {
    parts.set(`${nameAt(from)} --> ${nameAt(to)}`, { line, executor: executorAt(chart, from, executors) });
  }
  for (const { id, label, style, box, line } of chart.nodes.values()) {
    const { name, executor } = called(id, box);
    const shown = label === null ? "" : `[${label}]`;
    parts.set(`${name}${shown}:::${style || "DEPLOYMENT"}${place(box)}`, { line, executor });
  }
  const left = [...chart.outerBoxes];
  for (let box = left.pop(); box; box = left.pop()) {
    const { name, executor } = called(box.id, box);
    parts.set(`subgraph ${name}${place(box.outer)}`, { line: box.line, executor });
    for (const inner of box.boxes) {
      left.push(inner);
    }
  }
  return parts;
}

/** The executor in whose box an arrow begins. */
function executorAt(chart: Chart, id: string, executors: ReadonlyMap<ChartBox, string>): string | null {
  const box = chart.nodes.get(id)?.box;
  return box ? (executors.get(outermost(box)) ?? null) : null;
}

function outermost(box: ChartBox): ChartBox {
  let at = box;
  while (at.outer) {
    at = at.outer;
  }
  return at;
}
