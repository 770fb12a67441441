/**
 * Takes the message out of a gRPC-web answer before connect-web sees it, which would copy what has come at each new
 * piece, read the message on the page's thread, and refuse one that is compressed. In its place connect-web gets an empty
 * one; status, trailers and all faults are still its to read.
 */
import { COMPRESSED, expandMessage } from "./expand-message.ts";

const PREFIX_BYTES = 5;

interface TakenAnswer {
  /** Null where there is none, or none that is whole. */
  readonly message: Uint8Array<ArrayBuffer> | null;
  /** What is left, for connect-web. */
  readonly response: Response;
}

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

/**
 * Reads the whole answer; `moved` is told of its pieces. Throws MessageTooLarge for a message over `maxBytes`, a RangeError
 * for a compressed one that cannot be expanded, and what reading the body throws.
 */
export async function takeMessage(
  response: Response,
  maxBytes: number,
  moved: () => void,
): Promise<TakenAnswer> {
  const reader = response.body?.getReader();
  if (!reader) {
    return { message: null, response };
  }
  const { head, rest } = await readHead(reader);
  const isMessage = head.length === PREFIX_BYTES && (head[0] === 0 || head[0] === COMPRESSED);
  if (!isMessage) {
    return { message: null, response: answerOf(response, [head, rest], reader) };
  }
  const length = new DataView(head.buffer).getUint32(1);
  if (length > maxBytes) {
    await reader.cancel().catch(() => undefined);
    throw new MessageTooLarge(length);
  }
  const message = new Uint8Array(length);
  let filled = Math.min(rest.length, length);
  message.set(rest.subarray(0, filled));
  let left = rest.subarray(filled);
  while (filled < length) {
    const { done, value } = await reader.read();
    moved();
    if (done) {
      return { message: null, response: answerOf(response, [head, message.subarray(0, filled)], reader) };
    }
    const taken = value.subarray(0, length - filled);
    message.set(taken, filled);
    filled += taken.length;
    left = value.subarray(taken.length);
  }
  const plain = head[0] === 0 ? message : await expandMessage(message, response.headers, maxBytes);
  if (!plain) {
    throw new MessageTooLarge(null);
  }
  return { message: plain, response: answerOf(response, [new Uint8Array(PREFIX_BYTES), left], reader) };
}

/** The first bytes as far as a prefix goes, and what came with them. */
async function readHead(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<{ head: Uint8Array<ArrayBuffer>; rest: Uint8Array }> {
  const head = new Uint8Array(PREFIX_BYTES);
  let filled = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return { head: head.slice(0, filled), rest: new Uint8Array(0) };
    }
    const taken = value.subarray(0, PREFIX_BYTES - filled);
    head.set(taken, filled);
    filled += taken.length;
    if (filled === PREFIX_BYTES) {
      return { head, rest: value.subarray(taken.length) };
    }
  }
}

/** The same answer with a body of these parts and what the reader still gives. */
function answerOf(
  { status, headers }: Response,
  parts: readonly Uint8Array[],
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Response {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const part of parts) {
        if (part.length > 0) {
          controller.enqueue(part as Uint8Array<ArrayBuffer>);
        }
      }
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) {
        controller.close();
      } else {
        controller.enqueue(value as Uint8Array<ArrayBuffer>);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(body, { status, headers });
}
