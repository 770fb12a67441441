/** Drawn graphs through the gateway's own routing code, beside the simulator. */
import { expect, test } from "vitest";
import { createSeededRandom } from "../src/base/test-random.ts";
import type { DataRequest } from "../src/model/run/request.ts";
import { PLAIN_EXECUTOR, type SimulationSettings } from "../src/model/run/simulation.ts";
import type { Value } from "../src/model/value.ts";
import { createSimulation } from "../src/simulator/simulation.ts";
import { flowOf, topologyOf } from "../src/simulator/test-flow.ts";
import type { Topology } from "../src/simulator/topology.ts";
import { askScript } from "./ask-script.ts";
import { listOf } from "./simulated-answers.ts";

/** The first ones, and those on which we once differed: documents of one id that come twice. */
const SEEDS = [...Array.from({ length: 200 }, (_, seed) => seed), 1193, 1421, 1602, 1906, 2020, 2370];
const DOCUMENTS = [0, 1, 2].map((size) => ({ id: `d${size}`, text: "x", tags: { size } }));

interface Drawn {
  readonly topology: Topology;
  readonly settings: SimulationSettings;
  readonly request: DataRequest;
}

function draw(seed: number): Drawn {
  const random = createSeededRandom(seed);
  const isSo = (share: number) => random() < share;
  const names = Array.from({ length: 2 + Math.floor(random() * 7) }, (_, index) => `e${index}`);
  const items = names.map((name, index) => {
    const needs = ["gateway", ...names.slice(0, index)].filter(() => isSo(0.4));
    const more: Record<string, Value> = {
      ...(needs.length > 0 && { needs }),
      ...(isSo(0.1) && { floating: true }),
      ...(isSo(0.15) && { no_reduce: true }),
      ...(isSo(0.2) && { when: new Map([["tags__size", new Map([[isSo(0.5) ? "$gt" : "$lt", 1]])]]) }),
    };
    return { name, ...more };
  });
  const executors = names.map((name) => {
    const behaviour = isSo(0.1)
      ? ({ kind: "fail", share: 1 } as const)
      : ({ kind: "text", template: "{text}>{executor}" } as const);
    const latency = { kind: "fixed", ms: 1 + 50 * random() } as const;
    return [
      name,
      {
        behaviour,
        latency,
        endpoints: isSo(0.2) ? ["/foo"] : isSo(0.3) ? ["/foo", "/default"] : ["/default"],
      },
    ] as const;
  });
  return {
    topology: topologyOf(flowOf(...items)),
    settings: { seed, common: PLAIN_EXECUTOR, executors: new Map(executors), hopMs: 0, docarray: "v2" },
    request: {
      requestId: "0",
      endpoint: isSo(0.5) ? "/foo" : "/bar",
      documents: DOCUMENTS,
      parameters: {},
      targetExecutor: isSo(0.2) ? "e[0-3]" : "",
    },
  };
}

function questionOf({ topology: { nodes, origins, end }, settings, request }: Drawn): unknown {
  const namesOf = (indexes: readonly number[]) => indexes.map((index) => nodes[index]?.name ?? "");
  const graph = nodes.map(({ name, followers }, index) => [
    name,
    [...namesOf(followers), ...(index === end ? ["end-gateway"] : [])],
  ]);
  const executors = nodes.map(({ name, when, noReduce }) => {
    const { latency, behaviour, endpoints } = settings.executors.get(name) ?? {};
    const ms = latency?.kind === "fixed" ? latency.ms : 0;
    return [name, { ms, fails: behaviour?.kind === "fail", endpoints, when, noReduce }];
  });
  const { endpoint, documents, targetExecutor } = request;
  return {
    graph: Object.fromEntries([["start-gateway", namesOf(origins)], ...graph]),
    executors: Object.fromEntries(executors),
    endpoint,
    documents,
    targetExecutor,
  };
}

function oursOf({ topology, settings, request }: Drawn): unknown {
  const simulation = createSimulation({ topology, settings });
  simulation.submit(request, 0);
  for (let event = simulation.step(); event; event = simulation.step()) {
    if (event.kind === "refused") {
      return { error: /'([\w.]+)'/.exec(event.error.message)?.[1] };
    }
    if (event.kind === "answered") {
      const { routes, status } = event.reply;
      return {
        routes: routes.map((route) => [route.executor, route.endMs !== null, route.status !== null]),
        documents: listOf(event.documents).map(({ id, text }) => ({ id, text })),
        isError: status.code === "ERROR",
      };
    }
  }
  throw new Error("there is no answer");
}

test("drawn graphs are routed as the gateway routes them", { timeout: 120_000 }, () => {
  const drawn = SEEDS.map(draw);
  const theirs = askScript("route_requests.py", [], drawn.map(questionOf));
  const differing = drawn.flatMap((one, index) => {
    const ours = JSON.stringify(oursOf(one));
    const engine = JSON.stringify(theirs[index]);
    return ours === engine ? [] : [{ seed: SEEDS[index], ours, engine }];
  });
  expect(differing).toEqual([]);
});
