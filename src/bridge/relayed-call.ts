/**
 * One call between a page and a gateway, from its head to its end. It ends once, by the gateway's status, by a fault of
 * either side, by its deadline, or because the page has gone away; then both sides are let go at once.
 */
import type { ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http2";
import { BRIDGE_HEADERS } from "../model/run/bridge-contract.ts";
import { formatGrpcTimeout } from "../model/run/grpc-timeout.ts";
import type { Compression } from "../model/run/request.ts";
import type { CallFault } from "./bridge-error.ts";
import { download } from "./call-download.ts";
import { createCallRecord, type RelayOptions } from "./call-record.ts";
import { upload } from "./call-upload.ts";
import { encodeGrpcMessage, encodeTrailerFrame, GRPC_STATUS } from "./grpc-web.ts";
import type { PageLeg } from "./page-leg.ts";
import type { Target } from "./target.ts";
import { connectFault } from "./upstream-fault.ts";
import type { Upstreams } from "./upstreams.ts";

/** The gateway gets this much longer than the deadline, so that its own answer about it comes first if it has one. */
const DEADLINE_GRACE_MS = 50;
/** Timers take 31 bits; a longer deadline is no deadline. */
const MAX_TIMER_MS = 0x7fff_ffff;

const METADATA_NAME = /^[a-z0-9_.-]+$/;
/** Headers that are about a connection or an HTTP answer, and names that only this server may use. */
const NO_TRAILERS =
  /^(?:connection|content-.*|date|grpc-(?:accept-)?encoding|keep-alive|proxy-.*|server|set-cookie|te|trailer|transfer-encoding|upgrade|vary|via|x-bridge-.*)$/;

interface RelayedCallOptions extends Pick<RelayOptions, "clock" | "log" | "settings"> {
  readonly upstreams: Upstreams;
}

interface RelayedCall {
  /**
   * Connects, and carries from then on. Without `timeoutMs` the call has no deadline; with an `encoding` the messages go
   * to the gateway compressed.
   */
  start(
    target: Target,
    path: string,
    headers: OutgoingHttpHeaders,
    how: { readonly timeoutMs: number | null; readonly encoding: Compression | null },
  ): void;
  /** Ends the call with a fault that this server states. */
  fail(fault: CallFault): void;
}

/** `named` is the target as the log tells it, null where none could be read. */
export function createRelayedCall(
  rpc: string,
  named: Target | null,
  page: PageLeg,
  options: RelayedCallOptions,
): RelayedCall {
  const { upstreams, clock } = options;
  const startedAtMs = clock.nowMs();
  /** What the page gets; null before the gateway is reached. */
  let answer: ReturnType<typeof download> | null = null;
  const { bytes, over, end: endRecord } = createCallRecord(rpc, named, options);
  let up: ClientHttp2Stream | null = null;

  /** Lets both sides go; false if that has been done before. `status` is for the log. */
  const close = (status: string): boolean => {
    if (!endRecord(`status ${status}`)) {
      return false;
    }
    if (up && !(up.readableEnded && up.writableEnded)) {
      upstreams.cancel(up);
    }
    page.discard();
    return true;
  };

  /** Ends the call on the page's side too. `code` is set where this server states the fault. */
  const end = (status: string, trailers: readonly [string, string][], code?: CallFault["code"]): void => {
    if (!close(status)) {
      return;
    }
    if (answer?.isBetweenFrames() === false) {
      page.cut();
      return;
    }
    if (!page.hasHead()) {
      page.sendHead(code ? { [BRIDGE_HEADERS.error]: code } : {});
    }
    page.end(encodeTrailerFrame(code ? [...trailers, [BRIDGE_HEADERS.error, code]] : trailers));
  };

  const fail = ({ code, grpcStatus, text }: CallFault): void => {
    const status = String(grpcStatus);
    end(
      status,
      [
        ["grpc-status", status],
        ["grpc-message", encodeGrpcMessage(text)],
      ],
      code,
    );
  };

  const call = {
    page,
    upstreams,
    bytes,
    over,
    fail,
    end: (trailers: IncomingHttpHeaders) => end(String(trailers["grpc-status"]), trailerPairs(trailers)),
  };
  page.onClose(() => close("canceled"));
  return {
    fail,
    start(target, path, headers, { timeoutMs, encoding }) {
      if (timeoutMs !== null && timeoutMs + DEADLINE_GRACE_MS < MAX_TIMER_MS) {
        const text = `${target.label} did not finish within ${timeoutMs} ms.`;
        clock.sleep(timeoutMs + DEADLINE_GRACE_MS, over).then(
          () => fail({ code: "timeout", grpcStatus: GRPC_STATUS.deadlineExceeded, text }),
          () => undefined,
        );
      }
      const deadline =
        timeoutMs === null
          ? {}
          : { "grpc-timeout": formatGrpcTimeout(startedAtMs + timeoutMs - clock.nowMs()) };
      upstreams.open(target, path, { ...headers, ...deadline }).then(
        (opened) => {
          up = opened;
          answer = download({ ...call, isUnverified: options.settings.isUnverified(target) }, opened, target);
          if (over.aborted) {
            upstreams.cancel(opened);
          } else {
            upload(call, opened, encoding);
          }
        },
        (error: unknown) => fail(connectFault(target, upstreams.historyOf(target), error)),
      );
    },
  };
}

function trailerPairs(trailers: IncomingHttpHeaders): [string, string][] {
  return Object.entries(trailers).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || !METADATA_NAME.test(name) || NO_TRAILERS.test(name)) {
      return [];
    }
    return Array.isArray(value) ? value.map((one): [string, string] => [name, one]) : [[name, value]];
  });
}
