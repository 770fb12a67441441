import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { takeMessages } from "./answer-messages.ts";
import { MessageTooLarge } from "./frame-reader.ts";

const TRAILERS = [0x80, 0, 0, 0, 2, 0x61, 0x62];
const EMPTY = [0, 0, 0, 0, 0];

/** An answer with these bytes, in pieces of this size; what was taken of it, and what is left for connect-web. */
async function take(bytes: readonly number[], size: number, maxBytes = 100, taken: number[][] = []) {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    Uint8Array.from(bytes.slice(index * size, (index + 1) * size)),
  );
  let moves = 0;
  const left = takeMessages(
    new Response(
      new ReadableStream({
        start(controller) {
          for (const piece of pieces) {
            controller.enqueue(piece);
          }
          controller.close();
        },
      }),
    ),
    maxBytes,
    () => {
      moves += 1;
    },
    (message) => taken.push([...message]),
  );
  return { taken, left: [...new Uint8Array(await left.arrayBuffer())], moves, pieces: pieces.length };
}

test("messages are taken whole, however their bytes come, and empty ones stand in their place", async () => {
  const answer = [0, 0, 0, 0, 3, 7, 8, 9, ...EMPTY, 0, 0, 0, 0, 1, 5, ...TRAILERS];
  for (let size = 1; size <= answer.length; size++) {
    const { taken, left, moves, pieces } = await take(answer, size);
    expect(taken).toEqual([[7, 8, 9], [], [5]]);
    expect(left).toEqual([...EMPTY, ...EMPTY, ...EMPTY, ...TRAILERS]);
    expect(moves).toBe(pieces);
  }
});

test("compressed messages are taken expanded, each in its place", async () => {
  const packed = gzipSync(Buffer.from([7, 8, 9]));
  const answer = [0, 0, 0, 0, 1, 5, 1, 0, 0, 0, packed.length, ...packed, 0, 0, 0, 0, 1, 6, ...TRAILERS];
  for (let size = 1; size <= answer.length; size++) {
    const { taken, left } = await take(answer, size);
    expect(taken).toEqual([[5], [7, 8, 9], [6]]);
    expect(left).toEqual([...EMPTY, ...EMPTY, ...EMPTY, ...TRAILERS]);
  }
  const large = gzipSync(Buffer.alloc(101));
  const taken: number[][] = [];
  await expect(take([0, 0, 0, 0, 1, 5, 1, 0, 0, 0, large.length, ...large], 100, 100, taken)).rejects.toThrow(
    MessageTooLarge,
  );
  expect(taken).toEqual([[5]]);
});

test("an end in the middle stays one", async () => {
  expect((await take([0, 0, 0, 0, 3, 7], 2)).left).toEqual([0, 0, 0, 0, 3, 7]);
  expect((await take([...EMPTY, 0, 0], 3)).left).toEqual([...EMPTY, 0, 0]);
});

test("a message over the limit is refused before it is kept", async () => {
  await expect(take([0, 0xff, 0xff, 0xff, 0xff], 5)).rejects.toThrow(MessageTooLarge);
});
