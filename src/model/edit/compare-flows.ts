/** What differs between two Flows as graphs: executors by their names, and edges. */
import type { BuiltFlow, BuiltNode } from "../engine/built-flow.ts";
import { type Flow, GATEWAY } from "../flow.ts";
import type { Need } from "../flow-edit.ts";
import { sameValue } from "../same-value.ts";
import type { ValueMap } from "../value.ts";

/** A Flow, as it is declared and as it is built. */
interface Compared {
  readonly flow: Flow;
  readonly built: BuiltFlow;
}

/** What leads from one Flow to another. */
export interface FlowComparison {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Executors of both, with the keys of their arguments that differ; needs are edges. */
  readonly changed: readonly { readonly name: string; readonly keys: readonly string[] }[];
  readonly addedEdges: readonly Need[];
  readonly removedEdges: readonly Need[];
  /** Keys of the Flow's `with`, and of the gateway's section, that differ. */
  readonly changedWith: readonly string[];
  readonly changedGateway: readonly string[];
}

/** Compares two Flows; an executor that got another name counts as one that went and one that came. */
export function compareFlows(before: Compared, after: Compared): FlowComparison {
  const namesOf = ({ built }: Compared) => built.nodes.map(({ name }) => name);
  const missingFrom = ({ built }: Compared, names: readonly string[]) =>
    names.filter((name) => !built.byName.has(name));
  const [edgesBefore, edgesAfter] = [edgesOf(before.built), edgesOf(after.built)];
  return {
    added: missingFrom(before, namesOf(after)),
    removed: missingFrom(after, namesOf(before)),
    changed: after.built.nodes.flatMap((node) => {
      const old = before.built.byName.get(node.name);
      const keys = old ? changedKeys(argsOf(before, old), argsOf(after, node)) : [];
      return keys.length > 0 ? [{ name: node.name, keys }] : [];
    }),
    addedEdges: edgesAfter.filter((edge) => !hasEdge(edgesBefore, edge)),
    removedEdges: edgesBefore.filter((edge) => !hasEdge(edgesAfter, edge)),
    changedWith: changedKeys(before.flow.with, after.flow.with),
    changedGateway: changedKeys(before.flow.gateway, after.flow.gateway),
  };
}

function edgesOf({ nodes, end }: BuiltFlow): Need[] {
  return [
    ...nodes.flatMap(({ name, needs }) => needs.map((from): Need => ({ from, to: name }))),
    ...(end === GATEWAY ? [] : [{ from: end, to: GATEWAY }]),
  ];
}

const edgeSets = new WeakMap<readonly Need[], ReadonlySet<string>>();

function hasEdge(edges: readonly Need[], { from, to }: Need): boolean {
  let set = edgeSets.get(edges);
  if (!set) {
    set = new Set(edges.map((edge) => JSON.stringify([edge.from, edge.to])));
    edgeSets.set(edges, set);
  }
  return set.has(JSON.stringify([from, to]));
}

const NO_ARGS: ValueMap = new Map();

function argsOf({ flow }: Compared, { entry }: BuiltNode): ValueMap {
  return flow.entries[entry]?.args ?? NO_ARGS;
}

function changedKeys(before: ValueMap, after: ValueMap): string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  const isChanged = (key: string) => {
    const [old, now] = [before.get(key), after.get(key)];
    return old === undefined || now === undefined ? old !== now : !sameValue(old, now);
  };
  return [...keys].filter((key) => key !== "needs" && key !== "name" && isChanged(key));
}
