/**
 * A transport that needs no server: it sends requests through the drawn Flow by the routing rules of Jina's gateway
 * and answers in the gateway's form. It runs nobody's code, so documents come back as they were sent; it takes its time
 * for each executor, so that routes and profile show what a Flow of this shape does. Promises:
 *
 * [S1] An executor starts when a part has come over each of its needs, `gateway` included; branches run side by side.
 * [S2] Routes are the gateway's and, depth-first by edges, those of the executors that have started, each once.
 * [S3] The answer leaves when the Flow's end is done. Nothing waits for the others: what they have not reached by then
 *      has no end time, or no route.
 * [S4] An executor that `target_executor` does not match is passed by at once: it has a start time and no end time.
 * [S5] Parameters come back as sent; after an end that was passed by, as that executor was given them.
 * [S6] Where the end cannot be reached, the request itself comes back at once.
 * [S7] Where the end is reached but waits for something that never comes, where the request meets a cycle, and where
 *      Python refuses the pattern or the parameters, the call fails with the gateway's own words.
 *
 * All were seen on Jina 3.34.0. Not imitated: conditions (`when`), `no_reduce`, endpoints without an executor.
 */
import type { Clock } from "../base/clock.ts";
import type { BuiltFlow, BuiltNode } from "../model/engine/built-flow.ts";
import { findCycles } from "../model/engine/graph-walk.ts";
import { GATEWAY } from "../model/flow.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { DocValue } from "../model/run/document.ts";
import { type Reply, type Route, SUCCESS } from "../model/run/reply.ts";
import type { DataRequest } from "../model/run/request.ts";
import type { Lacks, Transport } from "../model/run/transport.ts";
import { isSlow, type TargetMatcher } from "./target-matcher.ts";
import { readTargetPattern } from "./target-pattern.ts";

const LABEL = "simulator:";

/** For a pattern that was typed, once a request. */
const MATCH_LIMIT_MS = 1000;

const LACKS: Lacks = {
  streaming: "The simulator runs no code, so nothing is generated in it.",
  compression: "Nothing is sent anywhere.",
  headers: "Nothing is sent anywhere.",
};

interface SimulatorOptions {
  readonly flow: BuiltFlow;
  readonly clock: Clock;
  /** Tries patterns of `target_executor` that may take long; without it they are tried in place. */
  readonly match?: TargetMatcher;
  /** How long an executor works on a request, in milliseconds. */
  delayMs(executor: string): number;
}

/** Answers every request as the gateway of `flow` would, in the time that its executors take by `delayMs`. */
export function createSimulator(options: SimulatorOptions): Transport {
  const reach = reachOf(options.flow);
  return {
    label: LABEL,
    simulated: true,
    lacks: LACKS,
    limit: null,
    async open() {},
    send(request, signal) {
      const { match, flow } = options;
      const target = readTargetPattern(request.targetExecutor);
      if (target.kind === "unsupported" && !signal.aborted) {
        return Promise.reject(unsupported(target.construct));
      }
      const question = { pattern: request.targetExecutor, names: flow.nodes.map(({ name }) => name) };
      if (target.kind !== "ready" || !match || !isSlow(question)) {
        return pass(options, reach, request, signal, (name) => isMatch(target, name));
      }
      return match(question, MATCH_LIMIT_MS).then((hits) => {
        if (signal.aborted) {
          throw stopped();
        }
        if (!hits) {
          throw tooSlow();
        }
        const hit = new Set(hits);
        return pass(options, reach, request, signal, (name) => hit.has(name));
      });
    },
    close() {},
  };
}

/** What follows from the graph alone. */
interface Reach {
  /** Executors from which requests find the end, the end included, as far as they come from the gateway. */
  readonly toEnd: ReadonlySet<string>;
  /** The executors of a cycle that requests run into; empty if there is none. */
  readonly cycle: readonly string[];
}

function reachOf(flow: BuiltFlow): Reach {
  const reached = closure(GATEWAY, (name) => (flow.followers.get(name) ?? []).map((node) => node.name));
  const back = closure(flow.end, (name) => flow.byName.get(name)?.needs ?? []);
  const cycle = findCycles(flow).find((names) => names.some((name) => reached.has(name)));
  return {
    toEnd: new Set(flow.nodes.map(({ name }) => name).filter((name) => reached.has(name) && back.has(name))),
    cycle: cycle ?? [],
  };
}

function closure(from: string, nexts: (name: string) => readonly string[]): Set<string> {
  const seen = new Set([from]);
  // A Set yields what is added to it while it is walked through.
  for (const name of seen) {
    for (const next of nexts(name)) {
      seen.add(next);
    }
  }
  return seen;
}

/** One executor's part in one request. */
interface Stop {
  parts: number;
  startMs: number | null;
  endMs: number | null;
}

type Parameters = DataRequest["parameters"];

function pass(
  { flow, clock, delayMs }: SimulatorOptions,
  { toEnd, cycle }: Reach,
  request: DataRequest,
  signal: AbortSignal,
  isTarget: (executor: string) => boolean,
): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const gatewayStartMs = clock.epochMs();
  const stops = new Map<string, Stop>(
    flow.nodes.map(({ name }) => [name, { parts: 0, startMs: null, endMs: null }]),
  );
  /** Wakes the executors that are still at work when nobody waits for them any more. */
  const over = new AbortController();
  /** Executors at work from which the end may yet be reached. */
  let awaited = 0;
  /** What the request's parameters were turned into by the executor that got it last. */
  let latest = request.parameters;

  const settle = (how: () => void): void => {
    signal.removeEventListener("abort", cancel);
    how();
    over.abort();
  };
  const fail = (error: unknown): void => settle(() => reject(error));
  const cancel = (): void => fail(stopped());

  const answer = (parameters: Parameters): void => {
    const reply: Reply = {
      requestId: request.requestId,
      endpoint: request.endpoint,
      // The gateway takes it out before it sends the request on.
      targetExecutor: "",
      parameters,
      status: SUCCESS,
      routes: [
        { executor: GATEWAY, startMs: gatewayStartMs, endMs: clock.epochMs(), status: null },
        ...routesOf(flow, stops),
      ],
      documents: request.documents,
    };
    settle(() => resolve(reply));
  };

  const failIfStuck = (): void => {
    if (awaited === 0 && !over.signal.aborted) {
      fail(stuck(flow, toEnd));
    }
  };

  const work = async (node: BuiltNode): Promise<void> => {
    const isAwaited = toEnd.has(node.name);
    awaited += isAwaited ? 1 : 0;
    try {
      await clock.sleep(delayMs(node.name), over.signal);
    } catch (error) {
      if (over.signal.aborted) {
        return;
      }
      throw error;
    }
    stops.get(node.name)!.endMs = clock.epochMs();
    passOn(node.name, request.parameters);
    if (isAwaited) {
      awaited--;
      failIfStuck();
    }
  };

  /** Hands the request to those that need `from`, through all that are passed by, and ends it if the end is done. */
  const passOn = (from: string, parameters: Parameters): void => {
    let atEnd = from === flow.end && from !== GATEWAY ? parameters : null;
    const open = followersOf(flow, from);
    for (let node = open.pop(); node && !over.signal.aborted; node = open.pop()) {
      const stop = stops.get(node.name)!;
      try {
        latest = parametersFor(request.parameters, node.name);
        stop.parts++;
        if (stop.parts < node.needs.length) {
          continue;
        }
        stop.startMs = clock.epochMs();
        if (request.targetExecutor === "" || isTarget(node.name)) {
          work(node).catch(fail);
          continue;
        }
      } catch (error) {
        if (toEnd.has(node.name)) {
          fail(error);
        }
        continue;
      }
      atEnd = node.name === flow.end ? latest : atEnd;
      open.push(...followersOf(flow, node.name));
    }
    if (atEnd && !over.signal.aborted) {
      answer(atEnd);
    }
  };

  if (signal.aborted) {
    cancel();
    return promise;
  }
  signal.addEventListener("abort", cancel, { once: true });
  if (cycle.length > 0) {
    fail(endlessCycle(cycle));
  } else {
    passOn(GATEWAY, request.parameters);
    if (toEnd.size === 0) {
      answer(latest);
    } else {
      failIfStuck();
    }
  }
  return promise;
}

/** Those that need `name`, the first one last, to be popped. */
function followersOf(flow: BuiltFlow, name: string): BuiltNode[] {
  return (flow.followers.get(name) ?? []).toReversed();
}

function routesOf(flow: BuiltFlow, stops: ReadonlyMap<string, Stop>): Route[] {
  const routes: Route[] = [];
  const seen = new Set<string>();
  const open = followersOf(flow, GATEWAY);
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node.name)) {
      continue;
    }
    seen.add(node.name);
    const { startMs, endMs } = stops.get(node.name)!;
    if (startMs !== null) {
      routes.push({ executor: node.name, startMs, endMs, status: null });
    }
    open.push(...followersOf(flow, node.name));
  }
  return routes;
}

function stopped(): ClientError {
  return new ClientError("canceled", "Stopped.", { tried: LABEL });
}

function tooSlow(): ClientError {
  return new ClientError("input", "What target_executor hits takes too long to find out.", {
    tried: LABEL,
    advice:
      "A gateway that got this pattern would stand still over it too: write it without a repetition in a repetition.",
  });
}

function isMatch(target: ReturnType<typeof readTargetPattern>, executor: string): boolean {
  if (target.kind !== "ready") {
    const message = target.kind === "broken" ? target.message : target.construct;
    throw gatewayError("re.error", message, "target_executor is a regular expression as Python writes them.");
  }
  return target.matches(executor);
}

/**
 * The parameters as an executor gets them: `NAME__key` is `key` for the executor NAME and nothing for others, and what
 * stands under its own name is laid over the rest. Throws ClientError where the gateway fails on them.
 */
function parametersFor(parameters: Parameters, executor: string): Parameters {
  const own = new Map(Object.entries(parameters));
  for (const [key, value] of Object.entries(parameters)) {
    if (key.includes("__") && !key.startsWith("__") && !key.endsWith("__")) {
      const parts = key.split("__");
      const last = parts.pop()!;
      if (parts.join("") === executor) {
        own.set(last, value);
      }
      own.delete(key);
    }
  }
  const special = own.has(executor) ? parameters[executor] : undefined;
  if (isTrue(special)) {
    const type = pythonType(special);
    if (type !== "dict") {
      throw gatewayError(
        "TypeError",
        `dict.update() argument after ** must be a mapping, not ${type}`,
        `A parameter with the name of an executor, here ${executor}, holds parameters for it: it must be an object.`,
      );
    }
    for (const [key, value] of Object.entries(special as Parameters)) {
      own.set(key, value);
    }
  }
  return Object.fromEntries(own);
}

/** Python's truth of a value. */
function isTrue(value: DocValue | undefined): value is DocValue {
  return typeof value === "object" && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

/** The type that a parameter has once it has been through the wire. */
function pythonType(value: DocValue): string {
  switch (typeof value) {
    case "string":
      return "str";
    case "boolean":
      return "bool";
    case "object":
      return Array.isArray(value) ? "list" : "dict";
    default:
      return "float";
  }
}

/** A fault inside the gateway, as its gRPC status words it. */
function gatewayError(type: string, message: string, advice: string): ClientError {
  return new ClientError("gateway", `Unexpected <class '${type}'>: ${message}`, { tried: LABEL, advice });
}

function stuck(flow: BuiltFlow, toEnd: ReadonlySet<string>): ClientError {
  // All that waits, waits in the end for an executor that requests never reach; without cycles there is a first one.
  const neverIn = ({ needs }: BuiltNode) => needs.filter((need) => need !== GATEWAY && !toEnd.has(need));
  const waiting = flow.nodes.find((node) => toEnd.has(node.name) && neverIn(node).length > 0)!;
  return gatewayError(
    "IndexError",
    "list index out of range",
    `${waiting.name} waits for ${neverIn(waiting).join(", ")}, from which no request ever comes, so the Flow has no answer.`,
  );
}

function endlessCycle(names: readonly string[]): ClientError {
  const trail = names.length > 8 ? [...names.slice(0, 7), `… ${names.length - 7} more`] : names;
  return gatewayError(
    "RecursionError",
    "maximum recursion depth exceeded",
    `These executors need each other in a cycle: ${[...trail, names[0]].join(" → ")}.`,
  );
}

function unsupported(construct: string): ClientError {
  return new ClientError(
    "input",
    `The simulator cannot follow ${construct} in a pattern for target_executor.`,
    {
      tried: LABEL,
      advice: "Python may know it: send the request to a running Flow, or write the pattern in another way.",
    },
  );
}
