/** Ways through a built Flow: what requests come to, what they come through, and circles. Linear in its size. */
import type { BuiltFlow } from "./built-flow.ts";

/** The strongly connected parts of more than one executor, each in the order of the requests, in linear time. */
export function findCycles(flow: BuiltFlow): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const nexts = (name: string) => (flow.followers.get(name) ?? []).map((node) => node.name);

  // Tarjan's algorithm with its own stack: a chain of 100,000 executors must not end the process.
  for (const root of flow.nodes) {
    if (order.has(root.name)) {
      continue;
    }
    const work: { name: string; nexts: string[]; at: number }[] = [];
    const open = (name: string) => {
      order.set(name, order.size);
      low.set(name, order.get(name)!);
      stack.push(name);
      onStack.add(name);
      work.push({ name, nexts: nexts(name), at: 0 });
    };
    open(root.name);
    while (work.length > 0) {
      const frame = work.at(-1)!;
      const next = frame.nexts[frame.at++];
      if (next === undefined) {
        work.pop();
        const parent = work.at(-1);
        if (parent) {
          low.set(parent.name, Math.min(low.get(parent.name)!, low.get(frame.name)!));
        }
        if (low.get(frame.name) === order.get(frame.name)) {
          const part = stack.splice(stack.lastIndexOf(frame.name));
          for (const name of part) {
            onStack.delete(name);
          }
          if (part.length > 1) {
            cycles.push(part);
          }
        }
      } else if (!order.has(next)) {
        open(next);
      } else if (onStack.has(next)) {
        low.set(frame.name, Math.min(low.get(frame.name)!, order.get(next)!));
      }
    }
  }
  return cycles;
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
  while (open.length > 0) {
    for (const next of nextOf(open.pop()!)) {
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
    }
  }
  return seen;
}
