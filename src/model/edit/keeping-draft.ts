/**
 * A plan that keeps everything else as it is: names and needs that the engine would make up anew are written down, until
 * nothing changes but what the edit means.
 */
import type { BuiltFlow, BuiltNode } from "../engine/built-flow.ts";
import { orderAfter, treeAt, treeOfSteps } from "../steps.ts";
import type { Plan, Refusal } from "./edit.ts";
import { PlanDraft } from "./plan-draft.ts";

/** By name: the entry and the effective needs that an executor is to have after the plan. */
export type Intended = Map<string, { readonly entry: number; readonly needs: readonly string[] }>;

/** Finds the executor that an entry makes after the plan, by the entry's index before it. */
type NodeOfEntry = (entry: number) => BuiltNode | undefined;

/** A draft that is closed by writing down what would change without being meant to. */
export class KeepingDraft extends PlanDraft {
  /** Names and needs that had to be written down, by name; and needs that are meant to change with the edit. */
  private readonly keptNames = new Set<string>();
  private readonly keptNeeds = new Set<string>();
  private readonly changedNeeds = new Set<string>();
  /** From a name that the engine counts, and no file can say, to the one that it is after the plan. */
  private counted: ReadonlyMap<string, string> = new Map();

  /**
   * The names and needs of all executors as they are, to be kept; without those that the edit is about. One that
   * needs nothing, which the engine refuses, has nothing to be kept.
   */
  protected keepAll(...except: readonly (string | undefined)[]): Intended {
    return new Map(
      this.built.nodes
        .filter(({ entry, role }) => entry >= 0 && role !== "INSPECT_AUX_PASS")
        .filter(({ name, needs }) => !except.includes(name) && needs.length > 0)
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
  private lost(intended: Intended, after: BuiltFlow, nodeOf: NodeOfEntry): string | null {
    const now = (name: string) => this.counted.get(name) ?? name;
    for (const [name, { entry, needs }] of intended) {
      const node = nodeOf(entry);
      if (!node && this.entryAt(entry).method !== "gather_inspect") {
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
  private writeNames(intended: Intended, nodeOf: NodeOfEntry): string | null {
    const counted = new Map<string, string>();
    for (const [name, { entry }] of intended) {
      const node = nodeOf(entry);
      if (node?.name === name) {
        continue;
      }
      const { method, deployment } = this.entryAt(entry);
      if (deployment || method === "inspect" || method === "gather_inspect") {
        if (node) {
          counted.set(name, node.name);
        }
      } else if (!this.keptNames.has(name) && (node || this.valueOf(entry, "name") !== name)) {
        const refused = this.refuseVariableName({ name, entry });
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
  private writeDown(intended: Intended, after: BuiltFlow, nodeOf: NodeOfEntry): Refusal | null {
    for (const [name, target] of intended) {
      const { entry } = target;
      const { method, deployment } = this.entryAt(entry);
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
        const refusal = this.setNeeds({ name, entry }, needs);
        if (refusal) {
          return refusal;
        }
        const before = this.built.byName.get(name);
        const isOnPurpose = before?.needsWritten && !sameSet(this.needs(before), needs);
        (isOnPurpose ? this.changedNeeds : this.keptNeeds).add(name);
      }
    }
    return null;
  }

  /** Looks up, by an entry's index before the plan, the first executor that it makes after it. */
  private nodeAfter(after: BuiltFlow): NodeOfEntry {
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

/** Whether two lists hold the same names, each of which they hold once. */
export function sameSet(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) {
    return false;
  }
  const all = new Set(a);
  return b.every((item) => all.has(item));
}
