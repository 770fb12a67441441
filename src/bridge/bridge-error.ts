/**
 * The faults that this server states itself, as opposed to those it passes on from a gateway. The code travels in the
 * response header `x-bridge-error`, so that the page can tell "the server refused" from "the gateway failed".
 */
export const BRIDGE_ERROR_HEADER = "x-bridge-error";

/** Closed: the page has one sentence for each. */
type BridgeErrorCode =
  /** The Host header, or the request target, is not one of this server's own. */
  | "host"
  /** Origin or Sec-Fetch-Site say that another site asks. */
  | "origin"
  /** The token is missing or wrong, or too many wrong ones came. */
  | "token"
  /** Not a gRPC-web content type. */
  | "content-type"
  /** A method, path or RPC that this server does not serve. */
  | "method-not-relayed"
  /** `x-bridge-target` or `x-bridge-tls` cannot be read. */
  | "target-invalid"
  /** The target is readable, but this server does not connect to it. */
  | "target-not-allowed"
  /** No connection: refused, no route, no such name, TLS not trusted. */
  | "unreachable"
  /** Something answers, but not in gRPC. */
  | "not-grpc"
  /** A message over the size limit, in either direction. */
  | "too-large"
  /** The call's deadline passed, or cannot be read. */
  | "timeout"
  /** The gateway's answer ended in the middle. */
  | "interrupted"
  /** As many calls as this server carries at once are running. */
  | "too-many-streams";

/** A refusal in plain HTTP, made before the request is known to come from the page. */
export interface Refusal {
  readonly status: number;
  readonly code: BridgeErrorCode;
  /** One sentence for people. */
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A fault told in gRPC-web: HTTP 200 with a trailer frame. `grpcStatus` is gRPC's number. */
export interface CallFault {
  readonly code: BridgeErrorCode;
  readonly grpcStatus: number;
  /** What was tried and what went wrong, for people who know Python. */
  readonly text: string;
}
