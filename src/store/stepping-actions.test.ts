import { expect, test } from "vitest";
import { LoadError } from "../base/load-error.ts";
import { ClientError } from "../model/run/client-error.ts";
import { SUCCESS } from "../model/run/reply.ts";
import { RUN_UNDER_WAY, type Run } from "../model/run/run.ts";
import type { SimulationEvent } from "../model/run/simulation.ts";
import type { TraceEnd } from "../model/run/trace.ts";
import { timesOf } from "./derived.ts";
import { createDesigner } from "./designer.ts";
import type { Client } from "./ports.ts";
import { followingOf, isOutdated, nameOfRequest, steppingOf } from "./stepping.ts";
import { createFakeClient } from "./test-client.ts";
import { createFakePorts } from "./test-ports.ts";

const TEXT = "jtype: Flow\nexecutors:\n  - name: a\n";
const DOCUMENTS = [{ text: "x" }];
const REPLY = {
  requestId: "r",
  endpoint: "/",
  targetExecutor: "",
  parameters: {},
  status: SUCCESS,
  routes: [
    { executor: "gateway", startMs: 0, endMs: 41, status: null },
    { executor: "a", startMs: 0, endMs: 40, status: null },
  ],
  documents: DOCUMENTS,
};
const TO = { executor: "a", part: "worker", shard: null, replica: 0 } as const;
const STEPS: readonly SimulationEvent[] = [
  { kind: "enters", atMs: 0 },
  { kind: "part", executor: "a", from: "gateway", came: 1, of: 1, atMs: 0 },
  { kind: "sent", executor: "a", to: TO, atMs: 0 },
  { kind: "done", executor: "a", to: TO, atMs: 40 },
  { kind: "answered", reply: REPLY, atMs: 41 },
].map((step) => ({ requestId: "r", documents: DOCUMENTS, ...step }) as SimulationEvent);

function start(trace?: Client["trace"], own: Partial<Client> = {}) {
  const request = { ...REPLY };
  const client = createFakeClient({
    parseDocuments: () => ({ documents: DOCUMENTS }),
    trace:
      trace ??
      (async (_input, index, _signal, onSteps) => {
        onSteps(STEPS);
        return { request, index, count: 3, before: index, isCut: false, isUnsent: false };
      }),
    check: async () => null,
    ...own,
  });
  const ports = createFakePorts(client);
  const designer = createDesigner(ports, { fileName: "flow.yml", text: TEXT });
  return { ports, designer, stepping: () => steppingOf(designer.get()) };
}

test("a request is stepped through, on and back, and told", async () => {
  const { designer, stepping } = start();
  await designer.do.stepThrough();
  expect(stepping()).toMatchObject({ at: 1, isPlaying: false });
  expect(designer.get()).toMatchObject({
    tabs: { bottom: "steps" },
    announcement: "Step 1 of 5, simulated. The gateway gets the request with 1 document: “x”.",
  });
  designer.do.stepTo(3);
  expect(designer.get().announcement).toContain("a/rep-0 is sent 1 document");
  designer.do.stepTo(99);
  expect(stepping()?.at).toBe(5);
  designer.do.stepTo(-1);
  expect(stepping()?.at).toBe(1);
  designer.do.endStepping();
  expect(stepping()).toBeNull();
});

test("it plays to its end, at its pace, and from the beginning again", async () => {
  const { designer, ports, stepping } = start();
  await designer.do.stepThrough();
  designer.do.setStepPace(10);
  designer.do.playSteps(true);
  await ports.clock.pass(205);
  expect(stepping()).toMatchObject({ at: 3, isPlaying: true });
  designer.do.playSteps(false);
  await ports.clock.pass(1000);
  expect(stepping()).toMatchObject({ at: 3, isPlaying: false });
  designer.do.playSteps(true);
  await ports.clock.pass(1000);
  expect(stepping()).toMatchObject({ at: 5, isPlaying: false });
  expect(designer.get().announcement).toContain("The answer leaves the gateway");
  designer.do.playSteps(true);
  expect(stepping()).toMatchObject({ at: 1, isPlaying: true });
});

test("its answer is the one that Send gives, among the runs that are kept", async () => {
  const { designer } = start();
  await designer.do.stepThrough();
  designer.do.showSteppedAnswer();
  const { run, runs, tabs, chosenRequest } = designer.get();
  expect(run).toMatchObject({
    simulated: true,
    seed: 1,
    state: "done",
    spentMs: 41,
    exchanges: [{ state: "answered", reply: REPLY, roundtripMs: 41 }],
  });
  expect(runs).toHaveLength(1);
  expect(tabs.bottom).toBe("responses");
  expect(chosenRequest).toBe("r");
});

test("any of the requests can be followed, and which one it is is said", async () => {
  const { designer, stepping } = start();
  await designer.do.stepThrough();
  expect(nameOfRequest(stepping()!)).toBe("Request 1 of 3");
  await designer.do.stepThrough(2);
  expect(nameOfRequest(stepping()!)).toBe("Request 3 of 3");
  expect([1, null].map((count) => nameOfRequest({ index: 0, count }))).toEqual(["", "Request 1"]);
});

test("what an old run says of executors is not shown while a request is stepped through", async () => {
  const { designer } = start();
  await designer.do.stepThrough();
  designer.do.showSteppedAnswer();
  expect(timesOf(designer.get()).size).toBe(0);
  designer.do.endStepping();
  expect([...timesOf(designer.get()).keys()]).toEqual(["a"]);
});

test("another file shows none, and a changed one an old one", async () => {
  const { designer, stepping } = start();
  await designer.do.stepThrough();
  designer.do.edit({ kind: "rename", name: "a", to: "b" });
  expect(isOutdated(stepping()!, designer.get())).toBe(true);
  designer.do.newFlow();
  expect(stepping()).toBeNull();
});

test("what cannot be followed says why", async () => {
  const { designer, stepping } = start(async () => new ClientError("input", "It takes too long."));
  await designer.do.stepThrough();
  expect(stepping()).toBeNull();
  expect(designer.get().toast?.text).toBe("It takes too long.");
});

test("what steps are worked out by may not come, which is told as where something is sent", async () => {
  const gone = { loadClient: () => Promise.reject(new LoadError("What sends", null)) };
  const designer = createDesigner({ ...createFakePorts(), ...gone }, { fileName: "flow.yml", text: TEXT });
  await designer.do.stepThrough();
  expect(designer.get().toast?.text).toMatch(/could not be loaded/);
  expect(designer.get().toast?.text).not.toMatch(/fault of the Designer/);
  expect(designer.get().unsent).toMatchObject({ code: "bridge-missing" });
});

test("a run that is under way is not taken away by a request that is stepped through", async () => {
  const run: Run = {
    id: 1,
    transport: "simulator:",
    simulated: true,
    startedAtMs: 0,
    state: "running",
    exchanges: [],
    error: null,
    lacks: {},
    notes: [],
  };
  const { promise: finished, resolve: end } = Promise.withResolvers<Run>();
  let trace: TraceEnd | ClientError = {
    request: REPLY,
    index: 0,
    count: 1,
    before: 0,
    isCut: false,
    isUnsent: false,
  };
  const { designer, ports } = start(
    async (_input, _index, _signal, onSteps) => {
      onSteps(STEPS);
      return trace;
    },
    { start: () => ({ run, finished, stop() {} }) },
  );
  await designer.do.stepThrough();
  const sent = designer.do.send();
  await ports.clock.pass(0);
  expect(designer.get().run).toBe(run);
  designer.do.showSteppedAnswer();
  expect(designer.get()).toMatchObject({ run, runs: [], toast: { text: RUN_UNDER_WAY } });
  trace = new ClientError("input", "It takes too long.");
  await designer.do.stepThrough();
  expect(designer.get()).toMatchObject({ run, toast: { text: "It takes too long." } });
  expect(designer.get().origin).not.toBeNull();
  end({ ...run, state: "done" });
  await sent;
  expect(designer.get().runs).toHaveLength(1);
  designer.do.showSteppedAnswer();
  expect(designer.get().runs).toHaveLength(2);
});

test("what plays stands still while another request is worked out, and stays so if that is given up", async () => {
  let isSlow = false;
  const { designer, ports, stepping } = start(async (_input, index, signal, onSteps) => {
    onSteps(STEPS);
    await (isSlow && ports.clock.sleep(1000, signal));
    return { request: REPLY, index, count: 3, before: index, isCut: false, isUnsent: false };
  });
  await designer.do.stepThrough();
  isSlow = true;
  designer.do.playSteps(true);
  const other = designer.do.stepThrough(1);
  await ports.clock.pass(500);
  expect(stepping()).toMatchObject({ at: 1, isPlaying: false });
  designer.do.stopFollowing();
  await other;
  designer.do.playSteps(true);
  await ports.clock.pass(400);
  expect(stepping()).toMatchObject({ at: 2, isPlaying: true });

  // Also where the other one is of another file.
  const { id } = designer.get().file;
  designer.do.newFlow();
  const elsewhere = designer.do.stepThrough();
  await ports.clock.pass(500);
  designer.do.stopFollowing();
  await elsewhere;
  designer.do.showFile(id);
  expect(stepping()).toMatchObject({ at: 2, isPlaying: false });
});

test("steps that take a moment are counted while they are worked out, and can be given up", async () => {
  const { promise, resolve } = Promise.withResolvers<TraceEnd>();
  const signals: AbortSignal[] = [];
  const { designer, ports, stepping } = start(async (_input, _index, signal, onSteps) => {
    signals.push(signal);
    onSteps(STEPS.slice(0, 2));
    await ports.clock.sleep(1000, signal);
    onSteps(STEPS.slice(2));
    return promise;
  });
  const first = designer.do.stepThrough();
  await ports.clock.pass(100);
  expect(designer.get().following).toBeNull();
  await ports.clock.pass(200);
  expect(followingOf(designer.get())).toMatchObject({ steps: 2 });
  expect(designer.get()).toMatchObject({ tabs: { bottom: "steps" }, narrowPlace: "canvas" });
  designer.do.stopFollowing();
  await first;
  expect(signals[0]?.aborted).toBe(true);
  expect(designer.get().following).toBeNull();
  expect(stepping()).toBeNull();

  // Asking again gives up what was asked for before.
  const second = designer.do.stepThrough();
  await ports.clock.pass(300);
  const third = designer.do.stepThrough();
  await second;
  expect(signals[1]?.aborted).toBe(true);
  await ports.clock.pass(1100);
  expect(followingOf(designer.get())).toMatchObject({ steps: 5 });
  resolve({ request: REPLY, index: 0, count: 1, before: 0, isCut: false, isUnsent: false });
  await third;
  expect(designer.get().following).toBeNull();
  expect(stepping()).toMatchObject({ at: 1, steps: STEPS });
});

test("steps that are worked out while another file is open show nothing in that one", async () => {
  const { designer, ports, stepping } = start(async (_input, index, signal, onSteps) => {
    onSteps(STEPS);
    await ports.clock.sleep(1000, signal);
    return { request: REPLY, index, count: 1, before: 0, isCut: false, isUnsent: false };
  });
  const stepped = designer.do.stepThrough();
  const { id } = designer.get().file;
  await ports.clock.pass(100);
  designer.do.newFlow();
  const { tabs, narrowPlace } = designer.get();
  await ports.clock.pass(2000);
  await stepped;
  expect(designer.get()).toMatchObject({ tabs, narrowPlace });
  designer.do.showFile(id);
  expect(stepping()).toMatchObject({ at: 1, steps: STEPS });
});

test("it does not go on, and nothing is told of it, while another file is open", async () => {
  const { designer, ports, stepping } = start();
  await designer.do.stepThrough();
  const { id } = designer.get().file;
  designer.do.playSteps(true);
  designer.do.newFlow();
  const { announcement } = designer.get();
  await ports.clock.pass(5000);
  designer.do.stepTo(3);
  designer.do.playSteps(true);
  await ports.clock.pass(5000);
  expect(designer.get().announcement).toBe(announcement);
  designer.do.showFile(id);
  expect(stepping()).toMatchObject({ at: 1, isPlaying: false });
  designer.do.playSteps(true);
  await ports.clock.pass(400);
  expect(stepping()).toMatchObject({ at: 2, isPlaying: true });
});
