/**
 * Oddities of what a drawn Flow says. Each changes one place of a Flow that is sound otherwise, so that the engine comes
 * as far as that place: nonsense at the door hides all that stands behind it.
 */
import { DEPLOYMENT, type Draws, FLOW, GATEWAY } from "./random-draws.ts";
import {
  argumentOf,
  oddDeployment,
  oddItem,
  oddKey,
  oddMethod,
  ownKey,
  ownSetting,
  topKey,
} from "./random-odd-entries.ts";
import { oddCollection, oddScalar, oddTag, oddText, oddValue } from "./random-odd-values.ts";
import { list, map, raw, type Tree, type TreeEntry, text } from "./yaml-styles.ts";

type TreeMap = Extract<Tree, { kind: "map" }>;
type TreeList = Extract<Tree, { kind: "list" }>;

/** The same Flow, with one oddity more. */
export function withOddity(draws: Draws, tree: Tree): Tree {
  if (tree.kind !== "map") {
    return oddValue(draws);
  }
  const kind = draws.random();
  const change = ODDITIES.find(([share]) => kind < share)![1];
  return change(draws, tree);
}

type Oddity = (draws: Draws, tree: TreeMap) => Tree;

/** Each with the share up to which it is taken. */
const ODDITIES: readonly (readonly [share: number, oddity: Oddity])[] = [
  [0.28, inExecutor((draws) => argumentOf(draws, DEPLOYMENT))],
  [0.42, inExecutor(ownKey)],
  [0.5, inSection("with", (draws) => argumentOf(draws, draws.pick([FLOW, GATEWAY, DEPLOYMENT, FLOW])))],
  [0.6, inSection("gateway", (draws) => argumentOf(draws, GATEWAY))],
  [0.63, inSection("gateway", (draws) => argumentOf(draws, draws.pick([FLOW, DEPLOYMENT])))],
  [0.68, (draws, tree) => withEntry(draws, tree, topKey(draws))],
  [0.72, (draws, tree) => inList(draws, tree, (items) => inserted(draws, items, oddItem(draws)))],
  [0.76, (draws, tree) => inList(draws, tree, (items) => inserted(draws, items, oddDeployment(draws)))],
  [0.8, (draws, tree) => inList(draws, tree, (items) => inserted(draws, items, oddMethod(draws)))],
  [0.87, (draws, tree) => changedAnywhere(draws, tree, () => oddValue(draws))],
  [0.91, (draws, tree) => changedAnywhere(draws, tree, (value) => wrapped(draws, value))],
  [0.95, (draws, tree) => changedAnywhere(draws, tree, (value) => withOddKey(draws, value), isMap)],
  [0.975, (draws, tree) => shared(draws, tree)],
  [1, inSection("with", (draws) => ownSetting(draws))],
];

function isMap(tree: Tree): boolean {
  return tree.kind === "map";
}

// --- places

function entryOf(tree: TreeMap, key: string): Tree | undefined {
  return tree.entries.find(([name]) => name === key)?.[1];
}

/** The mapping with an entry, in the place of one with that key if there is one. */
function withEntry(draws: Draws, tree: TreeMap, [key, value]: TreeEntry): TreeMap {
  const at = tree.entries.findIndex(([name]) => name === key);
  if (at < 0 || draws.chance(0.04)) {
    // Mostly behind the first key, which says what the file is.
    const from = Math.min(1, tree.entries.length);
    const place = draws.chance(0.02) ? 0 : from + draws.upTo(tree.entries.length - from);
    return { ...tree, entries: tree.entries.toSpliced(place, 0, [key, value]) };
  }
  return { ...tree, entries: tree.entries.with(at, [key, value]) };
}

function inSection(key: string, entry: (draws: Draws) => TreeEntry): Oddity {
  return (draws, tree) => {
    const section = entryOf(tree, key);
    const changed = withEntry(draws, section?.kind === "map" ? section : map([]), entry(draws));
    return withEntry(draws, tree, [key, changed]);
  };
}

function inList(draws: Draws, tree: TreeMap, change: (items: TreeList["items"]) => TreeList["items"]): Tree {
  const key = tree.entries.some(([name]) => name === "executors") ? "executors" : "deployments";
  const found = entryOf(tree, key);
  const items = found?.kind === "list" ? found.items : [];
  return withEntry(draws, tree, [key, { kind: "list", items: change(items) }]);
}

function inserted(draws: Draws, items: TreeList["items"], item: Tree): TreeList["items"] {
  return items.toSpliced(draws.upTo(items.length), 0, item);
}

/** In one of the executors, or in the arguments of one that is a Deployment. */
function inExecutor(entry: (draws: Draws) => TreeEntry): Oddity {
  return (draws, tree) =>
    inList(draws, tree, (items) => {
      const places = items.flatMap((item, index) => (item.kind === "map" ? [index] : []));
      if (places.length === 0) {
        return inserted(draws, items, map([["name", text("odd")], entry(draws)]));
      }
      const at = draws.pick(places);
      const item = items[at] as TreeMap;
      const inner = entryOf(item, "with");
      const isDeployment = item.tag !== undefined || entryOf(item, "jtype") !== undefined;
      const changed =
        isDeployment && inner?.kind === "map"
          ? withEntry(draws, item, ["with", withEntry(draws, inner, entry(draws))])
          : withEntry(draws, item, entry(draws));
      return items.with(at, changed);
    });
}

/** Every value of the tree with what replaces it, so that one of them can be. */
function changedAnywhere(
  draws: Draws,
  tree: Tree,
  change: (value: Tree) => Tree,
  isWanted: (value: Tree) => boolean = () => true,
): Tree {
  const places: ((value: Tree) => Tree)[] = [];
  const values: Tree[] = [];
  const visit = (value: Tree, replace: (value: Tree) => Tree): void => {
    if (isWanted(value)) {
      places.push(replace);
      values.push(value);
    }
    if (value.kind === "map") {
      for (const [index, [key, item]] of value.entries.entries()) {
        visit(item, (inner) => replace({ ...value, entries: value.entries.with(index, [key, inner]) }));
      }
    } else if (value.kind === "list") {
      for (const [index, item] of value.items.entries()) {
        visit(item, (inner) => replace({ ...value, items: value.items.with(index, inner) }));
      }
    }
  };
  visit(tree, (value) => value);
  // Seldom the file as a whole.
  const at = draws.chance(0.03)
    ? 0
    : Math.min(1, places.length - 1) + draws.upTo(Math.max(0, places.length - 2));
  return places[at]!(change(values[at]!));
}

// --- keys

function withOddKey(draws: Draws, tree: Tree): Tree {
  if (tree.kind !== "map") {
    return tree;
  }
  const { entries } = tree;
  const at = draws.upTo(entries.length - 1);
  const [key, value] = entries[at] ?? ["x", raw(1)];
  const added: TreeEntry = draws.pick<() => TreeEntry>([
    () => [oddKey(draws), oddValue(draws)],
    () => [oddKey(draws), oddScalar(draws)],
    () => [key, oddValue(draws)],
    () => [key, value],
    () => ["<<", oddCollection(draws)],
    () => [{ raw: draws.pick(["1", "true", "1.0"]) }, raw(2)],
  ])();
  return { ...tree, entries: entries.toSpliced(draws.upTo(entries.length), 0, added) };
}

// --- values in other clothes

function wrapped(draws: Draws, value: Tree): Tree {
  return draws.pick<() => Tree>([
    () => list([value]),
    () => list([value, value]),
    () => map([["a", value]]),
    () => (value.kind === "list" && value.items.length > 0 ? draws.pick(value.items) : list([list([value])])),
    () =>
      value.kind === "map" && value.entries.length > 0
        ? draws.pick(value.entries)[1]
        : list([map([["x", value]])]),
    () =>
      value.kind === "map"
        ? { ...value, tag: draws.pick(["!Foo", "!!map", "!Deployment", "!!set", "!"]) }
        : oddTag(draws),
    () =>
      value.kind === "raw"
        ? raw(`${draws.pick(["!!str", "!!int", "!Foo", "&x", "!"])} ${value.raw}`)
        : oddText(draws),
    () => (value.kind === "raw" ? text(value.raw) : oddScalar(draws)),
  ])();
}

/** One value of the file in a second place, by an anchor. */
function shared(draws: Draws, tree: TreeMap): Tree {
  const entry: TreeEntry = [
    "shared",
    draws.chance(0.7)
      ? raw(`&s ${draws.pick(SHARED)}`)
      : { ...map([argumentOf(draws, DEPLOYMENT)]), anchor: "s" },
  ];
  const alias: Tree = { kind: "alias", name: "s" };
  const changed = draws.pick<() => Tree>([
    () => changedAnywhere(draws, tree, () => alias),
    () =>
      changedAnywhere(
        draws,
        changedAnywhere(draws, tree, () => alias),
        () => alias,
      ),
    () =>
      changedAnywhere(
        draws,
        tree,
        (value) => (value.kind === "map" ? withEntry(draws, value, ["<<", alias]) : alias),
        isMap,
      ),
    () => inExecutor(() => ["<<", list([alias, alias])])(draws, tree),
    () => inExecutor((some) => [argumentOf(some, DEPLOYMENT)[0], alias])(draws, tree),
  ])();
  return changed.kind === "map" ? { ...changed, entries: changed.entries.toSpliced(1, 0, entry) } : changed;
}

const SHARED = [
  "5",
  "a",
  "[a, b]",
  "{name: q}",
  "{a: 1}",
  "null",
  "'$HOME'",
  "2024-01-31",
  "!!str 5",
  "{replicas: 2}",
  "[1, a]",
  "*s",
];
