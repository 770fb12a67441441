/**
 * Who may ask this server for what, decided from the request's head before any work. The rules, in this order:
 *
 * 1. Host is exactly one of the server's own names (421), and the request target is a path.
 * 2. Origin: the relay, the API and upgrades want the server's own; files also take none on GET and HEAD, the API takes
 *    none there if Sec-Fetch-Site is `same-origin`, and GET of `/assets/` takes the opaque `null` of the sandboxed
 *    mermaid frame (403).
 * 3. Sec-Fetch-Site, where a browser sends it, has to agree with that (403).
 * 4. Nothing is upgraded but the relay of WebSockets and that of streamed calls (404); files and the API are read, the relay is posted to (405).
 * 5. The relay wants the content type of what it carries, gRPC-web or JSON (415), which together with the token header
 *    means that no other site can send the request without a preflight, and preflights are never answered.
 * 6. The relay wants the token (401; 429 after many wrong ones), which a WebSocket brings as a subprotocol.
 * 7. The relay tells what is at a target. Relayed are the RPCs of a Jina client, plain paths with the methods that its endpoints have, and of what is read
 *    only what a gateway says about itself and streams of events (404).
 */
import type { IncomingHttpHeaders } from "node:http";
import {
  BRIDGE_HEADERS,
  CALL_RELAY_PATH,
  CALL_RPC,
  FAULT_SUBPROTOCOL,
  HTTP_RELAY_PATH,
  PROBE_PATH,
  RELAY_CONTENT_TYPE,
  RELAY_PATH,
  RELAY_SUBPROTOCOL,
  TOKEN_SUBPROTOCOL,
  WEBSOCKET_RELAY_PATH,
} from "../model/run/bridge-contract.ts";
import type { AccessToken } from "./access-token.ts";
import type { Refusal } from "./bridge-error.ts";

/** The head of a request, as `node:http` gives it. */
interface RequestHead {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
}

interface Guard {
  /** Why the request is refused; null if it may pass. */
  judge(head: RequestHead): Refusal | null;
}

const RELAY_PREFIX = `${RELAY_PATH}/`;
const HTTP_RELAY_PREFIX = `${HTTP_RELAY_PATH}/`;
const API_PREFIX = "/api/";
const ASSETS_PREFIX = "/assets/";

const CONTENT_TYPES: Readonly<Record<"grpc" | "http", readonly string[]>> = {
  grpc: [RELAY_CONTENT_TYPE, "application/grpc-web"],
  http: ["application/json"],
};

/** What a Jina client calls; the other services of a gateway are for Executors and tools. */
const RELAYED_RPCS = new Set([
  "jina.JinaSingleDataRequestRPC/process_single_data",
  CALL_RPC,
  "jina.JinaSingleDocumentRequestRPC/stream_doc",
  "jina.JinaGatewayDryRunRPC/dry_run",
  "jina.JinaInfoRPC/_status",
  "jina.JinaDiscoverEndpointsRPC/endpoint_discovery",
]);

/** What a gateway tells about itself; of the rest only streams of events are read. */
const READ_PATHS = new Set(["/", "/status", "/dry_run", "/openapi.json"]);
/** Those of the endpoints that a gateway exposes. */
const WRITE_METHODS = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** A call to an HTTP gateway: with which method and for which path, the query included. */
export interface RelayedHttp {
  readonly kind: "http";
  readonly method: string;
  readonly path: string;
}

/** A WebSocket to a gateway, which is named as the page gives it; nothing of that is checked. */
export interface RelayedWebsocket {
  readonly kind: "websocket";
  readonly target: string | undefined;
  readonly tls: string | undefined;
}

/** What a request to the relay is for. */
type RelayedCall =
  /** `package.Service/method` */
  | { readonly kind: "grpc"; readonly rpc: string }
  | RelayedHttp
  | RelayedWebsocket
  /** A call that is answered while it is sent; what it is for is said on its WebSocket. */
  | { readonly kind: "call" }
  /** What is at a target. */
  | { readonly kind: "probe" };

/** Null for a request that is not for the relay. */
export function relayedCall({ url = "", headers }: Pick<RequestHead, "url" | "headers">): RelayedCall | null {
  if (url.startsWith(RELAY_PREFIX)) {
    return { kind: "grpc", rpc: url.slice(RELAY_PREFIX.length) };
  }
  if (url.startsWith(HTTP_RELAY_PREFIX)) {
    const method = headers[BRIDGE_HEADERS.method] ?? "POST";
    return { kind: "http", method: String(method), path: url.slice(HTTP_RELAY_PATH.length) };
  }
  if (url === PROBE_PATH) {
    return { kind: "probe" };
  }
  if (headers.upgrade?.toLowerCase() !== "websocket") {
    return null;
  }
  if (url === CALL_RELAY_PATH) {
    return { kind: "call" };
  }
  const [path, query] = url.split("?", 2);
  if (path === WEBSOCKET_RELAY_PATH) {
    const fields = new URLSearchParams(query);
    return {
      kind: "websocket",
      target: fields.get("target") ?? undefined,
      tls: fields.get("tls") ?? undefined,
    };
  }
  return null;
}

/** `hosts` are the exact Host values, port included. */
export function createGuard(hosts: ReadonlySet<string>, token: AccessToken): Guard {
  return {
    judge(head) {
      return (
        judgeHost(head, hosts) ??
        judgeOrigin(head) ??
        judgeFetchSite(head) ??
        judgeMethod(head) ??
        judgeRelay(head, token)
      );
    },
  };
}

/** The path as the files will be looked for: decoded, so that `/%61pi/` is no way around the rules for `/api/`. */
function pathOf(head: RequestHead): string {
  const path = (head.url ?? "").split("?", 1)[0]!;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function isRead(head: RequestHead): boolean {
  return head.method === "GET" || head.method === "HEAD";
}

function isFile(head: RequestHead): boolean {
  const path = pathOf(head);
  return !path.startsWith("/relay/") && !path.startsWith(API_PREFIX) && head.headers.upgrade === undefined;
}

function isFrameAsset(head: RequestHead): boolean {
  return (
    head.method === "GET" &&
    isFile(head) &&
    pathOf(head).startsWith(ASSETS_PREFIX) &&
    head.headers.origin === "null"
  );
}

function judgeHost(head: RequestHead, hosts: ReadonlySet<string>): Refusal | null {
  // Node keeps the first of several Host headers, so the raw ones are counted.
  const hostCount = head.rawHeaders.filter(
    (name, index) => index % 2 === 0 && name.toLowerCase() === "host",
  ).length;
  const isOurs = hostCount === 1 && hosts.has(head.headers.host ?? "");
  if (isOurs && head.url?.startsWith("/")) {
    return null;
  }
  return { status: 421, code: "host", text: "This server does not answer under that host name." };
}

function judgeOrigin(head: RequestHead): Refusal | null {
  const { origin, host } = head.headers;
  if (origin === `http://${host}` || isFrameAsset(head)) {
    return null;
  }
  if (origin === undefined && isRead(head)) {
    // Browsers send no Origin on same-origin reads, but say `same-origin` in a header that no page can set.
    const isOwnApiRead =
      pathOf(head).startsWith(API_PREFIX) && head.headers["sec-fetch-site"] === "same-origin";
    if (isFile(head) || (isOwnApiRead && head.headers.upgrade === undefined)) {
      return null;
    }
  }
  return { status: 403, code: "origin", text: "Only the page that this server serves may ask for that." };
}

function judgeFetchSite(head: RequestHead): Refusal | null {
  const site = head.headers["sec-fetch-site"];
  const mode = head.headers["sec-fetch-mode"];
  const isNavigation =
    head.method === "GET" && mode === "navigate" && head.headers["sec-fetch-dest"] === "document";
  const agrees =
    site === undefined ||
    site === "same-origin" ||
    // The address bar and bookmarks.
    (site === "none" && isFile(head) && isRead(head)) ||
    // A link elsewhere. `same-site` comes here too: another port of this machine is another program.
    (isNavigation && isFile(head)) ||
    (mode === "cors" && isFrameAsset(head));
  return agrees
    ? null
    : { status: 403, code: "origin", text: "The browser says that another site asks for that." };
}

function judgeMethod(head: RequestHead): Refusal | null {
  const call = relayedCall(head);
  if (call && isSocket(call) && head.method === "GET") {
    return null;
  }
  if (head.headers.upgrade !== undefined) {
    return { status: 404, code: "method-not-relayed", text: "This server upgrades no such connection." };
  }
  if (call) {
    return head.method === "POST"
      ? null
      : {
          status: 405,
          code: "method-not-relayed",
          text: "The relay takes POST only.",
          headers: { allow: "POST" },
        };
  }
  if (isRead(head)) {
    return null;
  }
  return {
    status: 405,
    code: "method-not-relayed",
    text: "Only GET and HEAD work here.",
    headers: { allow: "GET, HEAD" },
  };
}

function judgeRelay(head: RequestHead, token: AccessToken): Refusal | null {
  const call = relayedCall(head);
  return call === null
    ? null
    : (judgeContentType(head, call) ?? judgeToken(head, call, token) ?? judgeCall(head, call));
}

/** Whether a call comes as a WebSocket. */
function isSocket({ kind }: RelayedCall): boolean {
  return kind === "websocket" || kind === "call";
}

function judgeContentType(head: RequestHead, call: RelayedCall): Refusal | null {
  if (isSocket(call)) {
    return null;
  }
  const types = CONTENT_TYPES[call.kind === "grpc" ? "grpc" : "http"];
  return types.includes(head.headers["content-type"] ?? "")
    ? null
    : { status: 415, code: "content-type", text: `The relay takes ${types[0]} only.` };
}

/** The token that a request brings; a WebSocket of a page has no header for it. */
function presentedToken({ headers }: RequestHead, call: RelayedCall): string | undefined {
  if (!isSocket(call)) {
    const value = headers[BRIDGE_HEADERS.token];
    return typeof value === "string" ? value : undefined;
  }
  const protocols = headers["sec-websocket-protocol"]?.split(/\s*,\s*/) ?? [];
  const isOfPage = [RELAY_SUBPROTOCOL, FAULT_SUBPROTOCOL].every((one) => protocols.includes(one));
  return isOfPage
    ? protocols.find((one) => one.startsWith(TOKEN_SUBPROTOCOL))?.slice(TOKEN_SUBPROTOCOL.length)
    : undefined;
}

function judgeToken(head: RequestHead, call: RelayedCall, token: AccessToken): Refusal | null {
  switch (token.judge(presentedToken(head, call))) {
    case "wrong":
      return {
        status: 401,
        code: "token",
        text: "The token is missing or wrong: open the address printed in the terminal.",
      };
    case "locked-out":
      return {
        status: 429,
        code: "token",
        text: "Too many wrong tokens: open the address printed in the terminal, or wait a minute.",
        headers: { "retry-after": "60" },
      };
    case "right":
      return null;
  }
}

function judgeCall(head: RequestHead, call: RelayedCall): Refusal | null {
  switch (call.kind) {
    case "grpc":
      return RELAYED_RPCS.has(call.rpc)
        ? null
        : {
            status: 404,
            code: "method-not-relayed",
            text: "The relay does not carry that RPC; it carries those of a Jina client.",
          };
    case "http":
      return isRelayedPath(call.path) && isRelayedMethod(head, call)
        ? null
        : {
            status: 404,
            code: "method-not-relayed",
            text: "The relay does not carry that method or path; it carries those of a Jina client.",
          };
    case "websocket":
    case "call":
    case "probe":
      return null;
  }
}

function isRelayedMethod(head: RequestHead, { method, path }: RelayedHttp): boolean {
  if (method === "GET") {
    return READ_PATHS.has(path) || head.headers.accept === "text/event-stream";
  }
  return WRITE_METHODS.has(method) && !path.includes("?");
}

/** Plain segments: none that is empty, none that leads upwards in any spelling, no escaped slash. */
function isRelayedPath(path: string): boolean {
  const [name = "", ...queries] = path.split("?");
  if (queries.length > 1 || !/^(?:\/|(?:\/(?:[\w.~!$&'()*+,;=:@-]|%[0-9a-f]{2})+)+\/?)$/i.test(name)) {
    return false;
  }
  return (
    !/%(?:2f|5c|00)/i.test(name) &&
    name.split("/").every((segment) => !/^\.{1,2}$/.test(segment.replaceAll(/%2e/gi, "."))) &&
    queries.every((query) => /^[\w.~!$&'()*+,;=:@/?%-]*$/.test(query))
  );
}
