import { expect, test } from "vitest";
import { BrokenOff, createPieceReader, MOST_AT_ONCE, type ReadPieces } from "./body-pieces.ts";

/** More than a reader gives at once. */
const LARGE = 2 * MOST_AT_ONCE + 5;

function bodyOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new Response(bytes).body!;
}

/** The same as a stream that gives each byte in a buffer of its own, and takes none. */
function bytewise(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (const byte of bytes) {
        controller.enqueue(Uint8Array.of(byte));
      }
      controller.close();
    },
  });
}

async function readAll(read: ReadPieces, body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<number[]> {
  const all: number[] = [];
  await read(body, (piece) => {
    for (const byte of piece) {
      all.push(byte);
    }
    return piece.length;
  });
  return all;
}

test.each([0, 1, MOST_AT_ONCE, MOST_AT_ONCE + 1, LARGE])(
  "%i bytes are read whole, and none fill a buffer that is used again",
  async (length) => {
    const bytes = Uint8Array.from({ length }, (_, at) => at % 251);
    const read = createPieceReader();
    for (let time = 0; time < 2; time += 1) {
      let at = 0;
      await read(bodyOf(bytes), (piece) => {
        expect(piece.byteLength).toBeLessThan(piece.buffer.byteLength);
        expect(Buffer.compare(piece, bytes.subarray(at, at + piece.length))).toBe(0);
        at += piece.length;
        return piece.length;
      });
      expect(at).toBe(length);
    }
  },
);

test("several are read at a time", async () => {
  const read = createPieceReader();
  const bodies = [1, 2, 3].map((byte) => new Uint8Array(LARGE).fill(byte));
  const all = await Promise.all(bodies.map((bytes) => readAll(read, bodyOf(bytes))));
  expect(all.map((bytes) => new Set(bytes))).toEqual([new Set([1]), new Set([2]), new Set([3])]);
  expect(all.map(({ length }) => length)).toEqual([LARGE, LARGE, LARGE]);
});

test("a stream that takes no buffers is read as one that does", async () => {
  const read = createPieceReader();
  expect(await readAll(read, bytewise(Uint8Array.of(1, 2, 3)))).toEqual([1, 2, 3]);
  const bytes = Uint8Array.from({ length: LARGE }, (_, at) => at % 251);
  const whole = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      controller.enqueue(bytes);
      controller.enqueue(new Uint8Array(0));
      controller.enqueue(Uint8Array.of(9));
      controller.close();
    },
  });
  expect(Buffer.compare(Buffer.from(await readAll(read, whole)), Buffer.from([...bytes, 9]))).toBe(0);
});

test.each([
  ["takes no buffers", bytewise],
  ["does", bodyOf],
])("what is not taken comes again, of a stream that %s, and is counted at the end", async (_, made) => {
  const read = createPieceReader();
  const bytes = Uint8Array.from({ length: 3000 }, (_, at) => at % 251);
  let at = 0;
  // Sevens alone are taken.
  const left = await read(made(bytes), (piece) => {
    expect(Buffer.compare(piece, bytes.subarray(at, at + piece.length))).toBe(0);
    const taken = piece.length - (piece.length % 7);
    at += taken;
    return taken;
  });
  expect([at, left]).toEqual([2996, 4]);
  expect(await readAll(read, bodyOf(Uint8Array.of(5)))).toEqual([5]);
});

test("a listener that throws ends the body, and the next one is read", async () => {
  const read = createPieceReader();
  const given = Promise.withResolvers<unknown>();
  const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
    type: "bytes",
    pull: (controller) => controller.enqueue(Uint8Array.of(1)),
    cancel: given.resolve,
  } satisfies UnderlyingByteSource as never);
  const refuse = () => {
    throw new RangeError("no");
  };
  await expect(read(endless, refuse)).rejects.toThrow("no");
  await given.promise;
  expect(await readAll(read, bodyOf(Uint8Array.of(1, 2)))).toEqual([1, 2]);
});

test("a listener that needs time is waited for, and one that fails then ends the body", async () => {
  const read = createPieceReader();
  const seen: string[] = [];
  const given = Promise.withResolvers<unknown>();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      controller.enqueue(Uint8Array.of(1));
      controller.enqueue(Uint8Array.of(2));
      controller.enqueue(Uint8Array.of(3));
    },
    cancel: given.resolve,
  });
  const take = async ([byte]: Uint8Array) => {
    seen.push(`${byte} begins`);
    await Promise.resolve();
    if (byte === 2) {
      throw new RangeError("no");
    }
    seen.push(`${byte} ends`);
    return 1;
  };
  await expect(read(body, take)).rejects.toThrow("no");
  await given.promise;
  expect(seen).toEqual(["1 begins", "1 ends", "2 begins"]);
});

test("a body that fails is told from a listener that does, and another is read", async () => {
  const read = createPieceReader();
  const failing = (type?: "bytes") =>
    new ReadableStream<Uint8Array<ArrayBuffer>>({
      type,
      pull: (controller: { error(cause: unknown): void }) => controller.error(new TypeError("network error")),
    } as never);
  for (const body of [failing(), failing("bytes")]) {
    const error: unknown = await readAll(read, body).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(BrokenOff);
    expect(error).toMatchObject({ cause: { message: "network error" } });
  }
  expect(await readAll(read, bodyOf(Uint8Array.of(1, 2)))).toEqual([1, 2]);
});
