/**
 * What was said at launch about single gateways: secrets that this server adds to requests, so that the page never holds
 * them, and how their TLS is verified. What is said of `HOST:PORT` is for exactly that target, as it is addressed.
 */
import { isIP } from "node:net";
import { type ConnectionOptions, createSecureContext } from "node:tls";
import { parseHeaders, printHeaders } from "../model/run/headers.ts";
import { parseTarget, type Target } from "./target.ts";

/** How the certificate of a target is verified, and what this server shows of itself. All are PEM texts but the name. */
export interface TargetTls {
  /** The authorities that are trusted, in place of Node's. */
  readonly ca?: string;
  /** This server's own certificate, with its key. */
  readonly cert?: string;
  readonly key?: string;
  /** The name that the certificate has to be for, where it is not that of the target. */
  readonly serverName?: string;
  /** No certificate is verified at all: whoever answers is believed. */
  readonly isUnverified?: true;
}

/** A header that is added to every request to a target, or, without one, to all that this server calls. */
export interface SecretHeader {
  /** `HOST:PORT`; null for all. */
  readonly target: string | null;
  readonly name: string;
  readonly value: string;
}

/** What was said at launch; targets are written `HOST:PORT`. */
export interface TargetSettingsOptions {
  readonly secretHeaders?: readonly SecretHeader[];
  readonly tls?: ReadonlyMap<string, TargetTls>;
}

/** The settings of one server. */
export interface TargetSettings {
  /** Headers to be added, by their names in lower case. They stand in place of those that the page gives. */
  headersOf(target: Target): Readonly<Record<string, string>>;
  /** Options of a TLS connection to the target. */
  tlsOf(target: Target): ConnectionOptions;
  /** Whether a target is asked over TLS without its certificate being verified. */
  isUnverified(target: Target): boolean;
}

/** Throws a RangeError for a target that cannot be read, and for a header that may not be sent; it quotes no value. */
export function createTargetSettings({
  secretHeaders = [],
  tls = new Map(),
}: TargetSettingsOptions): TargetSettings {
  const headers = secretHeaders.map(({ target, name, value }) => {
    const header = { name: name.toLowerCase(), value };
    if (!parseHeaders(printHeaders([header]))) {
      throw new RangeError(
        `the header "${name}" is not passed on, or its value is empty or not printable ASCII`,
      );
    }
    return { label: target === null ? null : labelOf(target), ...header };
  });
  const tlsByLabel = new Map([...tls].map(([target, how]) => [labelOf(target), checked(target, how)]));
  return {
    isUnverified: ({ tls: isTls, label }) => isTls && tlsByLabel.get(label)?.isUnverified === true,
    headersOf: ({ label }) =>
      Object.fromEntries(
        headers
          .filter((header) => header.label === null || header.label === label)
          .map(({ name, value }) => [name, value]),
      ),
    tlsOf({ host, label }) {
      const { ca, cert, key, serverName, isUnverified } = tlsByLabel.get(label) ?? {};
      const servername = serverName ?? (isIP(host) ? undefined : host);
      return {
        ...(ca !== undefined && { ca }),
        ...(cert !== undefined && { cert }),
        ...(key !== undefined && { key }),
        ...(servername !== undefined && { servername }),
        ...(isUnverified && { rejectUnauthorized: false }),
      };
    },
  };
}

function checked(target: string, how: TargetTls): TargetTls {
  try {
    createSecureContext({ ca: how.ca, cert: how.cert, key: how.key });
  } catch {
    throw new RangeError(`the certificates or the key for ${target} are no PEM, or do not belong together`);
  }
  return how;
}

function labelOf(text: string): string {
  const target = parseTarget(text, true);
  if (!target) {
    throw new RangeError(`"${text}" is not HOST:PORT`);
  }
  return target.label;
}
