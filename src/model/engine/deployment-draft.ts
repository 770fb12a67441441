/** An executor's arguments while the engine goes over them, and the Deployment that comes of them. */
import { isList, isTrue, normalizePath, pythonRepr, pythonStr } from "../python.ts";
import type { Value } from "../value.ts";
import { ArgumentDraft, type DraftOptions } from "./argument-draft.ts";
import { defaultOf } from "./argument-table.ts";
import { ROLES, type Role } from "./built-flow.ts";
import type { Address, Deployment } from "./deployment.ts";
import { type ArgumentValue, Drawn, isPlain } from "./drawn.ts";
import { DEFAULT_EXECUTOR } from "./uses-source.ts";

/** The host of an executor that is given none. */
export const DEFAULT_HOST = "0.0.0.0";

/** Arguments that stand among `settings`, in this order. */
const SETTINGS = [
  "uses_with",
  "uses_metas",
  "uses_requests",
  "uses_dynamic_batching",
  "uses_before",
  "uses_after",
  "when",
  "env",
  "volumes",
  "gpus",
  "no_reduce",
  "workspace",
  "grpc_metadata",
  "py_modules",
];

/** Arguments that a Deployment has under a name of its own. */
const ELSEWHERE = ["name", "polling", "shards", "replicas", "uses", "external", "floating", "protocol"];

/** The arguments of one executor; deployment-checks.ts goes over them. */
export class DeploymentDraft extends ArgumentDraft {
  readonly role: Deployment["role"];

  /** @param role what the method makes it, should its own arguments not be read to their end */
  constructor(options: DraftOptions, role: Role) {
    super("deployment", options);
    const { parsed } = options;
    this.values.set("host", parsed.values.get("host") ?? [DEFAULT_HOST]);
    const written = parsed.values.get("deployment_role");
    this.role =
      ([...ROLES, "GATEWAY"] as const).find((one) => one === written) ?? (parsed.fault ? role : null);
  }

  /** [P2] Without a workspace of its own it has the Flow's. */
  settleWorkspace(ofFlow: string | null): void {
    const own = this.values.get("workspace");
    this.values.set("workspace", typeof own === "string" && own !== "" ? normalizePath(own) : ofFlow);
  }

  /** A Deployment of its own keeps the logging set-up as it is written, whatever the parser makes of it. */
  keepLogConfig(written: Value): void {
    if (isTrue(written)) {
      this.values.set("log_config", written);
    }
  }

  get isInGatewayRole(): boolean {
    return this.values.get("pod_role") === "GATEWAY";
  }

  get hosts(): readonly string[] {
    return this.texts("host");
  }

  /** The gateway's role, which an executor can be given, has no copies. */
  get replicas(): number {
    return this.role === "GATEWAY" ? 1 : this.count("replicas");
  }

  /** [P8] With several shards there is a head. */
  get hasHead(): boolean {
    return this.role !== "GATEWAY" && this.count("shards") > 1;
  }

  /** [P8] What runs before or after the shards, if it is an executor that the engine starts. */
  around(name: "uses_before" | "uses_after"): string | null {
    const uses = this.text(name);
    return this.hasHead && uses && uses !== DEFAULT_EXECUTOR ? uses : null;
  }

  /** The Deployment, as far as the engine has come. */
  result(): Deployment {
    const shards = this.count("shards");
    const metadata = this.map("grpc_metadata");
    const before = this.around("uses_before");
    const after = this.around("uses_after");
    const copies = shards > 0 && this.replicas > 0 ? shards * this.replicas : 0;
    const nameless = defaultOf("deployment", "name");
    return {
      name: pythonStr(this.value("name") ?? (isPlain(nameless) ? nameless : null)),
      role: this.role,
      external: this.flag("external"),
      floating: this.flag("floating"),
      shards,
      replicas: this.count("replicas"),
      // [P10] With one shard polling is ANY, whatever is written.
      polling: shards === 1 ? "ANY" : (this.text("polling") ?? "ANY"),
      uses: this.text("uses") ?? DEFAULT_EXECUTOR,
      usesBefore: before,
      usesAfter: after,
      protocols: this.protocols,
      hosts: this.hosts,
      ports: this.ports,
      tls: this.values.get("tls") === null ? null : this.flag("tls"),
      pods: copies + [this.hasHead, before, after].filter(Boolean).length,
      hasHead: this.hasHead,
      noReduce: this.flag("no_reduce"),
      when: this.map("when"),
      grpcMetadata: metadata && metadata.size > 0 ? metadata : null,
      needsFile: this.needsFile,
      given: this.given,
      problems: this.problems,
      values: this.values,
      settings: () => this.settings(),
      args: () => this.otherArgs(new Set([...ELSEWHERE, ...this.settings().keys()])),
      addresses: () => (this.isRefused ? [] : this.addresses()),
    };
  }

  private settings(): Map<string, ArgumentValue> {
    const settings = new Map<string, ArgumentValue>();
    for (const name of SETTINGS) {
      const value = this.value(name);
      if (value !== undefined && isTrue(value)) {
        settings.set(name, value);
      }
    }
    return settings;
  }

  private *addresses(): Iterable<Address> {
    const { hosts, ports, replicas } = this;
    const [host = DEFAULT_HOST] = hosts;
    const [port = new Drawn("port")] = ports;
    const [spoken = "GRPC"] = this.protocols;
    const protocol = spoken.toLowerCase() + (this.isEncrypted ? "s" : "");
    if (this.hasHead || replicas === 1) {
      // With the gateway's role, the head's host is the list as Python shows it.
      yield { protocol, host: this.isInGatewayRole ? pythonRepr(hosts) : host, port };
      return;
    }
    const peers = this.map("peer_ports")?.get("0");
    const own = this.flag("external") ? ports : isList(peers) ? peers : [];
    for (let replica = 0; replica < replicas; replica++) {
      const { [replica]: ownPort = new Drawn("port") } = own;
      yield { protocol, host: hosts[replica] ?? host, port: ownPort };
    }
  }

  private get isEncrypted(): boolean {
    const has = (name: string) => this.text(name) !== null;
    return this.flag("tls") || (has("ssl_certfile") && has("ssl_keyfile"));
  }
}
