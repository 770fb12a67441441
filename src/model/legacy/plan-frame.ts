/** How all that stands around the executors of an old file is written for 3.34. */
import { GATEWAY } from "../flow.ts";
import type { Path } from "../path.ts";
import { isList, isMap } from "../python.ts";
import type { Value } from "../value.ts";
import { type Draft, flagOf, GONE } from "./draft.ts";
import type { LegacyFile } from "./legacy.ts";
import { says } from "./pods.ts";
import { type LegacyVersion, meaningOfKey } from "./words.ts";

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

/** Adds to the draft the steps for what stands beside the pods: version, `with` and the gateway. */
export function planFrame(legacy: LegacyFile, draft: Draft): void {
  new FramePlanner(legacy, draft).plan();
}

class FramePlanner {
  private readonly legacy: LegacyFile;
  private readonly version: LegacyVersion;
  private readonly draft: Draft;

  constructor(legacy: LegacyFile, draft: Draft) {
    this.legacy = legacy;
    this.version = legacy.version;
    this.draft = draft;
  }

  plan(): void {
    this.top();
    this.file();
  }

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
}
