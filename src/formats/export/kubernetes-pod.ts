/** One file for Kubernetes: the resources of one kind of pod, in the engine's order. */
import type { ArgumentValue } from "../../model/engine/drawn.ts";
import { pythonStr } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { mapOf, numberOf } from "./argument-values.ts";
import type { Arguments } from "./container-args.ts";
import type { GivenInputs } from "./export-inputs.ts";
import { withExtras } from "./kubernetes-extras.ts";
import {
  FIRST_PORT,
  MONITORING_PORT,
  PERIOD_SECONDS,
  SERVICE_MONITOR,
  service,
} from "./kubernetes-resources.ts";
import { fillTemplate, type Parameters, type Template } from "./kubernetes-template.ts";

/** What a pod is made of. */
interface Pod {
  readonly name: string;
  readonly namespace: string;
  /** Whose it is, in sentences. */
  readonly owner: string;
  readonly args: Arguments;
  /** Each further one has a service of its own. */
  readonly protocols: readonly string[];
  readonly workload: Template;
  /** What its workload has places for besides what all have. */
  readonly parameters: Readonly<Record<PodParameter, string | readonly string[]>> &
    Readonly<Record<string, string | number | readonly string[]>>;
}

type PodParameter = "image" | "args" | "jina_deployment_name" | "shard_id" | "pod_type";

/** The documents of a pod's file; `isChanged` as of a template. */
export interface PodDocuments {
  readonly documents: readonly ValueMap[];
  readonly isChanged: boolean;
}

/** What stands in a pod's file; each text as it is if `isMended`. @throws ExportRefusal */
export function podDocuments(pod: Pod, inputs: GivenInputs, isMended: boolean): PodDocuments {
  const { name, namespace, args, owner } = pod;
  const isMonitored = args.get("monitoring") === true;
  let isChanged = false;
  const fill = (template: Template, parameters: Parameters): ValueMap => {
    const filled = fillTemplate(template, parameters, isMended);
    isChanged ||= filled.isChanged;
    return filled.resource;
  };
  const services = [
    fill(service(isMonitored), serviceParameters(pod, name, FIRST_PORT)),
    ...pod.protocols.slice(1).map((protocol, index) => {
      const own = `${name}-${index + 1}-${protocol}`.toLowerCase();
      return fill(service(false), serviceParameters(pod, own, FIRST_PORT + index + 1));
    }),
  ];
  const workload = withExtras(fill(pod.workload, workloadParameters(pod)), args, owner);
  const monitor = isMonitored ? [fill(SERVICE_MONITOR, serviceParameters(pod, name, FIRST_PORT))] : [];
  return {
    documents: [configMap(name, namespace, args.get("env"), inputs), ...services, workload, ...monitor],
    isChanged,
  };
}

/** In the engine's order, in which a place that one of them brings with it is filled by those after it. */
function workloadParameters({ name, namespace, args, protocols, parameters }: Pod): Parameters {
  const { image, args: call, jina_deployment_name, shard_id, pod_type, ...others } = parameters;
  return new Map<string, string | number | readonly string[]>(
    Object.entries({
      name,
      namespace,
      image,
      replicas: numberOf(args.get("replicas"), 1),
      command: ["jina"],
      args: call,
      port: FIRST_PORT,
      pull_policy: "IfNotPresent",
      jina_deployment_name,
      shard_id,
      pod_type,
      protocol: (protocols[0] ?? "GRPC").toLowerCase(),
      period_seconds: PERIOD_SECONDS,
      failure_threshold: failuresOf(args.get("timeout_ready")),
      ...others,
    }),
  );
}

function serviceParameters({ name, namespace }: Pod, own: string, port: number): Parameters {
  return new Map<string, string | number>([
    ["name", own],
    ["target", name],
    ["namespace", namespace],
    ["port", port],
    ["type", "ClusterIP"],
    ["port_monitoring", MONITORING_PORT],
  ]);
}

/** The variables of an executor; that of the process that exports which sets how much is logged is told on. */
function configMap(
  name: string,
  namespace: string,
  env: ArgumentValue | undefined,
  inputs: GivenInputs,
): ValueMap {
  const level = inputs.variable("JINA_LOG_LEVEL");
  const data = new Map<string, Value>([
    ["pythonunbuffered", "1"],
    ["worker_class", "uvicorn.workers.UvicornH11Worker"],
  ]);
  for (const [key, value] of mapOf(env) ?? []) {
    data.set(key, pythonStr(value));
  }
  if (level !== undefined) {
    data.set("JINA_LOG_LEVEL", level);
  }
  const metadata = new Map([
    ["name", `${name}-configmap`],
    ["namespace", namespace],
  ]);
  return new Map<string, Value>([
    ["apiVersion", "v1"],
    ["kind", "ConfigMap"],
    ["metadata", metadata],
    ["data", data],
  ]);
}

/** How often the probe at the start may fail: as long as the file lets the executor take, in milliseconds. */
function failuresOf(timeoutReady: ArgumentValue | undefined): number {
  const given = numberOf(timeoutReady, DEFAULT_TIMEOUT_MS);
  const timeoutMs = given === -1 ? DEFAULT_TIMEOUT_MS : given;
  return Math.max(Math.ceil(timeoutMs / 1000 / PERIOD_SECONDS), LEAST_FAILURES);
}

const DEFAULT_TIMEOUT_MS = 600_000;
const LEAST_FAILURES = 3;
