/**
 * Reads bodies of answers into buffers that are used again. A browser makes one for each piece otherwise, and having
 * memory that nobody has touched yet takes longer than copying out of memory in use.
 */

/** Pieces of answers on one machine are about half as large. */
const ROOM_BYTES = 256 << 10;

type Body = ReadableStream<Uint8Array<ArrayBuffer>>;

/** A body that ended in another way than at its end. */
export class BrokenOff extends Error {
  override readonly name = "BrokenOff";
}

/**
 * Reads all of a body. A piece that fills its buffer is the listener's; any other is there until it has returned. What it
 * promises is waited for. Rejects with BrokenOff where reading fails, and with what the listener throws; the body is given
 * up then.
 */
export type ReadPieces = (
  body: Body,
  onPiece: (piece: Uint8Array<ArrayBuffer>) => Promise<void> | undefined,
) => Promise<void>;

/** What reads one body after another, or several at a time: it keeps as many buffers as there were at once. */
export function createPieceReader(): ReadPieces {
  const rooms: ArrayBuffer[] = [];
  return async (body, onPiece) => {
    const reader = readerOf(body);
    let room: ArrayBuffer | undefined;
    const readOn = async () => {
      if (reader instanceof ReadableStreamDefaultReader) {
        return reader.read();
      }
      room ??= rooms.pop() ?? new ArrayBuffer(ROOM_BYTES);
      const next = await reader.read(new Uint8Array(room, 0, ROOM_BYTES - 1));
      room = next.value?.buffer;
      return next;
    };
    const nextPiece = () =>
      readOn().catch((cause: unknown) => {
        throw new BrokenOff("the body broke off", { cause });
      });
    try {
      for (let next = await nextPiece(); !next.done; next = await nextPiece()) {
        const taken = onPiece(next.value);
        if (taken) {
          await taken;
        }
      }
    } catch (cause) {
      // Its connection would stay.
      reader.cancel().catch(() => undefined);
      throw cause;
    }
    if (room) {
      rooms.push(room);
    }
  };
}

/** One that takes buffers, unless the browser, or what has made the body, has none. */
function readerOf(
  body: Body,
): ReadableStreamBYOBReader | ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> {
  try {
    return body.getReader({ mode: "byob" });
  } catch {
    return body.getReader();
  }
}
