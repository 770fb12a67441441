/**
 * A Flow → the text that `Flow.save_config()` writes of it before it is built: every argument that differs from its
 * default, what `with` hands down and drawn ports among them. Needs, which are a set to the engine, are sorted.
 */
import { argumentOf, nonDefaults } from "../../model/engine/argument-table.ts";
import type { UnbuiltNode } from "../../model/engine/built-flow.ts";
import { portsOfNumberZero } from "../../model/engine/convert-ports.ts";
import { type ArgumentValue, Drawn } from "../../model/engine/drawn.ts";
import { sortNeeds } from "../../model/engine/needs.ts";
import { GATEWAY } from "../../model/flow.ts";
import { isList, isMap } from "../../model/python.ts";
import { OddMap, type Value } from "../../model/value.ts";
import { type Dumped, dumpYaml, Quoted } from "../read/engine-dump.ts";
import { type Arguments, plain, withArguments } from "./container-args.ts";
import type { GivenInputs } from "./export-inputs.ts";
import { type ExportedFlow, exportedArguments } from "./exported-flow.ts";

type Saved = Map<string, Dumped>;

/** The text, with a line break at its end. */
export function printSavedConfig(exported: ExportedFlow, inputs: GivenInputs): string {
  const { built } = exported;
  const nodes = built.unbuilt;
  const names = [GATEWAY, ...nodes.map(({ deployment }) => deployment.name)];
  const executors = nodes.map((node, index) => {
    const args = exportedArguments(exported, node, inputs);
    return executorOf(node, names[index] ?? GATEWAY, args, inputs);
  });
  const gateway = saved("gateway", gatewayValues(built.gateway.given.values), inputs);
  const settings: Saved = new Map();
  for (const [key, value] of built.settings.args) {
    const isOwn = argumentOf("flow", key) !== undefined;
    settings.set(key, isOwn ? dumped("flow", key, value, inputs) : plain(value, inputs));
  }
  if (inputs.variable("JINA_FULL_CLI") !== undefined) {
    for (const [key, value] of gateway) {
      settings.set(key, value);
    }
  }
  return dumpYaml(
    new Map<string, Dumped>([
      ["jtype", "Flow"],
      ["version", "1"],
      ["with", settings],
      ...(executors.length > 0 ? [["executors", executors] as const] : []),
      ...(gateway.size > 0 ? [["gateway", gateway] as const] : []),
    ]),
  );
}

/** `before`: what the executor before calls itself; only a need of that alone is left out. */
function executorOf(
  { needs, deployment }: UnbuiltNode,
  before: string,
  args: Arguments,
  inputs: GivenInputs,
): Saved {
  const isChained = needs.length === 1 && needs[0] === before;
  const written: readonly [string, Dumped][] = isChained ? [] : [["needs", sortNeeds(needs)]];
  const settled = deployment.shards === 1 ? withArguments(args, { polling: ENUM_ANY }) : args;
  return new Map([...written, ...saved("deployment", settled, inputs)]);
}

/** With one shard polling is one of the engine's enums there, which never equals the default, a text. */
const ENUM_ANY = ["ANY"];

/** What the engine asks the section for; ports are drawn where it gives none. */
function gatewayValues(given: ReadonlyMap<string, Value>): Arguments {
  return new Map<string, ArgumentValue>([
    ["port", [new Drawn("port")]],
    ["port_monitoring", [new Drawn("port")]],
    ...given,
  ]);
}

/** What differs from the defaults, save what the engine's help leaves out. */
function saved(parser: "deployment" | "gateway", args: Arguments, inputs: GivenInputs): Saved {
  const found: Saved = new Map();
  for (const [name, value] of nonDefaults(parser, args)) {
    if (argumentOf(parser, name)?.hidden !== true) {
      found.set(name, dumped(parser, name, value, inputs));
    }
  }
  return found;
}

/** Stands for the number 0 beside the text. */
const NUMBER = "number";

/** The value as it is written: names of enums in quotes. */
function dumped(
  parser: "deployment" | "gateway" | "flow",
  name: string,
  value: ArgumentValue,
  inputs: GivenInputs,
): Dumped {
  if (value === ENUM_ANY) {
    return new Quoted("ANY");
  }
  const known = plain(value, inputs);
  if (name === "peer_ports" && isMap(known)) {
    const first = portsOfNumberZero(known);
    return new OddMap(
      [...(first ? [[NUMBER, first] as const] : []), ...known],
      new Map([[first ? NUMBER : "0", 0]]),
    );
  }
  if (isMap(known)) {
    return withTextKeys(known);
  }
  const type = argumentOf(parser, name)?.type;
  if (type !== "enum" && type !== "enum list") {
    return known;
  }
  return isList(known) ? known.map(quotedName) : quotedName(known);
}

/** The engine reads each mapping from JSON, in which all keys are texts. */
function withTextKeys(value: Value): Value {
  return isMap(value)
    ? new Map([...value].map(([key, item]) => [key, withTextKeys(item)]))
    : isList(value)
      ? value.map(withTextKeys)
      : value;
}

function quotedName(value: Value): Dumped {
  return typeof value === "string" ? new Quoted(value) : value;
}
