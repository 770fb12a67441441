/** Built Flow → what a drawing of it has to show. What mermaid reads in the engine's text is compared with this. */
import type { Diagram, DiagramBox, DiagramGroup, DiagramLine } from "../../model/drawing/diagram.ts";
import type { DiagramSize } from "../../model/drawing/drawing.ts";
import type { BuiltFlow, BuiltNode } from "../../model/engine/built-flow.ts";
import { GATEWAY } from "../../model/flow.ts";
import { END_ID, isBoxed, START_ID, withoutSecret } from "./mermaid.ts";

/** How the things of a drawing are told apart. */
interface DiagramIds {
  /** The id that an executor's lines lead to. */
  readonly of: (node: BuiltNode) => string;
  /** What the ids of all within an executor begin with. */
  readonly within: (node: BuiltNode) => string;
  /** For a need that no executor answers to. */
  readonly unknown: (need: string) => string;
}

/** A Deployment of its own has its box under its own name, and its lines under the one it has in the graph. */
const ENGINE_IDS: DiagramIds = {
  of: ({ name }) => name,
  within: ({ deployment }) => deployment.name,
  unknown: (need) => need,
};

const START: DiagramBox = { id: START_ID, label: GATEWAY, look: "GATEWAY" };
const END: DiagramBox = { id: END_ID, label: GATEWAY, look: "GATEWAY" };

/** The engine itself draws no Flow in which something is needed that is unknown. */
export function diagramOf(flow: BuiltFlow, ids: DiagramIds = ENGINE_IDS): Diagram {
  const parts = flow.nodes.map((node) => partsOf(node, ids.of(node), ids.within(node)));
  const unknown = new Set(
    [...flow.nodes.flatMap(({ needs }) => needs), flow.gatewayNeed].filter(
      (need) => need !== GATEWAY && !flow.byName.has(need),
    ),
  );
  const idOf = (name: string, gateway: DiagramBox): string => {
    const node = flow.byName.get(name);
    return name === GATEWAY ? gateway.id : node ? ids.of(node) : ids.unknown(name);
  };
  const isInspect = (name: string): boolean => {
    const node = flow.byName.get(name);
    return node !== undefined && !node.external && node.role === "INSPECT";
  };
  const lines = [
    ...flow.nodes.flatMap(({ name, needs }) => needs.map((need) => [need, name] as const)),
    [flow.gatewayNeed, GATEWAY] as const,
  ].map(
    ([from, to]): DiagramLine => ({
      from: idOf(from, START),
      to: idOf(to, END),
      isDotted: isInspect(from) || isInspect(to),
    }),
  );
  const ends = [START, END].filter(({ id }) => lines.some(({ from, to }) => id === from || id === to));
  return {
    boxes: [
      ...parts.flatMap(({ boxes }) => boxes),
      ...[...unknown].map((need): DiagramBox => ({ id: ids.unknown(need), label: need, look: "UNKNOWN" })),
      ...ends,
    ],
    groups: parts.flatMap(({ groups }) => groups),
    lines: [...parts.flatMap((part) => part.lines), ...lines],
  };
}

/** How much there is to draw, counted without making it: a label counts as often as it is shown. */
export function sizeOfDiagram({ nodes, gatewayNeed }: BuiltFlow): DiagramSize {
  let lines = 1;
  let boxes = 2;
  let letters = gatewayNeed.length;
  for (const node of nodes) {
    const { name, needs, shards, replicas, uses, usesBefore, usesAfter } = node;
    const hasBox = isBoxed(node);
    const around = [usesBefore, usesAfter].filter((one) => one !== null);
    const isSharded = shards > 1 && hasBox;
    const groups = !hasBox ? 0 : isSharded ? 1 + shards : 1;
    const pods = !hasBox ? 0 : isSharded ? shards * replicas : replicas;
    lines += needs.length + (isSharded ? shards * around.length : 0);
    boxes += !hasBox ? 1 : groups + pods + (isSharded ? around.length : 0);
    letters += pods * uses.length + (groups + pods + 1 + needs.length) * name.length;
    letters += [...needs, ...(isSharded ? around : [])].reduce((sum, text) => sum + text.length, 0);
  }
  return { lines, boxes, letters };
}

/** What stands for one executor: a box for an external one, or one that says it is a gateway, a group for each other. */
function partsOf(node: BuiltNode, id: string, prefix: string): Diagram {
  const { name: label, external, shards, replicas } = node;
  if (!isBoxed(node)) {
    return { boxes: [{ id, label, look: external ? "EXTERNAL" : "GATEWAY" }], groups: [], lines: [] };
  }
  if (shards > 1) {
    return shardsOf(node, id, prefix);
  }
  const boxes = numbered(replicas, replicas > 1 ? `${prefix}/rep-0/rep-` : `${prefix}/rep-`).map(
    (box): DiagramBox => ({ id: box, label: shownUses(node.uses), look: "pod" }),
  );
  return { boxes, groups: [{ id, label, members: boxes.map((box) => box.id) }], lines: [] };
}

/** A group for each shard, with what stands before and after them. */
function shardsOf(node: BuiltNode, id: string, prefix: string): Diagram {
  const { name, deployment, shards, replicas, uses, usesBefore, usesAfter } = node;
  const groups = numbered(shards, `${prefix}/shard-`).map(
    (shard, index): DiagramGroup => ({
      id: shard,
      label: `${deployment.name}/shard-${index}`,
      members: numbered(replicas, `${shard}/rep-`),
    }),
  );
  const pods = groups
    .flatMap(({ members }) => members)
    .map((pod): DiagramBox => ({ id: pod, label: shownUses(uses), look: "pod" }));
  const around = (box: string, label: string | null): DiagramBox[] =>
    label === null ? [] : [{ id: box, label: shownUses(label), look: "HEADTAIL" }];
  const head = around(`${prefix}-head`, usesBefore);
  const tail = around(`${prefix}-tail`, usesAfter);
  return {
    boxes: [...pods, ...head, ...tail],
    groups: [{ id, label: name, members: [...groups, ...head, ...tail].map((part) => part.id) }, ...groups],
    lines: groups.flatMap((group) => [
      ...head.map((box): DiagramLine => ({ from: box.id, to: group.id, isDotted: false })),
      ...tail.map((box): DiagramLine => ({ from: group.id, to: box.id, isDotted: false })),
    ]),
  };
}

function numbered(count: number, prefix: string): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

/** The engine writes the secret's stand-in for HTML. */
function shownUses(uses: string): string {
  return withoutSecret(uses, "<secret>");
}
