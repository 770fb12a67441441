/** What the engine adds to a workload that stands already: devices, variables from secrets, and what images are pulled with. */
import { isList, isMap, typeName } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import { listOf, mapOf, textOf } from "./argument-values.ts";
import type { Arguments } from "./container-args.ts";
import { changedAt } from "./export-fault.ts";
import { ExportRefusal, spokenName } from "./export-refusal.ts";

/** The workload with what its executor's arguments ask for besides. @throws ExportRefusal */
export function withExtras(template: ValueMap, args: Arguments, owner: string): ValueMap {
  const gpus = textOf(args.get("gpus"));
  const secrets = mapOf(args.get("env_from_secret"));
  const pulls = listOf(args.get("image_pull_secrets"));
  let filled = template;
  if (gpus && gpus !== "all") {
    const limits = new Map([["nvidia.com/gpu", gpus]]);
    filled = changedAt(filled, MAIN_CONTAINER, (main) =>
      withEntry(main, "resources", new Map([["limits", limits]])),
    );
  }
  if (secrets && secrets.size > 0) {
    const env = [...secrets].map(([name, secret]) => secretVariable(name, secret, owner));
    filled = changedAt(filled, MAIN_CONTAINER, (main) => {
      const before = isMap(main) ? main.get("env") : null;
      return withEntry(main, "env", [
        ...(isList(before ?? null) ? (before as readonly Value[]) : []),
        ...env,
      ]);
    });
  }
  if (pulls && pulls.length > 0) {
    const named = pulls.map((name) => new Map([["name", name as Value]]));
    filled = changedAt(filled, POD_SPEC, (spec) => withEntry(spec, "imagePullSecrets", named));
  }
  return filled;
}

const POD_SPEC = ["spec", "template", "spec"] as const;
const MAIN_CONTAINER = [...POD_SPEC, "containers", 0] as const;

function withEntry(value: Value, key: string, item: Value): Value {
  return isMap(value) ? new Map([...value, [key, item]]) : value;
}

function secretVariable(name: string, secret: Value, owner: string): Value {
  const part = (key: string): Value => {
    const value = isMap(secret) ? secret.get(key) : undefined;
    if (value === undefined) {
      throw new ExportRefusal(
        secretFault(secret, key),
        `env_from_secret of ${spokenName(owner)} must say for ${name} which secret and which key of it, as ${name}: {name: SECRET, key: KEY}.`,
        owner,
      );
    }
    return value;
  };
  const reference = new Map([
    ["name", part("name")],
    ["key", part("key")],
  ]);
  return new Map<string, Value>([
    ["name", name],
    ["valueFrom", new Map([["secretKeyRef", reference]])],
  ]);
}

/** What Python says where a value is asked for a key that it has not. */
function secretFault(secret: Value, key: string): { type: string; message: string } {
  if (isMap(secret)) {
    return { type: "KeyError", message: `'${key}'` };
  }
  if (typeof secret === "string") {
    return { type: "TypeError", message: "string indices must be integers, not 'str'" };
  }
  return {
    type: "TypeError",
    message: isList(secret)
      ? "list indices must be integers or slices, not str"
      : `'${typeName(secret)}' object is not subscriptable`,
  };
}
