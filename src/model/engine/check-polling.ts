/**
 * Polling: a name, or a mapping from endpoints to names, which the head reads when it starts. Before that the engine
 * takes any value; with one shard it never looks at it.
 */

import { cut, quoted } from "../../base/words.ts";
import type { Flow } from "../flow.ts";
import { meantBy } from "../meant.ts";
import type { Path } from "../path.ts";
import type { Fix } from "../problem.ts";
import { isMap, pythonStr } from "../python.ts";
import { loadJson } from "../python-json.ts";
import type { Value } from "../value.ts";
import type { BuildProblem } from "./build-problem.ts";
import type { BuiltFlow } from "./built-flow.ts";
import { type Finding, Findings, type Spot, takeAway } from "./findings.ts";

const NAMES = ["ANY", "ALL"];
/** The engine has it among its names, and no way to do it. */
const RESERVED = "ALL_ASYNC";
/** In a mapping the number of a name stands for it, save at `*`. */
const NUMBERED = ["ANY", "ALL", RESERVED];

interface Fault {
  /** The endpoint that has it; null for a value that is no mapping. */
  readonly endpoint: string | null;
  readonly value: string;
  readonly isReserved: boolean;
}

/** Polling that has no effect, or that the head cannot read when it starts. */
export function checkPolling(flow: Flow, built: BuiltFlow): BuildProblem[] {
  const findings = new Findings(flow);
  for (const node of built.nodes) {
    const { shards, external, role } = node;
    const name = cut(node.name, 40);
    const polling = node.deployment.given.values.get("polling");
    const spot = findings.spotOf(node, "polling");
    if (!spot || typeof polling !== "string" || role === "INSPECT_AUX_PASS" || shards < 1) {
      continue;
    }
    const isRead = shards > 1 && !external;
    const [fault] = faultsOf(polling);
    if (fault) {
      findings.add(spot, {
        code: "polling-value",
        message: `${wordsOf(fault, spot)} ${isRead ? `Jina takes the file, but ${fateOf(fault)}` : `${name} has one shard, so Jina does not look at it; with several ${fateOf(fault)}`}`,
        ...mendOf(fault, spot),
      });
    } else if (!isRead && spot.at?.[0] !== "with" && polling.toUpperCase() !== "ANY") {
      findings.add(spot, {
        code: "polling-ignored",
        message: `${spot.the} has no effect while it has one shard: replicas always share the requests among them.`,
        fix: takeAway,
      });
    }
  }
  return findings.problems;
}

/** The values that the engine stumbles over, in its order. */
function faultsOf(polling: string): Fault[] {
  const read = loadJson(polling);
  if (!("value" in read) || !isMap(read.value)) {
    return isName(polling) ? [] : [faultOf(null, polling)];
  }
  const pairs = [...read.value];
  // The engine reads `*` before all others, and again among them.
  const wild = pairs.filter(([endpoint, value]) => endpoint === "*" && !isName(value));
  const others = pairs.filter(([, value]) => !isName(value) && !isNumbered(value));
  return [...wild, ...others].map(([endpoint, value]) => faultOf(endpoint, value));
}

function isName(value: Value): boolean {
  return typeof value === "string" && NAMES.includes(value.toUpperCase());
}

function isNumbered(value: Value): boolean {
  return typeof value === "number" && NAMES.includes(NUMBERED[value - 1] ?? "");
}

function faultOf(endpoint: string | null, value: Value): Fault {
  const isReserved =
    (typeof value === "string" && value.toUpperCase() === RESERVED) ||
    (typeof value === "number" && endpoint !== "*" && NUMBERED[value - 1] === RESERVED);
  return { endpoint, value: isReserved ? RESERVED : pythonStr(value), isReserved };
}

function wordsOf({ endpoint, value }: Fault, { the }: Spot): string {
  const what = endpoint === null ? "" : ` for ${cut(endpoint, 40)}`;
  return `${the}${what} must be ANY or ALL, not ${quoted(value, 40)}:`;
}

function fateOf({ endpoint, isReserved }: Fault): string {
  if (!isReserved) {
    return "the Flow does not start.";
  }
  const requests =
    endpoint === null || endpoint === "*" ? "each request" : `each request to ${cut(endpoint, 40)}`;
  return `${requests} fails with "Unsupported polling type ${RESERVED}".`;
}

/** Where in the value it is, and what was probably meant. */
function mendOf(
  { endpoint, value, isReserved }: Fault,
  { raw }: Spot,
): Pick<Finding, "below" | "fix" | "choices"> {
  // A mapping may be written as one, or as a text that holds its JSON, which is no place to write into.
  const isWritten = isMap(raw) && endpoint !== null && raw.has(endpoint);
  const below = isWritten ? [endpoint] : [];
  const better = isReserved ? "ALL" : meantBy(value.toUpperCase(), NAMES);
  if (endpoint !== null && !isWritten) {
    return { below };
  }
  const writing =
    (name: string) =>
    (at: Path): Fix => ({
      label: `Write ${name}`,
      edit: { kind: "set-path", path: [...at, ...below], value: name },
    });
  return better === null
    ? { below, choices: (at) => NAMES.map((name) => writing(name)(at)) }
    : { below, fix: writing(better) };
}
