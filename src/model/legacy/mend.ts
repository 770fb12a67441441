/** Old words in a file that 3.34 reads: what they become there. */
import { listed } from "../../base/words.ts";
import { isSet } from "../engine/flag.ts";
import type { Path } from "../path.ts";
import { isList, isMap, pythonStr } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import type { ConversionPlan } from "./conversion-plan.ts";
import { Draft, flagOf, GONE, isBuiltIn, MERGING, PASSING, RENAMED } from "./draft.ts";
import { imageUses, isMany } from "./pod-arguments.ts";

/** How a file that 3.34 reads is rid of old words in it that mean nothing or something else to it. */
export function planMending(root: ValueMap): ConversionPlan {
  return new Mender(root).plan();
}

/** The beginning of `compression`, with a value that 3.34 takes. */
function isCompression(flag: string, value: Value): boolean {
  return flag === "compress" && /^(?:NoCompression|Deflate|Gzip)$/.test(pythonStr(value));
}

/** Several addresses are as many replicas. */
function hasParts(value: Value): boolean {
  return Array.isArray(value) ? value.length > 1 : typeof value === "string" && value.includes(",");
}

class Mender {
  private readonly root: ValueMap;
  private readonly draft: Draft;
  private readonly left: string[] = [];
  private readonly notes: string[] = [];
  /** Executors whose messages went to all shards from 2.1 on. */
  private readonly polled: string[] = [];

  constructor(root: ValueMap) {
    this.root = root;
    this.draft = new Draft(root);
  }

  plan(): ConversionPlan {
    const { root, draft } = this;
    const jtype = root.get("jtype");
    if (jtype !== "Flow" && jtype !== "AsyncFlow") {
      return { steps: [], left: [], notes: [] };
    }
    if (jtype === "AsyncFlow" || root.keys().next().value !== "jtype") {
      draft.begin();
    }
    const all = root.get("with");
    if (isMap(all)) {
      this.file(all);
    }
    const listKey = root.has("executors") ? "executors" : "deployments";
    const list = root.get(listKey);
    for (const [index, entry] of (isList(list) ? list : []).entries()) {
      if (isMap(entry) && entry.get("jtype") !== "Deployment") {
        this.entry(entry, [listKey, index], isMap(all) ? all : new Map());
      }
    }
    if (draft.steps.length > 0 && this.polled.length > 0) {
      this.left.push(
        `Jina 2.1 to 2.6 sent each message to all shards of ${listed(this.polled, "and")}, since there are replicas too; Jina 3 sends it to one of them. If the file is of that time, write polling: ALL.`,
      );
    }
    this.notes.push(...draft.goneNotes());
    return { steps: draft.steps, left: this.left, notes: this.notes };
  }

  private file(all: ValueMap): void {
    const section = this.root.get("gateway");
    const hasPort = ["port", "ports", "port_in"].some(
      (key) => all.has(key) || (section instanceof Map && section.has(key)),
    );
    for (const [key, value] of all) {
      const path: Path = ["with", key];
      const flag = flagOf(key);
      // Beside another port it is read as it stands: which of them counts depends on their order.
      if (flag === "port_expose" && !hasPort) {
        this.draft.rename(path, "port");
      } else if (flag === "parallel") {
        this.draft.remove(path);
      } else if (GONE.has(flag) && !isCompression(flag, value)) {
        this.draft.drop(path);
      }
    }
    this.draft.removeEmpty(["with"], all);
  }

  private entry(entry: ValueMap, path: Path, all: ValueMap): void {
    this.copies(entry, path, all);
    const said = (key: string) => entry.get(key) ?? all.get(key);
    if (isMany(said("shards")) && isMany(said("replicas")) && (said("polling") ?? null) === null) {
      this.polled.push(pythonStr(entry.get("name") ?? `entry ${Number(path[1]) + 1}`));
    }
    for (const [key, value] of entry) {
      const at = [...path, key];
      const flag = flagOf(key);
      const to = this.newWord(flag, entry);
      if (to !== undefined && !entry.has(to)) {
        this.draft.rename(at, to);
        if (flag === "image" && value !== imageUses(value)) {
          this.draft.set(at, imageUses(value));
        }
      } else if (to !== undefined || flag === "port_expose") {
        this.draft.remove(at);
      } else if (flag === "port_in") {
        this.draft.drop(at);
      } else if (key === "method" && value === "join") {
        this.draft.set(at, "needs");
      } else if (key === "uses" || key === "uses_before" || key === "uses_after") {
        this.builtIn(value, at);
      } else if (key === "polling" && pythonStr(value).toUpperCase() === "ALL_ASYNC") {
        this.draft.set(at, "ALL");
      } else if (GONE.has(flag) && !isCompression(flag, value)) {
        this.draft.drop(at);
      }
    }
  }

  /** The word that 3.34 has for an old one; undefined if it has none. */
  private newWord(flag: string, entry: ValueMap): string | undefined {
    switch (flag) {
      case "recv_from":
        return "needs";
      case "image":
      case "yaml_path":
        return flag === "yaml_path" && entry.has("image") ? undefined : "uses";
      case "port_in":
        // It told where an external one is; of any other it was a matter of its own.
        return isSet(entry.get("external")) && !entry.has("ports") ? "port" : undefined;
      default:
        return RENAMED.get(flag);
    }
  }

  private builtIn(value: Value, path: Path): void {
    if (typeof value === "string" && isBuiltIn(value, "2.x")) {
      this.draft.remove(path);
      if (!PASSING.test(value)) {
        if (MERGING.test(value)) {
          this.notes.push(
            `${value} merged in a way of its own; Jina 3 merges all that comes without being told.`,
          );
        } else {
          this.left.push(`Jina 3 has no executor like ${value}: what it does has to be written as one.`);
        }
      }
    }
  }

  /** `parallel` counts where nothing that 3.34 reads says a number, in an address or by itself. */
  private copies(entry: ValueMap, path: Path, all: ValueMap): void {
    const said = (key: string) => entry.get(key) ?? all.get(key) ?? null;
    const isCounted = said("shards") !== null || said("replicas") !== null;
    const parallel = said("parallel");
    if (isCounted || !isMany(parallel) || isSet(said("external")) || hasParts(said("host"))) {
      return;
    }
    const polling = said("polling");
    const isAny = polling === null || pythonStr(polling).toUpperCase() === "ANY";
    const to = isAny ? "replicas" : "shards";
    if (entry.has("parallel")) {
      this.draft.rename([...path, "parallel"], to);
    } else {
      this.draft.set([...path, to], parallel, ["with", "parallel"]);
    }
  }
}
