/** Ways through a built Flow: what requests come to, what they come through, and cycles. Linear in its size. */
import type { BuiltFlow } from "./built-flow.ts";

/** An executor that the search for cycles has come to. */
interface Visit {
  readonly name: string;
  /** How many came before it. */
  readonly order: number;
  /** The lowest order that is known to be reached from it. */
  low: number;
  readonly nexts: readonly string[];
  /** How many of these were looked at. */
  at: number;
  /** Its part may still grow. */
  isOpen: boolean;
}

/** The strongly connected parts of more than one executor, each in the order of the requests, in linear time. */
export function findCycles(flow: BuiltFlow): string[][] {
  const visits = new Map<string, Visit>();
  const open: Visit[] = [];
  const cycles: string[][] = [];
  const visit = (name: string): Visit => {
    const order = visits.size;
    const nexts = (flow.followers.get(name) ?? []).map((node) => node.name);
    const visited = { name, order, low: order, nexts, at: 0, isOpen: true };
    visits.set(name, visited);
    open.push(visited);
    return visited;
  };
  const close = (first: Visit) => {
    const part = open.splice(open.lastIndexOf(first));
    for (const one of part) {
      one.isOpen = false;
    }
    if (part.length > 1) {
      cycles.push(part.map(({ name }) => name));
    }
  };
  for (const { name } of flow.nodes) {
    if (!visits.has(name)) {
      searchFrom(visit(name), visits, visit, close);
    }
  }
  return cycles;
}

/** Tarjan's algorithm with its own stack: a chain of 100,000 executors must not end the process. */
function searchFrom(
  root: Visit,
  visits: ReadonlyMap<string, Visit>,
  visit: (name: string) => Visit,
  close: (first: Visit) => void,
): void {
  const work = [root];
  for (let current = work.at(-1); current; current = work.at(-1)) {
    const next = current.nexts[current.at++];
    if (next === undefined) {
      work.pop();
      const parent = work.at(-1);
      if (parent) {
        parent.low = Math.min(parent.low, current.low);
      }
      if (current.low === current.order) {
        close(current);
      }
      continue;
    }
    const met = visits.get(next);
    if (!met) {
      work.push(visit(next));
    } else if (met.isOpen) {
      current.low = Math.min(current.low, met.order);
    }
  }
}

/** True if `to` is reached from `from` along the requests' way. */
export function reaches(flow: BuiltFlow, from: string, to: string): boolean {
  return reachedFrom(flow, from).has(to);
}

/** Everything that requests come to behind `name`, itself included. */
export function reachedFrom(flow: BuiltFlow, name: string): ReadonlySet<string> {
  return walk(name, (at) => (flow.followers.get(at) ?? []).map((node) => node.name));
}

/** Everything that requests come through before `name`, itself included. */
export function leadingTo(flow: BuiltFlow, name: string): ReadonlySet<string> {
  return walk(name, (at) => flow.byName.get(at)?.needs ?? []);
}

function walk(start: string, nextOf: (name: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set([start]);
  const open = [start];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const next of nextOf(at)) {
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
    }
  }
  return seen;
}
