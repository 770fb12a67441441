/** What a gateway answers in one relayed call, on its way to the page: as it is, or expanded where a page could not. */
import type { ClientHttp2Stream, IncomingHttpHeaders } from "node:http2";
import type { Readable } from "node:stream";
import { BRIDGE_HEADERS, MAX_MESSAGE_BYTES } from "../model/run/bridge-contract.ts";
import type { Compression } from "../model/run/request.ts";
import { type CallFault, messageTooLarge } from "./bridge-error.ts";
import { isEncoding } from "./frame-compressor.ts";
import { ExpandedTooLarge, expandFrames } from "./frame-expander.ts";
import { createFrameGate } from "./frame-gate.ts";
import { createFramePipe } from "./frame-pipe.ts";
import { readGateway } from "./gateway-leg.ts";
import { GRPC_STATUS } from "./grpc-web.ts";
import type { PageLeg } from "./page-leg.ts";
import type { Target } from "./target.ts";
import type { Upstreams } from "./upstreams.ts";

/** A call as its answer knows it. */
interface DownloadedCall {
  readonly page: PageLeg;
  readonly upstreams: Upstreams;
  /** Whether the target's certificate is not verified. */
  readonly isUnverified: boolean;
  /** Those that were received are counted. */
  readonly bytes: { received: number };
  /** Aborts at the end of the call. */
  readonly over: AbortSignal;
  /** Ends it with the gateway's status. */
  readonly end: (trailers: IncomingHttpHeaders) => void;
  readonly fail: (fault: CallFault) => void;
}

/** What goes to the page. */
interface Download {
  /** Whether what has gone to it ends with a whole frame. */
  isBetweenFrames(): boolean;
}

/** Gives the page what the gateway sends. */
export function download(call: DownloadedCall, from: ClientHttp2Stream, target: Target): Download {
  const { page, upstreams, isUnverified, bytes, over, end, fail } = call;
  const fromGateway = createFrameGate(MAX_MESSAGE_BYTES);
  let expander: Expander | null = null;
  const afterAll = (ended: () => void, fault: CallFault | null = null): void =>
    expander ? expander.end(ended, fault) : ended();
  readGateway(from, target, upstreams.historyOf(target), {
    head(encoding) {
      if (over.aborted) {
        return;
      }
      if (isEncoding(encoding)) {
        expander = createExpander(call, from, encoding, target);
      }
      page.sendHead({
        ...(encoding !== undefined && !expander && { "grpc-encoding": encoding }),
        ...(isUnverified && { [BRIDGE_HEADERS.unverified]: "1" }),
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
        passOn(call, from, passed);
      }
      const oversize = fromGateway.oversizeBytes();
      if (oversize !== null) {
        fail(messageTooLarge("response", oversize));
      }
    },
    status: (trailers) => afterAll(() => end(trailers)),
    fault: (fault) => afterAll(() => fail(fault), fault),
  });
  return { isBetweenFrames: () => (expander ?? fromGateway).isBetweenFrames() };
}

/** What comes is held back where the page does not take more. */
function passOn({ page, over }: DownloadedCall, from: Readable, passed: Buffer): void {
  if (passed.length > 0 && !over.aborted && !page.write(passed, () => from.resume())) {
    from.pause();
  }
}

interface Expander extends Download {
  push(frames: Buffer): void;
  /** `ended` is called when all that was in the frames has gone to the page; `fault`: why there are no more. */
  end(ended: () => void, fault: CallFault | null): void;
}

/** Takes the gateway's frames, and gives the page what becomes of them. */
function createExpander(
  call: DownloadedCall,
  from: ClientHttp2Stream,
  encoding: Compression,
  target: Target,
): Expander {
  const { over, fail } = call;
  const gate = createFrameGate(MAX_MESSAGE_BYTES);
  const { input, output } = createFramePipe(
    (frames) => expandFrames(frames, encoding, MAX_MESSAGE_BYTES),
    over,
  );
  output.on("data", (piece: Buffer) => passOn(call, output, gate.push(piece)));
  /** Why the gateway has ended in the middle, which tells more than that what it sent is not whole. */
  let broken: CallFault | null = null;
  output.on("error", (error) => {
    fail(
      error instanceof ExpandedTooLarge
        ? messageTooLarge("response")
        : (broken ?? notExpanded(target, encoding)),
    );
  });
  input.on("drain", () => from.resume());
  return {
    isBetweenFrames: gate.isBetweenFrames,
    push(frames) {
      if (!input.write(frames)) {
        from.pause();
      }
    },
    end(ended, fault) {
      broken = fault;
      output.once("end", ended);
      input.end();
    },
  };
}

function notExpanded({ label }: Target, encoding: Compression): CallFault {
  return {
    code: "interrupted",
    grpcStatus: GRPC_STATUS.internal,
    text: `${label} says of a message that it is compressed with ${encoding}, and it is not.`,
  };
}
