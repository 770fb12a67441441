/**
 * Where an executor is said to run, against whether the engine starts it: a host elsewhere without `external`, an
 * external executor without a port, and what is said of an external one that only whoever starts it can heed.
 */
import { counted, cut } from "../../base/words.ts";
import type { Flow } from "../flow.ts";
import { isList } from "../python.ts";
import type { Value } from "../value.ts";
import type { BuildProblem } from "./build-problem.ts";
import type { BuiltFlow, BuiltNode } from "./built-flow.ts";
import { Findings, isRefused, takeAway } from "./findings.ts";

/** Hosts, ports and settings of executors that are started elsewhere than it is said, or by somebody else. */
export function checkHosts(flow: Flow, built: BuiltFlow): BuildProblem[] {
  const findings = new Findings(flow);
  for (const node of built.nodes) {
    if (flow.entries[node.entry] && node.role !== "INSPECT_AUX_PASS") {
      if (node.external) {
        tellExternal(node, findings);
      } else if (!isRefused(node.deployment)) {
        tellElsewhere(node, findings);
      }
    }
  }
  tellGateway(built, findings);
  return findings.problems;
}

/** It has no `external`: it always runs here. */
function tellGateway(built: BuiltFlow, findings: Findings): void {
  const { host } = built.gateway;
  const spot = findings.gatewaySpotOf(built, "host");
  if (spot && !isHere(host) && !host.includes("$")) {
    findings.add(spot, {
      code: "host-elsewhere",
      message: `${spot.the} is ${cut(host)}: Jina starts the gateway on this machine, and the Flow does not start unless that is an address of it.`,
    });
  }
}

function tellExternal(node: BuiltNode, findings: Findings): void {
  const name = cut(node.name, 40);
  const external = findings.spotOf(node, "external");
  if (!external) {
    return;
  }
  if (!findings.spotOf(node, "port") && !hostsOf(node).some(hasPort)) {
    findings.add(external, {
      code: "external-address",
      message: `${name} is external, but no port says where it runs: Jina makes up a random port, at which nothing answers.`,
    });
  }
  const uses = findings.spotOf(node, "uses");
  // Where a variable decides whether it is external, it is for when it is not.
  if (uses && external.raw === true && uses.at?.[0] !== "with") {
    findings.add(uses, {
      code: "uses-ignored",
      message: `${uses.the} is ignored: it is external, so Jina starts nothing for it.`,
      fix: takeAway,
    });
  }
}

function tellElsewhere(node: BuiltNode, findings: Findings): void {
  const name = cut(node.name, 40);
  const spot = findings.spotOf(node, "host");
  const hosts = hostsOf(node);
  if (!spot || hosts.some((host) => host.includes("$"))) {
    return;
  }
  const ports = node.deployment.given.values.get("port") ?? null;
  const isKnown = hosts.some(hasPort) || ports !== null;
  // The engine refuses an external one whose replicas are not as many as its addresses.
  const isOne = node.replicas === 1 && hosts.length === 1 && !(isList(ports) && ports.length > 1);
  // The list of arguments, at whose end external is written.
  const args = spot.at?.slice(0, -1);
  const fix =
    isKnown && isOne && args && args[0] !== "with"
      ? () =>
          ({
            label: "Write external: true",
            edit: { kind: "set-path", path: [...args, "external"], value: true },
          }) as const
      : undefined;
  const address = hosts.find((host) => hasPort(host) || host.includes("://"));
  if (address !== undefined) {
    findings.add(spot, {
      code: "host-elsewhere",
      message: `${spot.the} is ${cut(address)}, but ${name} is not external: Jina starts it here, where no address with a port or a scheme can be opened, and the Flow does not start. If it runs there already, write external: true.`,
      ...(fix ? { fix } : {}),
    });
    return;
  }
  const other = hosts.find((host) => !isHere(host));
  if (other !== undefined) {
    findings.add(spot, {
      code: "host-elsewhere",
      message: `${spot.the} is ${cut(other)}, but ${name} is not external: Jina starts it on this machine, and the Flow does not start unless that is an address of it. If it runs there already, write external: true.`,
      ...(fix ? { fix } : {}),
    });
  } else if (hosts.length > 1 && hosts.length !== node.replicas) {
    findings.add(spot, {
      code: "host-elsewhere",
      message: `${name} has ${counted(hosts.length, "host")} and is not external: Jina starts it at the first one alone.`,
    });
  }
}

function hostsOf({ deployment }: BuiltNode): readonly string[] {
  const host: Value = deployment.given.values.get("host") ?? null;
  const hosts = isList(host) ? host : [host];
  return hosts.filter((one): one is string => typeof one === "string");
}

function hasPort(host: string): boolean {
  return /:\d+\b/.test(host);
}

function isHere(host: string): boolean {
  return /^(?:|0\.0\.0\.0|localhost|127(?:\.\d+){3}|\[?::1?\]?)$/i.test(host.trim());
}
