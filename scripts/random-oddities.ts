/**
 * Oddities of what a drawn Flow says. Each changes one place of a Flow that is sound otherwise, so that the engine comes
 * as far as that place: nonsense at the door hides all that stands behind it.
 */
import { type Argument, DEPLOYMENT, type Draws, FLOW, GATEWAY } from "./random-draws.ts";
import { oddCollection, oddScalar, oddScalarOrText, oddTag, oddText, oddValue } from "./random-odd-values.ts";
import { list, map, raw, type Tree, type TreeEntry, type TreeKey, text } from "./yaml-styles.ts";

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

// --- what is put there

function argumentOf(draws: Draws, table: readonly Argument[]): TreeEntry {
  const { name, flags, choices } = draws.pick(table);
  const key = draws.chance(0.95) ? name : draws.pick(flags).replace(/^--?/, "");
  return [key, choices && draws.chance(0.3) ? text(draws.pick(choices)) : oddValue(draws)];
}

// biome-ignore format: a table reads better in full rows
const NAMES = [
  "größe", "日本", "_", "__", "a-b", "1a", "a b", "a.b", "a/b", "None", "True", "gateway", "Gateway", "executor1", "class", "x²",
  "ª", "a\u0301", "😀", "a\n", " a", "self", "nan", "inf", "1_0", "[a]", "'a'", "start-gateway", "NULL", "null", "~", "ﬁ", "x·y",
];
// biome-ignore format: a table reads better in full rows
const METHODS = [
  "add", "needs", "needs_all", "inspect", "gather_inspect", "config_gateway", "expose_endpoint", "build", "block", "start",
  "close", "plot", "save_config", "to_kubernetes_yaml", "_add_gateway", "__init__", "__class__", "__call__", "__dict__", "__doc__",
  "__eq__", "args", "logger", "env", "host", "port", "protocol", "workspace", "workspace_id", "num_pods", "_mermaid_str",
  "_last_deployment", "_kwargs", "load_config", "callback", "push", "profiling", "ADD", " add", "add ", "", "a b", "frobnicate",
  "name", "needs-all", "None", "_update_network_interface", "_parse_endpoints", "monitoring", "__hash__", "_version", "post",
];

/** Keys that an entry of the list has, and that Flow.add() itself looks at. */
function ownKey(draws: Draws): TreeEntry {
  return draws.pick<() => TreeEntry>([
    () => ["name", draws.chance(0.6) ? text(draws.pick(NAMES)) : oddValue(draws)],
    () => ["needs", draws.chance(0.3) ? oddValue(draws) : oddNeeds(draws)],
    () => ["needs", oddNeeds(draws)],
    () => ["needs", oddNeeds(draws)],
    () => ["method", draws.chance(0.8) ? text(draws.pick(METHODS)) : oddScalarOrText(draws)],
    () => ["uses", oddValue(draws)],
    () => [
      draws.pick(["jtype", "deployment", "deployment_role", "copy_flow", "self", "include_last_deployment"]),
      oddValue(draws),
    ],
    () => [
      draws.pick(["args", "kwargs", "exec_endpoint", "path", "cls", "host_in", "port_in", "runtime_cls"]),
      oddValue(draws),
    ],
    () => [
      draws.pick(["with", "metas", "env", "when", "py_modules", "volumes", "gpus", "floating"]),
      oddValue(draws),
    ],
    () => [oddKey(draws), oddValue(draws)],
    () => [
      "deployment_role",
      text(draws.pick(["JOIN", "INSPECT", "GATEWAY", "JOIN_INSPECT", "INSPECT_AUX_PASS", "join", "5"])),
    ],
  ])();
}

/** Needs of every type, alone and mixed. */
function oddNeeds(draws: Draws): Tree {
  const one = (): Tree =>
    draws.chance(0.4)
      ? text(draws.pick(["gateway", "a", "executor0", "executor1", "b", "None"]))
      : oddScalarOrText(draws);
  return list(Array.from({ length: draws.pick([1, 1, 2, 2, 3]) }, one));
}

function ownSetting(draws: Draws): TreeEntry {
  return draws.pick<() => TreeEntry>([
    () => ["args", oddValue(draws)],
    () => ["kwargs", oddValue(draws)],
    () => ["kwargs", map([argumentOf(draws, FLOW)])],
    () => ["extra_search_paths", oddValue(draws)],
    () => ["env", oddCollection(draws)],
    () => ["inspect", oddValue(draws)],
    () => ["uses", oddValue(draws)],
    () => [draws.pick(["protocol", "port", "host", "ports", "protocols"]), oddValue(draws)],
    () => [draws.pick(["asyncio", "needs", "floating", "name", "method", "self", "cls"]), oddValue(draws)],
    () => [oddKey(draws), oddValue(draws)],
  ])();
}

/** Keys of the file; those of former versions and of other files are read past. */
function topKey(draws: Draws): TreeEntry {
  return draws.pick<() => TreeEntry>([
    () => ["version", oddValue(draws)],
    () => ["version", oddScalar(draws)],
    () => [
      "version",
      text(draws.pick(["1", "1.0", "1.0.0", "01", "1.x.y", ".1", "2.0", "v1", "legacy", "1 ", "１"])),
    ],
    () => ["with", oddValue(draws)],
    () => ["gateway", oddValue(draws)],
    () => ["gateway", oddScalarOrText(draws)],
    () => [draws.pick(["executors", "deployments"]), oddValue(draws)],
    () => [
      "jtype",
      draws.chance(0.5)
        ? oddScalarOrText(draws)
        : text(draws.pick(["Flow", "$FLOW", "Deployment", "'Flow'"])),
    ],
    () => [
      draws.pick(["pods", "metas", "name", "env", "requests", "override_with", "!with", "peas", "jina"]),
      oddValue(draws),
    ],
    () => [
      draws.pick(["py_modules", "metas", "x"]),
      draws.pick([raw("{py_modules: x.py}"), raw("[x.py]"), text("x.py")]),
    ],
    () => [oddKey(draws), oddValue(draws)],
    () => ["common", oddTag(draws)],
  ])();
}

/** What is no executor, or hardly one, among the executors. */
function oddItem(draws: Draws): Tree {
  return draws.pick<() => Tree>([
    () => oddValue(draws),
    () => oddScalarOrText(draws),
    () => oddCollection(draws),
    () =>
      raw(
        draws.pick([
          "",
          "{}",
          "!Deployment",
          "!Flow",
          "!Executor",
          "!Foo {a: 1}",
          "*a",
          "null",
          "[]",
          "- a",
          "{jtype: Foo}",
        ]),
      ),
    () =>
      text(
        draws.pick([
          "x.yml",
          "x.YAML",
          "x.yml ",
          "docker://x",
          "executor",
          "a.b",
          "x.json",
          "größe",
          ".yml",
          "$HOME",
        ]),
      ),
    () =>
      map([
        ["jtype", text(draws.pick(["Executor", "Flow", "Deployment", "Gateway", "Foo"]))],
        argumentOf(draws, DEPLOYMENT),
      ]),
    () =>
      map([
        ["name", raw("gateway")],
        ["method", oddScalarOrText(draws)],
        ["copy_flow", raw("1")],
      ]),
    () => map([argumentOf(draws, DEPLOYMENT), argumentOf(draws, DEPLOYMENT)]),
  ])();
}

function oddDeployment(draws: Draws): Tree {
  const inner = draws.pick<() => Tree>([
    () => oddValue(draws),
    () => map([argumentOf(draws, DEPLOYMENT)]),
    () => map([["name", text("dep")], argumentOf(draws, DEPLOYMENT)]),
    () => map([["name", oddScalarOrText(draws)]]),
    () =>
      map([
        [
          draws.pick([
            "needs",
            "args",
            "kwargs",
            "include_gateway",
            "noblock_on_start",
            "self",
            "deployment_role",
          ]),
          oddValue(draws),
        ],
      ]),
    () => map([[oddKey(draws), oddValue(draws)]]),
  ])();
  const more: readonly TreeEntry[] = draws.chance(0.25)
    ? [
        [
          draws.pick(["version", "needs", "name", "method", "metas", "executors", "py_modules"]),
          oddValue(draws),
        ],
      ]
    : [];
  return map([["jtype", text("Deployment")], ...draws.shuffled<TreeEntry>([["with", inner], ...more])]);
}

/** A call of a method of the engine's Flow, with keys that some of them know. */
function oddMethod(draws: Draws): Tree {
  const known: readonly (() => TreeEntry)[] = [
    () => ["name", draws.chance(0.6) ? text(draws.pick(NAMES)) : oddScalarOrText(draws)],
    () => ["needs", oddNeeds(draws)],
    () => ["uses", oddScalarOrText(draws)],
    () => ["include_last_deployment", oddScalar(draws)],
    () => [
      draws.pick(["output", "exec_endpoint", "path", "needs", "callback", "source", "func", "on", "args"]),
      oddValue(draws),
    ],
    () => argumentOf(draws, DEPLOYMENT),
  ];
  const entries = draws.shuffled<TreeEntry>([
    ["method", text(draws.pick(draws.chance(0.5) ? METHODS.slice(0, 8) : METHODS))],
    ...Array.from({ length: draws.upTo(2) }, () => draws.pick(known)()),
  ]);
  return map(entries);
}

// --- keys

// biome-ignore format: a table reads better in full rows
const ODD_KEYS: readonly TreeKey[] = [
  "", " ", "x y", "x=y", "-x", "--name", "--", "a.b", "ä", "😀", "Name", "NAME", "uses-with", "USES", "name ", "_", "0", "=",
  "${{this.x}}", "$HOME", "jtype", "!Foo", "a: b", "[a]", "uses_with", "help", "version", "n", "port_", "exp", "x\ty", "é\u0301",
  { raw: "1" }, { raw: "1.5" }, { raw: "true" }, { raw: "null" }, { raw: "~" }, { raw: "2024-01-31" }, { raw: ".nan" },
  { raw: "? x" }, { raw: "? y" }, { raw: "? uses" }, { raw: "? [a]" }, { raw: "? {a: 1}" }, { raw: "? !Foo" }, { raw: "[a, b]" }, { raw: "{a: 1}" }, { raw: "&k x" },
  { raw: "!!str x" }, { raw: "!Foo x" }, { raw: "*nowhere" }, { raw: "<<" }, { raw: "" }, { raw: "y" }, { raw: "yes" }, { raw: "0x1F" },
  { raw: "x :" }, { raw: "'x' " },
];

function oddKey(draws: Draws): TreeKey {
  return draws.pick(ODD_KEYS);
}

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
