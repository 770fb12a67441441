import { expect, test } from "vitest";
import { createFrameReader } from "./frame-reader.ts";

function frameOf(...bytes: readonly number[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(0, 0, 0, 0, bytes.length, ...bytes);
}

function read(...pieces: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer>[] {
  const messages: Uint8Array<ArrayBuffer>[] = [];
  const reader = createFrameReader(100, (_, message) => messages.push(message));
  for (const piece of pieces) {
    reader.push(piece);
  }
  return messages;
}

test("a frame that comes in a buffer of its own stays where it is", () => {
  const piece = frameOf(1, 2, 3);
  const [message] = read(piece);
  expect([...message!]).toEqual([1, 2, 3]);
  expect(message!.buffer).toBe(piece.buffer);
});

test("messages that come together have a buffer each", () => {
  const both = Uint8Array.of(...frameOf(1, 2), ...frameOf(3));
  const messages = read(both, frameOf(4).subarray(0, 5), Uint8Array.of(4));
  expect(messages.map((message) => [...message])).toEqual([[1, 2], [3], [4]]);
  expect(messages.map(({ buffer, length }) => buffer.byteLength - length)).toEqual([0, 0, 0]);
});

test("a part of a larger buffer is copied, and what is in a message is no frame", () => {
  const all = Uint8Array.of(...frameOf(1, 2), 9);
  const [part] = read(all.subarray(0, 7));
  expect(part!.buffer.byteLength).toBe(2);
  const [message] = read(Uint8Array.of(0, 0, 0, 0, 6), frameOf(7));
  expect([...message!]).toEqual([...frameOf(7)]);
});

test("of a frame that is waited for nothing is taken until it is whole", () => {
  const messages: number[][] = [];
  const reader = createFrameReader(100, (_, message) => messages.push([...message]), 8);
  const all = Uint8Array.of(...frameOf(1, 2), ...frameOf(3, 4, 5), ...frameOf(6, 7, 8, 9), 0);
  for (const [end, taken] of [
    [3, 0],
    [6, 0],
    [14, 7],
  ] as const) {
    expect([end, reader.push(all.subarray(0, end))]).toEqual([end, taken]);
  }
  expect(reader.isInside()).toBe(false);
  // The third is longer than what is waited for.
  expect(reader.push(all.subarray(7, 21))).toBe(14);
  expect(reader.isInside()).toBe(true);
  expect(reader.push(all.subarray(21, 25))).toBe(3);
  expect(messages).toEqual([
    [1, 2],
    [3, 4, 5],
    [6, 7, 8, 9],
  ]);
});

test.each([2, 0x3c, 0x81, 0xff])("what begins with %i is no frame", (flag) => {
  const bytes = frameOf(1, 2);
  bytes[0] = flag;
  expect(() => read(bytes)).toThrow(`a frame with the flag ${flag}`);
  expect(() => read(bytes.subarray(0, 5))).toThrow(`a frame with the flag ${flag}`);
});
