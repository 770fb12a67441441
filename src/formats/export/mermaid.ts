/**
 * Built Flow → the very text that Jina's `Flow.plot()` draws, with its theme, its doubled quotes and its blank lines.
 * Nothing is escaped, because the engine escapes nothing: what cannot be drawn from this text cannot be drawn there.
 */
import { counted } from "../../base/words.ts";
import type { BuiltFlow, BuiltNode } from "../../model/engine/built-flow.ts";
import { findExcessDrawing } from "../../model/engine/limits.ts";
import { type Need, nameOfNeed, sortNeeds } from "../../model/engine/needs.ts";
import { GATEWAY } from "../../model/flow.ts";
import { byCodePoint, pythonRepr } from "../../model/python.ts";

/** The engine's first line. It has lost its line breaks but not the blanks of its indentation. */
export const THEME =
  '            %%{init:{  "theme": "base",  "themeVariables": {      "primaryColor": "#fff",      "primaryBorderColor": "#fff",      "mainBkg": "#32C8CD",      "clusterBkg": "#EEEDE78C",      "secondaryBorderColor": "none",      "tertiaryBorderColor": "none",      "lineColor": "#a6d8da"      }}}%%';

/** The engine's last lines, with its colours. */
export const CLASSES = [
  "classDef INSPECT stroke:#F29C9F",
  "classDef JOIN_INSPECT stroke:#F29C9F",
  "classDef GATEWAY fill:none,color:#000,stroke:none",
  "classDef INSPECT_AUX_PASS stroke-dasharray: 2 2",
  "classDef HEADTAIL fill:#32C8CD1D",
  "",
  "classDef EXTERNAL fill:#fff,stroke:#32C8CD",
];

/** What the engine puts for the secret of a Jina Hub address. */
export const SECRET = "&ltsecret&gt";

/** The ids that the engine gives the gateway, as the Flow begins and as it ends. */
export const START_ID = "gatewaystart";
export const END_ID = "gatewayend";

const START = edgeEnd(`${START_ID}[gateway]:::GATEWAY`, false);
const END = edgeEnd(`${END_ID}[gateway]:::GATEWAY`, false);

/** Why there is no text of a Flow: our sentence, and the engine's own exception if it makes none. */
interface NoMermaid {
  readonly refused: string;
  readonly error?: { readonly type: "IndexError" | "KeyError"; readonly message: string };
  /** The name of the executor that it is about. */
  readonly executor?: string;
}

/** The text as the engine draws it from top to bottom: it replaces these words wherever they stand, in `uses` too. */
export function verticalMermaid(text: string): string {
  return text.replaceAll("flowchart LR", "flowchart TD");
}

/** The text without a final line break. */
export function printMermaid(flow: BuiltFlow): { text: string } | NoMermaid {
  const excess = findExcessDrawing(flow);
  if (excess) {
    return { refused: excess.message };
  }
  // The engine draws all boxes before it draws an arrow.
  const empty = flow.nodes.find((node) => node.replicas < 1 && isBoxed(node));
  if (empty) {
    return {
      refused: `${empty.name} has ${counted(empty.replicas, "replica")}: Jina draws the first one, and there is none.`,
      error: { type: "IndexError", message: "list index out of range" },
      executor: empty.name,
    };
  }
  const isUnknown = (need: Need) => need !== GATEWAY && !(typeof need === "string" && flow.byName.has(need));
  for (const { name, heldNeeds } of flow.nodes) {
    if (heldNeeds.some(isUnknown)) {
      const [unknown = null] = sortNeeds(heldNeeds.filter(isUnknown));
      return {
        refused: `${name} needs ${nameOfNeed(unknown)}, which is no executor of this Flow: Jina cannot draw it.`,
        error: { type: "KeyError", message: pythonRepr(unknown) },
        executor: name,
      };
    }
  }
  const { gatewayNeed } = flow;
  if (gatewayNeed !== GATEWAY && !flow.byName.has(gatewayNeed)) {
    return {
      refused: `The gateway needs ${gatewayNeed}, which inspect: REMOVE has taken out: Jina cannot draw it.`,
      error: { type: "KeyError", message: pythonRepr(gatewayNeed) },
      executor: GATEWAY,
    };
  }
  return { text: drawnText(flow) };
}

/**
 * One text is added to: lists of lines would take most of the time of a large Flow. As each sum of texts is a value of its
 * own, what comes again is put together once, and then added in few pieces.
 */
function drawnText({ nodes, gatewayNeed }: BuiltFlow): string {
  let text = `${THEME}\nflowchart LR;`;
  const ends = new Map<string, EdgeEnd>([[GATEWAY, START]]);
  for (const node of nodes) {
    ends.set(node.name, endOf(node));
    text += isBoxed(node) ? box(node) : "";
  }
  // All needs are known here.
  const edge = (need: string, to: EdgeEnd) => {
    const from = ends.get(need) ?? START;
    return from.isInspect || to.isInspect ? `${from.begins}-.-> ${to.label};` : from.begins + to.ends;
  };
  for (const { name, needs } of nodes) {
    const to = ends.get(name) ?? END;
    for (const need of sorted(needs)) {
      text += edge(need, to);
    }
  }
  return `${text}${edge(gatewayNeed, END)}\n${CLASSES.join("\n")}`;
}

/** As `toSorted` has them. Most executors need one or two, for which sorting in general takes longer than all else here. */
function sorted(needs: readonly string[]): readonly string[] {
  const [first, second] = needs;
  if (first === undefined || second === undefined) {
    return needs;
  }
  if (needs.length > 2) {
    return needs.toSorted(byCodePoint);
  }
  return byCodePoint(first, second) > 0 ? [second, first] : needs;
}

/** A node as it stands at either end of an edge. */
interface EdgeEnd {
  readonly label: string;
  /** An edge from here, up to its arrow, and one to here from its arrow on; one that inspects has dashed ones. */
  readonly begins: string;
  readonly ends: string;
  readonly isInspect: boolean;
}

function edgeEnd(label: string, isInspect: boolean): EdgeEnd {
  return { label, begins: `\n${label} `, ends: `--> ${label};`, isInspect };
}

function endOf(node: BuiltNode): EdgeEnd {
  const { name, external, role } = node;
  return edgeEnd(`${name}:::${external ? "EXTERNAL" : roleOf(node)}`, role === "INSPECT" && !external);
}

/** External ones have no box with their replicas. */
export function isBoxed(node: BuiltNode): boolean {
  return !node.external && roleOf(node) !== "GATEWAY";
}

/** An executor may say that it is a gateway, and is drawn as one. */
function roleOf({ role, deployment }: BuiltNode): string {
  return deployment.role ?? role;
}

/** Its lines, each with a line break before it. */
function box(node: BuiltNode): string {
  const contents = node.shards > 1 ? `\n${shardLines(node).join("\n")}` : replicaLines(node);
  return `\nsubgraph ${node.deployment.name};\n\ndirection LR;\n${contents}\nend;`;
}

function replicaLines({ deployment: { name }, replicas, uses }: BuiltNode): string {
  const label = `[""${withoutSecret(uses)}""]:::pod;`;
  if (replicas === 1) {
    return `\n${name}/rep-0${label}`;
  }
  // The engine takes the first replica's name as a prefix for all.
  const prefix = `\n${name}/rep-0/rep-`;
  let lines = "";
  for (let replica = 0; replica < replicas; replica++) {
    lines += prefix + replica + label;
  }
  return lines;
}

/** Within a shard the engine turns each semicolon into a line break, those in `uses` too. */
function shardLines({
  deployment: { name },
  shards,
  replicas,
  uses,
  usesBefore,
  usesAfter,
}: BuiltNode): string[] {
  const label = `["${withoutSecret(uses)}"]:::pod;`;
  const shardNames = indices(shards).map((index) => `${name}/shard-${index}`);
  const groups = shardNames.flatMap((shard) => [
    ...[
      `subgraph ${shard};`,
      "\ndirection TB;\n",
      ...indices(replicas).map((index) => `${shard}/rep-${index}${label}`),
      "end;",
    ].map((line) => line.replaceAll(";", "\n")),
    "\n",
  ]);
  const head = usesBefore === null ? null : `${name}-head["${withoutSecret(usesBefore)}"]:::HEADTAIL`;
  const tail = usesAfter === null ? null : `${name}-tail["${withoutSecret(usesAfter)}"]:::HEADTAIL`;
  return [
    ...groups,
    ...(head === null ? [] : shardNames.map((shard) => `${head} --> ${shard};`)),
    ...(tail === null ? [] : shardNames.map((shard) => `${shard} --> ${tail};`)),
  ];
}

/**
 * Hides the secret of a Jina Hub address, `jinahub://Name:secret/tag`, as the engine does: wherever its letters occur
 * in the address, be it in the scheme.
 */
export function withoutSecret(uses: string, standIn = SECRET): string {
  if (!uses.startsWith("jinahub")) {
    return uses;
  }
  // Python's URL parser passes over tabs and line breaks, and refuses brackets that hold no IPv6 address.
  const host = /^jinahub(?:\+(?:docker|sandbox))?:\/\/([^/?#]*)/i.exec(uses.replace(/[\t\r\n]/g, ""))?.[1];
  const [name, secret] = host?.split(":") ?? [];
  return name && secret && !/[[\]]/.test(host!) ? uses.replaceAll(secret, standIn) : uses;
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
