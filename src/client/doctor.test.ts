import { expect, test } from "vitest";
import { createHandClock, settled } from "../base/test-clock.ts";
import type { GatewayAddress, Way } from "../model/run/address.ts";
import { BRIDGE_HEADERS, type BridgeErrorCode, PROBE_PATH } from "../model/run/bridge-contract.ts";
import { diagnose } from "./doctor.ts";

const ADDRESS: GatewayAddress = { kind: "gateway", protocol: "http", host: "h", port: 1, tls: false };

/** Answers whose bodies never end, each with whether it was let go. */
function createEndlessAnswers(status: number) {
  const answers: { readonly url: string; isLetGo: boolean }[] = [];
  const fetch = async (input: RequestInfo | URL): Promise<Response> => {
    const answer = { url: String(input), isLetGo: false };
    answers.push(answer);
    const body = new ReadableStream({
      cancel() {
        answer.isLetGo = true;
      },
    });
    return new Response(body, { status });
  };
  return { answers, fetch };
}

function optionsFor(way: Way, fetch: typeof globalThis.fetch) {
  return {
    address: ADDRESS,
    way,
    bridge: { baseUrl: "http://127.0.0.1:7433", token: "t" },
    fetch,
    clock: createHandClock(),
    openSocket: () => {
      throw new Error("not asked");
    },
    answered: 0,
    note: "",
    localNetwork: async () => null,
  };
}

test("what was changed in reading an address stands in the first row", async () => {
  const { fetch } = createEndlessAnswers(500);
  const note = "0.0.0.0 means every address of this machine; 127.0.0.1 is used instead.";
  const address = { ...ADDRESS, host: "127.0.0.1" };
  const options = { ...optionsFor("bridge", fetch), address, note };
  const { evidence } = await diagnose(options, new AbortController().signal, () => {});
  expect(evidence[0]?.seen).toBe(`http://127.0.0.1:1 through the page's server. ${note}`);
});

/** A page whose server does not answer, and a gateway of which nothing comes: at once, or once the time is over. */
async function examineAlone(more: object, isSilent = false) {
  const clock = createHandClock();
  const fetch: typeof globalThis.fetch = (input, init) =>
    String(input).includes("7433") || !isSilent
      ? Promise.reject(new TypeError("Failed to fetch"))
      : new Promise((_, reject) => {
          init?.signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
        });
  const options = { ...optionsFor("direct", fetch), clock, ...more };
  return clock.passUntil(diagnose(options, new AbortController().signal, () => {}));
}

test("what the browser holds a page back by is the verdict where nothing comes through", async () => {
  const verdictOf = async (more: object) => {
    const { verdict, evidence } = await examineAlone(more);
    const browser = evidence.find(({ probe }) => probe === "Browser");
    return [verdict.kind, verdict.certainty, browser?.outcome, verdict.says.split(":")[0]!.slice(0, 40)];
  };
  const elsewhere = { bridge: { baseUrl: "http://pages.example", token: null } };
  expect(await verdictOf({ ...elsewhere, localNetwork: async () => "denied" })).toEqual([
    "browser-blocks",
    "certain",
    "fault",
    "This browser was told to let no page fro",
  ]);
  expect(await verdictOf({ ...elsewhere, localNetwork: async () => "prompt" })).toEqual([
    "browser-blocks",
    "likely",
    "ok",
    "This browser asks whether this page may ",
  ]);
  const secure = { bridge: { baseUrl: "https://pages.example", token: null } };
  expect(await verdictOf(secure)).toEqual([
    "browser-blocks",
    "certain",
    "fault",
    "This page came by HTTPS, and browsers le",
  ]);
  // Which of its own machine a browser lets it ask.
  const address = { ...ADDRESS, host: "127.0.0.1" };
  expect((await verdictOf({ ...secure, address }))[0]).toBe("unknown");
  expect((await verdictOf({ ...elsewhere, localNetwork: async () => "granted" }))[0]).toBe("unknown");
  // A page of this machine is in the innermost network already.
  expect((await verdictOf({ localNetwork: async () => "denied" })).slice(0, 3)).toEqual([
    "unknown",
    "open",
    "ok",
  ]);
});

test.each<[BridgeErrorCode, Way, object]>([
  [
    "target-not-allowed",
    "bridge",
    { kind: "target-not-allowed", fix: { says: expect.stringMatching(/^Allow it: .* beside the options/) } },
  ],
  ["target-refused", "bridge", { kind: "target-not-allowed", fix: null }],
  [
    "target-own",
    "bridge",
    { kind: "target-not-allowed", fix: { says: expect.stringMatching(/^Start the Flow/) } },
  ],
  [
    "target-not-allowed",
    "direct",
    { kind: "unknown", fix: { says: expect.stringMatching(/^Allow it: .* beside the options/) } },
  ],
  ["target-refused", "direct", { kind: "unknown", fix: null }],
  ["target-own", "direct", { kind: "target-not-allowed", certainty: "certain" }],
])("%s is known by its code, whatever the page's server says of it (%s)", async (code, way, verdict) => {
  const says = "These are other words.";
  const fetch: typeof globalThis.fetch = async (input) => {
    if (String(input).endsWith(PROBE_PATH)) {
      return new Response(says, { headers: { [BRIDGE_HEADERS.error]: code } });
    }
    throw new TypeError("Failed to fetch");
  };
  const found = await diagnose(optionsFor(way, fetch), new AbortController().signal, () => {});
  expect(found.verdict).toMatchObject(verdict);
  if (found.verdict.kind === "target-not-allowed") {
    expect(found.verdict.says).toBe(says);
  }
});

test("what is refused at once is told from what nothing comes back of", async () => {
  const refused = await examineAlone({});
  expect(refused.verdict).toMatchObject({ kind: "unknown", certainty: "open" });
  expect(refused.evidence.at(-1)?.seen).toContain("at once");
  const silent = await examineAlone({}, true);
  expect(silent.verdict).toMatchObject({ kind: "silent", certainty: "likely" });
  expect(silent.evidence.at(-1)).toMatchObject({ seen: "nothing came back in time", ms: 3000 });
});

test("no answer that is not read stays open", async () => {
  const { answers, fetch } = createEndlessAnswers(500);
  const { evidence } = await diagnose(optionsFor("bridge", fetch), new AbortController().signal, () => {});
  await settled();
  expect(evidence.map(({ probe }) => probe)).toEqual([
    "Address",
    "The page's server",
    "This page, HTTP",
    "This page, reading",
  ]);
  expect(answers.map(({ url }) => url)).toEqual([
    `http://127.0.0.1:7433${PROBE_PATH}`,
    "http://h:1/status",
    "http://h:1/status",
  ]);
  expect(answers.filter(({ isLetGo }) => !isLetGo)).toEqual([]);
});
