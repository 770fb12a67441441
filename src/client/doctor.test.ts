import { expect, test } from "vitest";
import { createHandClock, settled } from "../base/test-clock.ts";
import type { GatewayAddress, Way } from "../model/run/address.ts";
import { PROBE_PATH } from "../model/run/bridge-contract.ts";
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
    localNetwork: async () => null,
  };
}

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
