import { expect, test } from "vitest";
import { settled } from "../base/test-clock.ts";
import type { GatewayAddress } from "../model/run/address.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { GatewayReport } from "../model/run/gateway-report.ts";
import { createGatewayActions } from "./gateway-actions.ts";
import { knownGateway } from "./known-gateway.ts";
import type { Client } from "./ports.ts";
import { DEFAULT_FORM, type DesignerState } from "./state.ts";

const ADDRESS: GatewayAddress = { kind: "gateway", protocol: "grpc", host: "h", port: 1, tls: false };
const REPORT: GatewayReport = {
  generation: "v2",
  versions: new Map([["jina", "3.34.0"]]),
  readiness: { kind: "ready" },
  endpoints: [],
  endpointsNote: "",
};
const GONE = new ClientError("unreachable", "Nothing listens.");

function start(address = "h:1") {
  let state = { address, form: DEFAULT_FORM, headers: "", gateway: null } as Partial<DesignerState>;
  const answers: ((told: GatewayReport | ClientError) => void)[] = [];
  const client = {
    understandAddress: (text: string) =>
      text === "simulator:" ? { address: { kind: "simulator" } } : text === "!" ? GONE : { address: ADDRESS },
    readGateway: () => new Promise((resolve) => answers.push(resolve)),
  } as unknown as Client;
  const set = (change: Partial<DesignerState>) => {
    state = { ...state, ...change };
  };
  const get = () => state as DesignerState;
  const { askGateway } = createGatewayActions({ get, set }, async () => client);
  return { askGateway, get, set, answers };
}

test("what a gateway tells is known as long as the address is its own", async () => {
  const { askGateway, get, set, answers } = start();
  const asking = askGateway();
  await settled();
  expect(knownGateway(get())).toMatchObject({ isAsked: true, report: null, fault: null });
  answers[0]?.(REPORT);
  await asking;
  expect(knownGateway(get())).toEqual({ address: "h:1", isAsked: false, report: REPORT, fault: null });
  set({ address: "h:2" });
  expect(knownGateway(get())).toBeNull();
});

test("one that is gone is known by its fault, and what it told before says nothing any more", async () => {
  const { askGateway, get, answers } = start();
  const first = askGateway();
  await settled();
  answers[0]?.(REPORT);
  await first;
  const second = askGateway();
  await settled();
  expect(knownGateway(get())).toMatchObject({ isAsked: true, report: REPORT });
  answers[1]?.(GONE);
  await second;
  expect(knownGateway(get())).toMatchObject({ isAsked: false, report: null, fault: GONE });
});

test("what comes late says nothing of another address, and nobody asks twice at a time", async () => {
  const { askGateway, get, set, answers } = start();
  const asking = askGateway();
  await settled();
  await askGateway();
  expect(answers).toHaveLength(1);
  set({ address: "h:2" });
  answers[0]?.(REPORT);
  await asking;
  expect(knownGateway(get())).toBeNull();
});

test("an address that cannot be read is a fault, and the simulator is no gateway", async () => {
  const wrong = start("!");
  await wrong.askGateway();
  expect(knownGateway(wrong.get())?.fault).toBe(GONE);
  const simulator = start("simulator:");
  await simulator.askGateway();
  expect(knownGateway(simulator.get())).toBeNull();
});
