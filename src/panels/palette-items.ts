/** What there is to add, the one list of it: the palette shows it, and whoever asks what to add behind an executor. */
import { saysSources } from "../model/edit/edit.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { DEFAULT_EXECUTOR, usesLabel, usesSource } from "../model/engine/uses-source.ts";
import type { Flow } from "../model/flow.ts";
import type { Value, ValueMap } from "../model/value.ts";
import type { Preset } from "../store/state.ts";
import type { IconName } from "../ui/icon.tsx";

/** One thing to add. */
export interface PaletteItem {
  readonly title: string;
  readonly detail: string;
  /** What the detail is a part of. */
  readonly whole?: string;
  readonly icon: IconName;
  readonly made: Made;
}

/** The arguments that it begins with, its YAML, or why it cannot be added now. */
type Made = { readonly args: ValueMap } | { readonly text: string } | { readonly refused: string };

/** Items under a heading. */
export interface PaletteGroup {
  readonly title: string;
  readonly items: readonly PaletteItem[];
}

/** What the items are made of. */
interface Surroundings {
  readonly flow: Flow;
  readonly built: BuiltFlow;
  /** Names of executors that are selected. */
  readonly selected: readonly string[];
  readonly presets: readonly Preset[];
}

const made = (...pairs: [string, Value][]): Made => ({ args: new Map(pairs) });

const EXECUTORS: readonly PaletteItem[] = [
  { title: "Executor", detail: "a Python class", icon: "executor", made: made() },
  { title: "YAML file", detail: "uses: config.yml", icon: "executor", made: made(["uses", "config.yml"]) },
  {
    title: "Docker image",
    detail: "docker://name:tag",
    icon: "docker",
    made: made(["uses", "docker://name:tag"]),
  },
  {
    title: "Hub",
    detail: "jinaai+docker://user/name",
    icon: "hub",
    made: made(["uses", "jinaai+docker://user/name"]),
  },
  {
    title: "External",
    detail: "already running elsewhere",
    icon: "external",
    made: made(["external", true], ["host", "localhost"], ["port", 54322]),
  },
  { title: "Replicated", detail: "copies that take turns", icon: "replicas", made: made(["replicas", 2]) },
  {
    title: "Sharded",
    detail: "data split over shards",
    icon: "shards",
    made: made(["shards", 2], ["polling", "ANY"]),
  },
];

/** All that there is to add, in groups of one item at least. */
export function paletteGroups(around: Surroundings): readonly PaletteGroup[] {
  const groups = [
    { title: "Executors", items: EXECUTORS },
    { title: "Of several", items: joins(around) },
    { title: "Your presets", items: around.presets.map(presetItem) },
    { title: "From this file", items: itemsOfFile(around) },
  ];
  return groups.filter(({ items }) => items.length > 0);
}

function joins({ built, selected }: Surroundings): readonly PaletteItem[] {
  const names = built.nodes.filter(({ name }) => selected.includes(name)).map(({ name }) => name);
  const loose = needsOf(hanging(built), built);
  const needs = names.length > 1 ? needsOf(names, built) : loose;
  return [
    {
      title: "Joiner",
      detail: "waits for those that are selected",
      icon: "joiner",
      made:
        needs.length > 1
          ? made(["name", "joiner"], ["needs", needs])
          : { refused: "select two that it is to wait for" },
    },
    {
      title: "Needs all",
      detail: "waits for all that nobody waits for",
      icon: "joiner",
      made:
        loose.length === 0
          ? { refused: "there is nothing to wait for yet" }
          : made(["name", "joiner"], ["needs", loose]),
    },
    {
      title: "Inspect",
      detail: "sees what the last one returns",
      icon: "search",
      made: made(["name", "inspect"], ["method", "inspect"]),
    },
  ];
}

/**
 * The same as needs are written: the plain key makes of several what the method `needs` does, of whose key Jina warns
 * each time.
 */
function needsOf(names: readonly string[], { standsFor }: BuiltFlow): string[] {
  return names.map((name) => standsFor.get(name) ?? name);
}

/** How a text that the engine takes for something under `uses` is called. */
const TYPED: Readonly<Partial<Record<ReturnType<typeof usesSource>["kind"], string>>> = {
  image: "runs this Docker image",
  hub: "runs this Executor of Jina's Hub",
  file: "runs what this YAML file says",
  url: "runs the YAML at this address",
  class: "runs this Python class",
  module: "runs this class of a Python module",
};

/** The item for what was typed, if that can stand under `uses`; null if not. */
export function typedItem(text: string): PaletteItem | null {
  const { kind } = usesSource(text);
  const detail = TYPED[kind];
  return detail === undefined || text === "docker://"
    ? null
    : { title: text, detail, icon: "executor", made: made(["uses", text]) };
}

/** Executors from which nobody receives; what floats is not waited for. */
function hanging({ nodes, followers }: BuiltFlow): readonly string[] {
  return nodes
    .filter(
      ({ name, floating, role }) =>
        !floating && role !== "INSPECT" && (followers.get(name)?.length ?? 0) === 0,
    )
    .map(({ name }) => name);
}

function presetItem({ name, text }: Preset): PaletteItem {
  const uses = /^[-\s]*uses:[ \t]*(\S.*)$/m.exec(text)?.[1];
  return { title: name, detail: uses ?? "put aside", whole: text, icon: "preset", made: { text } };
}

/** Different `uses` of the file that are offered again. */
const MAX_FROM_FILE = 20;

/** The executors of the file, one for each `uses`, to be added again. */
function itemsOfFile({ built, flow }: Surroundings): readonly PaletteItem[] {
  const byUses = new Map<string, PaletteItem>();
  for (const { uses, name, entry } of built.nodes) {
    if (uses !== DEFAULT_EXECUTOR && entry >= 0 && !byUses.has(uses) && byUses.size < MAX_FROM_FILE) {
      byUses.set(uses, {
        title: name,
        detail: usesLabel(uses),
        whole: uses,
        icon: "executor",
        // A mapping is written as one, not as its JSON.
        made: made(["name", name], ["uses", flow.entries[entry]?.args.get("uses") ?? uses]),
      });
    }
  }
  return [...byUses.values()];
}

/** What an item is behind an executor, or behind the gateway, if its arguments say what it takes; else it needs that one. */
export function madeBehind({ made }: PaletteItem, from: string, built: BuiltFlow): Made {
  if (!("args" in made)) {
    return made;
  }
  const { args } = made;
  if (args.get("method") === "inspect") {
    return from === built.end ? made : { refused: `looks at ${built.end}, the last one` };
  }
  if (!saysSources(args)) {
    return made;
  }
  const all = [args.get("needs") ?? []].flat();
  return all.includes(from) ? made : { args: new Map([...args, ["needs", [...all, from]]]) };
}
