import { expect, test } from "vitest";
import { WINDOW } from "../client/sender.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { Prediction, Workload } from "../model/run/simulation.ts";
import { createDesigner } from "./designer.ts";
import type { Client } from "./ports.ts";
import { createFakeClient } from "./test-client.ts";
import { createFakePorts } from "./test-ports.ts";
import { compareTrial, isBusy, refuseTrial, verdictOf } from "./what-if.ts";

const NEVER = new AbortController().signal;

const EMPTY: Prediction = {
  answered: 0,
  failed: 8,
  whyFailed: null,
  spentMs: 0,
  requestsPerS: 0,
  documentsPerS: 0,
  roundtrips: { p50Ms: 0, p95Ms: 0 },
  messages: 0,
  executors: new Map(),
};

/** A file of these executors, and what is asked of the client about it. */
function start(...executors: readonly string[]) {
  const asked: Parameters<Client["predict"]>[] = [];
  const client = createFakeClient({
    parseDocuments: (text) => ({ documents: text.split("\n").map((line) => ({ text: line })) }),
    parseParameters: (text) =>
      text === "!" ? new ClientError("input", "No parameters.") : { parameters: { said: text } },
    predict: async (...question) => {
      asked.push(question);
      return { ...EMPTY, answered: asked.length };
    },
  });
  const text = `jtype: Flow\nexecutors:\n${executors.map((one) => `  - {${one}}\n`).join("")}`;
  const designer = createDesigner(createFakePorts(client), { fileName: "flow.yml", text });
  return {
    designer,
    asked,
    compare: () => compareTrial(client, designer.get(), NEVER),
    workloads: (): Workload[] => asked.map(([, , , workload]) => workload),
  };
}

test("with nothing tried one load is predicted: the requests of the Send panel, as they would be sent", async () => {
  const { designer, asked, compare, workloads } = start("name: a");
  designer.do.setForm({
    endpoint: "/foo",
    documents: "x\ny\nz",
    requestSize: "2",
    parameters: "p",
    targetExecutor: "a$",
  });
  const { before, after, window } = await compare();
  expect(after).toBe(before);
  // Where none is given, that of the sender.
  expect(window).toEqual({ before: WINDOW, after: WINDOW });
  expect(asked[0]?.[2]).toEqual(new Map());
  expect(workloads()).toEqual([
    {
      requests: 600,
      window: WINDOW,
      perS: null,
      endpoint: "/foo",
      documents: [{ text: "x" }, { text: "y" }],
      parameters: { said: "p" },
      targetExecutor: "a$",
    },
  ]);
});

test("requests for streams are tried as such, with one document each", async () => {
  const { designer, compare, workloads } = start("name: a");
  designer.do.setForm({ documents: "x\ny", stream: "on" });
  await compare();
  expect(workloads()).toMatchObject([{ documents: [{ text: "x" }], stream: true }]);
});

test("what is tried is beside what is: numbers, latencies and a window; the rate holds for both", async () => {
  const { designer, asked, compare, workloads } = start("name: a", "name: b");
  designer.do.simulate("a", { concurrency: 3 });
  designer.do.tryExecutor("a", { replicas: 2, latency: { kind: "fixed", ms: 7 } });
  designer.do.tryLoad({ window: 9, perS: 50 });
  const { before, after, window, perS } = await compare();
  expect([before, after].map(({ answered }) => answered)).toEqual([1, 2]);
  expect(window).toEqual({ before: 4, after: 9 });
  expect(perS).toBe(50);
  expect(workloads().map((workload) => [workload.window, workload.perS])).toEqual([
    [4, 50],
    [9, 50],
  ]);
  const [was, tried] = asked.map(([, settings]) => settings.executors.get("a"));
  expect(was).toEqual({ concurrency: 3 });
  expect(tried).toEqual({ concurrency: 3, latency: { kind: "fixed", ms: 7 } });
  expect(asked.map(([, , scales]) => scales.get("a")?.replicas)).toEqual([undefined, 2]);
});

test("of an executor that is gone nothing is tried or written, until an undo brings it back", async () => {
  const { designer, asked, compare } = start("name: a", "name: b");
  designer.do.tryExecutor("a", { replicas: 2 });
  designer.do.tryExecutor("b", { replicas: 3, latency: { kind: "fixed", ms: 7 } });
  designer.do.edit({ kind: "remove", names: ["b"], reconnect: false });
  await compare();
  expect(asked.at(-1)?.[2]).toEqual(new Map([["a", { replicas: 2 }]]));
  expect(designer.do.writeTrial()).toBeNull();
  expect(designer.get().file.text).toContain("- {name: a, replicas: 2}\n");
  designer.do.undo();
  designer.do.undo();
  await compare();
  expect(asked.at(-1)?.[2]).toEqual(new Map([["b", { replicas: 3, latency: { kind: "fixed", ms: 7 } }]]));
});

test("a latency of an executor that Jina adds keeps no other one's numbers from being written", () => {
  const { designer } = start("name: a", "name: i, method: inspect");
  const added = designer.get().file.shown.built.nodes.at(-1)?.name ?? "";
  expect(added).toBe("gather_inspect");
  designer.do.tryExecutor(added, { latency: { kind: "fixed", ms: 7 } });
  designer.do.tryExecutor("a", { replicas: 2 });
  expect(designer.do.writeTrial()).toBeNull();
  expect(designer.get().file.text).toContain("- {name: a, replicas: 2}\n");
});

test("requests are as few as the larger of both needs to be done in seconds", async () => {
  const shards = Array.from({ length: 5 }, (_, index) => `name: e${index}, shards: 1000`);
  const { designer, compare } = start(...shards);
  expect((await compare()).requests).toBe(59);
  // The file's shards are worked out too, however few are tried.
  for (const index of shards.keys()) {
    designer.do.tryExecutor(`e${index}`, { shards: 1 });
  }
  expect((await compare()).requests).toBe(59);
  designer.do.tryExecutor("e0", { shards: 2000 });
  expect((await compare()).requests).toBe(49);
});

test("more processes than are worked out are refused, and nothing is asked", async () => {
  const { designer, asked, compare } = start("name: a", "name: b, replicas: 1000");
  designer.do.tryExecutor("b", { shards: 1000 });
  const refused = await compare().catch((cause: unknown) => cause);
  expect(refused).toBeInstanceOf(ClientError);
  expect(refused).toMatchObject({
    message:
      "b comes to 1,000,000 processes, its shards times its replicas, 1,000,001 with those before it; up to 100,000 of a Flow are worked out.",
  });
  expect(asked).toEqual([]);
});

test("a form that could not be sent is refused", async () => {
  const { designer, compare } = start("name: a");
  designer.do.setForm({ parameters: "!" });
  await expect(compare()).rejects.toMatchObject({ message: "No parameters." });
});

test("an executor is busy from 85 % of the time on", () => {
  const load = { messages: 1, steps: 1, waitMs: 0, longestQueue: 0 };
  expect([0.84, 0.85].map((busy) => isBusy({ ...load, busy }))).toEqual([false, true]);
});

function refusalOf(text: string): string | null {
  return refuseTrial(createDesigner(createFakePorts(), { fileName: "flow.yml", text }).get().file);
}

test("a file with nothing to try says why", () => {
  expect(refusalOf("jtype: Flow\nexecutors:\n  - name: a\n")).toBeNull();
  expect(refusalOf("jtype: Flow\nexecutors: []\n")).toBe(
    "There is no executor yet whose numbers could be tried.",
  );
  for (const text of ["jtype: Flow\nexecutors: [\n", "just words\n", ""]) {
    expect(refusalOf(text), text).toBe(
      "The text holds no Flow that could be tried: fix it in the YAML tab first.",
    );
  }
});

function verdict(after: Partial<Prediction>, perS: number | null = null): string {
  const comparison = {
    requests: 8,
    before: EMPTY,
    after: { ...EMPTY, ...after },
    window: { before: 1, after: 2 },
    perS,
  };
  return verdictOf(comparison);
}

test("the verdict names the bottleneck, or says why there is none, or no answer", () => {
  const load = { messages: 8, steps: 8, waitMs: 0, longestQueue: 0 };
  const executors = new Map([
    ["a", { ...load, busy: 0.3 }],
    ["b", { ...load, busy: 0.97 }],
  ]);
  expect(verdict({ failed: 0, executors })).toBe(
    "b is the bottleneck: at work for 97 % of the time. More replicas of it would help.",
  );
  executors.set("c", { ...load, busy: 0.94 }).set("d", { ...load, busy: 0.9 });
  expect(verdict({ failed: 0, executors })).toBe(
    "b and c are the bottleneck together, each at work for 94 % of the time or more. More replicas of one alone would hardly help.",
  );
  expect(verdict({ failed: 0 })).toBe(
    "No executor is the bottleneck: with 2 in flight, the client waits for answers.",
  );
  expect(verdict({ failed: 7, requestsPerS: 4.9 }, 5)).toBe(
    "Nothing is the bottleneck: requests come no faster.",
  );
  expect(verdict({ failed: 0, requestsPerS: 4.1 }, 5)).toBe(
    "The window is the bottleneck: with 2 in flight, the client waits for answers and does not come to 5 requests a second.",
  );
  expect(verdict({ whyFailed: "b waits for a, so the Flow has no answer." })).toBe(
    "No request is answered well: b waits for a, so the Flow has no answer.",
  );
  expect(verdict({ whyFailed: "RuntimeError('it fails')" })).toBe(
    "No request is answered well: RuntimeError('it fails').",
  );
});
