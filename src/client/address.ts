/**
 * Reads the address field as `jina.Client` reads its `host`, and says what was understood. Where the two differ, and
 * why, is a table in `agreement/address.test.ts`, which asks the real Client.
 */
import { type Address, type GatewayAddress, isSimulator, type Protocol } from "../model/run/address.ts";
import { ClientError } from "../model/run/client-error.ts";

interface ParsedAddress {
  readonly address: Address;
  /** What was changed or taken for granted in reading it, in sentences; "" if nothing was. */
  readonly note: string;
}

interface Scheme {
  readonly protocol: Protocol;
  readonly tls: boolean;
}

const SCHEMES: ReadonlyMap<string, Scheme> = new Map([
  ["grpc", { protocol: "grpc", tls: false }],
  ["grpcs", { protocol: "grpc", tls: true }],
  ["http", { protocol: "http", tls: false }],
  ["https", { protocol: "http", tls: true }],
  ["ws", { protocol: "websocket", tls: false }],
  ["wss", { protocol: "websocket", tls: true }],
  ["websocket", { protocol: "websocket", tls: false }],
  ["websockets", { protocol: "websocket", tls: true }],
]);

/** Addresses on which a program listens everywhere, and the one under which this machine reaches it. */
const WILDCARDS: ReadonlyMap<string, string> = new Map([
  ["0.0.0.0", "127.0.0.1"],
  ["::", "::1"],
]);

/** What `jina.Client` gives up at is read all the same, and told. */
const NOT_JINAS: ReadonlyMap<string, string> = new Map([
  ["websockets", "Jina's own Client does not know websockets://, so write wss:// there."],
]);

const FORMS = "Write it as grpc://localhost:54321, or as simulator: to run the Flow right here.";

/**
 * Reads `simulator:` or `[scheme://]host[:port]`, or a port of this machine alone. Without a scheme the protocol is
 * gRPC; without a port it is 80, with TLS 443. Gives a ClientError of code `address` for anything else.
 */
export function parseAddress(text: string): ParsedAddress | ClientError {
  const typed = text.trim();
  if (typed === "") {
    return refusal("The address is empty.");
  }
  if (isSimulator(typed)) {
    return { address: { kind: "simulator" }, note: "" };
  }

  const schemeName = /^([^/:]*):\/\//.exec(typed)?.[1];
  const scheme = SCHEMES.get(schemeName?.toLowerCase() ?? "grpc");
  if (scheme === undefined) {
    return refusal(
      `“${schemeName}” is no protocol of a Jina gateway; those are ${[...SCHEMES.keys()].join(", ")}.`,
    );
  }

  // A lone slash at the end comes with addresses copied from a browser and means nothing.
  const authority = typed
    .slice(schemeName === undefined ? 0 : schemeName.length + "://".length)
    .replace(/\/$/, "");
  if (authority.includes("://")) {
    return refusal(`“${typed}” names a protocol twice: leave out one of them.`);
  }
  if (/^\d+$/.test(authority)) {
    return portAlone(authority, scheme);
  }
  if (/[/?#]/.test(authority)) {
    return refusal("A gateway's address has no path: it ends after the port.");
  }
  if (authority.includes("@")) {
    return refusal("A gateway's address has no user name or password.");
  }

  const bracketed = /^(\[[^\]]*\])(.*)$/.exec(authority);
  if (bracketed === null && authority.split(":").length > 2) {
    return refusal("An IPv6 address needs brackets, as in grpc://[::1]:54321.");
  }
  const colon = authority.indexOf(":");
  const hostText = bracketed?.[1] ?? (colon < 0 ? authority : authority.slice(0, colon));
  const portText = bracketed?.[2] ?? (colon < 0 ? "" : authority.slice(colon));

  const host = normalHost(hostText);
  if (host === null) {
    return refusal(
      hostText === "" ? "The host is missing." : `“${hostText}” is not a host name or an IP address.`,
    );
  }
  const port = portText === "" ? (scheme.tls ? 443 : 80) : portOf(portText);
  if (port === null) {
    return refusal(`The port must be a number from 1 to 65535, not “${portText.replace(/^:/, "")}”.`);
  }

  const reachable = WILDCARDS.get(host);
  const notes = [
    NOT_JINAS.get(schemeName?.toLowerCase() ?? ""),
    reachable && `${host} means every address of this machine; ${reachable} is used instead.`,
    portText === "" && `Without a port it is ${port}, as in Jina's Client.`,
  ];
  return {
    address: { kind: "gateway", ...scheme, host: reachable ?? host, port },
    note: notes.filter(Boolean).join(" "),
  };
}

/** Digits alone: Jina takes them for a host, which browsers and resolvers would make an IPv4 address of. */
function portAlone(digits: string, scheme: Scheme): ParsedAddress | ClientError {
  const port = portOf(`:${digits}`);
  return port === null
    ? refusal(`The port must be a number from 1 to 65535, not “${digits}”.`)
    : {
        address: { kind: "gateway", ...scheme, host: "localhost", port },
        note: "A number alone is a port of this machine.",
      };
}

/** The address in one spelling, port included; IPv6 in brackets. */
export function describeAddress(address: Address): string {
  if (address.kind === "simulator") {
    return "simulator:";
  }
  const scheme = address.protocol === "websocket" ? "ws" : address.protocol;
  return `${scheme}${address.tls ? "s" : ""}://${hostAndPort(address)}`;
}

/** `host:port`; IPv6 in brackets. */
export function hostAndPort({ host, port }: GatewayAddress): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** The host as browsers spell it (lower case, IPv4 in four numbers, international names in ASCII), or null. */
function normalHost(host: string): string | null {
  if (host === "" || /[\s%\\]/.test(host)) {
    return null;
  }
  try {
    return new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, "");
  } catch {
    return null;
  }
}

function portOf(text: string): number | null {
  const digits = /^:(\d{1,5})$/.exec(text)?.[1];
  const port = Number(digits);
  return digits !== undefined && port >= 1 && port <= 65535 ? port : null;
}

function refusal(message: string): ClientError {
  return new ClientError("address", message, { advice: FORMS });
}
