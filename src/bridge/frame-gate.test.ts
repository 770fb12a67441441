import fc from "fast-check";
import { expect, test } from "vitest";
import { createFrameGate } from "./frame-gate.ts";
import { frame } from "./test-fixtures.ts";

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));

/** The bytes cut into pieces of these sizes, the rest as the last piece. */
function cut(all: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    pieces.push(all.subarray(at, at + size));
    at += size;
  }
  return [...pieces, all.subarray(at)];
}

test("whole frames pass unchanged, however they are cut", () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 6 }), fc.array(fc.nat(12)), (messages, sizes) => {
      const all = Buffer.concat(messages.map((message) => frame(message)));
      const gate = createFrameGate(40);
      const passed = Buffer.concat(cut(all, sizes).map((piece) => gate.push(piece)));
      expect(passed).toEqual(all);
      expect(gate.isBetweenFrames()).toBe(true);
      expect(gate.rest().length).toBe(0);
      expect(gate.oversizeBytes()).toBeNull();
    }),
  );
});

test("a frame over the limit is stopped before its first byte, and nothing passes after it", () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 4 }), bytes, fc.array(fc.nat(12)), (before, after, sizes) => {
      const good = Buffer.concat(before.map((message) => frame(message)));
      const all = Buffer.concat([good, frame(Buffer.alloc(41)), frame(after)]);
      const gate = createFrameGate(40);
      const passed = Buffer.concat(cut(all, sizes).map((piece) => gate.push(piece)));
      expect(passed).toEqual(good);
      expect(gate.oversizeBytes()).toBe(41);
      expect(gate.isBetweenFrames()).toBe(true);
    }),
  );
});

test("a cut inside a message and one inside a prefix are told apart", () => {
  const gate = createFrameGate(40);
  expect(gate.push(frame("hello").subarray(0, 7)).length).toBe(7);
  expect(gate.isBetweenFrames()).toBe(false);
  expect(gate.push(Buffer.from("llo\0\0")).toString()).toBe("llo");
  expect(gate.isBetweenFrames()).toBe(true);
  expect(gate.rest()).toEqual(Buffer.from([0, 0]));
});

test("the length is unsigned", () => {
  const gate = createFrameGate(64 << 20);
  gate.push(Buffer.from([0, 0xff, 0xff, 0xff, 0xff]));
  expect(gate.oversizeBytes()).toBe(0xffff_ffff);
});
