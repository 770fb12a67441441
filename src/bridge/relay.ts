/**
 * Carries one gRPC-web call to a gateway: the frames pass byte by byte, HTTP/2 trailers become the trailer frame.
 * Every answer from here is HTTP 200 in gRPC-web and ends with a trailer frame, unless the gateway dies inside a
 * frame: then the connection is cut, because nothing more can be said inside a message.
 *
 * To the gateway goes a head made here, with the metadata that a Jina gateway reads and no other header of the page.
 * To the page go `grpc-encoding` and the trailers; other headers of a gateway would act on this server's own origin.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type ClientHttp2Stream,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from "node:http2";
import type { Clock } from "../base/clock.ts";
import { BRIDGE_ERROR_HEADER, type CallFault } from "./bridge-error.ts";
import { createFrameGate } from "./frame-gate.ts";
import {
  encodeGrpcMessage,
  encodeTrailerFrame,
  formatGrpcTimeout,
  GRPC_STATUS,
  parseGrpcTimeout,
} from "./grpc-web.ts";
import { parseTarget, type Target, type TargetPolicy } from "./target.ts";
import { connectFault, missingTrailers, notGrpc, streamFault } from "./upstream-fault.ts";
import type { Upstreams } from "./upstreams.ts";

const MAX_MESSAGE_BYTES = 64 << 20;
export const MAX_STREAMS = 64;
/** The gateway gets this much longer than the deadline, so that its own answer about it comes first if it has one. */
const DEADLINE_GRACE_MS = 50;
/** setTimeout takes 31 bits; a longer deadline is no deadline. */
const MAX_TIMER_MS = 0x7fff_ffff;

/** What a gateway reads of a call's metadata, and the trace context that its own instrumentation reads. */
const REQUEST_METADATA = ["__results_in_order__", "__prefetch__", "traceparent", "tracestate"];
const METADATA_NAME = /^[a-z0-9_.-]+$/;
/** Headers that are about a connection or an HTTP answer, and names that only this server may use. */
const NO_TRAILERS =
  /^(?:connection|content-.*|date|grpc-(?:accept-)?encoding|keep-alive|proxy-.*|server|set-cookie|te|trailer|transfer-encoding|upgrade|vary|via|x-bridge-.*)$/;

export interface RelayOptions {
  readonly upstreams: Upstreams;
  readonly policy: TargetPolicy;
  readonly clock: Clock;
  /** Gets one line per call: RPC, target, bytes each way, gRPC status, milliseconds. */
  readonly log?: ((line: string) => void) | undefined;
}

/** Carries one call whose head has passed the guard. `rpc` is `package.Service/method`. */
export type Relay = (rpc: string, request: IncomingMessage, response: ServerResponse) => void;

export function createRelay(options: RelayOptions): Relay {
  let streams = 0;
  return (rpc, request, response) => {
    const call = readCall(request, options.policy);
    if (streams >= MAX_STREAMS) {
      const text = `${MAX_STREAMS} calls are running through this server already; wait until one of them ends.`;
      carry(
        rpc,
        {
          kind: "fault",
          fault: { code: "too-many-streams", grpcStatus: GRPC_STATUS.resourceExhausted, text },
        },
        request,
        response,
        options,
      );
      return;
    }
    streams += 1;
    response.once("close", () => {
      streams -= 1;
    });
    carry(rpc, call, request, response, options);
  };
}

type Call =
  | { readonly kind: "call"; readonly target: Target; readonly timeoutMs: number | null }
  | { readonly kind: "fault"; readonly fault: CallFault };

function readCall(request: IncomingMessage, policy: TargetPolicy): Call {
  const fault = (code: CallFault["code"], grpcStatus: number, text: string): Call => ({
    kind: "fault",
    fault: { code, grpcStatus, text },
  });
  const tls = single(request, "x-bridge-tls");
  if (tls !== undefined && tls !== "1") {
    return fault("target-invalid", GRPC_STATUS.invalidArgument, "The header x-bridge-tls is 1 or missing.");
  }
  const target = parseTarget(single(request, "x-bridge-target") ?? "", tls === "1");
  if (!target) {
    return fault(
      "target-invalid",
      GRPC_STATUS.invalidArgument,
      "The header x-bridge-target is not host:port, as 127.0.0.1:54321 or [::1]:54321.",
    );
  }
  const refusal = policy.refusal(target);
  if (refusal !== null) {
    return fault("target-not-allowed", GRPC_STATUS.permissionDenied, refusal);
  }
  const timeout = single(request, "grpc-timeout");
  const timeoutMs = timeout === undefined ? null : parseGrpcTimeout(timeout);
  if (timeout !== undefined && timeoutMs === null) {
    return fault(
      "timeout",
      GRPC_STATUS.invalidArgument,
      "The header grpc-timeout is not a time, as 500m for half a second.",
    );
  }
  return { kind: "call", target, timeoutMs };
}

function single(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

function carry(
  rpc: string,
  call: Call,
  request: IncomingMessage,
  response: ServerResponse,
  options: RelayOptions,
): void {
  const startedAtMs = options.clock.nowMs();
  const fromPage = createFrameGate(MAX_MESSAGE_BYTES);
  const fromGateway = createFrameGate(MAX_MESSAGE_BYTES);
  let stream: ClientHttp2Stream | null = null;
  let deadline: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  let sentBytes = 0;
  let receivedBytes = 0;

  /** Ends the call on this side, once: `status` is for the log. What is still open towards the gateway is canceled. */
  const close = (status: string): boolean => {
    if (isOver) {
      return false;
    }
    isOver = true;
    clearTimeout(deadline);
    if (stream && !(stream.readableEnded && stream.writableEnded)) {
      stream.close(constants.NGHTTP2_CANCEL);
    }
    // The rest of a request that nobody reads would block the page's connection.
    request.removeAllListeners("data");
    request.resume();
    const label = call.kind === "call" ? call.target.label : "-";
    const ms = Math.round(options.clock.nowMs() - startedAtMs);
    options.log?.(
      `${rpc} ${label} sent ${sentBytes} B received ${receivedBytes} B status ${status} ${ms} ms`,
    );
    return true;
  };

  const sendHead = (headers: Record<string, string> = {}): void => {
    response.writeHead(200, {
      "content-type": "application/grpc-web+proto",
      "cache-control": "no-store",
      ...headers,
    });
  };

  /** Ends the call on the page's side too. `code` is set where this server states the fault. */
  const end = (status: string, trailers: readonly [string, string][], code?: CallFault["code"]): void => {
    if (!close(status)) {
      return;
    }
    if (!fromGateway.isBetweenFrames()) {
      response.destroy();
      return;
    }
    if (!response.headersSent) {
      sendHead(code ? { [BRIDGE_ERROR_HEADER]: code } : {});
    }
    response.end(encodeTrailerFrame(code ? [...trailers, [BRIDGE_ERROR_HEADER, code]] : trailers));
  };

  const fail = ({ code, grpcStatus, text }: CallFault): void => {
    const status = String(grpcStatus);
    end(
      status,
      [
        ["grpc-status", status],
        ["grpc-message", encodeGrpcMessage(text)],
      ],
      code,
    );
  };

  const finish = (trailers: IncomingHttpHeaders): void => {
    end(String(trailers["grpc-status"]), trailerPairs(trailers));
  };

  if (call.kind === "fault") {
    fail(call.fault);
    return;
  }
  const { target, timeoutMs } = call;

  const sendFrames = (up: ClientHttp2Stream): void => {
    request.on("data", (chunk: Buffer) => {
      const passed = fromPage.push(chunk);
      sentBytes += passed.length;
      const oversize = fromPage.oversizeBytes();
      if (oversize !== null) {
        fail(tooLarge("request", oversize));
      } else if (passed.length > 0 && !up.write(passed)) {
        // Until the gateway reads on, a page that goes away is not noticed: the end of its connection comes behind
        // bytes that are not read. Its deadline still ends the call.
        request.pause();
        up.once("drain", () => request.resume());
      }
    });
    request.once("end", () => {
      const rest = fromPage.rest();
      if (isOver) {
        return;
      }
      if (rest.length > 0) {
        up.write(rest);
      }
      up.end();
    });
  };

  const receiveFrames = (up: ClientHttp2Stream): void => {
    up.on("data", (chunk: Buffer) => {
      if (isOver) {
        return;
      }
      const passed = fromGateway.push(chunk);
      receivedBytes += passed.length;
      if (passed.length > 0 && !response.write(passed)) {
        up.pause();
        response.once("drain", () => up.resume());
      }
      const oversize = fromGateway.oversizeBytes();
      if (oversize !== null) {
        fail(tooLarge("response", oversize));
      }
    });
  };

  const receive = (up: ClientHttp2Stream): void => {
    let head: IncomingHttpHeaders | null = null;
    let trailers: IncomingHttpHeaders | null = null;
    let error: unknown = null;
    up.on("error", (reason) => {
      error = reason;
    });
    up.once("response", (headers) => {
      if (isOver) {
        return;
      }
      const contentType = headers["content-type"];
      if (headers[":status"] !== 200 || !isGrpc(contentType)) {
        fail(notGrpc(target, headers[":status"] ?? 0, contentType));
        return;
      }
      head = headers;
      const encoding = headers["grpc-encoding"];
      sendHead(typeof encoding === "string" ? { "grpc-encoding": encoding } : {});
      // A short answer has its first frame in the same packet: then head and frame go out together.
      setImmediate(() => {
        if (!isOver) {
          response.flushHeaders();
        }
      });
      receiveFrames(up);
    });
    up.once("trailers", (headers) => {
      trailers = headers;
    });
    // The status is in the trailers, or in the head where there is nothing else, or (some proxies) in both places.
    const conclude = (): boolean => {
      const status = [trailers, head].find((headers) => headers?.["grpc-status"] !== undefined);
      if (status) {
        finish(status === head ? { ...trailers, ...head } : status);
      }
      return Boolean(status);
    };
    up.once("end", () => {
      if (!isOver && !conclude()) {
        // Only when the stream is closed is it known whether it ended or was broken off.
        up.close();
      }
    });
    up.once("close", () => {
      // A gateway that goes away right after its trailers takes along what the page had not read yet.
      if (isOver || (up.readableLength === 0 && conclude())) {
        return;
      }
      const isBroken =
        error !== null ||
        up.rstCode !== constants.NGHTTP2_NO_ERROR ||
        head === null ||
        up.readableLength > 0 ||
        up.session?.destroyed;
      fail(isBroken ? streamFault(target, error, up.rstCode ?? 0, head !== null) : missingTrailers(target));
    });
  };

  response.once("close", () => close("canceled"));
  if (timeoutMs !== null && timeoutMs + DEADLINE_GRACE_MS < MAX_TIMER_MS) {
    deadline = setTimeout(() => {
      fail({
        code: "timeout",
        grpcStatus: GRPC_STATUS.deadlineExceeded,
        text: `${target.label} did not finish within ${timeoutMs} ms.`,
      });
    }, timeoutMs + DEADLINE_GRACE_MS);
  }

  const headers = requestHeaders(
    request,
    timeoutMs === null ? null : startedAtMs + timeoutMs - options.clock.nowMs(),
  );
  options.upstreams.open(target, `/${rpc}`, headers).then(
    (opened) => {
      stream = opened;
      receive(opened);
      if (isOver) {
        opened.close(constants.NGHTTP2_CANCEL);
        return;
      }
      sendFrames(opened);
    },
    (error: unknown) => fail(connectFault(target, error)),
  );
}

function tooLarge(what: "request" | "response", bytes: number): CallFault {
  const mib = (count: number) => Math.ceil(count / (1 << 20));
  return {
    code: "too-large",
    grpcStatus: GRPC_STATUS.resourceExhausted,
    text: `The ${what} holds a message of ${mib(bytes)} MiB; this server relays up to ${mib(MAX_MESSAGE_BYTES)} MiB.`,
  };
}

function isGrpc(contentType: string | undefined): boolean {
  return /^application\/grpc(?:\+|;|$)/.test(contentType ?? "");
}

function requestHeaders(request: IncomingMessage, remainingMs: number | null): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {
    "content-type":
      single(request, "content-type") === "application/grpc-web"
        ? "application/grpc"
        : "application/grpc+proto",
    te: "trailers",
    "user-agent": "jina-flow-designer",
  };
  if (remainingMs !== null) {
    headers["grpc-timeout"] = formatGrpcTimeout(remainingMs);
  }
  for (const name of REQUEST_METADATA) {
    const value = single(request, name);
    if (value !== undefined) {
      headers[name] = value;
    }
  }
  return headers;
}

function trailerPairs(trailers: IncomingHttpHeaders): [string, string][] {
  return Object.entries(trailers).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || !METADATA_NAME.test(name) || NO_TRAILERS.test(name)) {
      return [];
    }
    return Array.isArray(value) ? value.map((one): [string, string] => [name, one]) : [[name, value]];
  });
}
