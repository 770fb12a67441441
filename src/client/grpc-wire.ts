/** One call to a gRPC gateway: gRPC-web to the page's server, which passes the frames on. */

import type { CallOptions, Transport as Wire } from "@connectrpc/connect";
import { createGrpcWebTransport as createWire } from "@connectrpc/connect-web";
import type { Clock } from "../base/clock.ts";
import type { GatewayAddress } from "../model/run/address.ts";
import { BRIDGE_HEADERS, RELAY_PATH } from "../model/run/bridge-contract.ts";
import { type Header, printHeaders } from "../model/run/headers.ts";
import type { Compression } from "../model/run/request.ts";
import { hostAndPort } from "./address.ts";
import { takeMessage } from "./answer-message.ts";
import { type AnswerLimits, watchAnswer } from "./answer-watch.ts";
import { type Attempt, noBridge, noToken, plainAnswer } from "./bridge-faults.ts";
import { failureOf } from "./grpc-web-faults.ts";
import type { BridgeAccess } from "./way.ts";

/** How a gateway is reached. */
export interface GrpcWireOptions {
  readonly address: GatewayAddress;
  readonly bridge: BridgeAccess;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** What is sent along with each call, as metadata. */
  readonly headers?: readonly Header[];
  /** What requests are compressed with on their way from the page's server to the gateway. */
  readonly compression?: Compression | undefined;
}

/** Calls to one gateway. */
interface GrpcWire {
  /**
   * Makes one unary call, and gives the bytes of its answer, at most `maxBytes`. The limits are for the answer; that for
   * all of it goes to the gateway as the call's deadline. Without any, that of the attempt does. Throws ClientError.
   */
  ask(
    attempt: Attempt,
    maxBytes: number,
    signal: AbortSignal,
    call: (wire: Wire, options: CallOptions) => Promise<unknown>,
    limits?: AnswerLimits,
  ): Promise<Uint8Array<ArrayBuffer>>;
}

/** A wire to the gateway; nothing is sent before it is asked. */
export function createGrpcWire(options: GrpcWireOptions): GrpcWire {
  const { address, bridge, fetch, clock, compression, headers: along = [] } = options;
  return {
    async ask(
      attempt,
      maxBytes,
      signal,
      call,
      { totalMs, ...limits } = { firstMs: null, idleMs: null, totalMs: attempt.limitMs },
    ) {
      if (bridge.token === null) {
        throw noToken(attempt.tried);
      }
      let taken = new Uint8Array(0);
      const watch = watchAnswer(clock, attempt, { ...limits, totalMs: null }, signal);
      const wire = createWire({
        baseUrl: `${bridge.baseUrl.replace(/\/+$/, "")}${RELAY_PATH}`,
        fetch: async (input, init) => {
          const answer = await fetchFrames(fetch, input, init, attempt);
          watch.moved();
          const { message, response } = await takeMessage(answer, maxBytes, watch.moved);
          taken = message ?? taken;
          return response;
        },
      });
      const headers = {
        [BRIDGE_HEADERS.token]: bridge.token,
        [BRIDGE_HEADERS.target]: hostAndPort(address),
        ...(address.tls && { [BRIDGE_HEADERS.tls]: "1" }),
        ...(along.length > 0 && { [BRIDGE_HEADERS.headers]: printHeaders(along) }),
        ...(compression && { [BRIDGE_HEADERS.compression]: compression }),
      };
      try {
        await call(wire, {
          signal: watch.signal,
          headers,
          ...(totalMs !== null && { timeoutMs: totalMs }),
        });
        return taken;
      } catch (cause) {
        throw watch.faultOf(failureOf(cause, { ...attempt, limitMs: totalMs }, signal));
      } finally {
        watch.stop();
      }
    },
  };
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
