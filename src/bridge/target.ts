/**
 * Which gateways this server connects to. Loopback is open; any other target has to be named at launch, host and port;
 * some addresses stay refused even then. A name is judged twice: as it is written, and by each address it resolves to.
 */
import type { Protocol } from "../model/run/address.ts";
import type { BridgeErrorCode } from "../model/run/bridge-contract.ts";
import { addressKind, canonicalAddress } from "./ip-address.ts";

/** The gateway that a call is for. */
export interface Target {
  /** A canonical IP address without brackets, or a name in lower case. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** What it is asked in. */
  readonly protocol: Protocol;
  /** `host:port`, IPv6 in brackets. */
  readonly label: string;
}

/** Which gateways may be called. */
export interface TargetPolicy {
  /** Why the target is refused; null if it is not. */
  refusal(target: Target): TargetRefusal | null;
  /** The same for an address that the target's name resolved to. */
  addressRefusal(target: Target, address: string): TargetRefusal | null;
}

/** Why a target is refused: whether an option would allow it, and a sentence. */
export interface TargetRefusal {
  readonly code: Extract<BridgeErrorCode, "target-not-allowed" | "target-refused" | "target-own">;
  readonly text: string;
}

const HOST_AND_PORT = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+)):([1-9][0-9]{0,4})$/i;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** A last label that resolvers may read as part of an IPv4 address in decimal, octal or hexadecimal. */
const NUMBER_LIKE = /^(?:[0-9]+|0x[0-9a-f]*)$/;

/** How an address begins that is asked in this protocol, with TLS or without, as `http://`. */
export function schemeOf(protocol: Protocol, tls: boolean): string {
  return `${protocol === "websocket" ? "ws" : protocol}${tls ? "s" : ""}://`;
}

/** Reads `host:port`, with IPv6 as `[::1]:port`. Null if it is anything else. */
export function parseTarget(text: string, tls: boolean, protocol: Protocol = "grpc"): Target | null {
  const match = HOST_AND_PORT.exec(text);
  const host = match && (match[1] === undefined ? readHost(match[2]!) : readIPv6(match[1]));
  const port = Number(match?.[3]);
  if (!host || port > 65_535) {
    return null;
  }
  return { host, port, tls, protocol, label: `${host.includes(":") ? `[${host}]` : host}:${port}` };
}

function readIPv6(text: string): string | null {
  return text.includes(":") ? canonicalAddress(text) : null;
}

function readHost(text: string): string | null {
  const host = text.toLowerCase();
  const labels = host.split(".");
  if (NUMBER_LIKE.test(labels.at(-1)!)) {
    return canonicalAddress(host);
  }
  return host.length <= 253 && labels.every((label) => LABEL.test(label)) ? host : null;
}

/**
 * The policy of one server. `allowTargets` are written `HOST:PORT`; throws a RangeError for one that cannot be read.
 * `ownPort` is this server's own: relaying to it would only make a loop.
 */
export function createTargetPolicy(allowTargets: readonly string[], ownPort: number): TargetPolicy {
  const allowed = new Set(
    allowTargets.map((text) => {
      const target = parseTarget(text, false);
      if (!target) {
        throw new RangeError(`"${text}" is not HOST:PORT`);
      }
      return target.label;
    }),
  );

  const listRefusal = ({ label }: Target): TargetRefusal | null =>
    allowed.has(label)
      ? null
      : {
          code: "target-not-allowed",
          text: `This server relays to gateways on its own machine only. To relay to ${label}, start it again with --allow-target ${label}.`,
        };

  const addressRefusal = (target: Target, address: string): TargetRefusal | null => {
    const canonical = canonicalAddress(address);
    const kind = canonical === null ? "refused" : addressKind(canonical);
    if (kind === "refused") {
      const is = canonical === target.host ? "is" : `resolves to ${address}, which is`;
      const advice =
        address === "0.0.0.0" || address === "::" ? " Use 127.0.0.1 or the machine's own name." : "";
      return {
        code: "target-refused",
        text: `${target.label} ${is} an address that this server never connects to.${advice}`,
      };
    }
    if (kind === "loopback") {
      return target.port === ownPort
        ? {
            code: "target-own",
            text: `${target.label} is the address of this page's own server; give the port of the gateway.`,
          }
        : null;
    }
    return listRefusal(target);
  };

  return {
    addressRefusal,
    refusal(target) {
      if (canonicalAddress(target.host) !== null) {
        return addressRefusal(target, target.host);
      }
      // Names that are not listed are refused before any lookup, so that the page cannot ask the resolver about them.
      if (target.host === "localhost") {
        return addressRefusal(target, "127.0.0.1");
      }
      return listRefusal(target);
    },
  };
}
