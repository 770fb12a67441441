import { expect, test } from "vitest";
import { createHandClock } from "../base/test-clock.ts";
import type { GatewayAddress, Way } from "../model/run/address.ts";
import { ClientError } from "../model/run/client-error.ts";
import { createGatewayWatch } from "./gateway-watch.ts";
import type { Client } from "./ports.ts";
import { DEFAULT_FORM, type DesignerState } from "./state.ts";
import type { Tools } from "./tools.ts";

const ADDRESS: GatewayAddress = { kind: "gateway", protocol: "grpc", host: "h", port: 1, tls: false };
const GONE = new ClientError("unreachable", "Nothing listens.");

function start(way: Way = "bridge") {
  const clock = createHandClock();
  let state = {
    address: "h:1",
    form: { ...DEFAULT_FORM, way },
    run: null,
    gatewayFault: null,
  } as Partial<DesignerState>;
  let asked = 0;
  let found: ClientError | null = null;
  const client = {
    check: async (_address: GatewayAddress, by: Way) => {
      expect(by).toBe(way);
      asked += 1;
      return found;
    },
  } as unknown as Client;
  const watch = createGatewayWatch({
    get: () => state as DesignerState,
    set: (change: Partial<DesignerState>) => {
      state = { ...state, ...change };
    },
    ports: { clock },
  } as unknown as Tools);
  watch.start(client, ADDRESS, way, []);
  return {
    clock,
    watch,
    client,
    asked: () => asked,
    fault: () => state.gatewayFault,
    find: (fault: ClientError | null) => {
      found = fault;
    },
    change: (change: Partial<DesignerState>) => {
      state = { ...state, ...change };
    },
  };
}

test("a gateway that dies is found dead within ten seconds, and alive when it is back", async () => {
  const { clock, asked, fault, find } = start();
  await clock.pass(9_999);
  expect(asked()).toBe(0);
  await clock.pass(1);
  expect([asked(), fault()]).toEqual([1, null]);
  find(GONE);
  await clock.pass(10_000);
  expect(fault()).toBe(GONE);
  find(null);
  await clock.pass(10_000);
  expect([asked(), fault()]).toEqual([3, null]);
});

test("straight from the page it is found dead within ten seconds too, and alive within a minute", async () => {
  const { clock, asked, fault, find } = start("direct");
  find(GONE);
  await clock.pass(10_000);
  expect(fault()).toBe(GONE);
  // Each time its browser complains of what does not answer.
  await clock.pass(59_000);
  expect(asked()).toBe(1);
  find(null);
  await clock.pass(1000);
  expect([asked(), fault()]).toEqual([2, null]);
});

test("who comes back to its address finds what is true then", async () => {
  const { clock, asked, fault, find, change } = start();
  change({ address: "h:2" });
  await clock.pass(60_000);
  find(GONE);
  expect(asked()).toBe(0);
  change({ address: "h:1" });
  await clock.pass(10_000);
  expect([asked(), fault()]).toEqual([1, GONE]);
});

test("nothing is asked while the address or the way is another, nor once something is sent, or the watch is stopped", async () => {
  const typed = start();
  typed.change({ address: "h:2" });
  await typed.clock.pass(60_000);
  expect(typed.asked()).toBe(0);
  const otherWay = start("direct");
  otherWay.change({ form: { ...DEFAULT_FORM, way: "bridge" } });
  await otherWay.clock.pass(60_000);
  expect(otherWay.asked()).toBe(0);
  const sent = start();
  sent.change({ run: { state: "running" } as DesignerState["run"] });
  await sent.clock.pass(60_000);
  expect(sent.asked()).toBe(0);
  const stopped = start();
  stopped.watch.stop();
  await stopped.clock.pass(60_000);
  expect(stopped.asked()).toBe(0);
});

test("what is found out late says nothing of another address", async () => {
  const { clock, fault, find, change } = start();
  find(GONE);
  const passing = clock.pass(10_000);
  change({ address: "h:2" });
  await passing;
  expect(fault()).toBeNull();
});
