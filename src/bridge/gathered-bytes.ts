/**
 * Bytes that come in pieces and are kept until all of them are there. They are copied into one place, as a piece, however
 * small it is, holds the whole chunk that it came in.
 */
const FIRST_BYTES = 64;

interface GatheredBytes {
  readonly length: number;
  add(piece: Buffer): void;
  /** Gives all of them, and begins anew. */
  take(): Buffer;
}

/** None yet; the room for them doubles as they come. */
export function createGatheredBytes(): GatheredBytes {
  let room = Buffer.alloc(0);
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(piece) {
      const needed = length + piece.length;
      if (needed > room.length) {
        const larger = Buffer.allocUnsafe(Math.max(needed, 2 * room.length, FIRST_BYTES));
        room.copy(larger, 0, 0, length);
        room = larger;
      }
      piece.copy(room, length);
      length = needed;
    },
    take() {
      const all = room.subarray(0, length);
      room = Buffer.alloc(0);
      length = 0;
      return all;
    },
  };
}
