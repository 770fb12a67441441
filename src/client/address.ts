/**
 * Reads the address field as `jina.Client` reads its `host`, with the fields beside it as its arguments `port`,
 * `protocol` and `tls`, and says what was understood. Where the two differ, and why, is a table in
 * `agreement/address.test.ts`, which asks the real Client.
 */
import {
  type Address,
  type AddressParts,
  type GatewayAddress,
  isSimulator,
  NO_PARTS,
  type Protocol,
} from "../model/run/address.ts";
import { ClientError } from "../model/run/client-error.ts";
import { shorten } from "../model/shorten.ts";

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

/** Of Jina's Client, where nothing names one. */
const DEFAULT_HOST = "0.0.0.0";

const FORMS = "Write it as grpc://localhost:54321, or as simulator: to run the Flow right here.";

/**
 * Reads `simulator:` or `[scheme://]host[:port]`, or a port of this machine alone, together with what `parts` say of it.
 * Without a scheme the protocol is gRPC; without a port it is 80, with TLS 443. Gives a ClientError of code `address`
 * for anything else, and where text and parts say the same thing with two values.
 */
export function parseAddress(text: string, parts: AddressParts = NO_PARTS): ParsedAddress | ClientError {
  const typed = text.trim();
  const { host, port, protocol, tls } = parts;
  const hasParts = [host, port, protocol, tls].some((part) => part.trim() !== "");
  if (typed === "" && !hasParts) {
    return refusal("The address is empty.");
  }
  if (isSimulator(typed)) {
    return hasParts
      ? refusal(
          "The simulator runs in this page and has no host, port, protocol or TLS: take simulator: out of the address, or empty these fields.",
        )
      : { address: { kind: "simulator" }, note: "" };
  }
  const said = [
    ...(typed === "" ? [] : [readText(typed)]),
    ...(host.trim() === "" ? [] : [readText(host.trim())]),
    readParts(parts),
  ];
  const fault = said.find((one): one is ClientError => one instanceof ClientError);
  return fault ?? join(said.filter((one): one is Said => !(one instanceof ClientError)));
}

/** What one text says of an address: nothing where it does not say it. */
interface Said {
  readonly protocol?: Protocol;
  readonly tls?: true;
  readonly host?: string;
  readonly port?: number;
  readonly notes: readonly string[];
}

/** An address out of all that was said of it, the texts first. */
function join(said: readonly Said[]): ParsedAddress | ClientError {
  const notes = said.flatMap((one) => one.notes);
  for (const key of ["host", "port", "protocol", "tls"] as const) {
    const given = said.map((one) => one[key]).filter((value) => value !== undefined);
    const values = new Set(given);
    if (values.size > 1) {
      const [first, second] = values;
      // Jina's own words, and what they are about.
      return new ClientError(
        "address",
        `You can't have two definitions of ${key}: you have one in the host scheme and one in the keyword argument. Here they are ${first} and ${second}.`,
        { advice: "Take one of them away." },
      );
    }
    if (given.length > 1 && key !== "host") {
      notes.push(`The ${key === "tls" ? "TLS" : key} is given twice, which Jina's own Client does not take.`);
    }
  }
  const of = <Key extends keyof Said>(key: Key) => said.find((one) => one[key] !== undefined)?.[key];
  const tls = of("tls") ?? false;
  const host = of("host") ?? DEFAULT_HOST;
  const port = of("port") ?? (tls ? 443 : 80);
  const reachable = WILDCARDS.get(host);
  if (reachable !== undefined) {
    notes.push(`${host} means every address of this machine; ${reachable} is used instead.`);
  }
  if (of("port") === undefined) {
    notes.push(`Without a port it is ${port}, as in Jina's Client.`);
  }
  return {
    address: { kind: "gateway", protocol: of("protocol") ?? "grpc", tls, host: reachable ?? host, port },
    note: notes.join(" "),
  };
}

/** What the fields beside the text say, but for the host. */
function readParts({ port: portText, protocol: name, tls }: AddressParts): Said | ClientError {
  const port = portText.trim() === "" ? undefined : portOf(`:${portText.trim()}`);
  const scheme = name.trim() === "" ? undefined : SCHEMES.get(name.trim().toLowerCase());
  if (port === null) {
    return refusal(`The port must be a number from 1 to 65535, not “${portText.trim()}”.`);
  }
  if (name.trim() !== "" && scheme === undefined) {
    return refusal(`“${name.trim()}” is no protocol of a Jina gateway; those are GRPC, HTTP and WEBSOCKET.`);
  }
  return {
    ...(port !== undefined && { port }),
    ...(scheme !== undefined && { protocol: scheme.protocol }),
    ...((tls !== "" || scheme?.tls) && { tls: true }),
    notes: [],
  };
}

/** What a text says: all of an address, or its host alone. */
function readText(typed: string): Said | ClientError {
  const slip = slipOf(typed);
  if (slip) {
    return slip;
  }
  const schemeName = /^([^/:]*):\/\//.exec(typed)?.[1];
  const scheme = schemeName === undefined ? null : SCHEMES.get(schemeName.toLowerCase());
  if (scheme === undefined) {
    return refusal(
      `“${schemeName}” is no protocol of a Jina gateway; those are ${[...SCHEMES.keys()].join(", ")}.`,
    );
  }
  const spoken = { ...(scheme && { protocol: scheme.protocol }), ...(scheme?.tls && { tls: true as const }) };

  // A lone slash at the end comes with addresses copied from a browser and means nothing.
  const authority = typed
    .slice(schemeName === undefined ? 0 : schemeName.length + "://".length)
    .replace(/\/$/, "");
  if (authority.includes("://")) {
    // Without the address itself, which may hold a password: this goes into the Log.
    return refusal("The address names a protocol twice: leave out one of them.");
  }
  if (/^\d+$/.test(authority)) {
    const said = portAlone(authority);
    return said instanceof ClientError ? said : { ...spoken, ...said };
  }
  const behind = /[/?#]/.exec(authority)?.[0];
  if (behind !== undefined) {
    return refusal(`A gateway's address has no ${BEHIND[behind]}: it ends after the port.`);
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
  const fault = nameFault(host);
  if (fault !== null) {
    return refusal(`“${shorten(hostText, 80)}” is no host name: ${fault}.`);
  }
  const port = portText === "" ? undefined : portOf(portText);
  if (port === null) {
    return refusal(`The port must be a number from 1 to 65535, not “${portText.replace(/^:/, "")}”.`);
  }
  const note = NOT_JINAS.get(schemeName?.toLowerCase() ?? "");
  return { ...spoken, host, ...(port !== undefined && { port }), notes: note === undefined ? [] : [note] };
}

/** What begins behind a host and its port, by its first character. */
const BEHIND: { readonly [character: string]: string } = { "/": "path", "?": "query", "#": "fragment" };

/** Characters of a part of a host name. */
const MAX_LABEL = 63;

/** Why a host that can be written can be none, in words after a colon; null where it can. */
function nameFault(host: string): string | null {
  const labels = host.replace(/\.$/, "").split(".");
  // Jina's Client hands it on as an argument, where a hyphen begins the name of another one.
  return host.startsWith("-")
    ? "it begins with a hyphen"
    : labels.includes("")
      ? "nothing stands before one of its dots"
      : labels.some(({ length }) => length > MAX_LABEL)
        ? `one of its parts has more than ${MAX_LABEL} characters`
        : null;
}

/** What is wrong between a scheme and the host, with the address as it was meant; null where nothing is, or none follows. */
function slipOf(typed: string): ClientError | null {
  const [, name = "", colon = "", slashes = "", rest = ""] =
    /^([a-z]+)(:?)([/\\]*)([^/\\].*)$/i.exec(typed) ?? [];
  const isPort = slashes === "" && /^\d+\/?$/.test(rest);
  // Without a colon one slash may as well be that of a path.
  const isWritten = colon === "" ? slashes.length < 2 : slashes === "//" || isPort;
  if (isWritten || !SCHEMES.has(name.toLowerCase())) {
    return null;
  }
  const mended = `${name.toLowerCase()}://${rest}`;
  if (readText(mended) instanceof ClientError) {
    return null;
  }
  const behind = `Behind “${name}${colon}”`;
  const wrong =
    colon === ""
      ? `${behind} the colon is missing`
      : slashes === ""
        ? `${behind} the two slashes are missing`
        : slashes.includes("\\")
          ? `${behind} stand backslashes, where two slashes belong`
          : slashes.length === 1
            ? `${behind} stands one slash, where two belong`
            : `${behind} stand ${slashes.length} slashes, where two belong`;
  return new ClientError("address", `${wrong}: ${mended} is meant.`, {
    advice: { says: `Use \`${mended}\`.`, offers: [{ address: mended }] },
  });
}

/** Digits alone: Jina takes them for a host, which browsers and resolvers would make an IPv4 address of. */
function portAlone(digits: string): Said | ClientError {
  const port = portOf(`:${digits}`);
  return port === null
    ? refusal(`The port must be a number from 1 to 65535, not “${digits}”.`)
    : { host: "localhost", port, notes: ["A number alone is a port of this machine."] };
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
