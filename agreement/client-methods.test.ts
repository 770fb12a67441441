/**
 * What Jina's own Client has beside `post`, asked of real gateways, and what the page has for it: the second table of
 * docs/python-client.md.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createClientPort } from "../src/app/client-port.ts";
import { systemClock } from "../src/base/clock.ts";
import { cryptoRandom } from "../src/base/random.ts";
import { freePort } from "../src/bridge/test-ports.ts";
import { describeAddress } from "../src/client/address.ts";
import { NO_VARIABLES } from "../src/formats/read/substitute.ts";
import type { GatewayAddress, Protocol } from "../src/model/run/address.ts";
import { ClientError } from "../src/model/run/client-error.ts";
import { profileOf } from "../src/model/run/profile.ts";
import { type Reply, SUCCESS } from "../src/model/run/reply.ts";
import type { Run } from "../src/model/run/run.ts";
import { spreadsOfRun } from "../src/model/run/spread.ts";
import { newFile, openedFile } from "../src/store/open-file.ts";
import type { Client } from "../src/store/ports.ts";
import { readProfiling } from "../src/store/run-form.ts";
import { initialState } from "../src/store/state.ts";
import { askScript, type StayingScript, startScript } from "./ask-script.ts";
import type { Generation } from "./engine.ts";
import { fetchFrom, type Gateways, openSocketFrom, startGateways } from "./gateways.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const PROTOCOLS: readonly Protocol[] = ["grpc", "http", "websocket"];
const PARTS = ["Roundtrip", "Client-server network", "Server", "Gateway-executors network"];

/** What the Client's method gave. */
interface Told {
  readonly value: unknown;
  readonly raised: string | null;
  readonly warned: readonly string[];
}

/** The same of `profiling`, and the answer that it asked for. */
interface Profiled extends Told {
  readonly value: Readonly<Record<string, number>>;
  readonly answered: readonly [endpoint: string, documents: number];
  readonly routes: readonly (readonly [executor: string, startMs: number | null, endMs: number | null])[];
}

test("all that the Client has stands in docs/python-client.md", () => {
  const hosts = ["grpc", "http", "ws"].map((scheme) => ({ host: `${scheme}://127.0.0.1:1` }));
  const told = askScript("ask_client.py", [], hosts) as Told[];
  const methods = [...new Set(told.flatMap(({ value }) => value as string[]))].sort();
  const text = readFileSync(join(import.meta.dirname, "..", "docs", "python-client.md"), "utf8");
  const [, second = ""] = text.split("\n## ");
  const first = second.split("\n").flatMap((line) => /^\| ([^|]+) \|/.exec(line)?.[1] ?? []);
  const named = first.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(methods).toContain("profiling");
  expect(named.sort()).toEqual(methods);
});

describe.each<Generation>(["v1", "v2"])("docarray %s", (generation) => {
  let gateways: Gateways;
  let page: Client;
  let client: StayingScript;

  beforeAll(async () => {
    client = startScript("ask_client.py", generation);
    gateways = await startGateways(generation, [
      "chain",
      "parallel",
      "floating",
      "worker",
      "leaning",
      "alone",
      ...(generation === "v1" ? (["graphql"] as const) : []),
    ]);
    const { bridge } = gateways;
    page = createClientPort({
      clock: systemClock,
      random: cryptoRandom,
      baseUrl: bridge.address,
      fetch: fetchFrom(bridge),
      openSocket: openSocketFrom(bridge),
      token: () => bridge.token,
    });
  });

  afterAll(async () => {
    client?.stop();
    await gateways?.stop();
  });

  function ask(address: GatewayAddress, ...methods: readonly object[]) {
    const host = describeAddress(address);
    return client.ask(methods.map((method) => ({ host, ...method }))) as Promise<Told[]>;
  }

  /** What Profile gateway sends, as the page sends it. */
  async function profileGateway(address: GatewayAddress): Promise<Run> {
    const state = initialState(openedFile(newFile("f", "flow.yml", ""), NO_VARIABLES));
    const input = readProfiling(page, { ...state, address: describeAddress(address) });
    if (input instanceof ClientError) {
      throw input;
    }
    return page.start({ ...input, runId: 1 }, () => {}).finished;
  }

  if (generation === "v1") {
    describe.each(PROTOCOLS)("profiling in %s", (protocol) => {
      test.each(["chain", "parallel"] as const)("of a Flow with %s executors", async (name) => {
        const address = gateways.address(name, protocol);
        const asked = { method: "profiling", asked: { show_table: false } };
        const [told] = (await ask(address, asked)) as [Profiled];
        expect(told.raised).toBeNull();
        const names = Object.keys(told.value);

        // Of one and the same answer. The Client counts whole milliseconds, cut off.
        const ours = profileOf(replyOf(told), told.value.Roundtrip!)!;
        expect([...PARTS, ...ours.executors.map(({ executor }) => executor)]).toEqual(names);
        const isNear = (ourMs: number | null, theirMs: number | undefined, byMs = 1) =>
          expect(Math.abs(ourMs! - theirMs!), `${ourMs} and ${theirMs}`).toBeLessThanOrEqual(byMs);
        isNear(ours.serverMs, told.value.Server);
        isNear(ours.clientServerNetworkMs, told.value["Client-server network"]);
        for (const { executor, durationMs } of ours.executors) {
          isNear(durationMs, told.value[executor]);
        }
        const sumMs = ours.executors.reduce((sum, { durationMs }) => sum + durationMs!, 0);
        const theirMs = told.value["Gateway-executors network"];
        isNear(ours.serverMs! - sumMs, theirMs, 1 + names.length);
        expect(ours.gatewayExecutorsNetworkMs).toBeGreaterThanOrEqual(0);
        if (name === "parallel") {
          // Theirs is less by what both do at the same time, which it takes away twice.
          const bothMs = sumMs - (ours.serverMs! - ours.gatewayExecutorsNetworkMs!);
          expect(bothMs).toBeGreaterThan(50);
          isNear(ours.gatewayExecutorsNetworkMs! - bothMs, theirMs, 1 + names.length);
        } else {
          isNear(ours.gatewayExecutorsNetworkMs, theirMs, 1 + names.length);
        }

        // Of the page's own, which asks the same ten times.
        const run = await profileGateway(address);
        const replies = run.exchanges.flatMap(({ reply }) => (reply ? [reply] : []));
        expect(replies).toHaveLength(10);
        for (const reply of replies) {
          expect([reply.endpoint, reply.documents.length]).toEqual(told.answered);
        }
        const { parts, executors } = spreadsOf(run);
        expect([...parts.keys(), ...executors.keys()]).toEqual(names);
        if (name === "parallel") {
          for (const executor of ["left", "right"]) {
            expect(told.value[executor]).toBeGreaterThanOrEqual(99);
            expect(executors.get(executor)?.minMs).toBeGreaterThanOrEqual(99);
          }
        }
      });
    });

    test("profiling of an executor that floats, which has no end", async () => {
      const address = gateways.address("floating", "grpc");
      const [told] = (await ask(address, { method: "profiling" })) as [Profiled];
      const ours = profileOf(replyOf(told), told.value.Roundtrip!)!;
      expect(told.value.side).toBeLessThan(-1_000_000_000);
      expect(ours.executors.find(({ executor }) => executor === "side")?.durationMs).toBeNull();
      expect(told.value["Gateway-executors network"]).toBeGreaterThan(1_000_000_000);
      expect(ours.gatewayExecutorsNetworkMs).toBeLessThan(ours.serverMs!);
    });

    test("mutate needs a package that Jina does not bring; the page needs none", async () => {
      const address = gateways.address("graphql", "http");
      const mutation = 'mutation { docs(data: [{text: "hi"}], execEndpoint: "/any") { text } }';
      const [told] = await ask(address, { method: "mutate", asked: { mutation } });
      expect(told?.raised).toBe("ModuleNotFoundError");
      const graphql = await page.graphql(address, "bridge", [], undefined);
      expect(await graphql.run(mutation, "", new AbortController().signal)).toEqual({
        data: { docs: [{ text: "hi>one>two" }] },
        errors: [],
      });
    });
  } else {
    test.each(PROTOCOLS)("profiling in %s, which the Client cannot", async (protocol) => {
      const address = gateways.address("parallel", protocol);
      const [told] = await ask(address, { method: "profiling" });
      expect(told?.raised).toBe("ImportError");
      const run = await profileGateway(address);
      if (protocol === "http") {
        expect(run.error?.message).toContain("do not tell which executors they came by");
        expect(run.exchanges.filter(({ state }) => state === "answered")).toEqual([]);
        return;
      }
      const { parts, executors } = spreadsOf(run);
      expect([...parts.keys()]).toEqual(PARTS);
      expect([...executors.keys()].sort()).toEqual(["join", "left", "right"]);
    });
  }

  const READY = [{ method: "is_flow_ready" }, { method: "dry_run" }];

  test.each(PROTOCOLS)("is_flow_ready and dry_run in %s, and why not", async (protocol) => {
    await gateways.kill("worker");
    const nobody: GatewayAddress = {
      kind: "gateway",
      protocol,
      host: "127.0.0.1",
      port: await freePort(),
      tls: false,
    };
    for (const [address, isReady, why] of [
      [gateways.address("chain", protocol), true, /^$/],
      [gateways.address("leaning", protocol), false, /deployment down/],
      [nobody, false, /Nothing listens/],
    ] as const) {
      const told = await ask(address, ...READY);
      expect(told.map(({ value, raised }) => [value, raised])).toEqual([
        [isReady, null],
        [isReady, null],
      ]);
      expect(told[1]?.warned).toContain("DeprecationWarning");
      const report = await page.readGateway(address, "bridge", []);
      const readiness =
        report instanceof ClientError ? { kind: "none", why: report.message } : report.readiness;
      expect(readiness.kind === "ready").toBe(isReady);
      expect("why" in readiness ? readiness.why : "").toMatch(why);
    }
  });

  test("an Executor that is served without a gateway is not ready to the Client, and has no dry run to the page", async () => {
    const address = gateways.address("alone", "http");
    const told = await ask(address, ...READY);
    expect(told.map(({ value }) => value)).toEqual([false, false]);
    expect(await page.readGateway(address, "bridge", [])).toMatchObject({
      readiness: { kind: "unknown", why: expect.stringContaining("without a gateway") },
    });
  });
});

/** The answer that the Client's report is made of, as the page has it. */
function replyOf({ answered: [endpoint], routes }: Profiled): Reply {
  return {
    requestId: "",
    endpoint,
    targetExecutor: "",
    parameters: {},
    status: SUCCESS,
    routes: routes.map(([executor, startMs, endMs]) => ({ executor, startMs, endMs, status: null })),
    documents: [],
  };
}

function spreadsOf(run: Run) {
  const steps = spreadsOfRun(run);
  for (;;) {
    const { done, value } = steps.next();
    if (done) {
      return value;
    }
  }
}
