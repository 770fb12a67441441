/**
 * How a call ended, by its trailers or the head of its answer. Who answers may put anything there; what a reader of gRPC
 * owes it is that no status and no message is lost over how it is written, or over what stands beside it.
 */
import { Code } from "@connectrpc/connect";
import { cut } from "../base/words.ts";
import { BRIDGE_HEADERS } from "../model/run/bridge-contract.ts";

const decoder = new TextDecoder();

const STATUS = "grpc-status";
const MESSAGE = "grpc-message";
const READ: ReadonlySet<string> = new Set([STATUS, MESSAGE, BRIDGE_HEADERS.error]);

/** An answer that ended without trailers; the doctor knows it by this. */
export class NoTrailers extends RangeError {
  constructor() {
    super("it has no trailers");
  }
}

/** The status that a call ended with, which is not success. */
export class GrpcFailure extends Error {
  override readonly name = "GrpcFailure";
  readonly code: Code;
  /** The code of the page's server, where the failure is its own. */
  readonly bridgeCode: string | null;

  /** `message` is what was said of it, which may be nothing. */
  constructor(code: Code, message: string, bridgeCode: string | null) {
    super(message);
    this.code = code;
    this.bridgeCode = bridgeCode;
  }
}

/**
 * The failure that the call ended with; null for success. `trailers` is the last frame's content, null where none came;
 * `head` is that of the answer, where there is one. Throws NoTrailers or another RangeError where nothing says how it ended.
 */
export function failureAtEnd(trailers: Uint8Array | null, head: Headers | null): GrpcFailure | null {
  const fields = trailers ? readFields(trailers) : new Map<string, string>();
  const field = (name: string): string | null => fields.get(name) ?? inHead(head, name);
  const status = field(STATUS);
  if (!trailers && (status === null || status === "0")) {
    throw new NoTrailers();
  }
  if (status === null) {
    throw new RangeError("its trailers have no status");
  }
  if (status === "0") {
    return null;
  }
  const said = percentDecoded(field(MESSAGE) ?? "");
  const bridgeCode = field(BRIDGE_HEADERS.error);
  const code = Number(status);
  return /^\d+$/.test(status) && code in Code
    ? new GrpcFailure(code, said, bridgeCode)
    : new GrpcFailure(
        Code.Unknown,
        said || `It ended with the status “${cut(status)}”, which gRPC does not have.`,
        bridgeCode,
      );
}

/** The lines of a frame of trailers, of those that are read here; values of one name that differ are listed. */
function readFields(trailers: Uint8Array): Map<string, string> {
  const values = new Map<string, Set<string>>();
  for (const line of decoder.decode(trailers).split("\r\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (READ.has(name)) {
      values.set(name, (values.get(name) ?? new Set()).add(line.slice(colon + 1).trim()));
    }
  }
  return new Map(Array.from(values, ([name, all]) => [name, [...all].join(", ")]));
}

/** A header as UTF-8: browsers give each of its bytes as a character. */
function inHead(head: Headers | null, name: string): string | null {
  const value = head?.get(name) ?? null;
  return value && decoder.decode(Uint8Array.from(value, (character) => character.charCodeAt(0)));
}

/** gRPC writes what is outside of printable ASCII as percent and two digits; a percent sign without them stands for itself. */
function percentDecoded(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) =>
    decoder.decode(Uint8Array.from(run.slice(1).split("%"), (digits) => Number.parseInt(digits, 16))),
  );
}
