/** Everything that the engine takes at load and build, and that a person should know all the same. */

import type { Flow } from "../flow.ts";
import type { BuildProblem } from "./build-problem.ts";
import type { BuiltFlow } from "./built-flow.ts";
import { checkArguments } from "./check-arguments.ts";
import { checkGraph } from "./check-graph.ts";
import { checkHosts } from "./check-hosts.ts";
import { checkMetadata } from "./check-metadata.ts";
import { checkPolling } from "./check-polling.ts";
import { checkPorts } from "./check-ports.ts";
import { checkUses } from "./check-uses.ts";

const CHECKS = [checkGraph, checkArguments, checkPolling, checkUses, checkPorts, checkHosts, checkMetadata];

/** All warnings of a Flow, check by check; each is at its entry and key. */
export function checkFlow(flow: Flow, built: BuiltFlow): BuildProblem[] {
  return CHECKS.flatMap((check) => check(flow, built));
}
