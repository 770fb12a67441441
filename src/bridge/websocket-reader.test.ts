import fc from "fast-check";
import { expect, test } from "vitest";
import { createWebsocketReader } from "./websocket-reader.ts";

/** A page's frame that is a whole binary message of less than 64 KiB. */
function masked(body: Uint8Array, mask: readonly number[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt8(0x82, 0);
  head.writeUInt8(0xfe, 1);
  head.writeUInt16BE(body.length, 2);
  head.set(mask, 4);
  return Buffer.concat([head, body.map((byte, index) => byte ^ mask[index % 4]!)]);
}

const byte = fc.nat(255);

test("the bytes of messages are those before the mask, whatever pieces they come in and wherever these stand", () => {
  const messages = fc.array(
    fc.record({ body: fc.uint8Array({ maxLength: 60 }), mask: fc.tuple(byte, byte, byte, byte) }),
    { minLength: 1, maxLength: 4 },
  );
  const pieces = fc.array(fc.record({ length: fc.integer({ min: 1, max: 40 }), before: fc.nat(7) }), {
    minLength: 1,
  });
  fc.assert(
    fc.property(messages, pieces, (given, cuts) => {
      const got: Buffer[] = [];
      const reader = createWebsocketReader({
        bytes: (piece) => void got.push(piece),
        text: () => expect.unreachable(),
        closed: () => expect.unreachable(),
      });
      const all = Buffer.concat(given.map(({ body, mask }) => masked(body, mask)));
      for (let at = 0, cut = 0; at < all.length; cut += 1) {
        const { length, before } = cuts[cut % cuts.length]!;
        const piece = all.subarray(at, at + length);
        const chunk = Buffer.alloc(before + piece.length).subarray(before);
        piece.copy(chunk);
        expect(reader.push(chunk)).toBe(true);
        at += piece.length;
      }
      expect(Buffer.concat(got)).toEqual(Buffer.concat(given.map(({ body }) => body)));
    }),
  );
});
