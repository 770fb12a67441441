/** What must go on in a large Flow, and in a program without a page. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";
import { packDocument, reviveDocument } from "../formats/pack/document.ts";
import { readFlow } from "../formats/read/read-flow.ts";
import { createStepHistory } from "../model/drawing/step-marks.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { PLAIN_EXECUTOR } from "../model/run/simulation.ts";
import { flowOf, topologyOf } from "./test-flow.ts";
import { type TraceQuestion, traceRequest } from "./trace-request.ts";

/** A tree in which each executor has three followers, and an end that needs the last ones. */
function treeOf(count: number): BuiltFlow {
  const names = Array.from({ length: count }, (_, index) => `e${index}`);
  const items = names.map((name, index) => ({
    name,
    needs: index === 0 ? "gateway" : `e${Math.floor((index - 1) / 3)}`,
  }));
  return flowOf(...items, { name: "end", needs: names.slice(-40) });
}

/** A map that counts in `counter` how often it is asked. */
function counting<Value>(map: ReadonlyMap<string, Value>, counter: { asked: number }): Map<string, Value> {
  const counted = new Map(map);
  counted.get = (key) => {
    counter.asked += 1;
    return map.get(key);
  };
  return counted;
}

test("four times as many executors are asked about four times as often to make their graph", () => {
  const askedOf = (count: number): number => {
    const flow = treeOf(count);
    const counter = { asked: 0 };
    topologyOf({
      ...flow,
      byName: counting(flow.byName, counter),
      followers: counting(flow.followers, counter),
    });
    return counter.asked;
  };
  expect(askedOf(10_000) / askedOf(2500)).toBeLessThan(5);
});

test("what executors say of polling is read once for all that say the same", () => {
  const flow = treeOf(2500);
  const parse = vi.spyOn(JSON, "parse");
  topologyOf(flow);
  expect(parse).toHaveBeenCalledTimes(1);
  parse.mockRestore();
});

test("the steps of a request come in parts, none of them long", () => {
  const flow = treeOf(2500);
  const settings: TraceQuestion["settings"] = {
    seed: 1,
    common: PLAIN_EXECUTOR,
    executors: new Map(),
    hopMs: 0,
    docarray: "v2",
  };
  const request = { requestId: "r", endpoint: "/", documents: [{}], parameters: {}, targetExecutor: "" };
  const history = createStepHistory(flow.end);
  const sizes: number[] = [];
  const question = {
    topology: topologyOf(flow),
    settings,
    requests: [request],
    hits: ["e0", "end"],
    at: 0,
    firstOrdinal: 0,
    window: 4,
    continueOnError: false,
    epochMs: 0,
    isStream: false,
  };
  const { isCut } = traceRequest(question, (steps) => {
    sizes.push(steps.length);
    history.add(steps);
  });
  expect(isCut).toBe(false);
  expect(sizes.length).toBeGreaterThan(9);
  expect(Math.max(...sizes)).toBe(500);
  expect(history.steps.at(-1)?.kind).toBe("answered");
  const end = history.after(history.steps.length);
  expect([end.executor("e0")?.kind, end.executor("e1")?.kind]).toEqual(["done", "passed-by"]);
});

test("a file that another thread has read is not read again to be simulated", () => {
  const text = `jtype: Flow
with: {retries: 3}
executors:
  - {name: a, shards: 2, timeout_send: 500}
  - {name: b, uses: B, replicas: 3, when: {tags__x: {$eq: 1}}}
`;
  const document = readFlow(text);
  let readings = 0;
  const { built } = reviveDocument(document, structuredClone(packDocument(document)), () => {
    readings += 1;
    return readFlow(text);
  });
  const scales = new Map([["b", { shards: 2 }]]);
  expect(topologyOf(built, scales)).toEqual(topologyOf(document.built, scales));
  expect(topologyOf(built, scales).nodes.map(({ headCalls }) => headCalls)).toEqual([
    { retries: 3, timeoutMs: 500 },
    { retries: 3, timeoutMs: null },
  ]);
  expect(readings).toBe(0);
  // What is left out of the copy is still there to be asked for.
  expect(built.nodes[1]?.deployment.when).toEqual(document.built.nodes[1]?.deployment.when);
  expect(readings).toBe(1);
});

test("the simulation runs in Node as it is, without a bundler or a page", async () => {
  const script = ["simulation", "topology", "trace-request", "predict-load"]
    .map((name) => `await import(${JSON.stringify(new URL(`./${name}.ts`, import.meta.url).href)});`)
    .join("");
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--input-type=module",
    "--eval",
    `${script}console.log("loaded")`,
  ]);
  expect(stdout).toBe("loaded\n");
});
