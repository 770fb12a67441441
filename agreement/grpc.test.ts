/** Calls to real gRPC gateways: by the page's server, and by Envoy with its filter grpc_web, as a page makes them. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createGrpcWebTransport } from "../src/client/grpc-web.ts";
import { STREAM_NOTE } from "../src/client/stream-note.ts";
import { documentsOf } from "../src/client/test-answer.ts";
import type { GatewayAddress, Way } from "../src/model/run/address.ts";
import type { Reply } from "../src/model/run/reply.ts";
import { asksEnvoy, type Envoy, startEnvoy } from "./envoy.ts";
import { faultOf, type Gateways, MANY_TEXTS, requestOf, sendMany, startGateways } from "./gateways.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const signal = () => new AbortController().signal;

describe.each(["v1", "v2"] as const)("gRPC gateways of docarray %s", (generation) => {
  let gateways: Gateways;
  let envoy: Envoy | null = null;
  beforeAll(async () => {
    gateways = await startGateways(generation, ["endpoints", "chain"]);
  });
  afterAll(async () => {
    await envoy?.stop();
    await gateways?.stop();
  });

  /** A transport that asks by `stream_doc`, or by one call a request. */
  function transportTo(address: GatewayAddress, way: Way, stream: boolean) {
    return createGrpcWebTransport({ ...gateways.optionsOf(address, way), stream });
  }

  async function checkStream(address: GatewayAddress, way: Way): Promise<void> {
    const transport = transportTo(address, way, true);
    await transport.open(signal());
    expect(transport.limit?.documents).toBe(1);
    const parts: Reply[] = [];
    const request = requestOf({ endpoint: "/stream", documents: [{ text: "hi" }], parameters: { k: 1 } });
    const reply = await transport.send(request, signal(), (part) => parts.push(part));
    expect(parts.map((part) => documentsOf(part.documents).map(({ text }) => text))).toEqual([
      ["hi 0"],
      ["hi 0", "hi 1"],
      ["hi 0", "hi 1", "hi 2"],
    ]);
    expect(documentsOf(reply.documents).map(({ text }) => text)).toEqual(["hi 0", "hi 1", "hi 2"]);
    expect(reply).toMatchObject({
      requestId: request.requestId,
      endpoint: "/stream",
      status: { code: "SUCCESS" },
    });

    // In the middle of it nothing more is wanted.
    const over = new AbortController();
    const stopped = faultOf(transport.send(request, over.signal, () => over.abort()));
    expect((await stopped).code).toBe("canceled");
  }

  test("documents of a generator come one by one, and can be given up", async () => {
    await checkStream(gateways.address("endpoints", "grpc"), "bridge");
  });

  test("what is no generator says so, and of a generator that raises the gateway tells nothing", async () => {
    const transport = transportTo(gateways.address("endpoints", "grpc"), "bridge", true);
    await transport.open(signal());
    const { status } = await transport.send(requestOf({ endpoint: "/foo" }), signal());
    expect(status).toMatchObject({ code: "ERROR", exception: { args: ["endpoint must be generator"] } });
    const fails = requestOf({ endpoint: "/stream", documents: [{ text: "FAIL" }] });
    const reply = await transport.send(fails, signal());
    // It is started again, and then the stream ends without a word.
    expect(documentsOf(reply.documents).map(({ text }) => text)).toEqual(Array(4).fill("FAIL 0"));
    expect(reply.status.code).toBe("SUCCESS");
    expect(reply.notes).toContain(STREAM_NOTE);
  });

  test.skipIf(!asksEnvoy())("a page reaches a gateway by Envoy, without our server", async () => {
    const grpc = gateways.address("chain", "grpc");
    envoy = await startEnvoy({ gatewayPort: grpc.port });
    const address = { ...grpc, port: envoy.port };
    const { run, texts } = await sendMany(transportTo(address, "direct", false), 100);
    expect(run.state).toBe("done");
    expect(texts).toEqual(MANY_TEXTS);
    expect(run.exchanges[0]?.reply?.routes.map(({ executor }) => executor)).toContain("two");

    const transport = transportTo(address, "direct", false);
    await transport.open(signal());
    const failed = await transport.send(requestOf({ documents: [{ text: "FAIL" }] }), signal());
    expect(failed.status).toMatchObject({ code: "ERROR", exception: { name: "ValueError" } });
    const over = new AbortController();
    const stopped = faultOf(transport.send(requestOf({ parameters: { sleep: 10 } }), over.signal));
    over.abort();
    expect((await stopped).code).toBe("canceled");
  });

  test("a gRPC gateway that no proxy stands before does not answer a page, which is told so", async () => {
    const transport = transportTo(gateways.address("chain", "grpc"), "direct", false);
    const fault = await faultOf(transport.open(signal()));
    expect(fault.code).toBe("unreachable");
    expect(fault.advice).toContain("through the page's server");
  });
});
