/** Runs that are one call, `Call`, beside real gateways of either generation, and the same requests one by one. */
import tls from "node:tls";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { systemClock } from "../src/base/clock.ts";
import { cryptoRandom } from "../src/base/random.ts";
import { createHandClock } from "../src/base/test-clock.ts";
import { CERTIFICATE } from "../src/bridge/test-certificate.ts";
import { createGrpcCallTransport } from "../src/client/grpc-call.ts";
import { createSender, type Sending } from "../src/client/sender.ts";
import { documentsOf } from "../src/client/test-answer.ts";
import type { GatewayAddress } from "../src/model/run/address.ts";
import type { Reply } from "../src/model/run/reply.ts";
import type { SendRequest } from "../src/model/run/request.ts";
import type { Transport } from "../src/model/run/transport.ts";
import type { Generation } from "./engine.ts";
import {
  faultOf,
  type Gateways,
  MANY_TEXTS,
  openSocketFrom,
  requestOf,
  sendMany,
  startGateways,
} from "./gateways.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const signal = () => new AbortController().signal;

describe.each<Generation>(["v1", "v2"])("docarray %s", (generation) => {
  let gateways: Gateways;

  beforeAll(async () => {
    gateways = await startGateways(generation, ["chain", "endpoints", "secure", "worker", "leaning"]);
  });

  afterAll(() => gateways?.stop());

  function transportTo(address: GatewayAddress, prefetch?: number): Transport {
    const options = gateways.optionsOf(address, "bridge");
    return createGrpcCallTransport({ ...options, openSocket: openSocketFrom(gateways.bridge), prefetch });
  }

  async function opened(name: Parameters<Gateways["address"]>[0], prefetch?: number): Promise<Transport> {
    const transport = transportTo(gateways.address(name, "grpc"), prefetch);
    await transport.open(signal());
    return transport;
  }

  /** Sends documents one by one to `name`. */
  function send(name: Parameters<Gateways["address"]>[0], more: Partial<SendRequest>): Sending {
    const transport = transportTo(gateways.address(name, "grpc"));
    return createSender({ transport, clock: systemClock, random: cryptoRandom }).send(
      {
        endpoint: "/",
        documents: Array.from({ length: 12 }, (_, index) => ({ id: `d${index}`, text: `${index}` })),
        parameters: {},
        targetExecutor: "",
        requestSize: 1,
        ...more,
      },
      1,
      () => {},
    );
  }

  const calls = () => gateways.log.filter((line) => line.startsWith("jina.JinaRPC/Call")).length;

  /** Ends it, and waits for the server to have noted the end. */
  async function ended(transport: Transport): Promise<void> {
    const before = calls();
    transport.close();
    await expect.poll(calls).toBe(before + 1);
  }

  test("answers are those of requests that go one by one", async () => {
    const call = await opened("chain");
    const unary = gateways.transportTo(gateways.address("chain", "grpc"), "bridge");
    await unary.open(signal());
    const requests = [
      requestOf(),
      requestOf({ endpoint: "/any", parameters: { top_k: 5, nested: { list: ["a"] } } }),
      requestOf({ targetExecutor: "tw" }),
      requestOf({ documents: [] }),
      requestOf({ documents: [{ id: "f", text: "FAIL please" }] }),
      requestOf({ documents: Array.from({ length: 300 }, (_, index) => ({ id: `${index}`, text: "x" })) }),
    ];
    const said = async (transport: Transport) =>
      (await Promise.all(requests.map((request) => transport.send(request, signal())))).map(timeless);
    const [first, second] = [await said(call), await said(unary)];
    await ended(call);
    expect(first).toEqual(second);
    expect(first.map(({ requestId }) => requestId)).toEqual(requests.map(({ requestId }) => requestId));
    expect(first[4]!.status).toMatchObject({ code: "ERROR", exception: { executor: "Fail" } });
  });

  test("a run of 50 requests is one call, which ends in order", async () => {
    const before = calls();
    const { run, texts } = await sendMany(transportTo(gateways.address("chain", "grpc")), 5);
    expect(run.state).toBe("done");
    expect(texts).toEqual(MANY_TEXTS);
    expect(run.exchanges.every(({ reply }) => reply!.routes.length === 4)).toBe(true);
    await expect.poll(calls).toBe(before + 1);
    expect(gateways.log.at(-1)).toMatch(/^jina.JinaRPC\/Call .* status 0 \d+ ms$/);
  });

  test("answers come in the order of completion, each to its request; with a prefetch of 1 one by one", async () => {
    /** Five requests, each behind a gate of its own, of which so many come to their executor at a time. */
    const sendFive = async (atATime: number, prefetch?: number) => {
      const transport = await opened("chain", prefetch);
      const gates = Array.from({ length: 5 }, gateways.gate);
      const order: number[] = [];
      const before = gateways.arrivals();
      const sent = gates.map(async ({ path }, index) => {
        const request = requestOf({ documents: [{ text: `${index}` }], parameters: { until: path } });
        const reply = await transport.send(request, signal());
        expect(reply.documents.at(0)).toMatchObject({ text: `${index}>one>two>three` });
        order.push(index);
      });
      await expect.poll(gateways.arrivals).toBe(before + atATime);
      return { transport, gates, order, sent };
    };
    const all = await sendFive(5);
    for (const index of [3, 1, 4, 2, 0]) {
      all.gates[index]!.open();
      await all.sent[index];
    }
    await ended(all.transport);
    expect(all.order).toEqual([3, 1, 4, 2, 0]);

    const single = await sendFive(1, 1);
    for (const index of [3, 1, 4, 2]) {
      single.gates[index]!.open();
    }
    // Time enough for those that could go on, were they there: another call comes and goes.
    const other = await opened("chain");
    await other.send(requestOf(), signal());
    await ended(other);
    single.gates[0]!.open();
    await Promise.all(single.sent);
    await ended(single.transport);
    expect(single.order).toEqual([0, 1, 2, 3, 4]);
  });

  test("a request that fails ends no other", async () => {
    const documents = Array.from({ length: 12 }, (_, index) => ({ text: index === 3 ? "FAIL" : `${index}` }));
    const before = calls();
    const run = await send("chain", { documents, continueOnError: true }).finished;
    expect(run.exchanges.map(({ reply }) => reply?.status.code)).toEqual(
      documents.map(({ text }) => (text === "FAIL" ? "ERROR" : "SUCCESS")),
    );
    await expect.poll(calls).toBe(before + 1);
    const stopped = await send("chain", { documents, window: 1 }).finished;
    expect(stopped.state).toBe("failed");
    expect(stopped.exchanges.slice(4).every(({ state }) => state === "unsent")).toBe(true);
  });

  test("the first Stop waits for what is in flight, and the second ends the call at the gateway", async () => {
    const gate = gateways.gate();
    const first = send("chain", { parameters: { until: gate.path } });
    await expect.poll(() => first.run.exchanges.filter(({ state }) => state === "sent").length).toBe(8);
    first.stop();
    gate.open();
    const drained = await first.finished;
    expect(drained.state).toBe("stopped");
    expect(drained.exchanges.map(({ state }) => state)).toEqual([
      ...Array(8).fill("answered"),
      ...Array(4).fill("unsent"),
    ]);

    const before = gateways.arrivals();
    const second = send("chain", { parameters: { sleep: 30 } });
    await expect.poll(gateways.arrivals).toBe(before + 8);
    second.stop();
    second.stop();
    const { state, exchanges } = await second.finished;
    expect(state).toBe("stopped");
    expect(exchanges.map((exchange) => exchange.state)).toEqual([
      ...Array(8).fill("unknown"),
      ...Array(4).fill("unsent"),
    ]);
    await expect.poll(() => gateways.log.at(-1)).toMatch(/^jina.JinaRPC\/Call .* status canceled /);
  });

  test("one that takes too long is given up alone", async () => {
    const options = gateways.optionsOf(gateways.address("chain", "grpc"), "bridge");
    const clock = createHandClock();
    const transport = createGrpcCallTransport({
      ...options,
      clock,
      openSocket: openSocketFrom(gateways.bridge),
      limits: { firstMs: null, idleMs: null, totalMs: 1000 },
    });
    await transport.open(signal());
    const gate = gateways.gate();
    const before = gateways.arrivals();
    const late = faultOf(transport.send(requestOf({ parameters: { until: gate.path } }), signal()));
    await expect.poll(gateways.arrivals).toBe(before + 1);
    const quick = await transport.send(requestOf(), signal());
    expect(quick.status.code).toBe("SUCCESS");
    await clock.pass(1000);
    expect(await late).toMatchObject({ code: "timeout", message: "No answer came within 1 s." });
    // Its answer comes all the same, before the next, and is that of no other.
    gate.open();
    const asked = requestOf({ parameters: { sleep: 0.1 } });
    const next = await transport.send(asked, signal());
    expect(next.status.code).toBe("SUCCESS");
    expect(next.parameters).toEqual(asked.parameters);
    transport.close();
    await clock.pass(5000);
  });

  test("over TLS", async () => {
    const refused = await faultOf(opened("secure"));
    expect(refused.message).toContain("is not trusted (self-signed certificate)");
    if (!("setDefaultCACertificates" in tls)) {
      return;
    }
    const before = tls.getCACertificates("default");
    tls.setDefaultCACertificates([...before, CERTIFICATE]);
    try {
      const run = await send("secure", {}).finished;
      expect(run.state).toBe("done");
      expect(run.exchanges.map(({ reply }) => reply?.documents.at(0))).toEqual(
        run.exchanges.map((_, index) => expect.objectContaining({ text: `${index}>one` })),
      );
    } finally {
      tls.setDefaultCACertificates(before);
    }
  });

  test("an executor that is killed: what was answered stays, what was in flight is unknown", async () => {
    const sending = send("leaning", {
      documents: undocumented(1000),
      window: 4,
      parameters: { sleep: 0.05 },
    });
    await expect
      .poll(() => sending.run.exchanges.filter(({ state }) => state === "answered").length)
      .toBeGreaterThan(5);
    await gateways.kill("worker");
    const { state, exchanges } = await sending.finished;
    expect(state).toBe("failed");
    const states = exchanges.map((exchange) => exchange.state);
    expect(states.filter((one) => one === "answered").length).toBeGreaterThan(5);
    expect(states.filter((one) => one === "unsent").length).toBeGreaterThan(0);
    const lost = exchanges.filter(({ error }) => error !== null);
    expect(lost.length).toBeGreaterThan(0);
    for (const { error } of lost) {
      expect(error!.message).toMatch(/connect|reach|Unavailable|UNAVAILABLE/i);
    }
  });

  test("[last] a gateway that is killed in the middle names what is answered, unknown and unsent", async () => {
    const sending = send("chain", { documents: undocumented(500), window: 4, parameters: { sleep: 0.05 } });
    await expect
      .poll(() => sending.run.exchanges.filter(({ state }) => state === "answered").length)
      .toBeGreaterThan(5);
    await gateways.kill("chain");
    const { state, exchanges } = await sending.finished;
    expect(state).toBe("failed");
    const count = (wanted: string) => exchanges.filter((exchange) => exchange.state === wanted).length;
    expect(count("answered")).toBeGreaterThan(5);
    expect(count("unknown")).toBeGreaterThan(0);
    expect(count("unknown")).toBeLessThanOrEqual(4);
    expect(count("answered") + count("unknown") + count("unsent")).toBe(500);
    for (const { error } of exchanges.filter((exchange) => exchange.state === "unknown")) {
      expect(error).toMatchObject({ code: "interrupted" });
      expect(error!.message).toMatch(/broke off|closed the connection/);
    }
  });
});

function undocumented(count: number) {
  return Array.from({ length: count }, (_, index) => ({ text: `${index}` }));
}

/** A reply without its times. */
function timeless(reply: Reply) {
  return {
    ...reply,
    documents: documentsOf(reply.documents),
    routes: reply.routes.map(({ executor, status }) => ({ executor, status: status?.code })),
    status: {
      ...reply.status,
      exception: reply.status.exception && { ...reply.status.exception, stacks: [] },
    },
  };
}
