/**
 * References within an old file, `${{root.…}}` and `${{this.…}}`: what they name moves when the file is converted, so
 * they have to name it where it is then, or 3.34 does not load the file.
 */

import type { Path } from "../path.ts";
import { isMap } from "../python.ts";
import { type Step, type StepTree, treeOfSteps } from "../steps.ts";
import type { Value } from "../value.ts";
import type { LegacyFile } from "./legacy.ts";

const REFERENCE = /\$\{\{(root|this)((?:\.\w+|\[\d+\])+)\}\}/g;

/**
 * Steps that make the references name the places where what they name stands after `steps`; and those references whose
 * place is gone.
 */
export function rewordings(legacy: LegacyFile, steps: readonly Step[]): { steps: Step[]; lost: string[] } {
  const out: Step[] = [];
  const lost = new Set<string>();
  const tree = treeOfSteps(steps);
  const places = new Places(legacy, tree);
  const visit = (value: Value, path: Path, at: StepTree | undefined): void => {
    if (isRemoved(at) || at?.value !== undefined) {
      return;
    }
    if (typeof value === "string") {
      for (const [whole, first, rest] of value.matchAll(REFERENCE)) {
        const holder = first === "root" ? [] : path.slice(0, -1);
        const moved = places.after([...holder, ...partsOf(rest!)]);
        const start = places.after(holder);
        if (!moved || !start) {
          lost.add(whole);
          continue;
        }
        const to = `\${{${first}${printParts(moved.slice(start.length))}}}`;
        if (to !== whole) {
          out.push({ kind: "reword", path, from: whole, to });
        }
      }
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        visit(item, [...path, index], at?.children.get(index));
      }
    } else if (isMap(value)) {
      for (const [key, item] of value) {
        visit(item, [...path, key], at?.children.get(key));
      }
    }
  };
  visit(legacy.root, [], tree);
  return { steps: out, lost: [...lost] };
}

function partsOf(text: string): (string | number)[] {
  return [...text.matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, key, index]) => key ?? Number(index));
}

function printParts(parts: Path): string {
  return parts.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
}

/** True if what stands there goes, and to nowhere. */
function isRemoved(tree: StepTree | undefined): boolean {
  return tree?.isGone === true && tree.goesTo === undefined;
}

/** Where things stand after the steps. */
class Places {
  private readonly tree: StepTree;
  /** From a pod's key or index to its index among the executors. */
  private readonly indices = new Map<string | number, number>();

  constructor({ pods }: LegacyFile, tree: StepTree) {
    this.tree = tree;
    const list = tree.children.get("pods");
    const before = new Map<number, number>();
    for (const arrival of list?.arrivals ?? []) {
      before.set(arrival.before, (before.get(arrival.before) ?? 0) + 1);
    }
    let count = 0;
    for (const [index, { path }] of pods.entries()) {
      count += before.get(index) ?? 0;
      this.indices.set(path[1]!, count);
      if (!isRemoved(list?.children.get(path[1]!))) {
        count++;
      }
    }
  }

  /** Null if what stood there is gone. */
  after(path: Path): Path | null {
    const out: (string | number)[] = [];
    let at: StepTree | undefined = this.tree;
    for (const [depth, part] of path.entries()) {
      const child: StepTree | undefined = at?.children.get(part);
      if (isRemoved(child)) {
        return null;
      }
      if (child?.goesTo) {
        out.splice(0, out.length, ...child.goesTo);
      } else if (depth === 1 && path[0] === "pods" && this.indices.has(part)) {
        out.push(this.indices.get(part)!);
      } else {
        out.push(child?.to ?? part);
      }
      at = child;
    }
    return out;
  }
}
