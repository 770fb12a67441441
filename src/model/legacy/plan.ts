/**
 * How a Flow file of Jina before 3 is written for 3.34.0, as steps on its tree, and what a person has to know about it.
 * What 3.34 reads as the old version did stays as it is. The numbers in brackets are promises that the tests quote.
 *
 * [C1] The converted file builds the graph that its own version meant: names, order, needs and end.
 * [C2] Copies among which one gets each message become `replicas`; where all get it, or where each has data of its own,
 *      they become `shards`.
 * [C3] What ran before and behind the copies of an executor that has no shards becomes an executor of its own.
 * [C4] Words that 3.34 does not know, or takes for others, go; a note names them.
 * [C5] What `with` gave to every executor stands there only as far as 3.34 passes it on too; else each one gets it.
 * [C6] What a variable says is not guessed: its text stays.
 * [C7] A converted file has nothing to convert.
 */
import { listed } from "../../base/words.ts";
import type { BuiltFlow } from "../engine/built-flow.ts";
import { GATEWAY } from "../flow.ts";
import type { Path } from "../path.ts";
import { isIdentifier, isList, isMap, pythonStr } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import type { ConversionPlan } from "./conversion-plan.ts";
import { Besides, shapeOf } from "./copies.ts";
import { Draft, flagOf, GONE, isBuiltIn, MERGING, PASSING, RENAMED } from "./draft.ts";
import {
  type Argument,
  copiesOf,
  declaredNames,
  isExternal,
  isMany,
  isPolledAll,
  isTemplate,
  type LegacyFile,
  type LegacyPod,
  meaningOf,
  pollingOf,
  recogniseLegacy,
  says,
  usesOf,
} from "./legacy.ts";
import { planMending } from "./mend.ts";
import { rewordings } from "./references.ts";
import { type LegacyVersion, meaningOfKey } from "./words.ts";

/** How an old file is written for 3.34: always at least one step. */
export function planConversion(legacy: LegacyFile): ConversionPlan {
  return new LegacyPlanner(legacy).plan();
}

/** How an old file, or a newer one with old words in it, is written for 3.34; null for one that needs nothing. */
export function planRewriting(root: ValueMap): ConversionPlan | null {
  const legacy = recogniseLegacy(root);
  const plan = legacy ? planConversion(legacy) : planMending(root);
  return plan.steps.length > 0 ? plan : null;
}

/** In `with`: words that 3.34 does not hand on to executors, or hands on otherwise than the old versions. */
const PER_POD = new Set([
  "uses",
  "uses_before",
  "uses_after",
  "uses_reducing",
  "shards",
  "replicas",
  "polling",
  "image",
]);

const LOCAL_HOSTS = new Set(["0.0.0.0", "127.0.0.1", "localhost"]);

/** What a key of an entry says afterwards: what its source says, or `value` in the source's place. */
interface Target {
  readonly key: string;
  readonly source: Argument | undefined;
  readonly value?: Value;
}

/** True if it stands in the executor itself. */
function isOwn({ path }: Argument): boolean {
  return path[0] === "pods";
}

class LegacyPlanner {
  private readonly legacy: LegacyFile;
  private readonly version: LegacyVersion;
  private readonly draft: Draft;
  private readonly names: ReadonlyMap<LegacyPod, Value>;
  private readonly built: BuiltFlow;
  private readonly besides: Besides;
  // What the notes are about.
  private readonly oldUses = new Set<string>();
  private readonly merging = new Set<string>();
  private readonly builtIn = new Set<string>();
  private readonly remote: string[] = [];
  private readonly unknownCounts: string[] = [];
  private readonly async: string[] = [];

  constructor(legacy: LegacyFile) {
    this.legacy = legacy;
    this.draft = new Draft(legacy.root);
    this.version = legacy.version;
    const names = declaredNames(legacy);
    this.names = new Map(legacy.pods.map((pod, index) => [pod, names[index] ?? null]));
    this.built = meaningOf(legacy).built;
    this.besides = new Besides(legacy, this.built);
  }

  plan(): ConversionPlan {
    this.top();
    this.file();
    for (const [index, pod] of this.legacy.pods.entries()) {
      if (pod.name === GATEWAY) {
        this.draft.remove(pod.path);
      } else {
        this.pod(pod, index);
      }
    }
    this.draft.removeEmpty(["with"], this.legacy.with);
    const { steps, lost } = rewordings(this.legacy, this.draft.steps);
    return { steps: [...this.draft.steps, ...steps], ...this.told(lost) };
  }

  // --- the frame of the file

  private top(): void {
    const { root, form } = this.legacy;
    const { draft } = this;
    draft.begin();
    if (!root.has("version")) {
      draft.setFirst(["version"], 1);
    } else if (root.get("version") !== 1) {
      draft.set(["version"], 1);
    }
    draft.rename(["pods"], "executors");
    if (form === "mapping") {
      draft.push({ kind: "list", path: ["pods"], key: "name" });
    } else if (form === "none") {
      draft.set(["pods"], []);
    }
    const env = root.get("env");
    if (this.version === "1.x" && isMap(env) && !this.legacy.with.has("env")) {
      draft.push({ kind: "transfer", path: ["env"], to: ["with", "env"], value: env });
    }
  }

  private file(): void {
    const { with: all } = this.legacy;
    const port = this.lastOf("port_expose");
    const protocol = this.version === "2.x" ? null : this.lastOf("restful");
    for (const [key, value] of all) {
      const path: Path = ["with", key];
      const flag = flagOf(key);
      const word = meaningOfKey(this.version, "file", key);
      if (key === port && !all.has("port")) {
        this.draft.rename(path, "port");
      } else if (key === protocol) {
        this.draft.rename(path, "protocol");
        this.draft.set(path, "HTTP");
      } else if (word === "port_expose" || word === "restful" || flag === "port_expose") {
        this.draft.remove(path);
      } else if (flag === "protocol") {
        this.protocol(path, value);
      } else if (flag === "port_in" || flag === "runtime_cls") {
        this.draft.drop(path);
      } else if (word === "host") {
        this.host(path, value);
      } else if (this.isPerPod(key)) {
        this.draft.remove(path);
      } else if (GONE.has(flag)) {
        this.draft.drop(path);
      }
    }
  }

  /** The last key of `with` that says something under this meaning, as the engines take it; null if none does. */
  private lastOf(word: string): string | null {
    const said = [...this.legacy.with].filter(
      ([key, value]) => says(value) && meaningOfKey(this.version, "file", key) === word,
    );
    return said.at(-1)?.[0] ?? null;
  }

  private protocol(path: Path, value: Value): void {
    if (this.version !== "2.x") {
      this.draft.remove(path);
    } else if (isList(value)) {
      this.draft.set(path, value[0] ?? null);
    }
  }

  /** In `with` 3.34 hands it to the executors too. */
  private host(path: Path, value: Value): void {
    const gateway = this.legacy.root.get("gateway");
    if (gateway instanceof Map && gateway.has("host")) {
      this.draft.remove(path);
    } else {
      this.draft.push({ kind: "transfer", path, to: [GATEWAY, "host"], value });
    }
  }

  private isPerPod(key: string): boolean {
    const word = meaningOfKey(this.version, "pod", key) ?? flagOf(key);
    // To 2.x `uses` in `with` is the Flow's own, as to 3.34.
    return PER_POD.has(word) && !(word === "uses" && this.version === "2.x");
  }

  // --- one executor

  private pod(pod: LegacyPod, index: number): void {
    this.nameAndMethod(pod);
    this.needs(pod);
    this.uses(pod);
    if (isExternal(pod)) {
      this.external(pod);
    } else {
      this.copies(pod);
      this.place(pod);
      this.putBeside(pod, index);
    }
    for (const key of pod.own.keys()) {
      this.otherWord(pod, key);
    }
  }

  private nameAndMethod(pod: LegacyPod): void {
    const { path, name, method, own } = pod;
    if (this.legacy.form === "mapping") {
      this.draft.removeAll(path, own, ["name", "method"]);
      return;
    }
    const wanted = this.besides.nameFor(pod, this.names.get(pod) ?? null);
    if (wanted !== null && own.has("name") && name !== wanted) {
      this.draft.set([...path, "name"], wanted);
    } else if (wanted !== null && !own.has("name")) {
      this.draft.setFirst([...path, "name"], wanted);
    }
    if (own.get("method") === "join") {
      this.draft.set([...path, "method"], "needs");
    } else if (method === "add") {
      this.draft.removeAll(path, own, ["method"]);
    }
  }

  private needs(pod: LegacyPod): void {
    const { path, own } = pod;
    if (this.besides.beforeOf(pod)) {
      // They go to the one before, and the entry chains to that.
      this.draft.removeAll(path, own, ["needs", "recv_from"]);
      return;
    }
    if (own.has("recv_from") && own.has("needs")) {
      this.draft.remove([...path, "recv_from"]);
    } else if (own.has("recv_from")) {
      this.draft.rename([...path, "recv_from"], "needs");
    }
    const needs = pod.read.get("needs");
    const value = needs?.value;
    if (typeof value === "string") {
      this.moveNeed(needs!.path, value);
    } else if (isList(value)) {
      for (const [at, need] of value.entries()) {
        this.moveNeed([...needs!.path, at], need);
      }
    }
  }

  private moveNeed(path: Path, need: Value): void {
    const to = typeof need === "string" ? this.besides.standsFor(need) : undefined;
    if (to !== undefined) {
      this.draft.set(path, to);
    }
  }

  private uses(pod: LegacyPod): void {
    const words = ["uses", "yaml_path", "image"];
    const image = pod.read.get("image");
    // What its version does not read is kept, as nothing else is meant by it.
    const source = image ?? pod.read.get("uses") ?? this.unread(pod, "uses") ?? this.unread(pod, "yaml_path");
    const uses = image ? usesOf(pod) : (source?.value ?? null);
    if (typeof uses === "string" && isBuiltIn(uses, this.version)) {
      this.noteBuiltIn(uses, pod);
      this.assign(pod, words, []);
      return;
    }
    this.noteUses(uses);
    const isChanged = image !== undefined && image.value !== uses;
    this.assign(pod, words, [{ key: "uses", source, ...(isChanged && { value: uses }) }]);
  }

  private noteUses(uses: Value): void {
    if (typeof uses === "string" && this.version !== "2.x" && !uses.startsWith("docker://")) {
      this.oldUses.add(uses);
    }
  }

  private noteBuiltIn(uses: string, pod: LegacyPod): void {
    if (PASSING.test(uses)) {
      return;
    }
    if (MERGING.test(uses)) {
      this.merging.add(uses);
    } else {
      this.builtIn.add(`${uses} (${this.nameAt(pod)})`);
    }
  }

  private nameAt(pod: LegacyPod): string {
    return this.besides.graphNameOf(pod) ?? `entry ${Number(pod.path[1]) + 1}`;
  }

  /** An argument under a word that the version does not read, but that has one meaning in all that do. */
  private unread({ own, path }: LegacyPod, word: string): Argument | undefined {
    const value = own.get(word);
    return value === undefined || value === null ? undefined : { value, path: [...path, word] };
  }

  /**
   * Makes each key of an entry say what its source says, wherever that stands, or nothing without a source. All else
   * that the entry says under one of `words` goes.
   */
  private assign(pod: LegacyPod, words: readonly string[], targets: readonly Target[]): void {
    const { path, own } = pod;
    const stays = new Set<string>();
    for (const { key, source } of targets) {
      if (source) {
        stays.add(isOwn(source) ? String(source.path.at(-1)) : key);
      }
    }
    for (const [key, value] of own) {
      const isMeant = words.includes(flagOf(key)) || words.includes(this.podWord(key) ?? "");
      if (isMeant && !stays.has(key) && value !== null) {
        this.draft.remove([...path, key]);
      }
    }
    for (const { key, source, value } of targets) {
      if (source && isOwn(source)) {
        this.draft.rename(source.path, key);
        if (value !== undefined) {
          this.draft.set(source.path, value);
        }
      } else if (source) {
        this.draft.set([...pod.path, key], value ?? source.value, source.path);
      }
    }
  }

  private podWord(key: string): string | null {
    return meaningOfKey(this.version, "pod", key);
  }

  // --- copies

  private copies(pod: LegacyPod): void {
    const { shards, replicas } = copiesOf(pod);
    const shape = shapeOf(this.legacy, pod);
    const isKept = replicas && (isMany(replicas.value) || isOwn(replicas)) ? replicas : undefined;
    this.assign(
      pod,
      ["shards", "parallel", "replicas"],
      [
        { key: "shards", source: shape === "shards" ? shards : undefined },
        { key: "replicas", source: shape === "replicas" ? shards : isKept },
      ],
    );
    this.polling(pod, shape === "shards");
    this.beside(pod, shape === "shards");
    if ([shards, replicas].some((one) => typeof one?.value === "string" || isTemplate(one?.value))) {
      this.unknownCounts.push(this.nameAt(pod));
    }
  }

  private polling(pod: LegacyPod, isSharded: boolean): void {
    const polling = isSharded ? pod.read.get("polling") : undefined;
    const isAsync = polling !== undefined && pollingOf(pod) === "ALL_ASYNC";
    this.assign(pod, ["polling"], [{ key: "polling", source: polling, ...(isAsync && { value: "ALL" }) }]);
    if (isAsync && (this.version === "0.1-0.3" || this.version === "0.4")) {
      this.async.push(this.nameAt(pod));
    }
    if (isSharded && !polling && isPolledAll(pod, this.version)) {
      this.draft.set([...pod.path, "polling"], "ALL");
    }
  }

  /** What runs before and behind the copies stays with shards, save what 3.34 does by itself. */
  private beside(pod: LegacyPod, isSharded: boolean): void {
    const reducer = isPolledAll(pod, this.version)
      ? (pod.read.get("uses_reducing") ?? this.unread(pod, "uses_reducing"))
      : undefined;
    for (const [key, source] of [
      ["uses_before", pod.read.get("uses_before") ?? this.unread(pod, "uses_before")],
      ["uses_after", pod.read.get("uses_after") ?? reducer ?? this.unread(pod, "uses_after")],
    ] as const) {
      const uses = source?.value ?? null;
      const isDone = typeof uses === "string" && isBuiltIn(uses, this.version);
      if (isDone) {
        this.noteBuiltIn(uses, pod);
      } else {
        this.noteUses(uses);
      }
      const words = key === "uses_after" ? [key, "uses_reducing", "reducing_yaml_path"] : [key];
      this.assign(pod, words, isSharded && !isDone ? [{ key, source }] : []);
    }
  }

  /** Without shards it becomes executors of their own. */
  private putBeside(pod: LegacyPod, index: number): void {
    const before = this.besides.beforeOf(pod);
    const after = this.besides.afterOf(pod);
    if (before) {
      const needs = this.besides.needsBefore(pod);
      const args = new Map<string, Value>(
        Object.entries({ ...before, ...(needs !== undefined && { needs }) }),
      );
      this.insert(index, args, pod.read.get("uses_before"));
    }
    if (after) {
      this.insert(index + 1, new Map(Object.entries(after)), pod.read.get("uses_after"));
    }
  }

  private insert(index: number, args: ValueMap, uses: Argument | undefined): void {
    const writtenAt = new Map(uses ? [["uses", uses.path]] : []);
    this.draft.push({ kind: "insert", path: ["pods", index], value: args, writtenAt });
  }

  // --- where an executor runs

  private external(pod: LegacyPod): void {
    this.assign(pod, ["host"], [{ key: "host", source: pod.read.get("host") }]);
    this.assign(pod, ["port_in"], [{ key: "port", source: pod.read.get("port_in") }]);
    this.assign(pod, ["shards", "parallel", "replicas", "polling", "uses_before", "uses_after"], []);
  }

  private place(pod: LegacyPod): void {
    const { own, path } = pod;
    const host = own.get("host");
    const isRemote = host !== undefined && host !== null && !LOCAL_HOSTS.has(pythonStr(host));
    if (isRemote) {
      this.remote.push(this.nameAt(pod));
    }
    for (const key of own.keys()) {
      const word = this.podWord(key);
      if (word === "host" || (word === "port_in" && isRemote)) {
        this.draft.remove([...path, key]);
      } else if (word === "port_in") {
        this.draft.rename([...path, key], "port");
      }
    }
  }

  // --- all else

  private otherWord({ own, path, read }: LegacyPod, key: string): void {
    const at = [...path, key];
    const flag = flagOf(key);
    const to = RENAMED.get(flag);
    const word = this.podWord(key);
    if (to !== undefined && !own.has(to)) {
      this.draft.rename(at, to);
    } else if (to !== undefined || flag === "port_expose") {
      this.draft.remove(at);
    } else if (GONE.has(flag) || flag === "runtime_cls") {
      this.draft.drop(at);
    } else if (word !== null && word !== "name" && read.get(word)?.path[0] === "with") {
      // Up to 0.6 `with` went before the executor; in 3.34 it is the other way round.
      this.draft.remove(at);
    }
  }

  // --- notes

  private told(lost: readonly string[]): Pick<ConversionPlan, "left" | "notes"> {
    const { legacy, version, draft, built } = this;
    const left: string[] = [];
    const notes = [`Read as a Flow of Jina ${version}: ${legacy.why}`];
    const say = (
      to: string[],
      about: Iterable<string>,
      sentence: (names: string, isOne: boolean) => string,
    ) => {
      const names = [...about];
      if (names.length > 0) {
        to.push(sentence(listed(names, "and"), names.length === 1));
      }
    };
    if (legacy.root.get("jtype") === "AsyncFlow") {
      notes.push("An AsyncFlow is a Flow in Jina 3; the Python code that makes one says asyncio=True.");
    }
    for (const [pod, names] of this.besides.all()) {
      const verb = names.length === 1 ? "is an executor of its own" : "are executors of their own";
      notes.push(
        `What ran before or behind ${this.nameAt(pod)} ${verb} now, ${listed(names, "and")}: Jina 3 runs it with shards only.`,
      );
    }
    say(
      left,
      this.besides.lost.map((pod) => this.nameAt(pod)),
      (names) => `What ran before or behind ${names} is lost: Jina 3 runs it with shards only.`,
    );
    say(
      left,
      this.oldUses,
      (names) => `Executors of before Jina 2.0 have to be rewritten before Jina 3 can run them: ${names}.`,
    );
    say(
      notes,
      this.merging,
      (names, isOne) =>
        `${names} merged in ${isOne ? "a way of its" : "ways of their"} own; Jina 3 merges all that comes without being told.`,
    );
    say(
      left,
      this.builtIn,
      (names) => `Jina 3 has no executor like ${names}: what it did has to be written as one.`,
    );
    say(
      left,
      this.remote,
      (names, isOne) =>
        `${names} ran on ${isOne ? "another machine" : "other machines"}, started there by a service that Jina 3 does not have, and will run beside the others. To have one elsewhere, start it there by hand and give it external: true, host and port.`,
    );
    say(
      left,
      this.unknownCounts,
      (names, isOne) =>
        `How many copies ${names} ${isOne ? "gets" : "get"} is left to a variable, and was taken for more than one.`,
    );
    say(
      notes,
      this.async,
      (names) =>
        `polling: ALL_ASYNC sent on the first answer of the copies of ${names}; polling: ALL waits for all of them.`,
    );
    if (version === "1.x" && draft.steps.some((step) => step.kind === "rename" && step.to === "protocol")) {
      left.push(
        "Jina 1.x answered WebSocket on the same port under /stream. If a client uses it, write protocol: [HTTP, WEBSOCKET] and two ports.",
      );
    }
    say(
      left,
      lost,
      (names, isOne) =>
        `${names} ${isOne ? "names" : "name"} what was taken out: put the value there, for Jina 3 does not load the file otherwise.`,
    );
    say(
      left,
      new Set(
        built.nodes.flatMap(({ needs }) =>
          needs.filter((need) => need !== GATEWAY && !built.byName.has(need)),
        ),
      ),
      (names) =>
        `Nothing here is called ${names}, which most old versions refused. Jina 3 takes that and does not say so, but who needs it never gets a request.`,
    );
    say(
      left,
      built.nodes.map(({ name }) => name).filter((name) => !isIdentifier(name)),
      (names) => `No version takes the name ${names}: rename it.`,
    );
    return { left, notes: [...notes, ...draft.goneNotes()] };
  }
}
