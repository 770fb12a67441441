/**
 * Ports that the engine takes at load and build, and does not open when the Flow starts, or cannot: more or fewer than
 * there is use for, out of range, asked for twice. Which of the written ports are opened, seen on the engine:
 *
 *   gateway     as many as it has protocols, in order; none of them if one is written for several protocols. One
 *               protocol with several ports does not start
 *   executor    the first, by its one replica or by its head; none if it has replicas and no head. Those then open what
 *               peer_ports gives them
 *   monitoring  as many as there are pods, the head first; none while monitoring is off
 */

import { counted, cut, grouped, listed } from "../../base/words.ts";
import type { Flow } from "../flow.ts";
import { isList } from "../python.ts";
import type { Value } from "../value.ts";
import type { Given } from "./argument-draft.ts";
import { valueShown } from "./argument-sentences.ts";
import type { BuildProblem } from "./build-problem.ts";
import type { BuiltFlow, BuiltNode } from "./built-flow.ts";
import { type Finding, Findings, isRefused, type Spot, takeAway } from "./findings.ts";

/** Ports that are ignored, missing, out of range or asked for twice. */
export function checkPorts(flow: Flow, built: BuiltFlow): BuildProblem[] {
  const findings = new Findings(flow);
  const opened = isRefused(built.gateway) ? [] : [...openedByGateway(built, findings)];
  for (const node of built.nodes) {
    const isStarted = !node.external && node.role !== "INSPECT_AUX_PASS" && !isRefused(node.deployment);
    if (isStarted && flow.entries[node.entry]) {
      opened.push(...openedByExecutor(node, findings));
    }
  }
  tellClashes(opened, findings);
  return findings.problems;
}

/** A port that is written, and opened when the Flow starts. */
interface Opened {
  readonly port: number;
  readonly who: string;
  readonly spot: Spot;
  readonly below: readonly number[];
  /** Such servers share a port with others of their kind. */
  readonly isGrpc: boolean;
}

function* openedByGateway(built: BuiltFlow, findings: Findings): Generator<Opened> {
  const { gateway } = built;
  const spot = findings.gatewaySpotOf(built, "port");
  const ports = portsOf(gateway.given, "port");
  const { protocols } = gateway;
  // A gateway of one's own does with its ports what it likes.
  const isOwn = gateway.given.values.has("uses") || gateway.given.values.has("runtime_cls");
  if (spot && ports.length === 1 && protocols.length > 1 && !isOwn) {
    findings.add(spot, {
      code: "port-ignored",
      message: `The gateway has ${counted(protocols.length, "protocol")} (${listed(protocols, "and")}) and one port, ${valueShown(ports[0])}: Jina ignores it, and gives each protocol a random one. Write a list of ${counted(protocols.length, "port")}.`,
    });
  } else if (spot && ports.length > 1 && protocols.length === 1 && !isOwn) {
    findings.add(spot, {
      code: "port-value",
      message: `The gateway has ${counted(ports.length, "port")} and one protocol, ${protocols[0]}: Jina takes the file, but the Flow does not start. Write one port, or a list of as many protocols.`,
    });
  } else if (spot) {
    const count = isOwn ? ports.length : protocols.length;
    for (const [index, port] of ports.entries()) {
      // At a text the Flow does not start, though nobody would open it, which is told where arguments are read.
      if (index >= count && isNumber(port)) {
        findings.add(
          spot,
          surplus(
            spot,
            index,
            `The gateway has ${counted(count, "protocol")}: Jina opens a port for each, and not ${valueShown(port)}.`,
          ),
        );
      } else if (isSound(port, spot, index, "the gateway", findings)) {
        const isGrpc = !isOwn && protocols[index] === "GRPC";
        yield { port, who: "the gateway", spot, below: belowOf(spot, index), isGrpc };
      }
    }
  }
  const spoken = findings.gatewaySpotOf(built, "protocol");
  // Of servers that can all do without one another's end, gRPC's, the gateway takes it that they have ended.
  if (spoken && !isOwn && protocols.length > 1 && protocols.every((protocol) => protocol === "GRPC")) {
    findings.add(spoken, {
      code: "protocol-twice",
      message: `The gateway has the protocol GRPC ${protocols.length === 2 ? "twice" : `${protocols.length} times`} and no other: Jina takes the file, but such a gateway ends as soon as it has started. Write GRPC once; beside HTTP or WEBSOCKET it is served on several ports too.`,
    });
  }
  const monitoring = findings.gatewaySpotOf(built, "port_monitoring");
  if (monitoring) {
    yield* openedForMonitoring(gateway.given, monitoring, "the gateway", 1, findings);
  }
}

function* openedByExecutor(node: BuiltNode, findings: Findings): Generator<Opened> {
  const { shards, replicas } = node;
  const name = cut(node.name, 40);
  const { given, hasHead, protocols } = node.deployment;
  const spot = findings.spotOf(node, "port");
  const ports = portsOf(given, "port");
  if (spot && !hasHead && replicas > 1) {
    findings.add(spot, {
      code: "port-ignored",
      message: `${spot.the} is ignored: ${name} has ${counted(replicas, "replica")}, and each of them gets a random port. peer_ports gives each its own.`,
    });
  } else if (spot) {
    for (const [index, port] of ports.entries()) {
      if (index > 0 && isNumber(port)) {
        const who = hasHead
          ? `${name} has ${counted(shards, "shard")} and one head`
          : `${name} has one replica`;
        findings.add(
          spot,
          surplus(
            spot,
            index,
            `${who}: Jina opens the first port, and not ${valueShown(port)}.`,
            replicas > 1,
          ),
        );
      } else if (isSound(port, spot, index, name, findings)) {
        yield { port, who: name, spot, below: belowOf(spot, index), isGrpc: protocols[0] === "GRPC" };
      }
    }
  }
  const monitoring = findings.spotOf(node, "port_monitoring");
  if (monitoring) {
    const pods = (hasHead ? 1 : 0) + shards * replicas;
    yield* openedForMonitoring(given, monitoring, name, pods, findings);
  }
}

function* openedForMonitoring(
  given: Given,
  spot: Spot,
  who: string,
  pods: number,
  findings: Findings,
): Generator<Opened> {
  if (given.values.get("monitoring") !== true) {
    findings.add(spot, {
      code: "port-ignored",
      message: `${spot.the} has no effect: ${who} has no monitoring. monitoring: true switches it on.`,
    });
    return;
  }
  for (const [index, port] of portsOf(given, "port_monitoring").entries()) {
    if (index >= pods) {
      findings.add(
        spot,
        surplus(
          spot,
          index,
          `${capital(who)} has ${counted(pods, "process", "processes")} to monitor: Jina opens a port for each, and not ${valueShown(port)}.`,
        ),
      );
    } else if (isSound(port, spot, index, `the monitoring of ${who}`, findings)) {
      yield { port, who: `the monitoring of ${who}`, spot, below: belowOf(spot, index), isGrpc: false };
    }
  }
}

function capital(subject: string): string {
  return subject.replace(/^the /, "The ");
}

/** What nobody opens at one place of a list. `isCounted`: the engine compares the list's length with the replicas. */
function surplus(spot: Spot, index: number, message: string, isCounted = false): Finding {
  const below = belowOf(spot, index);
  return {
    code: "port-ignored",
    below,
    message,
    ...(below.length > 0 && !isCounted
      ? {
          fix: (at) => ({
            label: "Take this port away",
            edit: { kind: "unset-path", path: [...at, ...below], keepsComments: true },
          }),
        }
      : {}),
  };
}

/** The last port that there is. */
export const MAX_PORT = 65_535;

function isNumber(port: Value): port is number {
  return typeof port === "number";
}

/** A port that can be opened, and that others can be told of. */
function isSound(port: Value, spot: Spot, index: number, who: string, findings: Findings): port is number {
  if (!isNumber(port)) {
    // A text that is no number is told where arguments are read.
    return false;
  }
  if (port > 0 && port <= MAX_PORT) {
    return true;
  }
  findings.add(spot, {
    code: "port-value",
    below: belowOf(spot, index),
    message:
      port === 0
        ? `At port 0 the system draws one that Jina does not know: ${who} cannot be reached. Leave the port out, and Jina draws one itself.`
        : `There is no port ${cut(String(port))} for ${who}, because ports go from 1 to ${grouped(MAX_PORT)}: Jina takes the file, but the Flow does not start.`,
    ...(port === 0 && belowOf(spot, index).length === 0 ? { fix: takeAway } : {}),
  });
  return false;
}

function tellClashes(opened: readonly Opened[], findings: Findings): void {
  const taken = new Map<number, Opened>();
  for (const one of opened) {
    const other = taken.get(one.port);
    if (!other) {
      taken.set(one.port, one);
      continue;
    }
    const both = one.who === other.who ? `${one.who} twice` : `${one.who} and ${other.who}`;
    findings.add(one.spot, {
      code: "port-clash",
      below: one.below,
      message: `Port ${one.port} is given to ${both}: Jina takes the file, but the Flow does not start${
        one.isGrpc && other.isGrpc
          ? ", or both open it, if they come up at once: which of them a request reaches is chance then"
          : ""
      }.`,
    });
  }
}

function portsOf({ values }: Given, argument: string): readonly Value[] {
  const value = values.get(argument) ?? null;
  return value === null ? [] : isList(value) ? value : [value];
}

/** The place of one port in what is written, where that is a list. */
function belowOf({ raw }: Spot, index: number): readonly number[] {
  return isList(raw) && index < raw.length ? [index] : [];
}
