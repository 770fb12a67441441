/** What the engine writes for Docker Compose and does not work there: found in the file, and mended in it. */
import { isList, isMap } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { valueAt } from "../../model/value-at.ts";
import { changedAt, type ExportFault, sharedNames } from "./export-fault.ts";
import { hasUnquoted } from "./manifest-text.ts";

const NAME = /^[\w.-]+$/;

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
    ...servicesOf(file)
      .filter(([name]) => !NAME.test(name))
      .map(
        ([name]): ExportFault => ({
          code: "name-invalid",
          message:
            "Docker takes names of letters, digits, dots, hyphens and underscores: give the executor another name.",
          place: `services.${name}`,
          isMendable: false,
        }),
      ),
    ...[...laterPublishers(file)].map(
      (name): ExportFault => ({
        code: "monitoring-port",
        message:
          "Another service publishes the same port of this machine, which only one can: Docker does not start this one.",
        place: `services.${name}`,
        isMendable: true,
      }),
    ),
    ...servicesOf(file)
      .filter(([, service]) => hasUnquoted(service))
      .map(
        ([name]): ExportFault => ({
          code: "text-unquoted",
          message: "A text stands without quotes that Docker takes for a number or a boolean.",
          place: `services.${name}`,
          isMendable: true,
        }),
      ),
  ];
}

/** The file without the faults that can be mended in it: Docker chooses a port of the machine where one is taken. */
export function mendedCompose(file: ValueMap): ValueMap {
  return [...laterPublishers(file)].reduce(
    (before, name) =>
      changedAt(before, ["services", name, "ports"], (ports) =>
        isList(ports) ? ports.map((port) => String(port).replace(/^.*:/, "")) : ports,
      ),
    file,
  );
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

function servicesOf(file: ValueMap): readonly (readonly [string, Value])[] {
  const services = file.get("services");
  return isMap(services) ? [...services] : [];
}
