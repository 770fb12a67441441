/**
 * A plan in the making: the steps so far, and what they need besides so that nothing else changes. What is promised of
 * plans is said in plan-edit.ts.
 */

import type { BuiltFlow, BuiltNode } from "../engine/built-flow.ts";
import type { Entry } from "../flow.ts";
import type { Path } from "../path.ts";
import { isList, pythonStr } from "../python.ts";
import { orderAfter, type Step, stepsTo, treeAt, treeOfSteps } from "../steps.ts";
import type { Value } from "../value.ts";
import { valueAt } from "../value-at.ts";
import type { Declared, Plan, Refusal } from "./edit.ts";

/** By name: the entry and the effective needs that an executor is to have after the plan. */
export type Intended = Map<string, { readonly entry: number; readonly needs: readonly string[] }>;

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

export function touchesGraph(key: string): boolean {
  const word = key.replaceAll("-", "_");
  return GRAPH_KEYS.some((known) => known.startsWith(word));
}

/** True for a text with a variable or a reference in it. */
export function isVariable(value: Value | undefined): value is string {
  return typeof value === "string" && /\$[\w{]/.test(value);
}

export class PlanDraft {
  protected readonly declared: Declared;
  /** What the edit itself asks for. */
  protected readonly own: Step[] = [];
  protected readonly notes: string[] = [];
  /** Names and needs that are written, by entry. */
  private readonly nameSteps = new Map<number, Step>();
  private readonly needsSteps = new Map<number, readonly Step[]>();
  /** Names and needs that had to be written down, by name; and needs that are meant to change with the edit. */
  private readonly keptNames = new Set<string>();
  private readonly keptNeeds = new Set<string>();
  private readonly changedNeeds = new Set<string>();
  /** From a name that the engine counts, and no file can say, to the one that it is after the plan. */
  private counted: ReadonlyMap<string, string> = new Map();

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
    return this.declared.flow.entries[entry]!;
  }

  protected itemPath(entry: number): Path {
    return [this.declared.flow.listKey, entry];
  }

  protected argumentPath(entry: number, key: string): Path {
    const isInline = this.declared.flow.entries[entry]!.deployment?.kind === "inline";
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

  protected refuseVariableName({ name, entry }: BuiltNode): string | null {
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
    const { method } = this.declared.flow.entries[entry]!;
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
      return [{ kind: "set", path, value: needs.length === 1 ? needs[0]! : [...needs] }];
    }
    const plain = written.flatMap((item, index) => (isVariable(item) ? [] : [index]));
    if (plain.length === written.length) {
      return listSteps(path, written, plain, needs);
    }
    const known = new Set(plain.map((index) => pythonStr(written[index]!)));
    const hidden = this.needs(this.built.byName.get(node.name)!).filter((need) => !known.has(need));
    const steps = listSteps(
      path,
      written,
      plain,
      needs.filter((need) => !hidden.includes(need)),
    );
    const isWhole = steps.some((step) => step.path.length === path.length);
    return isWhole || !hidden.every((need) => needs.includes(need))
      ? { refused: variableNeeds(node.name, written.find(isVariable)!) }
      : steps;
  }

  // --- closing

  /** Closes a plan that changes nothing but what it says. */
  protected close(label: string): Plan {
    return { steps: this.steps, label, notes: this.notes };
  }

  /**
   * The names and needs of all executors as they are, to be kept; without the one that the edit is about. One that
   * needs nothing, which the engine refuses, has nothing to be kept.
   */
  protected keepAll(except?: string): Intended {
    return new Map(
      this.built.nodes
        .filter(({ entry, role }) => entry >= 0 && role !== "INSPECT_AUX_PASS")
        .filter(({ name, needs }) => name !== except && needs.length > 0)
        .map((node) => [node.name, { entry: node.entry, needs: this.needs(node) }]),
    );
  }

  /**
   * Writes down what the steps would change without meaning to, then closes the plan. A name written down changes the
   * number of executors that a later default name counts, and a need written down changes what needs_all finds: each
   * goes on until nothing moves. Every round writes at least one name or one executor's needs, none of them twice.
   * `isEndMeant`: that another executor answers now goes without saying.
   */
  protected finish(label: string, intended: Intended, isEndMeant = false): Plan | Refusal {
    const countWritten = () => this.keptNames.size + this.keptNeeds.size + this.changedNeeds.size;
    for (;;) {
      const after = this.declared.after(this.steps);
      if ("refused" in after) {
        return after;
      }
      const before = countWritten();
      const nodeOf = this.nodeAfter(after);
      const refused = this.writeNames(intended, nodeOf);
      const refusal: Refusal | null = refused
        ? { refused }
        : countWritten() > before
          ? null
          : this.writeDown(intended, after, nodeOf);
      if (refusal) {
        return refusal;
      }
      if (countWritten() === before) {
        const lost = this.lost(intended, after, nodeOf);
        if (lost) {
          return { refused: lost };
        }
        this.noteWritten();
        const { end } = this.built;
        if (!isEndMeant && after.end !== (this.counted.get(end) ?? end)) {
          this.notes.push(`The gateway now answers with what ${after.end} returns.`);
        }
        return this.close(label);
      }
    }
  }

  /** What is written down may not help: the engine may make a name up that another executor has. */
  private lost(
    intended: Intended,
    after: BuiltFlow,
    nodeOf: (entry: number) => BuiltNode | undefined,
  ): string | null {
    const now = (name: string) => this.counted.get(name) ?? name;
    for (const [name, { entry, needs }] of intended) {
      const node = nodeOf(entry);
      if (!node && this.declared.flow.entries[entry]!.method !== "gather_inspect") {
        return `With this Jina would lose ${name}: another executor takes its name.`;
      }
      if (node && node.name !== now(name)) {
        return `With this Jina would call ${name} by another name, ${node.name}.`;
      }
      if (node && this.keptNeeds.has(name) && !sameSet(this.needs(node, after), needs.map(now))) {
        return `With this ${name} would need ${this.needs(node, after).join(", ")}, whatever is written.`;
      }
    }
    return null;
  }

  private noteWritten(): void {
    const names = [...this.keptNames];
    const needs = [...this.keptNeeds];
    if (names.length > 0) {
      this.notes.push(
        names.length === 1
          ? `The name ${names[0]} is written down now: Jina would have made up another one.`
          : `The names ${listed(names)} are written down now: Jina would have made up others.`,
      );
    }
    for (const [name, now] of [...this.counted].slice(0, 3)) {
      this.notes.push(`The engine calls ${name} by its place in the file: it is ${now} now, also in needs.`);
    }
    if (needs.length > 0) {
      this.notes.push(
        `Wrote down what ${listed(needs)} ${needs.length === 1 ? "needs" : "need"}: it would have changed otherwise.`,
      );
    }
  }

  /** Writes the names down that the engine would make up anew; the sentence of refusal if one cannot be written. */
  private writeNames(intended: Intended, nodeOf: (entry: number) => BuiltNode | undefined): string | null {
    const counted = new Map<string, string>();
    for (const [name, { entry }] of intended) {
      const node = nodeOf(entry);
      if (node?.name === name) {
        continue;
      }
      const { method, deployment } = this.declared.flow.entries[entry]!;
      if (deployment || method === "inspect" || method === "gather_inspect") {
        if (node) {
          counted.set(name, node.name);
        }
      } else if (!this.keptNames.has(name) && (node || this.valueOf(entry, "name") !== name)) {
        const refused = this.refuseVariableName(this.built.byName.get(name)!);
        if (refused) {
          return refused;
        }
        this.writeName(entry, name);
        this.keptNames.add(name);
      }
    }
    this.counted = counted;
    return null;
  }

  /** One round of writing needs down. */
  private writeDown(
    intended: Intended,
    after: BuiltFlow,
    nodeOf: (entry: number) => BuiltNode | undefined,
  ): Refusal | null {
    for (const [name, target] of intended) {
      const { entry } = target;
      const { method, deployment } = this.declared.flow.entries[entry]!;
      const needs = target.needs.map((need) => this.counted.get(need) ?? need);
      const node = nodeOf(entry);
      if (method === "gather_inspect" || (node && sameSet(this.needs(node, after), needs))) {
        continue;
      }
      if (method === "inspect" || deployment) {
        if (node) {
          return { refused: followsOrder(name, this.needs(node, after), needs, deployment !== undefined) };
        }
      } else if (!this.keptNeeds.has(name) && !this.changedNeeds.has(name)) {
        const before = this.built.byName.get(name)!;
        const refusal = this.setNeeds(before, needs);
        if (refusal) {
          return refusal;
        }
        const isOnPurpose = before.needsWritten && !sameSet(this.needs(before), needs);
        (isOnPurpose ? this.changedNeeds : this.keptNeeds).add(name);
      }
    }
    return null;
  }

  /** Looks up, by an entry's index before the plan, the first executor that it makes after it. */
  private nodeAfter(after: BuiltFlow): (entry: number) => BuiltNode | undefined {
    const { listKey, entries } = this.declared.flow;
    const tree = treeAt(treeOfSteps(this.steps), [listKey]);
    const places = new Map<number, number>();
    if (tree) {
      for (const [place, source] of orderAfter(tree, entries.length).entries()) {
        if (typeof source === "number") {
          places.set(source, place);
        }
      }
    }
    const byEntry = new Map<number, BuiltNode>();
    for (const node of after.nodes) {
      if (!byEntry.has(node.entry)) {
        byEntry.set(node.entry, node);
      }
    }
    return (entry) => byEntry.get(tree ? (places.get(entry) ?? -2) : entry);
  }
}

/**
 * From one list to another: items taken out and added at the end, or replaced one by one, or all at once. Only the
 * items at `indices` take part; the others stay.
 */
function listSteps(
  path: Path,
  old: readonly Value[],
  indices: readonly number[],
  next: readonly Value[],
): readonly Step[] {
  const staying = new Set(next);
  const kept = indices.filter((index) => staying.has(old[index]!));
  const same = indices.filter((index, at) => old[index] === next[at]);
  // What is replaced in its place keeps the comment on its line.
  if (indices.length === next.length && same.length === kept.length) {
    return replacingSteps(path, old, indices, next);
  }
  const isExtended =
    kept.every((index, at) => old[index] === next[at]) &&
    (kept.length > 0 || (indices.length < old.length && indices.length !== next.length));
  if (isExtended) {
    const gone = indices.filter((index) => !staying.has(old[index]!));
    const added = next.slice(kept.length);
    return [
      ...gone.map((index): Step => ({ kind: "unset", path: [...path, index] })),
      ...added.map((value): Step => ({ kind: "insert", path: [...path, old.length], value })),
    ];
  }
  return indices.length === next.length
    ? replacingSteps(path, old, indices, next)
    : [{ kind: "set", path, value: [...next] }];
}

function replacingSteps(
  path: Path,
  old: readonly Value[],
  indices: readonly number[],
  next: readonly Value[],
): Step[] {
  return indices.flatMap((index, at): Step[] =>
    old[index] === next[at] ? [] : [{ kind: "set", path: [...path, index], value: next[at]! }],
  );
}

export function variableNeeds(name: string, written: string): string {
  return `The needs of ${name} are written as ${written}: change them where that is defined, or in the text.`;
}

export function describedElsewhere(name: string, file: string): string {
  return `${name} is described in ${file}: edit that file.`;
}

function followsOrder(
  name: string,
  now: readonly string[],
  needs: readonly string[],
  isDeployment: boolean,
): string {
  const what = isDeployment ? "is a Deployment and follows" : "inspects";
  const would = isDeployment ? "follow" : "look at";
  return `${name} ${what} whatever comes before it in the file; with this it would ${would} ${now.join(", ")} instead of ${needs.join(", ")}, and that cannot be written down.`;
}

/** Up to three names, and how many more. */
export function listed(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}

export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) {
    return false;
  }
  const all = new Set(a);
  return b.every((item) => all.has(item));
}
