import { describe, expect, test } from "vitest";
import { createHandClock } from "../base/test-clock.ts";
import { lineId } from "../model/drawing/layout.ts";
import { spokenStep } from "../model/drawing/spoken-step.ts";
import { createStepHistory } from "../model/drawing/step-marks.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { ClientError } from "../model/run/client-error.ts";
import { type Doc, Tensor } from "../model/run/document.ts";
import type { Reply } from "../model/run/reply.ts";
import type { SimulationEvent } from "../model/run/simulation.ts";
import { type ExecutorSettings, PLAIN_EXECUTOR, type SimulationSettings } from "../model/run/simulation.ts";
import type { Trace } from "../model/run/trace.ts";
import { createLiveSimulation } from "./live-simulation.ts";
import { packed, unpackDocuments } from "./packed-documents.ts";
import { packSteps, unpackSteps } from "./packed-step.ts";
import { flowOf, topologyOf } from "./test-flow.ts";
import { type TraceQuestion, traceRequest } from "./trace-request.ts";

function trace(
  flow: BuiltFlow,
  settings: Readonly<Record<string, Partial<ExecutorSettings>>> = {},
  targetExecutor = "",
  ordinal = 0,
  isStream = false,
): Trace {
  const request = {
    requestId: "r",
    endpoint: "/",
    documents: isStream ? [{ text: "red" }] : [{ text: "red" }, { text: "blue" }],
    parameters: {},
    targetExecutor,
  };
  const steps: SimulationEvent[] = [];
  const question = {
    topology: topologyOf(flow),
    requests: [request],
    at: 0,
    firstOrdinal: ordinal,
    window: 4,
    continueOnError: false,
    hits: null,
    epochMs: 0,
    isStream,
    settings: {
      seed: 1,
      common: { ...PLAIN_EXECUTOR, latency: { kind: "fixed", ms: 10 } },
      executors: new Map(Object.entries(settings)),
      hopMs: 0,
      docarray: "v1",
    },
  } as const;
  const traced = traceRequest(question, (part) => steps.push(...part));
  return { request, index: ordinal, count: null, before: 0, steps, ...traced };
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

test("a stream is followed document by document", () => {
  const flow = flowOf({ name: "a" }, { name: "b" });
  const whole = trace(flow, { a: { behaviour: { kind: "generate", count: 2 } } }, "", 0, true);
  expect(whole.steps.map(spokenStep)).toEqual([
    "The gateway gets the request with 1 document: “red”.",
    "a has the request, from the gateway: 1 document: “red”.",
    "a/rep-0 is sent 1 document: “red”.",
    "a/rep-0 begins to work on 1 document: “red”.",
    "a/rep-0 yields 1 document: “red 0”.",
    "The gateway hands on 1 document: “red 0”.",
    "a/rep-0 yields 1 document: “red 1”.",
    "The gateway hands on 1 document: “red 1”.",
    "a/rep-0 ends its stream of 2 documents.",
    "The answer leaves the gateway with 2 documents: “red 0” and “red 1”.",
  ]);
  expect(marked(whole, flow, "a/rep-0 yields").executors).toEqual({
    a: "works: a/rep-0: works, 1 doc so far",
  });
  expect(marked(whole, flow, "The answer")).toMatchObject({
    executors: { a: "done: 2 docs" },
    lines: ["gateway->a"],
  });
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

describe("of several requests one is stepped through as it goes in a run", () => {
  const flow = flowOf({ name: "a", replicas: 3 }, { name: "b", replicas: 2 }, { name: "c" });
  const requests = Array.from({ length: 9 }, (_, index) => ({
    requestId: `r${index}`,
    endpoint: "/",
    documents: [{ id: `d${index}`, text: "x" }],
    parameters: {},
    targetExecutor: "",
  }));
  const settings = (own: Readonly<Record<string, Partial<ExecutorSettings>>> = {}): SimulationSettings => ({
    seed: 3,
    common: { ...PLAIN_EXECUTOR, latency: { kind: "uniform", fromMs: 5, toMs: 60 } },
    executors: new Map(Object.entries(own)),
    hopMs: 1,
    docarray: "v2",
  });
  const follow = (index: number, question: Partial<TraceQuestion> = {}) => {
    const steps: SimulationEvent[] = [];
    const traced = traceRequest(
      {
        topology: topologyOf(flow),
        settings: settings(),
        requests,
        at: index,
        firstOrdinal: 0,
        window: 4,
        continueOnError: false,
        hits: null,
        epochMs: 0,
        isStream: false,
        ...question,
      },
      (part) => steps.push(...part),
    );
    return { ...traced, steps };
  };
  /** What a live simulation tells, which is sent one request after the other, four at a time. */
  const sent = async (): Promise<readonly Reply[]> => {
    const clock = createHandClock();
    const replies: Reply[] = [];
    const { promise: all, resolve } = Promise.withResolvers<void>();
    let next = 0;
    const sendNext = () => {
      const request = requests[next++];
      if (request) {
        ask({ kind: "send", request: packed(request), hits: null });
      }
    };
    const ask = createLiveSimulation(clock, (told) => {
      if (told.kind === "answered") {
        replies.push({ ...told.reply, documents: unpackDocuments(told.reply.documents) });
        // The page sends more once it has the answer.
        queueMicrotask(replies.length === requests.length ? resolve : sendNext);
      }
    });
    ask({ kind: "begin", topology: topologyOf(flow), settings: settings(), isStream: false });
    for (let count = 0; count < 4; count++) {
      sendNext();
    }
    await clock.passUntil(all);
    return replies;
  };

  test("with the same waits and times", async () => {
    const replies = await sent();
    for (const index of requests.keys()) {
      const { steps, isUnsent } = follow(index);
      expect(steps[0]).toMatchObject({ kind: "enters", requestId: `r${index}`, atMs: 1 });
      const end = steps.at(-1) as Extract<SimulationEvent, { readonly kind: "answered" }>;
      const live = replies.find(({ requestId }) => requestId === `r${index}`)!;
      const spans = ({ routes }: Reply) =>
        routes.map(({ executor, startMs, endMs }) => [executor, Math.round((endMs ?? 0) - (startMs ?? 0))]);
      expect(spans(end.reply), String(index)).toEqual(spans(live));
      expect(isUnsent).toBe(false);
    }
  });

  test("so that the turns of replicas are those after the requests before it", () => {
    const replicasOf = (steps: readonly SimulationEvent[]) =>
      steps.flatMap((step) => (step.kind === "sent" ? [`${step.executor}${step.to.replica}`] : []));
    const alone = replicasOf(follow(0, { requests: requests.slice(5), firstOrdinal: 5 }).steps);
    const inRun = replicasOf(follow(5).steps);
    expect(alone).toEqual(["a1", "b1", "c0"]);
    // The sixth of them, where the first one finds the second of three.
    expect(inRun[0]).toBe("a0");
    expect(follow(2).steps.map(spokenStep).join("\n")).toMatch(/waits .*behind/);
  });

  test("and one that Send would not come to is said to be none", () => {
    const failing = { settings: settings({ b: { behaviour: { kind: "fail", share: 1 } } }) };
    expect(follow(8, failing).isUnsent).toBe(true);
    expect(follow(8, { ...failing, continueOnError: true }).isUnsent).toBe(false);
    // On their way together, they are sent before one of them fails.
    expect(follow(3, failing).isUnsent).toBe(false);
    expect(follow(8, failing).steps.at(-1)?.kind).toBe("answered");
  });
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
