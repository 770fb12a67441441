/** Takes gRPC-web frames out of the pieces that they come in, each message into a buffer that holds no other. */
import { trailerFlag } from "@connectrpc/connect/protocol-grpc-web";
import { megabytes } from "../base/words.ts";
import { COMPRESSED } from "./expand-message.ts";

const PREFIX_BYTES = 5;
/** HTTP servers take a hundredth of it as one head. */
const MAX_TRAILER_BYTES = 1 << 20;

/** The message is longer than permitted. */
export class MessageTooLarge extends Error {
  override readonly name = "MessageTooLarge";
  /** Null for a compressed one, of which no more is expanded than is permitted. */
  readonly bytes: number | null;

  constructor(bytes: number | null) {
    super(bytes === null ? "a message that expands beyond the limit" : `a message of ${bytes} bytes`);
    this.bytes = bytes;
  }
}

interface FrameReader {
  /**
   * Throws MessageTooLarge for a message over the limit, a RangeError for what is no frame by its flag and for trailers that
   * are no end of a call, and what the listener throws.
   */
  push(piece: Uint8Array<ArrayBuffer>): void;
  /** Whether a frame has begun that is not whole. */
  isInside(): boolean;
}

/** A reader for one stream of frames. `onFrame` gets the flag of each and its message. */
export function createFrameReader(
  maxBytes: number,
  onFrame: (flag: number, message: Uint8Array<ArrayBuffer>) => void,
): FrameReader {
  const prefix = new Uint8Array(PREFIX_BYTES);
  let message: Uint8Array<ArrayBuffer> | null = null;
  let filled = 0;

  const readLength = ({ buffer, 0: flag }: Uint8Array<ArrayBuffer>): number => {
    if (flag !== 0 && flag !== COMPRESSED && flag !== trailerFlag) {
      throw new RangeError(`a frame with the flag ${flag}`);
    }
    const length = new DataView(buffer).getUint32(1);
    if (flag === trailerFlag && length > MAX_TRAILER_BYTES) {
      throw new RangeError(`trailers of ${megabytes(length)}`);
    }
    if (length > maxBytes) {
      throw new MessageTooLarge(length);
    }
    return length;
  };

  const end = (whole: Uint8Array<ArrayBuffer>): void => {
    message = null;
    filled = 0;
    onFrame(prefix[0]!, whole);
  };

  return {
    push(piece) {
      if (filled === 0 && !message && isWhole(piece)) {
        readLength(piece);
        onFrame(piece[0]!, piece.subarray(PREFIX_BYTES));
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
        const length = readLength(prefix);
        message = new Uint8Array(length);
        filled = 0;
        if (length === 0) {
          end(message);
        }
      }
    },
    isInside: () => message !== null || filled > 0,
  };
}

/** Whether the piece is one frame in a buffer of its own. */
function isWhole({ buffer, byteLength }: Uint8Array<ArrayBuffer>): boolean {
  return (
    byteLength >= PREFIX_BYTES &&
    byteLength === buffer.byteLength &&
    new DataView(buffer).getUint32(1) === byteLength - PREFIX_BYTES
  );
}
