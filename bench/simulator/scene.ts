/** The Flow that is simulated for the benchmark, and what is sent through it. */
import { readFlow } from "../../src/formats/read/read-flow.ts";
import { PLAIN_EXECUTOR } from "../../src/model/run/simulation.ts";
import type { LoadQuestion } from "../../src/simulator/predict-load.ts";
import { topologyOf } from "../../src/simulator/test-flow.ts";

/** Two diamonds with a condition, replicas, a floating executor, and shards with all of which a head speaks. */
const FLOW = `jtype: Flow
executors:
  - {name: a}
  - {name: left, needs: a, replicas: 4}
  - {name: right, needs: a, when: {tags__size: {$gt: 1}}}
  - {name: join, needs: [left, right]}
  - {name: side, floating: true}
  - {name: up, needs: join, shards: 4, polling: ALL}
  - {name: down, needs: join, replicas: 2}
  - {name: end, needs: [up, down]}
`;

/** The executors that a request meets, each shard counted. */
export const STEPS_A_REQUEST = 11;

/** So many requests of ten documents, 16 in flight, by executors that take 20 ms on the average. */
export function questionOf(requests: number): LoadQuestion {
  return {
    topology: topologyOf(readFlow(FLOW).built),
    settings: {
      seed: 1,
      common: {
        ...PLAIN_EXECUTOR,
        behaviour: { kind: "text", template: "{text} by {executor}" },
        latency: { kind: "exponential", meanMs: 20 },
      },
      executors: new Map(),
      hopMs: 1,
      docarray: "v2",
    },
    workload: {
      requests,
      window: 16,
      perS: null,
      endpoint: "/",
      documents: Array.from({ length: 10 }, (_, index) => ({
        id: `d${index}`,
        text: "a text",
        tags: { size: index % 4 },
      })),
      parameters: {},
      targetExecutor: "",
    },
    hits: null,
  };
}
