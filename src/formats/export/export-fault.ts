import type { Path } from "../../model/path.ts";
import { isList, isMap } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";

/** All codes, as docs/command-line.md explains them. */
export type ExportFaultCode =
  | "startup-probe"
  | "liveness-probe"
  | "probe-time"
  | "stateful-set"
  | "volume-path"
  | "volumes-lost"
  | "sides-lost"
  | "gateway-port"
  | "text-changed"
  | "text-unquoted"
  | "monitoring-port"
  | "name-shared"
  | "name-invalid"
  | "gpus-value";

/** Something in an export that will not work where it is taken to, though the engine writes it. */
export interface ExportFault {
  readonly code: ExportFaultCode;
  /** What is wrong, and what comes of it. */
  readonly message: string;
  /** The file, and what of it: `a/a.yml: Deployment a`, or `services.a` of Compose's. */
  readonly place: string;
  /** Whether it can be mended without the person; then it is where the export is asked for mended. */
  readonly isMendable: boolean;
}

/** One fault with all places where it is. */
export interface FaultGroup extends Pick<ExportFault, "code" | "message" | "isMendable"> {
  readonly places: readonly string[];
}

/** Each fault once, in the order in which they come first. */
export function groupFaults(faults: readonly ExportFault[]): readonly FaultGroup[] {
  return [...Map.groupBy(faults, ({ message }) => message).values()].flatMap((same) => {
    const places = same.map(({ place }) => place);
    return same.slice(0, 1).map(({ code, message, isMendable }) => ({ code, message, isMendable, places }));
  });
}

/** The tree with another value at a path, as far as the path leads anywhere. */
export function changedAt(tree: ValueMap, path: Path, change: (value: Value) => Value): ValueMap {
  const walk = (value: Value, [step, ...rest]: Path): Value => {
    if (step === undefined) {
      return change(value);
    }
    if (isList(value)) {
      return value.map((item, index) => (index === step ? walk(item, rest) : item));
    }
    return isMap(value)
      ? new Map([...value].map(([key, item]) => [key, key === step ? walk(item, rest) : item]))
      : value;
  };
  const changed = walk(tree, path);
  return isMap(changed) ? changed : tree;
}

/** The names that come more than once, as those of services do that differ in case, hyphens and underscores alone. */
export function sharedNames(names: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(names.filter((name) => seen.size === seen.add(name).size));
}
