/**
 * A chart that the engine's `Flow.plot()` has made → the Flow that it is of: what is drawn of that one is this chart
 * again, as far as the chart tells it. Executors come in the order of the file, since the engine draws the needs so. A
 * chart that was changed may be one that no Flow is drawn as: that is found out by drawing, and it is any flowchart then.
 */
import { isSameList } from "../../base/is-same-list.ts";
import { cut } from "../../base/words.ts";
import { DEFAULT_EXECUTOR } from "../../model/engine/uses-source.ts";
import { GATEWAY } from "../../model/flow.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { END_ID, SECRET, START_ID } from "../export/mermaid.ts";
import type { Chart, ChartBox, ChartNode } from "./chart.ts";
import { ImportNotes } from "./import-notes.ts";
import { findUndrawn, type Undrawn } from "./plot-drawn.ts";
import { isExecutor, withoutPods } from "./plot-pods.ts";
import { needsValue, orderByNeeds, printSkeleton } from "./skeleton.ts";

/** Whether the engine has made it, or made what it was: the gateway is called, or processes are drawn, as the engine does. */
export function isPlot({ nodes, outerBoxes }: Chart): boolean {
  return [START_ID, END_ID].some((id) => nodes.get(id)?.style === "GATEWAY") || outerBoxes.some(isExecutor);
}

/**
 * The text of the Flow; null if no Flow is drawn so, which is noted. The chart is then that of its executors alone, without
 * their processes.
 *
 * @throws {ChartFault}
 */
export function plotSkeleton(chart: Chart): string | null {
  // An executor may be named without its class, as its box is.
  for (const { from, to, line } of chart.edges) {
    for (const id of [from, to]) {
      if (!chart.nodes.has(id) && chart.boxes.get(id)?.depth === 1) {
        chart.node(id, line);
      }
    }
  }
  const drawn = drawnNodes(chart);
  const needs = needsOf(chart, drawn);
  const sorted = orderByNeeds(
    drawn.map(({ id }) => id),
    (id) => [...(needs.get(id) ?? [])].filter((need) => need !== GATEWAY),
    (id) => chart.nodes.get(id)?.line ?? null,
  ).flatMap((id) => chart.nodes.get(id) ?? []);
  const boxes = boxesOf(chart, drawn);
  let undrawn: Undrawn | null = null;
  // A file may have executors before those that they need; who adds an arrow by hand puts it where there is room.
  for (const order of isSameList(drawn, sorted) ? [drawn] : [drawn, sorted]) {
    const plot = new Plot(chart, { order, needs, boxes });
    const text = plot.print();
    const found = findUndrawn(chart, boxes, text);
    if (found === null) {
      chart.notes.addAll(plot.notes);
      return text;
    }
    undrawn ??= found;
  }
  chart.notes.add(
    undrawn?.line ?? 1,
    `${undrawn?.why} So the chart is read as any flowchart: its executors with their arrows, without what they use, their replicas and shards.`,
  );
  withoutPods(chart, boxes);
  return null;
}

function isDrawn({ id, box }: ChartNode): boolean {
  return box === null && id !== START_ID && id !== END_ID;
}

/** The executors, in the order in which the engine draws their needs: that of the file. */
function drawnNodes({ nodes, edges }: Chart): ChartNode[] {
  const drawn = new Set<ChartNode>();
  for (const { from, to } of edges) {
    const [source, target] = [nodes.get(from), nodes.get(to)];
    if (source && target && isDrawn(target) && (isDrawn(source) || from === START_ID)) {
      drawn.add(target);
    }
  }
  for (const node of nodes.values()) {
    if (isDrawn(node)) {
      drawn.add(node);
    }
  }
  return [...drawn];
}

/** By their ids. */
function needsOf({ edges }: Chart, drawn: readonly ChartNode[]): ReadonlyMap<string, ReadonlySet<string>> {
  const needs = new Map(drawn.map(({ id }) => [id, new Set<string>()]));
  for (const { from, to } of edges) {
    if (needs.has(from) || from === START_ID) {
      needs.get(to)?.add(from === START_ID ? GATEWAY : from);
    }
  }
  return needs;
}

/**
 * The boxes of executors by the ids of their nodes. The engine draws them in the order of the executors, so they are paired
 * by their places: a Deployment of its own has its own name on its box, and another one in the graph. Where a box has the
 * name of an executor at another place, the chart was changed, and the names have to do.
 */
function boxesOf({ outerBoxes, boxes }: Chart, drawn: readonly ChartNode[]): ReadonlyMap<string, ChartBox> {
  const boxed = drawn.filter(({ style }) => style !== "EXTERNAL" && style !== "GATEWAY");
  const named = new Set(outerBoxes.map(({ id }) => id));
  const arePaired =
    outerBoxes.length === boxed.length &&
    boxed.every(({ id }, at) => outerBoxes[at]?.id === id || !named.has(id));
  return new Map(
    boxed.flatMap(({ id }, at) => {
      const box = arePaired ? outerBoxes[at] : boxes.get(id);
      return box ? [[id, box] as const] : [];
    }),
  );
}

interface PlotParts {
  readonly order: readonly ChartNode[];
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>;
  readonly boxes: ReadonlyMap<string, ChartBox>;
}

class Plot {
  readonly notes = new ImportNotes();
  private readonly chart: Chart;
  private readonly parts: PlotParts;

  constructor(chart: Chart, parts: PlotParts) {
    this.chart = chart;
    this.parts = parts;
  }

  print(): string {
    const { chart } = this;
    const { order } = this.parts;
    const end = chart.edges.find(({ to }) => to === END_ID)?.from ?? START_ID;
    const endAt = order.findIndex(({ id }) => id === end);
    const last = order.at(-1);
    // The engine adds it to a Flow that has executors to inspect.
    const gathers = last?.style === "JOIN_INSPECT" && last.id.startsWith("gather_inspect");
    const hasInspect = order.some(({ style }) => style === "INSPECT");
    const executors = order.flatMap((node, at) => {
      const before = order[at - 1];
      if ((gathers && node === last) || (node.style === "INSPECT_AUX_PASS" && before?.style === "INSPECT")) {
        return [];
      }
      return [this.entryOf(node, order[at + 1], at > endAt)];
    });
    return printSkeleton(
      executors,
      this.notes,
      hasInspect && !gathers ? new Map([["inspect", "HANG"]]) : new Map(),
    );
  }

  private entryOf(node: ChartNode, next: ChartNode | undefined, floats: boolean): ValueMap {
    const { id, style } = node;
    const needs = [...(this.parts.needs.get(id) ?? [])];
    if (needs.length === 0) {
      this.notes.add(node.line, `No arrow leads to ${cut(id)}: it gets its requests from the gateway.`);
    }
    const isInspected = style === "INSPECT" && next?.style === "INSPECT_AUX_PASS";
    const method = isInspected
      ? "inspect"
      : style === "JOIN" && needs.length > 1
        ? "needs"
        : style === "JOIN_INSPECT"
          ? "gather_inspect"
          : "add";
    const entry = new Map<string, Value>(method === "add" ? [] : [["method", method]]);
    // Without a name of its own the engine has numbered the two differently.
    if (!isInspected || next?.id === `_aux_${id}`) {
      entry.set("name", id);
    }
    if (method === "gather_inspect") {
      const others = needs.some((need) => this.chart.nodes.get(need)?.style !== "INSPECT");
      entry.set("include_last_deployment", others);
    } else if (!isInspected) {
      entry.set("needs", needsValue(needs.length > 0 ? needs : [GATEWAY]));
    }
    if (method === "add" && style !== "" && style !== "DEPLOYMENT" && style !== "EXTERNAL") {
      entry.set("deployment_role", style);
    }
    if (style === "EXTERNAL") {
      entry.set("external", true);
      this.notes.count(
        node.line,
        "Where an external executor runs is not in the chart: give its host and port.",
      );
    }
    if (floats && method === "add") {
      entry.set("floating", true);
    }
    for (const [key, value] of this.boxArguments(node)) {
      entry.set(key, value);
    }
    return entry;
  }

  private boxArguments({ id }: ChartNode): ValueMap {
    const box = this.parts.boxes.get(id);
    const found = new Map<string, Value>();
    if (!box) {
      return found;
    }
    const { notes } = this;
    if (box.id !== id) {
      notes.add(box.line, `The executor ${cut(id)} was called ${cut(box.id)} in a Deployment of its own.`);
    }
    const pods = box.boxes[0]?.nodes ?? box.nodes;
    const uses = pods[0]?.label ?? DEFAULT_EXECUTOR;
    const ends = { uses_before: "head", uses_after: "tail" };
    if (uses !== DEFAULT_EXECUTOR) {
      found.set("uses", uses);
    }
    if (uses.includes(SECRET)) {
      notes.count(box.line, "The secret of a Hub address is not in the chart: write it back in.");
    }
    if (pods.length > 1) {
      found.set("replicas", pods.length);
    }
    if (box.boxes.length > 0) {
      found.set("shards", box.boxes.length);
      notes.count(box.line, "Which shard gets a request (polling) is not in the chart.");
    }
    for (const [key, end] of Object.entries(ends)) {
      const label = box.nodes.find((node) => node.id === `${box.id}-${end}`)?.label;
      if (label != null) {
        found.set(key, label);
      }
    }
    return found;
  }
}
