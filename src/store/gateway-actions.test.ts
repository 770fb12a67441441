import { expect, test } from "vitest";
import { settled } from "../base/test-clock.ts";
import { NO_VARIABLES } from "../formats/read/substitute.ts";
import type { GatewayAddress } from "../model/run/address.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { Diagnosis, Evidence, Fix } from "../model/run/diagnosis.ts";
import type { GatewayReport } from "../model/run/gateway-report.ts";
import { type Reply, SUCCESS } from "../model/run/reply.ts";
import type { Run } from "../model/run/run.ts";
import { createGatewayActions } from "./gateway-actions.ts";
import { answeredBefore, executorsSeen, isFoundToAnswer, knownGateway } from "./known-gateway.ts";
import { newFile, openedFile } from "./open-file.ts";
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

const HEADER = { name: "x-api-key", value: "daffodil-9" };
const ROW: Evidence = { probe: "TCP", sent: "", seen: "refused", ms: 1, outcome: "fault" };
const FIX: Fix = { says: "Use it.", copy: "http://h:1", address: "http://h:1" };
const DIAGNOSIS: Diagnosis = {
  address: "grpc://h:1",
  way: "bridge",
  evidence: [ROW],
  verdict: { kind: "other-protocol", certainty: "certain", says: "It speaks HTTP.", fix: FIX },
};

interface Test {
  readonly target: unknown;
  readonly onEvidence: (one: Evidence) => void;
  readonly finish: (diagnosis: Diagnosis) => void;
}

function start(address = "h:1") {
  let state = {
    address,
    form: DEFAULT_FORM,
    headers: "x-api-key: daffodil-9",
    file: openedFile(newFile("f", "flow.yml", ""), NO_VARIABLES),
    gateway: null,
    runs: [] as const,
  } as Partial<DesignerState>;
  const answers: ((told: GatewayReport | ClientError) => void)[] = [];
  const tests: Test[] = [];
  const client = {
    understandAddress: (text: string) =>
      text === "simulator:" ? { address: { kind: "simulator" } } : text === "!" ? GONE : { address: ADDRESS },
    readGateway: () => new Promise((resolve) => answers.push(resolve)),
    diagnose: (target: unknown, signal: AbortSignal, onEvidence: (one: Evidence) => void) =>
      new Promise((resolve, reject) => {
        tests.push({ target, onEvidence, finish: resolve });
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  } as unknown as Client;
  const set = (change: Partial<DesignerState>) => {
    state = { ...state, ...change };
  };
  const get = () => state as DesignerState;
  const actions = createGatewayActions({ get, set, say: () => {} }, async () => client);
  return { ...actions, get, set, answers, tests };
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

test("who asks while a gateway is asked waits for what it tells", async () => {
  const { askGateway, get, answers } = start();
  const first = askGateway();
  await settled();
  let isTold = false;
  const second = askGateway().then(() => {
    isTold = true;
  });
  await settled();
  expect([answers.length, isTold]).toEqual([1, false]);
  answers[0]?.(REPORT);
  await Promise.all([first, second]);
  expect(knownGateway(get())?.report).toBe(REPORT);
  const third = askGateway();
  await settled();
  expect(answers).toHaveLength(2);
  answers[1]?.(REPORT);
  await third;
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
  const again = askGateway();
  await settled();
  expect(answers).toHaveLength(1);
  set({ address: "h:2" });
  answers[0]?.(REPORT);
  await Promise.all([asking, again]);
  expect(knownGateway(get())).toBeNull();
});

test("who comes back to an address finds what its gateway has told meanwhile, and may ask it again", async () => {
  const { askGateway, get, set, answers } = start();
  const asking = askGateway();
  await settled();
  set({ address: "h:2" });
  answers[0]?.(REPORT);
  await asking;
  set({ address: "h:1" });
  expect(knownGateway(get())).toMatchObject({ isAsked: false, report: REPORT });
  void askGateway();
  await settled();
  expect(answers).toHaveLength(2);
});

test("what comes late of one gateway leaves what is known of another one", async () => {
  const { askGateway, get, set, answers } = start();
  const first = askGateway();
  await settled();
  set({ address: "h:2" });
  const second = askGateway();
  await settled();
  answers[0]?.(GONE);
  await first;
  expect(knownGateway(get())).toMatchObject({ address: "h:2", isAsked: true, fault: null });
  answers[1]?.(REPORT);
  await second;
  expect(knownGateway(get())).toMatchObject({ address: "h:2", isAsked: false, report: REPORT });
});

test("an address that cannot be read is a fault, and the simulator is no gateway", async () => {
  const wrong = start("!");
  await wrong.askGateway();
  expect(knownGateway(wrong.get())?.fault).toBe(GONE);
  const simulator = start("simulator:");
  await simulator.askGateway();
  expect(knownGateway(simulator.get())).toBeNull();
});

test("a test is shown as it goes, and what it advises is taken over and tested", async () => {
  const { testConnection, followFix, get, tests } = start();
  const first = testConnection();
  await settled();
  expect(get().dialog).toEqual({ kind: "connection" });
  expect(tests[0]?.target).toEqual({ address: ADDRESS, way: "bridge", headers: [HEADER], answered: 0 });
  tests[0]?.onEvidence(ROW);
  expect(get().connectionTest).toMatchObject({ evidence: [ROW], diagnosis: null });
  tests[0]?.finish(DIAGNOSIS);
  await first;
  expect(get().connectionTest?.diagnosis).toEqual(DIAGNOSIS);
  const second = followFix(FIX);
  await settled();
  expect([get().address, get().connectionTest?.address, tests.length]).toEqual([
    "http://h:1",
    "http://h:1",
    2,
  ]);
  tests[1]?.finish(DIAGNOSIS);
  await second;
});

test("a test that finds the gateway to answer says so beside the address, for that address and that way alone", async () => {
  const { testConnection, get, set, tests } = start();
  const testing = testConnection();
  await settled();
  expect(isFoundToAnswer(get())).toBe(false);
  tests[0]?.finish({ ...DIAGNOSIS, verdict: { ...DIAGNOSIS.verdict, kind: "works" } });
  await testing;
  expect(isFoundToAnswer(get())).toBe(true);
  set({ form: { ...DEFAULT_FORM, way: "direct" } });
  expect(isFoundToAnswer(get())).toBe(false);
  set({ form: DEFAULT_FORM, address: "elsewhere:1" });
  expect(isFoundToAnswer(get())).toBe(false);
  // What it has told of itself says so too, where no run has gone there since.
  set({ gateway: { address: "elsewhere:1", isAsked: false, report: REPORT, fault: null } });
  expect(isFoundToAnswer(get())).toBe(true);
  set({ origin: { address: "elsewhere:1" } as DesignerState["origin"] });
  expect(isFoundToAnswer(get())).toBe(false);
});

test("an advised address takes the place of all that was said of the one before", async () => {
  const { followFix, get, set, tests } = start();
  set({ form: { ...DEFAULT_FORM, host: "h", port: "1", way: "direct" } });
  const testing = followFix(FIX);
  await settled();
  expect(get()).toMatchObject({ address: "http://h:1", form: { host: "", port: "", way: "direct" } });
  tests[0]?.finish(DIAGNOSIS);
  await testing;
});

test("what a server repeats of a header that was sent along is in no test, whatever is typed by then", async () => {
  const { testConnection, get, set, tests } = start();
  const testing = testConnection();
  await settled();
  const row = { ...ROW, seen: "status 401, no such key: daffodil-9" };
  set({ headers: "" });
  tests[0]?.onEvidence(row);
  expect(get().connectionTest?.evidence[0]?.seen).toMatch(/^status 401, no such key: •+$/);
  const verdict = { ...DIAGNOSIS.verdict, says: "It says: daffodil-9." };
  tests[0]?.finish({ ...DIAGNOSIS, evidence: [row], verdict });
  await testing;
  expect(get().connectionTest?.diagnosis?.verdict.says).toMatch(/^It says: •+\.$/);
  expect(JSON.stringify(get().connectionTest)).not.toContain("daffodil");
});

test("a test that another one follows ends without a word", async () => {
  const { testConnection, get, tests } = start();
  const first = testConnection();
  await settled();
  const second = testConnection();
  await settled();
  tests[0]?.onEvidence(ROW);
  await first;
  expect(get().connectionTest?.evidence).toEqual([]);
  tests[1]?.finish(DIAGNOSIS);
  await second;
  expect(get().connectionTest?.diagnosis).toEqual(DIAGNOSIS);
});

test("what cannot be tested is said in its place", async () => {
  const { testConnection, get } = start("!");
  await testConnection();
  expect(get().connectionTest?.fault).toBe(GONE);
});

test("executors are learnt from the routes of answers from the same address", () => {
  const runOf = (...names: string[]) => {
    const reply = { status: SUCCESS, routes: names.map((executor) => ({ executor })) } as unknown as Reply;
    return { exchanges: [{ reply }, { reply: null }] } as unknown as Run;
  };
  const origin = (address: string) => ({ address }) as unknown as NonNullable<DesignerState["origin"]>;
  const run = runOf("gateway", "b");
  const seen = {
    address: "h:1",
    form: DEFAULT_FORM,
    run,
    origin: origin("h:1"),
    runs: [
      { run: runOf("gateway", "a"), origin: origin("h:1") },
      { run, origin: origin("h:1") },
      { run: runOf("other"), origin: origin("h:2") },
    ],
  };
  expect(executorsSeen(seen)).toEqual(["a", "b"]);
  expect(answeredBefore(seen)).toBe(2);
});
