/**
 * What a person does to a Flow, and what that means for its entries. A gesture, a command or a field makes an Edit;
 * `planEdit` turns it into steps on single entries, the one form that both the model (`applySteps`) and the text
 * (formats' `patch`) know. So reading the patched text gives what applying the steps to the Flow gives.
 *
 * [E1] An edit changes the effective name or needs of no other executor, save where it is its very point: what would
 *      change otherwise is written down in the same plan, and a note says so.
 * [E2] Connecting to an executor whose need the engine supplies replaces that need; to one with needs of its own it
 *      adds one.
 * [E3] An executor always receives from something: the last need taken away leaves the gateway.
 * [E4] Taking an executor away hands its followers what remains of their needs, or its own if none does.
 */
import { buildFlow, isIdentifier, needsOf, reaches } from "./build.ts";
import {
  type BuiltFlow,
  type BuiltNode,
  type Entry,
  type Flow,
  GATEWAY,
  type Value,
  type ValueMap,
} from "./flow.ts";

export type Edit =
  /** A new executor at `index` of the list, else at its end. */
  | { readonly kind: "add"; readonly args: ValueMap; readonly index?: number }
  /** `reconnect`: the followers also get the removed one's needs. */
  | { readonly kind: "remove"; readonly names: readonly string[]; readonly reconnect: boolean }
  | { readonly kind: "rename"; readonly name: string; readonly to: string }
  | { readonly kind: "set"; readonly name: string; readonly key: string; readonly value: Value }
  | { readonly kind: "unset"; readonly name: string; readonly key: string }
  | { readonly kind: "connect"; readonly from: string; readonly to: string }
  | { readonly kind: "disconnect"; readonly from: string; readonly to: string }
  /** Writes the needs down that the engine supplies. */
  | { readonly kind: "write-needs"; readonly name: string };

/** A change of one entry. Indices are those of the Flow before the plan, for all steps of it. */
export type Step =
  | { readonly kind: "insert"; readonly index: number; readonly args: ValueMap }
  | { readonly kind: "delete"; readonly index: number }
  | { readonly kind: "set"; readonly index: number; readonly key: string; readonly value: Value }
  | { readonly kind: "unset"; readonly index: number; readonly key: string };

export interface Plan {
  readonly steps: readonly Step[];
  /** What the edit is called in undo and in the log, as `Add encoder`. */
  readonly label: string;
  /** What happened besides, in sentences for the person. */
  readonly notes: readonly string[];
}

/** Why an edit is not made. */
export interface Refusal {
  readonly refused: string;
}

export function planEdit(flow: Flow, built: BuiltFlow, edit: Edit): Plan | Refusal {
  return new Planner(flow, built).plan(edit);
}

/** The Flow after the steps. */
export function applySteps(flow: Flow, steps: readonly Step[]): Flow {
  const count = flow.entries.length;
  const byIndex = new Map<number, Step[]>();
  for (const step of steps) {
    const index = Math.min(step.index, count);
    byIndex.set(index, [...(byIndex.get(index) ?? []), step]);
  }
  const entries: Entry[] = [];
  for (let index = 0; index <= count; index++) {
    const here = byIndex.get(index) ?? [];
    for (const step of here) {
      if (step.kind === "insert") {
        entries.push({ index: -1, method: "add", args: step.args });
      }
    }
    const entry = flow.entries[index];
    if (entry && !here.some(({ kind }) => kind === "delete")) {
      entries.push(here.length > 0 ? changeEntry(entry, here) : entry);
    }
  }
  return {
    ...flow,
    entries: entries.map((entry, index) => (entry.index === index ? entry : { ...entry, index })),
  };
}

function changeEntry(entry: Entry, steps: readonly Step[]): Entry {
  let { method } = entry;
  const args = new Map(entry.args);
  for (const step of steps) {
    if (step.kind === "set" && step.key === "method") {
      method = String(step.value);
    } else if (step.kind === "unset" && step.key === "method") {
      method = "add";
    } else if (step.kind === "set") {
      args.set(step.key, step.value);
    } else if (step.kind === "unset") {
      args.delete(step.key);
    }
  }
  return { ...entry, method, args };
}

/** `base` followed by the first number from 1 that no executor has, `base` itself if it is free. */
export function freshName(built: BuiltFlow, base: string): string {
  const isTaken = (name: string) => name === GATEWAY || built.byName.has(name);
  if (!isTaken(base)) {
    return base;
  }
  // `base1` of `base`, but `encoder_3` of `encoder_2`.
  const [, stem, digits] = /^(.*?)(\d*)$/.exec(base)!;
  let number = digits ? Number(digits) + 1 : 1;
  while (isTaken(`${stem}${number}`)) {
    number++;
  }
  return `${stem}${number}`;
}

/** Why an executor cannot take this name; null if it can. */
export function refuseName(built: BuiltFlow, name: string, own: string | null): string | null {
  if (name === "") {
    return "A name cannot be empty.";
  }
  if (!isIdentifier(name)) {
    return `${name} is no valid name: Jina wants letters, digits and underscores, not beginning with a digit.`;
  }
  if (name === GATEWAY) {
    return "gateway is the Flow's own end and no name for an executor: the engine skips an entry of that name.";
  }
  if (name !== own && built.byName.has(name)) {
    return `The name ${name} is taken.`;
  }
  return null;
}

/**
 * Why `from` cannot be connected to `to`; null if it can. The canvas greys out targets with it. Whoever asks about many
 * pairs passes `closesCircle`, which otherwise is found out by walking the Flow.
 */
export function refuseConnection(
  built: BuiltFlow,
  from: string,
  to: string,
  closesCircle: () => boolean = () => reaches(built, to, from),
): string | null {
  if (to === GATEWAY) {
    return `The gateway answers with what ${built.end} returns, the last executor of the file that does not float; that edge is never written.`;
  }
  if (from === to) {
    return "An executor cannot need itself.";
  }
  const target = built.byName.get(to);
  if (!target || (from !== GATEWAY && !built.byName.has(from))) {
    return "There is no such executor.";
  }
  if (target.needs.includes(from) && target.needsWritten) {
    return `${to} needs ${from} already.`;
  }
  if (target.role === "INSPECT" || target.role === "INSPECT_AUX_PASS" || target.entry < 0) {
    return `${to} was added by inspect: its need follows from its place in the file.`;
  }
  if (from !== GATEWAY && closesCircle()) {
    return `${from} itself waits for ${to}: connecting them would close a circle, and neither would ever get a request.`;
  }
  return null;
}

/** By name: the entry and the effective needs that an executor is to have after the plan. */
type Intended = Map<string, { readonly entry: number; readonly needs: readonly string[] }>;

class Planner {
  private readonly flow: Flow;
  private readonly built: BuiltFlow;
  private readonly steps: Step[] = [];
  private readonly notes: string[] = [];

  constructor(flow: Flow, built: BuiltFlow) {
    this.flow = flow;
    this.built = built;
  }

  /** Needs as a person would write them: the inspected executor, not the auxiliary one that stands for it. */
  private needs(node: BuiltNode, built = this.built): string[] {
    const asWritten = (need: string) => {
      const target = built.standsFor.get(need);
      return target === undefined || target === node.name ? need : target;
    };
    return [...new Set(node.needs.map(asWritten))];
  }

  plan(edit: Edit): Plan | Refusal {
    switch (edit.kind) {
      case "add":
        return this.add(
          edit.args,
          Math.min(edit.index ?? Number.POSITIVE_INFINITY, this.flow.entries.length),
        );
      case "remove":
        return this.remove(edit.names, edit.reconnect);
      case "rename":
        return this.rename(edit.name, edit.to);
      case "set":
        return this.set(edit.name, edit.key, edit.value);
      case "unset":
        return this.unset(edit.name, edit.key);
      case "connect":
        return this.connect(edit.from, edit.to);
      case "disconnect":
        return this.disconnect(edit.from, edit.to);
      case "write-needs":
        return this.writeNeeds(edit.name);
    }
  }

  private add(given: ValueMap, index: number): Plan | Refusal {
    const wanted = given.get("name");
    const name = typeof wanted === "string" && wanted !== "" ? wanted : freshName(this.built, "executor1");
    const refused = refuseName(this.built, name, null);
    if (refused) {
      return { refused };
    }
    const args = new Map<string, Value>([["name", name], ...[...given].filter(([key]) => key !== "name")]);
    this.steps.push({ kind: "insert", index, args });
    return this.finish(`Add ${name}`, this.keepAll());
  }

  private remove(names: readonly string[], reconnect: boolean): Plan | Refusal {
    const nodes = names.flatMap((name) => {
      const node = this.editable(name);
      return "refused" in node ? [] : node;
    });
    const entries = new Set(nodes.map(({ entry }) => entry));
    if (entries.size === 0) {
      const first = names[0] === undefined ? null : this.editable(names[0]);
      return first && "refused" in first ? first : { refused: "There is nothing to delete." };
    }
    // An inspect entry makes two executors; both go.
    const gone = new Set(this.built.nodes.filter(({ entry }) => entries.has(entry)).map(({ name }) => name));
    const sources = (name: string, seen: Set<string>): string[] => {
      const node = this.built.byName.get(name);
      if (!node || seen.has(name)) {
        return [];
      }
      seen.add(name);
      return this.needs(node).flatMap((need) => (gone.has(need) ? sources(need, seen) : [need]));
    };
    const intended = this.keepAll();
    for (const node of this.built.nodes) {
      const needed = this.needs(node);
      const lost = needed.filter((need) => gone.has(need));
      if (gone.has(node.name) || lost.length === 0) {
        continue;
      }
      const kept = needed.filter((need) => !gone.has(need));
      const inherited = lost.flatMap((need) => sources(need, new Set())).filter((need) => need !== node.name);
      const needs = kept.length === 0 || reconnect ? [...new Set([...kept, ...inherited])] : kept;
      const target = needs.length > 0 ? needs : [GATEWAY];
      intended.set(node.name, { entry: node.entry, needs: target });
      if (node.needsWritten) {
        this.setNeeds(node, target);
      }
    }
    for (const index of entries) {
      this.steps.push({ kind: "delete", index });
    }
    for (const name of gone) {
      intended.delete(name);
    }
    const label = names.length === 1 ? `Delete ${names[0]}` : `Delete ${names.length} executors`;
    return this.finish(label, intended);
  }

  private rename(name: string, to: string): Plan | Refusal {
    const node = this.editable(name);
    if ("refused" in node) {
      return node;
    }
    const refused = refuseName(this.built, to, name);
    if (refused) {
      return { refused };
    }
    this.steps.push({ kind: "set", index: node.entry, key: "name", value: to });
    return this.finish(`Rename ${name} to ${to}`, this.follow(name, to));
  }

  /** Without a name in the file the engine makes one up; the references follow to it. */
  private unname(node: BuiltNode): Plan | Refusal {
    this.steps.push({ kind: "unset", index: node.entry, key: "name" });
    const after = buildFlow(applySteps(this.flow, this.steps)).flow;
    const to = after.nodes.find(({ entry }) => entry === node.entry)?.name;
    if (
      to === undefined ||
      after.nodes.length !== this.built.nodes.length ||
      (to !== node.name && this.built.byName.has(to))
    ) {
      return { refused: `Without a name the engine would call it by one that another executor has.` };
    }
    return this.finish(`Unset name of ${node.name}`, this.follow(node.name, to));
  }

  /** Everything kept, with `name` called `to` in all needs; those that are written get the new name. */
  private follow(name: string, to: string): Intended {
    const intended = this.keepAll(name);
    for (const [other, target] of intended) {
      if (target.needs.includes(name)) {
        const needs = target.needs.map((need) => (need === name ? to : need));
        intended.set(other, { ...target, needs });
        const follower = this.built.byName.get(other)!;
        if (follower.needsWritten) {
          this.setNeeds(follower, needs);
        }
      }
    }
    return intended;
  }

  private set(name: string, key: string, value: Value): Plan | Refusal {
    if (key === "name") {
      return typeof value === "string" ? this.rename(name, value) : { refused: "A name is a text." };
    }
    const node = key === "needs" ? this.needing(name) : this.editable(name);
    if ("refused" in node) {
      return node;
    }
    if (key === "needs") {
      const needs = needsOf(value);
      if (needs === undefined) {
        return { refused: "needs is a name or a list of names." };
      }
      if (needs === null) {
        return this.unset(name, key);
      }
      if (needs.includes(name)) {
        return { refused: "An executor cannot need itself." };
      }
      this.setNeeds(node, needs);
    } else {
      this.steps.push({ kind: "set", index: node.entry, key, value });
    }
    return this.finish(`Set ${key} of ${name}`, this.keepAll(name));
  }

  private unset(name: string, key: string): Plan | Refusal {
    const node = key === "needs" ? this.needing(name) : this.editable(name);
    if ("refused" in node) {
      return node;
    }
    const entry = this.flow.entries[node.entry]!;
    if (!entry.args.has(key)) {
      return { refused: `${name} has no ${key} to take away.` };
    }
    if (key === "name") {
      return this.unname(node);
    }
    this.steps.push({ kind: "unset", index: node.entry, key });
    if (key === "needs" && entry.method === "needs") {
      this.steps.push({ kind: "unset", index: node.entry, key: "method" });
    }
    return this.finish(`Unset ${key} of ${name}`, this.keepAll(name));
  }

  private connect(from: string, to: string): Plan | Refusal {
    const refused = refuseConnection(this.built, from, to);
    if (refused) {
      return { refused };
    }
    const node = this.needing(to);
    if ("refused" in node) {
      return node;
    }
    // What the engine supplies by order gives way; what needs_all gathers stays.
    const isByOrder = !node.needsWritten && this.flow.entries[node.entry]!.method === "add";
    const source = this.built.standsFor.get(from) ?? from;
    const others = this.needs(node).filter((need) => need !== source);
    const needs = isByOrder ? [source] : [...others, source];
    const replaced = isByOrder ? others : [];
    if (replaced.length > 0) {
      this.notes.push(
        `${to} now needs ${from}; it followed ${replaced.join(", ")} only because nothing was written.`,
      );
    }
    this.setNeeds(node, needs);
    return this.finish(`Connect ${from} to ${to}`, this.keepAll(to));
  }

  private disconnect(from: string, to: string): Plan | Refusal {
    if (to === GATEWAY) {
      return { refused: refuseConnection(this.built, from, to)! };
    }
    const node = this.needing(to);
    if ("refused" in node) {
      return node;
    }
    const source = this.built.standsFor.get(from) ?? from;
    const needs = this.needs(node);
    if (!needs.includes(source)) {
      return { refused: `${to} does not need ${from}.` };
    }
    const kept = needs.filter((need) => need !== source);
    if (kept.length === 0 && from === GATEWAY) {
      return { refused: `${to} has to receive from something: connect another executor to it first.` };
    }
    if (kept.length === 0) {
      this.notes.push(`${to} now needs the gateway: an executor always receives from something.`);
    }
    this.setNeeds(node, kept.length > 0 ? kept : [GATEWAY]);
    return this.finish(`Disconnect ${from} from ${to}`, this.keepAll(to));
  }

  private writeNeeds(name: string): Plan | Refusal {
    const node = this.needing(name);
    if ("refused" in node) {
      return node;
    }
    if (node.needsWritten) {
      return { refused: `The needs of ${name} are written already.` };
    }
    this.setNeeds(node, this.needs(node));
    return this.finish(`Write down what ${name} needs`, this.keepAll());
  }

  // --- parts

  private editable(name: string): BuiltNode | Refusal {
    const node = this.built.byName.get(name);
    if (!node) {
      return { refused: `There is no executor ${name}.` };
    }
    if (node.entry < 0) {
      return { refused: `${name} is added by the engine; it stands nowhere in the file.` };
    }
    if (node.role === "INSPECT_AUX_PASS") {
      return { refused: `${name} comes with the inspect before it: edit that one.` };
    }
    return node;
  }

  /** As `editable`, for edits of its needs: those of an inspect follow from its place in the file. */
  private needing(name: string): BuiltNode | Refusal {
    const node = this.editable(name);
    const method = "refused" in node ? "" : this.flow.entries[node.entry]!.method;
    return method === "inspect" || method === "gather_inspect"
      ? { refused: `${name} was added by ${method}: what it needs follows from its place in the file.` }
      : node;
  }

  /**
   * A join that is left with one need is no join to the engine any more, but a plain executor is fine; needs_all takes
   * no list at all. Both had a default name of their own, which is written down then.
   */
  private setNeeds({ name, entry }: Pick<BuiltNode, "name" | "entry">, needs: readonly string[]): void {
    const { method, args } = this.flow.entries[entry]!;
    if (method === "needs_all" || (method === "needs" && needs.length < 2)) {
      this.steps.push({ kind: "unset", index: entry, key: "method" });
      if (args.get("name") !== name) {
        this.steps.push({ kind: "set", index: entry, key: "name", value: name });
      }
      this.notes.push(`${name} is a plain executor now: what it needs is written in its own list.`);
    }
    const isList = Array.isArray(args.get("needs"));
    const value: Value = needs.length === 1 && !isList ? needs[0]! : needs;
    const earlier = this.steps.findIndex(
      (step) => step.kind === "set" && step.index === entry && step.key === "needs",
    );
    if (earlier >= 0) {
      this.steps.splice(earlier, 1);
    }
    this.steps.push({ kind: "set", index: entry, key: "needs", value });
  }

  /** The names and needs of all executors as they are, to be kept; without the one that the edit is about. */
  private keepAll(except?: string): Intended {
    return new Map(
      this.built.nodes
        .filter(({ name }) => name !== except)
        .map((node) => [node.name, { entry: node.entry, needs: this.needs(node) }]),
    );
  }

  /** Writes down what the steps would change without meaning to, then closes the plan. */
  private finish(label: string, intended: Intended): Plan | Refusal {
    // A name written down changes the number of executors that a later default name counts, and a need written down
    // changes what needs_all finds: each goes on until nothing moves. Every round writes at least one entry.
    while (this.writeNames(intended)) {}
    const written = new Set<string>();
    for (let count = -1; count < written.size; ) {
      count = written.size;
      const refusal = this.writeDown(intended, written);
      if (refusal) {
        return refusal;
      }
    }
    if (written.size > 0) {
      const names = [...written];
      const list =
        names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
      this.notes.push(
        `Wrote down what ${list} ${names.length === 1 ? "needs" : "need"}: it would have changed otherwise.`,
      );
    }
    return { steps: this.steps, label, notes: this.notes };
  }

  /** One round of writing needs down; `written` grows by the names whose needs it wrote. */
  private writeDown(intended: Intended, written: Set<string>): Refusal | null {
    const { flow: after } = buildFlow(applySteps(this.flow, this.steps));
    const nodeOf = this.nodeAfter(after);
    for (const [name, { entry, needs }] of intended) {
      const method = this.flow.entries[entry]?.method ?? "gather_inspect";
      const node = nodeOf(entry);
      if (
        method === "gather_inspect" ||
        written.has(name) ||
        (node && sameSet(this.needs(node, after), needs))
      ) {
        continue;
      }
      if (method !== "inspect") {
        this.setNeeds({ name, entry }, needs);
        written.add(name);
      } else if (node?.name === name) {
        const now = this.needs(node, after).join(", ");
        return {
          refused: `${name} inspects whatever comes before it in the file; with this it would look at ${now} instead of ${needs.join(", ")}, and that cannot be written down.`,
        };
      }
    }
    return null;
  }

  /** Writes the names down that the engine would make up anew; false if none needs it. */
  private writeNames(intended: Intended): boolean {
    const nodeOf = this.nodeAfter(buildFlow(applySteps(this.flow, this.steps)).flow);
    let isChanged = false;
    for (const [name, { entry }] of intended) {
      const method = this.flow.entries[entry]?.method ?? "gather_inspect";
      const node = nodeOf(entry);
      if (method === "inspect" || method === "gather_inspect" || node?.name === name) {
        continue;
      }
      const isWritten = this.steps.some(
        (step) => step.kind === "set" && step.index === entry && step.key === "name",
      );
      if (!isWritten && (node || this.flow.entries[entry]?.args.get("name") !== name)) {
        this.steps.push({ kind: "set", index: entry, key: "name", value: name });
        this.notes.push(`The name ${name} is written down now: the engine would have made up another one.`);
        isChanged = true;
      }
    }
    return isChanged;
  }

  /** Looks up, by an entry's index before the plan, the first executor that it makes after it. */
  private nodeAfter(after: BuiltFlow): (entry: number) => BuiltNode | undefined {
    const shift = this.newIndices();
    const byEntry = new Map<number, BuiltNode>();
    for (const node of after.nodes) {
      if (!byEntry.has(node.entry)) {
        byEntry.set(node.entry, node);
      }
    }
    return (entry) => byEntry.get(shift(entry));
  }

  /** From an entry's index before the plan to the one after it. */
  private newIndices(): (index: number) => number {
    const inserted = this.steps.filter((step) => step.kind === "insert").map(({ index }) => index);
    const deleted = this.steps.filter((step) => step.kind === "delete").map(({ index }) => index);
    return (index) =>
      index + inserted.filter((at) => at <= index).length - deleted.filter((at) => at < index).length;
  }
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}
