/** What a container's `jina executor` or `jina gateway` is called with: the arguments that differ from the defaults. */
import { nonDefaults } from "../../model/engine/argument-table.ts";
import { portsOfNumberZero } from "../../model/engine/convert-ports.ts";
import { type ArgumentValue, Drawn, DrawnAddress, isPorts } from "../../model/engine/drawn.ts";
import { DEFAULT_EXECUTOR } from "../../model/engine/uses-source.ts";
import { isList, isMap, isTrue, pythonStr } from "../../model/python.ts";
import { dumpJson } from "../../model/python-json.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import type { GivenInputs } from "./export-inputs.ts";

/** Arguments by name, as the engine holds them; those that are not there have their defaults. */
export type Arguments = ReadonlyMap<string, ArgumentValue>;

/** The arguments with others in the place of some. */
export function withArguments(args: Arguments, others: Readonly<Record<string, ArgumentValue>>): Arguments {
  return new Map([...args, ...Object.entries(others)]);
}

/** What an executor has and its containers have not. */
const NOT_OF_CONTAINERS = [
  ...["uses_before", "uses_after", "when", "external", "grpc_metadata", "deployment_role", "tls", "title"],
  ...["description", "cors", "uvicorn_kwargs", "ssl_certfile", "ssl_keyfile"],
];

const NEVER_TOLD = [
  ...["uses_with", "uses_metas", "volumes", "workspace_id", "noblock_on_start", "env", "env_from_secret"],
  "image_pull_secrets",
];

const NOT_TOLD_WORKERS = new Set(["name", ...NOT_OF_CONTAINERS, ...NEVER_TOLD, "polling"]);
const NOT_TOLD_HEADS = new Set(["name", ...NOT_OF_CONTAINERS, ...NEVER_TOLD, "uses", "workspace"]);

/** The call of an executor's container. `isHead`: of one that stands before shards. */
export function executorArgs(args: Arguments, isHead: boolean, inputs: GivenInputs): string[] {
  const uses = args.get("uses");
  // In an image it stands in a file of that name.
  const told =
    uses === undefined || uses === DEFAULT_EXECUTOR ? args : withArguments(args, { uses: "config.yml" });
  const metas = plain(args.get("uses_metas") ?? null, inputs);
  const usesWith = plain(args.get("uses_with") ?? null, inputs);
  return [
    "executor",
    "--name",
    nameOf(args),
    ...flagsOf("deployment", told, isHead ? NOT_TOLD_HEADS : NOT_TOLD_WORKERS, inputs),
    "--uses-metas",
    dumpJson(isTrue(metas) ? metas : new Map()),
    ...(usesWith === null ? [] : ["--uses-with", dumpJson(usesWith)]),
    "--native",
  ];
}

/** What the executor calls itself. */
export function nameOf(args: Arguments): string {
  const name = args.get("name");
  return typeof name === "string" ? name : "executor";
}

const NOT_TOLD_GATEWAYS = ["uses_metas", "volumes", "uses_before", "uses_after", "workspace", "workspace_id"];

/** The call of the gateway's container. `besides`: what it is not told besides what it never is. */
export function gatewayArgs(args: Arguments, besides: readonly string[], inputs: GivenInputs): string[] {
  const untold = new Set([...NOT_TOLD_GATEWAYS, "noblock_on_start", "env", ...besides]);
  return ["gateway", ...flagsOf("gateway", args, untold, inputs)];
}

function flagsOf(
  parser: "deployment" | "gateway",
  args: Arguments,
  untold: ReadonlySet<string>,
  inputs: GivenInputs,
): string[] {
  return [...nonDefaults(parser, args)].flatMap(([name, value]) =>
    untold.has(name) ? [] : flagOf(`--${name.replaceAll("_", "-")}`, plain(value, inputs)),
  );
}

function flagOf(flag: string, value: Value): string[] {
  if (value === null || value === false) {
    return [];
  }
  if (value === true) {
    return [flag];
  }
  if (isList(value)) {
    return [flag, ...value.map(pythonStr)];
  }
  return [flag, isMap(value) ? jsonOf(value) : pythonStr(value)];
}

function jsonOf(map: ValueMap): string {
  const ports = portsOfNumberZero(map);
  return ports ? `{"0": ${dumpJson(ports)}, ${dumpJson(map).slice(1)}` : dumpJson(map);
}

/** The value with ports in the place of those that the engine draws. */
export function plain(value: ArgumentValue, inputs: GivenInputs): Value {
  if (value instanceof Drawn) {
    return inputs.port(value);
  }
  if (value instanceof DrawnAddress) {
    return `${value.host}:${inputs.port(value.port)}`;
  }
  return isPorts(value) ? value.map((item) => (item instanceof Drawn ? inputs.port(item) : item)) : value;
}
