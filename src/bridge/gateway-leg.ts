/** The gateway's side of one relayed call: its answer, read as head, frames and status, or as a fault. */
import { type ClientHttp2Stream, constants, type IncomingHttpHeaders } from "node:http2";
import type { CallFault } from "./bridge-error.ts";
import type { Target } from "./target.ts";
import { missingTrailers, notGrpc, streamFault, type TargetHistory } from "./upstream-fault.ts";

/** Called in this order; nothing is called any more after `status` or `fault`. */
interface GatewayEvents {
  /** `encoding` is the answer's `grpc-encoding`, if it has one. */
  head(encoding: string | undefined): void;
  /** Bytes of frames. */
  bytes(chunk: Buffer): void;
  /** The answer is whole: what ends it, `grpc-status` among it. */
  status(trailers: IncomingHttpHeaders): void;
  fault(fault: CallFault): void;
}

/**
 * Listens to a stream that was opened to the gateway, and tells what comes by `events`. `history` is asked for the words
 * of a fault, and learns that an answer came to its end.
 */
export function readGateway(
  up: ClientHttp2Stream,
  target: Target,
  history: TargetHistory,
  events: GatewayEvents,
): void {
  let head: IncomingHttpHeaders | null = null;
  let trailers: IncomingHttpHeaders | null = null;
  let error: unknown = null;
  let isOver = false;

  const fail = (fault: CallFault): void => {
    isOver = true;
    events.fault(fault);
  };
  /** The status is in the trailers, or in the head where there is nothing else, or (some proxies) in both places. */
  const conclude = (): boolean => {
    const status = [trailers, head].find((headers) => headers?.["grpc-status"] !== undefined);
    if (status) {
      isOver = true;
      history.hasEndedAnswer = true;
      events.status(status === head ? { ...trailers, ...head } : status);
    }
    return Boolean(status);
  };

  up.on("error", (reason) => {
    error = reason;
  });
  up.once("response", (headers) => {
    const contentType = headers["content-type"];
    if (headers[":status"] !== 200 || !isGrpc(contentType)) {
      fail(notGrpc(target, headers[":status"] ?? 0, contentType));
      return;
    }
    head = headers;
    const encoding = headers["grpc-encoding"];
    events.head(typeof encoding === "string" ? encoding : undefined);
    up.on("data", (chunk: Buffer) => {
      if (!isOver) {
        events.bytes(chunk);
      }
    });
  });
  up.once("trailers", (headers) => {
    trailers = headers;
  });
  up.once("end", () => {
    if (!isOver && !conclude()) {
      // Only when the stream is closed is it known whether it ended or was broken off.
      up.close();
    }
  });
  up.once("close", () => {
    // A gateway that goes away right after its trailers takes along what the page had not read yet.
    if (isOver || (up.readableLength === 0 && conclude())) {
      return;
    }
    const isBroken =
      error !== null ||
      up.rstCode !== constants.NGHTTP2_NO_ERROR ||
      head === null ||
      up.readableLength > 0 ||
      up.session?.destroyed;
    fail(
      isBroken
        ? streamFault(target, history, error, up.rstCode ?? 0, head !== null)
        : missingTrailers(target, history),
    );
  });
}

function isGrpc(contentType: string | undefined): boolean {
  return /^application\/grpc(?:\+|;|$)/.test(contentType ?? "");
}
