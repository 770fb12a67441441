import { PassThrough } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createPageMessages } from "./page-messages.ts";
import { frame, readFrames } from "./test-fixtures.ts";
import { readFrameHead } from "./websocket-frames.ts";

/** The whole messages of a WebSocket's server, and what came of one that is not. */
function messagesOf(data: Buffer): { whole: Buffer[]; rest: Buffer } {
  const whole: Buffer[] = [];
  let parts: Buffer[] = [];
  for (let at = 0; at < data.length; ) {
    const head = readFrameHead(data, at, "server");
    if (head === null || head === "no-frame") {
      throw new Error(`no frame at ${at}`);
    }
    expect(head.opcode).toBe(parts.length === 0 ? 2 : 0);
    const from = at + head.headBytes;
    at = from + head.bodyBytes;
    parts.push(data.subarray(from, at));
    if (head.isFinal) {
      whole.push(Buffer.concat(parts));
      parts = [];
    }
  }
  return { whole, rest: Buffer.concat(parts) };
}

/** What a page gets of these turns, each of which adds some pieces. */
async function sent(turns: readonly (readonly Buffer[])[]): Promise<ReturnType<typeof messagesOf>> {
  const page = new PassThrough({ highWaterMark: 1 << 28 });
  const messages = createPageMessages(page);
  for (const pieces of turns) {
    for (const piece of pieces) {
      messages.add(piece);
    }
    await new Promise(setImmediate);
  }
  return messagesOf(page.read() ?? Buffer.alloc(0));
}

test("messages end where frames do, however these come: large ones alone, small ones together", async () => {
  const { whole, rest } = await sent([
    [frame("one"), frame("two"), frame(Buffer.alloc(100_000, 1)).subarray(0, 30_000)],
    [frame(Buffer.alloc(100_000, 1)).subarray(30_000), frame(Buffer.alloc(50_000)), frame("three")],
    [frame("four").subarray(0, 7)],
  ]);
  expect(whole.map(({ length }) => length)).toEqual([16, 100_005, 50_005, 10]);
  expect(rest).toEqual(frame("four").subarray(0, 7));
});

test("no byte is lost, and no frame waits for the next one", async () => {
  const turns = fc.array(
    fc.array(
      fc.record({ length: fc.oneof(fc.nat(20), fc.nat(70_000)), parts: fc.integer({ min: 1, max: 4 }) }),
      {
        maxLength: 5,
      },
    ),
    { maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(turns, async (given) => {
      let fill = 0;
      const pieces = given.map((frames) =>
        frames.flatMap(({ length, parts }) => {
          fill += 1;
          const all = frame(Buffer.alloc(length, fill));
          // Heads come whole.
          const size = Math.max(5, Math.ceil(all.length / parts));
          return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
            all.subarray(index * size, (index + 1) * size),
          );
        }),
      );
      const { whole, rest } = await sent(pieces);
      expect(rest.length).toBe(0);
      for (const message of whole) {
        readFrames(message);
      }
      expect(Buffer.concat(whole).equals(Buffer.concat(pieces.flat()))).toBe(true);
    }),
    { numRuns: 50 },
  );
});
