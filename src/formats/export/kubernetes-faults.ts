/** What the engine writes for Kubernetes and does not work there: found in its resources, and mended in them. */
import { isList, isMap } from "../../model/python.ts";
import { sameValue } from "../../model/same-value.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { valueAt } from "../../model/value-at.ts";
import { changedAt, type ExportFault, type ExportFaultCode, sharedNames } from "./export-fault.ts";
import { INPUT_FORMS } from "./input-forms.ts";
import { hasUnquoted } from "./manifest-text.ts";

/** A file's resources, and what of the Flow is another thing in them, or is not in them. */
interface File {
  readonly path: string;
  readonly documents: readonly ValueMap[];
  /** A text is another one. */
  readonly isChanged: boolean;
  readonly hasLostSides: boolean;
  readonly lostVolumes: number;
}

/** One kind of fault in a resource. */
interface Rule {
  readonly code: ExportFaultCode;
  readonly message: string;
  /** The resource without the fault; the same one where it has none. */
  readonly mend: (resource: ValueMap) => ValueMap;
}

const CONTAINERS = ["spec", "template", "spec", "containers"] as const;
/** The place that the engine leaves where both an executor before and one after the shards run. */
const OPEN_PLACE = "{port_uses}";
const HEAD_PORT = "8080";
const TIME_LIMIT = "--timeout 9500";

const RULES: readonly Rule[] = [
  {
    code: "startup-probe",
    message: `The startup probe asks at 127.0.0.1:${OPEN_PLACE}, which is no address: the pod is never taken for started.`,
    mend: onProbe("startupProbe", (words) => words.map((word) => word.replace(OPEN_PLACE, HEAD_PORT))),
  },
  {
    code: "liveness-probe",
    message: `The liveness probe has ${TIME_LIMIT} within the address, which is none then: the pod is restarted again and again.`,
    mend: onProbe("livenessProbe", (words) =>
      words.flatMap((word) => (word.endsWith(` - ${TIME_LIMIT}`) ? word.split(" - ") : [word])),
    ),
  },
  {
    code: "probe-time",
    message: `The liveness probe has ${TIME_LIMIT} as one word, which is passed over: it waits for 3 s and not for 9.5.`,
    mend: onProbe("livenessProbe", (words) =>
      words.flatMap((word) => (word === TIME_LIMIT ? word.split(" ") : [word])),
    ),
  },
  {
    code: "stateful-set",
    message:
      "A StatefulSet has updateStrategy, not strategy, and must name its service: Kubernetes refuses this one.",
    mend: (resource) => (resource.get("kind") === "StatefulSet" ? asStatefulSet(resource) : resource),
  },
  {
    code: "volume-path",
    message:
      "The volume is mounted at what the file says of it, with the folder of this machine: it must be the folder in the container, and begin with a slash.",
    mend: onContainers((container) =>
      changedAt(container, ["volumeMounts", 0, "mountPath"], (path) =>
        typeof path === "string" ? folderInContainer(path) : path,
      ),
    ),
  },
];

/** What is told and not mended. */
const UNMENDED: readonly { code: ExportFaultCode; message: string; has: (resource: ValueMap) => boolean }[] =
  [
    {
      code: "name-invalid",
      message:
        "Kubernetes takes names of lower-case letters, digits and hyphens, up to 63, that begin with a letter and end with no hyphen: give the executor another name.",
      has: (resource) =>
        resource.get("kind") === "Service" && !LABEL.test(String(valueAt(resource, ["metadata", "name"]))),
    },
    {
      code: "gpus-value",
      message: "Kubernetes takes a number of devices: write gpus as a whole number.",
      has: (resource) => {
        const gpus = valueAt(resource, [...CONTAINERS, 0, "resources", "limits", "nvidia.com/gpu"]);
        return gpus !== undefined && !/^\d+$/.test(String(gpus));
      },
    },
    {
      code: "gpus-value",
      message:
        "Of gpus: all Jina says nothing to Kubernetes, which gives no device: write gpus as a whole number.",
      has: (resource) => {
        const args = valueAt(resource, [...CONTAINERS, 0, "args"]);
        return isList(args) && args.some((arg, at) => arg === "--gpus" && args[at + 1] === "all");
      },
    },
  ];

const LABEL = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Everything that does not work. `gatewayPorts`: those that the file gives, none if it gives none. */
export function kubernetesFaults(
  files: readonly File[],
  namespace: string,
  gatewayPorts: readonly Value[],
): ExportFault[] {
  const shared = sharedNames(files.map(({ path }) => path.replace(/^.*\//, "")));
  const ofFiles = files.flatMap((file) => [
    ...(shared.has(file.path.replace(/^.*\//, "")) ? [sharedFault(file.path)] : []),
    ...(file.isChanged ? [changedFault(file.path)] : []),
    ...(file.hasLostSides ? [sidesFault(file.path)] : []),
    ...(file.lostVolumes > 0 ? [volumesFault(file.path)] : []),
    ...file.documents.flatMap((resource) => faultsOf(file.path, resource, gatewayPorts)),
  ]);
  return INPUT_FORMS.namespace.pattern.test(namespace) ? ofFiles : [namespaceFault(namespace), ...ofFiles];
}

/** Where none is given, it is the Flow's name, which may be anything. */
function namespaceFault(namespace: string): ExportFault {
  return {
    code: "name-invalid",
    message: `Kubernetes refuses all of it: a namespace is ${INPUT_FORMS.namespace.words}. Give one, in place of the Flow's name.`,
    place: `namespace ${namespace}`,
    isMendable: false,
  };
}

function faultsOf(path: string, resource: ValueMap, gatewayPorts: readonly Value[]): ExportFault[] {
  const place = `${path}: ${String(resource.get("kind"))} ${String(valueAt(resource, ["metadata", "name"]))}`;
  const mendable = RULES.filter(({ mend }) => mend(resource) !== resource);
  const unquoted = hasUnquoted(resource) ? [UNQUOTED] : [];
  const port = withGatewayPort(resource, gatewayPorts) === resource ? [] : [GATEWAY_PORT];
  return [
    ...[...mendable, ...unquoted, ...port].map(({ code, message }) => ({
      code,
      message,
      place,
      isMendable: true,
    })),
    ...UNMENDED.filter(({ has }) => has(resource)).map(({ code, message }) => ({
      code,
      message,
      place,
      isMendable: false,
    })),
  ];
}

const UNQUOTED = {
  code: "text-unquoted",
  message:
    "A text stands without quotes that kubectl takes for a number or a boolean, which it refuses there.",
} as const;

const GATEWAY_PORT = {
  code: "gateway-port",
  message: "The gateway's service has port 8080, whatever port the file gives it.",
} as const;

function sharedFault(path: string): ExportFault {
  const message =
    "Another executor's service has the same name, but for case, hyphens and underscores: one takes the place of the other. Give one of them another name.";
  return { code: "name-shared", message, place: path, isMendable: false };
}

function changedFault(path: string): ExportFault {
  const message =
    "A text of the Flow is another one here: the engine puts texts into a template, where {name} is a place and yes a boolean.";
  return { code: "text-changed", message, place: path, isMendable: true };
}

function sidesFault(path: string): ExportFault {
  const message =
    "The head calls uses_before or uses_after beside it, which is not there: Jina leaves it out where the executor has volumes, and every request fails.";
  return { code: "sides-lost", message, place: path, isMendable: true };
}

function volumesFault(path: string): ExportFault {
  const message =
    "Jina gives Kubernetes the first volume alone: put what the executor keeps into one folder.";
  return { code: "volumes-lost", message, place: path, isMendable: false };
}

/** The resource without the faults that can be mended in it. */
export function mendedResource(resource: ValueMap, gatewayPorts: readonly Value[]): ValueMap {
  const mended = RULES.reduce((before, { mend }) => mend(before), resource);
  return withGatewayPort(mended, gatewayPorts);
}

/** A service of the gateway offers the port that the file gives; behind it the gateway listens where it does. */
function withGatewayPort(resource: ValueMap, gatewayPorts: readonly Value[]): ValueMap {
  const listened = valueAt(resource, ["spec", "ports", 0, "port"]);
  const isGateway =
    resource.get("kind") === "Service" && valueAt(resource, ["spec", "selector", "app"]) === "gateway";
  const wanted =
    isGateway && typeof listened === "number" ? gatewayPorts[listened - Number(HEAD_PORT)] : undefined;
  return typeof wanted === "number" && wanted !== listened
    ? changedAt(resource, ["spec", "ports", 0, "port"], () => wanted)
    : resource;
}

function asStatefulSet(resource: ValueMap): ValueMap {
  return changedAt(resource, ["spec"], (spec) => {
    if (!isMap(spec) || !spec.has("strategy")) {
      return spec;
    }
    const { strategy: _, ...rest } = Object.fromEntries(spec);
    const name = valueAt(resource, ["metadata", "name"]) ?? null;
    return new Map<string, Value>([
      ...Object.entries(rest),
      ["serviceName", name],
      ["updateStrategy", new Map([["type", "RollingUpdate"]])],
    ]);
  });
}

/** Of `folder:folder in the container`, or of one folder, the last part of which is mounted at the root. */
function folderInContainer(volume: string): string {
  const [first = "", inside] = volume.split(":");
  if (inside?.startsWith("/")) {
    return inside;
  }
  return first.startsWith("/") ? first : `/${first.replace(/\/+$/, "").replace(/^.*\//, "")}`;
}

/** A change of each container; the same resource where none changes. */
function onContainers(change: (container: ValueMap) => ValueMap): Rule["mend"] {
  return (resource) => {
    const containers = valueAt(resource, [...CONTAINERS]);
    if (!isList(containers)) {
      return resource;
    }
    const changed = containers.map((container) => (isMap(container) ? change(container) : container));
    return changed.some((container, index) => !sameValue(container, containers[index] ?? null))
      ? changedAt(resource, CONTAINERS, () => changed)
      : resource;
  };
}

function onProbe(probe: string, change: (words: readonly string[]) => readonly string[]): Rule["mend"] {
  return onContainers((container) =>
    changedAt(container, [probe, "exec", "command"], (words) =>
      isList(words) ? change(words.map(String)) : words,
    ),
  );
}
