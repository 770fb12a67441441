/** What a page sends in one relayed call, on its way to the gateway: as it is, or compressed. */
import { once } from "node:events";
import type { ClientHttp2Stream } from "node:http2";
import { MAX_MESSAGE_BYTES } from "../model/run/bridge-contract.ts";
import type { Compression } from "../model/run/request.ts";
import { type CallFault, messageTooLarge } from "./bridge-error.ts";
import { createFrameCompressor } from "./frame-compressor.ts";
import { createFrameGate } from "./frame-gate.ts";
import { GRPC_STATUS } from "./grpc-web.ts";
import type { PageLeg } from "./page-leg.ts";
import { STALLED } from "./stall-watch.ts";

/** What may wait for a gateway to take it before the page is held back, which costs more than a few pieces do. */
const MAX_WAITING_BYTES = 1 << 20;

/** A call as its upload knows it. */
interface UploadedCall {
  readonly page: PageLeg;
  /** Those that were sent are counted. */
  readonly bytes: { sent: number };
  /** Aborts at the end of the call. */
  readonly over: AbortSignal;
  readonly fail: (fault: CallFault) => void;
}

const PAGE_STALLED: CallFault = {
  code: "timeout",
  grpcStatus: GRPC_STATUS.deadlineExceeded,
  text: STALLED,
};

/** Passes on what the page sends, with an `encoding` compressed. */
export function upload(call: UploadedCall, to: ClientHttp2Stream, encoding: Compression | null): void {
  if (encoding) {
    uploadCompressed(call, to, encoding);
  } else {
    uploadAsItIs(call, to);
  }
}

function uploadAsItIs({ page, bytes, over, fail }: UploadedCall, to: ClientHttp2Stream): void {
  const fromPage = createFrameGate(MAX_MESSAGE_BYTES);
  page.read(
    (chunk) => {
      const passed = fromPage.push(chunk);
      bytes.sent += passed.length;
      const oversize = fromPage.oversizeBytes();
      if (oversize !== null) {
        fail(messageTooLarge("request", oversize));
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
    () => fail(PAGE_STALLED),
  );
}

/** The page is held back while a piece is compressed, and while the gateway takes nothing. */
function uploadCompressed(
  { page, bytes, over, fail }: UploadedCall,
  to: ClientHttp2Stream,
  encoding: Compression,
): void {
  const fromPage = createFrameGate(MAX_MESSAGE_BYTES);
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
        fail(messageTooLarge("request", oversize));
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
    () => fail(PAGE_STALLED),
  );
}

function isFull({ writableLength }: ClientHttp2Stream): boolean {
  return writableLength >= MAX_WAITING_BYTES;
}
