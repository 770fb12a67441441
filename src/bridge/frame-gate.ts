/**
 * Watches a stream of gRPC frames for its limits without keeping the messages. A frame is one flag byte, the length as
 * four bytes big-endian, and that many bytes of message; gRPC and gRPC-web share this form.
 */
import { PREFIX_BYTES } from "./frame-prefix.ts";
import { createFrameWalk, type FrameWalk } from "./frame-walk.ts";

/** A frame over the limit is stopped before its first byte. */
interface FrameGate extends FrameWalk {
  /** The length of the message that is over the limit, in bytes; null as long as none is. */
  oversizeBytes(): number | null;
}

/** A gate for one stream in one direction. `maxMessageBytes` is the largest message that passes, its prefix not counted. */
export function createFrameGate(maxMessageBytes: number): FrameGate {
  let oversize: number | null = null;
  const walk = createFrameWalk((data, at) => {
    if (data.length - at < PREFIX_BYTES) {
      return null;
    }
    const length = data.readUInt32BE(at + 1);
    if (length > maxMessageBytes) {
      oversize = length;
      return "refused";
    }
    return { headBytes: PREFIX_BYTES, bodyBytes: length };
  });
  return { ...walk, oversizeBytes: () => oversize };
}
