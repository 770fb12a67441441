/**
 * Real gateways that compress their answers: asked by the page's server, which expands them, and sent to compressed; and
 * asked straight through Envoy, which passes them on as they are.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createGrpcCallTransport } from "../src/client/grpc-call.ts";
import { createGrpcWebTransport } from "../src/client/grpc-web.ts";
import { documentsOf } from "../src/client/test-answer.ts";
import type { Generation } from "./engine.ts";
import { asksEnvoy, startEnvoy } from "./envoy.ts";
import { type Gateways, openSocketFrom, requestOf, startGateways } from "./gateways.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const signal = () => new AbortController().signal;
const TEXT = "a text that says the same again. ".repeat(10_000);

describe.each<Generation>(["v1", "v2"])("docarray %s", (generation) => {
  let gateways: Gateways;

  beforeAll(async () => {
    gateways = await startGateways(generation, ["gzip", "deflate", "endpoints"]);
  });

  afterAll(() => gateways?.stop());

  /** The bytes of the last call, by the log of the page's server. */
  const lastBytes = () => {
    const [, sent, received] = /sent (\d+) B received (\d+) B/.exec(gateways.log.at(-1) ?? "") ?? [];
    return { sent: Number(sent), received: Number(received) };
  };

  describe.each(["gzip", "deflate", "endpoints"] as const)("a gateway with %s", (name) => {
    const isSmall = name !== "endpoints";

    test.each([undefined, "gzip", "deflate"] as const)("a request sent with %s", async (compression) => {
      const options = { ...gateways.optionsOf(gateways.address(name, "grpc"), "bridge"), compression };
      const transport = createGrpcWebTransport(options);
      await transport.open(signal());
      const request = requestOf({ endpoint: "/foo", documents: [{ id: "a", text: TEXT }] });
      const reply = await transport.send(request, signal());
      expect(documentsOf(reply.documents).map(({ text }) => text)).toEqual([`${TEXT}>own:foo`]);
      const { received } = lastBytes();
      expect(received).toBeGreaterThan(0);
      expect(received < TEXT.length / 10).toBe(isSmall);
    });

    test("documents of a generator come one by one", async () => {
      const options = gateways.optionsOf(gateways.address(name, "grpc"), "bridge");
      const transport = createGrpcWebTransport({ ...options, stream: true });
      await transport.open(signal());
      const parts: number[] = [];
      const request = requestOf({ endpoint: "/stream", documents: [{ text: TEXT }] });
      const reply = await transport.send(request, signal(), ({ documents }) => parts.push(documents.length));
      expect(parts).toEqual([1, 2, 3]);
      expect(documentsOf(reply.documents).map(({ text }) => text)).toEqual(
        [0, 1, 2].map((index) => `${TEXT} ${index}`),
      );
      expect(lastBytes().received < TEXT.length / 10).toBe(isSmall);
    });

    test.runIf(asksEnvoy())("straight through Envoy", async () => {
      const { port } = gateways.address(name, "grpc");
      const envoy = await startEnvoy({ gatewayPort: port });
      try {
        const flags: number[] = [];
        const options = gateways.optionsOf({ ...gateways.address(name, "grpc"), port: envoy.port }, "direct");
        const direct = {
          ...options,
          fetch: async (input: RequestInfo | URL, init?: RequestInit) => {
            const answer = await fetch(input, init);
            flags.push(new Uint8Array(await answer.clone().arrayBuffer())[0]!);
            return answer;
          },
        };
        const transport = createGrpcWebTransport(direct);
        await transport.open(signal());
        const request = requestOf({ endpoint: "/foo", documents: [{ id: "a", text: TEXT }] });
        const reply = await transport.send(request, signal());
        expect(documentsOf(reply.documents).map(({ text }) => text)).toEqual([`${TEXT}>own:foo`]);
        const stream = createGrpcWebTransport({ ...direct, stream: true });
        await stream.open(signal());
        const asked = requestOf({ endpoint: "/stream", documents: [{ text: TEXT }] });
        const { documents } = await stream.send(asked, signal(), () => undefined);
        expect(documentsOf(documents).map(({ text }) => text)).toEqual(
          [0, 1, 2].map((index) => `${TEXT} ${index}`),
        );
        // What is asked first is small, and gateways leave it as it is or not.
        expect(flags[1]).toBe(isSmall ? 1 : 0);
        expect(flags.at(-1)).toBe(isSmall ? 1 : 0);
      } finally {
        await envoy.stop();
      }
    });

    test("a run that is one call", async () => {
      const options = gateways.optionsOf(gateways.address(name, "grpc"), "bridge");
      const openSocket = openSocketFrom(gateways.bridge);
      const transport = createGrpcCallTransport({ ...options, openSocket, compression: "gzip" });
      await transport.open(signal());
      const replies = await Promise.all(
        ["a", "b", "c"].map((id) =>
          transport.send(requestOf({ endpoint: "/foo", documents: [{ id, text: TEXT + id }] }), signal()),
        ),
      );
      transport.close();
      expect(replies.flatMap(({ documents }) => documentsOf(documents)).map(({ text }) => text)).toEqual(
        ["a", "b", "c"].map((id) => `${TEXT}${id}>own:foo`),
      );
      await expect.poll(() => gateways.log.at(-1)).toMatch(/^jina.JinaRPC\/Call .* status 0 /);
      expect(lastBytes().received < TEXT.length / 10).toBe(isSmall);
    });
  });
});
