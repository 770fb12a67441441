/**
 * Watches a stream of gRPC frames for its limits without keeping the messages. A frame is one flag byte, the length as
 * four bytes big-endian, and that many bytes of message; gRPC and gRPC-web share this form.
 */
const PREFIX_BYTES = 5;
const NOTHING = Buffer.alloc(0);

interface FrameGate {
  /**
   * The bytes that may pass on now. Up to four bytes of a prefix are held back until the rest of it comes, so that a
   * frame over the limit is stopped before its first byte. Once one was, nothing passes any more.
   */
  push(chunk: Buffer): Buffer;
  /** The bytes held back at the end of a stream: the beginning of a prefix, if any. */
  rest(): Buffer;
  /** True when all that was passed are whole frames. */
  isBetweenFrames(): boolean;
  /** The length of the message that is over the limit, in bytes; null as long as none is. */
  oversizeBytes(): number | null;
}

/** A gate for one stream in one direction. `maxMessageBytes` is the largest message that passes, its prefix not counted. */
export function createFrameGate(maxMessageBytes: number): FrameGate {
  let held: Buffer = NOTHING;
  let remainingBytes = 0;
  let oversize: number | null = null;
  return {
    push(chunk) {
      if (oversize !== null) {
        return NOTHING;
      }
      const data = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
      held = NOTHING;
      let at = 0;
      for (;;) {
        const take = Math.min(remainingBytes, data.length - at);
        at += take;
        remainingBytes -= take;
        if (data.length - at < PREFIX_BYTES) {
          held = data.subarray(at);
          return data.subarray(0, at);
        }
        const length = data.readUInt32BE(at + 1);
        if (length > maxMessageBytes) {
          oversize = length;
          return data.subarray(0, at);
        }
        remainingBytes = length;
        at += PREFIX_BYTES;
      }
    },
    rest: () => held,
    isBetweenFrames: () => remainingBytes === 0,
    oversizeBytes: () => oversize,
  };
}
