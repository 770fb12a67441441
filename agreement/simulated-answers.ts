/** What the simulator answers to the requests of a Flow, in the form in which the real engine's answers are kept. */
import { readFlow } from "../src/formats/read/read-flow.ts";
import type { BuiltFlow } from "../src/model/engine/built-flow.ts";
import type { Doc, DocumentList, DocValue } from "../src/model/run/document.ts";
import type { DataRequest } from "../src/model/run/request.ts";
import {
  type Behaviour,
  type ExecutorSettings,
  PLAIN_EXECUTOR,
  type SimulationEvent,
  type SimulationSettings,
} from "../src/model/run/simulation.ts";
import { createSimulation } from "../src/simulator/simulation.ts";
import { topologyOf } from "../src/simulator/test-flow.ts";
import type { Generation } from "./engine.ts";
import type { RoutedFlow, Sent } from "./simulator-flows.ts";

/** What comes back of a request: by which executors, with which documents, and how it ended. */
export type RoutedAnswer =
  | {
      /** Of each executor its name, whether it has an end, and whether it has an error. */
      readonly routes: readonly (readonly [executor: string, hasEnd: boolean, hasFailed: boolean])[];
      readonly documents: readonly Doc[];
      readonly parameters: { readonly [key: string]: DocValue };
      /** `SUCCESS`, or the exception as the gateway writes it with the class of the Executor before it. */
      readonly status: string;
    }
  /** The gRPC status of a call without an answer. */
  | { readonly error: string };

/** The text of a Flow of the list. */
export function yamlOf({ executors, settings, gateway }: RoutedFlow): string {
  const lines = executors.split("\n").map((line) => `  - ${line}\n`);
  const part = (key: string, value: string | undefined) => (value === undefined ? "" : `${key}: ${value}\n`);
  return `jtype: Flow\n${part("with", settings)}${part("gateway", gateway)}executors:\n${lines.join("")}`;
}

/** What is sent, whole. */
export function requestOf(sent: Sent, index: number): DataRequest {
  return {
    requestId: String(index).padStart(32, "0"),
    endpoint: "/foo",
    documents: [
      { id: "d0", text: "x" },
      { id: "d1", text: "y" },
    ],
    parameters: {},
    targetExecutor: "",
    ...sent,
  };
}

/** The simulator's answers, one request sent after the other, and so many before them that take their turns. */
export function simulatedAnswers(routed: RoutedFlow, generation: Generation, before: number): RoutedAnswer[] {
  const { built } = readFlow(yamlOf(routed).replace("EXTERNAL", "54321"));
  const simulation = createSimulation({
    topology: topologyOf(built),
    settings: settingsFor(routed, built, generation),
    isStream: routed.stream ?? false,
  });
  const sents = [...Array.from({ length: before }, () => BEFORE), ...routed.requests];
  const answers = sents.map((sent, index) => {
    const whole = requestOf(sent, index);
    // A stream takes one document.
    const request = routed.stream ? { ...whole, documents: whole.documents.slice(0, 1) } : whole;
    // Long after all that floats behind the one before.
    simulation.submit(request, 10_000 * index);
    for (let event = simulation.step(); event; event = simulation.step()) {
      const answer = event.requestId === request.requestId ? answerOf(event) : null;
      if (answer) {
        return answer;
      }
    }
    throw new Error("the simulation ended without an answer");
  });
  return answers.slice(before);
}

/** To an endpoint for which shards take turns, whatever else is asked of them all. */
const BEFORE: Sent = { endpoint: "/index" };

/** What the executors of engine/executors.py do by `uses_with`, as behaviours. */
function settingsFor(routed: RoutedFlow, built: BuiltFlow, docarray: Generation): SimulationSettings {
  const { seed = 1, down } = routed;
  const executors = built.nodes.map(({ name, uses, deployment }): [string, Partial<ExecutorSettings>] => {
    const told = deployment.values.get("uses_with");
    const get = (key: string): unknown => (told instanceof Map ? told.get(key) : undefined);
    const sleep = get("sleep");
    const sleepS = typeof sleep === "object" && sleep !== null && "value" in sleep ? Number(sleep.value) : 0;
    return [
      name,
      {
        behaviour: uses === "TrailStream" ? { kind: "generate", count: 3 } : behaviourOf(get),
        latency: { kind: "fixed", ms: 1000 * sleepS },
        endpoints: uses === "TrailFoo" ? ["/foo"] : null,
        down: down?.[0] === name ? [down[1]] : [],
      },
    ];
  });
  const around = built.nodes.flatMap(({ name, usesBefore, usesAfter, deployment }) => {
    const told = deployment.values.get("uses_with");
    // They are told the same as the shards, and are none.
    const plain: Behaviour =
      told instanceof Map && told.has("fail_shard")
        ? { kind: "pass" }
        : told instanceof Map && told.has("report")
          ? { kind: "report" }
          : TRAIL;
    const settingsOf = (uses: string | null): Partial<ExecutorSettings> => ({
      behaviour: uses === "TrailFail" ? { kind: "fail", share: 1 } : plain,
    });
    return [
      [`${name}/uses_before`, settingsOf(usesBefore)],
      [`${name}/uses_after`, settingsOf(usesAfter)],
    ] as const;
  });
  const common: ExecutorSettings = { ...PLAIN_EXECUTOR, behaviour: TRAIL };
  return { seed, common, executors: new Map([...executors, ...around]), hopMs: 1, docarray };
}

const TRAIL: Behaviour = { kind: "text", template: "{text}>{pod}" };

function behaviourOf(told: (key: string) => unknown): Behaviour {
  if (told("fail") === true) {
    return { kind: "fail", share: 1 };
  }
  if (told("fail_shard") !== undefined) {
    return { kind: "fail", share: 0.5 };
  }
  if (told("report") === true) {
    return { kind: "report" };
  }
  return told("drop") === true ? { kind: "drop", share: 1 } : TRAIL;
}

/** All of them. */
export function listOf(documents: DocumentList): readonly Doc[] {
  return Array.from({ length: documents.length }, (_, index) => documents.at(index) as Doc);
}

function answerOf(event: SimulationEvent): RoutedAnswer | null {
  if (event.kind === "refused") {
    return { error: event.error.message };
  }
  if (event.kind !== "answered") {
    return null;
  }
  const { routes, documents, parameters, status } = event.reply;
  return {
    routes: routes.map((route) => [route.executor, route.endMs !== null, route.status?.code === "ERROR"]),
    documents: listOf(documents),
    // What a generator yields has neither: the page shows the parameters of the request with it.
    parameters: routes.length === 0 ? {} : parameters,
    status: status.exception ? `${status.exception.executor}: ${status.description}` : status.code,
  };
}
