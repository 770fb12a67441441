/**
 * Flow files of Jina before 3, whose executors stand under `pods`: which version one was written for, and what that
 * version made of it. To Jina 3.34.0 each of them is an empty Flow. The numbers in brackets are promises that the tests
 * quote; each was seen on the old engines.
 *
 * [O1] A file is legacy if it is a Flow, has `pods`, and has no list that 3.34 reads.
 * [O2] Of the engines that take the form of `pods`, the one that leaves the fewest words unread is believed, on a tie
 *      the newest.
 * [O3] A pod needs the one added before it, in a mapping too; a nameless one is `podN` or, from 2.1 on, `executorN`.
 * [O4] Up to 0.6, what `with` says goes before what the pod says; from 0.7 on the pod goes before `with`.
 * [O5] Copies were `replicas` up to 0.3, `parallel` or `shards`, whichever comes last, from 0.4 on, and times
 *      `replicas` from 1.1 on.
 * [O6] Copies of copies without `polling` all get each message from 2.1 on, one of them before.
 * [O7] The gateway speaks HTTP where `rest_api` or `restful` is set, up to 1.x; from 2.0 on it speaks its `protocol`.
 */
import { listed } from "../../base/words.ts";
import { buildFlow } from "../engine/build.ts";
import type { BuiltFlow, BuiltNode } from "../engine/built-flow.ts";
import { isSet } from "../engine/flag.ts";
import type { Excess } from "../engine/limits.ts";
import { needsOf } from "../engine/needs.ts";
import { type Entry, GATEWAY } from "../flow.ts";
import type { Path } from "../path.ts";
import { isList, isMap, pythonStr } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import {
  LEGACY_VERSIONS,
  type LegacyVersion,
  matchesOf,
  meaningOfKey,
  type Reader,
  wordsOf,
} from "./words.ts";

export interface LegacyFile {
  readonly root: ValueMap;
  /** The version that the file is believed to be written for. */
  readonly version: LegacyVersion;
  /** Why that version, in a sentence. */
  readonly why: string;
  readonly form: PodsForm;
  readonly with: ValueMap;
  /** In the order of the file, with the entry called `gateway`, which every version passes over. */
  readonly pods: readonly LegacyPod[];
}

/** How the executors stand under `pods`: by name, one after the other, or not at all. */
type PodsForm = "mapping" | "list" | "none";

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

export interface Argument {
  readonly value: Value;
  /** Where it stands: in the pod or in `with`. */
  readonly path: Path;
}

interface LegacyFlow {
  /** The cap that it goes beyond; what is built then is not the whole. */
  readonly excess: Excess | null;
  /** Names, needs, copies and end as the version meant them. A count that a variable gives is 1. */
  readonly built: BuiltFlow;
  /** Executors from which nobody receives, the end apart. */
  readonly hanging: readonly string[];
  readonly gateway: LegacyGateway;
}

interface LegacyGateway {
  /** As written; null for one that the engine chooses. */
  readonly port: Value;
  readonly protocol: string;
  readonly host: Value;
}

const NONE: ValueMap = new Map();

/** The file as an old one, or null if it is none: no Flow, or one whose list 3.34 reads. */
export function recogniseLegacy(root: ValueMap): LegacyFile | null {
  const jtype = root.get("jtype");
  if (
    (jtype !== "Flow" && jtype !== "AsyncFlow") ||
    !root.has("pods") ||
    root.has("executors") ||
    root.has("deployments")
  ) {
    return null;
  }
  const form = formOf(root.get("pods") ?? null);
  const candidates = candidatesFor(root, form);
  const counts = candidates.map((version) => unreadIn(root, form, version));
  const fewest = Math.min(...counts);
  const at = counts.lastIndexOf(fewest);
  const version = candidates[at]!;
  return {
    root,
    version,
    why: whyOf(root, form, version, candidates),
    form,
    with: mapIn(root, "with"),
    pods: readPods(root, form, version),
  };
}

/** What the file's own version made of it. Never throws; what that version refused is built as far as it goes. */
export function meaningOf(legacy: LegacyFile): LegacyFlow {
  const gateway = gatewayOf(legacy);
  const settings: [string, Value][] = [
    ["inspect", legacy.with.get("inspect") ?? null],
    ["port", gateway.port],
    ["protocol", gateway.protocol],
  ];
  const { flow, excess } = buildFlow({
    with: new Map(settings.filter(([, value]) => value !== null)),
    gateway: gateway.host === null ? NONE : new Map([["host", gateway.host]]),
    entries: entriesOf(legacy),
    listKey: "executors",
  });
  const built = asMeant(flow, legacy);
  return { built, hanging: hangingIn(built), gateway, excess: excess && { ...excess, path: ["pods"] } };
}

/** The graph's nodes with what 3.34 would make of some of their arguments undone. */
function asMeant(flow: BuiltFlow, { pods, version }: LegacyFile): BuiltFlow {
  const byName = new Map(
    flow.nodes.map((node) => {
      const pod = pods[node.entry];
      return [node.name, pod ? nodeOf(node, pod, version) : node];
    }),
  );
  const followers = new Map(
    [...flow.followers].map(([name, nodes]) => [name, nodes.map((node) => byName.get(node.name)!)]),
  );
  return { ...flow, nodes: [...byName.values()], byName, followers };
}

function nodeOf(node: BuiltNode, pod: LegacyPod, version: LegacyVersion): BuiltNode {
  const { shards, replicas } = copiesOf(pod);
  const isAll = isPolledAll(pod, version);
  // With ANY the engines put what passes on in place of what merges.
  const after = pod.read.get("uses_after") ?? (isAll ? pod.read.get("uses_reducing") : undefined);
  // From 2.x on the engine puts ANY in place of what is written where there is nothing to choose from.
  const isChosen = version !== "2.x" || isMany(shards?.value);
  return {
    ...node,
    usesBefore: besideOf(pod.read.get("uses_before")),
    usesAfter: besideOf(after),
    shards: countOf(shards),
    replicas: countOf(replicas),
    polling: isChosen ? (pollingOf(pod) ?? (isAll ? "ALL" : "ANY")) : "ANY",
  };
}

function besideOf(argument: Argument | undefined): string | null {
  return argument === undefined ? null : pythonStr(argument.value);
}

/** What a variable says is drawn as one. */
function countOf(argument: Argument | undefined): number {
  return typeof argument?.value === "number" ? argument.value : 1;
}

/** The names under which the pods are added to the graph, null where the method gives one: in the order of the file. */
export function declaredNames(legacy: LegacyFile): (Value | null)[] {
  const stem = defaultStem(legacy);
  let count = 0;
  let inspected = false;
  return legacy.pods.map(({ name, method }) => {
    if (name === GATEWAY) {
      return GATEWAY;
    }
    const given = name === undefined || name === null || name === "" ? null : name;
    const declared = given ?? (method === "add" ? `${stem}${count}` : null);
    if (method === "inspect") {
      count += 2;
      inspected = true;
    } else if (method !== "gather_inspect" || inspected) {
      count++;
    }
    return declared;
  });
}

/** A number above 1, or one that only a variable tells: then there may be many. */
export function isMany(value: Value | undefined): boolean {
  return (
    typeof value === "string" ||
    isTemplate(value) ||
    ((typeof value === "number" || typeof value === "bigint") && value > 1)
  );
}

/** `{{ X }}`, which a template engine was to fill in: to YAML a mapping with a mapping for its key. */
export function isTemplate(value: Value | undefined): boolean {
  if (!isMap(value) || value.size !== 1) {
    return false;
  }
  const [[key, inner]] = value as unknown as [[string, Value]];
  return key.startsWith("{") && key.endsWith("}") && inner === null;
}

/** `polling` in upper case; undefined if nothing says it, and what a variable says as it is. */
export function pollingOf(pod: LegacyPod): string | undefined {
  const value = pod.read.get("polling")?.value;
  return value === undefined || value === null ? undefined : pythonStr(value).toUpperCase();
}

/** True if all copies of a pod get each message; a variable may say so. */
export function isPolledAll(pod: LegacyPod, version: LegacyVersion): boolean {
  const polling = pollingOf(pod);
  if (polling !== undefined) {
    return polling !== "ANY";
  }
  const { shards, replicas } = copiesOf(pod);
  return version === "2.x" && isMany(shards?.value) && isMany(replicas?.value);
}

/** What says how many copies there are: `shards` among which `polling` chooses, each of them `replicas` times. */
export function copiesOf(pod: LegacyPod): { shards: Argument | undefined; replicas: Argument | undefined } {
  return { shards: pod.read.get("shards"), replicas: pod.read.get("replicas") };
}

export function isExternal(pod: LegacyPod): boolean {
  return isSet(pod.read.get("external")?.value);
}

// --- which version

function formOf(pods: Value): PodsForm {
  return isMap(pods) ? "mapping" : isList(pods) ? "list" : "none";
}

/** The versions that take this form of `pods`, oldest first: never none. */
function candidatesFor(root: ValueMap, form: PodsForm): readonly LegacyVersion[] {
  const version = root.get("version");
  const isFirst = version !== undefined && version !== null && /^1(?:\.|$)/.test(pythonStr(version));
  const isAsync = root.get("jtype") === "AsyncFlow";
  const fits: Record<LegacyVersion, boolean> = {
    "0.1-0.3": form !== "list" && !isAsync,
    "0.4": form !== "list" && !isAsync,
    "1.x": isAsync || form === "none" || (form === "list") === isFirst,
    "2.x": form !== "mapping" && !isAsync,
  };
  return LEGACY_VERSIONS.filter((each) => fits[each]);
}

/** How many words of the file an engine passes over; infinite if it takes one for several and so refuses the file. */
function unreadIn(root: ValueMap, form: PodsForm, version: LegacyVersion): number {
  let count = isReadAtTop(root, version) ? 0 : 1;
  for (const [key, value] of wordsIn(root, form)) {
    const { reader, word } = key;
    const matches = matchesOf(version, reader, word);
    if (reader === "pod" && matches.length > 1) {
      return Number.POSITIVE_INFINITY;
    }
    const isPassed = matches.length !== 1 && !isAlwaysRead(word, version);
    if (isPassed && (reader === "file" || says(value))) {
      count++;
    }
  }
  return count;
}

/** `env` at the top was read by 1.x in its list form only. */
function isReadAtTop(root: ValueMap, version: LegacyVersion): boolean {
  return !root.has("env") || version === "1.x";
}

function isAlwaysRead(word: string, version: LegacyVersion): boolean {
  // `recv_from` is what the very first releases called `needs`.
  return (
    word === "name" || word === "needs" || word === "method" || (word === "recv_from" && version !== "2.x")
  );
}

function* wordsIn(
  root: ValueMap,
  form: PodsForm,
): Generator<[key: { reader: Reader; word: string }, value: Value]> {
  for (const [word, value] of mapIn(root, "with")) {
    yield [{ reader: "file", word }, value];
  }
  for (const { name, own } of podsOf(root, form)) {
    if (name === GATEWAY) {
      continue;
    }
    for (const [word, value] of own) {
      yield [{ reader: "pod", word }, value];
    }
  }
}

const FORM_SENTENCES: Record<PodsForm, string> = {
  mapping: "pods is a mapping, which Jina read up to 1.x",
  list: "pods is a list, which Jina read in 1.x and 2.x",
  none: "pods holds nothing, which tells no version",
};

function whyOf(
  root: ValueMap,
  form: PodsForm,
  version: LegacyVersion,
  candidates: readonly LegacyVersion[],
): string {
  if (root.get("jtype") === "AsyncFlow") {
    return "no other version had AsyncFlow.";
  }
  if (candidates.length === 1) {
    return "pods is a list without a version, which only Jina 2.x read.";
  }
  const others = candidates.filter((one) => one !== version);
  const telling = new Set<string>();
  let isMost = false;
  for (const [{ reader, word }] of wordsIn(root, form)) {
    if (matchesOf(version, reader, word).length === 1) {
      const passing = others.filter((other) => matchesOf(other, reader, word).length !== 1);
      isMost ||= passing.length > 0;
      if (passing.length === others.length) {
        telling.add(word);
      }
    }
  }
  const ground =
    telling.size > 0
      ? `and only ${version} reads ${listed([...telling], "and")}`
      : isMost
        ? `and ${version} reads most of its words`
        : "and nothing in it tells which, so it is taken for the newest";
  return `${FORM_SENTENCES[form]}, ${ground}.`;
}

// --- pods

function mapIn(map: ValueMap, key: string): ValueMap {
  const value = map.get(key);
  return isMap(value) ? value : NONE;
}

type Declared = Pick<LegacyPod, "path" | "name" | "method" | "own">;

function podsOf(root: ValueMap, form: PodsForm): Declared[] {
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

function readPods(root: ValueMap, form: PodsForm, version: LegacyVersion): LegacyPod[] {
  const inherited = inheritedFrom(mapIn(root, "with"), version);
  const isWithFirst = version === "0.1-0.3" || version === "0.4";
  return podsOf(root, form).map((pod) => {
    const own = readOwn(pod, version);
    const all = isWithFirst ? [...own, ...inherited] : [...inherited, ...own];
    return { ...pod, read: new Map([...new Map(all)].filter(([, { value }]) => says(value))) };
  });
}

/** The engines hand neither null nor false on as an argument. */
export function says(value: Value): boolean {
  return value !== null && value !== false;
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

/** Jina 2.0 still said `podN`: a file of 2.x that refers to such a name is taken for one of it. */
function defaultStem({ version, pods }: LegacyFile): "pod" | "executor" {
  if (version !== "2.x") {
    return "pod";
  }
  const names = new Set(pods.map(({ name }) => name));
  const isOfPods = pods.some(({ read }) =>
    needsOf(read.get("needs")?.value)?.some((need) => /^pod\d+$/.test(need) && !names.has(need)),
  );
  return isOfPods ? "pod" : "executor";
}

// --- what it meant

function entriesOf(legacy: LegacyFile): Entry[] {
  const names = declaredNames(legacy);
  return legacy.pods.flatMap((pod, index) =>
    pod.name === GATEWAY
      ? []
      : [{ index, method: pod.method, args: argsOf(pod, names[index] ?? null, legacy.version) }],
  );
}

/** A pod's arguments in the words of 3.34, with the old engine's meaning. */
function argsOf(pod: LegacyPod, name: Value, version: LegacyVersion): ValueMap {
  const args = new Map<string, Value>();
  const keep = (key: string, value: Value | undefined) => {
    if (value !== undefined && value !== null) {
      args.set(key, value);
    }
  };
  keep("name", name);
  const needs = pod.read.get("needs")?.value;
  keep("needs", needs);
  keep("uses", usesOf(pod) ?? defaultUses(pod.method, version));
  keep("external", isExternal(pod) || null);
  return args;
}

/** Null for that of 3.34. */
function defaultUses(method: string, version: LegacyVersion): string | null {
  if (version === "1.x" && method === "gather_inspect") {
    return "_merge_eval";
  }
  return version === "0.4" || version === "1.x" ? "_pass" : null;
}

/** What a pod runs, as 3.34 writes it: an image's name gets `docker://`. Null where the file says nothing. */
export function usesOf(pod: LegacyPod): Value {
  const image = pod.read.get("image")?.value;
  return image === undefined ? (pod.read.get("uses")?.value ?? null) : imageUses(image);
}

/** An image's name as `uses` has it. */
export function imageUses(image: Value): string {
  const text = isTemplate(image) ? templateText(image as ValueMap) : pythonStr(image);
  return text.startsWith("docker://") ? text : `docker://${text}`;
}

/** `{{ X }}` as it was written, but for its blanks. */
function templateText(template: ValueMap): string {
  return `{${[...template.keys()][0]}}`;
}

function hangingIn(built: BuiltFlow): string[] {
  return built.nodes
    .filter(({ name }) => name !== built.end && !built.followers.has(name))
    .map(({ name }) => name);
}

function gatewayOf({ version, with: all }: LegacyFile): LegacyGateway {
  const said = new Map<string, Value>();
  for (const [key, value] of all) {
    const word = meaningOfKey(version, "file", key);
    if (word !== null && says(value)) {
      said.set(word, value);
    }
  }
  const protocol = said.get("protocol");
  const first = Array.isArray(protocol) ? protocol[0] : protocol;
  return {
    port: said.get("port_expose") ?? null,
    protocol: first !== undefined ? pythonStr(first).toUpperCase() : said.has("restful") ? "HTTP" : "GRPC",
    host: said.get("host") ?? null,
  };
}
