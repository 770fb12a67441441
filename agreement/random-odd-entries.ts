/** Odd entries of a drawn Flow: arguments with values of every type, names, needs, methods, items and keys. */
import { type Argument, DEPLOYMENT, type Draws, FLOW } from "./random-draws.ts";
import { oddCollection, oddScalar, oddScalarOrText, oddTag, oddValue } from "./random-odd-values.ts";
import { list, map, raw, type Tree, type TreeEntry, type TreeKey, text } from "./yaml-styles.ts";

/** An argument of the table with a value that may not fit it. */
export function argumentOf(draws: Draws, table: readonly Argument[]): TreeEntry {
  const { name, flags, choices } = draws.pick(table);
  const key = draws.chance(0.95) ? name : draws.pick(flags).replace(/^--?/, "");
  if (name === "log_config") {
    // A number there is one of the files that the asking process has open, and may take its answers.
    return [key, draws.chance(0.5) ? text(draws.pick(["default", "nowhere.yml", ""])) : oddCollection(draws)];
  }
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
export function ownKey(draws: Draws): TreeEntry {
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

/** A key that the engine reads before its parser does, with an odd value. */
export function ownSetting(draws: Draws): TreeEntry {
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
export function topKey(draws: Draws): TreeEntry {
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
export function oddItem(draws: Draws): Tree {
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

/** An item of the list that is a Deployment, or looks like one. */
export function oddDeployment(draws: Draws): Tree {
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
export function oddMethod(draws: Draws): Tree {
  const known: readonly (() => TreeEntry)[] = [
    () => ["name", draws.chance(0.6) ? text(draws.pick(NAMES)) : oddScalarOrText(draws)],
    () => ["needs", oddNeeds(draws)],
    () => ["uses", oddScalarOrText(draws)],
    () => ["include_last_deployment", oddScalar(draws)],
    () => [
      draws.pick(["output", "exec_endpoint", "path", "needs", "callback", "source", "func", "on", "args"]),
      oddValue(draws),
    ],
    () => ["exec_endpoint", oddScalarOrText(draws)],
    () => argumentOf(draws, DEPLOYMENT),
  ];
  const entries = draws.shuffled<TreeEntry>([
    ["method", text(draws.pick(draws.chance(0.5) ? METHODS.slice(0, 8) : METHODS))],
    ...Array.from({ length: draws.upTo(2) }, () => draws.pick(known)()),
  ]);
  return map(entries);
}

// biome-ignore format: a table reads better in full rows
const ODD_KEYS: readonly TreeKey[] = [
  "", " ", "x y", "x=y", "-x", "--name", "--", "a.b", "ä", "😀", "Name", "NAME", "uses-with", "USES", "name ", "_", "0", "=",
  "${{this.x}}", "$HOME", "jtype", "!Foo", "a: b", "[a]", "uses_with", "help", "version", "n", "port_", "exp", "x\ty", "é\u0301",
  { raw: "1" }, { raw: "1.5" }, { raw: "true" }, { raw: "null" }, { raw: "~" }, { raw: "2024-01-31" }, { raw: ".nan" },
  { raw: "? x" }, { raw: "? y" }, { raw: "? uses" }, { raw: "? [a]" }, { raw: "? {a: 1}" }, { raw: "? !Foo" }, { raw: "[a, b]" }, { raw: "{a: 1}" }, { raw: "&k x" },
  { raw: "!!str x" }, { raw: "!Foo x" }, { raw: "*nowhere" }, { raw: "<<" }, { raw: "" }, { raw: "y" }, { raw: "yes" }, { raw: "0x1F" },
  { raw: "x :" }, { raw: "'x' " },
];

/** A key that is no plain text, or means something to YAML. */
export function oddKey(draws: Draws): TreeKey {
  return draws.pick(ODD_KEYS);
}
