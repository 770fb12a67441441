import { expect, test } from "vitest";
import { lineId } from "../model/drawing/layout.ts";
import { spokenStep } from "../model/drawing/spoken-step.ts";
import { createStepHistory } from "../model/drawing/step-marks.ts";
import { buildFlow } from "../model/engine/build.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { ClientError } from "../model/run/client-error.ts";
import { type Doc, Tensor } from "../model/run/document.ts";
import type { SimulationEvent } from "../model/run/simulation.ts";
import { type ExecutorSettings, PLAIN_EXECUTOR } from "../model/run/simulation.ts";
import type { Trace } from "../model/run/trace.ts";
import type { Value } from "../model/value.ts";
import { packSteps, unpackSteps } from "./packed-step.ts";
import { topologyOf } from "./topology.ts";
import { traceRequest } from "./trace-request.ts";

function flowOf(...items: Record<string, Value>[]): BuiltFlow {
  const entries = items.map((args, index) => ({ index, method: "add", args: new Map(Object.entries(args)) }));
  return buildFlow({ with: new Map(), gateway: new Map(), listKey: "executors", entries }).flow;
}

function trace(
  flow: BuiltFlow,
  settings: Readonly<Record<string, Partial<ExecutorSettings>>> = {},
  targetExecutor = "",
  ordinal = 0,
): Trace {
  const request = {
    requestId: "r",
    endpoint: "/",
    documents: [{ text: "red" }, { text: "blue" }],
    parameters: {},
    targetExecutor,
  };
  const steps: SimulationEvent[] = [];
  const question = {
    topology: topologyOf(flow),
    request,
    ordinal,
    hits: null,
    epochMs: 0,
    settings: {
      seed: 1,
      common: { ...PLAIN_EXECUTOR, latency: { kind: "fixed", ms: 10 } },
      executors: new Map(Object.entries(settings)),
      hopMs: 0,
      docarray: "v1",
    },
  } as const;
  const isCut = traceRequest(question, (part) => steps.push(...part));
  return { request, index: ordinal, count: null, steps, isCut };
}

const DIAMOND = flowOf(
  { name: "a" },
  { name: "left", needs: "a", when: new Map([["text", new Map([["$eq", "red"]])]]) },
  { name: "right", needs: "a", shards: 2, polling: "ALL" },
  { name: "join", needs: ["left", "right"] },
);

/** The marks as texts, after the first step whose sentence begins so. */
function marked({ steps }: Trace, flow: BuiltFlow, beginning: string) {
  const at = steps.findIndex((step) => spokenStep(step).startsWith(beginning));
  expect(at, beginning).toBeGreaterThanOrEqual(0);
  const history = createStepHistory(flow.end);
  history.add(steps);
  const marks = history.after(at + 1);
  const executors = flow.nodes.flatMap(({ name }) => {
    const mark = marks.executor(name);
    return mark ? [[name, `${mark.kind}: ${mark.text}`]] : [];
  });
  const drawn = [...flow.nodes.flatMap(({ name, needs }) => needs.map((need) => lineId(need, name)))];
  return {
    executors: Object.fromEntries(executors),
    lines: [...drawn, lineId(flow.end, "gateway")].filter((line) => marks.isPassed(line)),
    messages: marks.messages,
    now: marks.now,
    waiting: marks.waiting(9),
  };
}

test("a request is followed over branches, shards and a join to its answer", () => {
  const whole = trace(DIAMOND, { left: { latency: { kind: "fixed", ms: 50 } } });
  expect(whole.isCut).toBe(false);
  const said = whole.steps.map(spokenStep);
  expect(said[0]).toBe("The gateway gets the request with 2 documents: “red” and “blue”.");
  expect(said).toContain("a/rep-0 begins to work on 2 documents: “red” and “blue”.");
  expect(said).toContain("The condition of left takes out 1 document: “blue”.");
  expect(said).toContain("right/shard-1/rep-0 gives back 2 documents: “red” and “blue”.");
  expect(said).toContain("The parts for join are merged into 2 documents: “red” and “blue”.");
  expect(said.at(-1)).toBe("The answer leaves the gateway with 2 documents: “red” and “blue”.");

  expect(marked(whole, DIAMOND, "join has part 1 of 2, from right")).toMatchObject({
    executors: {
      a: "done: 2 docs",
      left: "works: left/rep-0: works, 1 doc out by when",
      join: "waits: 1 of 2 parts",
    },
    lines: ["gateway->a", "a->left", "a->right", "right->join"],
    now: "join",
    waiting: { count: 1, names: ["join"] },
  });
  const end = marked(whole, DIAMOND, "The answer leaves");
  expect(end.executors).toMatchObject({ left: "done: 1 doc, 1 doc out by when", join: "done: 2 docs" });
  expect(end.lines).toContain("join->gateway");
  expect(end.now).toBe("gateway");
  // To a, left, join, and the head and shards of right.
  expect(end.messages).toBe(6);
});

test("what is passed by, fails or is down is marked so", () => {
  const flow = flowOf({ name: "a", replicas: 2 }, { name: "b" }, { name: "c" });
  const targeted = trace(flow, { a: { down: [1] } }, "a|c");
  expect(targeted.steps.map(spokenStep)).toContain("a/rep-1 is down.");
  expect(marked(targeted, flow, "The answer leaves").executors).toEqual({
    a: "done: 2 docs",
    b: "passed-by: passed by",
    c: "done: 2 docs",
  });
  const failing = trace(flow, { b: { behaviour: { kind: "fail", share: 1 } } });
  const said = failing.steps.map(spokenStep);
  expect(said.find((text) => text.startsWith("b/rep-0 fails"))).toBeDefined();
  expect(said).toContain("The answer leaves the gateway as an error, with 2 documents: “red” and “blue”.");
  expect(marked(failing, flow, "The answer leaves").executors.b).toBe("failed: b/rep-0 failed");
});

test("a call that the gateway refuses ends with why", () => {
  const { steps } = trace(flowOf({ name: "a" }), {}, "(");
  expect(spokenStep(steps.at(-1)!)).toMatch(
    /^The call ends without an answer: Unexpected <class 're.error'>/,
  );
  const end = unpackSteps(structuredClone(packSteps(steps))).at(-1);
  expect(end).toMatchObject({
    kind: "refused",
    error: (steps.at(-1) as { readonly error: ClientError }).error,
  });
  expect(end && "error" in end && end.error).toBeInstanceOf(ClientError);
});

test("steps come through a thread as they were, with arrays in their documents", () => {
  const flow = flowOf({ name: "a" }, { name: "b" });
  const { steps } = trace(flow, { a: { behaviour: { kind: "embed", dimension: 2 } } });
  const packed = structuredClone(packSteps(steps));
  // What several steps have is there once: as it was sent, and with an embedding.
  expect(packed.documents.texts).toHaveLength(4);
  const unpacked = unpackSteps(packed);
  const listed = ({ documents, ...step }: SimulationEvent) => ({
    ...step,
    ...("reply" in step && { reply: { ...step.reply, documents: null } }),
    documents: Array.from({ length: documents.length }, (_, index) => documents.at(index)),
  });
  expect(unpacked.map(listed)).toStrictEqual(steps.map(listed));
  const end = unpacked.at(-1) as Extract<SimulationEvent, { readonly kind: "answered" }>;
  expect((end.reply.documents.at(1) as Doc).embedding).toBeInstanceOf(Tensor);
});
