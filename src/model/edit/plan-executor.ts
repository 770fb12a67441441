/** Edits of executors, by name, as steps. */
import { counted, quoted } from "../../base/words.ts";
import type { BuiltNode } from "../engine/built-flow.ts";
import { needsOf } from "../engine/needs.ts";
import { GATEWAY } from "../flow.ts";
import type { Edit, Need } from "../flow-edit.ts";
import type { GoneComments, Step } from "../steps.ts";
import type { Value } from "../value.ts";
import { valueAt } from "../value-at.ts";
import { freshName, type Plan, type Refusal, refuseConnection, refuseName } from "./edit.ts";
import { type Intended, KeepingDraft, listed } from "./keeping-draft.ts";
import { isVariable, touchesGraph, variableNeeds } from "./plan-draft.ts";

function withAdded(plan: Plan | Refusal, name: string): Plan | Refusal {
  return "refused" in plan ? plan : { ...plan, added: [name] };
}

/** Plans edits of executors: adding, removing, renaming, and what they need. */
export class ExecutorPlanner extends KeepingDraft {
  // --- the list

  add({ args: given, index, on }: Extract<Edit, { kind: "add" }>): Plan | Refusal {
    const wanted = given.get("name");
    const name =
      typeof wanted === "string" && wanted !== "" ? wanted : freshName(this.built.byName, "executor1");
    const refused = refuseName(this.built, name, null);
    if (refused) {
      return { refused };
    }
    const unlisted = this.refuseNoList();
    if (unlisted) {
      return unlisted;
    }
    const { listKey, entries } = this.declared.flow;
    const target = on && on.to !== GATEWAY ? this.needing(on.to) : null;
    if (target && "refused" in target) {
      return target;
    }
    const at = Math.min(index ?? target?.entry ?? entries.length, entries.length);
    const source = on && (this.built.standsFor.get(on.from) ?? on.from);
    const own = [...given].filter(([key]) => key !== "name" && !(source && key === "needs"));
    const value = new Map<string, Value>([
      ["name", name],
      ...own,
      ...(source ? [["needs", this.needAsWritten(source)] as const] : []),
    ]);
    this.own.push({ kind: "insert", path: [listKey, at], value });
    if (!target || source === undefined) {
      const behind = source === GATEWAY ? "the gateway" : quoted(source ?? "");
      const label = `Add ${quoted(name)}${source === undefined ? "" : ` behind ${behind}`}`;
      return withAdded(this.finish(label, this.keepAll(), true), name);
    }
    const needs = this.needs(target);
    if (!needs.includes(source)) {
      return { refused: `${target.name} does not need ${source}.` };
    }
    const refusal = this.setNeeds(
      target,
      needs.map((need) => (need === source ? name : need)),
    );
    const label = `Insert ${quoted(name)} before ${quoted(target.name)}`;
    return refusal ?? withAdded(this.finish(label, this.keepAll(target.name), true), name);
  }

  /** Why nothing can come into the list of executors; null if something can. */
  protected refuseNoList(): Refusal | null {
    const { listKey } = this.declared.flow;
    const list = this.declared.root.get(listKey) ?? null;
    return list === null || Array.isArray(list)
      ? null
      : { refused: `${listKey} is no list here: fix that in the text first.` };
  }

  remove(names: readonly string[], reconnect: boolean, cut: readonly Need[] = []): Plan | Refusal {
    const nodes = names.flatMap((name) => {
      const node = this.standing(name);
      return "refused" in node ? [] : node;
    });
    const entries = new Set(nodes.map(({ entry }) => entry));
    if (entries.size === 0 && names[0] !== undefined) {
      const first = this.standing(names[0]);
      return "refused" in first ? first : { refused: "There is nothing to delete." };
    }
    const uncut = cut.map((need) => this.refuseCut(need));
    if (entries.size === 0 && uncut.every((refused) => refused !== null)) {
      return { refused: uncut[0] ?? "There is nothing to delete." };
    }
    const isCut = (from: string, to: string) =>
      cut.some(
        (need, index) =>
          uncut[index] === null &&
          need.to === to &&
          (this.built.standsFor.get(need.from) ?? need.from) === from,
      );
    // An inspect entry makes two executors; both go.
    const gone = new Set(this.built.nodes.filter(({ entry }) => entries.has(entry)).map(({ name }) => name));
    const intended = this.keepAll();
    const without: string[] = [];
    for (const node of this.built.nodes) {
      const needed = this.needs(node);
      const isLost = (need: string) => gone.has(need) || isCut(need, node.name);
      const lost = needed.filter(isLost);
      if (gone.has(node.name) || lost.length === 0 || !intended.has(node.name)) {
        continue;
      }
      const kept = needed.filter((need) => !isLost(need));
      const inherited = this.sourcesOf(
        lost.filter((need) => gone.has(need)),
        gone,
      ).filter((need) => need !== node.name);
      const all = kept.length === 0 || reconnect ? [...new Set([...kept, ...inherited])] : kept;
      // Beside others the gateway that came by this is none that was asked for.
      const needs = all.filter((need) => need !== GATEWAY || kept.includes(need) || all.length === 1);
      intended.set(node.name, { entry: node.entry, needs: needs.length > 0 ? needs : [GATEWAY] });
      const come = needs.filter((need) => !kept.includes(need));
      if (node.needsWritten && (come.length > 0 || needs.length === 0)) {
        const instead = listed(
          (come.length > 0 ? come : [GATEWAY]).map((one) => (one === GATEWAY ? "the gateway" : one)),
        );
        this.notes.push(`${node.name} needs ${instead} in ${lost.length === 1 ? "its" : "their"} place.`);
      } else if (node.needsWritten && lost.some((need) => gone.has(need))) {
        without.push(node.name);
      }
    }
    if (without.length > 0) {
      const verb = without.length === 1 ? "no longer needs" : "no longer need";
      this.notes.push(`${listed(without)} ${verb} ${gone.size === 1 ? "it" : "what was deleted"}.`);
    }
    for (const index of entries) {
      this.own.push({ kind: "unset", path: this.itemPath(index), comments: "taken" });
    }
    for (const name of gone) {
      intended.delete(name);
    }
    const cutCount = uncut.filter((refused) => refused === null).length;
    const what = [
      ...(names.length === 1
        ? names.map((name) => quoted(name))
        : names.length > 1
          ? [counted(names.length, "executor")]
          : []),
      ...(cutCount > 0 ? [counted(cutCount, "edge")] : []),
    ];
    const label = `Delete ${what.join(" and ")}`;
    return this.finish(label, intended, true);
  }

  /** What remains of what executors received from that go, through others that go too. */
  private sourcesOf(names: readonly string[], gone: ReadonlySet<string>): string[] {
    const found = new Set<string>();
    const seen = new Set(names);
    const open = names.toReversed();
    while (open.length > 0) {
      const node = this.built.byName.get(open.pop()!);
      const needs = node ? this.needs(node) : [];
      for (const need of needs) {
        if (!gone.has(need)) {
          found.add(need);
        } else if (!seen.has(need)) {
          seen.add(need);
          open.push(need);
        }
      }
    }
    return [...found];
  }

  move(name: string, before: string | null): Plan | Refusal {
    const node = this.standing(name);
    if ("refused" in node) {
      return node;
    }
    const target = before === null ? null : this.standing(before);
    if (target && "refused" in target) {
      return target;
    }
    const at = target ? target.entry : this.declared.flow.entries.length;
    if (at === node.entry || at === node.entry + 1) {
      return { refused: `${name} stands there already.` };
    }
    this.own.push({ kind: "move", path: this.itemPath(node.entry), before: at });
    return this.finish(
      `Move ${quoted(name)} ${before === null ? "to the end" : `before ${quoted(before)}`}`,
      this.keepAll(),
    );
  }

  // --- names

  rename(name: string, to: string): Plan | Refusal {
    const node = this.editable(name);
    if ("refused" in node) {
      return node;
    }
    if (this.entry(node).deployment) {
      return {
        refused: `The engine calls a Deployment ${name} by its place in the file; its own name is an argument of it, name under with.`,
      };
    }
    const refused = refuseName(this.built, to, name) ?? this.refuseVariableName(node);
    if (refused) {
      return { refused };
    }
    this.writeName(node.entry, to);
    return this.finish(`Rename ${quoted(name)} to ${quoted(to)}`, this.follow(name, to), true);
  }

  /** Without a name in the file the engine makes one up; the references follow to it. */
  private unname(node: BuiltNode, comments: { comments?: GoneComments }): Plan | Refusal {
    const refused = this.refuseVariableName(node);
    if (refused) {
      return { refused };
    }
    this.own.push({ kind: "unset", path: [...this.itemPath(node.entry), "name"], ...comments });
    const after = this.declared.after(this.steps);
    if ("refused" in after) {
      return after;
    }
    const to = after.nodes.find(({ entry }) => entry === node.entry)?.name;
    if (
      to === undefined ||
      after.nodes.length !== this.built.nodes.length ||
      (to !== node.name && this.built.byName.has(to))
    ) {
      return { refused: "Without a name Jina would call it by one that another executor has." };
    }
    return this.finish(`Unset name of ${quoted(node.name)}`, this.follow(node.name, to), true);
  }

  /** Everything kept, with `name` called `to` in all needs. */
  private follow(name: string, to: string): Intended {
    const intended = this.keepAll(name);
    for (const [other, target] of intended) {
      if (target.needs.includes(name)) {
        const needs = target.needs.map((need) => (need === name ? to : need));
        intended.set(other, { ...target, needs });
      }
    }
    return intended;
  }

  // --- arguments

  set(name: string, key: string, value: Value): Plan | Refusal {
    const node = key === "needs" ? this.needing(name) : this.editable(name);
    if ("refused" in node) {
      return node;
    }
    const isDeployment = this.entry(node).deployment !== undefined;
    if (key === "jtype" && !isDeployment) {
      return { refused: "What kind of entry this is can be changed in the text alone." };
    }
    if (key === "name" && !isDeployment) {
      return typeof value === "string" ? this.rename(name, value) : { refused: "A name is a text." };
    }
    if (key === "method" && typeof value !== "string") {
      return { refused: "method is the name of a method: add, needs, needs_all, inspect or gather_inspect." };
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
      const refusal = this.setNeeds(node, needs, value);
      if (refusal) {
        return refusal;
      }
    } else {
      this.own.push(...this.stepsTo(this.argumentPath(node.entry, key), value));
    }
    return this.finishArgument(`Set ${key} of ${quoted(name)}`, name, key);
  }

  unset(name: string, key: string, keepsComments = false): Plan | Refusal {
    const node = key === "needs" ? this.needing(name) : this.editable(name);
    if ("refused" in node) {
      return node;
    }
    const { deployment, method } = this.entry(node);
    const comments = keepsComments ? ({ comments: "kept" } as const) : {};
    const path = this.argumentPath(node.entry, key);
    if (valueAt(this.declared.root, path) === undefined) {
      return { refused: `${name} has no ${key} to take away.` };
    }
    if (key === "name" && !deployment) {
      return this.unname(node, comments);
    }
    if (key === "jtype" && !deployment) {
      return { refused: "What kind of entry this is can be changed in the text alone." };
    }
    this.own.push({ kind: "unset", path, ...comments });
    if (key === "needs" && method === "needs") {
      this.own.push({ kind: "unset", path: [...this.itemPath(node.entry), "method"], ...comments });
    }
    return this.finishArgument(`Unset ${key} of ${quoted(name)}`, name, key);
  }

  /** Closes a plan about one argument of one executor; the graph is built only where it can change. */
  protected finishArgument(label: string, name: string, ...keys: string[]): Plan | Refusal {
    const isHarmless =
      this.declared.isPlain &&
      !keys.some(touchesGraph) &&
      !this.own.some((step) => this.valuesOf(step).some(holdsFlag));
    return isHarmless ? this.close(label) : this.finish(label, this.keepAll(name));
  }

  /** What a step takes away and puts there. */
  private valuesOf(step: Step): Value[] {
    const old = valueAt(this.declared.root, step.path);
    return [...(old === undefined ? [] : [old]), ...("value" in step ? [step.value] : [])];
  }

  // --- needs

  connect(from: string, to: string): Plan | Refusal {
    const refused = refuseConnection(this.built, from, to);
    if (refused) {
      return { refused };
    }
    const node = this.needing(to);
    if ("refused" in node) {
      return node;
    }
    const refusal = this.addNeed(node, from);
    return refusal ?? this.finish(`Connect ${quoted(from)} to ${quoted(to)}`, this.keepAll(to));
  }

  /** What it needed stays, also what came by order alone; only the gateway, which stands for nothing else, gives way. */
  private addNeed(node: BuiltNode, from: string): Refusal | null {
    const { name } = node;
    const source = this.built.standsFor.get(from) ?? from;
    const others = this.needs(node).filter((need) => need !== source);
    const kept = others.every((need) => need === GATEWAY) ? [] : others;
    if (kept.length > 0 && !node.needsWritten && this.entry(node).method === "add") {
      this.notes.push(`${name} still needs ${listed(kept)}, which it followed: that is written down now.`);
    } else if (kept.length < others.length && node.needsWritten) {
      this.notes.push(`${name} no longer needs the gateway.`);
    }
    return this.setNeeds(node, [...kept, source]);
  }

  disconnect(from: string, to: string): Plan | Refusal {
    const refused = this.refuseCut({ from, to });
    if (refused !== null) {
      return { refused };
    }
    const node = this.needing(to);
    if ("refused" in node) {
      return node;
    }
    const source = this.built.standsFor.get(from) ?? from;
    const kept = this.needs(node).filter((need) => need !== source);
    if (kept.length === 0) {
      this.notes.push(`${to} now needs the gateway: an executor always receives from something.`);
    }
    const refusal = this.setNeeds(node, kept.length > 0 ? kept : [GATEWAY]);
    return refusal ?? this.finish(`Disconnect ${quoted(from)} from ${quoted(to)}`, this.keepAll(to));
  }

  /** One end may move at a time or both; where only the source does, the new one takes the old one's place. */
  reconnect(need: Need, instead: Need): Plan | Refusal {
    const { from, to } = instead;
    const isSameTarget = need.to === to;
    if (isSameTarget && need.from === from) {
      return { refused: `${to} needs ${from} already.` };
    }
    const refused = refuseConnection(this.built, from, to) ?? this.refuseCut(need, isSameTarget);
    if (refused) {
      return { refused };
    }
    const [before, after] = [this.needing(need.to), this.needing(to)];
    if ("refused" in before) {
      return before;
    }
    if ("refused" in after) {
      return after;
    }
    const sourceOf = (name: string) => this.built.standsFor.get(name) ?? name;
    const [oldSource, source] = [sourceOf(need.from), sourceOf(from)];
    const label = `Connect ${quoted(from)} to ${quoted(to)} instead of ${quoted(need.from)} to ${quoted(need.to)}`;
    if (isSameTarget) {
      const needs = this.needs(before).map((one) => (one === oldSource ? source : one));
      return this.setNeeds(before, needs) ?? this.finish(label, this.keepAll(to));
    }
    const kept = this.needs(before).filter((one) => one !== oldSource);
    if (kept.length === 0) {
      this.notes.push(`${need.to} now needs the gateway: an executor always receives from something.`);
    }
    return (
      this.setNeeds(before, kept.length > 0 ? kept : [GATEWAY]) ??
      this.addNeed(after, from) ??
      this.finish(label, this.keepAll(need.to, to))
    );
  }

  /** Why a need cannot be taken away; null if it can. `isReplaced`: another one of the same executor comes for it. */
  private refuseCut({ from, to }: Need, isReplaced = false): string | null {
    if (to === GATEWAY) {
      return refuseConnection(this.built, from, to);
    }
    const node = this.needing(to);
    if ("refused" in node) {
      return node.refused;
    }
    const needs = this.needs(node);
    if (!needs.includes(this.built.standsFor.get(from) ?? from)) {
      return `${to} does not need ${from}.`;
    }
    return needs.length === 1 && from === GATEWAY && !isReplaced
      ? `${to} has to receive from something: connect another executor to it first.`
      : null;
  }

  writeNeeds(name: string): Plan | Refusal {
    const node = this.needing(name);
    if ("refused" in node) {
      return node;
    }
    if (node.needsWritten) {
      return { refused: `The needs of ${name} are written already.` };
    }
    const refusal = this.setNeeds(node, this.needs(node));
    return refusal ?? this.finish(`Write down what ${quoted(name)} needs`, this.keepAll());
  }

  needsForm(name: string, form: "text" | "list"): Plan | Refusal {
    const node = this.needing(name);
    if ("refused" in node) {
      return node;
    }
    const value = this.valueOf(node.entry, "needs");
    const names = needsOf(value);
    if (!names) {
      return { refused: `The needs of ${name} are not written: there is no form to change.` };
    }
    if (isVariable(value)) {
      return { refused: variableNeeds(name, value) };
    }
    if (form === "text" && names.length > 1) {
      return { refused: `${name} has ${counted(names.length, "need")}: a text can name only one.` };
    }
    if (form === "text" && !Array.isArray(value)) {
      return { refused: `The need of ${name} is written as a text already.` };
    }
    if (form === "text" && this.entry(node).method === "needs") {
      return { refused: "A join has its needs in a list." };
    }
    const path = this.argumentPath(node.entry, "needs");
    this.own.push({ kind: "set", path, value: form === "text" ? names[0]! : names });
    return this.finish(`Write the needs of ${quoted(name)} as a ${form}`, this.keepAll());
  }
}

/** The engine takes an item of a list that begins with a dash for an argument of its own. */
function holdsFlag(value: Value): boolean {
  return Array.isArray(value) ? value.some(holdsFlag) : typeof value === "string" && value.startsWith("-");
}
