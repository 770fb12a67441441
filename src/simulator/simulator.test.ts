import { describe, expect, test } from "vitest";
import { type Clock, createClock } from "../base/clock.ts";
import { createHandClock, type HandClock, settled } from "../base/test-clock.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { Reply } from "../model/run/reply.ts";
import type { DataRequest } from "../model/run/request.ts";
import { PLAIN_EXECUTOR, type SimulationSettings } from "../model/run/simulation.ts";
import type { Transport } from "../model/run/transport.ts";
import { createLiveSimulation, type ToldBySimulation } from "./live-simulation.ts";
import { packed } from "./packed-documents.ts";
import { createSimulation } from "./simulation.ts";
import { createSimulator } from "./simulator.ts";
import type { TargetMatcher } from "./target-matcher.ts";
import { flowOf, topologyOf } from "./test-flow.ts";
import { createTestThread } from "./test-thread.ts";

const REQUEST: DataRequest = {
  requestId: "0123456789abcdef0123456789abcdef",
  endpoint: "/foo",
  documents: [
    { id: "d0", text: "x" },
    { id: "d1", text: "y" },
  ],
  parameters: {},
  targetExecutor: "",
};

interface Given {
  readonly delays?: Readonly<Record<string, number>>;
  readonly request?: Partial<DataRequest>;
}

/** Executors that take so many milliseconds, 10 without, and a docarray below 0.30. */
function settingsOf(delays: Readonly<Record<string, number>>, commonMs = 10): SimulationSettings {
  const latencyOf = (ms: number) => ({ latency: { kind: "fixed", ms } }) as const;
  return {
    seed: 1,
    common: { ...PLAIN_EXECUTOR, ...latencyOf(commonMs) },
    executors: new Map(Object.entries(delays).map(([name, ms]) => [name, latencyOf(ms)])),
    hopMs: 0,
    docarray: "v1",
  };
}

/** The simulator in the time of this clock. */
function simulatorOf(
  flow: BuiltFlow,
  clock: HandClock,
  settings: SimulationSettings,
  match?: TargetMatcher,
): Transport {
  const spawn = () => createTestThread(clock).worker;
  return createSimulator({ flow, settings, clock, spawn, ...(match && { match }) });
}

function send(flow: BuiltFlow, { delays = {}, request = {} }: Given = {}): Promise<Reply> {
  const clock = createHandClock();
  const simulator = simulatorOf(flow, clock, settingsOf(delays));
  return clock.passUntil(simulator.send({ ...REQUEST, ...request }, new AbortController().signal));
}

/** Routes as `name start-end`, in milliseconds since the gateway got the request; no end where there is none. */
function routesOf({ routes }: Reply): string[] {
  const zero = routes[0]!.startMs!;
  const time = (ms: number | null) => (ms === null ? "" : String(ms - zero));
  return routes.map(({ executor, startMs, endMs }) => `${executor} ${time(startMs)}-${time(endMs)}`);
}

function documentsOf({ documents }: Reply): unknown[] {
  return Array.from({ length: documents.length }, (_, index) => documents.at(index));
}

async function errorOf(promise: Promise<unknown>): Promise<ClientError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ClientError);
  return error as ClientError;
}

const CHAIN = flowOf({ name: "a" }, { name: "b" }, { name: "c" });
const DIAMOND = flowOf(
  { name: "a" },
  { name: "left", needs: "a" },
  { name: "right", needs: "a" },
  { name: "join", needs: ["left", "right"] },
);

describe("the simulator", () => {
  test("says that it is one", async () => {
    const simulator = simulatorOf(CHAIN, createHandClock(), settingsOf({}, 0));
    expect(simulator).toMatchObject({ label: "simulator:", simulated: true });
    await expect(simulator.open(new AbortController().signal)).resolves.toBeUndefined();
  });

  test("answers in the gateway's form, documents unchanged and in their order", async () => {
    const reply = await send(DIAMOND);
    expect(reply).toMatchObject({
      requestId: REQUEST.requestId,
      endpoint: "/foo",
      targetExecutor: "",
      parameters: {},
      status: { code: "SUCCESS", description: "", exception: null },
    });
    expect(documentsOf(reply)).toEqual(REQUEST.documents);
    expect(reply.routes[0]).toEqual({
      executor: "gateway",
      startMs: 1_700_000_000_000,
      endMs: 1_700_000_000_030,
      status: null,
    });
  });

  test("a Flow without executors answers at once", async () => {
    expect(routesOf(await send(flowOf()))).toEqual(["gateway 0-0"]);
  });

  test("[S1] passes a chain through in order", async () => {
    expect(routesOf(await send(CHAIN))).toEqual(["gateway 0-30", "a 0-10", "b 10-20", "c 20-30"]);
  });

  // A real gateway's routes for this Flow and these sleeps: gateway 0-304, left 0-103, join 304-, right 0-304 ms.
  test("[S1] [S2] runs branches side by side, and lists them depth-first", async () => {
    const reply = await send(DIAMOND, { delays: { a: 2, left: 100, right: 300, join: 3 } });
    expect(routesOf(reply)).toEqual(["gateway 0-305", "a 0-2", "left 2-102", "join 302-305", "right 2-302"]);
  });

  test("[S1] waits for the gateway's part too, and takes parts from a shortcut", async () => {
    const shortcut = flowOf({ name: "a" }, { name: "join", needs: ["gateway", "a"] });
    expect(routesOf(await send(shortcut))).toEqual(["gateway 0-20", "a 0-10", "join 10-20"]);
  });

  // As seen on a real gateway: e waits for j2, which waits for l2, r2 and the gateway, and nobody waits for t.
  test("[S2] [S3] lists a Flow of two diamonds as the gateway does", async () => {
    const flow = flowOf(
      { name: "a" },
      { name: "l" },
      { name: "r", needs: "a" },
      { name: "j", needs: ["l", "r"] },
      { name: "l2" },
      { name: "r2", needs: "j" },
      { name: "j2", needs: ["l2", "r2", "gateway"] },
      { name: "t", needs: "j" },
      { name: "e", needs: "j2" },
    );
    const delays = { a: 3, l: 300, r: 100, j: 2, l2: 100, r2: 200, j2: 3, t: 200, e: 2 };
    expect(routesOf(await send(flow, { delays }))).toEqual([
      "gateway 0-510",
      "a 0-3",
      "l 3-303",
      "j 303-305",
      "l2 305-405",
      "j2 505-508",
      "e 508-510",
      "r2 305-505",
      "t 305-505",
      "r 3-103",
    ]);
  });

  test("[S3] runs floating executors, and waits for none of them", async () => {
    const flow = flowOf({ name: "a" }, { name: "side", floating: true }, { name: "b" });
    const slow = await send(flow, { delays: { side: 200 } });
    expect(routesOf(slow)).toEqual(["gateway 0-20", "a 0-10", "side 10-", "b 10-20"]);
    const quick = await send(flow, { delays: { side: 5 } });
    expect(routesOf(quick)).toEqual(["gateway 0-20", "a 0-10", "side 10-15", "b 10-20"]);
  });

  test("[S3] does the same with a branch that nobody joins", async () => {
    const tails = flowOf({ name: "left", needs: "gateway" }, { name: "right", needs: "gateway" });
    expect(routesOf(await send(tails, { delays: { left: 50 } }))).toEqual([
      "gateway 0-10",
      "left 0-",
      "right 0-10",
    ]);
  });

  test("[S3] starts what floats behind the end before the answer leaves", async () => {
    const flow = flowOf({ name: "a" }, { name: "after", floating: true });
    expect(routesOf(await send(flow))).toEqual(["gateway 0-10", "a 0-10", "after 10-"]);
  });

  test("[S3] waits for a floating executor that the end needs", async () => {
    const flow = flowOf({ name: "f", floating: true }, { name: "b", needs: "f" });
    expect(routesOf(await send(flow))).toEqual(["gateway 0-20", "f 0-10", "b 10-20"]);
  });

  test("[S3] leaves nobody at work behind", async () => {
    const flow = flowOf({ name: "a" }, { name: "side", floating: true }, { name: "b" });
    const clock = createHandClock();
    const simulator = simulatorOf(flow, clock, settingsOf({ side: 900 }, 1));
    await clock.passUntil(simulator.send(REQUEST, new AbortController().signal));
    expect(clock.waiting()).toBe(0);
    expect(clock.nowMs()).toBe(2);
  });

  test("[S4] passes by what target_executor does not match from its start", async () => {
    const target = (targetExecutor: string) => send(CHAIN, { request: { targetExecutor } });
    expect(routesOf(await target("a|c"))).toEqual(["gateway 0-20", "a 0-10", "b 10-", "c 10-20"]);
    expect(routesOf(await target("nope"))).toEqual(["gateway 0-0", "a 0-", "b 0-", "c 0-"]);
    expect(routesOf(await target("[ab]"))).toEqual(["gateway 0-20", "a 0-10", "b 10-20", "c 20-"]);
  });

  test("[S4] lets the parts of a diamond through an executor that is passed by", async () => {
    const reply = await send(DIAMOND, {
      delays: { left: 100, right: 300 },
      request: { targetExecutor: "left$|right$" },
    });
    expect(routesOf(reply)).toEqual(["gateway 0-300", "a 0-", "left 0-100", "join 300-", "right 0-300"]);
  });

  test("[S5] repeats the parameters, and those of an end that was passed by as it was given them", async () => {
    const parameters = { k: 1, a__x: 2, b__x: 3, c__x: 4, c: { z: 1 } };
    expect((await send(CHAIN, { request: { parameters } })).parameters).toEqual(parameters);
    const passedBy = await send(CHAIN, { request: { parameters, targetExecutor: "a|b" } });
    expect(passedBy.parameters).toEqual({ k: 1, x: 4, z: 1, c: { z: 1 } });
  });

  test("[S6] returns the request at once where the end cannot be reached", async () => {
    const unknown = flowOf({ name: "a" }, { name: "b", needs: "nobody" });
    const reply = await send(unknown, { request: { parameters: { k: 1, a__x: 2 } } });
    expect(routesOf(reply)).toEqual(["gateway 0-0", "a 0-"]);
    expect(reply.parameters).toEqual({ k: 1, x: 2 });
    expect(documentsOf(reply)).toEqual(REQUEST.documents);

    const cycle = flowOf({ name: "a", needs: "b" }, { name: "b", needs: "a" });
    const broken = { targetExecutor: "(" };
    expect(routesOf(await send(cycle, { request: broken }))).toEqual(["gateway 0-0"]);

    const floating = flowOf({ name: "f", floating: true });
    expect(routesOf(await send(floating, { request: broken }))).toEqual(["gateway 0-0", "f 0-"]);
  });

  test("[S6] is not kept from the end by a branch that is stuck", async () => {
    const flow = flowOf(
      { name: "a" },
      { name: "x", needs: ["a", "nobody"] },
      { name: "z", needs: "x" },
      { name: "c", needs: "a" },
    );
    expect(routesOf(await send(flow))).toEqual(["gateway 0-20", "a 0-10", "c 10-20"]);
  });

  test("[S7] fails where the end waits for something that never comes", async () => {
    const error = await errorOf(send(flowOf({ name: "a" }, { name: "b", needs: ["a", "nobody"] })));
    expect(error).toMatchObject({
      code: "gateway",
      message: "Unexpected <class 'IndexError'>: list index out of range",
      tried: "simulator:",
      advice: "b waits for nobody, from which no request ever comes, so the Flow has no answer.",
    });
    const early = await errorOf(send(flowOf({ name: "a", needs: ["gateway", "nobody"] })));
    expect(early.message).toMatch(/IndexError/);
  });

  test("[S7] names the executor that waits, not those behind it", async () => {
    const flow = flowOf(
      { name: "z", needs: ["x", "y"] },
      { name: "x", needs: ["a", "nobody"] },
      { name: "y", needs: "a" },
      { name: "a", needs: "gateway" },
      { name: "end", needs: "z" },
    );
    const error = await errorOf(send(flow, { request: { targetExecutor: "y" } }));
    expect(error.advice).toMatch(/^x waits for nobody,/);
  });

  test("[S7] fails where the request meets a cycle", async () => {
    const cycle = flowOf(
      { name: "a" },
      { name: "x", needs: ["a", "y"] },
      { name: "y", needs: "x" },
      {
        name: "c",
        needs: "a",
      },
    );
    expect(await errorOf(send(cycle))).toMatchObject({
      code: "gateway",
      message: "Unexpected <class 'RecursionError'>: maximum recursion depth exceeded",
      advice: "These executors need each other in a cycle: x → y → x.",
    });
  });

  test("[S7] fails as the gateway does on a pattern that Python refuses", async () => {
    expect(await errorOf(send(CHAIN, { request: { targetExecutor: "(" } }))).toMatchObject({
      code: "gateway",
      message: "Unexpected <class 're.error'>: missing ), unterminated subpattern at position 0",
    });
  });

  test("[S7] fails as the gateway does on an executor's parameters that are no object", async () => {
    const message = async (value: string | number | boolean | readonly number[]) =>
      (await errorOf(send(CHAIN, { request: { parameters: { c: value } } }))).message;
    const start = "Unexpected <class 'TypeError'>: dict.update() argument after ** must be a mapping, not";
    expect(await message(5)).toBe(`${start} float`);
    expect(await message("x")).toBe(`${start} str`);
    expect(await message(true)).toBe(`${start} bool`);
    expect(await message([1])).toBe(`${start} list`);
    const harmless = await send(CHAIN, { request: { parameters: { c: 0, b: "" } } });
    expect(harmless.parameters).toEqual({ c: 0, b: "" });
  });

  test("says when it cannot follow a pattern", async () => {
    const error = await errorOf(send(CHAIN, { request: { targetExecutor: "(?>a)" } }));
    expect(error.code).toBe("input");
    expect(error.message).toContain("(?>");
  });

  test("ends at once when it is stopped, before and in the middle", async () => {
    const clock = createHandClock();
    const simulator = simulatorOf(DIAMOND, clock, settingsOf({}, 50));
    const aborter = new AbortController();
    const answer = errorOf(simulator.send(REQUEST, aborter.signal));
    await settled();
    expect(clock.waiting()).toBe(1);
    aborter.abort();
    expect((await answer).code).toBe("canceled");
    await settled();
    expect(clock.waiting()).toBe(0);
    expect((await errorOf(simulator.send(REQUEST, aborter.signal))).code).toBe("canceled");
  });

  test("gives the documents of a stream as they come, and none once it is stopped", async () => {
    const clock = createHandClock();
    const settings = {
      ...settingsOf({}, 30),
      common: { ...settingsOf({}, 30).common, behaviour: { kind: "generate", count: 3 } },
    } as const;
    const simulator = createSimulator({
      flow: CHAIN,
      settings,
      clock,
      stream: true,
      spawn: () => createTestThread(clock).worker,
    });
    expect(simulator.limit?.documents).toBe(1);
    expect(simulator.lacks).not.toHaveProperty("streaming");
    const request = { ...REQUEST, documents: REQUEST.documents.slice(0, 1) };
    const parts: [atMs: number, texts: readonly unknown[]][] = [];
    const textsOf = (reply: Reply) =>
      documentsOf(reply).map((document) => (document as { text: unknown }).text);
    const begunMs = clock.nowMs();
    const take = (part: Reply) => parts.push([clock.nowMs() - begunMs, textsOf(part)]);
    const reply = await clock.passUntil(simulator.send(request, new AbortController().signal, take));
    expect(parts).toEqual([
      [10, ["x 0"]],
      [20, ["x 0", "x 1"]],
      [30, ["x 0", "x 1", "x 2"]],
    ]);
    expect(textsOf(reply)).toEqual(["x 0", "x 1", "x 2"]);
    expect(reply).toMatchObject({
      requestId: request.requestId,
      endpoint: "/foo",
      status: { code: "SUCCESS" },
    });

    const aborter = new AbortController();
    parts.length = 0;
    const next = { ...request, requestId: "1" };
    const stopped = clock.passUntil(
      errorOf(
        simulator.send(next, aborter.signal, (part) => {
          take(part);
          aborter.abort();
        }),
      ),
    );
    expect((await stopped).code).toBe("canceled");
    expect(parts).toHaveLength(1);
  });

  test("passes a long chain by without running out of stack", async () => {
    const long = flowOf(...Array.from({ length: 20_000 }, (_, index) => ({ name: `e${index}` })));
    const reply = await send(long, { request: { targetExecutor: "none" } });
    expect(reply.routes).toHaveLength(20_001);
  });
});

describe("patterns that may take long", () => {
  const pass = (match: TargetMatcher, targetExecutor: string) => {
    const clock = createHandClock();
    const simulator = simulatorOf(CHAIN, clock, settingsOf({}), match);
    return clock.passUntil(simulator.send({ ...REQUEST, targetExecutor }, new AbortController().signal));
  };

  test("are tried elsewhere", async () => {
    const reply = await pass(async ({ names }) => names.filter((name) => name !== "b"), "([ac]+)+$");
    expect(routesOf(reply)).toEqual(["gateway 0-20", "a 0-10", "b 10-", "c 10-20"]);
  });

  test("are given up where that does not end", async () => {
    const error = await errorOf(pass(async () => null, "(a+)+$"));
    expect([error.code, error.message]).toEqual([
      "input",
      "What target_executor hits takes too long to find out.",
    ]);
  });

  test("all others are tried in place", async () => {
    const never: TargetMatcher = () => Promise.reject(new Error("not asked"));
    expect(routesOf(await pass(never, "b"))).toContain("b 0-10");
  });
});

describe("the simulator's thread", () => {
  const signal = new AbortController().signal;

  test("does all the work: the page asks, and reads what it is told", async () => {
    const clock = createHandClock();
    const thread = createTestThread(clock);
    const simulator = createSimulator({
      flow: CHAIN,
      settings: settingsOf({}),
      clock,
      spawn: () => thread.worker,
    });
    await simulator.open(signal);
    expect(thread.asked.map(({ kind }) => kind)).toEqual(["begin"]);
    const one = { ...REQUEST, requestId: "1" };
    const replies = await clock.passUntil(
      Promise.all([simulator.send(REQUEST, signal), simulator.send(one, signal)]),
    );
    expect(thread.asked.map(({ kind }) => kind)).toEqual(["begin", "send", "send"]);
    expect(replies.map(({ requestId }) => requestId)).toEqual([REQUEST.requestId, "1"]);
    simulator.close();
    expect(thread.isEnded()).toBe(true);
  });

  test("gives for a seed what a simulation without a thread gives", async () => {
    const settings: SimulationSettings = {
      ...settingsOf({}),
      seed: 7,
      executors: new Map([
        ["a", { behaviour: { kind: "drop", share: 0.5 }, latency: { kind: "exponential", meanMs: 20 } }],
        ["b", { behaviour: { kind: "embed", dimension: 3 } }],
        ["c", { behaviour: { kind: "match", count: 2 } }],
      ]),
    };
    const requests = ["0", "1", "2"].map((requestId) => ({ ...REQUEST, requestId }));
    const alone = createSimulation({ topology: topologyOf(CHAIN), settings });
    for (const request of requests) {
      alone.submit(request, 0);
    }
    const expected = new Map<string, unknown>();
    for (let event = alone.step(); event; event = alone.step()) {
      if (event.kind === "answered") {
        expected.set(event.requestId, documentsOf(event.reply));
      }
    }
    const clock = createHandClock();
    const simulator = simulatorOf(CHAIN, clock, settings);
    const replies = await clock.passUntil(Promise.all(requests.map((one) => simulator.send(one, signal))));
    expect(new Map(replies.map((reply) => [reply.requestId, documentsOf(reply)]))).toStrictEqual(expected);
  });

  test("gets a large Flow that was made ready with breaks, of some hundred executors at a time", async () => {
    const many = Array.from({ length: 2000 }, (_, index) => ({ name: `e${index}`, needs: "gateway" }));
    const flow = flowOf(...many, { name: "last", needs: many.map(({ name }) => name) });
    let read = 0;
    const counted: BuiltFlow = {
      ...flow,
      nodes: flow.nodes.map(
        (node) =>
          new Proxy(node, {
            get(of, key) {
              read += key === "retries" ? 1 : 0;
              return Reflect.get(of, key);
            },
          }),
      ),
    };
    const clock = createHandClock();
    const turns: number[] = [];
    // Each look at the clock finds that a break is due.
    const slow: Clock = {
      ...clock,
      nowMs: () => {
        turns.push(read);
        return turns.length * 1000;
      },
    };
    const thread = createTestThread(clock);
    const simulator = createSimulator({
      flow: counted,
      settings: settingsOf({}),
      clock: slow,
      spawn: () => thread.worker,
    });
    const opened = simulator.open(signal);
    expect(thread.asked).toEqual([]);
    await clock.passUntil(opened);
    expect(thread.asked.map(({ kind }) => kind)).toEqual(["begin"]);
    const sizes = turns.map((at, turn) => at - (turns[turn - 1] ?? 0));
    expect(sizes.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(2001);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
  });

  test("is not waited for by who gives up, however long it is at work", async () => {
    const clock = createHandClock();
    const thread = createTestThread(clock, true);
    const simulator = createSimulator({
      flow: CHAIN,
      settings: settingsOf({}),
      clock,
      spawn: () => thread.worker,
    });
    await simulator.open(signal);
    const aborter = new AbortController();
    const answer = errorOf(simulator.send(REQUEST, aborter.signal));
    await settled();
    aborter.abort();
    expect((await answer).code).toBe("canceled");
    expect(thread.asked.at(-1)).toEqual({ kind: "cancel", requestId: REQUEST.requestId });
  });

  test("is not waited for once it is closed, before it has the Flow or with a request in it", async () => {
    const clock = createHandClock();
    const spawn = () => createTestThread(clock, true).worker;
    const simulator = createSimulator({ flow: CHAIN, settings: settingsOf({}), clock, spawn });
    const opened = errorOf(simulator.open(signal));
    const early = errorOf(simulator.send(REQUEST, signal));
    await Promise.resolve();
    simulator.close();
    expect([(await opened).code, (await early).code]).toEqual(["canceled", "canceled"]);
    await simulator.open(signal);
    const late = errorOf(simulator.send(REQUEST, signal));
    await settled();
    simulator.close();
    expect((await late).code).toBe("canceled");
  });

  test("looks between two pieces of work whether something is given up", async () => {
    // Each look at the clock takes a millisecond, as work does.
    let nowMs = 0;
    const later: (() => void)[] = [];
    const clock = createClock({
      nowMs: () => nowMs++,
      epochMs: () => nowMs,
      after(_, run) {
        later.push(run);
        return () => later.splice(later.indexOf(run), later.includes(run) ? 1 : 0);
      },
    });
    const told: ToldBySimulation[] = [];
    const take = createLiveSimulation(clock, (one) => told.push(one));
    const names = Array.from({ length: 100 }, (_, index) => ({ name: `e${index}` }));
    take({
      kind: "begin",
      topology: topologyOf(flowOf(...names)),
      settings: settingsOf({}, 0),
      isStream: false,
    });
    take({ kind: "send", request: packed(REQUEST), hits: null });
    // It has put the rest off.
    expect(told.map(({ kind }) => kind)).toEqual(["begun"]);
    expect(later).toHaveLength(1);
    later.shift()?.();
    expect(later).toHaveLength(1);
    take({ kind: "cancel", requestId: REQUEST.requestId });
    expect(told.map(({ kind }) => kind)).toEqual(["begun", "refused"]);
  });

  test.each([
    ["that cannot be loaded", {}, "bridge-missing", /^What simulates could not be loaded/],
    ["that throws", { message: "RangeError: too deep" }, undefined, /^RangeError: too deep$/],
  ])("%s fails what waits for it, and is started anew for the next", async (_, fault, code, message) => {
    const clock = createHandClock();
    const threads = [createTestThread(clock, true), createTestThread(clock)];
    let started = 0;
    const spawn = () => threads[started++]!.worker;
    const simulator = createSimulator({ flow: CHAIN, settings: settingsOf({}), clock, spawn });
    const answer = simulator.send(REQUEST, signal);
    await settled();
    threads[0]!.worker.onerror?.({ ...fault, preventDefault() {} } as ErrorEvent);
    await expect(answer).rejects.toMatchObject({ message: expect.stringMatching(message) });
    await expect(answer).rejects.toMatchObject(code ? { code } : {});
    expect(threads[0]!.isEnded()).toBe(true);
    expect(routesOf(await clock.passUntil(simulator.send(REQUEST, signal)))[0]).toBe("gateway 0-30");
  });
});
