/**
 * The faults that this server states itself, as opposed to those it passes on from a gateway; how they travel stands in
 * the contract with the page.
 */
import { type BridgeErrorCode, MAX_MESSAGE_BYTES } from "../model/run/bridge-contract.ts";
import { GRPC_STATUS } from "./grpc-web.ts";

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

/** A message over the limit. Without `bytes`, it is one that was compressed, which was not expanded to its end. */
export function messageTooLarge(what: "request" | "response", bytes?: number): CallFault {
  const mib = (count: number) => Math.ceil(count / (1 << 20));
  const limit = mib(MAX_MESSAGE_BYTES);
  const size = bytes === undefined ? `more than ${limit} MiB once it is expanded` : `${mib(bytes)} MiB`;
  return {
    code: "too-large",
    grpcStatus: GRPC_STATUS.resourceExhausted,
    text: `The ${what} holds a message of ${size}; this server relays up to ${limit} MiB.`,
  };
}
