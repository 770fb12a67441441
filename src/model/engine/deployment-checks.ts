/**
 * What the engine does to an executor's arguments behind the parser, in its order: what it refuses, and how hosts, ports
 * and replicas come to fit each other.
 *
 * [P4] HTTP takes no more than one shard; websocket is refused; a stateful one speaks GRPC alone.
 * [P5] Hosts and ports are as many as each other, or one of them is repeated. A host may be an address, whose port and
 *      scheme then count.
 * [P6] Several addresses of an external one are its replicas; any other number of replicas is refused, except 1.
 * [P8] With several shards there is a head, and one pod each for what runs before and after them.
 * [P9] Ports of peers are as many as replicas, and come to all shards if there are several and it is stateful.
 * [P11] Without shards, with several protocols, and with several shards but no replica the Flow does not build.
 */
import { counted } from "../../base/words.ts";
import type { Value } from "../value.ts";
import { Refusal } from "./argument-draft.ts";
import { theKey } from "./argument-sentences.ts";
import type { Deployment } from "./deployment.ts";
import { DEFAULT_HOST, type DeploymentDraft } from "./deployment-draft.ts";
import { Drawn, DrawnAddress } from "./drawn.ts";
import { checkHostName, splitAddress } from "./host-address.ts";

/**
 * Goes over the arguments, and puts the Deployment together as far as that comes.
 *
 * @param needs how many different executors it needs
 */
export function goOver(draft: DeploymentDraft, needs = 0): Deployment {
  draft.attempt("load", () => {
    checkReduce(draft, needs);
    draft.settleProvider("load");
    checkProtocols(draft);
    draft.checkStatefulProtocols();
    settleHosts(draft);
    settleReplicas(draft);
    draft.settlePortMonitoring();
    draft.checkStatefulCopies();
    settleAddressesAround(draft);
    checkAllPeers(draft);
    draft.checkLogConfig();
  });
  draft.attempt("build", () => {
    checkConnection(draft);
    checkRole(draft);
  });
  return draft.result();
}

function checkReduce(draft: DeploymentDraft, needs: number): void {
  if (needs > 1 && draft.flag("external") && draft.flag("no_reduce")) {
    throw new Refusal(
      "ValueError",
      "External Executors with multiple needs have to do auto reduce.",
      "no_reduce",
      ({ subject }) =>
        `${subject} is external and needs several executors, whose answers Jina must put together: leave no_reduce out.`,
    );
  }
}

function checkProtocols(draft: DeploymentDraft): void {
  const { protocols, role } = draft;
  if (role !== "GATEWAY" && draft.count("shards") > 1 && protocols.includes("HTTP")) {
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

function settleHosts(draft: DeploymentDraft): void {
  if (draft.isInGatewayRole) {
    return;
  }
  const most = Math.max(draft.hosts.length, draft.ports.length);
  const hosts = repeated(draft.hosts, most);
  const ports = repeated(draft.ports, most);
  if (hosts.length !== ports.length) {
    throw new Refusal(
      "ValueError",
      `Number of hosts (${hosts.length}) does not match the number of ports (${ports.length})`,
      draft.isWritten("host") ? "host" : "port",
      ({ subject }) =>
        `${subject} has ${counted(hosts.length, "host")} and ${counted(ports.length, "port")}: give as many of the one as of the other, or one for all.`,
    );
  }
  draft.values.set("host", hosts);
  draft.values.set("port", ports);
  for (const [index, written] of hosts.entries()) {
    const { host, port, isEncrypted } = splitAddress(written);
    if (host !== written) {
      hosts[index] = host;
      ports[index] = port;
      draft.values.set("tls", isEncrypted || null);
    }
  }
}

function settleReplicas(draft: DeploymentDraft): void {
  const addresses = draft.isInGatewayRole ? 0 : draft.ports.length;
  const replicas = draft.count("replicas");
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
  if (draft.flag("external")) {
    draft.values.set("replicas", addresses);
  }
}

function settleAddressesAround(draft: DeploymentDraft): void {
  for (const name of ["uses_before", "uses_after"] as const) {
    if (draft.around(name)) {
      const host = draft.hosts[0] || DEFAULT_HOST;
      draft.values.set(`${name}_address`, new DrawnAddress(host, new Drawn("port")));
    }
  }
}

function checkAllPeers(draft: DeploymentDraft): void {
  const shards = draft.count("shards");
  const addresses = draft.isInGatewayRole ? 0 : draft.hosts.length;
  const peers = draft.map("peer_ports") ?? new Map<string, Value>([["0", []]]);
  if (draft.flag("stateful") && peers.size < shards) {
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
  draft.checkPeers(peers.get("0"), draft.replicas);
  if (draft.flag("external") && draft.role !== "GATEWAY" && draft.replicas > addresses) {
    throw new Refusal(
      "IndexError",
      "list index out of range",
      "replicas",
      ({ subject }) =>
        `${subject} is external and has ${counted(draft.replicas, "replica")}, but ${counted(addresses, "address", "addresses")} (host and port): give each replica an address, or leave replicas out.`,
    );
  }
  for (const [shard, ports] of peers) {
    if (/^[1-9]\d*$/.test(shard) && Number(shard) < shards) {
      draft.checkPeers(ports, draft.replicas);
    }
  }
}

function checkConnection(draft: DeploymentDraft): void {
  if (draft.hasHead) {
    checkOneProtocol(draft);
    if (draft.replicas < 1) {
      throw new Refusal(
        "IndexError",
        "list index out of range",
        "replicas",
        (owner) => `${theKey("replicas", owner)} must be 1 or more, because it has shards.`,
      );
    }
    return;
  }
  if (draft.count("shards") < 1) {
    throw new Refusal("KeyError", "0", "shards", (owner) => `${theKey("shards", owner)} must be 1 or more.`);
  }
  if (draft.replicas < 1) {
    return;
  }
  if (draft.isInGatewayRole) {
    const message = "'list' object has no attribute 'strip'";
    throw new Refusal(
      "AttributeError",
      message,
      "pod_role",
      ({ subject }) => `${subject} has pod_role: GATEWAY, which only the gateway can have: leave it out.`,
    );
  }
  for (const host of draft.hosts.slice(0, draft.hosts.length === draft.replicas ? undefined : 1)) {
    checkHostName(host);
  }
  checkOneProtocol(draft);
}

function checkOneProtocol(draft: DeploymentDraft): void {
  if (draft.protocols.length !== 1) {
    throw new Refusal(
      "AttributeError",
      "'list' object has no attribute 'lower'",
      "protocol",
      ({ subject }) => `${subject} must speak one protocol: only the gateway speaks several.`,
    );
  }
}

function checkRole(draft: DeploymentDraft): void {
  if (draft.role === null) {
    const message = "'NoneType' object has no attribute 'is_inspect'";
    throw new Refusal(
      "AttributeError",
      message,
      "deployment_role",
      (owner) => `${theKey("deployment_role", owner)} is set by Jina itself: leave it out.`,
    );
  }
}

/** One item as many times as are wanted; several are left as they are. */
function repeated<T>(items: readonly T[], count: number): T[] {
  const [only] = items;
  return only !== undefined && items.length === 1 && count > 1
    ? Array.from({ length: count }, () => only)
    : [...items];
}
