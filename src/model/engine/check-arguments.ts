/**
 * What an executor's arguments come to once the Flow runs, where that is not what they say: arguments without effect,
 * and values at which the start fails. The engine takes all of it at load and build, so none is an error. Ports, hosts,
 * polling, uses and metadata have files of their own.
 */
import { counted, cut, listed } from "../../base/words.ts";
import type { Flow } from "../flow.ts";
import type { Value } from "../value.ts";
import { theKey, UNDER_WITH } from "./argument-sentences.ts";
import type { BuildProblem } from "./build-problem.ts";
import type { BuiltFlow, BuiltNode } from "./built-flow.ts";
import { Findings, type Spot, takeAway } from "./findings.ts";

/** Arguments that are given and have no effect, or another one than they seem to. */
export function checkArguments(flow: Flow, built: BuiltFlow): BuildProblem[] {
  const findings = new Findings(flow);
  for (const node of built.nodes) {
    if (flow.entries[node.entry] && node.role !== "INSPECT_AUX_PASS") {
      tellDefaults(flow, node, findings);
      tellArguments(node, findings);
    }
  }
  const { given } = built.gateway;
  tellTimeout(given.values.get("timeout_ready"), findings.gatewaySpotOf(built, "timeout_ready"), findings);
  tellFlowsUses(flow, findings);
  tellCors(built, findings);
  return findings.problems;
}

/** Values that people write out and that hold anyway. */
const STANDARD = new Map<string, Value>([
  ["replicas", 1],
  ["shards", 1],
  ["floating", false],
  ["external", false],
]);

function tellDefaults(flow: Flow, node: BuiltNode, findings: Findings): void {
  for (const [key, standard] of STANDARD) {
    const spot = findings.spotAt(node, key);
    if (spot?.raw === standard && !flow.with.has(key)) {
      findings.add(spot, {
        severity: "hint",
        code: "default-written",
        message: `${key}: ${standard} of ${cut(node.name, 40)} is the default, and can be left out.`,
        fix: takeAway,
      });
    }
  }
}

function tellArguments(node: BuiltNode, findings: Findings): void {
  const { shards, replicas, external } = node;
  const name = cut(node.name, 40);
  for (const key of ["uses_before", "uses_after"]) {
    const spot = findings.spotOf(node, key);
    if (spot && spot.at?.[0] !== "with" && shards <= 1) {
      findings.add(spot, {
        code: "uses-ignored",
        message: `${spot.the} is never run: it needs shards above 1, and ${name} has one shard.`,
      });
    }
  }
  const copies = findings.spotOf(node, "replicas");
  if (copies && replicas < 1 && shards === 1 && !external) {
    findings.add(copies, {
      code: "replicas-zero",
      message: `${name} has ${counted(replicas, "replica")}: Jina builds this Flow, but can neither draw, export nor start it.`,
      // The engine refuses a stateful one with fewer than three.
      fix: (at) =>
        node.deployment.given.values.get("stateful") === true
          ? undefined
          : { label: "Write replicas: 1", edit: { kind: "set-path", path: at, value: 1 } },
    });
  }
  tellTimeout(
    node.deployment.given.values.get("timeout_ready"),
    findings.spotOf(node, "timeout_ready"),
    findings,
  );
}

/** No process is up within less. */
const SHORTEST_START_MS = 1000;

function tellTimeout(timeout: Value | undefined, spot: Spot | null, findings: Findings): void {
  if (spot && typeof timeout === "number" && timeout > 0 && timeout < SHORTEST_START_MS) {
    findings.add(spot, {
      code: "timeout-short",
      message: `${spot.the} counts milliseconds: Jina gives up waiting after ${timeout} of them, before any process is up, and the Flow does not start. ${timeout} seconds are ${timeout * 1000}; -1 waits without end.`,
      // Who writes so few means seconds.
      fix: (at) => ({
        label: `Write ${timeout * 1000}`,
        edit: { kind: "set-path", path: at, value: timeout * 1000 },
      }),
    });
  }
}

/** The one argument of a Flow's own that only the command line reads. */
function tellFlowsUses({ with: flowWith }: Flow, findings: Findings): void {
  const raw = flowWith.get("uses") ?? null;
  if (raw !== null) {
    const the = theKey("uses", UNDER_WITH);
    findings.add(
      { place: { entry: -1 }, the, at: ["with", "uses"], raw },
      {
        code: "argument-elsewhere",
        message: `${the} has no effect here: it names a Flow's file to the command line. Each executor, and the gateway, has its own uses.`,
      },
    );
  }
}

function tellCors(built: BuiltFlow, findings: Findings): void {
  const { given, protocols } = built.gateway;
  const spot = findings.gatewaySpotOf(built, "cors");
  // A gateway of one's own may read it.
  if (spot && given.values.get("cors") === true && !protocols.includes("HTTP") && !given.values.has("uses")) {
    findings.add(spot, {
      code: "cors-ignored",
      message: `${spot.the} has no effect: it is for HTTP, and the gateway speaks ${listed(protocols, "and")} alone.`,
    });
  }
}
