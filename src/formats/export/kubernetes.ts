/**
 * Built Flow → the files that `Flow.to_kubernetes_yaml()` writes, one for each pod's kind, with the same values. What the
 * engine does there and should not, as to ignore the file's ports, is done here too; kubernetes-faults.ts tells of it.
 */
import { quoted } from "../../base/words.ts";
import type { BuiltNode } from "../../model/engine/built-flow.ts";
import { GATEWAY } from "../../model/flow.ts";
import { isList, pythonStr } from "../../model/python.ts";
import { dumpJson, loadJson } from "../../model/python-json.ts";
import type { Value } from "../../model/value.ts";
import { listOf, textOf } from "./argument-values.ts";
import { type Arguments, executorArgs, gatewayArgs, withArguments } from "./container-args.ts";
import { imageFor } from "./container-image.ts";
import type { GivenInputs } from "./export-inputs.ts";
import { ExportRefusal } from "./export-refusal.ts";
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
import { type PodDocuments, podDocuments } from "./kubernetes-pod.ts";
import { FIRST_PORT, MONITORING_PORT, workload } from "./kubernetes-resources.ts";

/** What runs beside the head of shards, and where it listens. */
const SIDES = ["uses_before", "uses_after"] as const;
const SIDE_PORTS = { uses_before: 8078, uses_after: 8079 };

type Side = (typeof SIDES)[number];

/** One file: its path below the folder that is written to, and its documents. */
interface KubernetesFile extends PodDocuments {
  readonly path: string;
  /** The engine leaves out what runs beside the head, which calls it: what has volumes has no room for it. */
  readonly hasLostSides: boolean;
  /** Volumes that the engine leaves out. */
  readonly lostVolumes: number;
}

/** What all files have in common. */
interface KubernetesExport {
  readonly flow: ExportedFlow;
  readonly namespace: string;
  readonly inputs: GivenInputs;
  /** Each text stands there as it is, whatever the engine would make of it. */
  readonly isMended: boolean;
}

/** The files, in the engine's order. @throws ExportRefusal */
export function kubernetesFiles(all: KubernetesExport): KubernetesFile[] {
  const { nodes } = all.flow.built;
  const addresses = new Map(nodes.map((node) => [node.name, [addressOf(node, all)]]));
  const files = nodes.flatMap((node) => (node.external ? [] : executorFiles(node, all)));
  return [...files, gatewayFile(addresses, all)];
}

/** Where the gateway finds an executor. */
function addressOf(node: BuiltNode, { namespace, inputs }: KubernetesExport): string {
  const { deployment, external, name } = node;
  if (!deployment.hasHead && deployment.replicas < 1) {
    throw new ExportRefusal(
      { type: "IndexError", message: "list index out of range" },
      `${name} has no replica: Jina asks the first one where it listens. Give it one, or leave replicas out.`,
      name,
    );
  }
  if (external) {
    return externalAddress(deployment, inputs);
  }
  const own = deployment.hasHead ? `${deployment.name}/head` : deployment.name;
  const [{ protocol = "grpc" } = {}] = deployment.addresses();
  return `${protocol}://${compatibleName(own)}.${namespace}.svc:${FIRST_PORT}`;
}

// --- executors

function executorFiles(node: BuiltNode, all: KubernetesExport): KubernetesFile[] {
  const { flow, namespace, inputs } = all;
  const { deployment, shards } = node;
  if (deployment.name === GATEWAY) {
    throw new ExportRefusal(
      { type: "AttributeError", message: "'Namespace' object has no attribute 'default_port'" },
      `${node.name} calls itself gateway, which Jina takes for the gateway itself: give it another name.`,
      node.name,
    );
  }
  checkContainerized(node.uses, node.name, "K8s");
  const args = withArguments(exportedArguments(flow, node, inputs), { k8s_namespace: namespace });
  const pods = Array.from({ length: shards }, (_, shard): ExecutorPod => {
    const name = shards > 1 ? `${deployment.name}-${shard}` : deployment.name;
    return { node, name, args: workerArguments(args, name, shard), shard };
  });
  if (shards > 1) {
    const name = `${deployment.name}/head`;
    pods.unshift({ node, name, args: headArguments(args, node, namespace), shard: null });
  }
  return pods.map((pod) => podFile(pod, all));
}

function workerArguments(args: Arguments, name: string, shard: number): Arguments {
  return withArguments(args, {
    name,
    host: firstHost(args),
    shard_id: shard,
    uses_before: null,
    uses_after: null,
    port: [FIRST_PORT],
    port_monitoring: MONITORING_PORT,
    uses_before_address: null,
    uses_after_address: null,
  });
}

function headArguments(args: Arguments, { deployment, shards }: BuiltNode, namespace: string): Arguments {
  const connections = Array.from({ length: shards }, (_, shard): [string, Value] => [
    String(shard),
    `${compatibleName(deployment.name)}-${shard}.${namespace}.svc:${FIRST_PORT}`,
  ]);
  return withArguments(args, {
    name: `${deployment.name}/head`,
    host: firstHost(args),
    pod_role: "HEAD",
    runtime_cls: "HeadRuntime",
    replicas: 1,
    gpus: null,
    port: FIRST_PORT,
    port_monitoring: MONITORING_PORT,
    uses: null,
    uses_metas: null,
    uses_with: null,
    connection_list: dumpJson(new Map(connections)),
    ...Object.fromEntries(
      SIDES.filter((side) => textOf(args.get(side))).map((side) => [
        `${side}_address`,
        `127.0.0.1:${SIDE_PORTS[side]}`,
      ]),
    ),
  });
}

interface ExecutorPod {
  readonly node: BuiltNode;
  readonly name: string;
  readonly args: Arguments;
  /** Null for the head. */
  readonly shard: number | null;
}

function podFile(pod: ExecutorPod, { namespace, inputs, isMended }: KubernetesExport): KubernetesFile {
  const { args, node, shard } = pod;
  const ownName = node.deployment.name;
  const name = compatibleName(pod.name);
  const image = imageFor(textOf(args.get("uses")), "uses", node.name, inputs);
  const sides = SIDES.filter((side) => textOf(args.get(side)));
  const sideImages = sides.map((side) => imageFor(textOf(args.get(side)), side, node.name, inputs));
  // The engine goes by the images, of which one may be an empty text.
  const besides = sides.filter((_, at) => sideImages[at] !== "");
  const call = executorArgs(args, shard === null, inputs);
  const sideCalls = sides.map((side) => executorArgs(sideArguments(args, ownName, side), false, inputs));
  const volumes = listOf(args.get("volumes"));
  if (volumes?.length === 0) {
    throw new ExportRefusal(
      { type: "IndexError", message: "list index out of range" },
      `volumes of ${node.name} is an empty list, of which Jina wants the first: leave volumes out.`,
      node.name,
    );
  }
  const hasLostSides = volumes !== null && besides.length > 0;
  // Nothing in a head uses its volume.
  const isStateful = volumes !== null && !(isMended && hasLostSides);
  const documents = podDocuments(
    {
      name,
      namespace,
      owner: node.name,
      args,
      protocols: node.deployment.protocols.slice(0, 1),
      workload: isStateful
        ? workload({ kind: "stateful" })
        : workload(
            // The engine looks at the name alone.
            name === GATEWAY && besides.length === 0
              ? { kind: "gateway" }
              : {
                  kind: "executor",
                  hasBefore: besides.includes("uses_before"),
                  hasAfter: besides.includes("uses_after"),
                },
          ),
      parameters: {
        image,
        args: call,
        jina_deployment_name: ownName,
        shard_id: shard === null ? "" : String(shard),
        pod_type: shard === null ? "HEAD" : "WORKER",
        ...Object.fromEntries(
          SIDES.flatMap((side): [string, string | number | readonly string[]][] => {
            const at = sides.indexOf(side);
            return [
              [`port_${side}`, SIDE_PORTS[side]],
              [`args_${side}`, sideCalls[at] ?? "None"],
              [`command_${side}`, ["jina"]],
              [`image_${side}`, sideImages[at] ?? "None"],
            ];
          }),
        ),
        ...(isStateful ? { volume_path: pythonStr(volumes[0] ?? null), ...claimParameters(inputs) } : {}),
      },
    },
    inputs,
    isMended,
  );
  const lostVolumes = volumes && shard !== null ? volumes.length - 1 : 0;
  return { path: `${node.name}/${fileName(name, node.name)}`, ...documents, hasLostSides, lostVolumes };
}

/** A Deployment may call itself anything; slashes are hyphens here by now. */
function fileName(name: string, executor: string): string {
  if (name.includes("\\")) {
    throw new ExportRefusal(
      null,
      `${executor} calls itself ${quoted(name)}, whose \\ parts folders on some systems: give it another name.`,
      executor,
    );
  }
  return `${name}.yml`;
}

function sideArguments(args: Arguments, ownName: string, side: Side): Arguments {
  return withArguments(args, {
    uses: args.get(side) ?? null,
    name: `${ownName}/${side.replace("_", "-")}`,
    port: SIDE_PORTS[side],
    uses_before_address: null,
    uses_after_address: null,
    uses_with: null,
    uses_metas: null,
    connection_list: null,
    runtime_cls: "WorkerRuntime",
    pod_role: "WORKER",
  });
}

/** How a volume is claimed: three variables of the exporting process change it. */
function claimParameters(inputs: GivenInputs): Record<string, string | readonly string[]> {
  const modes = inputs.variable("JINA_K8S_ACCESS_MODES");
  const read = modes === undefined ? { value: ["ReadWriteOnce"] } : loadJson(modes);
  if ("fault" in read) {
    throw new ExportRefusal(
      read.fault,
      'JINA_K8S_ACCESS_MODES is no JSON: give a list, as ["ReadWriteMany"].',
    );
  }
  const { value } = read;
  return {
    accessModes: isTexts(value) ? value : pythonStr(value),
    storageClassName: inputs.variable("JINA_K8S_STORAGE_CLASS_NAME") ?? "standard",
    storageCapacity: inputs.variable("JINA_K8S_STORAGE_CAPACITY") ?? "10G",
  };
}

function isTexts(value: Value): value is readonly string[] {
  return isList(value) && value.every((item) => typeof item === "string");
}

// --- the gateway

function gatewayFile(
  addresses: ReadonlyMap<string, readonly string[]>,
  { flow: { built }, namespace, inputs, isMended }: KubernetesExport,
): KubernetesFile {
  const { gateway } = built;
  checkContainerized(gateway.uses, GATEWAY, "K8s");
  checkGatewayName(gateway.name);
  const ports = gateway.protocols.map((_, index) => FIRST_PORT + index);
  const image = imageFor(gateway.uses, "uses", GATEWAY, inputs);
  const args = withArguments(gateway.values, {
    ...graphArguments(built),
    deployments_addresses: addresses.size > 0 ? addresses : null,
    uses: exportedGatewayUses(gateway.uses),
    shard_id: 0,
    k8s_namespace: namespace,
    port: ports,
    port_monitoring: MONITORING_PORT,
  });
  const documents = podDocuments(
    {
      name: GATEWAY,
      namespace,
      owner: GATEWAY,
      args,
      protocols: gateway.protocols,
      workload: workload({ kind: "gateway", ports: ports.length }),
      parameters: {
        image,
        args: gatewayArgs(args, ["env_from_secret", "image_pull_secrets"], inputs),
        jina_deployment_name: GATEWAY,
        shard_id: "",
        pod_type: "GATEWAY",
      },
    },
    inputs,
    isMended,
  );
  return { path: "gateway/gateway.yml", ...documents, hasLostSides: false, lostVolumes: 0 };
}
