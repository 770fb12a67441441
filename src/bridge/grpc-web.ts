/**
 * The parts of gRPC-web that differ from gRPC: trailers travel in the body, as a last frame whose flag has bit 7 set
 * and whose message is `name: value` lines ended by CRLF.
 */
import { prefixOf } from "./frame-prefix.ts";

const TRAILER_FLAG = 0x80;

/** The status numbers of gRPC that this server gives itself. */
export const GRPC_STATUS = {
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** The trailer frame for these pairs. Values are bytes in latin1, as `node:http2` hands them over. */
export function encodeTrailerFrame(trailers: readonly (readonly [string, string])[]): Buffer {
  const text = trailers.map(([name, value]) => `${name}: ${value.replaceAll(/[\r\n]/g, " ")}\r\n`).join("");
  return Buffer.concat([prefixOf(TRAILER_FLAG, text.length), Buffer.from(text, "latin1")]);
}

/** A `grpc-message`: UTF-8, with everything outside printable ASCII, and `%`, percent-encoded. */
export function encodeGrpcMessage(text: string): string {
  let out = "";
  for (const byte of Buffer.from(text, "utf8")) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    out += isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return out;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/** The milliseconds of a `grpc-timeout`: at most eight digits and a unit. Null if it is anything else. */
export function parseGrpcTimeout(text: string): number | null {
  const match = /^([0-9]{1,8})([HMSmun])$/.exec(text);
  return match ? Number(match[1]) * UNIT_MS[match[2]!]! : null;
}
