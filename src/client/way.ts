/** The ways to a gateway, their words, and what cannot be done by each. Small, as the page knows it before it sends. */
import type { GatewayAddress, Way } from "../model/run/address.ts";
import type { Lacks } from "../model/run/transport.ts";
import { describeAddress } from "./address.ts";

/** What a person calls a way, behind an address. */
export const WAY_WORDS: Readonly<Record<Way, string>> = {
  bridge: "through the page's server",
  direct: "directly from this page",
};

/** Address and way in a line, as `http://127.0.0.1:8080 through the page's server`. */
export function labelOf(address: GatewayAddress, way: Way): string {
  return `${describeAddress(address)} ${WAY_WORDS[way]}`;
}

/** What is said of a gateway whose certificate the page's server does not verify. */
export function unverifiedWarning({ host, port }: GatewayAddress): string {
  return `The certificate of ${host}:${port} is not verified: whoever answers there gets what is sent. The page's server was started so.`;
}

/** The same where a whole run is one call, which the page's server alone can make. */
export function labelOfCall(address: GatewayAddress): string {
  return `${labelOf(address, "bridge")}, all requests in one call`;
}

/** What cannot be done there. */
export function lacksOfCall(): Lacks {
  return {
    cancel: "Requests that are one call are not given up one by one: stopping the run ends all of them.",
  };
}

/** The page's server, for the ways that go through it. */
export interface BridgeAccess {
  /** Where it is, as `http://127.0.0.1:7433`. */
  readonly baseUrl: string;
  /** Null if the page was opened without one; then nothing is sent through it at all. */
  readonly token: string | null;
}

/** What cannot be done there by this way, as far as the address tells; a gateway that was asked may tell more. */
export function lacksOf({ protocol }: GatewayAddress, way: Way): Lacks {
  return LACKS[protocol][way];
}

const NO_CERTIFICATES = "The browser trusts its own authorities alone.";
const HTTP: Lacks = {
  binary: "JSON spells arrays as lists of numbers, whose type is not told.",
  compression: "Jina's HTTP gateways read no compressed requests.",
};
const WEBSOCKET: Lacks = {
  streaming: "A WebSocket gateway answers a request with one message.",
  headers: "A browser sends no headers with a WebSocket.",
  cancel: "What was sent over a WebSocket is worked on, unless the whole connection ends.",
};

const LACKS: Readonly<Record<GatewayAddress["protocol"], Readonly<Record<Way, Lacks>>>> = {
  grpc: {
    bridge: {},
    direct: {
      compression: "A browser compresses no requests; the page's server does.",
      "own-tls": NO_CERTIFICATES,
    },
  },
  http: { bridge: HTTP, direct: { ...HTTP, "own-tls": NO_CERTIFICATES } },
  websocket: {
    bridge: { ...WEBSOCKET, compression: "Frames through the page's server are not compressed." },
    direct: {
      ...WEBSOCKET,
      compression: "A browser compresses the frames of a WebSocket by itself, if the gateway agrees to it.",
      binary: HTTP.binary!,
      "own-tls": NO_CERTIFICATES,
    },
  },
};
