/**
 * Whether mermaid reads the Flow in the engine's text, and if not, which executor is why. Mermaid itself is asked, about
 * the whole and then about smaller and smaller parts, so that no list of its words is needed here.
 */
import { listed } from "../../base/words.ts";
import { type Diagram, isSameDiagram } from "../../model/drawing/diagram.ts";
import type { BuiltFlow, BuiltNode } from "../../model/engine/built-flow.ts";
import { GATEWAY } from "../../model/flow.ts";
import { shorten } from "../../model/shorten.ts";
import { END_ID, isBoxed, printMermaid, START_ID } from "./mermaid.ts";
import { diagramOf } from "./mermaid-diagram.ts";

/** What mermaid makes of a text: a diagram, or its own words. */
type MermaidReading = { readonly diagram: Diagram } | { readonly error: string };

/** Asks mermaid what it reads in a text. */
export type ReadMermaid = (text: string) => Promise<MermaidReading>;

interface MermaidFault {
  /** Why `Flow.plot()` shows no Flow, or another one, with the executor. */
  readonly sentence: string;
  /** Mermaid's own words if it refuses the text. */
  readonly error: string | null;
}

/** Whoever mends these looks again anyway. */
const MOST_CAUSES = 3;
const SHOWN_LENGTH = 60;

/** Null if the engine's text is read as the Flow that it was made of. */
export async function findMermaidFault(flow: BuiltFlow, read: ReadMermaid): Promise<MermaidFault | null> {
  const whole = await faultOf(flow, read);
  if (whole === null) {
    return null;
  }
  const causes = await causesOf(flow, read);
  const more = causes.length > MOST_CAUSES ? ", and there is more" : "";
  const why = causes.length > 0 ? `: ${causes.slice(0, MOST_CAUSES).join("; ")}${more}.` : ".";
  return "error" in whole
    ? { sentence: `Jina's text for this Flow is not valid mermaid${why}`, error: whole.error }
    : { sentence: `Mermaid draws something else than this Flow from Jina's text${why}`, error: null };
}

/** What mermaid makes of the engine's text if that is not the Flow. */
async function faultOf(flow: BuiltFlow, read: ReadMermaid): Promise<MermaidReading | null> {
  const printed = printMermaid(flow);
  if (!("text" in printed)) {
    return null;
  }
  const reading = await read(printed.text);
  return "diagram" in reading && isSameDiagram(reading.diagram, diagramOf(flow)) ? null : reading;
}

/** One more than are told, if there are so many. */
async function causesOf(flow: BuiltFlow, read: ReadMermaid): Promise<string[]> {
  const causes = renamedIn(flow);
  const search = async (nodes: readonly BuiltNode[]): Promise<void> => {
    if (causes.length > MOST_CAUSES || nodes.length === 0) {
      return;
    }
    if ((await faultOf(flowOf(flow, nodes), read)) === null) {
      return;
    }
    if (nodes.length > 1) {
      const middle = nodes.length >> 1;
      await search(nodes.slice(0, middle));
      await search(nodes.slice(middle));
      return;
    }
    const [node] = nodes;
    const ask = (one: BuiltNode) => faultOf(flowOf(flow, [one]), read);
    const cause = (await causeInName(node!, ask)) ?? (await causeInUses(node!, ask));
    if (cause !== null) {
      causes.push(cause);
    }
  };
  await search(flow.nodes.map((node) => (isBoxed(node) ? { ...node, name: node.deployment.name } : node)));
  return causes;
}

/** The two ends of a Flow, by what the engine calls them in its text. */
const ENDS = new Map([
  [START_ID, "start"],
  [END_ID, "end"],
]);

type AskAbout = (node: BuiltNode) => Promise<MermaidReading | null>;

async function causeInName(node: BuiltNode, ask: AskAbout): Promise<string | null> {
  const { name } = node;
  const fault = await ask(plain(node));
  if (fault === null) {
    return null;
  }
  if ("diagram" in fault) {
    const end = ENDS.get(name);
    return end
      ? `mermaid takes the executor ${name} for the ${end} of the Flow`
      : `mermaid reads the name ${name} as something else`;
  }
  return /^[A-Za-z_]\w*$/.test(name)
    ? `${name}, the name of an executor, is a word of mermaid's own`
    : `${name}, the name of an executor, is none that mermaid takes`;
}

async function causeInUses(node: BuiltNode, ask: AskAbout): Promise<string | null> {
  const texts: Readonly<Record<string, string | null>> = {
    uses: node.uses,
    uses_before: node.usesBefore,
    uses_after: node.usesAfter,
  };
  for (const [key, text] of Object.entries(texts)) {
    const alone = (uses: string) => ask({ ...plain(node), shards: node.shards, uses });
    const fault = text === null ? null : await alone(text);
    if (text === null || fault === null) {
      continue;
    }
    const shown = shorten(text, SHOWN_LENGTH);
    if ("diagram" in fault) {
      const label = fault.diagram.boxes.find(({ look }) => look === "pod")?.label.trim();
      return `${key} of ${node.name}, ${shown}, is shown as ${label || "nothing"}`;
    }
    const signs: string[] = [];
    for (const sign of new Set(text.replace(/[\p{L}\p{N}\s]/gu, ""))) {
      if ((await alone(`a${sign}b`)) !== null) {
        signs.push(sign);
      }
    }
    return signs.length > 0
      ? `${key} of ${node.name} holds ${listed(signs.map(inQuotes), "and")}, which mermaid does not take in a label`
      : `mermaid does not take ${key} of ${node.name}, ${shown}`;
  }
  return null;
}

/** A sign as it can be read in a sentence. */
function inQuotes(sign: string): string {
  return sign === '"' ? `'"'` : `"${sign}"`;
}

/** The executor with nothing of its own but its name. */
function plain(node: BuiltNode): BuiltNode {
  return { ...node, uses: "Executor", shards: 1, replicas: 1, usesBefore: null, usesAfter: null };
}

/** A Flow of these executors, each behind the gateway. */
function flowOf(flow: BuiltFlow, nodes: readonly BuiltNode[]): BuiltFlow {
  const all = nodes.map((node): BuiltNode => ({ ...node, needs: [GATEWAY], heldNeeds: [GATEWAY] }));
  const end = all.at(-1)!.name;
  return {
    ...flow,
    nodes: all,
    byName: new Map(all.map((node) => [node.name, node])),
    end,
    gatewayNeed: end,
  };
}

/** Deployments of their own, whose lines lead to another name than their box has. */
function renamedIn({ nodes }: BuiltFlow): string[] {
  return nodes
    .filter((node) => isBoxed(node) && node.deployment.name !== node.name)
    .map(
      ({ name, deployment }) => `the box of ${name} is called ${deployment.name}, its lines lead to ${name}`,
    );
}
