/** The executors under `pods`: how they stand there, and what their version reads of them, with what `with` adds. */
import type { Path } from "../path.ts";
import { isList, isMap, pythonStr } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import { type LegacyVersion, meaningOfKey, wordsOf } from "./words.ts";

/** How the executors stand under `pods`: by name, one after the other, or not at all. */
export type PodsForm = "mapping" | "list" | "none";

/** One pod of an old file. */
export interface LegacyPod {
  /** From the root on: `["pods", "encoder"]` or `["pods", 2]`. */
  readonly path: Path;
  /** As declared; undefined where the file gives none. */
  readonly name: Value | undefined;
  /** `add` unless the file says otherwise; a mapping knows no other. */
  readonly method: string;
  /** As written, without what `with` adds. */
  readonly own: ValueMap;
  /** What its version reads, by the meaning of the word, with what `with` adds. */
  readonly read: ReadonlyMap<string, Argument>;
}

/** An argument that a pod's own version read. */
export interface Argument {
  readonly value: Value;
  /** Where it stands: in the pod or in `with`. */
  readonly path: Path;
}

/** A mapping without keys. */
export const NONE: ValueMap = new Map();

type Declared = Pick<LegacyPod, "path" | "name" | "method" | "own">;

/** Whether the value of `pods` is a mapping, a list, or neither. */
export function formOf(pods: Value): PodsForm {
  return isMap(pods) ? "mapping" : isList(pods) ? "list" : "none";
}

/** The mapping under a key; an empty one if there is none. */
export function mapIn(map: ValueMap, key: string): ValueMap {
  const value = map.get(key);
  return isMap(value) ? value : NONE;
}

/** The pods as they are declared, in the order of the file. */
export function podsOf(root: ValueMap, form: PodsForm): Declared[] {
  const pods = root.get("pods") ?? null;
  if (form === "mapping") {
    return [...(pods as ValueMap)].map(([key, value]) => ({
      path: ["pods", key],
      name: key,
      method: "add",
      own: isMap(value) && !isTemplate(value) ? value : NONE,
    }));
  }
  const items = form === "list" ? (pods as readonly Value[]) : [];
  return items.map((value, index) => {
    const own = isMap(value) && !isTemplate(value) ? value : NONE;
    const method = own.get("method");
    return {
      path: ["pods", index],
      name: own.get("name"),
      method:
        method === undefined || method === null ? "add" : method === "join" ? "needs" : pythonStr(method),
      own,
    };
  });
}

/** The pods with the arguments that their version read, those inherited from `with` among them. */
export function readPods(root: ValueMap, form: PodsForm, version: LegacyVersion): LegacyPod[] {
  const inherited = inheritedFrom(mapIn(root, "with"), version);
  const isWithFirst = version === "0.1-0.3" || version === "0.4";
  return podsOf(root, form).map((pod) => {
    const own = readOwn(pod, version);
    const all = isWithFirst ? [...own, ...inherited] : [...inherited, ...own];
    return { ...pod, read: new Map([...new Map(all)].filter(([, { value }]) => says(value))) };
  });
}

function readOwn({ own, path }: Declared, version: LegacyVersion): Map<string, Argument> {
  const read = new Map<string, Argument>();
  for (const [key, value] of own) {
    const word = key === "recv_from" ? "needs" : key === "needs" ? key : meaningOfKey(version, "pod", key);
    if (word !== null && word !== "name") {
      read.set(word, { value, path: [...path, key] });
    }
  }
  return read;
}

/** What `with` adds to every pod: all of it up to 1.x, and from 2.0 on what the Flow itself does not know. */
function inheritedFrom(map: ValueMap, version: LegacyVersion): Map<string, Argument> {
  const inherited = new Map<string, Argument>();
  const ofFlow = wordsOf(version, "flow");
  for (const [key, value] of map) {
    const word = meaningOfKey(version, "pod", key);
    const isKept = version === "2.x" && ofFlow.has(key.replaceAll("-", "_"));
    if (word !== null && word !== "name" && !isKept && says(value)) {
      inherited.set(word, { value, path: ["with", key] });
    }
  }
  return inherited;
}

/** The engines hand neither null nor false on as an argument. */
export function says(value: Value): boolean {
  return value !== null && value !== false;
}

/** `{{ X }}`, which a template engine was to fill in: to YAML a mapping with a mapping for its key. */
export function isTemplate(value: Value | undefined): boolean {
  if (!isMap(value) || value.size !== 1) {
    return false;
  }
  const [[key, inner]] = value as unknown as [[string, Value]];
  return key.startsWith("{") && key.endsWith("}") && inner === null;
}
