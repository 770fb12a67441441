/**
 * One exchange with an HTTP gateway, straight from the page or through its server. Neither follows a redirect nor sends
 * what the browser keeps for the gateway's site.
 */
import type { Clock } from "../base/clock.ts";
import { readAll } from "../base/expand.ts";
import { byteCount } from "../base/words.ts";
import type { GatewayAddress, Way } from "../model/run/address.ts";
import { BRIDGE_HEADERS, HTTP_RELAY_PATH, MAX_MESSAGE_BYTES } from "../model/run/bridge-contract.ts";
import { ClientError } from "../model/run/client-error.ts";
import { type Header, printHeaders } from "../model/run/headers.ts";
import { hostAndPort } from "./address.ts";
import { type AnswerLimits, limitsOfAttempt, watchAnswer } from "./answer-watch.ts";
import {
  type Attempt,
  bridgeFault,
  noBridge,
  noToken,
  plainAnswer,
  SILENCE,
  SMALLER_REQUESTS,
  stopped,
} from "./bridge-faults.ts";
import { directFailure, letGo } from "./direct-faults.ts";
import type { BridgeAccess } from "./way.ts";

/** What is asked. */
interface HttpCall {
  readonly method: string;
  /** With its slash, and its query. */
  readonly path: string;
  readonly body?: string;
  readonly accept?: "text/event-stream";
}

/** What was answered, its body not read yet. */
export interface HttpAnswer {
  readonly status: number;
  /** The content type without what follows it, in lower case. */
  readonly type: string;
  readonly response: Response;
}

/** How a gateway is reached. */
export interface HttpWireOptions {
  readonly address: GatewayAddress;
  readonly way: Way;
  readonly bridge: BridgeAccess;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** What is sent along with each call. */
  readonly headers?: readonly Header[];
  /** Called where the page's server says that it does not verify the gateway's certificate. */
  readonly onUnverified?: () => void;
}

/** Exchanges with one gateway. */
interface HttpWire {
  /**
   * Asks, and gives what `read` makes of the answer. The limits are for both, and `read` gets the signal that they end;
   * without any, that of the attempt is. Throws ClientError for what is no answer of the gateway's.
   */
  ask<Value>(
    call: HttpCall,
    attempt: Attempt,
    signal: AbortSignal,
    read: (answer: HttpAnswer, signal: AbortSignal) => Promise<Value>,
    limits?: AnswerLimits,
  ): Promise<Value>;
}

/** A wire to the gateway; nothing is sent before it is asked. */
export function createHttpWire(options: HttpWireOptions): HttpWire {
  const send = options.way === "bridge" ? sendByBridge : sendDirectly;
  return {
    async ask(call, attempt, signal, read, limits = limitsOfAttempt(attempt)) {
      if (signal.aborted) {
        throw stopped(attempt, signal.reason);
      }
      const watch = watchAnswer(options.clock, attempt, limits, signal);
      try {
        const answer = await send(options, call, attempt, watch.signal);
        watch.moved();
        return await read({ ...answer, response: watched(answer.response, watch.moved) }, watch.signal);
      } catch (cause) {
        if (signal.aborted) {
          throw stopped(attempt, cause);
        }
        // What was found out of an answer tells more than that its time was over then.
        throw cause instanceof ClientError ? cause : watch.faultOf(faultOf(cause, attempt));
      } finally {
        watch.stop();
      }
    },
  };
}

/** The same answer, which tells of each piece that is read of it. A redirect that is not followed has no pieces. */
function watched(response: Response, moved: () => void): Response {
  const { body, status, headers } = response;
  const pieces = body?.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(piece, controller) {
        moved();
        controller.enqueue(piece);
      },
    }),
  );
  return pieces ? new Response(pieces, { status, headers }) : response;
}

/** Reading a body ends in a TypeError when the connection breaks. */
function faultOf(cause: unknown, { tried }: Attempt): unknown {
  return cause instanceof TypeError
    ? new ClientError("interrupted", "The connection broke off in the middle of the answer.", {
        tried,
        advice: SILENCE.send,
        cause,
      })
    : cause;
}

type Send = (
  options: HttpWireOptions,
  call: HttpCall,
  attempt: Attempt,
  signal: AbortSignal,
) => Promise<HttpAnswer>;

const sendByBridge: Send = async (
  { address, bridge, fetch, headers = [], onUnverified },
  call,
  attempt,
  signal,
) => {
  if (bridge.token === null) {
    throw noToken(attempt.tried);
  }
  let response: Response;
  try {
    response = await fetch(`${bridge.baseUrl.replace(/\/+$/, "")}${HTTP_RELAY_PATH}${call.path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        [BRIDGE_HEADERS.token]: bridge.token,
        [BRIDGE_HEADERS.target]: hostAndPort(address),
        [BRIDGE_HEADERS.method]: call.method,
        ...(address.tls && { [BRIDGE_HEADERS.tls]: "1" }),
        ...(headers.length > 0 && { [BRIDGE_HEADERS.headers]: printHeaders(headers) }),
        ...(call.accept && { accept: call.accept }),
      },
      body: call.body ?? "",
      signal,
    });
  } catch (cause) {
    throw signal.aborted ? cause : noBridge(attempt, cause);
  }
  const status = response.headers.get(BRIDGE_HEADERS.status);
  const fault = response.headers.get(BRIDGE_HEADERS.error);
  if (response.ok && fault !== null) {
    throw bridgeFault(fault, await response.text(), attempt, null);
  }
  if (!response.ok || status === null) {
    letGo(response);
    throw plainAnswer(response, attempt);
  }
  if (response.headers.has(BRIDGE_HEADERS.unverified)) {
    onUnverified?.();
  }
  return { status: Number(status), type: typeOf(response), response };
};

const sendDirectly: Send = async ({ address, fetch, clock, headers = [] }, call, attempt, signal) => {
  const url = `${address.tls ? "https" : "http"}://${hostAndPort(address)}${call.path}`;
  try {
    const response = await fetch(url, {
      method: call.method,
      mode: "cors",
      credentials: "omit",
      redirect: "manual",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      headers: {
        ...Object.fromEntries(headers.map(({ name, value }) => [name, value])),
        ...(call.body !== undefined && { "content-type": "application/json" }),
        ...(call.accept && { accept: call.accept }),
      },
      ...(call.body !== undefined && { body: call.body }),
      signal,
    });
    return { status: response.status, type: typeOf(response), response };
  } catch (cause) {
    if (signal.aborted) {
      throw cause;
    }
    throw await directFailure(fetch, clock, url, attempt, signal, cause);
  }
};

function typeOf(response: Response): string {
  return (response.headers.get("content-type") ?? "").split(";", 1)[0]!.trim().toLowerCase();
}

/** Reads a body as text, up to the largest message. Throws ClientError for a larger one. */
export async function readText(response: Response, tried: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(response, tried));
}

/** The same as bytes. */
export function readBytes(response: Response, tried: string): Promise<Uint8Array<ArrayBuffer>> {
  const limit = `The answer has more than ${MAX_MESSAGE_BYTES >> 20} MiB, which is what this page takes.`;
  return readUpTo(response, MAX_MESSAGE_BYTES, limit, { tried, advice: SMALLER_REQUESTS });
}

/** The bytes of what a server tells of itself, which are fewer. Throws ClientError where they are more. */
export function readToldBytes(
  response: Response,
  maxBytes: number,
  tried: string,
): Promise<Uint8Array<ArrayBuffer>> {
  return readUpTo(response, maxBytes, `What it tells of itself has more than ${byteCount(maxBytes)}.`, {
    tried,
  });
}

/** Throws ClientError with these words for a body of more bytes. */
async function readUpTo(
  { body }: Response,
  maxBytes: number,
  limit: string,
  more: { readonly tried: string; readonly advice?: string },
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = body ? await readAll(body, maxBytes) : new Uint8Array();
  if (!bytes) {
    throw new ClientError("too-large", limit, more);
  }
  return bytes;
}
