/**
 * The page's side of one relayed call: its upload, and the answer to it.
 *
 * While the upload is held back nothing of its connection is read, and the end of a connection comes behind the bytes
 * that are not read. So a page that has gone away is found out by writing to it: interim answers (HTTP's 102), which
 * clients pass over. The second one after its end fails. They can be written until the final head is, so an answer that
 * begins during a hold is kept until the upload goes on; browsers do not look at it sooner either. Where an answer had
 * begun before, the upload is read on instead, a whole message if need be.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../base/clock.ts";
import { MAX_MESSAGE_BYTES, RELAY_CONTENT_TYPE } from "../model/run/bridge-contract.ts";
import { createStallWatch } from "./stall-watch.ts";

/** How often it is tried whether the page is still there. */
const PROBE_MS = 200;
/** One message at its limit, and what comes with it. */
const READ_AHEAD_BYTES = MAX_MESSAGE_BYTES + (1 << 20);

/** The part of a relayed call between page and server. */
export interface PageLeg {
  /**
   * Gives the upload, piece by piece, and its end, which ends a hold. `take` tells whether what has come ends with a whole
   * message; `stalled` is called where the page does not go on with one.
   */
  read(take: (chunk: Buffer) => boolean, ended: () => void, stalled: () => void): void;
  /**
   * Holds the upload back until `resume`, unless that has been done already or it has to be read on; tells whether it
   * did. `waitingBytes` are those that were read and are not passed on yet.
   */
  hold(waitingBytes: number): boolean;
  resume(): void;
  /** Reads and drops what is left of the upload: unread, it would block the page's connection. */
  discard(): void;
  /** The head goes out with the first bytes, or soon after by itself. */
  sendHead(headers: Readonly<Record<string, string>>): void;
  hasHead(): boolean;
  /** Tells whether more may be written at once; if not, `drained` is called when it may. */
  write(bytes: Buffer, drained: () => void): boolean;
  end(bytes: Buffer): void;
  /** Ends the connection where nothing more can be said. */
  cut(): void;
  /** Calls once, when the answer is out or the page has gone away. */
  onClose(closed: () => void): void;
}

/** Takes over one request of the page and its response; nothing else may read or write them. */
export function createPageLeg(request: IncomingMessage, response: ServerResponse, clock: Clock): PageLeg {
  /** Ends the probing; null while the upload is not held back. */
  let probing: AbortController | null = null;
  let head: Readonly<Record<string, string>> | null = null;
  let isHeadOut = false;
  let stalled = () => {};
  const stall = createStallWatch(clock, () => stalled());
  /** What came of the answer while the upload was held back, and who waits for it to go out. */
  let kept: { bytes: Buffer; drained: () => void } | null = null;

  /** Puts the head before what is written next. */
  const putHead = (): void => {
    if (head && !isHeadOut && !response.closed) {
      isHeadOut = true;
      response.writeHead(200, head);
    }
  };

  const flush = (): void => {
    if (head && !isHeadOut && !probing && !response.closed) {
      putHead();
      response.flushHeaders();
    }
  };

  const write = (bytes: Buffer, drained: () => void): boolean => {
    putHead();
    const isFree = response.write(bytes);
    if (!isFree) {
      response.once("drain", drained);
    }
    return isFree;
  };

  const probe = async (signal: AbortSignal): Promise<void> => {
    while (!isHeadOut && !response.closed) {
      await clock.sleep(PROBE_MS, signal);
      response.writeProcessing();
    }
  };

  const resume = (): void => {
    probing?.abort();
    probing = null;
    request.resume();
    stall.resume();
    flush();
    if (kept) {
      const { bytes, drained } = kept;
      kept = null;
      if (!response.closed && write(bytes, drained)) {
        drained();
      }
    }
  };

  response.once("close", () => {
    probing?.abort();
    stall.stop();
  });
  return {
    read(take, ended, stopped) {
      stalled = stopped;
      request.on("data", (chunk: Buffer) => stall.moved(take(chunk)));
      request.once("end", () => {
        stall.stop();
        // It comes right after the last piece, also where that has begun a hold, and there is nothing left to hold: a
        // stream that is ended now no longer says that it has drained, and what is kept would never go out.
        resume();
        ended();
      });
    },
    hold(waitingBytes) {
      if (probing || response.closed || (isHeadOut && waitingBytes < READ_AHEAD_BYTES)) {
        return false;
      }
      request.pause();
      stall.pause();
      probing = new AbortController();
      // It rejects when it is ended, which is how it ends.
      probe(probing.signal).catch(() => undefined);
      return true;
    },
    resume,
    discard() {
      request.removeAllListeners("data");
      stall.stop();
      resume();
    },
    sendHead(headers) {
      head = { "content-type": RELAY_CONTENT_TYPE, "cache-control": "no-store", ...headers };
      // A short answer has its first frame in the same packet: then head and frame go out together.
      setImmediate(flush);
    },
    hasHead: () => head !== null,
    write(bytes, drained) {
      if (!probing) {
        return write(bytes, drained);
      }
      kept = { bytes: kept ? Buffer.concat([kept.bytes, bytes]) : bytes, drained };
      return false;
    },
    end(bytes) {
      putHead();
      response.end(bytes);
    },
    cut: () => void response.destroy(),
    onClose: (closed) => void response.once("close", closed),
  };
}
