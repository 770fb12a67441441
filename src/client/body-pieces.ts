/**
 * Reads bodies of answers into buffers that are used again. A browser makes one for each piece otherwise, and having
 * memory that nobody has touched yet takes longer than copying out of memory in use.
 */

/** Answers on one machine come in pieces of up to a quarter of it. */
const ROOM_BYTES = 512 << 10;
/** What is asked for never fills its buffer, by which a listener knows that the buffer will be used again. */
export const MOST_AT_ONCE = ROOM_BYTES - 1;

type Bytes = Uint8Array<ArrayBuffer>;
type Body = ReadableStream<Bytes>;

/** A body that ended in another way than at its end. */
export class BrokenOff extends Error {
  override readonly name = "BrokenOff";
}

/**
 * Reads all of a body. The listener gets what has come and was not taken yet, which is there until it has returned, and
 * says how many bytes of it it takes: all, where there are `MOST_AT_ONCE`. What it promises is waited for. Gives the number
 * of bytes that were left at the end. Rejects with BrokenOff where reading fails, and with what the listener throws; the
 * body is given up then.
 */
export type ReadPieces = (body: Body, onPiece: (piece: Bytes) => number | Promise<number>) => Promise<number>;

/** What reads one body after another, or several at a time: it keeps as many buffers as there were at once. */
export function createPieceReader(): ReadPieces {
  const rooms: ArrayBuffer[] = [];
  return async (body, onPiece) => {
    const reader = readerOf(body);
    let room = rooms.pop() ?? new ArrayBuffer(ROOM_BYTES);
    /** Bytes that nobody has taken, from the beginning of the room. */
    let filled = 0;
    try {
      for (;;) {
        const next = await reader
          .read(new Uint8Array(room, filled, MOST_AT_ONCE - filled))
          .catch((cause: unknown) => {
            throw new BrokenOff("the body broke off", { cause });
          });
        room = next.value?.buffer ?? new ArrayBuffer(ROOM_BYTES);
        if (next.done) {
          break;
        }
        const piece = new Uint8Array(room, 0, filled + next.value.length);
        const taking = onPiece(piece);
        const taken = typeof taking === "number" ? taking : await taking;
        filled = piece.length - taken;
        if (taken > 0 && filled > 0) {
          piece.copyWithin(0, taken);
        }
      }
    } catch (cause) {
      // Its connection would stay.
      reader.cancel().catch(() => undefined);
      throw cause;
    }
    rooms.push(room);
    return filled;
  };
}

/** Reads into a part of a buffer, which it gives back. */
interface Reader {
  read(
    view: Bytes,
  ): Promise<
    { readonly done: false; readonly value: Bytes } | { readonly done: true; readonly value?: Bytes }
  >;
  cancel(): Promise<void>;
}

/** One that takes buffers; where the browser, or what has made the body, has none, one that copies into them. */
function readerOf(body: Body): Reader {
  try {
    return body.getReader({ mode: "byob" }) as Reader;
  } catch {
    return createCopyingReader(body.getReader());
  }
}

function createCopyingReader(reader: ReadableStreamDefaultReader<Bytes>): Reader {
  /** Of the last piece, what had no room. */
  let left = new Uint8Array(0);
  return {
    async read(view) {
      while (left.length === 0) {
        const next = await reader.read();
        if (next.done) {
          return { done: true, value: view };
        }
        left = next.value;
      }
      const value = view.subarray(0, left.length);
      value.set(left.subarray(0, value.length));
      left = left.subarray(value.length);
      return { done: false, value };
    },
    cancel: () => reader.cancel(),
  };
}
