/**
 * A plan in the making: the steps so far, and what they need besides so that nothing else changes. What is promised of
 * plans is said in plan-edit.ts.
 */

import type { BuiltFlow, BuiltNode } from "../engine/built-flow.ts";
import type { Entry } from "../flow.ts";
import type { Path } from "../path.ts";
import { isList, pythonStr } from "../python.ts";
import type { Step } from "../steps.ts";
import type { Value } from "../value.ts";
import { valueAt } from "../value-at.ts";
import type { Declared, Plan, Refusal } from "./edit.ts";
import { listSteps } from "./list-steps.ts";
import { stepsTo } from "./steps-to.ts";

/** Keys of an executor, and of `with`, that names and needs follow from; the engine completes the beginning of one. */
const GRAPH_KEYS = [
  "name",
  "needs",
  "method",
  "floating",
  "deployment_role",
  "include_last_deployment",
  "jtype",
  "inspect",
  "args",
  "kwargs",
];

/** Whether names or needs may follow from a key of this name. */
export function touchesGraph(key: string): boolean {
  const word = key.replaceAll("-", "_");
  return GRAPH_KEYS.some((known) => known.startsWith(word));
}

/** True for a text with a variable or a reference in it. */
export function isVariable(value: Value | undefined): value is string {
  return typeof value === "string" && /\$[\w{]/.test(value);
}

/** What all plans of one edit have in common; each kind of edit adds its steps. */
export class PlanDraft {
  protected readonly declared: Declared;
  /** What the edit itself asks for. */
  protected readonly own: Step[] = [];
  protected readonly notes: string[] = [];
  /** Names and needs that are written, by entry. */
  private readonly nameSteps = new Map<number, Step>();
  private readonly needsSteps = new Map<number, readonly Step[]>();

  constructor(declared: Declared) {
    this.declared = declared;
  }

  protected get steps(): Step[] {
    return [...this.own, ...this.nameSteps.values(), ...[...this.needsSteps.values()].flat()];
  }

  protected get built(): BuiltFlow {
    return this.declared.built;
  }

  // --- what stands in the file

  protected entry({ entry }: Pick<BuiltNode, "entry">): Entry {
    return this.entryAt(entry);
  }

  /** The entry of an index that a built node has. */
  protected entryAt(index: number): Entry {
    const entry = this.declared.flow.entries[index];
    if (!entry) {
      throw new Error(`the Flow has no entry ${index}`);
    }
    return entry;
  }

  protected itemPath(entry: number): Path {
    return [this.declared.flow.listKey, entry];
  }

  protected argumentPath(entry: number, key: string): Path {
    const isInline = this.entryAt(entry).deployment?.kind === "inline";
    return [...this.itemPath(entry), ...(isInline ? ["with"] : []), key];
  }

  protected valueOf(entry: number, key: string): Value | undefined {
    return valueAt(this.declared.root, this.argumentPath(entry, key));
  }

  /** Needs as a person would write them: the inspected executor, not the auxiliary one that stands for it. */
  protected needs(node: BuiltNode, built = this.built): string[] {
    // An inspect behind an inspect looks at the auxiliary one of the first; odd names may stand for each other.
    const asWritten = (need: string, depth = 0): string => {
      const target = built.standsFor.get(need);
      return target === undefined || target === node.name || depth > built.standsFor.size
        ? need
        : asWritten(target, depth + 1);
    };
    return [...new Set(node.needs.map((need) => asWritten(need)))];
  }

  /** The executor of that name, if it stands in the file. */
  protected standing(name: string): BuiltNode | Refusal {
    const node = this.built.byName.get(name);
    if (!node) {
      return { refused: `There is no executor ${name}.` };
    }
    if (node.entry < 0) {
      return { refused: `${name} is added by Jina itself: it stands nowhere in the file.` };
    }
    if (node.role === "INSPECT_AUX_PASS") {
      return { refused: `${name} comes with the inspect before it: edit that one.` };
    }
    return node;
  }

  /** As `standing`, if its arguments stand there too. */
  protected editable(name: string): BuiltNode | Refusal {
    const node = this.standing(name);
    const source = "refused" in node ? undefined : this.entry(node).deployment;
    return source?.kind === "file" ? { refused: describedElsewhere(name, source.file) } : node;
  }

  /** As `editable`, if it has needs of its own: those of an inspect or a Deployment follow from its place in the file. */
  protected needing(name: string): BuiltNode | Refusal {
    const node = this.editable(name);
    if ("refused" in node) {
      return node;
    }
    const { method, deployment } = this.entry(node);
    if (deployment) {
      return {
        refused: `${name} is a Deployment: Jina reads no needs in it, it always follows the executor before it.`,
      };
    }
    return method === "inspect" || method === "gather_inspect"
      ? { refused: `${name} was added by ${method}: what it needs follows from its place in the file.` }
      : node;
  }

  // --- writing names and needs

  protected writeName(entry: number, name: string): void {
    this.nameSteps.set(entry, { kind: "set", path: [...this.itemPath(entry), "name"], value: name });
  }

  protected refuseVariableName({ name, entry }: Pick<BuiltNode, "name" | "entry">): string | null {
    const written = this.valueOf(entry, "name");
    return isVariable(written)
      ? `The name of ${name} is written as ${written}: change it where that is defined, or in the text.`
      : null;
  }

  /** The steps that put a value at a path; the whole of it where another place of the file has the old one too. */
  protected stepsTo(path: Path, value: Value): Step[] {
    const before = valueAt(this.declared.root, path);
    if (before === undefined && typeof path.at(-1) === "number") {
      return [{ kind: "insert", path, value }];
    }
    const steps = before === undefined || this.declared.isPlain ? stepsTo(path, before, value) : [];
    return steps.length > 0 ? steps : [{ kind: "set", path, value }];
  }

  /**
   * A join that is left with one need is no join to the engine any more, but a plain executor is fine; needs_all takes
   * no list at all. Both had a default name of their own, which is written down then. `value`: how the needs are to be
   * written, if that is given.
   */
  protected setNeeds(
    node: Pick<BuiltNode, "name" | "entry">,
    needs: readonly string[],
    value?: Value,
  ): Refusal | null {
    const { name, entry } = node;
    const { method } = this.entryAt(entry);
    if (method === "needs_all" || (method === "needs" && needs.length < 2)) {
      this.own.push({ kind: "unset", path: [...this.itemPath(entry), "method"] });
      if (this.valueOf(entry, "name") !== name) {
        this.writeName(entry, name);
      }
      this.notes.push(`${name} is a plain executor now: what it needs is written in its own list.`);
    }
    const path = this.argumentPath(entry, "needs");
    const written = this.valueOf(entry, "needs");
    if (value !== undefined) {
      this.needsSteps.set(
        entry,
        isList(written) && isList(value)
          ? listSteps(path, written, [...written.keys()], value)
          : [{ kind: "set", path, value }],
      );
      return null;
    }
    const steps = this.stepsToNames(node, path, written, needs);
    if ("refused" in steps) {
      return steps;
    }
    this.needsSteps.set(entry, steps);
    return null;
  }

  /** Variables in a list stay if what they stand for does; a text that is one cannot change. */
  private stepsToNames(
    node: Pick<BuiltNode, "name">,
    path: Path,
    written: Value | undefined,
    needs: readonly string[],
  ): readonly Step[] | Refusal {
    if (isVariable(written)) {
      return { refused: variableNeeds(node.name, written) };
    }
    if (!isList(written)) {
      const before = pythonStr(written ?? null);
      const texts = needs.map((need) => (need === before ? need : this.needAsWritten(need)));
      const [only, ...others] = texts;
      return [{ kind: "set", path, value: only !== undefined && others.length === 0 ? only : texts }];
    }
    const variable = written.find(isVariable);
    const plain = written.flatMap((item, index) => (isVariable(item) ? [] : [index]));
    const known = new Set(written.filter((item) => !isVariable(item)).map(pythonStr));
    const asWritten = (need: string) => (known.has(need) ? need : this.needAsWritten(need));
    if (variable === undefined) {
      return listSteps(path, written, plain, needs.map(asWritten));
    }
    const hidden = this.needsBefore(node.name).filter((need) => !known.has(need));
    const steps = listSteps(
      path,
      written,
      plain,
      needs.filter((need) => !hidden.includes(need)).map(asWritten),
    );
    const isWhole = steps.some((step) => step.path.length === path.length);
    return isWhole || !hidden.every((need) => needs.includes(need))
      ? { refused: variableNeeds(node.name, variable) }
      : steps;
  }

  /** The text that a new need is written as: the variable by which its executor is named, not what that stands for now. */
  protected needAsWritten(need: string): string {
    const node = this.built.byName.get(need);
    const { entries } = this.declared.flow;
    const entry = node && entries[node.entry];
    const written = entry && !entry.deployment ? entry.args.get("name") : undefined;
    // What `this` is differs from place to place, and of several with one name only the first keeps it.
    const isOne = entries.filter(({ args }) => args.get("name") === written).length === 1;
    return isVariable(written) && isOne && !written.includes("{{this") ? written : need;
  }

  /** What an executor needed before the edit. */
  private needsBefore(name: string): readonly string[] {
    const node = this.built.byName.get(name);
    return node ? this.needs(node) : [];
  }

  // --- closing

  /** Closes a plan that changes nothing but what it says. */
  protected close(label: string): Plan {
    return { steps: this.steps, label, notes: this.notes };
  }
}

/** The refusal of needs that a variable stands for. */
export function variableNeeds(name: string, written: string): string {
  return `The needs of ${name} are written as ${written}: change them where that is defined, or in the text.`;
}

/** The refusal of what stands in a file of its own. */
export function describedElsewhere(name: string, file: string): string {
  return `${name} is described in ${file}: edit that file.`;
}
