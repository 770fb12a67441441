/**
 * The way to a gRPC gateway: gRPC-web to the page's server, which passes the frames on. One unary call a request. Which
 * docarray generation the gateway runs is asked anew at each opening, as a gateway may have been restarted.
 */
import { type CallOptions, createClient, type Transport as Wire } from "@connectrpc/connect";
import { createGrpcWebTransport as createWire } from "@connectrpc/connect-web";
import { JinaSingleDataRequestRPC as DataRpcV1, JinaInfoRPC } from "../gen/v1/jina_pb.js";
import { JinaSingleDataRequestRPC as DataRpcV2 } from "../gen/v2/jina_pb.js";
import type { GatewayAddress } from "../model/address.ts";
import { ClientError } from "../model/client-error.ts";
import type { Transport } from "../model/transport.ts";
import { describeAddress, hostAndPort } from "./address.ts";
import { type Attempt, failureOf, noBridge, noToken, plainAnswer } from "./grpc-web-faults.ts";
import * as wireV1 from "./wire-v1.ts";
import * as wireV2 from "./wire-v2.ts";

const OPEN_LIMIT_MS = 5000;

/** Of docarray: below 0.30, and from there on. */
type Generation = "v1" | "v2";

export interface GrpcWebOptions {
  readonly address: GatewayAddress;
  readonly bridge: {
    /** Where the page's server is, as `http://127.0.0.1:7433`. */
    readonly baseUrl: string;
    /** Null if the page was opened without one; then nothing is sent at all. */
    readonly token: string | null;
  };
  /** The browser's own unless a test brings another. */
  readonly fetch?: typeof globalThis.fetch;
  /** For connecting and learning the generation. 5000 unless said otherwise. */
  readonly openLimitMs?: number;
  /** For one answer; null for none, which is what it is unless said otherwise: an Executor may take its time. */
  readonly answerLimitMs?: number | null;
}

/** A transport over gRPC-web through the page's server. Nothing is sent before `open`. */
export function createGrpcWebTransport(options: GrpcWebOptions): Transport {
  const { address, bridge, openLimitMs = OPEN_LIMIT_MS, answerLimitMs = null } = options;
  const fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const target = hostAndPort(address);
  const label = `${describeAddress(address)} through the page's server`;
  const opening: Attempt = { stage: "open", tried: label, target, limitMs: openLimitMs };
  const sending: Attempt = { stage: "send", tried: label, target, limitMs: answerLimitMs };

  const wireFor = (attempt: Attempt): Wire =>
    createWire({
      baseUrl: `${bridge.baseUrl.replace(/\/+$/, "")}/relay/grpc`,
      fetch: (input, init) => fetchFrames(fetch, input, init, attempt),
    });
  const info = createClient(JinaInfoRPC, wireFor(opening));
  const dataV1 = createClient(DataRpcV1, wireFor(sending));
  const dataV2 = createClient(DataRpcV2, wireFor(sending));

  let generation: Generation | null = null;

  /** Makes one call, with what the page's server has to know about it. Throws ClientError. */
  async function ask<Answer>(
    attempt: Attempt,
    signal: AbortSignal,
    call: (options: CallOptions) => Promise<Answer>,
  ): Promise<Answer> {
    if (bridge.token === null) {
      throw noToken(label);
    }
    const headers = {
      "x-bridge-token": bridge.token,
      "x-bridge-target": target,
      ...(address.tls && { "x-bridge-tls": "1" }),
    };
    try {
      return await call({ signal, headers, ...(attempt.limitMs !== null && { timeoutMs: attempt.limitMs }) });
    } catch (cause) {
      throw failureOf(cause, attempt, signal);
    }
  }

  return {
    label,
    simulated: false,

    async open(signal) {
      const { jina } = await ask(opening, signal, (call) => info._status({}, call));
      generation = generationOf(jina, label);
    },

    async send(request, signal) {
      switch (generation) {
        case null:
          throw new Error("a transport is opened before anything is sent");
        case "v1": {
          const message = wireV1.encodeRequest(request);
          return wireV1.decodeReply(
            await ask(sending, signal, (call) => dataV1.process_single_data(message, call)),
          );
        }
        case "v2": {
          const message = wireV2.encodeRequest(request);
          return wireV2.decodeReply(
            await ask(sending, signal, (call) => dataV2.process_single_data(message, call)),
          );
        }
      }
    },
  };
}

/** docarray changed its messages with version 0.30. */
function generationOf(versions: { readonly [name: string]: string }, tried: string): Generation {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(versions.docarray ?? "") ?? [];
  if (major === undefined) {
    throw new ClientError(
      "not-a-gateway",
      "It answers like a Jina gateway, but does not say which docarray it runs.",
      {
        tried,
        advice: "A gateway of Jina 3 names the version; check what listens there.",
      },
    );
  }
  return Number(major) > 0 || Number(minor) >= 30 ? "v2" : "v1";
}

/**
 * Fetches an answer in gRPC-web frames; anything else becomes a ClientError. A status in the response's headers is the
 * whole answer: it gets an empty body here, because connect-web reads the status from the headers only if no trailer
 * frame follows, and some proxies send an empty one.
 */
async function fetchFrames(
  fetch: typeof globalThis.fetch,
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  attempt: Attempt,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(input, init);
  } catch (cause) {
    throw init?.signal?.aborted ? cause : noBridge(attempt, cause);
  }
  const contentType = response.headers.get("content-type") ?? "";
  if (!response.ok || !/^application\/grpc-web(?:\+proto)?(?:;|$)/.test(contentType)) {
    throw plainAnswer(response, attempt);
  }
  const status = response.headers.get("grpc-status");
  const isFailed = status !== null && status !== "0";
  return isFailed ? new Response(null, { status: response.status, headers: response.headers }) : response;
}
