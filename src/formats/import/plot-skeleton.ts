/**
 * A chart that the engine's `Flow.plot()` has made → the Flow that it is of: what is drawn of that one is this chart
 * again, as far as the chart tells it. Executors come in the order of the file, since the engine draws the needs so.
 */
import { cut } from "../../base/words.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import type { Chart, ChartBox, ChartNode } from "./chart.ts";
import { needsValue, orderByNeeds, printSkeleton } from "./skeleton.ts";

const START = "gatewaystart";
const END = "gatewayend";
/** What the engine uses where nothing is said. */
const DEFAULT_USES = "BaseExecutor";
/** What the engine puts for the secret of an address of its Hub. */
const SECRET = "&ltsecret&gt";

/** Whether the engine has made it: one executor leads to the end, which is called as the engine calls it. */
export function isPlot({ nodes, edges }: Chart): boolean {
  return nodes.get(END)?.style === "GATEWAY" && edges.filter(({ to }) => to === END).length === 1;
}

/** The text of the Flow. @throws {ChartFault} */
export function plotSkeleton(chart: Chart): string {
  return new Plot(chart).print();
}

class Plot {
  private readonly chart: Chart;
  private readonly order: readonly ChartNode[];
  private readonly needs = new Map<string, string[]>();
  private readonly boxes = new Map<string, ChartBox>();

  constructor(chart: Chart) {
    this.chart = chart;
    const isDrawn = (id: string) => chart.nodes.get(id)?.box === null && id !== START && id !== END;
    const order = new Map<string, ChartNode>();
    for (const { from, to } of chart.edges) {
      const node = chart.nodes.get(to);
      if (node && isDrawn(to) && (isDrawn(from) || from === START)) {
        order.set(to, node);
        const needs = this.needs.get(to) ?? [];
        needs.push(from === START ? "gateway" : from);
        this.needs.set(to, needs);
      }
    }
    for (const [id, node] of chart.nodes) {
      if (isDrawn(id)) {
        order.set(id, node);
      }
    }
    this.order = [...order.values()];
    this.findBoxes();
  }

  /**
   * The engine draws boxes in the order of executors, so they are paired by their places: a Deployment of its own has
   * its own name on its box, and another one in the graph. In a chart that was changed the names have to do.
   */
  private findBoxes(): void {
    const boxed = this.order.filter(({ style }) => style !== "EXTERNAL" && style !== "GATEWAY");
    const { outerBoxes, boxes } = this.chart;
    const arePaired = outerBoxes.length === boxed.length;
    for (const [at, { id }] of boxed.entries()) {
      const box = arePaired ? outerBoxes[at] : boxes.get(id);
      if (box) {
        this.boxes.set(id, box);
      }
    }
  }

  print(): string {
    const { chart, order } = this;
    orderByNeeds(
      order.map(({ id }) => id),
      (id) => (this.needs.get(id) ?? []).filter((need) => need !== "gateway"),
      (id) => chart.nodes.get(id)?.line ?? null,
    );
    const end = chart.edges.find(({ to }) => to === END)?.from ?? START;
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
      chart.notes,
      hasInspect && !gathers ? new Map([["inspect", "HANG"]]) : new Map(),
    );
  }

  private entryOf(node: ChartNode, next: ChartNode | undefined, floats: boolean): ValueMap {
    const { id, style } = node;
    const needs = this.needs.get(id) ?? [];
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
      entry.set("needs", needsValue(needs));
    }
    if (method === "add" && style !== "" && style !== "DEPLOYMENT" && style !== "EXTERNAL") {
      entry.set("deployment_role", style);
    }
    if (style === "EXTERNAL") {
      entry.set("external", true);
      this.chart.notes.count(
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
    const box = this.boxes.get(id);
    const found = new Map<string, Value>();
    if (!box) {
      return found;
    }
    const { notes } = this.chart;
    if (box.id !== id) {
      notes.add(box.line, `The executor ${cut(id)} was called ${cut(box.id)} in a Deployment of its own.`);
    }
    const pods = box.boxes[0]?.nodes ?? box.nodes;
    const uses = pods[0]?.label ?? DEFAULT_USES;
    const ends = { uses_before: "head", uses_after: "tail" };
    if (uses !== DEFAULT_USES) {
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
