import { createServer as createHttps } from "node:https";
import { afterEach, expect, test } from "vitest";
import { createHandClock } from "../base/test-clock.ts";
import { PROBE_PATH } from "../model/run/bridge-contract.ts";
import type { TargetProbe } from "../model/run/target-probe.ts";
import type { Bridge } from "./server.ts";
import type { TargetTls } from "./target-settings.ts";
import { CERTIFICATE, KEY } from "./test-certificate.ts";
import {
  callHeaders,
  createStubGateway,
  listenOnLoopback,
  type StubGateway,
  startBridge,
  untilStill,
} from "./test-fixtures.ts";

let bridge: Bridge | null = null;
let gateway: Pick<StubGateway, "close"> | null = null;

afterEach(async () => {
  await bridge?.close();
  await gateway?.close();
});

test.each<[string, TargetTls | null, object]>([
  ["is not trusted by itself", null, { isUnverified: false, distrust: "DEPTH_ZERO_SELF_SIGNED_CERT" }],
  ["is trusted where its authority was given", { ca: CERTIFICATE }, { isUnverified: false, distrust: "" }],
  [
    "is judged by the name that was given",
    { ca: CERTIFICATE, serverName: "other.test" },
    { distrust: "ERR_TLS_CERT_ALTNAME_INVALID" },
  ],
  ["is judged by nobody where that was said", { isUnverified: true }, { isUnverified: true, distrust: "" }],
])("the certificate of a target %s, as for calls", async (_, how, certificate) => {
  const server = createHttps({ key: KEY, cert: CERTIFICATE }, (_request, response) => {
    response.setHeader("content-type", "application/json").end('{"jina": {"jina": "3.34.0"}}');
  });
  const { port, close } = await listenOnLoopback(server);
  gateway = {
    close() {
      server.closeAllConnections();
      return close();
    },
  };
  const target = `127.0.0.1:${port}`;
  bridge = await startBridge(how ? { tls: new Map([[target, how]]) } : {});
  const answer = await fetch(new URL(PROBE_PATH, bridge.address), {
    method: "POST",
    headers: callHeaders(bridge, target, { "content-type": "application/json", "x-bridge-tls": "1" }),
    body: "",
  });
  const found = (await answer.json()) as TargetProbe;
  expect(found.tls).toMatchObject({ isSpoken: true, certificate });
  // What is not trusted is asked nothing.
  const isAsked = found.tls?.certificate?.distrust === "";
  expect(found.http1?.isJina ?? false).toBe(isAsked);
});

test("a gateway that has told its status and never ends its answer takes the time of one step", async () => {
  const calls: string[] = [];
  const stub = await createStubGateway((stream, headers) => {
    calls.push(String(headers[":path"]));
    stream.respond({ ":status": 200, "content-type": "application/grpc", "grpc-status": "0" });
  });
  gateway = stub;
  const clock = createHandClock();
  bridge = await startBridge({ clock });
  let found: TargetProbe | null = null;
  const asked = fetch(new URL(PROBE_PATH, bridge.address), {
    method: "POST",
    headers: callHeaders(bridge, stub.target, { "content-type": "application/json" }),
    body: "",
  }).then(async (answer) => {
    found = (await answer.json()) as TargetProbe;
  });
  await expect.poll(() => calls.length).toBe(1);
  await untilStill(() => clock.waiting());
  await clock.pass(2999);
  await untilStill(() => found);
  expect(found).toBeNull();
  await clock.pass(1);
  await asked;
  expect(found).toMatchObject({ http2: { isSpoken: true, grpc: { status: 0 }, health: "", services: [] } });
  expect(calls).toEqual(["/jina.JinaGatewayDryRunRPC/dry_run"]);
});
