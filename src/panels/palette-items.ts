/** What there is to add: the palette shows it, and whoever asks what to add behind an executor. */
import type { BuiltNode } from "../model/engine/built-flow.ts";
import { DEFAULT_EXECUTOR, usesLabel } from "../model/engine/uses-source.ts";
import type { Entry } from "../model/flow.ts";
import type { Value, ValueMap } from "../model/value.ts";
import type { IconName } from "../ui/icon.tsx";

/** One thing to add, and the arguments that it begins with. */
export interface PaletteItem {
  readonly title: string;
  readonly detail: string;
  /** What the detail is a part of. */
  readonly whole?: string;
  readonly icon: IconName;
  readonly args: ValueMap;
}

const args = (...pairs: [string, Value][]): ValueMap => new Map(pairs);

/** Kinds of executors. */
export const ITEMS: readonly PaletteItem[] = [
  { title: "Executor", detail: "a Python class or YAML file", icon: "executor", args: args() },
  {
    title: "Docker image",
    detail: "docker://name:tag",
    icon: "docker",
    args: args(["uses", "docker://name:tag"]),
  },
  {
    title: "External",
    detail: "already running elsewhere",
    icon: "external",
    args: args(["external", true], ["host", "localhost"], ["port", 54322]),
  },
  { title: "Replicated", detail: "copies that take turns", icon: "replicas", args: args(["replicas", 2]) },
  {
    title: "Sharded",
    detail: "data split over shards",
    icon: "shards",
    args: args(["shards", 2], ["polling", "ANY"]),
  },
];

/** Different `uses` of the file that are offered again. */
const MAX_FROM_FILE = 20;

/** The executors of the file, one for each `uses`, to be added again. */
export function itemsOfFile(nodes: readonly BuiltNode[], entries: readonly Entry[]): PaletteItem[] {
  const byUses = new Map<string, PaletteItem>();
  for (const { uses, name, entry } of nodes) {
    if (uses !== DEFAULT_EXECUTOR && entry >= 0 && !byUses.has(uses) && byUses.size < MAX_FROM_FILE) {
      byUses.set(uses, {
        title: name,
        detail: usesLabel(uses),
        whole: uses,
        icon: "executor",
        // A mapping is written as one, not as its JSON.
        args: args(["name", name], ["uses", entries[entry]?.args.get("uses") ?? uses]),
      });
    }
  }
  return [...byUses.values()];
}
