/** What the engine writes for Docker Compose and does not work there: found in the file, and mended in it. */
import { isList, isMap } from "../../model/python.ts";
import { sameValue } from "../../model/same-value.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { valueAt } from "../../model/value-at.ts";
import { changedAt, type ExportFault, type ExportFaultCode, sharedNames } from "./export-fault.ts";
import { hasUnquoted } from "./manifest-text.ts";

const NAME = /^[\w.-]+$/;

/** One kind of fault in a service, which is a change of it where it can be mended. */
interface Rule {
  readonly code: ExportFaultCode;
  readonly message: string;
  /** The service without the fault; the same values where it has none. */
  readonly mend: (service: ValueMap) => ValueMap;
}

const RULES: readonly Rule[] = [
  {
    code: "volume-path",
    message:
      "Docker takes a volume for a folder of this machine, as Jina does, where it is ./folder:/folder: this one it refuses, or makes an empty one.",
    mend: ofList("volumes", mountedVolume),
  },
  {
    code: "text-changed",
    message:
      "A text of the Flow has a $, behind which Docker Compose looks for a variable of its own: it becomes another text, or the file is refused.",
    mend: (service) =>
      ["command", "environment"].reduce((before, key) => ofList(key, withoutVariables)(before), service),
  },
];

const DEVICES = ["deploy", "resources", "reservations", "devices"] as const;

/** Everything that does not work. `names`: of all services, those that took the place of another one twice. */
export function composeFaults(file: ValueMap, names: readonly string[]): ExportFault[] {
  return [
    ...[...sharedNames(names)].map(
      (name): ExportFault => ({
        code: "name-shared",
        message:
          "Two executors have this name, but for case, hyphens and underscores: one takes the place of the other. Give one of them another name.",
        place: `services.${name}`,
        isMendable: false,
      }),
    ),
    ...faultsWhere(file, {
      code: "name-invalid",
      message:
        "Docker takes names of letters, digits, dots, hyphens and underscores: give the executor another name.",
      isMendable: false,
      has: (_, name) => !NAME.test(name),
    }),
    ...faultsWhere(file, {
      code: "gpus-value",
      message: "Docker takes a number of devices, or all: write gpus so.",
      isMendable: false,
      has: (service) => {
        const count = valueAt(service, [...DEVICES, 0, "count"]) ?? "all";
        return count !== "all" && !/^\d+$/.test(String(count));
      },
    }),
    ...[...laterPublishers(file)].map(
      (name): ExportFault => ({
        code: "monitoring-port",
        message:
          "Another service publishes the same port of this machine, which only one can: Docker does not start this one.",
        place: `services.${name}`,
        isMendable: true,
      }),
    ),
    ...RULES.flatMap(({ mend, ...rule }) =>
      faultsWhere(file, { ...rule, isMendable: true, has: (service) => !sameValue(mend(service), service) }),
    ),
    ...faultsWhere(file, {
      code: "text-unquoted",
      message: "A text stands without quotes that Docker takes for a number or a boolean.",
      isMendable: true,
      has: (service, name) => hasUnquoted(new Map([[name, service]])),
    }),
  ];
}

/** A fault in each service that has it. */
function faultsWhere(
  file: ValueMap,
  {
    has,
    ...fault
  }: Omit<ExportFault, "place"> & { readonly has: (service: ValueMap, name: string) => boolean },
): ExportFault[] {
  return servicesOf(file).flatMap(([name, service]) =>
    has(service, name) ? [{ ...fault, place: `services.${name}` }] : [],
  );
}

/** The file without the faults that can be mended in it: Docker chooses a port of the machine where one is taken. */
export function mendedCompose(file: ValueMap): ValueMap {
  const later = laterPublishers(file);
  const services = servicesOf(file).map(([name, service]): [string, Value] => {
    const mended = RULES.reduce((before, { mend }) => mend(before), service);
    return [name, later.has(name) ? ofList("ports", (port) => port.replace(/^.*:/, ""))(mended) : mended];
  });
  return changedAt(file, ["services"], () => new Map(services));
}

/** A change of each text of a service's list. */
function ofList(key: string, change: (text: string) => string): Rule["mend"] {
  return (service) =>
    changedAt(service, [key], (list) =>
      isList(list) ? list.map((item) => (typeof item === "string" ? change(item) : item)) : list,
    );
}

/** As Jina mounts it where it starts the container itself: a folder alone is at the root there, by its own name. */
function mountedVolume(volume: string): string {
  const [source = "", target, ...mode] = volume.split(":");
  const folder = /^[./~]/.test(source) ? source : `./${source}`;
  const inside = target ?? source.replace(/\/+$/, "").replace(/^.*\//, "");
  return [folder, inside.startsWith("/") ? inside : `/${inside}`, ...mode].join(":");
}

function withoutVariables(text: string): string {
  return text.replaceAll("$", "$$$$");
}

/** The services that publish a port which one before them publishes. */
function laterPublishers(file: ValueMap): ReadonlySet<string> {
  const taken = new Set<Value>();
  const later = new Set<string>();
  for (const [name, service] of servicesOf(file)) {
    const ports = valueAt(service, ["ports"]);
    for (const port of isList(ports) ? ports : []) {
      if (taken.has(port)) {
        later.add(name);
      }
      taken.add(port);
    }
  }
  return later;
}

function servicesOf(file: ValueMap): readonly (readonly [string, ValueMap])[] {
  const services = file.get("services");
  return isMap(services)
    ? [...services].flatMap(([name, one]) => (isMap(one) ? [[name, one] as const] : []))
    : [];
}
