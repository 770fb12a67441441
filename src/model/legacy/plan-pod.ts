/** How one executor of an old file is written for 3.34. */

import type { Path } from "../path.ts";
import { isList, pythonStr } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import type { ConversionNotes } from "./conversion-notes.ts";
import { type Besides, shapeOf } from "./copies.ts";
import { type Draft, flagOf, GONE, isBuiltIn, RENAMED } from "./draft.ts";
import type { LegacyFile } from "./legacy.ts";
import { declaredNames } from "./meaning.ts";
import { copiesOf, isExternal, isMany, isPolledAll, pollingOf, usesOf } from "./pod-arguments.ts";
import { type Argument, isTemplate, type LegacyPod } from "./pods.ts";
import { type LegacyVersion, meaningOfKey } from "./words.ts";

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

/** Plans the conversion of one pod after the other. */
export class PodPlanner {
  private readonly legacy: LegacyFile;
  private readonly version: LegacyVersion;
  private readonly draft: Draft;
  private readonly besides: Besides;
  private readonly notes: ConversionNotes;
  private readonly names: ReadonlyMap<LegacyPod, Value>;

  constructor(legacy: LegacyFile, draft: Draft, besides: Besides, notes: ConversionNotes) {
    this.legacy = legacy;
    this.version = legacy.version;
    this.draft = draft;
    this.besides = besides;
    this.notes = notes;
    const names = declaredNames(legacy);
    this.names = new Map(legacy.pods.map((pod, index) => [pod, names[index] ?? null]));
  }

  plan(pod: LegacyPod, index: number): void {
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
      this.notes.addBuiltIn(uses, pod);
      this.assign(pod, words, []);
      return;
    }
    this.notes.addUses(uses);
    const isChanged = image !== undefined && image.value !== uses;
    this.assign(pod, words, [{ key: "uses", source, ...(isChanged && { value: uses }) }]);
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
      this.notes.unknownCounts.push(this.besides.nameAt(pod));
    }
  }

  private polling(pod: LegacyPod, isSharded: boolean): void {
    const polling = isSharded ? pod.read.get("polling") : undefined;
    const isAsync = polling !== undefined && pollingOf(pod) === "ALL_ASYNC";
    this.assign(pod, ["polling"], [{ key: "polling", source: polling, ...(isAsync && { value: "ALL" }) }]);
    if (isAsync && (this.version === "0.1-0.3" || this.version === "0.4")) {
      this.notes.async.push(this.besides.nameAt(pod));
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
        this.notes.addBuiltIn(uses, pod);
      } else {
        this.notes.addUses(uses);
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
      this.notes.remote.push(this.besides.nameAt(pod));
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
}
