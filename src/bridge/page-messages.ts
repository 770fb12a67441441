/**
 * gRPC's frames on their way to a page as messages of a WebSocket. A message ends where a frame does, so that the page
 * takes a large frame as it comes; small ones that are ready together share a message, as each costs the page an event.
 * What has come of a frame by the end of a turn goes out as a part of its message.
 */
import type { Duplex } from "node:stream";
import { PREFIX_BYTES } from "./frame-prefix.ts";
import { createFrameWalk } from "./frame-walk.ts";
import { messageHead } from "./websocket-frames.ts";

/** A message with so many bytes takes no further frame. */
const FULL_BYTES = 32 << 10;

interface PageMessages {
  /** Takes bytes of frames, which go out at the end of the turn, and tells how many are waiting for that. */
  add(bytes: Buffer): number;
  /** Writes all that is there. */
  flush(): void;
}

/** Pieces that are written one after another. */
interface Pieces {
  list: Buffer[];
  bytes: number;
}

const none = (): Pieces => ({ list: [], bytes: 0 });

/** Messages to one page. */
export function createPageMessages(page: Duplex): PageMessages {
  /** Frames that are whole now, of the first one perhaps only the end, and what has come of the next one. */
  let whole = none();
  let begun = none();
  /** Heads of WebSocket's frames and what is in them. */
  let ready: Buffer[] = [];
  let waitingBytes = 0;
  /** Of the message whose beginning was written; 0 between messages. */
  let messageBytes = 0;
  let ends: number[] = [];

  const walk = createFrameWalk((data, at) => {
    ends.push(at);
    return data.length - at < PREFIX_BYTES
      ? null
      : { headBytes: PREFIX_BYTES, bodyBytes: data.readUInt32BE(at + 1) };
  });

  const put = ({ list, bytes }: Pieces, isFinal: boolean): void => {
    if (bytes > 0) {
      ready.push(messageHead(bytes, { isFirst: messageBytes === 0, isFinal }), ...list);
      messageBytes = isFinal ? 0 : messageBytes + bytes;
    }
  };

  const flush = (): void => {
    put(whole, true);
    put(begun, false);
    whole = none();
    begun = none();
    waitingBytes = 0;
    page.cork();
    for (const piece of ready) {
      page.write(piece);
    }
    page.uncork();
    ready = [];
  };

  return {
    add(bytes) {
      if (waitingBytes === 0) {
        setImmediate(flush);
      }
      waitingBytes += bytes.length;
      ends = [];
      walk.push(bytes);
      let from = 0;
      for (const end of ends) {
        append(begun, bytes.subarray(from, end));
        from = end;
        whole.list.push(...begun.list);
        whole.bytes += begun.bytes;
        begun = none();
        if (messageBytes + whole.bytes >= FULL_BYTES) {
          put(whole, true);
          whole = none();
        }
      }
      append(begun, bytes.subarray(from));
      return waitingBytes;
    },
    flush,
  };
}

function append(pieces: Pieces, piece: Buffer): void {
  if (piece.length > 0) {
    pieces.list.push(piece);
    pieces.bytes += piece.length;
  }
}
