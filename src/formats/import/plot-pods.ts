/** A chart of the engine's → the chart of its executors alone: each with its processes becomes one node. */
import type { Chart, ChartBox, ChartNode } from "./chart.ts";

/** `boxes`: the executors' own that are known, by the ids of their nodes; others are called as their box. */
export function withoutPods(chart: Chart, boxes: ReadonlyMap<string, ChartBox>): void {
  new Pods(chart, boxes).take();
}

class Pods {
  private readonly chart: Chart;
  private readonly executors: ReadonlyMap<ChartBox, string>;
  /** The executor that stands for what was in its box. */
  private readonly stands = new Map<string, string>();

  constructor(chart: Chart, boxes: ReadonlyMap<string, ChartBox>) {
    this.chart = chart;
    this.executors = new Map([...boxes].map(([id, box]) => [box, id]));
  }

  /** Takes them out of the chart. */
  take(): void {
    const { chart, stands } = this;
    this.takeOf(chart.outerBoxes, null);
    for (const edge of chart.edges.splice(0)) {
      const [from, to] = [stands.get(edge.from) ?? edge.from, stands.get(edge.to) ?? edge.to];
      const isWithin = from === to && stands.has(edge.from);
      if (!isWithin) {
        chart.edges.push({ ...edge, from, to });
      }
    }
  }

  private takeOf(boxes: ChartBox[], outer: ChartBox | null): void {
    for (const box of boxes.splice(0)) {
      if (!isExecutor(box)) {
        boxes.push(box);
        this.takeOf(box.boxes, box);
        continue;
      }
      const { chart } = this;
      const id = this.executors.get(box) ?? box.id;
      if (!chart.nodes.has(id)) {
        const node: ChartNode = { id, line: box.line, box: outer, label: null, style: "" };
        chart.nodes.set(id, node);
        outer?.nodes.push(node);
      }
      this.takeInside(box, id, outer);
    }
  }

  private takeInside(box: ChartBox, executor: string, outer: ChartBox | null): void {
    if (box.id !== executor && !this.chart.nodes.has(box.id)) {
      this.stands.set(box.id, executor);
    }
    if (this.chart.boxes.get(box.id) === box) {
      this.chart.boxes.delete(box.id);
    }
    for (const node of box.nodes) {
      if (isPod(node)) {
        this.chart.nodes.delete(node.id);
        this.stands.set(node.id, executor);
      } else {
        node.box = outer;
        outer?.nodes.push(node);
      }
    }
    for (const inner of box.boxes) {
      this.takeInside(inner, executor, outer);
    }
  }
}

/** Whether the engine has drawn it for an executor, with processes in it or shards of them. */
export function isExecutor(box: ChartBox): boolean {
  return (
    box.nodes.some(isPod) ||
    box.boxes.some(({ id, nodes }) => id.startsWith(`${box.id}/`) && nodes.some(isPod))
  );
}

function isPod({ id, style, box }: ChartNode): boolean {
  return (
    box !== null &&
    ((style === "pod" && id.startsWith(`${box.id}/`)) ||
      (style === "HEADTAIL" && id.startsWith(`${box.id}-`)))
  );
}
