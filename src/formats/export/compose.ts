/**
 * Built Flow → what `Flow.to_docker_compose_yaml()` writes, with the same values. What the engine does there and should
 * not is done here too; compose-faults.ts tells of it.
 */
import type { BuiltFlow, BuiltNode } from "../../model/engine/built-flow.ts";
import { GATEWAY } from "../../model/flow.ts";
import { isTrue, normalizePath, parseInteger, pythonStr } from "../../model/python.ts";
import { dumpJson } from "../../model/python-json.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { listOf, mapOf, numberOf, textOf } from "./argument-values.ts";
import { type Arguments, executorArgs, gatewayArgs, nameOf, plain, withArguments } from "./container-args.ts";
import { imageFor } from "./container-image.ts";
import type { GivenInputs } from "./export-inputs.ts";
import {
  checkContainerized,
  checkGatewayName,
  compatibleName,
  type ExportedFlow,
  exportedArguments,
  exportedGatewayUses,
  externalAddress,
  firstHost,
} from "./exported-flow.ts";
import { graphArguments } from "./handed-graph.ts";

/** What every executor listens on, whatever the file says. */
const PORT = 8081;
/** Where the home's cache of Jina stands in a container. */
const CONTAINER_FOLDER = "/app";
const CACHE = ".cache/jina";

/** The file's value, and the names of all services: one that comes again takes the place of the other. */
interface ComposeFile {
  readonly file: ValueMap;
  readonly names: readonly string[];
}

/** What is written. @throws ExportRefusal */
export function composeFile(flow: ExportedFlow, network: string, inputs: GivenInputs): ComposeFile {
  const { nodes } = flow.built;
  const addresses = new Map(nodes.map((node) => [node.name, addressesOf(node, inputs)]));
  const services = new Map<string, Value>();
  const names: string[] = [];
  const add = (name: string, service: Map<string, Value>) => {
    names.push(name);
    services.set(name, service.set("networks", [network]));
  };
  for (const node of nodes) {
    for (const { name, service } of node.external ? [] : executorServices(flow, node, inputs)) {
      add(name, service);
    }
  }
  add(GATEWAY, gatewayService(flow.built, addresses, inputs));
  const file = new Map<string, Value>([
    ["version", "3.3"],
    ["networks", new Map([[network, new Map([["driver", "bridge"]])]])],
    ["services", services],
  ]);
  return { file, names };
}

/** Where the gateway finds an executor: the head, or each replica. */
function addressesOf({ deployment }: BuiltNode, inputs: GivenInputs): string[] {
  const { name, replicas } = deployment;
  if (deployment.external) {
    return [externalAddress(deployment, inputs)];
  }
  if (deployment.hasHead) {
    return [addressOf(`${name}/head`)];
  }
  return replicas === 1 ? [addressOf(name)] : replicaNames(name, replicas).map(addressOf);
}

function addressOf(name: string): string {
  return `${compatibleName(name)}:${PORT}`;
}

function replicaNames(name: string, replicas: number): string[] {
  return replicas === 1
    ? [name]
    : Array.from({ length: Math.max(replicas, 0) }, (_, index) => `${name}/rep-${index}`);
}

interface NamedService {
  readonly name: string;
  readonly service: Map<string, Value>;
}

/** What one kind of pod becomes: a service for each replica. */
interface ExecutorPod {
  readonly name: string;
  readonly args: Arguments;
  readonly isHead: boolean;
}

function executorServices(flow: ExportedFlow, node: BuiltNode, inputs: GivenInputs): NamedService[] {
  checkContainerized(node.uses, node.name, "docker-compose");
  const args = exportedArguments(flow, node, inputs);
  return podsOf(node, args).flatMap((pod) =>
    replicaNames(pod.name, numberOf(pod.args.get("replicas"), 1)).map((name, index) => ({
      name: compatibleName(name),
      service: replicaService(pod, index, node.name, inputs),
    })),
  );
}

/** In the engine's order: the head, what runs before and after the shards, and the shards. */
function podsOf({ deployment, shards }: BuiltNode, args: Arguments): ExecutorPod[] {
  const name = deployment.name;
  const host = firstHost(args);
  const none = { uses_before: null, uses_after: null, uses_before_address: null, uses_after_address: null };
  const workers = Array.from({ length: shards }, (_, shard): ExecutorPod => {
    const own = shards > 1 ? `${name}-${shard}` : name;
    return {
      name: own,
      args: withArguments(args, { ...none, name: own, shard_id: shard, port: PORT, host }),
      isHead: false,
    };
  });
  if (shards === 1) {
    return workers;
  }
  const sides = (["uses_before", "uses_after"] as const).filter((side) => textOf(args.get(side)));
  const besides = sides.map((side): ExecutorPod & { side: string } => {
    const own = `${name}/${side.replace("_", "-")}`;
    const others = { uses_with: null, uses_metas: null, env: null, connection_list: null };
    return {
      side,
      name: own,
      args: withArguments(args, {
        ...none,
        ...others,
        uses: args.get(side) ?? null,
        name: own,
        shard_id: 0,
        replicas: 1,
        port: PORT,
        host,
        pod_role: "WORKER",
      }),
      isHead: false,
    };
  });
  const addresses = besides.map((one) => [`${one.side}_address`, addressOf(one.name)]);
  const head = {
    name: `${name}/head`,
    args: withArguments(args, {
      uses_before: null,
      uses_after: null,
      uses: null,
      uses_metas: null,
      uses_with: null,
      name: `${name}/head`,
      host,
      port: PORT,
      replicas: 1,
      pod_role: "HEAD",
      runtime_cls: "HeadRuntime",
      connection_list: connectionList(deployment.name, shards, deployment.replicas),
      ...Object.fromEntries(addresses),
    }),
    isHead: true,
  };
  return [head, ...besides, ...workers];
}

function connectionList(name: string, shards: number, replicas: number): string {
  const byShard = Array.from({ length: shards }, (_, shard): [string, Value] => [
    String(shard),
    replicaNames(`${name}-${shard}`, replicas).map(addressOf),
  ]);
  return dumpJson(new Map(byShard));
}

function replicaService(
  pod: ExecutorPod,
  replica: number,
  owner: string,
  inputs: GivenInputs,
): Map<string, Value> {
  const replicas = numberOf(pod.args.get("replicas"), 1);
  const name = replicas > 1 ? `${nameOf(pod.args)}/rep-${replica}` : nameOf(pod.args);
  const { args, isHead } = pod;
  const call = executorArgs(withArguments(args, { name }), isHead, inputs);
  const volumes =
    textOf(args.get("pod_role")) === null || args.get("pod_role") === "WORKER"
      ? volumesOf(args, inputs)
      : null;
  const isOwnFolder = volumes?.isDefault === true && !call.includes("--workspace");
  const service = new Map<string, Value>([
    ["image", imageFor(textOf(args.get("uses")), "uses", owner, inputs)],
    ["entrypoint", ["jina"]],
    ["command", isOwnFolder ? [...call, "--workspace", `${CONTAINER_FOLDER}/${CACHE}`] : call],
    ["healthcheck", healthcheck(`jina ping executor 127.0.0.1:${PORT}`)],
    ["environment", variablesOf(args) ?? [logLevel(inputs)]],
  ]);
  const gpus = textOf(args.get("gpus"));
  if (gpus) {
    service.set("deploy", reservation(gpus));
  }
  if (args.get("monitoring") === true) {
    const port = plain(args.get("port_monitoring") ?? null, inputs);
    service.set("expose", [port]).set("ports", [published(port)]);
  }
  return volumes ? service.set("volumes", volumes.volumes) : service;
}

function healthcheck(test: string): Value {
  return new Map([
    ["test", test],
    ["interval", "2s"],
  ]);
}

function published(port: Value): string {
  return `${pythonStr(port)}:${pythonStr(port)}`;
}

function logLevel(inputs: GivenInputs): string {
  return `JINA_LOG_LEVEL=${inputs.variable("JINA_LOG_LEVEL") ?? "INFO"}`;
}

/** The variables that an executor is given, which are all that it gets then. */
function variablesOf(args: Arguments): string[] | null {
  const env = mapOf(args.get("env"));
  return env && [...env].map(([name, value]) => `${name}=${pythonStr(value)}`);
}

function reservation(gpus: string): Value {
  const device = new Map<string, Value>([
    ["driver", "nvidia"],
    ["count", parseInteger(gpus) ?? gpus],
    ["capabilities", ["gpu"]],
  ]);
  const within = (key: string, value: Value): ValueMap => new Map([[key, value]]);
  return within("resources", within("reservations", within("devices", [device])));
}

/** The given volumes, or the home's cache; null where the file wants none. */
function volumesOf(args: Arguments, inputs: GivenInputs): { volumes: Value; isDefault: boolean } | null {
  const given = listOf(args.get("volumes"));
  if (given && isTrue(given)) {
    return { volumes: given, isDefault: false };
  }
  return args.get("disable_auto_volume") === true
    ? null
    : { volumes: [`${normalizePath(`${inputs.home()}/${CACHE}`)}:${CONTAINER_FOLDER}`], isDefault: true };
}

function gatewayService(
  built: BuiltFlow,
  addresses: ReadonlyMap<string, readonly string[]>,
  inputs: GivenInputs,
): Map<string, Value> {
  const { gateway } = built;
  checkContainerized(gateway.uses, GATEWAY, "docker-compose");
  checkGatewayName(gateway.name);
  const image = imageFor(gateway.uses, "uses", GATEWAY, inputs);
  const args = withArguments(gateway.values, {
    ...graphArguments(built),
    deployments_addresses: addresses,
    uses: exportedGatewayUses(gateway.uses),
    shard_id: 0,
  });
  const command = gatewayArgs(args, [], inputs);
  const ports = gateway.ports.map((port) => plain([port], inputs)).flatMap((port) => listOf(port) ?? []);
  const [first = null] = ports;
  if (gateway.monitoring) {
    ports.push(plain(args.get("port_monitoring") ?? null, inputs));
  }
  const protocol = (gateway.protocols[0] ?? "GRPC").toLowerCase();
  return new Map<string, Value>([
    ["image", image],
    ["entrypoint", ["jina"]],
    ["command", command],
    ["expose", ports],
    ["ports", ports.map(published)],
    ["healthcheck", healthcheck(`jina ping gateway ${protocol}://127.0.0.1:${pythonStr(first)}`)],
    ["environment", [logLevel(inputs), ...(variablesOf(args) ?? [])]],
  ]);
}
