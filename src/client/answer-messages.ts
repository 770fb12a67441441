/**
 * Reads gRPC-web answers. A library's transport would copy what has come at each new piece, decode messages on the page's
 * thread, and refuse those that are compressed.
 */
import { trailerFlag } from "@connectrpc/connect/protocol-grpc-web";
import { MOST_AT_ONCE, type ReadPieces } from "./body-pieces.ts";
import { COMPRESSED, expandMessage } from "./expand-message.ts";
import { createFrameReader, MessageTooLarge } from "./frame-reader.ts";
import { failureAtEnd } from "./grpc-status.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** By what an answer is read. */
export interface AnswerReading {
  readonly readPieces: ReadPieces;
  /** For one message. */
  readonly maxBytes: number;
  /** Is told of the answer's pieces. */
  moved(): void;
}

/**
 * Reads an answer of many messages: `onMessage` gets each as soon as all of it has come. Throws a GrpcFailure for a status
 * that is an error, MessageTooLarge for a message over `maxBytes`, a RangeError for what is no answer and for a compressed
 * message that cannot be expanded, and what reading the body throws, or `onMessage`. However it ends, nothing is read any
 * more.
 */
export async function readMessages(
  { body, headers }: Response,
  { readPieces, maxBytes, moved }: AnswerReading,
  onMessage: (message: Bytes) => void,
): Promise<void> {
  let trailers: Bytes | null = null;
  /** Expanding takes time, and what is behind waits. */
  let waiting: { readonly flag: number; readonly bytes: Bytes }[] = [];
  const onFrame = (flag: number, bytes: Bytes): void => {
    if (trailers) {
      throw new RangeError("there is more behind its end");
    }
    if (flag === trailerFlag) {
      trailers = bytes;
    } else if (flag === COMPRESSED || waiting.length > 0) {
      waiting.push({ flag, bytes });
    } else {
      onMessage(bytes);
    }
  };
  const frames = createFrameReader(maxBytes, onFrame, MOST_AT_ONCE);
  const takeWaiting = async (): Promise<void> => {
    const all = waiting;
    waiting = [];
    for (const { flag, bytes } of all) {
      const plain = flag === COMPRESSED ? await expandMessage(bytes, headers, maxBytes) : bytes;
      if (!plain) {
        throw new MessageTooLarge(null);
      }
      onMessage(plain);
    }
  };
  let left = 0;
  try {
    if (body) {
      left = await readPieces(body, (piece) => {
        moved();
        const taken = frames.push(piece);
        return waiting.length > 0 ? takeWaiting().then(() => taken) : taken;
      });
    }
  } finally {
    // Also where what came behind them is refused.
    await takeWaiting();
  }
  if (left > 0 || frames.isInside()) {
    throw new RangeError("it ends in the middle of a frame");
  }
  const failure = failureAtEnd(trailers, headers);
  if (failure) {
    throw failure;
  }
}

/** Reads an answer of one message, and gives that. Throws what reading many does. */
export async function readMessage(response: Response, reading: AnswerReading): Promise<Bytes> {
  let message: Bytes | null = null;
  await readMessages(response, reading, (one) => {
    if (message) {
      throw new RangeError("it has more than one message");
    }
    message = one;
  });
  if (!message) {
    throw new RangeError("it has no message");
  }
  return message;
}
