/**
 * The walk along a stream of frames, each a head and so many bytes: heads pass only when they are whole, what follows
 * them as it comes. No message is kept.
 */
const NOTHING: Buffer = Buffer.alloc(0);

/** The head of a frame: its own length, and that of what follows it, in bytes. */
interface FrameHead {
  readonly headBytes: number;
  readonly bodyBytes: number;
}

/** What every gate of frames can do. */
export interface FrameWalk {
  /** The bytes that may pass on now: heads only when they are whole. Once one was refused, nothing passes any more. */
  push(chunk: Buffer): Buffer;
  /** The bytes held back at the end of a stream: the beginning of a head, if any. */
  rest(): Buffer;
  /** True when all that was passed are whole frames. */
  isBetweenFrames(): boolean;
  /** True when all that has come are whole frames: nothing of a head is held back either. */
  isWhole(): boolean;
}

/**
 * A walk along one stream in one direction. `readHead` reads the head at a place, or gives null where it is not whole yet.
 * Once it has refused one, nothing passes any more.
 */
export function createFrameWalk(
  readHead: (data: Buffer, at: number) => FrameHead | "refused" | null,
): FrameWalk {
  let held = NOTHING;
  let remainingBytes = 0;
  let isRefused = false;
  return {
    push(chunk) {
      if (isRefused) {
        return NOTHING;
      }
      const data = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
      held = NOTHING;
      for (let at = 0; ; ) {
        const take = Math.min(remainingBytes, data.length - at);
        at += take;
        remainingBytes -= take;
        const head = remainingBytes > 0 ? null : readHead(data, at);
        if (head === "refused") {
          isRefused = true;
          return data.subarray(0, at);
        }
        if (head === null) {
          held = data.subarray(at);
          return data.subarray(0, at);
        }
        remainingBytes = head.bodyBytes;
        at += head.headBytes;
      }
    },
    rest: () => held,
    isBetweenFrames: () => remainingBytes === 0,
    isWhole: () => remainingBytes === 0 && held.length === 0,
  };
}
