/** Gateways behind TLS, by every protocol and way: reached where the certificate is trusted, explained where not. */
import tls from "node:tls";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { CERTIFICATE } from "../src/bridge/test-certificate.ts";
import type { Protocol, Way } from "../src/model/run/address.ts";
import type { Generation } from "./engine.ts";
import { faultOf, type Gateways, requestOf, startGateways } from "./gateways.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 90_000 });

const signal = () => new AbortController().signal;

const CELLS: Record<Generation, readonly (readonly [Protocol, Way])[]> = {
  v1: [
    ["grpc", "bridge"],
    ["http", "bridge"],
    ["http", "direct"],
    ["websocket", "bridge"],
    ["websocket", "direct"],
  ],
  v2: [
    ["grpc", "bridge"],
    ["http", "bridge"],
    ["http", "direct"],
    ["websocket", "bridge"],
  ],
};

describe.each<Generation>(["v1", "v2"])("docarray %s", (generation) => {
  let gateways: Gateways;

  beforeAll(async () => {
    gateways = await startGateways(generation, ["secure", "endpoints"]);
  });

  afterAll(() => gateways?.stop());

  describe("before its authority is trusted", () => {
    test.each(CELLS[generation])("%s by way of %s says so", async (protocol, way) => {
      const { code, message } = await faultOf(
        gateways.transportTo(gateways.address("secure", protocol), way).open(signal()),
      );
      expect(code).toBe("unreachable");
      if (way === "bridge") {
        expect(message).toContain("is not trusted (self-signed certificate)");
        expect(message).toContain("--tls-ca 127.0.0.1:");
      }
    });

    test.each(CELLS[generation])(
      "%s by way of %s without TLS says that it wants it",
      async (protocol, way) => {
        const address = { ...gateways.address("secure", protocol), tls: false };
        const { message, advice } = await faultOf(gateways.transportTo(address, way).open(signal()));
        if (way === "bridge") {
          expect(message + advice).toMatch(protocol === "grpc" ? /grpcs:/ : /https:.*wss:/);
        }
      },
    );

    test.each(CELLS[generation])("%s by way of %s with TLS, where there is none", async (protocol, way) => {
      const address = { ...gateways.address("endpoints", protocol), tls: true };
      const { code, message } = await faultOf(gateways.transportTo(address, way).open(signal()));
      expect(code).toBe("unreachable");
      if (way === "bridge") {
        expect(message).toContain("does not speak TLS, though TLS was asked for");
        expect(message).toContain({ grpc: "grpc://", http: "http://", websocket: "ws://" }[protocol]);
      }
    });
  });

  // Node can change its authorities at run time from 24.5 on.
  describe.runIf("setDefaultCACertificates" in tls)("with its authority trusted", () => {
    test.each(CELLS[generation])("%s by way of %s answers", async (protocol, way) => {
      const before = tls.getCACertificates("default");
      tls.setDefaultCACertificates([...before, CERTIFICATE]);
      try {
        const transport = gateways.transportTo(gateways.address("secure", protocol), way);
        await transport.open(signal());
        const reply = await transport.send(requestOf(), signal());
        expect(reply.documents.at(0)).toMatchObject({ id: "x", text: "path>one" });
        transport.close();
      } finally {
        tls.setDefaultCACertificates(before);
      }
    });
  });
});
