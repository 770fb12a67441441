/** The resources that the engine writes for Kubernetes, with places for what differs from one executor to another. */
import type { Template } from "./kubernetes-template.ts";

/** What a pod runs besides its executor. */
interface PodKind {
  readonly kind: "executor" | "gateway" | "stateful";
  /** How many ports the gateway's container lists. */
  readonly ports?: number;
  readonly hasBefore?: boolean;
  readonly hasAfter?: boolean;
}

/** What every pod listens on, whatever the file says; further protocols on the ports behind it. */
export const FIRST_PORT = 8080;

/** Where the numbers about an executor are asked for. */
export const MONITORING_PORT = 9090;

/** How often the probes ask. */
export const PERIOD_SECONDS = 5;

const META = { name: "{name}", namespace: "{namespace}" };
const FROM_FIELD = (fieldPath: string) => ({ fieldRef: { fieldPath } });

/** What finds the pods of an executor; with a port for numbers about it if it is watched. */
export const service = (isMonitored: boolean): Template => (isMonitored ? MONITORED_SERVICE : SERVICE);

const SERVICE = serviceOf([]);
const MONITORED_SERVICE = serviceOf([
  { port: "{port_monitoring}", targetPort: "{port_monitoring}", name: "monitoring", protocol: "TCP" },
]);

function serviceOf(more: readonly Template[]): Template {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { ...META, labels: { app: "{name}" } },
    spec: {
      type: "{type}",
      ports: [{ port: "{port}", targetPort: "{port}", name: "port", protocol: "TCP" }, ...more],
      selector: { app: "{target}" },
    },
  };
}

/** What tells Prometheus of an executor. */
export const SERVICE_MONITOR: Template = {
  apiVersion: "monitoring.coreos.com/v1",
  kind: "ServiceMonitor",
  metadata: { ...META, labels: { app: "{target}" } },
  spec: {
    endpoints: [{ port: "monitoring" }],
    namespaceSelector: { matchNames: ["{namespace}"] },
    selector: { matchLabels: { app: "{target}" } },
  },
};

const known = new Map<string, Template>();

/** What runs the pods of an executor. The same object for the same kind. */
export function workload(pod: PodKind): Template {
  const key = JSON.stringify(pod);
  const template = known.get(key) ?? workloadOf(pod);
  known.set(key, template);
  return template;
}

function workloadOf(pod: PodKind): Template {
  const isStateful = pod.kind === "stateful";
  return {
    apiVersion: "apps/v1",
    kind: isStateful ? "StatefulSet" : "Deployment",
    metadata: META,
    spec: {
      replicas: "{replicas}",
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: { app: "{name}" } },
      template: {
        metadata: {
          labels: {
            app: "{name}",
            jina_deployment_name: "{jina_deployment_name}",
            shard_id: '"{shard_id}"',
            pod_type: "{pod_type}",
            ns: "{namespace}",
          },
          annotations: { "linkerd.io/inject": "enabled" },
        },
        spec: {
          containers: [
            mainContainer(pod),
            ...(pod.hasBefore ? [sideContainer("before")] : []),
            ...(pod.hasAfter ? [sideContainer("after")] : []),
          ],
        },
      },
      ...(isStateful ? { volumeClaimTemplates: [VOLUME_CLAIM] } : {}),
    },
  };
}

const VOLUME_CLAIM: Template = {
  metadata: { name: "{name}-volume" },
  spec: {
    accessModes: "{accessModes}",
    storageClassName: "{storageClassName}",
    resources: { requests: { storage: "{storageCapacity}" } },
  },
};

/** `liveness`: what stands behind the address in the probe that asks whether it still answers. */
interface Container {
  readonly name: string;
  /** What tells its places from those of the containers beside it: `_uses_before`. */
  readonly suffix: string;
  readonly command: "executor" | "gateway";
  readonly ports: readonly Template[];
  readonly owner: "K8S_DEPLOYMENT_NAME" | "K8S_STATEFULSET_NAME";
  readonly startup: string;
  readonly liveness: readonly string[];
}

function mainContainer({ kind, ports = 1, hasBefore, hasAfter }: PodKind): Template {
  const address = "{protocol}://127.0.0.1:{port}";
  const plain = {
    name: kind === "gateway" ? "gateway" : "executor",
    suffix: "",
    command: kind === "gateway" ? "gateway" : "executor",
    ports: Array.from({ length: ports }, (_, index) => ({ containerPort: FIRST_PORT + index })),
    owner: kind === "stateful" ? "K8S_STATEFULSET_NAME" : "K8S_DEPLOYMENT_NAME",
    startup: address,
    liveness: kind === "stateful" ? [address] : [address, "--timeout 9500"],
  } as const;
  if (!hasBefore && !hasAfter) {
    return container(plain);
  }
  const head = "127.0.0.1:{port}";
  return container({
    ...plain,
    // The engine has no such parameter, and leaves the place as it is.
    startup: hasBefore && hasAfter ? "127.0.0.1:{port_uses}" : head,
    // A line of its own there, without the dash in the right column, goes on with the one before.
    liveness: hasBefore ? [`${head} - --timeout 9500`] : [head, "--timeout 9500"],
  });
}

/** What runs before or after the shards, beside the head. */
function sideContainer(side: "before" | "after"): Template {
  const address = `127.0.0.1:{port_uses_${side}}`;
  return container({
    name: `uses-${side}`,
    suffix: `_uses_${side}`,
    command: "executor",
    ports: [{ containerPort: `{port_uses_${side}}` }],
    owner: "K8S_DEPLOYMENT_NAME",
    startup: address,
    liveness: [address],
  });
}

function container({ name, suffix, command, ports, owner, startup, liveness }: Container): Template {
  const probe = (words: readonly string[]) => ({ exec: { command: ["jina", "ping", command, ...words] } });
  return {
    name,
    image: `{image${suffix}}`,
    imagePullPolicy: "{pull_policy}",
    command: `{command${suffix}}`,
    args: `{args${suffix}}`,
    ports,
    envFrom: [{ configMapRef: { name: "{name}-configmap" } }],
    env: [
      { name: "POD_UID", valueFrom: FROM_FIELD("metadata.uid") },
      { name: "JINA_DEPLOYMENT_NAME", value: "{jina_deployment_name}" },
      { name: owner, value: "{name}" },
      { name: "K8S_NAMESPACE_NAME", value: "{namespace}" },
      { name: "K8S_POD_NAME", valueFrom: FROM_FIELD("metadata.name") },
    ],
    startupProbe: {
      ...probe([startup]),
      initialDelaySeconds: 5,
      periodSeconds: "{period_seconds}",
      failureThreshold: "{failure_threshold}",
      timeoutSeconds: 10,
    },
    livenessProbe: { ...probe(liveness), initialDelaySeconds: 30, periodSeconds: 5, timeoutSeconds: 10 },
    lifecycle: { preStop: { exec: { command: ["/bin/sh", "-c", "sleep 2"] } } },
    ...(owner === "K8S_STATEFULSET_NAME"
      ? { volumeMounts: [{ name: "{name}-volume", mountPath: '"{volume_path}"' }] }
      : {}),
  };
}
