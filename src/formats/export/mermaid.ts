/**
 * Built Flow → the very text that Jina's `Flow.plot()` draws, with its theme, its doubled quotes and its blank lines.
 * Nothing is escaped, because the engine escapes nothing: what cannot be drawn from this text cannot be drawn there.
 */
import { counted } from "../../base/words.ts";
import type { BuiltFlow, BuiltNode } from "../../model/engine/built-flow.ts";
import { findExcessDrawing } from "../../model/engine/limits.ts";
import { nameOfNeed, sortNeeds } from "../../model/engine/needs.ts";
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
const SECRET = "&ltsecret&gt";

const START = "gatewaystart[gateway]:::GATEWAY";
const END = "gatewayend[gateway]:::GATEWAY";

/** Why there is no text of a Flow: our sentence, and the engine's own exception if it makes none. */
interface NoMermaid {
  readonly refused: string;
  readonly error?: { readonly type: "IndexError" | "KeyError"; readonly message: string };
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
    };
  }
  for (const { name, heldNeeds } of flow.nodes) {
    const unknown = sortNeeds(heldNeeds).find(
      (need) => need !== GATEWAY && !(typeof need === "string" && flow.byName.has(need)),
    );
    if (unknown !== undefined) {
      return {
        refused: `${name} needs ${nameOfNeed(unknown)}, which is no executor of this Flow: Jina cannot draw it.`,
        error: { type: "KeyError", message: pythonRepr(unknown) },
      };
    }
  }
  const { gatewayNeed } = flow;
  if (gatewayNeed !== GATEWAY && !flow.byName.has(gatewayNeed)) {
    return {
      refused: `The gateway needs ${gatewayNeed}, which inspect: REMOVE has taken out: Jina cannot draw it.`,
      error: { type: "KeyError", message: pythonRepr(gatewayNeed) },
    };
  }
  return {
    text: [
      THEME,
      "flowchart LR;",
      ...flow.nodes.flatMap((node) => (isBoxed(node) ? box(node) : [])),
      ...flow.nodes.flatMap((node) =>
        node.needs.toSorted(byCodePoint).map((need) => edge(flow.byName.get(need), node)),
      ),
      edge(flow.byName.get(gatewayNeed), undefined),
      ...CLASSES,
    ].join("\n"),
  };
}

/** An edge from the start if there is no `from`, to the end if there is no `to`. */
function edge(from: BuiltNode | undefined, to: BuiltNode | undefined): string {
  const arrow = [from, to].some((node) => node && !node.external && node.role === "INSPECT") ? "-.->" : "-->";
  return `${from ? labelled(from) : START} ${arrow} ${to ? labelled(to) : END};`;
}

function labelled(node: BuiltNode): string {
  return `${node.name}:::${node.external ? "EXTERNAL" : roleOf(node)}`;
}

/** External ones have no box with their replicas. */
export function isBoxed(node: BuiltNode): boolean {
  return !node.external && roleOf(node) !== "GATEWAY";
}

/** An executor may say that it is a gateway, and is drawn as one. */
function roleOf({ role, deployment }: BuiltNode): string {
  return deployment.role ?? role;
}

function box(node: BuiltNode): string[] {
  const contents = node.shards > 1 ? shardLines(node) : replicaLines(node);
  return [`subgraph ${node.deployment.name};`, "", "direction LR;", "", ...contents, "end;"];
}

function replicaLines({ deployment: { name }, replicas, uses }: BuiltNode): string[] {
  const label = `[""${withoutSecret(uses)}""]:::pod;`;
  // The engine takes the first replica's name as a prefix for all.
  return replicas > 1
    ? indices(replicas).map((index) => `${name}/rep-0/rep-${index}${label}`)
    : [`${name}/rep-0${label}`];
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
  // Python's URL parser passes over tabs and line breaks, and refuses brackets that hold no IPv6 address.
  const host = /^jinahub(?:\+(?:docker|sandbox))?:\/\/([^/?#]*)/i.exec(uses.replace(/[\t\r\n]/g, ""))?.[1];
  const [name, secret] = host?.split(":") ?? [];
  return name && secret && uses.startsWith("jinahub") && !/[[\]]/.test(host!)
    ? uses.replaceAll(secret, standIn)
    : uses;
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
