/**
 * Puts what went wrong between this server and a gateway into words and a code. Works on the errors of `node:net`,
 * `node:tls` and `node:http2`, also where a library has wrapped them.
 */
import type { CallFault } from "./bridge-error.ts";
import { GRPC_STATUS } from "./grpc-web.ts";
import { schemeOf, type Target, type TargetRefusal } from "./target.ts";

/** A fault whose words are known where it is found; it travels as the error that ends a socket. */
class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  readonly fault: CallFault;

  constructor(fault: CallFault) {
    super(fault.text);
    this.fault = fault;
  }
}

/** What a target has done since this server was started. A guess at a cause is said only where nothing of this speaks against it. */
export interface TargetHistory {
  /** It has begun to speak HTTP/2, in the way (TLS or not) that the target is asked. */
  hasSpokenHttp2: boolean;
  /** An answer of it has come with its gRPC status. */
  hasEndedAnswer: boolean;
}

/** The fault of a name that resolves only to addresses which the policy refuses. */
export function refusedAddress({ code, text }: TargetRefusal): UpstreamError {
  return new UpstreamError({ code, grpcStatus: GRPC_STATUS.permissionDenied, text });
}

/** The fault of a target that did not accept a connection, TLS included, in the time it had. */
export function noConnection(target: Target, waitedMs: number): UpstreamError {
  return new UpstreamError({
    code: "unreachable",
    grpcStatus: GRPC_STATUS.unavailable,
    text: `${target.label} did not accept a connection within ${waitedMs / 1000} s.`,
  });
}

/** The fault of a target that closed the connection before it could be used. */
export function closedDuringConnect(target: Target, history: TargetHistory): UpstreamError {
  const guess = history.hasSpokenHttp2 ? "" : "; it may not speak TLS";
  const text = target.tls
    ? `${target.label} closed the connection during the TLS handshake${guess}.`
    : `${target.label} closed the connection at once.`;
  return new UpstreamError({ code: "unreachable", grpcStatus: GRPC_STATUS.unavailable, text });
}

/** The fault of a target that answers, but not in HTTP/2. `seen` says what it did, as the rest of a sentence about it. */
export function noHttp2(target: Target, seen: string): UpstreamError {
  return new UpstreamError({
    code: "not-grpc",
    grpcStatus: GRPC_STATUS.unknown,
    text: `${target.label} ${seen}, so no gRPC gateway listens there. If it is a gateway with protocol "http" or "websocket", its address is ${schemeOf("http", target.tls)}${target.label} or ${schemeOf("websocket", target.tls)}${target.label}.`,
  });
}

/** The fault of a server that accepted a connection and said nothing for so long. */
export function silentHttp2(target: Target, history: TargetHistory, waitedMs: number): UpstreamError {
  const seen = `accepted the connection, but said nothing for ${waitedMs / 1000} s`;
  if (!history.hasSpokenHttp2) {
    return noHttp2(target, seen);
  }
  return new UpstreamError({
    code: "interrupted",
    grpcStatus: GRPC_STATUS.unavailable,
    text: `${target.label} ${seen}. It has spoken HTTP/2 before, so it may be stopped or too busy.`,
  });
}

/** What is known of an HTTP gateway since this server was started: whether it has answered, asked in this way. */
export interface HttpHistory {
  hasAnswered: boolean;
}

/**
 * The fault of an exchange in HTTP/1 that failed before the head of an answer came. `isConnected` says whether there was
 * a connection.
 */
export function httpFault(
  target: Target,
  history: HttpHistory,
  error: unknown,
  isConnected: boolean,
): CallFault {
  const chain = causesOf(error);
  if (chain.some((one) => codeOf(one).startsWith("HPE_"))) {
    return {
      code: "not-http",
      grpcStatus: GRPC_STATUS.unknown,
      text: `${target.label} answers, but not in HTTP/1. If it is a gateway with protocol "grpc", its address is ${schemeOf("grpc", target.tls)}${target.label}.`,
    };
  }
  if (!isConnected) {
    return connectFault(target, { hasSpokenHttp2: history.hasAnswered, hasEndedAnswer: false }, error);
  }
  const hint =
    target.tls || history.hasAnswered
      ? ""
      : ` A port that wants TLS behaves like that: try ${target.protocol === "http" ? "https:// or wss://" : schemeOf(target.protocol, true)}. One that speaks gRPC does too: then it is grpc://.`;
  return {
    code: "interrupted",
    grpcStatus: GRPC_STATUS.unavailable,
    text: `${target.label} closed the connection before it answered.${hint}`,
  };
}

/** The fault of an answer that is HTTP/2, but not gRPC. */
export function notGrpc(target: Target, httpStatus: number, contentType: string | undefined): CallFault {
  const type = contentType ? `content type ${contentType.slice(0, 80)}` : "no content type";
  return {
    code: "not-grpc",
    grpcStatus: statusOfHttp(httpStatus),
    text: `${target.label} answered with HTTP status ${httpStatus} and ${type}, which is not gRPC.`,
  };
}

/** gRPC's own table of what an HTTP status of something in between means. */
function statusOfHttp(status: number): number {
  switch (status) {
    case 401:
      return GRPC_STATUS.unauthenticated;
    case 403:
      return GRPC_STATUS.permissionDenied;
    case 404:
      return GRPC_STATUS.unimplemented;
    case 429:
    case 502:
    case 503:
    case 504:
      return GRPC_STATUS.unavailable;
    default:
      return GRPC_STATUS.unknown;
  }
}

/** The fault of a connection that could not be made. */
export function connectFault(target: Target, history: TargetHistory, error: unknown): CallFault {
  const chain = causesOf(error);
  const known = chain.find((one) => one instanceof UpstreamError);
  if (known) {
    return known.fault;
  }
  const code = chain.map(codeOf).find((one) => one !== "") ?? "";
  if (code.endsWith("NO_APPLICATION_PROTOCOL")) {
    return noHttp2(target, "speaks TLS, but does not offer HTTP/2").fault;
  }
  return {
    code: "unreachable",
    grpcStatus: GRPC_STATUS.unavailable,
    text: connectSentence(target, history, code, chain.at(-1)),
  };
}

function connectSentence(
  target: Target,
  history: TargetHistory,
  code: string,
  cause: Error | undefined,
): string {
  const { label, host } = target;
  switch (code) {
    case "ECONNREFUSED":
      return `Nothing listens at ${label} (connection refused).`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `No address is known for the name ${host} (DNS lookup failed).`;
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
      return `${label} cannot be reached from this machine (no route).`;
    case "ETIMEDOUT":
      return `${label} did not accept a connection in time.`;
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
    case "EPROTO":
      return `${label} does not speak TLS, though TLS was asked for: use ${withoutTls(target)}.`;
    case "ECONNRESET":
      return closedDuringConnect(target, history).message;
    default:
      if (/CERT|SIGNATURE|ISSUER|CRL/.test(code)) {
        // What Node adds after the semicolon is advice about its own command line.
        const reason = cause?.message.split(";")[0] ?? code;
        return `The TLS certificate of ${label} is not trusted (${reason}). If it is from your own authority, start this server with --tls-ca ${label}=FILE.`;
      }
      return `${label} cannot be reached (${code || cause?.message || "unknown reason"}).`;
  }
}

/** In HTTP the page asks WebSocket gateways too what they are. */
function withoutTls({ protocol }: Target): string {
  const instead = `${schemeOf(protocol, false)} instead of ${schemeOf(protocol, true)}`;
  return protocol === "http" ? `${instead}, or ws:// instead of wss://` : instead;
}

/** The fault of a stream that ended without a status. `error` is what it ended with, `hasAnswered` whether headers came. */
export function streamFault(
  target: Target,
  history: TargetHistory,
  error: unknown,
  rstCode: number,
  hasAnswered: boolean,
): CallFault {
  const chain = causesOf(error);
  const known = chain.find((one) => one instanceof UpstreamError);
  if (known) {
    return known.fault;
  }
  if (!hasAnswered && chain.some((one) => codeOf(one) === "ERR_HTTP2_ERROR")) {
    return noHttp2(target, "answers, but not in HTTP/2").fault;
  }
  const how = rstCode === 0 ? "" : ` (HTTP/2 code ${rstCode})`;
  if (!hasAnswered) {
    const hint =
      target.tls || history.hasSpokenHttp2 ? "" : " A port that wants TLS behaves like that: try grpcs://.";
    return {
      code: "interrupted",
      grpcStatus: GRPC_STATUS.unavailable,
      text: `${target.label} closed the connection before it answered${how}.${hint}`,
    };
  }
  return {
    code: "interrupted",
    grpcStatus: GRPC_STATUS.internal,
    text: `${target.label} broke off in the middle of its answer${how}.`,
  };
}

/** The fault of an answer that ended in order, but without trailers. */
export function missingTrailers(target: Target, history: TargetHistory): CallFault {
  const guess = history.hasEndedAnswer ? "" : "; a proxy in between may have dropped the trailers";
  return {
    code: "interrupted",
    grpcStatus: GRPC_STATUS.internal,
    text: `${target.label} ended its answer without a gRPC status${guess}.`,
  };
}

function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let one = error; one instanceof Error && !chain.includes(one); one = one.cause) {
    chain.push(one);
  }
  return chain;
}

/** Node's error code; a wrapper of gRPC codes has a number there, which says less than its cause. */
function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
