import { describe, expect, test } from "vitest";
import type { Doc } from "../model/run/document.ts";
import type { DataRequest } from "../model/run/request.ts";
import {
  type ExecutorSettings,
  PLAIN_EXECUTOR,
  podName,
  type SimulationEvent,
  type SimulationSettings,
} from "../model/run/simulation.ts";
import { createSimulation } from "./simulation.ts";
import { flowOf, flowWith, topologyOf } from "./test-flow.ts";

const DOCUMENTS: readonly Doc[] = [
  { id: "d0", text: "x", tags: { size: 0 } },
  { id: "d1", text: "yz", tags: { size: 1 } },
];

const requestOf = (requestId: string, more: Partial<DataRequest> = {}): DataRequest => ({
  requestId,
  endpoint: "/foo",
  documents: DOCUMENTS,
  parameters: {},
  targetExecutor: "",
  ...more,
});

const settingsOf = (
  executors: Readonly<Record<string, Partial<ExecutorSettings>>> = {},
  more: Partial<SimulationSettings> = {},
): SimulationSettings => ({
  seed: 1,
  common: { ...PLAIN_EXECUTOR, latency: { kind: "fixed", ms: 10 } },
  executors: new Map(Object.entries(executors)),
  hopMs: 1,
  docarray: "v2",
  ...more,
});

type Flow = ReturnType<typeof flowOf>;

function run(
  flow: Flow,
  settings: SimulationSettings,
  ...requests: readonly DataRequest[]
): SimulationEvent[] {
  const simulation = createSimulation({ topology: topologyOf(flow), settings });
  for (const request of requests) {
    simulation.submit(request, 0);
  }
  const events: SimulationEvent[] = [];
  for (let event = simulation.step(); event; event = simulation.step()) {
    events.push(event);
  }
  return events;
}

/** As `12 sent a/rep-0`: the time, what happens, and to which process or executor. */
function said(event: SimulationEvent): string {
  const where = "to" in event ? podName(event.to) : "executor" in event ? event.executor : "";
  return `${event.atMs} ${event.kind} ${where}`.trim();
}

const docsOf = (event: SimulationEvent | undefined): Doc[] =>
  Array.from({ length: event?.documents.length ?? 0 }, (_, index) => event?.documents.at(index) as Doc);
const idsOf = (event: SimulationEvent | undefined) => docsOf(event).map(({ id }) => id);
const textsOf = (event: SimulationEvent | undefined) => docsOf(event).map(({ text }) => text);

describe("what happens to a request", () => {
  test("is told one event after another, in the order of time", () => {
    expect(run(flowOf({ name: "a" }, { name: "b" }), settingsOf(), requestOf("1")).map(said)).toEqual([
      "1 enters",
      "1 part a",
      "1 sent a/rep-0",
      "2 starts a/rep-0",
      "12 done a/rep-0",
      "13 part b",
      "13 sent b/rep-0",
      "14 starts b/rep-0",
      "24 done b/rep-0",
      "25 answered",
    ]);
  });

  test("a head asks all shards and merges what they answer", () => {
    const flow = flowOf({ name: "s", shards: 2, polling: "ALL", uses_before: "B" });
    expect(run(flow, settingsOf(), requestOf("1")).map(said).slice(2)).toEqual([
      "1 sent s/head-0",
      "2 sent s/uses_before-0",
      "3 starts s/uses_before-0",
      "13 done s/uses_before-0",
      "14 sent s/shard-0/rep-0",
      "14 sent s/shard-1/rep-0",
      "15 starts s/shard-0/rep-0",
      "15 starts s/shard-1/rep-0",
      "25 done s/shard-0/rep-0",
      "25 done s/shard-1/rep-0",
      "26 reduced s",
      "27 answered",
    ]);
  });

  test("documents that a condition takes out are told, and are gone", () => {
    const when = new Map([["tags__size", new Map([["$gt", 0]])]]);
    const events = run(flowOf({ name: "a", when }), settingsOf(), requestOf("1"));
    expect(idsOf(events.find(({ kind }) => kind === "filtered"))).toEqual(["d0"]);
    expect(idsOf(events.at(-1))).toEqual(["d1"]);
  });

  test("where branches merge, how many parts have come is told, and what came of them", () => {
    const flow = flowOf(
      { name: "l", needs: "gateway" },
      { name: "r", needs: "gateway" },
      { name: "j", needs: ["l", "r"] },
    );
    const fills = (name: string) => ({ behaviour: { kind: "text", template: `{text}>${name}` } }) as const;
    const events = run(flow, settingsOf({ l: fills("l"), r: fills("r") }), requestOf("1"));
    const parts = events.flatMap((event) =>
      event.kind === "part" && event.executor === "j" ? [`${event.from} ${event.came}/${event.of}`] : [],
    );
    expect(parts).toEqual(["l 1/2", "r 2/2"]);
    expect(textsOf(events.find(({ kind }) => kind === "reduced"))).toEqual(["x>r", "yz>r"]);
  });
});

describe("replicas", () => {
  test("take their turns, and let wait what comes while they work", () => {
    const events = run(
      flowOf({ name: "a", replicas: 2 }),
      settingsOf(),
      ...["1", "2", "3"].map((id) => requestOf(id)),
    );
    const told = events.filter(({ kind }) => kind === "starts" || kind === "waits");
    expect(told.map((event) => `${event.requestId}: ${said(event)}`)).toEqual([
      "1: 2 starts a/rep-1",
      "2: 2 starts a/rep-0",
      "3: 2 waits a/rep-1",
      "3: 12 starts a/rep-1",
    ]);
    expect(told.at(-1)).toMatchObject({ waitedMs: 10, forMs: 10 });
  });

  test("of an async Executor let nothing wait", () => {
    const settings = settingsOf({ a: { concurrency: Number.POSITIVE_INFINITY } });
    const events = run(flowOf({ name: "a" }), settings, requestOf("1"), requestOf("2"));
    expect(events.filter(({ kind }) => kind === "answered").map(({ atMs }) => atMs)).toEqual([13, 13]);
  });

  test("without a method for the endpoint give back what they get, in no time, while they work on others", () => {
    const settings = settingsOf({ a: { endpoints: ["/foo"] } }, { docarray: "v1" });
    const requests = [requestOf("1"), requestOf("2", { endpoint: "/bar" }), requestOf("3")];
    const told = run(flowOf({ name: "a" }), settings, ...requests).filter((event) => "to" in event);
    expect(told.map((event) => `${event.requestId}: ${said(event)}`)).toEqual([
      "1: 1 sent a/rep-0",
      "2: 1 sent a/rep-0",
      "3: 1 sent a/rep-0",
      "1: 2 starts a/rep-0",
      "2: 2 starts a/rep-0",
      "3: 2 waits a/rep-0",
      "2: 2 done a/rep-0",
      "1: 12 done a/rep-0",
      "3: 12 starts a/rep-0",
      "3: 22 done a/rep-0",
    ]);
  });

  test("that are down are passed over, and with none left the call fails", () => {
    const flow = flowOf({ name: "a", replicas: 2 });
    const [one, both] = [[1], [0, 1]].map((down) => run(flow, settingsOf({ a: { down } }), requestOf("1")));
    expect(one?.map(said).slice(2, 5)).toEqual(["1 sent a/rep-1", "2 unreachable a/rep-1", "2 sent a/rep-0"]);
    expect(both?.filter(({ kind }) => kind === "unreachable")).toHaveLength(4);
    expect(both?.at(-1)).toMatchObject({ kind: "refused", error: { code: "gateway" } });
  });
});

describe("what is tried again", () => {
  const slow = { latency: { kind: "fixed", ms: 100 } } as const;
  const callsOf = (events: readonly SimulationEvent[]) =>
    events.filter(({ kind }) => ["sent", "timed-out", "unreachable"].includes(kind)).map(said);

  test("an answer that does not come in time is given up, four times, each time by another replica", () => {
    const flow = flowWith({ timeout_send: 50 }, { name: "a", replicas: 2 });
    const events = run(flow, settingsOf({ a: slow }), requestOf("1"));
    expect(callsOf(events)).toEqual([
      "1 sent a/rep-1",
      "51 timed-out a/rep-1",
      "51 sent a/rep-0",
      "101 timed-out a/rep-0",
      "101 sent a/rep-1",
      "151 timed-out a/rep-1",
      "151 sent a/rep-0",
      "201 timed-out a/rep-0",
    ]);
    expect(events.at(-1)).toMatchObject({
      kind: "refused",
      error: {
        code: "timeout",
        advice: "a takes longer than timeout_send says. It was tried 4 times.",
      },
    });
    const once = flowWith({ timeout_send: 50, retries: 0 }, { name: "a" });
    expect(run(once, settingsOf({ a: slow }), requestOf("1")).at(-1)).toMatchObject({
      error: { advice: "a takes longer than timeout_send says. It was tried 1 time." },
    });
  });

  test("retries says how often, also where none is wanted", () => {
    const calls = (retries: number) => {
      const flow = flowWith({ timeout_send: 50, retries }, { name: "a" });
      return callsOf(run(flow, settingsOf({ a: slow }), requestOf("1"))).length / 2;
    };
    expect([calls(0), calls(1), calls(5), calls(-1), calls(-7)]).toEqual([1, 2, 6, 4, 4]);
    const down = flowWith({ retries: 0 }, { name: "a", replicas: 2 });
    const events = run(down, settingsOf({ a: { down: [1] } }), requestOf("1"), requestOf("2"));
    expect(
      events.filter(({ kind }) => kind === "refused" || kind === "answered").map(({ kind }) => kind),
    ).toEqual(["refused", "answered"]);
  });

  test.each([0, -5])("a timeout of %d ms is over at once, as with a real gateway", (timeout_send) => {
    const events = run(flowWith({ timeout_send }, { name: "a" }), settingsOf({ a: slow }), requestOf("1"));
    expect(events.filter(({ kind }) => kind === "timed-out").map(({ atMs }) => atMs)).toEqual([1, 1, 1, 1]);
    expect(events.at(-1)?.kind).toBe("refused");
  });

  test("what an executor without shards says of itself changes nothing", () => {
    const flow = flowWith({}, { name: "a", timeout_send: 50, retries: 0 });
    expect(run(flow, settingsOf({ a: slow }), requestOf("1")).at(-1)?.kind).toBe("answered");
  });

  test("a head gives up its shards, and the gateway asks the head again", () => {
    const flow = flowWith(
      { retries: 1 },
      { name: "s", shards: 2, polling: "ALL", timeout_send: 50, retries: 0 },
    );
    const events = run(flow, settingsOf({ s: slow }), requestOf("1"));
    expect(callsOf(events)).toEqual([
      "1 sent s/head-0",
      "2 sent s/shard-0/rep-0",
      "2 sent s/shard-1/rep-0",
      "52 timed-out s/shard-0/rep-0",
      "52 timed-out s/shard-1/rep-0",
      "53 sent s/head-0",
      "54 sent s/shard-0/rep-0",
      "54 sent s/shard-1/rep-0",
      "104 timed-out s/shard-0/rep-0",
      "104 timed-out s/shard-1/rep-0",
    ]);
    expect(events.at(-1)).toMatchObject({
      kind: "refused",
      error: {
        message: expect.stringMatching(/^\|Head: .*timed out\.\|Gateway: Connection with deployment s /),
      },
    });
  });

  test("a head that is given up takes its shards with it", () => {
    const flow = flowWith({ timeout_send: 50, retries: 0 }, { name: "s", shards: 2, polling: "ALL" });
    const events = run(flow, settingsOf({ s: slow }), requestOf("1"), requestOf("2"));
    // The second request does not wait for what the first one has left behind.
    expect(callsOf(events).filter((call) => call.includes("timed-out"))).toEqual([
      "51 timed-out s/head-0",
      "51 timed-out s/head-0",
    ]);
    expect(events.filter(({ kind }) => kind === "done")).toEqual([]);
  });

  test("work that is given up keeps nobody waiting", () => {
    const flow = flowWith({ timeout_send: 150, retries: 0 }, { name: "a" });
    const events = run(flow, settingsOf({ a: slow }), ...["1", "2", "3"].map((id) => requestOf(id)));
    const told = events.filter(({ kind }) => ["starts", "done", "timed-out"].includes(kind));
    expect(told.map((event) => `${event.requestId}: ${said(event)}`)).toEqual([
      "1: 2 starts a/rep-0",
      "1: 102 done a/rep-0",
      "2: 102 starts a/rep-0",
      "2: 151 timed-out a/rep-0",
      // Its own time is over in the same moment.
      "3: 151 starts a/rep-0",
      "3: 151 timed-out a/rep-0",
    ]);
  });
});

describe("dicts that executors return", () => {
  const report = { behaviour: { kind: "report" } } as const;
  const resultsOf = (flow: Flow, settings: SimulationSettings, more: Partial<DataRequest> = {}) => {
    const end = run(flow, settings, requestOf("1", more)).at(-1);
    return end?.kind === "answered" ? end.reply.parameters : null;
  };

  test("stand in the parameters of the answer, by the names of their processes", () => {
    const flow = flowOf({ name: "a" }, { name: "b" }, { name: "s", shards: 2, polling: "ALL" });
    expect(resultsOf(flow, settingsOf({ a: report, s: report }), { parameters: { k: 1 } })).toEqual({
      k: 1,
      __results__: {
        "a/rep-0": { documents: 2 },
        "s/shard-0/rep-0": { documents: 2 },
        "s/shard-1/rep-0": { documents: 2 },
      },
    });
    expect(resultsOf(flow, settingsOf())).toEqual({});
  });

  test("what a client sends under that name does no harm", () => {
    const parameters = JSON.parse('{"__results__": {"__proto__": {"x": 1}}}');
    const made = resultsOf(flowOf({ name: "s", shards: 2, polling: "ALL" }), settingsOf({ s: report }), {
      parameters,
    });
    expect(Object.getPrototypeOf(made?.__results__)).toBe(Object.prototype);
    expect(Object.keys(made?.__results__ ?? {})).toContain("__proto__");
    for (const odd of [1, "x", null, [1]]) {
      expect(resultsOf(flowOf({ name: "a" }), settingsOf(), { parameters: { __results__: odd } })).toEqual({
        __results__: odd,
      });
    }
  });
});

describe("behaviours", () => {
  const answerOf = (behaviour: ExecutorSettings["behaviour"], more: Partial<SimulationSettings> = {}) => {
    const event = run(flowOf({ name: "a" }), settingsOf({ a: { behaviour } }, more), requestOf("1")).at(-1);
    if (event?.kind !== "answered") {
      throw new Error("there is no answer");
    }
    return { ...event, documents: docsOf(event) };
  };

  test("a text is made by a template", () => {
    const { documents } = answerOf({
      kind: "text",
      template: "{id}: {text} by {executor} in {pod}, {other}",
    });
    expect(documents[1]).toMatchObject({ text: "d1: yz by a in a/rep-0, {other}" });
  });

  test("texts are cut into chunks", () => {
    expect(answerOf({ kind: "split", size: 1 }).documents[1]).toMatchObject({
      text: "yz",
      chunks: [
        { id: "d1-0", text: "y" },
        { id: "d1-1", text: "z" },
      ],
    });
  });

  test("vectors and matches are the same for the same seed, and others for another", () => {
    for (const behaviour of [
      { kind: "embed", dimension: 3 },
      { kind: "match", count: 2 },
    ] as const) {
      const [first, again, other] = [1, 1, 2].map((seed) => answerOf(behaviour, { seed }).documents[0]);
      expect(first).toEqual(again);
      expect(first).not.toEqual(other);
    }
    expect(answerOf({ kind: "match", count: 2 }).documents[0]?.matches).toHaveLength(2);
    expect(answerOf({ kind: "embed", dimension: 3 }).documents[0]?.embedding).toMatchObject({
      shape: [3],
      dtype: "<f4",
    });
  });

  test("documents are dropped", () => {
    expect(answerOf({ kind: "drop", share: 1 }).documents).toHaveLength(0);
    expect(answerOf({ kind: "drop", share: 0 }).documents).toHaveLength(2);
  });

  test("a failure is an answer: an exception with its Executor, and no route behind it", () => {
    const flow = flowOf({ name: "a", uses: "Mine" }, { name: "b" });
    const event = run(flow, settingsOf({ a: { behaviour: { kind: "fail", share: 1 } } }), requestOf("1")).at(
      -1,
    );
    expect(event).toMatchObject({
      kind: "answered",
      documents: DOCUMENTS,
      reply: {
        status: { code: "ERROR", exception: { name: "RuntimeError", executor: "Mine" } },
        routes: [{ executor: "gateway" }, { executor: "a", status: { code: "ERROR" } }],
      },
    });
  });

  test("a share of the requests fails, the same ones each time", () => {
    const settings = settingsOf({ a: { behaviour: { kind: "fail", share: 0.3 } } });
    const requests = Array.from({ length: 200 }, (_, index) => requestOf(String(index)));
    const failed = () =>
      run(flowOf({ name: "a" }), settings, ...requests)
        .filter(({ kind }) => kind === "failed")
        .map(({ requestId }) => requestId);
    expect(failed()).toEqual(failed());
    expect(failed().length).toBeGreaterThan(30);
    expect(failed().length).toBeLessThan(90);
  });
});

describe("a request that asks for a stream", () => {
  const [one] = DOCUMENTS;
  const asked = requestOf("1", { documents: one ? [one] : [] });
  const yields = { behaviour: { kind: "generate", count: 2 } } as const;
  const stream = (flow: Flow, settings: SimulationSettings) => {
    const simulation = createSimulation({ topology: topologyOf(flow), settings, isStream: true });
    simulation.submit(asked, 0);
    const events: SimulationEvent[] = [];
    for (let event = simulation.step(); event; event = simulation.step()) {
      events.push(event);
    }
    return events;
  };

  test("is answered by the first executor alone, document by document over its latency", () => {
    const events = stream(flowOf({ name: "a" }, { name: "b" }), settingsOf({ a: yields }));
    expect(events.map(said)).toEqual([
      "1 enters",
      "1 part a",
      "1 sent a/rep-0",
      "2 starts a/rep-0",
      "7 yielded a/rep-0",
      "8 streamed",
      "12 yielded a/rep-0",
      "12 done a/rep-0",
      "13 streamed",
      "13 answered",
    ]);
    expect(events.flatMap((event) => (event.kind === "streamed" ? textsOf(event) : []))).toEqual([
      "x 0",
      "x 1",
    ]);
    expect(events.at(-1)).toMatchObject({
      documents: [
        { id: "d0-0", text: "x 0" },
        { id: "d0-1", text: "x 1" },
      ],
      reply: { status: { code: "SUCCESS" }, routes: [] },
    });
  });

  test("is told what is no generator, and a generator tells who asks for none", () => {
    const statusOf = (events: readonly SimulationEvent[]) => {
      const last = events.at(-1);
      return last?.kind === "answered" ? last.reply.status : null;
    };
    expect(statusOf(stream(flowOf({ name: "a" }), settingsOf()))).toMatchObject({
      code: "ERROR",
      description: "ValueError('endpoint must be generator')",
    });
    expect(stream(flowOf({ name: "a" }), settingsOf()).at(-1)).toMatchObject({
      reply: { routes: [{ executor: "gateway", endMs: null }] },
    });
    expect(
      statusOf(run(flowOf({ name: "a", uses: "Mine" }), settingsOf({ a: yields }), asked)),
    ).toMatchObject({
      code: "ERROR",
      exception: { name: "TypeError", executor: "Mine" },
    });
  });

  test("comes back as often as it is tried where nobody has a method for it, and nobody says so", () => {
    const settings = settingsOf({ a: { ...yields, endpoints: ["/bar"] } });
    const texts = (flow: Flow) => textsOf(stream(flow, settings).at(-1));
    expect(texts(flowOf({ name: "a" }))).toEqual(["x", "x", "x", "x"]);
    expect(texts(flowWith({ retries: 1 }, { name: "a" }))).toEqual(["x", "x"]);
  });

  test("has no answer from a head, or of a Flow without executors", () => {
    const refused = (flow: Flow) => {
      const last = stream(flow, settingsOf({ a: yields })).at(-1);
      return last?.kind === "refused" ? last.error.message : null;
    };
    expect(refused(flowOf({ name: "a", shards: 2 }))).toContain("Method not found!");
    expect(refused(flowOf())).toContain("list index out of range");
  });

  test("that is given up streams no more", () => {
    const simulation = createSimulation({
      topology: topologyOf(flowOf({ name: "a" })),
      settings: settingsOf({ a: yields }),
      isStream: true,
    });
    simulation.submit(asked, 0);
    const kinds: string[] = [];
    for (let event = simulation.step(); event; event = simulation.step()) {
      kinds.push(event.kind);
      if (event.kind === "streamed") {
        simulation.cancel("1");
      }
    }
    expect(kinds.filter((kind) => ["streamed", "answered", "refused"].includes(kind))).toEqual([
      "streamed",
      "refused",
    ]);
  });
});

test.each([
  ["uniform", { kind: "uniform", fromMs: 10, toMs: 30 }, 20],
  ["normal", { kind: "normal", meanMs: 20, deviationMs: 5 }, 20],
  ["exponential", { kind: "exponential", meanMs: 20 }, 20],
] as const)("a latency that is %s has its mean", (_, latency, meanMs) => {
  const settings = settingsOf({ a: { latency, concurrency: Number.POSITIVE_INFINITY } });
  const requests = Array.from({ length: 2000 }, (_, index) => requestOf(String(index)));
  const times = run(flowOf({ name: "a" }), settings, ...requests).flatMap((event) =>
    event.kind === "starts" ? [event.forMs] : [],
  );
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  expect(Math.abs(mean - meanMs)).toBeLessThan(1.5);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
  expect(new Set(times).size).toBeGreaterThan(1900);
});

test("a request that is given up leads to nothing, and the others go on", () => {
  const simulation = createSimulation({
    topology: topologyOf(flowOf({ name: "a" }, { name: "b" })),
    settings: settingsOf(),
  });
  simulation.submit(requestOf("1"), 0);
  simulation.submit(requestOf("2"), 0);
  simulation.step();
  simulation.cancel("1");
  const ends: string[] = [];
  for (let event = simulation.step(); event; event = simulation.step()) {
    if (event.kind === "answered" || event.kind === "refused") {
      ends.push(`${event.requestId} ${event.kind}`);
    }
  }
  expect(ends).toEqual(["1 refused", "2 answered"]);
});
