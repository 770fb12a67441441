/**
 * The faults that this server states itself, as opposed to those it passes on from a gateway; how they travel stands in
 * the contract with the page.
 */
import type { BridgeErrorCode } from "../model/run/bridge-contract.ts";

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
