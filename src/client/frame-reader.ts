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
   * Gives the number of bytes that were taken: all, unless the last frame is not whole and of those that are waited for.
   * It comes again then, from its beginning. Throws MessageTooLarge for a message over the limit, a RangeError for what is
   * no frame by its flag and for trailers that are no end of a call, and what the listener throws.
   */
  push(piece: Uint8Array<ArrayBuffer>): number;
  /** Whether a frame has begun that is not whole. */
  isInside(): boolean;
}

/**
 * A reader for one stream of frames. `onFrame` gets the flag of each and its message. Who gives pieces may keep what was
 * not taken: frames of up to `waitBytes` are waited for, as a copy of a whole message takes less than one of its pieces.
 */
export function createFrameReader(
  maxBytes: number,
  onFrame: (flag: number, message: Uint8Array<ArrayBuffer>) => void,
  waitBytes = 0,
): FrameReader {
  const prefix = new Uint8Array(PREFIX_BYTES);
  let message: Uint8Array<ArrayBuffer> | null = null;
  let filled = 0;

  /** The length of the message behind a prefix. */
  const lengthBehind = (prefix: Uint8Array<ArrayBuffer>): number => {
    const flag = prefix[0]!;
    if (flag !== 0 && flag !== COMPRESSED && flag !== trailerFlag) {
      throw new RangeError(`a frame with the flag ${flag}`);
    }
    const length = new DataView(prefix.buffer, prefix.byteOffset).getUint32(1);
    if (flag === trailerFlag && length > MAX_TRAILER_BYTES) {
      throw new RangeError(`trailers of ${megabytes(length)}`);
    }
    if (length > maxBytes) {
      throw new MessageTooLarge(length);
    }
    return length;
  };

  const isInside = (): boolean => message !== null || filled > 0;

  /** Takes what belongs to the frame that has begun, or begins one; gives the number of bytes. */
  const gather = (piece: Uint8Array<ArrayBuffer>): number => {
    const room: Uint8Array<ArrayBuffer> = message ?? prefix;
    const taken = piece.subarray(0, room.length - filled);
    room.set(taken, filled);
    filled += taken.length;
    if (filled === room.length) {
      filled = 0;
      const whole = message ?? new Uint8Array(lengthBehind(prefix));
      const isWhole = message !== null || whole.length === 0;
      message = isWhole ? null : whole;
      if (isWhole) {
        onFrame(prefix[0]!, whole);
      }
    }
    return taken.length;
  };

  /** Takes the frame that begins the piece if it is whole; gives the number of bytes, which is 0 where it is waited for. */
  const take = (piece: Uint8Array<ArrayBuffer>): number => {
    const isKnown = piece.length >= PREFIX_BYTES;
    const end = PREFIX_BYTES + (isKnown ? lengthBehind(piece) : 0);
    if (end > piece.length) {
      return end <= waitBytes ? 0 : gather(piece);
    }
    const whole = piece.subarray(PREFIX_BYTES, end);
    // In a buffer of its own it stays.
    onFrame(piece[0]!, end === piece.buffer.byteLength ? whole : new Uint8Array(whole));
    return end;
  };

  return {
    push(piece) {
      let at = 0;
      while (at < piece.length) {
        const rest = piece.subarray(at);
        const taken = isInside() ? gather(rest) : take(rest);
        if (taken === 0) {
          break;
        }
        at += taken;
      }
      return at;
    },
    isInside,
  };
}
