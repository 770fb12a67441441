/**
 * The page's side of a call over a WebSocket, where it says more while it is answered: a browser sends no request piece
 * by piece over HTTP/1. The first text of the page is the head, its binary messages are the body, and its second text is
 * the end of that; the answer goes back as binary messages, its trailer frame last.
 */
import type { Duplex } from "node:stream";
import type { Clock } from "../base/clock.ts";
import { endSocket } from "./end-socket.ts";
import type { PageLeg } from "./page-leg.ts";
import { createPageMessages } from "./page-messages.ts";
import { createStallWatch } from "./stall-watch.ts";
import { encodeCloseFrame, PONG_FRAME } from "./websocket-frames.ts";
import { createWebsocketReader } from "./websocket-reader.ts";

/** How long a page may take for its head. */
const HEAD_MS = 10_000;
/** While the page is not read it is found out by writing whether it is still there. */
const PROBE_MS = 500;
const CLOSE_NORMAL = 1000;
/** What may wait to be written to the page. */
const MAX_WAITING_BYTES = 1 << 20;

/** Takes over the connection of a page, whose handshake is done; `opened` gets the head, and the leg for the rest. */
export function openSocketLeg(
  page: Duplex,
  early: Buffer,
  clock: Clock,
  opened: (head: URLSearchParams, leg: PageLeg) => void,
): void {
  let take: (chunk: Buffer) => boolean = () => true;
  let ended = () => {};
  let stalled = () => {};
  /** What came with the head, until somebody reads. */
  let waiting: Buffer[] | null = [];
  const messages = createPageMessages(page);
  let hasHead = false;
  let isRequestOver = false;
  let isAnswering = false;
  let isHeld = false;
  /** Whether the body ends with a whole message of the call, which says nothing of the WebSocket's own. */
  let isWhole = true;
  let stopProbe = () => {};
  const stall = createStallWatch(clock, () => stalled());
  const stopWaiting = clock.after(HEAD_MS, () => page.destroy());

  const probe = (): void => {
    stopProbe = clock.after(PROBE_MS, () => {
      page.write(PONG_FRAME);
      probe();
    });
  };
  const resume = (): void => {
    isHeld = false;
    stopProbe();
    page.resume();
    stall.resume();
  };

  const leg: PageLeg = {
    read(taken, end, stopped) {
      take = taken;
      ended = end;
      stalled = stopped;
      const came = waiting ?? [];
      waiting = null;
      for (const piece of came) {
        isWhole = take(piece);
      }
      if (isRequestOver) {
        ended();
      }
      if (!isHeld) {
        resume();
      }
      noteMoved();
    },
    hold() {
      if (isHeld || page.closed) {
        return false;
      }
      isHeld = true;
      page.pause();
      stall.pause();
      probe();
      return true;
    },
    resume,
    discard() {
      take = () => true;
      ended = () => {};
      stalled = () => {};
      waiting = null;
      resume();
    },
    sendHead() {
      // What it would say is in the trailers too.
      isAnswering = true;
    },
    hasHead: () => isAnswering,
    write(bytes, drained) {
      if (messages.add(bytes) + page.writableLength < MAX_WAITING_BYTES) {
        return true;
      }
      messages.flush();
      page.once("drain", drained);
      return false;
    },
    end(bytes) {
      messages.add(bytes);
      messages.flush();
      endSocket(page, clock, encodeCloseFrame(CLOSE_NORMAL, ""));
    },
    cut() {
      messages.flush();
      page.destroy();
    },
    onClose: (closed) => void page.once("close", closed),
  };

  const reader = createWebsocketReader({
    bytes(piece) {
      if (!hasHead) {
        // Nobody could take them, and they would have to be kept.
        page.destroy();
      } else if (isRequestOver) {
        return;
      } else if (waiting) {
        waiting.push(piece);
      } else {
        isWhole = take(piece);
      }
    },
    text(text) {
      if (!hasHead) {
        hasHead = true;
        stopWaiting();
        page.pause();
        stall.pause();
        opened(new URLSearchParams(text), leg);
      } else if (!isRequestOver) {
        isRequestOver = true;
        ended();
      }
    },
    closed: () => void page.destroy(),
  });
  const noteMoved = (): void => stall.moved(isRequestOver || (isWhole && reader.isWhole()));
  const push = (chunk: Buffer): void => {
    if (reader.push(chunk)) {
      noteMoved();
    } else {
      page.destroy();
    }
  };

  page.on("error", () => undefined);
  page.once("close", () => {
    stopWaiting();
    stopProbe();
    stall.stop();
  });
  page.once("end", () => page.destroy());
  page.on("data", push);
  if (early.length > 0) {
    push(early);
  }
}
