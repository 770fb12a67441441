/** What all plans for old files share: the words that 3.34 has no more, and steps as they are found. */
import { listed } from "../../base/words.ts";
import type { Path } from "../path.ts";
import { type Step, treeOfSteps } from "../steps.ts";
import type { Value, ValueMap } from "../value.ts";
import type { LegacyVersion } from "./words.ts";

/**
 * Old words that 3.34 takes for others: `image` for image_pull_secrets, `runtime` for runtime_cls, `compress` for
 * compression, and the rest for several, which ends the load.
 */
const MISTAKEN = new Set(["compress", "image", "replica", "runtime", "shard", "timeout"]);

/** Words of old versions for which 3.34 has none. */
export const GONE: ReadonlySet<string> = new Set([
  ...MISTAKEN,
  ...`allow_spawn array_in_pb board check_version compress_hwm compress_lwm compress_min_bytes compress_min_ratio
  connect_to_predecessor ctrl_with_ipc daemon default_swagger_ui disable_remote driver driver_group driver_yaml_path
  dump_interval dump_path dynamic_routing dynamic_routing_in dynamic_routing_out exit_no_dump expose_public
  grpc_data_requests host_out hosts_in_connect identity infrastructure k8s_custom_resource_dir
  k8s_disable_connection_pool k8s_init_container_command k8s_mount_path k8s_uses_init load_interval log_id log_profile
  log_remote log_sse log_with_own_name logserver logserver_config max_idle_time max_message_size memory_hwm
  no_dynamic_routing num_part on_error_strategy optimize_level output_path output_type parallel pea_id pea_role
  peas_hosts port_ctrl port_grpc port_jinad port_out prefetch_on_recv pull_latest quiet_remote_logs read_only reduce
  reducing_yaml_path rest_api restful role routing_table runs_in_docker runtime_backend scheduling separated_workspace
  show_exc_info shutdown_idle skip_on_error socket_in socket_out socket_type sse_logger ssh_keyfile ssh_password
  ssh_server static_routing_table upload_files uses_internal uses_reducing yaml_path zmq_identity`.split(
    /\s+/,
  ),
]);

/** Built-in executors up to 1.x that passed on or merged what came, as every executor of 3.34 does by itself. */
export const PASSING = /^_(?:pass|forward|route|logforward|merge|merge_all)$/;
/** Those that merged in a way of their own. */
export const MERGING = /^_merge_\w+$/;
/** The others that had a name of this form. */
const BUILT_IN = /^_(?:clear|concat|eval_pr|index|whoosh)$/;

/** Old names of arguments, and what 3.34 calls them. */
export const RENAMED: ReadonlyMap<string, string> = new Map([
  ["override_with", "uses_with"],
  ["override_metas", "uses_metas"],
  ["override_requests", "uses_requests"],
]);

/** The name of an argument with underscores, however the file spells it. */
export function flagOf(key: string): string {
  return key.replaceAll("-", "_");
}

/** Whether `uses` names something that came with the old Jina and is not in 3.34. */
export function isBuiltIn(uses: string, version: LegacyVersion): boolean {
  return (
    PASSING.test(uses) ||
    MERGING.test(uses) ||
    BUILT_IN.test(uses) ||
    // Up to 1.x such a name could be nothing but a file that came with Jina.
    (version !== "2.x" && /^_[a-z_]+$/.test(uses))
  );
}

/** Steps and notes as they are found; a key goes or is renamed once, whatever asks for it. */
export class Draft {
  readonly steps: Step[] = [];
  /** Names in references within the file. */
  private readonly named: ReadonlySet<string>;
  private readonly settled = new Set<string>();
  private readonly gone = new Set<string>();

  constructor(root: ValueMap) {
    this.named = namesInReferences(root);
  }

  /** False if the key at `path` has its step already. */
  private settle(path: Path): boolean {
    const place = JSON.stringify(path);
    const isNew = !this.settled.has(place);
    this.settled.add(place);
    return isNew;
  }

  isSettled(path: Path): boolean {
    return this.settled.has(JSON.stringify(path));
  }

  remove(path: Path): void {
    if (this.settle(path)) {
      this.steps.push({ kind: "unset", path, comments: "kept" });
    }
  }

  /** Takes a word away that 3.34 has none for. One that is referred to stays: 3.34 needs it then, and passes over it. */
  drop(path: Path): void {
    const key = String(path.at(-1));
    const isHarmless = !MISTAKEN.has(flagOf(key));
    if (!this.isSettled(path) && !(isHarmless && this.named.has(key))) {
      this.gone.add(key);
      this.remove(path);
    }
  }

  rename(path: Path, to: string): void {
    if (this.settle(path) && path.at(-1) !== to) {
      this.steps.push({ kind: "rename", path, to });
    }
  }

  /** `writtenAt`: where the value stands now, to be written as it is written there. */
  set(path: Path, value: Value, writtenAt?: Path): void {
    this.settle(path);
    this.steps.push({ kind: "set", path, value, comments: "kept", ...(writtenAt && { writtenAt }) });
  }

  /** A key that becomes the first one of its mapping. */
  setFirst(path: Path, value: Value): void {
    this.steps.push({ kind: "set", path, value, isFirst: true });
  }

  /** The file begins with `jtype: Flow`, whatever said before what it is, and wherever. */
  begin(): void {
    this.setFirst(["jtype"], "Flow");
  }

  push(step: Step): void {
    this.steps.push(step);
  }

  /** Takes away those of the keys that the mapping at `path` has. */
  removeAll(path: Path, map: ValueMap, keys: readonly string[]): void {
    for (const key of keys) {
      if (map.has(key)) {
        this.remove([...path, key]);
      }
    }
  }

  /** Takes a mapping at the top away if nothing of it stays. */
  removeEmpty(path: readonly [string], map: ValueMap): void {
    const children = treeOfSteps(this.steps).children.get(path[0])?.children;
    const isFilled = this.steps.some((step) => step.kind === "transfer" && step.to[0] === path[0]);
    if (map.size > 0 && !isFilled && [...map.keys()].every((key) => children?.get(key)?.isGone)) {
      this.remove(path);
    }
  }

  goneNotes(): string[] {
    if (this.gone.size === 0) {
      return [];
    }
    const verb =
      this.gone.size === 1 ? "has no meaning in Jina 3 and was" : "have no meaning in Jina 3 and were";
    return [`${listed([...this.gone], "and")} ${verb} taken out.`];
  }
}

function namesInReferences(value: Value, names = new Set<string>()): Set<string> {
  if (typeof value === "string") {
    for (const [reference] of value.matchAll(/\$\{\{[^{}]*\}\}/g)) {
      for (const [name] of reference.matchAll(/\w+/g)) {
        names.add(name);
      }
    }
    return names;
  }
  const items = value instanceof Map ? value.values() : Array.isArray(value) ? value : [];
  for (const item of items) {
    namesInReferences(item, names);
  }
  return names;
}
