/**
 * What becomes of a pod's copies in 3.34, and what ran before and behind them. Up to 2.6 that ran for a single copy too;
 * 3.34 runs it with shards only, so that it becomes executors of their own.
 */

import type { BuiltFlow } from "../engine/built-flow.ts";
import { isSet } from "../engine/flag.ts";
import { needsOf } from "../engine/needs.ts";
import { GATEWAY } from "../flow.ts";
import type { Value } from "../value.ts";
import { isBuiltIn } from "./draft.ts";
import type { LegacyFile } from "./legacy.ts";
import { copiesOf, isExternal, isMany, isPolledAll } from "./pod-arguments.ts";
import type { LegacyPod } from "./pods.ts";

/** What the copies among which `polling` chooses become: nothing if there is but one. */
type Shape = "shards" | "replicas" | "none";

/**
 * What the copies of an old executor become: shards if each message goes to all of them, or each has data of its own.
 */
export function shapeOf(legacy: LegacyFile, pod: LegacyPod): Shape {
  const { shards, replicas } = copiesOf(pod);
  if (!isMany(shards?.value)) {
    return "none";
  }
  const isShards = isPolledAll(pod, legacy.version) || isMany(replicas?.value) || isStore(legacy, pod);
  return isShards ? "shards" : "replicas";
}

/** True if each copy has data of its own, so that it matters which one is asked. */
function isStore({ version, with: all }: LegacyFile, pod: LegacyPod): boolean {
  return (
    isSet(pod.own.get("separated_workspace") ?? all.get("separated_workspace")) ||
    runsBeside(pod, "uses_before", version) !== null ||
    runsBeside(pod, "uses_after", version) !== null ||
    (version === "2.x" && copiesOf(pod).shards?.path.at(-1) === "shards")
  );
}

/** What runs before or behind the copies; null for nothing, and for what 3.34 does by itself. */
function runsBeside(
  pod: LegacyPod,
  word: "uses_before" | "uses_after",
  version: LegacyFile["version"],
): Value {
  const value = pod.read.get(word)?.value ?? null;
  return typeof value === "string" && isBuiltIn(value, version) ? null : value;
}

interface Beside {
  readonly name: string;
  readonly uses: Value;
}

/** The executors that come before and behind others, and what that means for names and needs. */
export class Besides {
  private readonly before = new Map<LegacyPod, Beside>();
  private readonly after = new Map<LegacyPod, Beside>();
  /** From an executor to the one behind it, which stands for it in others' needs. */
  private readonly stands = new Map<string, string>();
  /** Executors with a role of their own, around which nothing can be put. */
  readonly lost: LegacyPod[] = [];
  /** Names in the graph, by entry. */
  private readonly names = new Map<LegacyPod, string>();

  constructor(legacy: LegacyFile, built: BuiltFlow) {
    for (const { entry, name, role } of built.nodes) {
      const pod = legacy.pods[entry];
      if (pod && role !== "INSPECT_AUX_PASS") {
        this.names.set(pod, name);
      }
    }
    const taken = new Set(built.byName.keys());
    for (const pod of legacy.pods) {
      if (pod.name !== GATEWAY && !isExternal(pod) && shapeOf(legacy, pod) !== "shards") {
        this.find(pod, legacy, taken);
      }
    }
  }

  private find(pod: LegacyPod, { version }: LegacyFile, taken: Set<string>): void {
    const before = runsBeside(pod, "uses_before", version);
    const after = runsBeside(pod, "uses_after", version);
    const name = this.names.get(pod);
    if (before === null && after === null) {
      return;
    }
    if (pod.method !== "add" || name === undefined) {
      this.lost.push(pod);
      return;
    }
    if (before !== null) {
      this.before.set(pod, { name: fresh(`${name}_before`, taken), uses: before });
    }
    if (after !== null) {
      const beside = { name: fresh(`${name}_after`, taken), uses: after };
      this.after.set(pod, beside);
      this.stands.set(name, beside.name);
    }
  }

  /** What notes call an entry: by its name in the graph, or by its place in the file. */
  nameAt(pod: LegacyPod): string {
    return this.names.get(pod) ?? `entry ${Number(pod.path[1]) + 1}`;
  }

  beforeOf(pod: LegacyPod): Beside | undefined {
    return this.before.get(pod);
  }

  afterOf(pod: LegacyPod): Beside | undefined {
    return this.after.get(pod);
  }

  /**
   * The name that an entry has to have: the number in a renamed duplicate counts the executors before it, so that it is
   * written down where there will be more of them.
   */
  nameFor(pod: LegacyPod, declared: Value): Value {
    const isCounted = this.before.size > 0 || this.after.size > 0;
    const name = this.names.get(pod);
    const isDefault = declared === null && (name === "joiner" || name === "gather_inspect");
    return isCounted && name !== undefined && !isDefault && pod.method !== "inspect" ? name : declared;
  }

  /** Who stands for an executor in others' needs; undefined if it does so itself. */
  standsFor(name: string): string | undefined {
    return this.stands.get(name);
  }

  /** The needs that the one before `pod` takes over; undefined where the engine supplies them. */
  needsBefore(pod: LegacyPod): Value | undefined {
    const needs = needsOf(pod.read.get("needs")?.value)?.map((need) => this.stands.get(need) ?? need);
    return needs?.length === 1 ? needs[0] : needs;
  }

  /** What a note has to say of it: the executor and those beside it. */
  *all(): Generator<readonly [pod: LegacyPod, names: readonly string[]]> {
    for (const pod of new Set([...this.before.keys(), ...this.after.keys()])) {
      yield [pod, [this.before.get(pod), this.after.get(pod)].flatMap((one) => (one ? [one.name] : []))];
    }
  }
}

function fresh(base: string, taken: Set<string>): string {
  let name = base;
  for (let number = 1; taken.has(name); number++) {
    name = `${base}${number}`;
  }
  taken.add(name);
  return name;
}
