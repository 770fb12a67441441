/**
 * One executor as the engine makes it of its arguments: what it inherits, what the parser reads, what the checks behind
 * the parser refuse, and the shards, replicas and addresses that come of it. The numbers in brackets are promises that
 * the tests quote; each was seen on the engine, and agreement/arguments.test.ts compares all of it with the live one.
 *
 * [P1] What `with` hands on is added where the executor has no key of that very name. Values are replaced, not merged.
 * [P2] Without a workspace of its own it has the Flow's. A Deployment of its own inherits nothing.
 * [P3] A provider other than NONE makes it port 8080 and HTTP.
 * [P4] HTTP takes no more than one shard; websocket is refused; a stateful one speaks GRPC alone.
 * [P5] Hosts and ports are as many as each other, or one of them is repeated. A host may be an address, whose port and
 *      scheme then count.
 * [P6] Several addresses of an external one are its replicas; any other number of replicas is refused, except 1.
 * [P7] A stateful one needs a workspace and three replicas or more.
 * [P8] With several shards there is a head, and one pod each for what runs before and after them.
 * [P9] Ports of peers are as many as replicas, and come to all shards if there are several and it is stateful.
 * [P10] With one shard polling is ANY, whatever is written.
 * [P11] Without shards, with several protocols, and with several shards but no replica the Flow does not build.
 */
import { counted, quoted } from "../../base/words.ts";
import { isList, isTrue, normalizePath, pythonRepr, pythonStr, strip, typeName } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import { ArgumentDraft, type Given, Refusal } from "./argument-draft.ts";
import { type ArgumentProblem, errorOf } from "./argument-problem.ts";
import type { IgnoresPort } from "./argument-report.ts";
import { executorOwner, type Owner, theKey } from "./argument-sentences.ts";
import { defaultOf, FALLBACKS } from "./argument-table.ts";
import { type ParsedArguments, parseArguments } from "./arguments.ts";
import type { Role } from "./built-flow.ts";
import { type ArgumentValue, Drawn, DrawnAddress, type Port } from "./drawn.ts";
import { type FlowArguments, searchPathsFault } from "./flow-arguments.ts";

/** The call that makes an executor. */
interface DeploymentCall {
  /** The name that the Flow has settled. */
  readonly name: string;
  /** All keys of the item but `needs`: `method` is among them if it is written, since the engine hands it on. */
  readonly kwargs: ValueMap;
  /** What the method makes it; `add` leaves it to the key `deployment_role`. */
  readonly role: Role;
  /** How many different executors it needs. */
  readonly needs: number;
  /** The method that is called; `add` by default. */
  readonly method?: string;
}

export interface Deployment {
  /** What it calls itself. */
  readonly name: string;
  /** Null where the file says so, which the engine does not build. */
  readonly role: Role | "GATEWAY" | null;
  readonly external: boolean;
  readonly floating: boolean;
  readonly shards: number;
  readonly replicas: number;
  /** As written, ANY with one shard; a map as its JSON. */
  readonly polling: string;
  /** As written; a map as its JSON. */
  readonly uses: string;
  /** What runs before and after the shards; null without, and where there is one shard or the default executor. */
  readonly usesBefore: string | null;
  readonly usesAfter: string | null;
  readonly protocols: readonly string[];
  /** As many as each other once the engine is through with them; ports in a host are text. */
  readonly hosts: readonly string[];
  readonly ports: readonly Port[];
  /** Null where an address that says nothing of it has taken the place of what is written. */
  readonly tls: boolean | null;
  /** Processes that it will be, were it not external. */
  readonly pods: number;
  readonly hasHead: boolean;
  readonly noReduce: boolean;
  readonly when: ValueMap | null;
  readonly grpcMetadata: ValueMap | null;
  /** A logging set-up that is a file's; the engine refuses the Flow where there is none. */
  readonly needsFile: string | null;
  readonly given: Given;
  /** Errors of phase `build` come after those of phase `load` of all other executors. */
  readonly problems: readonly ArgumentProblem[];
  /** The engine's main arguments where they are set, by their names. */
  settings(): ReadonlyMap<string, ArgumentValue>;
  /** All others that differ from their defaults and that the engine's help lists, in its order. */
  args(): ReadonlyMap<string, ArgumentValue>;
  /** Where the gateway finds it: the head, or each replica. None where it does not build. */
  addresses(): Iterable<Address>;
}

export interface Address {
  /** In lower case, with an s behind it where it is encrypted. */
  readonly protocol: string;
  readonly host: string;
  readonly port: Port;
}

/** What Flow.add() and the methods on top of it make of an item. Never throws: what the engine refuses is a problem. */
export function createDeployment(call: DeploymentCall, flow: FlowArguments): Deployment {
  const isInherited = (key: string) => !call.kwargs.has(key);
  const owner = executorOwner(call.name);
  const parsed = parseArguments("deployment", kwargsOf(call, flow), {
    warns: { unlessKnownTo: FALLBACKS },
    isInherited,
    owner,
    ignoresPort,
  });
  const draft = new Draft(owner, parsed, isInherited, addFault(call, owner), call.role);
  draft.settleWorkspace(flow.workspace);
  return draft.finish(() => draft.checkReduce(call.needs));
}

/** Replicas without a head get ports of their own; for monitoring as many are opened as there are pods. */
const ignoresPort: IgnoresPort = (argument, index, values) => {
  const count = (name: string) => Number(values.get(name) ?? 1);
  const [shards, replicas] = [count("shards"), count("replicas")];
  if (values.get("external") === true) {
    return false;
  }
  return argument === "port"
    ? shards === 1 && replicas > 1
    : index > 0 &&
        (values.get("monitoring") !== true || index >= (shards > 1 ? shards * replicas + 1 : replicas));
};

/** What keeps the engine from calling the method. */
function addFault({ kwargs, method = "add" }: DeploymentCall, owner: Owner): ArgumentProblem | null {
  return reservedFault(kwargs, owner, {
    copy_flow: `jina.orchestrate.flow.base.Flow.${method}() ${TWICE} keyword argument 'copy_flow'`,
    self: `Flow.${method}() ${TWICE} argument 'self'`,
  });
}

const TWICE = "got multiple values for";

/** The first of the keys that the engine gives by itself, with what it says of it. */
function reservedFault(
  kwargs: ValueMap,
  owner: Owner,
  reserved: Readonly<Record<string, string>>,
): ArgumentProblem | null {
  for (const [key, message] of Object.entries(reserved)) {
    if (kwargs.has(key)) {
      const sentence = `${theKey(key, owner)} is set by Jina itself: leave it out.`;
      return { ...errorOf(sentence, { type: "TypeError", message }), key };
    }
  }
  return null;
}

/** [P1] */
function kwargsOf({ name, kwargs, role }: DeploymentCall, flow: FlowArguments): ValueMap {
  const all = new Map(kwargs);
  for (const [key, value] of flow.forExecutors) {
    if (!all.has(key)) {
      all.set(key, value);
    }
  }
  all.set("name", name);
  // Of its own only: one that with hands on is overruled.
  if (!kwargs.has("deployment_role")) {
    all.set("deployment_role", role);
  }
  if (!all.has("log_config")) {
    all.set("log_config", flow.logConfig);
  }
  return all;
}

/**
 * [P2] What a Deployment of its own makes of its `with`; `name` is what the Flow calls it. Never throws: what the engine
 * refuses is a problem.
 */
export function createOwnDeployment(kwargs: ValueMap, name: string): Deployment {
  const owner = executorOwner(name);
  const isInherited = (key: string) => !kwargs.has(key);
  const parsed = parseArguments("deployment", ownKwargs(kwargs), {
    warns: { unlessKnownTo: [] },
    isInherited,
    owner,
    ignoresPort,
  });
  const draft = new Draft(owner, parsed, isInherited, callFault(kwargs, owner), "DEPLOYMENT");
  draft.keepLogConfig(kwargs.get("log_config") ?? null);
  return draft.finish();
}

/** What the engine calls Deployment() with for the parser to read. */
function ownKwargs(kwargs: ValueMap): ValueMap {
  const own = new Map(kwargs);
  // These go to a gateway of its own, which a Flow never asks.
  const toGateway = isTrue(kwargs.get("include_gateway") ?? null) ? ["port", "ports"] : [];
  for (const key of [...Object.keys(RESERVED), "args", "include_gateway", ...toGateway]) {
    own.delete(key);
  }
  const paths = kwargs.get("extra_search_paths") ?? null;
  own.set("extra_search_paths", isList(paths) ? paths : []);
  own.set("noblock_on_start", true);
  own.set("deployment_role", "DEPLOYMENT");
  return own;
}

/** What the engine hands to Deployment() itself. */
const RESERVED = {
  needs: `jina.orchestrate.deployments.Deployment() ${TWICE} keyword argument 'needs'`,
  runtime_args: `jina.orchestrate.deployments.Deployment() ${TWICE} keyword argument 'runtime_args'`,
  self: `Deployment.__init__() ${TWICE} argument 'self'`,
};

/** What keeps the engine from reading the keys of a Deployment of its own. */
function callFault(kwargs: ValueMap, owner: Owner): ArgumentProblem | null {
  const fault = searchPathsFault(kwargs, owner) ?? reservedFault(kwargs, owner, RESERVED);
  if (fault) {
    return fault;
  }
  const args = kwargs.get("args") ?? null;
  if (args === null) {
    return null;
  }
  const message = `'${typeName(args)}' object has no attribute 'provider'`;
  const sentence = `${theKey("args", owner)} cannot be used in a file: write its keys under with itself.`;
  return { ...errorOf(sentence, { type: "AttributeError", message }), key: "args" };
}

const DEFAULT_EXECUTOR = "BaseExecutor";
const DEFAULT_HOST = "0.0.0.0";

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

/** An executor's arguments while the engine goes over them. */
class Draft extends ArgumentDraft {
  private readonly role: Deployment["role"];

  constructor(
    owner: Owner,
    parsed: ParsedArguments,
    isInherited: (key: string) => boolean,
    fault: ArgumentProblem | null,
    role: Role,
  ) {
    super("deployment", owner, parsed, isInherited, fault);
    this.values.set("host", parsed.values.get("host") ?? [DEFAULT_HOST]);
    const written = parsed.values.get("deployment_role") as Role | undefined;
    this.role = written ?? (parsed.fault ? role : null);
  }

  /** [P2] */
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

  checkReduce(needs: number): void {
    if (needs > 1 && this.flag("external") && this.flag("no_reduce")) {
      throw new Refusal(
        "ValueError",
        "External Executors with multiple needs have to do auto reduce.",
        "no_reduce",
        ({ subject }) =>
          `${subject} is external and needs several executors, whose answers Jina must put together: leave no_reduce out.`,
      );
    }
  }

  /** Goes over the arguments, and puts the result together as far as it comes. */
  finish(check: () => void = () => {}): Deployment {
    this.attempt("load", () => {
      check();
      this.settleProvider("load");
      this.checkProtocols();
      this.checkStatefulProtocols();
      this.settleHosts();
      this.settleReplicas();
      this.settlePortMonitoring();
      this.checkStatefulCopies();
      this.settleAddressesAround();
      this.checkAllPeers();
      this.checkLogConfig();
    });
    this.attempt("build", () => {
      this.checkConnection();
      this.checkRole();
    });
    return this.result();
  }

  private get isInGatewayRole(): boolean {
    return this.values.get("pod_role") === "GATEWAY";
  }

  private get hosts(): readonly string[] {
    return this.values.get("host") as readonly string[];
  }

  /** The gateway's role, which an executor can be given, has no copies. */
  private get replicas(): number {
    return this.role === "GATEWAY" ? 1 : this.count("replicas");
  }

  private get hasHead(): boolean {
    return this.role !== "GATEWAY" && this.count("shards") > 1;
  }

  /** [P8] The executor around the shards, if it is one that the engine starts. */
  private around(name: "uses_before" | "uses_after"): string | null {
    const uses = this.text(name);
    return this.hasHead && uses && uses !== DEFAULT_EXECUTOR ? uses : null;
  }

  // --- what the engine does to it

  /** [P4] */
  private checkProtocols(): void {
    const { protocols, role } = this;
    if (role !== "GATEWAY" && this.count("shards") > 1 && protocols.includes("HTTP")) {
      throw new Refusal(
        "RuntimeError",
        "It is not supported to have HTTP deployment for Deployments with more than one shard",
        "protocol",
        ({ subject }) =>
          `${subject} speaks HTTP, and must have one shard then: speak GRPC, or leave shards out.`,
      );
    }
    if (role !== "GATEWAY" && protocols.includes("WEBSOCKET")) {
      throw new Refusal(
        "RuntimeError",
        "It is not supported to have WEBSOCKET deployment for Deployments",
        "protocol",
        ({ subject }) => `${subject} must speak GRPC or HTTP: only the gateway speaks WEBSOCKET.`,
      );
    }
  }

  /** [P5] */
  private settleHosts(): void {
    if (this.isInGatewayRole) {
      return;
    }
    const most = Math.max(this.hosts.length, this.ports.length);
    const hosts = repeated(this.hosts, most);
    const ports = repeated(this.ports, most);
    if (hosts.length !== ports.length) {
      throw new Refusal(
        "ValueError",
        `Number of hosts (${hosts.length}) does not match the number of ports (${ports.length})`,
        this.isWritten("host") ? "host" : "port",
        ({ subject }) =>
          `${subject} has ${counted(hosts.length, "host")} and ${counted(ports.length, "port")}: give as many of the one as of the other, or one for all.`,
      );
    }
    this.values.set("host", hosts);
    this.values.set("port", ports);
    for (const [index, written] of hosts.entries()) {
      const { host, port, isEncrypted } = splitAddress(written);
      if (host !== written) {
        hosts[index] = host;
        ports[index] = port;
        this.values.set("tls", isEncrypted || null);
      }
    }
  }

  /** [P6] */
  private settleReplicas(): void {
    const addresses = this.isInGatewayRole ? 0 : this.ports.length;
    const replicas = this.count("replicas");
    if (addresses <= 1) {
      return;
    }
    if (replicas !== 1 && replicas !== addresses) {
      throw new Refusal(
        "ValueError",
        `Number of hosts (${addresses}) does not match the number of replicas (${replicas})`,
        "replicas",
        ({ subject }) =>
          `${subject} has ${counted(addresses, "address", "addresses")} (host and port) and ${counted(replicas, "replica")}: each address is one replica, so leave replicas out.`,
      );
    }
    if (this.flag("external")) {
      this.values.set("replicas", addresses);
    }
  }

  /** [P8] */
  private settleAddressesAround(): void {
    for (const name of ["uses_before", "uses_after"] as const) {
      if (this.around(name)) {
        const host = this.hosts[0] || DEFAULT_HOST;
        this.values.set(`${name}_address`, new DrawnAddress(host, new Drawn("port")));
      }
    }
  }

  /** [P9] */
  private checkAllPeers(): void {
    const shards = this.count("shards");
    const peers = this.map("peer_ports") ?? new Map<string, Value>([["0", []]]);
    if (this.flag("stateful") && peers.size < shards) {
      throw new Refusal(
        "ValueError",
        "The configuration of `peer_ports` does not match the number of shards requested",
        "peer_ports",
        (owner) =>
          `${theKey("peer_ports", owner)} must be a mapping from each of its ${counted(shards, "shard")}, counted from 0, to a list of ports.`,
      );
    }
    if (shards < 1) {
      return;
    }
    this.checkPeers(peers.get("0"), this.replicas);
    if (this.flag("external") && this.role !== "GATEWAY" && this.replicas > this.addressCount) {
      throw new Refusal(
        "IndexError",
        "list index out of range",
        "replicas",
        ({ subject }) =>
          `${subject} is external and has ${counted(this.replicas, "replica")}, but ${counted(this.addressCount, "address", "addresses")} (host and port): give each replica an address, or leave replicas out.`,
      );
    }
    for (const [shard, ports] of peers) {
      if (/^[1-9]\d*$/.test(shard) && Number(shard) < shards) {
        this.checkPeers(ports, this.replicas);
      }
    }
  }

  private get addressCount(): number {
    return this.isInGatewayRole ? 0 : this.hosts.length;
  }

  /** [P11] */
  private checkConnection(): void {
    if (this.hasHead) {
      this.checkOneProtocol();
      if (this.replicas < 1) {
        throw new Refusal(
          "IndexError",
          "list index out of range",
          "replicas",
          (owner) => `${theKey("replicas", owner)} must be 1 or more, because it has shards.`,
        );
      }
      return;
    }
    if (this.count("shards") < 1) {
      throw new Refusal(
        "KeyError",
        "0",
        "shards",
        (owner) => `${theKey("shards", owner)} must be 1 or more.`,
      );
    }
    if (this.replicas < 1) {
      return;
    }
    if (this.isInGatewayRole) {
      const message = "'list' object has no attribute 'strip'";
      throw new Refusal(
        "AttributeError",
        message,
        "pod_role",
        ({ subject }) => `${subject} has pod_role: GATEWAY, which only the gateway can have: leave it out.`,
      );
    }
    for (const host of this.hosts.slice(0, this.hosts.length === this.replicas ? undefined : 1)) {
      checkHostName(host);
    }
    this.checkOneProtocol();
  }

  private checkOneProtocol(): void {
    if (this.protocols.length !== 1) {
      throw new Refusal(
        "AttributeError",
        "'list' object has no attribute 'lower'",
        "protocol",
        ({ subject }) => `${subject} must speak one protocol: only the gateway speaks several.`,
      );
    }
  }

  private checkRole(): void {
    if (this.role === null) {
      const message = "'NoneType' object has no attribute 'is_inspect'";
      throw new Refusal(
        "AttributeError",
        message,
        "deployment_role",
        (owner) => `${theKey("deployment_role", owner)} is set by Jina itself: leave it out.`,
      );
    }
  }

  // --- what comes of it

  private result(): Deployment {
    const shards = this.count("shards");
    const metadata = this.map("grpc_metadata");
    const before = this.around("uses_before");
    const after = this.around("uses_after");
    const copies = shards > 0 && this.replicas > 0 ? shards * this.replicas : 0;
    return {
      name: pythonStr((this.values.get("name") ?? defaultOf("deployment", "name")) as Value),
      role: this.role,
      external: this.flag("external"),
      floating: this.flag("floating"),
      shards,
      replicas: this.count("replicas"),
      // [P10]
      polling: shards === 1 ? "ANY" : (this.text("polling") ?? "ANY"),
      uses: this.text("uses") ?? DEFAULT_EXECUTOR,
      usesBefore: before,
      usesAfter: after,
      protocols: this.protocols,
      hosts: this.hosts,
      ports: this.ports,
      tls: (this.values.get("tls") ?? (this.values.has("tls") ? null : false)) as boolean | null,
      pods: copies + [this.hasHead, before, after].filter(Boolean).length,
      hasHead: this.hasHead,
      noReduce: this.flag("no_reduce"),
      when: this.map("when"),
      grpcMetadata: metadata && metadata.size > 0 ? metadata : null,
      needsFile: this.needsFile,
      given: this.given,
      problems: this.problems,
      settings: () => this.settings(),
      args: () => this.otherArgs(new Set([...ELSEWHERE, ...this.settings().keys()])),
      addresses: () => (this.isRefused ? [] : this.addresses()),
    };
  }

  private settings(): Map<string, ArgumentValue> {
    const settings = new Map<string, ArgumentValue>();
    for (const name of SETTINGS) {
      const value = this.values.get(name);
      if (value !== undefined && isTrue(value as Value)) {
        settings.set(name, value);
      }
    }
    return settings;
  }

  private *addresses(): Iterable<Address> {
    const { hosts, ports, replicas } = this;
    const protocol = this.protocols[0]!.toLowerCase() + (this.isEncrypted ? "s" : "");
    if (this.hasHead || replicas === 1) {
      // With the gateway's role, the head's host is the list as Python shows it.
      yield { protocol, host: this.isInGatewayRole ? pythonRepr(hosts) : hosts[0]!, port: ports[0]! };
      return;
    }
    const peers = this.map("peer_ports")?.get("0") as readonly Value[] | undefined;
    for (let replica = 0; replica < replicas; replica++) {
      const host = hosts.length === replicas ? hosts[replica]! : hosts[0]!;
      const own = this.flag("external") ? ports[replica] : peers?.[replica];
      yield { protocol, host, port: own === undefined ? new Drawn("port") : own };
    }
  }

  private get isEncrypted(): boolean {
    const has = (name: string) => this.text(name) !== null;
    return this.flag("tls") || (has("ssl_certfile") && has("ssl_keyfile"));
  }
}

/** One item as many times as are wanted; several are left as they are. */
function repeated<T>(items: readonly T[], count: number): T[] {
  return items.length === 1 && count > 1 ? Array.from({ length: count }, () => items[0]!) : [...items];
}

/** A host out of `scheme://host:port`, of which each part but the host may be missing. @throws Refusal */
function splitAddress(address: string): { host: string; port: string | null; isEncrypted: boolean } {
  const behindScheme = address.split("://");
  const [host, port, ...more] = behindScheme.at(-1)!.split(":");
  if (behindScheme.length > 2 || more.length > 0) {
    const message = "too many values to unpack (expected 2)";
    throw new Refusal(
      "ValueError",
      message,
      "host",
      (owner) =>
        `${theKey("host", owner)} must be like example.org, example.org:1234 or grpcs://example.org:1234, not ${quoted(address)}; Jina takes no IPv6.`,
    );
  }
  const scheme = behindScheme.length === 2 ? behindScheme[0]! : "";
  return { host: host!, port: port ?? null, isEncrypted: ["grpcs", "https", "wss"].includes(scheme) };
}

/** Asks what Python asks before it asks the system for a host. @throws Refusal */
function checkHostName(host: string): void {
  const labels = strip(host).split(/[.\u3002\uff0e\uff61]/);
  const last = labels.pop()!;
  if (last.length >= 64 || labels.some((label) => label.length === 0 || label.length >= 64)) {
    throw new Refusal(
      "UnicodeError",
      "encoding with 'idna' codec failed (UnicodeError: label empty or too long)",
      "host",
      (owner) =>
        `${theKey("host", owner)} is no host name: ${quoted(host)} must have 1 to 63 characters between its dots.`,
    );
  }
  if (host.includes("\0")) {
    throw new Refusal(
      "TypeError",
      "gethostbyaddr() argument 1 must be encoded string without null bytes, not str",
      "host",
      (owner) => `${theKey("host", owner)} has a null character in it: take it out.`,
    );
  }
}
