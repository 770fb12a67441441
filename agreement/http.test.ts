/** The HTTP transport beside real gateways of either generation, straight and through the page's server. */
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { systemClock } from "../src/base/clock.ts";
import { cryptoRandom } from "../src/base/random.ts";
import { createHandClock } from "../src/base/test-clock.ts";
import { createHttpTransport } from "../src/client/http.ts";
import { createSender } from "../src/client/sender.ts";
import { documentsOf } from "../src/client/test-answer.ts";
import type { GatewayAddress, Way } from "../src/model/run/address.ts";
import type { Doc } from "../src/model/run/document.ts";
import type { Reply } from "../src/model/run/reply.ts";
import type { DataRequest } from "../src/model/run/request.ts";
import type { Generation } from "./engine.ts";
import { faultOf, type Gateways, MANY_TEXTS, requestOf, sendMany, startGateways } from "./gateways.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 90_000 });

const signal = () => new AbortController().signal;

describe.each<Generation>(["v1", "v2"])("docarray %s", (generation) => {
  let gateways: Gateways;

  beforeAll(async () => {
    gateways = await startGateways(generation, ["chain", "endpoints", "alone", "exposing"]);
  });

  afterAll(() => gateways?.stop());

  async function ask(
    name: Parameters<Gateways["address"]>[0],
    way: Way,
    request: Partial<DataRequest> = {},
    onPart?: (part: Reply) => void,
  ) {
    const transport = gateways.transportTo(gateways.address(name, "http"), way);
    await transport.open(signal());
    const reply = await transport.send(requestOf(request), signal(), onPart);
    return { transport, reply, documents: documentsOf(reply.documents) };
  }

  describe.each<Way>(["direct", "bridge"])("%s", (way) => {
    test("a request comes back with its documents, parameters and, where the gateway tells them, routes", async () => {
      const { transport, reply, documents } = await ask("chain", way, {
        endpoint: "/any",
        parameters: { top_k: 5, nested: { list: [1, "a", null] } },
      });
      expect(documents).toEqual([
        generation === "v1"
          ? { id: "x", text: "path>one>two>three" }
          : expect.objectContaining({ id: "x", text: "path>one>two>three", tags: {} }),
      ]);
      expect(reply.parameters).toEqual({ top_k: 5, nested: { list: [1, "a", null] } });
      expect(reply.status.code).toBe("SUCCESS");
      const names = generation === "v1" ? ["gateway", "one", "two", "three"] : [];
      expect(reply.routes.map(({ executor }) => executor)).toEqual(names);
      expect(reply.routes.every(({ startMs, endMs }) => endMs! >= startMs!)).toBe(true);
      expect("routes" in transport.lacks).toBe(generation === "v2");
    });

    test("target_executor is matched", async () => {
      const { documents } = await ask("chain", way, { targetExecutor: "tw" });
      expect(documents[0]?.text).toBe("path>two");
    });

    test("an executor's exception is an answer", async () => {
      const { reply } = await ask("chain", way, {
        documents: [{ id: "x", text: "FAIL please" }],
        targetExecutor: "three",
      });
      expect(reply.status).toMatchObject({
        code: "ERROR",
        description: "ValueError('asked to fail')",
        exception: { name: "ValueError", args: ["asked to fail"] },
      });
      expect(reply.status.exception?.executor).toBe(generation === "v1" ? "Fail" : "");
      expect(reply.notes ?? []).toHaveLength(generation === "v1" ? 0 : 1);
    });

    test("250 documents come back, by a request size of 0 too", async () => {
      const { run, texts } = await sendMany(gateways.transportTo(gateways.address("chain", "http"), way), 0);
      expect(run.state).toBe("done");
      expect(run.exchanges).toHaveLength(generation === "v1" ? 1 : 3);
      expect(run.notes).toHaveLength(generation === "v1" ? 0 : 1);
      expect(texts).toEqual(MANY_TEXTS);
    });

    test.each(["index", "search", "update", "delete", "foo"])("the endpoint /%s is asked", async (name) => {
      const { documents } = await ask("endpoints", way, { endpoint: `/${name}` });
      expect(documents[0]?.text).toBe(`path>own:${name}`);
    });

    if (generation === "v1") {
      test("exposed endpoints are asked at their paths and by their methods", async () => {
        const address = gateways.address("exposing", "http");
        const exposed = [
          { endpoint: "/foo", path: "/my/foo", methods: ["POST"] },
          { endpoint: "/report", path: "/my/report", methods: ["DELETE"] },
        ];
        const transport = createHttpTransport({ ...gateways.optionsOf(address, way), exposed });
        await transport.open(signal());
        const send = (endpoint: string) => transport.send(requestOf({ endpoint }), signal());
        const foo = await send("/foo");
        expect(documentsOf(foo.documents)[0]?.text).toBe("path>own:foo");
        expect(foo.notes ?? []).toEqual([]);
        expect((await send("/report")).parameters.__results__).toBeDefined();
        // Of these the gateway itself tells.
        expect(documentsOf((await send("/echo")).documents)[0]?.text).toBe("path");
        expect(documentsOf((await send("/update")).documents)[0]?.text).toBe("path>own:update");
        const typed = await send("/my/foo");
        expect(typed.notes).toEqual(["At this path the gateway offers /foo, which is what it ran."]);
        // Without what is drawn nobody knows of it: this gateway takes nothing else.
        expect((await faultOf(ask("exposing", way, { endpoint: "/foo" }))).code).toBe("input");
      });
    }

    test("an endpoint that no executor has", async () => {
      if (generation === "v1") {
        // It runs through untouched, as in gRPC.
        expect((await ask("endpoints", way, { endpoint: "/none" })).documents[0]?.text).toBe("path");
      } else {
        const { code, advice } = await faultOf(ask("endpoints", way, { endpoint: "/none" }));
        expect([code, advice]).toEqual([
          "input",
          "It has /delete, /echo, /foo, /index, /report, /search, /stream, /update.",
        ]);
      }
    });

    test("an Executor that is served without a gateway answers", async () => {
      // With docarray 0.41 it answers pages of its own origin alone as well: neither has CORS, which only browsers mind.
      const { transport, reply, documents } = await ask("alone", way, { endpoint: "/search" });
      expect(documents[0]).toMatchObject({ id: "x", text: "path>alone:search" });
      expect(reply.routes).toEqual([]);
      expect(transport.lacks.routes).toBeDefined();
    });

    test("what executors return beside documents is in the parameters", async () => {
      const { reply } = await ask("endpoints", way, { endpoint: "/report", parameters: { k: 1 } });
      expect(reply.parameters.__results__).toEqual({
        "own/rep-0": expect.objectContaining({ documents: 1 }),
      });
    });

    test("no documents are sent, and none come back", async () => {
      const { documents } = await ask("chain", way, { documents: [] });
      expect(documents).toEqual([]);
    });

    test("what the gateway refuses is said in its words, or before it is sent", async () => {
      const { code, message } = await faultOf(
        ask("chain", way, { documents: [{ id: "x", text: { no: "text" } }] }),
      );
      if (generation === "v1") {
        expect([code, message]).toEqual(["input", "documents[0].text must be a text, not an object."]);
      } else {
        expect([code, message]).toEqual([
          "refused",
          "The gateway refuses the request: document 1 of it, field text: Input should be a valid string.",
        ]);
      }
    });

    test("a fault that the gateway says nothing of", async () => {
      const { code, message } = await faultOf(ask("chain", way, { parameters: { one: 1 } }));
      expect([code, message]).toEqual([
        "gateway",
        "The gateway failed with HTTP status 500 and does not say why.",
      ]);
    });

    test("what is no HTTP gateway is named, with the address that it would have", async () => {
      const grpc = await faultOf(
        gateways.transportTo({ ...gateways.address("chain", "grpc"), protocol: "http" }, way).open(signal()),
      );
      expect(grpc.code).toBe(way === "bridge" ? "not-a-gateway" : "unreachable");
      expect(grpc.advice).toContain(
        way === "bridge" ? `grpc://127.0.0.1:${gateways.address("chain", "grpc").port}` : "gRPC",
      );
      const websocket: GatewayAddress = { ...gateways.address("chain", "websocket"), protocol: "http" };
      const other = await faultOf(gateways.transportTo(websocket, way).open(signal()));
      expect([other.code, other.message]).toEqual(["not-a-gateway", "A WebSocket gateway answers there."]);
      expect(other.advice).toContain(`ws://127.0.0.1:${websocket.port}`);
    });

    test("nothing that listens", async () => {
      const address = { ...gateways.address("chain", "http"), port: 1 };
      const { code, message } = await faultOf(gateways.transportTo(address, way).open(signal()));
      expect(code).toBe("unreachable");
      expect(message).toContain("127.0.0.1:1");
    });

    test("a request that is given up ends at once, while no time passes", async () => {
      const options = gateways.optionsOf(gateways.address("chain", "http"), way);
      const transport = createHttpTransport({ ...options, clock: createHandClock() });
      await transport.open(signal());
      const aborter = new AbortController();
      const before = gateways.arrivals();
      const sent = transport.send(requestOf({ parameters: { sleep: 20 } }), aborter.signal);
      await expect.poll(gateways.arrivals).toBe(before + 1);
      aborter.abort();
      expect((await faultOf(sent)).code).toBe("canceled");
    });

    if (generation === "v2") {
      test("documents that are generated come one by one", async () => {
        const parts: number[] = [];
        const { path } = gateways.gate();
        const { documents } = await ask(
          "endpoints",
          way,
          { endpoint: "/stream", documents: [{ text: path }] },
          ({ documents }) => {
            parts.push(documents.length);
            // The next is generated once this one has come.
            writeFileSync(`${path} ${documents.length}`, "");
          },
        );
        expect(documents.map(({ text }) => text)).toEqual([0, 1, 2].map((number) => `${path} ${number}`));
        expect(parts).toEqual([1, 2, 3]);
      });

      test("an endpoint that generates is sent one document a request", async () => {
        const address = gateways.address("endpoints", "http");
        const transport = createHttpTransport({ ...gateways.optionsOf(address, way), endpoint: "/stream" });
        const run = await createSender({ transport, clock: systemClock, random: cryptoRandom }).send(
          {
            endpoint: "/stream",
            documents: [{ text: "a" }, { text: "b" }],
            parameters: {},
            targetExecutor: "",
            requestSize: 100,
          },
          1,
          () => {},
        ).finished;
        const texts = run.exchanges.map(({ reply }) => documentsOf(reply!.documents).map(({ text }) => text));
        expect(texts).toEqual([
          ["a 0", "a 1", "a 2"],
          ["b 0", "b 1", "b 2"],
        ]);
        expect(run.notes).toEqual([
          "A request holds one document: an endpoint that generates takes no more.",
        ]);
      });

      test("a generator that raises is begun again by the gateway, which is told", async () => {
        const { reply, documents } = await ask("endpoints", way, {
          endpoint: "/stream",
          documents: [{ text: "FAIL" }],
        });
        expect(documents.map(({ text }) => text)).toEqual(["FAIL 0", "FAIL 0", "FAIL 0", "FAIL 0"]);
        expect(reply.notes?.join()).toContain("starts it again three times");
      });
    }
  });

  test("an answer says the same as over gRPC", async () => {
    const documents: readonly Doc[] =
      generation === "v1"
        ? [
            {
              id: "r",
              text: "a",
              uri: "u",
              mime_type: "text/x",
              modality: "m",
              weight: 0.5,
              offset: 3,
              location: [1, 2],
              tags: { a: "b", n: [1.5, { x: null }] },
              chunks: [{ id: "c", blob: "aGVsbG8=" }],
              matches: [{ id: "m", text: "m", scores: { cos: { value: 0.5 } } }],
              embedding: [0.5, 1],
            },
            { id: "b", blob: "aGVsbG8=" },
          ]
        : [{ id: "r", text: "a", tags: { a: "b", n: [1.5, { x: null }], t: true } }];
    const { reply } = await ask("endpoints", "bridge", { endpoint: "/echo", documents });
    const grpc = gateways.transportTo(gateways.address("endpoints", "grpc"), "bridge");
    await grpc.open(signal());
    const other = await grpc.send(requestOf({ endpoint: "/echo", documents }), signal());
    expect(plain(documentsOf(reply.documents))).toEqual(plain(documentsOf(other.documents)));
  });

  test("[last] a gateway that is killed in the middle of a request", async () => {
    const address = gateways.address("chain", "http");
    const before = gateways.arrivals();
    const sent = await Promise.all(
      (["direct", "bridge"] as const).map(async (way) => {
        const transport = gateways.transportTo(address, way);
        await transport.open(signal());
        return { way, fault: faultOf(transport.send(requestOf({ parameters: { sleep: 20 } }), signal())) };
      }),
    );
    await expect.poll(gateways.arrivals).toBe(before + sent.length);
    await gateways.kill("chain");
    for (const { way, fault } of sent) {
      const { code, message, advice } = await fault;
      expect([way, code]).toEqual([way, "interrupted"]);
      expect(message).toContain(`127.0.0.1:${address.port}`);
      // Whoever has answered before speaks no other protocol, and needs no TLS.
      expect(message + advice).not.toMatch(/TLS|grpc:/);
    }
  });
});

/** What both ways have to agree in: JSON does not tell the type of an array, and the wire leaves out what is not set. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, item) =>
      item instanceof Uint8Array
        ? [...item]
        : item && typeof item === "object" && "dtype" in item
          ? { shape: item.shape, first: firstOf(item) }
          : item && typeof item === "object" && !Array.isArray(item)
            ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
            : item,
    ),
  );
}

function firstOf({ dtype, buffer }: { dtype: string; buffer: Uint8Array }): number {
  const view = new DataView(buffer.buffer, buffer.byteOffset);
  return dtype === "<f4" ? view.getFloat32(0, true) : view.getFloat64(0, true);
}
