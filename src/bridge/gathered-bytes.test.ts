/** What is kept until it is whole takes as much room as it has bytes, in however small pieces they come. */
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { framesOf } from "./frame-pipe.ts";
import { frame } from "./test-fixtures.ts";
import { createWebsocketReader } from "./websocket-reader.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const CHUNK_BYTES = 64 << 10;
const CHUNKS = 300;
/** All chunks have more than four times as many. */
const MAX_HELD_BYTES = 4 << 20;

function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** What is held of other tests is let go in the meantime: the bytes of buffers are beside the program, when the machine has time. */
async function heldBefore(): Promise<number> {
  for (let times = 0; times < 3; times += 1) {
    heldBytes();
    await sleep(20);
  }
  return heldBytes();
}

async function expectHeldSince(before: number): Promise<void> {
  await expect.poll(() => heldBytes() - before).toBeLessThan(MAX_HELD_BYTES);
}

test("a message of gRPC whose bytes come one by one, each in a chunk of its own", async () => {
  const whole = frame(Buffer.alloc(CHUNKS, "x"));
  const before = await heldBefore();
  async function* pieces() {
    for (const byte of whole.subarray(0, -1)) {
      yield Buffer.alloc(CHUNK_BYTES, byte).subarray(0, 1);
    }
    await expectHeldSince(before);
    yield whole.subarray(-1);
  }
  const messages: string[] = [];
  for await (const { message } of framesOf(pieces())) {
    messages.push(message.toString());
  }
  expect(messages).toEqual(["x".repeat(CHUNKS)]);
});

test("a text on a WebSocket, in parts of one byte and of none", async () => {
  const texts: string[] = [];
  const reader = createWebsocketReader({
    bytes: () => undefined,
    text: (text) => texts.push(text),
    closed: () => undefined,
  });
  const begin = 0x01;
  const last = 0x80;
  const part = (first: number, text: string) =>
    Buffer.concat([Buffer.from([first, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
  const empty = part(0, "");
  reader.push(part(begin, ""));
  const before = await heldBefore();
  for (let count = 0; count < CHUNKS; count += 1) {
    const one = part(0, "x");
    const chunk = Buffer.alloc(Math.floor(CHUNK_BYTES / empty.length) * empty.length, empty);
    expect(reader.push(Buffer.concat([one, chunk]))).toBe(true);
  }
  await expectHeldSince(before);
  reader.push(part(last, ""));
  expect(texts).toEqual(["x".repeat(CHUNKS)]);
});
