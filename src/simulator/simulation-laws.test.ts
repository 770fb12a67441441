/** What holds for whichever Flow and request, on drawn ones. */
import { expect, test } from "vitest";
import { createSeededRandom } from "../base/test-random.ts";
import type { DataRequest } from "../model/run/request.ts";
import {
  type Behaviour,
  type Latency,
  PLAIN_EXECUTOR,
  type SimulationEvent,
  type SimulationSettings,
} from "../model/run/simulation.ts";
import type { Value } from "../model/value.ts";
import { hasMethod } from "./replicas.ts";
import { createSimulation } from "./simulation.ts";
import { flowOf, topologyOf } from "./test-flow.ts";

const BEHAVIOURS: readonly Behaviour[] = [
  { kind: "pass" },
  { kind: "text", template: "{text}>{pod}" },
  { kind: "split", size: 1 },
  { kind: "embed", dimension: 2 },
  { kind: "match", count: 2 },
  { kind: "generate", count: 3 },
  { kind: "fail", share: 0.3 },
  { kind: "drop", share: 0.5 },
];
const LATENCIES: readonly Latency[] = [
  { kind: "fixed", ms: 0 },
  { kind: "fixed", ms: 7 },
  { kind: "uniform", fromMs: 1, toMs: 30 },
  { kind: "exponential", meanMs: 10 },
  { kind: "normal", meanMs: 10, deviationMs: 10 },
];

function drawn(seed: number) {
  const random = createSeededRandom(seed);
  const among = <One>(list: readonly [One, ...One[]] | readonly One[]): One => {
    const found = list[Math.floor(random() * list.length)];
    if (found === undefined) {
      throw new Error("nothing to choose from");
    }
    return found;
  };
  const isSo = (share: number) => random() < share;
  const names = Array.from({ length: 1 + Math.floor(random() * 7) }, (_, index) => `e${index}`);
  const items = names.map((name, index) => {
    const before = ["gateway", ...names.slice(0, index)];
    const needs = before.filter(() => isSo(0.4));
    const more: Record<string, Value> = {
      ...(needs.length > 0 && { needs }),
      ...(isSo(0.3) && { replicas: 1 + Math.floor(random() * 3) }),
      ...(isSo(0.3) && { shards: 2, polling: among(["ANY", "ALL"]) }),
      ...(isSo(0.15) && { floating: true }),
      ...(isSo(0.15) && { no_reduce: true }),
      ...(isSo(0.2) && { when: new Map([["tags__size", new Map([[among(["$gt", "$lt"]), 1]])]]) }),
    };
    return { name, ...more };
  });
  const settings: SimulationSettings = {
    seed,
    common: { ...PLAIN_EXECUTOR, latency: among(LATENCIES) },
    executors: new Map(
      names.map((name) => [
        name,
        {
          behaviour: among(BEHAVIOURS),
          latency: among(LATENCIES),
          endpoints: isSo(0.2) ? ["/foo"] : null,
          concurrency: isSo(0.2) ? Number.POSITIVE_INFINITY : 1,
          down: isSo(0.1) ? [0] : [],
        },
      ]),
    ),
    hopMs: among([0, 1]),
    docarray: among(["v1", "v2"]),
  };
  const requests = Array.from({ length: 5 }, (_, index): [request: DataRequest, atMs: number] => [
    {
      requestId: String(index),
      endpoint: among(["/foo", "/bar", "/search"]),
      documents: Array.from({ length: 3 }, (_, size) => ({ id: `d${size}`, text: "ab", tags: { size } })),
      parameters: isSo(0.2) ? { e0__x: 1 } : {},
      targetExecutor: among(["", "", "", "e[0-3]"]),
    },
    Math.floor(random() * 20),
  ]);
  return { topology: topologyOf(flowOf(...items)), settings, requests, isStream: isSo(0.2) };
}

function run({ topology, settings, requests, isStream }: ReturnType<typeof drawn>): SimulationEvent[] {
  const simulation = createSimulation({ topology, settings, isStream });
  for (const [request, atMs] of requests) {
    simulation.submit(request, atMs);
  }
  const events: SimulationEvent[] = [];
  for (let event = simulation.step(); event; event = simulation.step()) {
    events.push(event);
  }
  return events;
}

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);

test("each request ends once, time never goes back, and the same seed has the same events", () => {
  for (const seed of SEEDS) {
    const events = run(drawn(seed));
    const ends = events.filter(({ kind }) => kind === "answered" || kind === "refused");
    expect(ends.map(({ requestId }) => requestId).sort(), `seed ${seed}`).toEqual(["0", "1", "2", "3", "4"]);
    expect(events.every((event, index) => event.atMs >= (events[index - 1]?.atMs ?? 0))).toBe(true);
    expect(run(drawn(seed)), `seed ${seed}`).toEqual(events);
  }
});

test("a process never works on more than it can, and what began ends", () => {
  for (const seed of SEEDS) {
    const { settings, requests, topology, isStream } = drawn(seed);
    const endpoints = new Map(requests.map(([{ requestId, endpoint }]) => [requestId, endpoint]));
    const active = new Map<string, number>();
    for (const event of run({ settings, requests, topology, isStream })) {
      if (
        event.kind !== "starts" &&
        event.kind !== "done" &&
        event.kind !== "failed" &&
        event.kind !== "broken-off"
      ) {
        continue;
      }
      const { concurrency = 1, endpoints: bound = null } = settings.executors.get(event.executor) ?? {};
      const isWork = hasMethod(bound, endpoints.get(event.requestId) ?? "");
      const pod = JSON.stringify([event.to, isWork]);
      const now = (active.get(pod) ?? 0) + (event.kind === "starts" ? 1 : -1);
      active.set(pod, now);
      if (isWork) {
        expect(now, `seed ${seed}`).toBeLessThanOrEqual(concurrency);
      } else if (event.kind === "starts") {
        expect([event.forMs, event.waitedMs], `seed ${seed}`).toEqual([0, 0]);
      }
    }
    expect([...active.values()].every((left) => left === 0)).toBe(true);
  }
});

test("an executor that has failed or was never reached has no followers in the routes", () => {
  for (const seed of SEEDS) {
    const { topology, ...more } = drawn(seed);
    const needsOf = new Map(topology.nodes.map(({ name, needs }) => [name, needs]));
    for (const event of run({ topology, ...more })) {
      if (event.kind !== "answered") {
        continue;
      }
      const routes = new Map(event.reply.routes.map((route) => [route.executor, route]));
      for (const { executor } of event.reply.routes.slice(1)) {
        const needs = needsOf.get(executor) ?? [];
        expect(
          needs.every((need) => routes.has(need) && routes.get(need)?.status?.code !== "ERROR"),
          `seed ${seed}: ${executor}`,
        ).toBe(true);
      }
    }
  }
});
