/** Takes gRPC-web frames out of the pieces that they come in, each message into a buffer that holds no other. */
import { MessageTooLarge } from "./answer-message.ts";

const PREFIX_BYTES = 5;

interface FrameReader {
  /** Throws MessageTooLarge for a message over the limit, and what the listener throws. */
  push(piece: Uint8Array<ArrayBuffer>): void;
  /** What has come of a frame that is not whole. */
  rest(): Uint8Array<ArrayBuffer>[];
}

/** A reader for one stream of frames. `onFrame` gets the flag of each and its message, and the prefix that it had. */
export function createFrameReader(
  maxBytes: number,
  onFrame: (flag: number, message: Uint8Array<ArrayBuffer>, prefix: Uint8Array<ArrayBuffer>) => void,
): FrameReader {
  let prefix = new Uint8Array(PREFIX_BYTES);
  let message: Uint8Array<ArrayBuffer> | null = null;
  let filled = 0;

  const end = (whole: Uint8Array<ArrayBuffer>): void => {
    const of = prefix;
    prefix = new Uint8Array(PREFIX_BYTES);
    message = null;
    filled = 0;
    onFrame(of[0]!, whole, of);
  };

  return {
    push(piece) {
      const length = filled === 0 && !message ? lengthOfWhole(piece) : null;
      if (length !== null && length <= maxBytes) {
        onFrame(piece[0]!, piece.subarray(PREFIX_BYTES), piece.slice(0, PREFIX_BYTES));
        return;
      }
      let rest: Uint8Array = piece;
      while (rest.length > 0) {
        const room: Uint8Array<ArrayBuffer> = message ?? prefix;
        const taken = rest.subarray(0, room.length - filled);
        room.set(taken, filled);
        filled += taken.length;
        rest = rest.subarray(taken.length);
        if (filled < room.length) {
          return;
        }
        if (message) {
          end(message);
          continue;
        }
        const length = new DataView(prefix.buffer).getUint32(1);
        if (length > maxBytes) {
          throw new MessageTooLarge(length);
        }
        message = new Uint8Array(length);
        filled = 0;
        if (length === 0) {
          end(message);
        }
      }
    },
    rest() {
      const parts = message ? [prefix, message.subarray(0, filled)] : [prefix.subarray(0, filled)];
      return parts.filter((part) => part.length > 0);
    },
  };
}

/** The length of the message, where the piece is one frame in a buffer of its own. */
function lengthOfWhole({ buffer, byteLength }: Uint8Array<ArrayBuffer>): number | null {
  if (byteLength < PREFIX_BYTES || byteLength !== buffer.byteLength) {
    return null;
  }
  const length = new DataView(buffer).getUint32(1);
  return length === byteLength - PREFIX_BYTES ? length : null;
}
