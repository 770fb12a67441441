import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readMessage, readMessages } from "./answer-messages.ts";
import { createPieceReader } from "./body-pieces.ts";
import { MessageTooLarge } from "./frame-reader.ts";

const LINES = [...Buffer.from("grpc-status: 0")];
const TRAILERS = [0x80, 0, 0, 0, LINES.length, ...LINES];
const EMPTY = [0, 0, 0, 0, 0];

/** An answer of these bytes, in pieces of this size, and what it is read by. */
function made(bytes: readonly number[], size: number, maxBytes = 100) {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    Uint8Array.from(bytes.slice(index * size, (index + 1) * size)),
  );
  let moves = 0;
  let isGivenUp = false;
  const response = new Response(
    new ReadableStream({
      pull(controller) {
        const piece = pieces.shift();
        if (piece) {
          controller.enqueue(piece);
        } else {
          controller.close();
        }
      },
      cancel() {
        isGivenUp = true;
      },
    }),
  );
  const reading = {
    readPieces: createPieceReader(),
    maxBytes,
    moved() {
      moves += 1;
    },
  };
  return { response, reading, moves: () => moves, isGivenUp: () => isGivenUp };
}

async function take(bytes: readonly number[], size: number, maxBytes?: number, taken: number[][] = []) {
  const { response, reading, moves } = made(bytes, size, maxBytes);
  await readMessages(response, reading, (message) => taken.push([...message]));
  return { taken, moves: moves() };
}

test("messages are taken whole, however their bytes come", async () => {
  const answer = [0, 0, 0, 0, 3, 7, 8, 9, ...EMPTY, 0, 0, 0, 0, 1, 5, ...TRAILERS];
  for (let size = 1; size <= answer.length; size++) {
    const { taken, moves } = await take(answer, size);
    expect(taken).toEqual([[7, 8, 9], [], [5]]);
    expect(moves).toBe(Math.ceil(answer.length / size));
  }
});

test("compressed messages are taken expanded, each in its place", async () => {
  const packed = gzipSync(Buffer.from([7, 8, 9]));
  const answer = [0, 0, 0, 0, 1, 5, 1, 0, 0, 0, packed.length, ...packed, 0, 0, 0, 0, 1, 6, ...TRAILERS];
  for (let size = 1; size <= answer.length; size++) {
    expect((await take(answer, size)).taken).toEqual([[5], [7, 8, 9], [6]]);
  }
  const large = gzipSync(Buffer.alloc(101));
  const taken: number[][] = [];
  await expect(take([0, 0, 0, 0, 1, 5, 1, 0, 0, 0, large.length, ...large], 100, 100, taken)).rejects.toThrow(
    MessageTooLarge,
  );
  expect(taken).toEqual([[5]]);
});

test("what came before what is refused is taken", async () => {
  const taken: number[][] = [];
  await expect(take([0, 0, 0, 0, 1, 5, 7, 0, 0, 0, 0], 100, 100, taken)).rejects.toThrow("the flag 7");
  expect(taken).toEqual([[5]]);
});

test.each([
  ["in the middle of a message", [0, 0, 0, 0, 3, 7], "it ends in the middle of a frame"],
  ["in the middle of a prefix", [...EMPTY, 0, 0], "it ends in the middle of a frame"],
  ["without trailers", EMPTY, "it has no trailers"],
  ["without anything", [], "it has no trailers"],
  ["without a status", [...EMPTY, 0x80, 0, 0, 0, 0], "its trailers have no status"],
])("an answer that ends %s is none", async (_, bytes, why) => {
  await expect(take(bytes, 2)).rejects.toThrow(new RangeError(why));
});

test("a message over the limit is refused before it is kept", async () => {
  await expect(take([0, 0xff, 0xff, 0xff, 0xff], 5)).rejects.toThrow(MessageTooLarge);
});

test.each([
  ["a message without end", "more than one message", EMPTY],
  ["trailers without end", "more behind its end", TRAILERS],
])("of an answer with %s no more is read than shows it", async (_, why, part) => {
  const { response, reading, isGivenUp } = made(Array(1000).fill(part).flat(), 100);
  await expect(readMessage(response, reading)).rejects.toThrow(why);
  expect(isGivenUp()).toBe(true);
});
