/** Reads streams of bytes, and expands what is compressed by the browser's own means, within a limit. */

/** Of what is compressed so much is given at once: what becomes of it is counted before there is more. */
const SLICE_BYTES = 16 << 10;

/** What these bytes expand to; null as soon as that is more than `maxBytes`. Rejects where they cannot be expanded. */
export function expand(
  bytes: Uint8Array<ArrayBuffer>,
  format: CompressionFormat,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  let at = 0;
  const slices = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (at < bytes.length) {
        controller.enqueue(bytes.subarray(at, at + SLICE_BYTES));
        at += SLICE_BYTES;
      } else {
        controller.close();
      }
    },
  });
  return readAll(slices.pipeThrough(new DecompressionStream(format)), maxBytes);
}

/** All bytes of a stream as one; null, and no more is read, as soon as that is more than `maxBytes`. Rejects as reading does. */
export async function readAll(
  stream: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const reader = stream.getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length;
    if (length > maxBytes) {
      await reader.cancel().catch(() => undefined);
      return null;
    }
    pieces.push(next.value);
  }
  const all = new Uint8Array(length);
  let filled = 0;
  for (const piece of pieces) {
    all.set(piece, filled);
    filled += piece.length;
  }
  return all;
}
