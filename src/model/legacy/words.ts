/**
 * The words that Jina read before 3: arguments of pods, and of the gateway and the Flow, of four engines that each stand
 * for their time. What they read is fact, asked of them (`fixtures/legacy/words`); how a word is looked up is theirs
 * too: hyphens count as underscores, and the beginning of exactly one word is that word.
 */

/** 0.3.8, 0.4.17, 1.3.1 and 2.6.4 stand for these. */
export type LegacyVersion = "0.1-0.3" | "0.4" | "1.x" | "2.x";

/** Oldest first. */
export const LEGACY_VERSIONS: readonly LegacyVersion[] = ["0.1-0.3", "0.4", "1.x", "2.x"];

/** `pod`: an argument of a pod; `flow`: of the Flow itself; `file`: a key of `with`, for whichever of them reads it. */
export type Reader = "pod" | "flow" | "file";

type Table = readonly (readonly [versions: readonly LegacyVersion[], words: string])[];

const ALL = LEGACY_VERSIONS;

const POD: Table = [
  [
    ALL,
    "ctrl_with_ipc entrypoint help host host_in host_out identity memory_hwm name num_part polling port_ctrl port_in port_out pull_latest py_modules runtime scheduling socket_in socket_out timeout_ctrl timeout_ready version version_full volumes",
  ],
  [["0.1-0.3"], "image reducing_yaml_path yaml_path"],
  [
    ["0.1-0.3", "0.4"],
    "array_in_pb check_version compress_hwm compress_lwm exit_no_dump log_profile log_remote log_sse log_with_own_name max_idle_time max_message_size port_grpc proxy role separated_workspace shutdown_idle skip_on_error timeout",
  ],
  [["0.1-0.3", "0.4", "1.x"], "dump_interval port_expose read_only"],
  [["0.1-0.3", "0.4", "2.x"], "replica_id"],
  [["0.1-0.3", "1.x", "2.x"], "replicas"],
  [["0.4"], "uses_reducing"],
  [["0.4", "1.x"], "uses_internal"],
  [["0.4", "1.x", "2.x"], "parallel shards uses"],
  [["1.x"], "description load_interval"],
  [
    ["1.x", "2.x"],
    "daemon docker_kwargs env expose_public log_config noblock_on_start on_error_strategy pea_id pea_role peas_hosts pod_role quiet quiet_error quiet_remote_logs runtime_backend runtime_cls ssh_keyfile ssh_password ssh_server upload_files uses_after uses_before workspace_id",
  ],
  [
    ["2.x"],
    "connect_to_predecessor disable_remote dump_path dynamic_routing dynamic_routing_in dynamic_routing_out external extra_search_paths force force_update gpus grpc_data_requests hosts_in_connect install_requirements k8s_custom_resource_dir k8s_disable_connection_pool k8s_init_container_command k8s_mount_path k8s_namespace k8s_uses_init native no_dynamic_routing port_jinad reduce routing_table runs_in_docker shard_id static_routing_table uses_metas uses_requests uses_with workspace zmq_identity",
  ],
];

const FLOW: Table = [
  [ALL, "help version version_full"],
  [["0.1-0.3", "0.4"], "logserver logserver_config optimize_level output_path output_type yaml_path"],
  [["1.x"], "description identity"],
  [["1.x", "2.x"], "inspect log_config name quiet quiet_error uses"],
  [
    ["2.x"],
    "dynamic_routing env extra_search_paths infrastructure k8s_namespace reduce routing_table static_routing_table workspace workspace_id",
  ],
];

/** What the gateway reads besides the words of pods and of the Flow. */
const GATEWAY_ONLY: Table = [
  [ALL, "prefetch"],
  [["0.1-0.3", "0.4"], "allow_spawn"],
  [["0.1-0.3", "0.4", "1.x"], "prefetch_on_recv rest_api"],
  [["1.x"], "max_message_size restful"],
  [["1.x", "2.x"], "compress compress_min_bytes compress_min_ratio proxy"],
  [
    ["2.x"],
    "cors default_swagger_ui description expose_endpoints no_crud_endpoints no_debug_endpoints port_expose protocol title uvicorn_kwargs",
  ],
];

/** Words with one meaning, under the name that the rest of the code uses for it. */
const SAME: Readonly<Record<LegacyVersion, Readonly<Record<string, string>>>> = {
  // The copies of a pod among which `polling` chooses are its `shards`, whatever their word was.
  "0.1-0.3": {
    replicas: "shards",
    yaml_path: "uses",
    reducing_yaml_path: "uses_reducing",
    port_grpc: "port_expose",
    rest_api: "restful",
  },
  "0.4": { parallel: "shards", port_grpc: "port_expose", rest_api: "restful" },
  "1.x": { parallel: "shards", rest_api: "restful", runtime: "runtime_backend" },
  "2.x": { parallel: "shards", runtime: "runtime_backend" },
};

/** The words that an engine reads, as it has them. */
export function wordsOf(version: LegacyVersion, reader: Reader): ReadonlySet<string> {
  return WORDS[version][reader];
}

/** The words that an engine takes a key for: one if it reads it, none if it passes over it, several if it refuses. */
export function matchesOf(version: LegacyVersion, reader: Reader, key: string): readonly string[] {
  const words = WORDS[version][reader];
  const flag = key.replaceAll("-", "_");
  if (words.has(flag)) {
    return [flag];
  }
  return [...words].filter((word) => word.startsWith(flag));
}

/** The meaning that an engine gives a key, null if it gives none. */
export function meaningOfKey(version: LegacyVersion, reader: Reader, key: string): string | null {
  const [word, other] = matchesOf(version, reader, key);
  return word === undefined || other !== undefined ? null : (SAME[version][word] ?? word);
}

function tableFor(version: LegacyVersion, ...tables: readonly Table[]): ReadonlySet<string> {
  const rows = tables.flat().filter(([versions]) => versions.includes(version));
  return new Set(rows.flatMap(([, words]) => words.split(" ")));
}

function readersOf(version: LegacyVersion): Readonly<Record<Reader, ReadonlySet<string>>> {
  return {
    pod: tableFor(version, POD),
    flow: tableFor(version, FLOW),
    file: tableFor(version, POD, FLOW, GATEWAY_ONLY),
  };
}

const WORDS: Readonly<Record<LegacyVersion, Readonly<Record<Reader, ReadonlySet<string>>>>> = {
  "0.1-0.3": readersOf("0.1-0.3"),
  "0.4": readersOf("0.4"),
  "1.x": readersOf("1.x"),
  "2.x": readersOf("2.x"),
};
