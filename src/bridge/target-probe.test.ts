import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { createHandClock } from "../base/test-clock.ts";
import { PROBE_PATH } from "../model/run/bridge-contract.ts";
import type { TargetProbe } from "../model/run/target-probe.ts";
import type { Bridge } from "./server.ts";
import { callHeaders, createStubGateway, type StubGateway, startBridge } from "./test-fixtures.ts";

let bridge: Bridge | null = null;
let gateway: StubGateway | null = null;

afterEach(async () => {
  await bridge?.close();
  await gateway?.close();
});

test("a gateway that has told its status and never ends its answer takes the time of one step", async () => {
  const calls: string[] = [];
  gateway = await createStubGateway((stream, headers) => {
    calls.push(String(headers[":path"]));
    stream.respond({ ":status": 200, "content-type": "application/grpc", "grpc-status": "0" });
  });
  const clock = createHandClock();
  bridge = await startBridge({ clock });
  let found: TargetProbe | null = null;
  const asked = fetch(new URL(PROBE_PATH, bridge.address), {
    method: "POST",
    headers: callHeaders(bridge, gateway.target, { "content-type": "application/json" }),
    body: "",
  }).then(async (answer) => {
    found = (await answer.json()) as TargetProbe;
  });
  asked.catch(() => undefined);
  while (calls.length === 0) {
    await sleep(5);
  }
  for (let passedMs = 0; passedMs < 6000 && found === null; passedMs += 100) {
    await clock.pass(100);
    await sleep(5);
  }
  expect(found).toMatchObject({ http2: { isSpoken: true, grpc: { status: 0 }, health: "", services: [] } });
  expect(calls).toEqual(["/jina.JinaGatewayDryRunRPC/dry_run"]);
});
