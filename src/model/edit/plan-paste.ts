/** Executors that are written elsewhere, as steps. */
import { counted, quoted } from "../../base/words.ts";
import { needsOf } from "../engine/needs.ts";
import { GATEWAY } from "../flow.ts";
import type { Edit, PastedItem } from "../flow-edit.ts";
import type { Value, ValueMap } from "../value.ts";
import { freshName, type Plan, type Refusal, refuseName } from "./edit.ts";
import { listed } from "./keeping-draft.ts";
import { isVariable } from "./plan-draft.ts";
import { ExecutorPlanner } from "./plan-executor.ts";

type Paste = Extract<Edit, { kind: "paste" }>;

/** Plans of pasted and duplicated executors: their names, their needs, and where they stand in the list. */
export class PastePlanner extends ExecutorPlanner {
  paste({ items, index, keepsLinks }: Paste): Plan | Refusal {
    const unlisted = this.refuseNoList();
    if (unlisted) {
      return unlisted;
    }
    const { listKey, entries } = this.declared.flow;
    const refused = items.map((item) => this.refuseItem(item)).find((reason) => reason !== null);
    if (refused !== undefined || items.length === 0) {
      return { refused: refused ?? "There is no executor to paste." };
    }
    const at = Math.min(index ?? entries.length, entries.length);
    const names = freshNames(items, this.built.byName);
    const renamed = new Map(
      items.flatMap(({ name }, place) => (name === null ? [] : [[name, names[place] ?? name]])),
    );
    const lost = new Set<string>();
    const keeps = (need: string) => keepsLinks && this.built.byName.has(need);
    for (const [place, { value, text }] of items.entries()) {
      const name = names[place];
      const own =
        name === null || name === undefined ? value : withNeeds(named(value, name), renamed, keeps, lost);
      this.own.push({ kind: "insert", path: [listKey, at], value: own, ...(text !== undefined && { text }) });
    }
    if (lost.size > 0) {
      this.notes.push(`Left out the links to ${listed([...lost])}: no executor among what was pasted.`);
    }
    const label = this.pasteLabel(items, names);
    const plan = this.finish(label, this.keepAll());
    return "refused" in plan ? plan : this.withAdded(plan, at, items.length);
  }

  private refuseItem({ value, name }: PastedItem): string | null {
    const written = value.get("name");
    return name !== null && typeof written === "string" && written !== "" && !isVariable(written)
      ? refuseName({ byName: new Map() }, written, null)
      : null;
  }

  private pasteLabel(items: readonly PastedItem[], names: readonly (string | null)[]): string {
    return `Paste ${names.length === 1 && names[0] ? quoted(names[0]) : counted(items.length, "executor")}`;
  }

  /** What the engine makes of the new items, whose names it may make up. */
  private withAdded(plan: Plan, at: number, count: number): Plan | Refusal {
    const after = this.declared.after(plan.steps);
    if ("refused" in after) {
      return after;
    }
    const added = new Map<number, string>();
    for (const { entry, name } of after.nodes) {
      if (entry >= at && entry < at + count && !added.has(entry)) {
        added.set(entry, name);
      }
    }
    return { ...plan, added: [...added.values()] };
  }
}

/** The names that items get, in their order; null for those that have none of their own. */
function freshNames(
  items: readonly PastedItem[],
  here: { has(name: string): boolean },
): readonly (string | null)[] {
  const given = new Set<string>();
  const taken = { has: (name: string) => here.has(name) || given.has(name) };
  const free = items.map(({ name, value }) => {
    const isFree = name !== null && (!taken.has(name) || isVariable(value.get("name")));
    if (isFree) {
      given.add(name);
    }
    return isFree;
  });
  return items.map(({ name }, place) => {
    if (name === null || free[place]) {
      return name;
    }
    const fresh = freshName(taken, name);
    given.add(fresh);
    return fresh;
  });
}

function named(value: ValueMap, name: string): ValueMap {
  const written = value.get("name");
  if (written === name || isVariable(written)) {
    return value;
  }
  return value.has("name")
    ? new Map([...value].map(([key, item]) => [key, key === "name" ? name : item]))
    : new Map<string, Value>([["name", name], ...value]);
}

/** Needs by their new names, without those that go; `lost` is told of these. */
function withNeeds(
  value: ValueMap,
  renamed: ReadonlyMap<string, string>,
  keeps: (need: string) => boolean,
  lost: Set<string>,
): ValueMap {
  const written = value.get("needs");
  const needs = needsOf(written);
  if (!needs || isVariable(written) || needs.some(isVariable)) {
    return value;
  }
  const kept = needs.flatMap((need) => {
    const name = need === GATEWAY || keeps(need) ? (renamed.get(need) ?? need) : renamed.get(need);
    if (name === undefined) {
      lost.add(need);
    }
    return name ?? [];
  });
  if (kept.length === needs.length && kept.every((need, place) => need === needs[place])) {
    return value;
  }
  const isText = !Array.isArray(written) && kept.length < 2;
  const now = kept.length === 0 ? GATEWAY : isText ? (kept[0] ?? GATEWAY) : kept;
  // A join of one is none to the engine.
  const isJoin = value.get("method") === "needs" && kept.length > 1;
  return new Map(
    [...value]
      .filter(([key]) => key !== "method" || isJoin || value.get("method") !== "needs")
      .map(([key, item]) => [key, key === "needs" ? now : item]),
  );
}
