/** The WebSocket transport beside real gateways of either generation, straight and through the page's server. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createHandClock } from "../src/base/test-clock.ts";
import { documentsOf } from "../src/client/test-answer.ts";
import { createWebsocketTransport } from "../src/client/websocket.ts";
import type { Way } from "../src/model/run/address.ts";
import { ClientError } from "../src/model/run/client-error.ts";
import type { DataRequest } from "../src/model/run/request.ts";
import type { Transport } from "../src/model/run/transport.ts";
import type { Generation } from "./engine.ts";
import { asksEnvoy, startEnvoy } from "./envoy.ts";
import {
  faultOf,
  type Gateways,
  MANY_TEXTS,
  openSocketFrom,
  requestOf,
  sendMany,
  startGateways,
} from "./gateways.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 90_000 });

const signal = () => new AbortController().signal;
/** The browser's `fetch`, which says where the page is from. */
const asOtherOrigin = (fetch: typeof globalThis.fetch): typeof globalThis.fetch => {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    if (!headers.has("origin")) {
      headers.set("origin", "http://page.example");
    }
    const response = await fetch(input, { ...init, headers });
    if (!String(input).includes("/relay/") && !response.headers.has("access-control-allow-origin")) {
      throw new TypeError("Failed to fetch");
    }
    return response;
  };
};
const WAYS: Record<Generation, Way[]> = { v1: ["direct", "bridge"], v2: ["bridge"] };

describe.each<Generation>(["v1", "v2"])("docarray %s", (generation) => {
  let gateways: Gateways;

  beforeAll(async () => {
    gateways = await startGateways(generation, ["chain", "endpoints"]);
  });

  afterAll(() => gateways?.stop());

  async function opened(name: Parameters<Gateways["address"]>[0], way: Way): Promise<Transport> {
    const transport = gateways.transportTo(gateways.address(name, "websocket"), way);
    await transport.open(signal());
    return transport;
  }

  async function ask(name: Parameters<Gateways["address"]>[0], way: Way, request: Partial<DataRequest> = {}) {
    const transport = await opened(name, way);
    const reply = await transport.send(requestOf(request), signal());
    transport.close();
    return { reply, documents: documentsOf(reply.documents) };
  }

  describe.each(WAYS[generation])("%s", (way) => {
    test("a request comes back with its documents, parameters, routes and id", async () => {
      const request = requestOf({ endpoint: "/any", parameters: { top_k: 5, nested: { list: ["a"] } } });
      const { reply, documents } = await ask("chain", way, request);
      expect(documents[0]).toMatchObject({ id: "x", text: "path>one>two>three" });
      expect(reply.requestId).toBe(request.requestId);
      expect(reply.endpoint).toBe("/any");
      expect(reply.parameters).toEqual({ top_k: 5, nested: { list: ["a"] } });
      expect(reply.status.code).toBe("SUCCESS");
      expect(reply.routes.map(({ executor }) => executor)).toEqual(["gateway", "one", "two", "three"]);
      expect(reply.routes.every(({ startMs, endMs }) => endMs! >= startMs!)).toBe(true);
    });

    test("target_executor is matched", async () => {
      expect((await ask("chain", way, { targetExecutor: "tw" })).documents[0]?.text).toBe("path>two");
    });

    test("an executor's exception is an answer, and the connection lives on", async () => {
      const transport = await opened("chain", way);
      const request = requestOf({ documents: [{ id: "f", text: "FAIL please" }], targetExecutor: "three" });
      const reply = await transport.send(request, signal());
      expect(reply.status).toMatchObject({
        code: "ERROR",
        exception: { name: "ValueError", args: ["asked to fail"], executor: "Fail" },
      });
      expect(reply.status.exception?.stacks.join("")).toContain("Traceback");
      expect((await transport.send(requestOf(), signal())).status.code).toBe("SUCCESS");
      transport.close();
    });

    test("answers come in the order of completion, each to its request", async () => {
      const transport = await opened("chain", way);
      const order: number[] = [];
      const gates = Array.from({ length: 5 }, gateways.gate);
      const before = gateways.arrivals();
      const sent = gates.map(async ({ path }, index) => {
        const documents = [{ id: `id ${index}`, text: `${index}` }];
        const reply = await transport.send(requestOf({ documents, parameters: { until: path } }), signal());
        order.push(index);
        return reply.documents.at(0);
      });
      await expect.poll(gateways.arrivals).toBe(before + gates.length);
      for (const index of [3, 1, 4, 2, 0]) {
        gates[index]!.open();
        await sent[index];
      }
      expect(order).toEqual([3, 1, 4, 2, 0]);
      expect((await Promise.all(sent)).map((document) => JSON.stringify(document))).toEqual(
        gates.map((_, index) => expect.stringContaining(`"${index}>one`)),
      );
      transport.close();
    });

    test("requests whose answers could not be told apart go one after another", async () => {
      const transport = await opened("chain", way);
      const send = (documents: DataRequest["documents"], sleep: number, mark: string) =>
        transport.send(requestOf({ documents, parameters: { sleep, mark } }), signal());
      const replies = await Promise.all([
        send([], 0.2, "a"),
        send([{ id: "same", text: "b" }], 0.2, "b"),
        send([{ id: "same", text: "c" }], 0, "c"),
        send([], 0, "d"),
      ]);
      expect(replies.map(({ parameters }) => parameters.mark)).toEqual(["a", "b", "c", "d"]);
      transport.close();
    });

    test("250 documents come back in three requests", async () => {
      const { run, texts } = await sendMany(
        gateways.transportTo(gateways.address("chain", "websocket"), way),
        100,
      );
      expect(run.state).toBe("done");
      expect(texts).toEqual(MANY_TEXTS);
    });

    test("the endpoints of an executor are asked, and one that it has not", async () => {
      expect((await ask("endpoints", way, { endpoint: "/foo" })).documents[0]?.text).toBe("path>own:foo");
      expect((await ask("endpoints", way, { endpoint: "/none" })).documents[0]?.text).toBe("path");
    });

    test("what executors return beside documents is in the parameters", async () => {
      const { reply } = await ask("endpoints", way, { endpoint: "/report", parameters: { k: 1 } });
      expect(reply.parameters.__results__).toEqual({
        "own/rep-0": expect.objectContaining({ documents: 1 }),
      });
    });

    test("after the end of input the gateway closes by itself", async () => {
      const closings: number[] = [];
      const address = gateways.address("chain", "websocket");
      const transport = gateways.transportTo(address, way, (url, protocols) => {
        const socket = openSocketFrom(gateways.bridge)(url, protocols);
        // That of the dry run before it the page closes by itself.
        if (!url.endsWith("/dry_run")) {
          socket.addEventListener("close", ({ code }) => closings.push(code));
        }
        return socket;
      });
      await transport.open(signal());
      await transport.send(requestOf(), signal());
      transport.close();
      await expect.poll(() => closings).toEqual([1000]);
    });

    test("a request that is given up ends at once, while no time passes, and with it the connection", async () => {
      const options = gateways.optionsOf(gateways.address("chain", "websocket"), way);
      const transport = createWebsocketTransport({ ...options, clock: createHandClock() });
      await transport.open(signal());
      const aborter = new AbortController();
      const before = gateways.arrivals();
      const sent = transport.send(requestOf({ parameters: { sleep: 20 } }), aborter.signal);
      await expect.poll(gateways.arrivals).toBe(before + 1);
      aborter.abort();
      expect((await faultOf(sent)).code).toBe("canceled");
    });

    test("what is no WebSocket gateway is named, with the address that it would have", async () => {
      for (const protocol of ["http", "grpc"] as const) {
        const other = gateways.address("chain", protocol);
        const fault = await faultOf(
          gateways.transportTo({ ...other, protocol: "websocket" }, way).open(signal()),
        );
        expect(fault.code).toBe(way === "bridge" ? "not-a-gateway" : "unreachable");
        expect(fault.advice).toContain(`${protocol}://127.0.0.1:${other.port}`);
      }
    });

    test("nothing that listens", async () => {
      const address = { ...gateways.address("chain", "websocket"), port: 1 };
      const { code, message } = await faultOf(gateways.transportTo(address, way).open(signal()));
      expect(code).toBe("unreachable");
      expect(message).toContain(way === "bridge" ? "Nothing listens at 127.0.0.1:1" : "does not say why");
    });

    test("a fault of one request ends the connection, which says how many are lost; the next opens anew", async () => {
      const transport = await opened("chain", way);
      const before = gateways.arrivals();
      const lost = faultOf(transport.send(requestOf({ parameters: { sleep: 20 } }), signal()));
      await expect.poll(gateways.arrivals).toBe(before + 1);
      // An executor's name as a parameter that is no object ends the gateway's handling.
      const bad = faultOf(
        transport.send(requestOf({ documents: [{ id: "bad" }], parameters: { one: 1 } }), signal()),
      );
      for (const { code, message } of await Promise.all([lost, bad])) {
        expect(code).toBe("interrupted");
        expect(message).toContain("2 requests were in flight and are lost.");
      }
      expect((await transport.send(requestOf(), signal())).status.code).toBe("SUCCESS");
      transport.close();
    });
  });

  if (generation === "v1") {
    test("in JSON a gateway gives each request an id of its own, whatever the request says", async () => {
      const { host, port } = gateways.address("chain", "websocket");
      const socket = openSocketFrom(gateways.bridge)(`ws://${host}:${port}/`, []);
      const headers: unknown[] = [];
      socket.addEventListener("message", ({ data }) => headers.push(JSON.parse(String(data)).header));
      await new Promise((open) => socket.addEventListener("open", open));
      for (const id of ["a", "b", "b"]) {
        const header = { requestId: id, request_id: id };
        socket.send(JSON.stringify({ data: [{ id }], header, requestId: id, request_id: id }));
      }
      await expect.poll(() => headers.length).toBe(3);
      socket.close();
      const ids = headers.map((header) => (header as { request_id: string }).request_id);
      expect(ids).toEqual(ids.map(() => expect.stringMatching(/^[0-9a-f]{32}$/)));
      expect(new Set(ids).size).toBe(3);
    });
  }

  if (generation === "v2") {
    test("straight from a page there is no way, and it is said why", async () => {
      const transport = await opened("chain", "direct");
      const { code, advice, offers } = await faultOf(transport.send(requestOf(), signal()));
      expect(code).toBe("interrupted");
      expect(advice).toContain("takes no JSON over WebSocket.");
      expect(offers).toEqual([{ way: "bridge" }]);
    });
  }

  test.skipIf(!asksEnvoy())(
    "through a proxy that adds the header a page by itself speaks protobuf",
    async () => {
      const address = gateways.address("chain", "websocket");
      const envoy = await startEnvoy({ gatewayPort: address.port, isWebsocket: true });
      try {
        const there = { ...address, port: envoy.port };
        for (const token of [gateways.bridge.token, null]) {
          const options = gateways.optionsOf(there, "direct");
          const transport = createWebsocketTransport({
            ...options,
            fetch: asOtherOrigin(options.fetch),
            bridge: { ...options.bridge, token },
          });
          const { run, texts } = await sendMany(transport, 100);
          expect([run.state, run.lacks.binary]).toEqual(["done", undefined]);
          expect(texts).toEqual(MANY_TEXTS);
          // Which JSON would not tell.
          expect(run.exchanges.map(({ reply }) => reply?.requestId)).toEqual(
            run.exchanges.map(({ request }) => request.requestId),
          );
        }
      } finally {
        await envoy.stop();
      }
    },
  );

  test("[last] a gateway that is killed in the middle of requests", async () => {
    const before = gateways.arrivals();
    const sent = await Promise.all(
      WAYS[generation].map(async (way) => {
        const transport = await opened("chain", way);
        return ["a", "b"].map((id) =>
          faultOf(transport.send(requestOf({ documents: [{ id }], parameters: { sleep: 20 } }), signal())),
        );
      }),
    );
    await expect.poll(gateways.arrivals).toBe(before + sent.flat().length);
    await gateways.kill("chain");
    for (const fault of await Promise.all(sent.flat())) {
      expect(fault).toBeInstanceOf(ClientError);
      expect(fault.code).toBe("interrupted");
      expect(fault.message + fault.advice).not.toMatch(/TLS|grpc:/);
    }
  });
});
