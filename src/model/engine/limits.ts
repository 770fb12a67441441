/**
 * Our own caps on what a Flow may hold, each far beyond any that has a purpose: within them a file of a megabyte is read
 * within two seconds and half a gigabyte. What goes beyond one is told as a problem of code `limit`, with its place.
 */
import { cut, grouped } from "../../base/words.ts";
import type { Path } from "../path.ts";
import { isMap } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import type { BuiltNode } from "./built-flow.ts";

/** Executors of one Flow: what a page still draws within seconds. */
export const MAX_EXECUTORS = 12_000;

/** Keys of `with`, of `gateway`, or of one executor: the engine knows about a hundred. */
const MAX_KEYS = 1000;

/** Needs of a whole Flow, each of which is an edge that is drawn. */
export const MAX_NEEDS = 100_000;

/** Processes of a whole Flow, each of which the engine draws, addresses and starts on its own. */
const MAX_PODS = 100_000;

/** Characters of the drawing that the engine makes, which repeats names for each process; and for each need. */
export const MAX_DRAWN = 16_000_000;

/** Characters that variables and references put into a file. */
export const MAX_PUT_IN = 4_000_000;

/** A cap that a file goes beyond: where, and a sentence with the cap and what the file has. */
export interface Excess {
  readonly path: Path;
  readonly message: string;
}

/** Too many executors, or too many arguments of one call, as the file has them; null if there is neither. */
export function findExcessParts(root: ValueMap): Excess | null {
  for (const key of ["executors", "deployments", "pods"]) {
    const parts = partsOf(root.get(key));
    if (parts && parts.length > MAX_EXECUTORS) {
      const message = `This Flow has ${grouped(parts.length)} executors; up to ${grouped(MAX_EXECUTORS)} are drawn.`;
      return { path: [key], message };
    }
  }
  for (const [path, call] of callsIn(root)) {
    if (call.size > MAX_KEYS) {
      const message = `There are ${grouped(call.size)} keys here; up to ${grouped(MAX_KEYS)} arguments of one part are read.`;
      return { path, message };
    }
  }
  return null;
}

function partsOf(list: Value | undefined): (readonly [string | number, Value])[] | null {
  return Array.isArray(list) ? list.map((item, index) => [index, item]) : isMap(list) ? [...list] : null;
}

/** The mappings that become arguments. */
function* callsIn(root: ValueMap): Generator<readonly [Path, ValueMap]> {
  const calls: (readonly [Path, Value | undefined])[] = ["with", "gateway"].map((key) => [
    [key],
    root.get(key),
  ]);
  for (const key of ["executors", "deployments", "pods"]) {
    for (const [at, part] of partsOf(root.get(key)) ?? []) {
      calls.push([[key, at], part]);
    }
  }
  for (const [path, call] of calls) {
    if (isMap(call)) {
      yield [path, call];
      // Of the Flow the keywords, of a Deployment its arguments.
      for (const key of ["kwargs", "with"]) {
        const inner = call.get(key);
        if (isMap(inner)) {
          yield [[...path, key], inner];
        }
      }
    }
  }
}

/** The executor with which a Flow is more than is drawn, and a sentence about it; null if all of it can be. */
export function findExcessDrawing<Node extends Pick<BuiltNode, "name" | "uses" | "shards" | "replicas">>({
  nodes,
}: {
  readonly nodes: readonly Node[];
}): { node: Node; message: string } | null {
  let pods = 0;
  let characters = 0;
  for (const node of nodes) {
    const { name, uses, shards, replicas } = node;
    const own = Math.max(shards, 1) * Math.max(replicas, 1);
    pods += own;
    characters += own * (name.length + uses.length);
    if (pods > MAX_PODS) {
      const sum = pods === own ? "" : `, ${grouped(pods)} with those before it`;
      return {
        node,
        message: `${cut(name)} comes to ${grouped(own)} processes, its shards times its replicas${sum}; up to ${grouped(MAX_PODS)} of a Flow are worked out.`,
      };
    }
    if (characters > MAX_DRAWN) {
      return {
        node,
        message: `The names and uses of all processes come to ${grouped(characters)} characters with ${cut(name)}; up to ${grouped(MAX_DRAWN)} are drawn.`,
      };
    }
  }
  return null;
}
