/**
 * One call between a page and a gateway, from its head to its end. It ends once, by the gateway's status, by a fault of
 * either side, by its deadline, or because the page has gone away; then both sides are let go at once.
 */
import { once } from "node:events";
import type { ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http2";
import type { Readable } from "node:stream";
import { BRIDGE_HEADERS, MAX_MESSAGE_BYTES } from "../model/run/bridge-contract.ts";
import { formatGrpcTimeout } from "../model/run/grpc-timeout.ts";
import type { Compression } from "../model/run/request.ts";
import type { CallFault } from "./bridge-error.ts";
import { createCallRecord, type RelayOptions } from "./call-record.ts";
import { createFrameCompressor, isEncoding } from "./frame-compressor.ts";
import { ExpandedTooLarge, expandFrames } from "./frame-expander.ts";
import { createFrameGate } from "./frame-gate.ts";
import { createFramePipe } from "./frame-pipe.ts";
import { readGateway } from "./gateway-leg.ts";
import { encodeGrpcMessage, encodeTrailerFrame, GRPC_STATUS } from "./grpc-web.ts";
import type { PageLeg } from "./page-leg.ts";
import { STALLED } from "./stall-watch.ts";
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

/** What may wait for a gateway to take it before the page is held back, which costs more than a few pieces do. */
const MAX_WAITING_BYTES = 1 << 20;

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
  const fromPage = createFrameGate(MAX_MESSAGE_BYTES);
  const fromGateway = createFrameGate(MAX_MESSAGE_BYTES);
  /** What the page gets, where that is another thing than what the gateway has sent. */
  let toPage = fromGateway;
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
    if (!toPage.isBetweenFrames()) {
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

  const stalled = (): void =>
    fail({ code: "timeout", grpcStatus: GRPC_STATUS.deadlineExceeded, text: STALLED });

  const upload = (to: ClientHttp2Stream): void => {
    page.read(
      (chunk) => {
        const passed = fromPage.push(chunk);
        bytes.sent += passed.length;
        const oversize = fromPage.oversizeBytes();
        if (oversize !== null) {
          fail(tooLarge("request", oversize));
        } else if (passed.length > 0 && !to.write(passed) && isFull(to) && page.hold(to.writableLength)) {
          to.once("drain", page.resume);
        }
        return fromPage.isWhole();
      },
      () => {
        if (!over.aborted) {
          to.end(fromPage.rest());
        }
      },
      stalled,
    );
  };

  /** The page is held back while a piece is compressed, and while the gateway takes nothing. */
  const uploadCompressed = (to: ClientHttp2Stream, encoding: Compression): void => {
    const compressor = createFrameCompressor(encoding, async (frame) => {
      bytes.sent += frame.length;
      if (!over.aborted && frame.length > 0 && !to.write(frame)) {
        await once(to, "drain", { signal: over });
      }
    });
    let waitingBytes = 0;
    let last: Promise<void> = Promise.resolve();
    /** One after another; what ends the call ends them all. */
    const then = (work: () => Promise<void>): void => {
      last = last.then(() => (over.aborted ? undefined : work())).catch(() => undefined);
    };
    page.read(
      (chunk) => {
        const passed = fromPage.push(chunk);
        const oversize = fromPage.oversizeBytes();
        if (oversize !== null) {
          fail(tooLarge("request", oversize));
          return true;
        }
        waitingBytes += passed.length;
        page.hold(waitingBytes);
        then(async () => {
          await compressor.push(passed);
          waitingBytes -= passed.length;
          if (waitingBytes === 0) {
            page.resume();
          }
        });
        return fromPage.isWhole();
      },
      () =>
        then(async () => {
          await compressor.end();
          to.end(fromPage.rest());
        }),
      stalled,
    );
  };

  const toPageFrom = (from: Readable, passed: Buffer): void => {
    if (passed.length > 0 && !over.aborted && !page.write(passed, () => from.resume())) {
      from.pause();
    }
  };

  /** Takes the gateway's frames, and gives the page what becomes of them. */
  const createExpander = (from: ClientHttp2Stream, encoding: Compression, target: Target) => {
    const gate = createFrameGate(MAX_MESSAGE_BYTES);
    toPage = gate;
    const { input, output } = createFramePipe(
      (frames) => expandFrames(frames, encoding, MAX_MESSAGE_BYTES),
      over,
    );
    output.on("data", (piece: Buffer) => toPageFrom(output, gate.push(piece)));
    /** Why the gateway has ended in the middle, which tells more than that what it sent is not whole. */
    let broken: CallFault | null = null;
    output.on("error", (error) => {
      fail(
        error instanceof ExpandedTooLarge ? tooLarge("response") : (broken ?? notExpanded(target, encoding)),
      );
    });
    input.on("drain", () => from.resume());
    return {
      push(frames: Buffer): void {
        if (!input.write(frames)) {
          from.pause();
        }
      },
      /** `ended` is called when all that was in the frames has gone to the page; `fault`: why there are no more. */
      end(ended: () => void, fault: CallFault | null): void {
        broken = fault;
        output.once("end", ended);
        input.end();
      },
    };
  };

  const download = (from: ClientHttp2Stream, target: Target): void => {
    let expander: ReturnType<typeof createExpander> | null = null;
    const afterAll = (ended: () => void, fault: CallFault | null = null): void =>
      expander ? expander.end(ended, fault) : ended();
    readGateway(from, target, upstreams.historyOf(target), {
      head(encoding) {
        if (over.aborted) {
          return;
        }
        if (isEncoding(encoding)) {
          expander = createExpander(from, encoding, target);
        }
        page.sendHead({
          ...(encoding !== undefined && !expander && { "grpc-encoding": encoding }),
          ...(options.settings.isUnverified(target) && { [BRIDGE_HEADERS.unverified]: "1" }),
        });
      },
      bytes(chunk) {
        if (over.aborted) {
          return;
        }
        const passed = fromGateway.push(chunk);
        bytes.received += passed.length;
        if (expander) {
          expander.push(passed);
        } else {
          toPageFrom(from, passed);
        }
        const oversize = fromGateway.oversizeBytes();
        if (oversize !== null) {
          fail(tooLarge("response", oversize));
        }
      },
      status: (trailers) => afterAll(() => end(String(trailers["grpc-status"]), trailerPairs(trailers))),
      fault: (fault) => afterAll(() => fail(fault), fault),
    });
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
          download(opened, target);
          if (over.aborted) {
            upstreams.cancel(opened);
          } else if (encoding) {
            uploadCompressed(opened, encoding);
          } else {
            upload(opened);
          }
        },
        (error: unknown) => fail(connectFault(target, upstreams.historyOf(target), error)),
      );
    },
  };
}

/** Without `bytes`, it is a message that was compressed, which was not expanded to its end. */
function tooLarge(what: "request" | "response", bytes?: number): CallFault {
  const mib = (count: number) => Math.ceil(count / (1 << 20));
  const limit = mib(MAX_MESSAGE_BYTES);
  const size = bytes === undefined ? `more than ${limit} MiB once it is expanded` : `${mib(bytes)} MiB`;
  return {
    code: "too-large",
    grpcStatus: GRPC_STATUS.resourceExhausted,
    text: `The ${what} holds a message of ${size}; this server relays up to ${limit} MiB.`,
  };
}

function isFull({ writableLength }: ClientHttp2Stream): boolean {
  return writableLength >= MAX_WAITING_BYTES;
}

function notExpanded({ label }: Target, encoding: Compression): CallFault {
  return {
    code: "interrupted",
    grpcStatus: GRPC_STATUS.internal,
    text: `${label} says of a message that it is compressed with ${encoding}, and it is not.`,
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
