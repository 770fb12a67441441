/**
 * Reads what a page says on a WebSocket that ends here: the bytes of its binary messages as they come, and its texts,
 * which are short and whole.
 */
import { createGatheredBytes } from "./gathered-bytes.ts";
import { isControl, MASK_BYTES, OPCODE, readFrameHead } from "./websocket-frames.ts";

/** A control frame has no more than 125, and no page says more in a text than a head. */
const MAX_KEPT_BYTES = 16 << 10;

/** What a page says, in its order. */
interface PageWords {
  /** Bytes of a binary message, or of several: where one ends is not told. */
  bytes(piece: Buffer): void;
  text(text: string): void;
  /** It wants no more. */
  closed(): void;
}

interface WebsocketReader {
  /** Takes what has come; false once it was no WebSocket, or a text that is too long. Then nothing is read any more. */
  push(chunk: Buffer): boolean;
  /** True when all that has come are whole messages. */
  isWhole(): boolean;
}

/** A reader for one connection. */
export function createWebsocketReader(words: PageWords): WebsocketReader {
  let held: Buffer = Buffer.alloc(0);
  /** Of the message whose parts are coming. */
  let opcode: number = OPCODE.continuation;
  const kept = createGatheredBytes();
  /** Of the frame that is coming. */
  let frame: { opcode: number; isFinal: boolean; left: number; mask: Buffer; at: number } | null = null;
  let isBroken = false;

  /** Begins the frame whose head stands at a place; gives where its body begins, or null where it is not whole yet. */
  const beginFrame = (data: Buffer, at: number): number | null => {
    const head = readFrameHead(data, at, "browser");
    if (head === null) {
      return null;
    }
    if (head === "no-frame" || (!isControl(head) && isAstray(head.opcode))) {
      isBroken = true;
      return null;
    }
    const end = at + head.headBytes;
    if (!isControl(head) && head.opcode !== OPCODE.continuation) {
      opcode = head.opcode;
    }
    frame = {
      opcode: isControl(head) ? head.opcode : opcode,
      isFinal: head.isFinal,
      left: head.bodyBytes,
      // A copy, as what is in the chunk is unmasked in place.
      mask: Buffer.from(data.subarray(end - MASK_BYTES, end)),
      at: 0,
    };
    return end;
  };

  /** A part of a message that has not begun, a new one before the last has ended, or what is neither text nor bytes. */
  const isAstray = (next: number): boolean =>
    next > OPCODE.binary || (next === OPCODE.continuation) === (opcode === OPCODE.continuation);

  const take = (body: Buffer): void => {
    const { opcode: kind, isFinal, mask } = frame!;
    unmask(body, mask, frame!.at);
    frame!.at += body.length;
    frame!.left -= body.length;
    if (kind === OPCODE.binary && body.length > 0) {
      words.bytes(body);
    } else if (kind === OPCODE.text) {
      kept.add(body);
      isBroken ||= kept.length > MAX_KEPT_BYTES;
    }
    if (frame!.left > 0) {
      return;
    }
    frame = null;
    if (kind === OPCODE.close) {
      words.closed();
    } else if (isFinal && kind <= OPCODE.binary) {
      if (kind === OPCODE.text && !isBroken) {
        words.text(kept.take().toString());
      }
      opcode = OPCODE.continuation;
    }
  };

  return {
    push(chunk) {
      const data = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
      held = Buffer.alloc(0);
      let at = 0;
      while (!isBroken) {
        if (!frame) {
          const begin = beginFrame(data, at);
          if (begin === null) {
            held = data.subarray(at);
            break;
          }
          at = begin;
        }
        const end = Math.min(data.length, at + frame!.left);
        const body = data.subarray(at, end);
        if (body.length === 0 && frame!.left > 0) {
          break;
        }
        take(body);
        at = end;
      }
      return !isBroken;
    },
    isWhole: () => !frame && held.length === 0 && opcode === OPCODE.continuation,
  };
}

/** Takes the mask off in place, four bytes at a time; `at` is how far into its frame the piece begins. */
function unmask(body: Buffer, mask: Buffer, at: number): void {
  // Words begin at multiples of their length in the memory.
  const first = Math.min(body.length, -body.byteOffset & (MASK_BYTES - 1));
  const count = (body.length - first) >>> 2;
  if (count > 0) {
    const words = new Uint32Array(body.buffer, body.byteOffset + first, count);
    const turned = Uint8Array.from(mask, (_, index) => mask[(at + first + index) % MASK_BYTES]!);
    const [word = 0] = new Uint32Array(turned.buffer);
    for (let index = 0; index < count; index += 1) {
      words[index]! ^= word;
    }
  }
  const bare = (from: number, to: number): void => {
    for (let index = from; index < to; index += 1) {
      body[index]! ^= mask[(at + index) % MASK_BYTES]!;
    }
  };
  bare(0, first);
  bare(first + MASK_BYTES * count, body.length);
}
