import { expect, test } from "vitest";
import { createHandClock } from "../base/test-clock.ts";
import type { Protocol } from "../model/run/address.ts";
import type { Attempt } from "./bridge-faults.ts";
import { directFailure } from "./direct-faults.ts";

const failure = (protocol: Protocol, stage: Attempt["stage"]) =>
  directFailure(
    async () => new Response(null),
    createHandClock(),
    "http://h:1/",
    {
      stage,
      tried: "h",
      address: { kind: "gateway", protocol, host: "h", port: 1, tls: false },
      way: "direct",
      limitMs: null,
    },
    new AbortController().signal,
    null,
  );

test("what answers a page in gRPC-web that may not read it may speak anything else", async () => {
  const { code, message, offers } = await failure("grpc", "open");
  expect(code).toBe("unreadable");
  expect(message).toMatch(
    /: no proxy that speaks gRPC-web permits it there to this page's origin \(CORS\)\.$/,
  );
  expect(offers).toEqual([{ way: "bridge" }, { address: "http://h:1" }, { address: "ws://h:1" }]);
});

test("once it was sent to, the address is not doubted, nor is one that speaks HTTP", async () => {
  for (const { offers } of [await failure("grpc", "send"), await failure("http", "open")]) {
    expect(offers).toEqual([{ way: "bridge" }]);
  }
});
