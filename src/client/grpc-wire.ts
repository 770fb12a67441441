/**
 * One call to a gRPC gateway: gRPC-web to the page's server, which passes the frames on, or to a proxy that the person
 * runs before the gateway.
 */
import type { DescMethod } from "@bufbuild/protobuf";
import { createMethodUrl } from "@connectrpc/connect/protocol";
import { requestHeader } from "@connectrpc/connect/protocol-grpc-web";
import type { Clock } from "../base/clock.ts";
import type { GatewayAddress, Way } from "../model/run/address.ts";
import { BRIDGE_HEADERS, RELAY_PATH } from "../model/run/bridge-contract.ts";
import { formatGrpcTimeout } from "../model/run/grpc-timeout.ts";
import { type Header, printHeaders } from "../model/run/headers.ts";
import type { Compression } from "../model/run/request.ts";
import { hostAndPort } from "./address.ts";
import { type AnswerReading, readMessage, readMessages } from "./answer-messages.ts";
import { type AnswerLimits, limitsOfAttempt, watchAnswer } from "./answer-watch.ts";
import { createPieceReader } from "./body-pieces.ts";
import { type Attempt, noBridge, noToken, plainAnswer } from "./bridge-faults.ts";
import { directFailure, letGo } from "./direct-faults.ts";
import { failureOf, noGrpcWeb } from "./grpc-web-faults.ts";
import type { BridgeAccess } from "./way.ts";

/** How a gateway is reached. */
export interface GrpcWireOptions {
  readonly address: GatewayAddress;
  readonly way: Way;
  readonly bridge: BridgeAccess;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** What is sent along with each call, as metadata. */
  readonly headers?: readonly Header[];
  /** What requests are compressed with on their way from the page's server to the gateway. */
  readonly compression?: Compression | undefined;
  /** As that of HTTP. */
  readonly onUnverified?: () => void;
}

/** One call. */
interface GrpcCall {
  readonly attempt: Attempt;
  readonly method: DescMethod;
  /** Of a message of its answer, at most. */
  readonly maxBytes: number;
  /**
   * gRPC-web's frame of a message, an empty one unless said otherwise; its buffer may be written into again as soon as the
   * call is under way.
   */
  readonly body?: Uint8Array<ArrayBuffer>;
  /** For the answer; that for all of it goes to the gateway as the call's deadline. Without any, that of the attempt does. */
  readonly limits?: AnswerLimits;
}

/** Calls to one gateway. */
export interface GrpcWire {
  /** Makes one unary call, and gives the bytes of its answer. Throws ClientError. */
  ask(call: GrpcCall, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /** The same for a call that is answered by a stream: `onMessage` gets the bytes of each message as it comes. */
  askStream(
    call: GrpcCall,
    signal: AbortSignal,
    onMessage: (message: Uint8Array<ArrayBuffer>) => void,
  ): Promise<void>;
}

const EMPTY_FRAME = new Uint8Array(5);

/** A wire to the gateway; nothing is sent before it is asked. */
export function createGrpcWire(options: GrpcWireOptions): GrpcWire {
  const { address, way, bridge, clock, compression, headers: along = [] } = options;
  const isDirect = way === "direct";
  const baseUrl = isDirect
    ? `${address.tls ? "https" : "http"}://${hostAndPort(address)}`
    : `${bridge.baseUrl.replace(/\/+$/, "")}${RELAY_PATH}`;
  const readPieces = createPieceReader();
  const fetchAnswer = isDirect ? fetchDirectly : fetchByBridge;

  /** What each call says of itself, and what goes along with it. */
  let usual: Headers | null = null;
  const usualHeaders = (attempt: Attempt): Headers => {
    usual ??= requestHeader(true, undefined, alongOf(attempt), false);
    return usual;
  };

  const alongOf = (attempt: Attempt): Record<string, string> => {
    if (isDirect) {
      return Object.fromEntries(along.map(({ name, value }) => [name, value]));
    }
    if (bridge.token === null) {
      throw noToken(attempt.tried);
    }
    return {
      [BRIDGE_HEADERS.token]: bridge.token,
      [BRIDGE_HEADERS.target]: hostAndPort(address),
      ...(address.tls && { [BRIDGE_HEADERS.tls]: "1" }),
      ...(along.length > 0 && { [BRIDGE_HEADERS.headers]: printHeaders(along) }),
      ...(compression && { [BRIDGE_HEADERS.compression]: compression }),
    };
  };

  const headersOf = (attempt: Attempt, totalMs: number | null): Headers => {
    if (totalMs === null) {
      return usualHeaders(attempt);
    }
    const headers = new Headers(usualHeaders(attempt));
    // For the gateway; here the watch's own clock holds it.
    headers.set("grpc-timeout", formatGrpcTimeout(totalMs));
    return headers;
  };

  /** Makes a call under the clocks of its answer, which `read` reads. */
  const exchange = async <Answer>(
    { attempt, method, maxBytes, body = EMPTY_FRAME, limits = limitsOfAttempt(attempt) }: GrpcCall,
    signal: AbortSignal,
    read: (answer: Response, reading: AnswerReading) => Promise<Answer>,
  ): Promise<Answer> => {
    const headers = headersOf(attempt, limits.totalMs);
    const watch = watchAnswer(clock, attempt, limits, signal);
    try {
      const call = { method: "POST", headers, body, redirect: "error", signal: watch.signal } as const;
      const answer = await fetchAnswer(options, createMethodUrl(baseUrl, method), call, attempt);
      watch.moved();
      return await read(answer, { readPieces, maxBytes, moved: watch.moved });
    } catch (cause) {
      throw watch.faultOf(failureOf(cause, attempt, signal));
    } finally {
      watch.stop();
    }
  };

  return {
    ask(call, signal) {
      return exchange(call, signal, readMessage);
    },

    askStream(call, signal, onMessage) {
      return exchange(call, signal, (answer, reading) => readMessages(answer, reading, onMessage));
    },
  };
}

type FetchAnswer = (
  how: Pick<GrpcWireOptions, "fetch" | "clock" | "onUnverified">,
  url: string,
  call: RequestInit & { readonly signal: AbortSignal },
  attempt: Attempt,
) => Promise<Response>;

const fetchByBridge: FetchAnswer = async ({ fetch, onUnverified }, url, call, attempt) => {
  let response: Response;
  try {
    response = await fetch(url, call);
  } catch (cause) {
    throw call.signal.aborted ? cause : noBridge(attempt, cause);
  }
  if (!isGrpcWeb(response)) {
    letGo(response);
    throw plainAnswer(response, attempt);
  }
  if (response.headers.has(BRIDGE_HEADERS.unverified)) {
    onUnverified?.();
  }
  return withStatus(response);
};

const fetchDirectly: FetchAnswer = async ({ fetch, clock }, url, call, attempt) => {
  const { signal } = call;
  let response: Response;
  try {
    response = await fetch(url, {
      ...call,
      mode: "cors",
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
    });
  } catch (cause) {
    throw signal.aborted ? cause : await directFailure(fetch, clock, url, attempt, signal, cause);
  }
  if (!isGrpcWeb(response)) {
    letGo(response);
    throw noGrpcWeb(response.status, attempt);
  }
  return withStatus(response);
};

/** Whether it is one in gRPC-web frames. */
function isGrpcWeb(response: Response): boolean {
  const contentType = response.headers.get("content-type") ?? "";
  return response.ok && /^application\/grpc-web(?:\+proto)?(?:;|$)/.test(contentType);
}

/** A status in the response's headers that is an error is the whole answer, though some proxies send more. */
function withStatus(response: Response): Response {
  const status = response.headers.get("grpc-status");
  if (status === null || status === "0") {
    return response;
  }
  letGo(response);
  return new Response(null, { status: response.status, headers: response.headers });
}
