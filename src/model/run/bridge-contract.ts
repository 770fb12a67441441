/**
 * What the page and its server, "the bridge", agree on: where calls go, how they are named and guarded, and how the
 * server says that it has failed itself. Both sides and their tests take these words from here.
 *
 * A call to a gRPC gateway is a POST in gRPC-web to `/relay/grpc/package.Service/method`; its target and the token
 * travel as headers. A fault that the server states, as opposed to one that it passes on from a gateway, has its code in
 * the header `x-bridge-error`: with an HTTP status of 400 and more and one sentence as plain text where the request is
 * refused before it is known to come from the page; otherwise with status 200, and in the trailer frame once more,
 * beside gRPC's own `grpc-status` and `grpc-message`.
 *
 * A call to an HTTP gateway is a POST of JSON to `/relay/http/` and the gateway's path, with the same headers and the
 * method that the gateway is asked with. The answer has status 200, the gateway's own status in a header, and the
 * gateway's body; for a fault of the server the body is its sentence.
 *
 * A POST of JSON to `/relay/probe`, with the headers that name a target, is answered with a `TargetProbe` in JSON: what the
 * server finds there.
 *
 * A WebSocket to `/relay/websocket?target=HOST:PORT&tls=1` carries the frames of one to the gateway, on which binary
 * frames were asked for. Its subprotocols are `RELAY_SUBPROTOCOL`, `FAULT_SUBPROTOCOL` and one with the token; the server
 * takes the first once it has reached the gateway, and the second if it has not, because a browser tells a page nothing
 * of a WebSocket that was refused. A fault of the server ends it with `RELAY_CLOSE_CODE` and, as the reason, the code, a
 * space, and as much of the sentence as there is room for; a gateway's own closing by that code is such a fault.
 *
 * A WebSocket to `/relay/call`, with the same subprotocols, is one call of `CALL_RPC` that is answered while it is sent,
 * which no browser does over HTTP. The page's first text is the head: the headers of a call in gRPC-web but for the
 * token, printed as a query. Its binary messages, one after another, are the body, and its second text ends that. The
 * answer's body comes back as binary messages, where they begin and end meaning nothing; a fault of the server is in its
 * trailer frame.
 */
export const RELAY_PATH = "/relay/grpc";

export const HTTP_RELAY_PATH = "/relay/http";

export const WEBSOCKET_RELAY_PATH = "/relay/websocket";

export const CALL_RELAY_PATH = "/relay/call";

/** The stream on which Jina's own client sends its requests. */
export const CALL_RPC = "jina.JinaRPC/Call";

export const PROBE_PATH = "/relay/probe";

export const RELAY_SUBPROTOCOL = "jina-flow-designer";

export const FAULT_SUBPROTOCOL = "jina-flow-designer.fault";

/** Before the token, in the subprotocol that carries it. */
export const TOKEN_SUBPROTOCOL = "token.";

export const RELAY_CLOSE_CODE = 4500;

export const RELAY_CONTENT_TYPE = "application/grpc-web+proto";

export const BRIDGE_HEADERS = {
  /** The launch's token, 64 hexadecimal digits. */
  token: "x-bridge-token",
  /** The gateway, as `127.0.0.1:54321` or `[::1]:54321`. */
  target: "x-bridge-target",
  /** `1` if the gateway is asked over TLS; missing otherwise. */
  tls: "x-bridge-tls",
  /** The method that an HTTP gateway is asked with; POST if it is missing. */
  method: "x-bridge-method",
  /** What the page sends along to the gateway, printed by `printHeaders`. */
  headers: "x-bridge-headers",
  /** `gzip` or `deflate`: what messages to a gRPC gateway are compressed with; missing for neither. */
  compression: "x-bridge-compression",
  /** The HTTP status that the gateway has answered with. */
  status: "x-bridge-status",
  /** `1` in answers of a gateway whose certificate the server was told not to verify. */
  unverified: "x-bridge-unverified",
  /** A `BridgeErrorCode`, in answers. */
  error: "x-bridge-error",
} as const;

/** The largest message that is relayed, in bytes, either way. */
export const MAX_MESSAGE_BYTES = 64 << 20;

/** Answers `ABOUT` as JSON, by which another launch recognises this server. */
export const ABOUT_PATH = "/api/about";
export const ABOUT = { name: "jina-flow-designer" } as const;

/** Closed: the page has one sentence of advice for each. */
export type BridgeErrorCode =
  /** The Host header, or the request target, is not one of the server's own. */
  | "host"
  /** Origin or Sec-Fetch-Site say that another site asks. */
  | "origin"
  /** The token is missing or wrong, or too many wrong ones came. */
  | "token"
  /** Not the content type of what is relayed: gRPC-web, or JSON. */
  | "content-type"
  /** A method, path or RPC that the server does not serve. */
  | "method-not-relayed"
  /** `x-bridge-target` or `x-bridge-tls` cannot be read. */
  | "target-invalid"
  /** `x-bridge-headers` or `x-bridge-compression` cannot be read, or holds what is not passed on. */
  | "headers-invalid"
  /** The target is readable, but has to be named when the server is started. */
  | "target-not-allowed"
  /** The target is an address that the server never connects to, whatever it is started with. */
  | "target-refused"
  /** The target is this server itself. */
  | "target-own"
  /** No connection: refused, no route, no such name, TLS not trusted. */
  | "unreachable"
  /** Something answers, but not in gRPC. */
  | "not-grpc"
  /** Something answers, but not in HTTP/1. */
  | "not-http"
  /** Something answers in HTTP, but opens no WebSocket. */
  | "not-websocket"
  /** A message over the size limit, in either direction. */
  | "too-large"
  /** The call's deadline passed, or cannot be read. */
  | "timeout"
  /** The gateway's answer ended in the middle. */
  | "interrupted"
  /** As many calls as the server carries at once are running. */
  | "too-many-streams";

/** The fragment of the page's address that gives it the token; browsers send a fragment nowhere. */
export function printTokenFragment(token: string): string {
  return `#token=${token}`;
}

/** The token in the fragment of an address (`location.hash`), or null if there is none. */
export function parseTokenFragment(fragment: string): string | null {
  return /[#&]token=([0-9a-f]{64})(?![0-9a-f])/.exec(fragment)?.[1] ?? null;
}
