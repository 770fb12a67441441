/** What a load is predicted to come to, beside what it comes to with a real gateway and executors that sleep. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../src/base/clock.ts";
import { cryptoRandom } from "../src/base/random.ts";
import { type Bridge, createBridge } from "../src/bridge/server.ts";
import { createGrpcWebTransport } from "../src/client/grpc-web.ts";
import { createSender } from "../src/client/sender.ts";
import { readFlow } from "../src/formats/read/read-flow.ts";
import { PLAIN_EXECUTOR } from "../src/model/run/simulation.ts";
import { predictLoad } from "../src/simulator/predict-load.ts";
import { topologyOf } from "../src/simulator/test-flow.ts";
import { type RunningFlow, startFlow } from "./engine.ts";
import { fetchFrom } from "./gateways.ts";

/** Of these, requests go to one by target_executor: the others are passed by, in no time. */
const EXECUTORS = [
  "{name: one, uses: Sleep}",
  "{name: two, uses: Sleep, replicas: 2}",
  "{name: four, uses: Sleep, replicas: 4}",
  "{name: loop, uses: Slow}",
  "{name: all, uses: Sleep, shards: 2, polling: ALL}",
];

const flowOf = (executors: readonly string[]) =>
  `jtype: Flow\nexecutors:\n${executors.map((one) => `  - ${one}\n`).join("")}`;

/** How far a prediction may be from the real throughput. */
const TOLERANCE = 0.15;
/**
 * What a busy machine takes beside the work is as long however long that is: where a run is not as predicted, one of work
 * that is twice as long is. Of a prediction with another number of works one after another none would be.
 */
const MAX_RUNS = 4;
/**
 * While executors work once, so many requests could come and go on this machine, as busy as it is, beside those that they
 * work on: where it is busier in one run than in another, that changes little of the whole.
 */
const LEAST_WORK = 15;
/** Requests that each executor works on at a time. */
const AT_A_TIME: Readonly<Record<string, number>> = { one: 1, two: 2, four: 4, loop: 8, all: 1 };

interface Setting {
  readonly executor: string;
  /** At least. */
  readonly sleepMs: number;
  readonly window: number;
  readonly requests: number;
}

const settingOf = (executor: string, sleepMs: number, window: number, requests: number): Setting => ({
  executor,
  sleepMs,
  window,
  requests,
});

describe("predicted throughput", () => {
  let folder: string;
  let flow: RunningFlow;
  let bridge: Bridge;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "what-if-"));
    const file = join(folder, "flow.yml");
    writeFileSync(file, flowOf(EXECUTORS));
    [bridge, flow] = await Promise.all([
      createBridge({ distFolder: folder, port: 0 }),
      startFlow({ generation: "v2", file }),
    ]);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([flow?.stop(), bridge?.close()]);
    rmSync(folder, { recursive: true });
  });

  /** How long such a load takes, in milliseconds. */
  async function run({ executor, sleepMs, window, requests }: Setting): Promise<number> {
    const transport = createGrpcWebTransport({
      address: {
        kind: "gateway",
        protocol: "grpc",
        host: "127.0.0.1",
        port: flow.ports.grpc ?? flow.port,
        tls: false,
      },
      way: "bridge",
      bridge: { baseUrl: bridge.address, token: bridge.token },
      fetch: fetchFrom(bridge),
      clock: systemClock,
    });
    const { finished } = createSender({ transport, clock: systemClock, random: cryptoRandom }).send(
      {
        endpoint: "/",
        documents: Array.from({ length: requests }, (_, index) => ({ id: `d${index}`, text: "x" })),
        parameters: { sleep: sleepMs / 1000 },
        targetExecutor: `${executor}$`,
        requestSize: 1,
        window,
      },
      1,
      () => {},
    );
    const ended = await finished;
    expect(ended.state).toBe("done");
    return ended.spentMs ?? Number.NaN;
  }

  function predicted({ executor, sleepMs, window, requests }: Setting, hopMs: number): number {
    const own = EXECUTORS.filter((one) => one.startsWith(`{name: ${executor},`));
    const { built } = readFlow(flowOf(own));
    const { spentMs } = predictLoad({
      topology: topologyOf(built),
      settings: {
        seed: 1,
        common: {
          ...PLAIN_EXECUTOR,
          latency: { kind: "fixed", ms: sleepMs },
          concurrency: executor === "loop" ? Number.POSITIVE_INFINITY : 1,
        },
        executors: new Map(),
        hopMs,
        docarray: "v2",
      },
      workload: {
        requests,
        window,
        perS: null,
        endpoint: "/",
        documents: [{ text: "x" }],
        parameters: {},
        targetExecutor: "",
      },
      hits: null,
    });
    return spentMs;
  }

  test.each([
    settingOf("one", 200, 1, 5),
    settingOf("one", 200, 8, 12),
    settingOf("one", 50, 8, 24),
    settingOf("two", 200, 1, 5),
    settingOf("two", 200, 8, 16),
    settingOf("two", 50, 8, 32),
    settingOf("four", 200, 1, 5),
    settingOf("four", 200, 8, 24),
    settingOf("loop", 200, 8, 24),
    settingOf("all", 200, 8, 12),
  ])("$executor, $sleepMs ms, window $window", { timeout: 240_000 }, async (wanted) => {
    // What a message takes here: to and from the gateway, and on to the executor and back. With as many in flight as
    // the load has, since messages that meet share one gateway and one client, which work on one at a time.
    const { window } = wanted;
    await run({ ...wanted, sleepMs: 1, window: 1, requests: 4 });
    const rounds = window === 1 ? 6 : 3;
    const quick = { ...wanted, sleepMs: 0, requests: rounds * window };
    const quickMs = Math.min(await run(quick), await run(quick));
    const hopMs = quickMs / rounds / 4;
    const leastMs = (LEAST_WORK * Math.min(window, AT_A_TIME[wanted.executor]!) * quickMs) / quick.requests;
    const runs: string[] = [];
    let sleepMs = Math.max(wanted.sleepMs, Math.ceil(leastMs));
    let farness = Number.POSITIVE_INFINITY;
    for (; runs.length < MAX_RUNS && farness >= TOLERANCE; sleepMs *= 2) {
      const setting = { ...wanted, sleepMs };
      const wantedMs = predicted(setting, hopMs);
      const realMs = await run(setting);
      // Of one number of requests, throughputs are as the times are.
      farness = Math.abs(wantedMs / realMs - 1);
      runs.push(`${wantedMs} ms predicted, ${realMs} ms real`);
    }
    expect(farness, runs.join("; ")).toBeLessThan(TOLERANCE);
  });
});
