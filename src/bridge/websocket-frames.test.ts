import { describe, expect, test } from "vitest";
import { createWebsocketGate, encodeCloseFrame } from "./websocket-frames.ts";
import { acceptOf } from "./websocket-handshake.ts";

/** A frame of so many bytes as a server (unmasked) or a browser (masked) sends it. */
function frameOf(first: number, length: number, isMasked = false): Buffer {
  const head =
    length < 126
      ? [first, length]
      : length < 1 << 16
        ? [first, 126, length >> 8, length & 0xff]
        : [first, 127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (length >>> shift) & 0xff)];
  head[1]! |= isMasked ? 0x80 : 0;
  return Buffer.concat([Buffer.from(head), Buffer.alloc(isMasked ? 4 : 0), Buffer.alloc(length, 7)]);
}

describe("a gate", () => {
  test.each([1, 2, 3, 7, 100_000])("lets frames pass as they are, in pieces of %i bytes", (size) => {
    const stream = Buffer.concat([
      frameOf(0x82, 0),
      frameOf(0x81, 125),
      frameOf(0x02, 126),
      frameOf(0x89, 3),
      frameOf(0x80, 200),
      frameOf(0x82, 70_000),
      frameOf(0x88, 2),
    ]);
    const gate = createWebsocketGate("server", 70_000);
    const passed: Buffer[] = [];
    for (let at = 0; at < stream.length; at += size) {
      passed.push(gate.push(stream.subarray(at, at + size)));
    }
    expect(Buffer.concat(passed).equals(stream)).toBe(true);
    expect(gate.fault()).toBeNull();
    expect(gate.isBetweenFrames()).toBe(true);
    expect(gate.hasClosed()).toBe(true);
  });

  test("stops a message over the limit before its head, and parts that are together over it", () => {
    const one = createWebsocketGate("browser", 10);
    expect(one.push(frameOf(0x82, 10, true)).length).toBe(16);
    expect(one.push(frameOf(0x82, 11, true)).length).toBe(0);
    expect(one.fault()).toBe("too-large");
    expect(one.push(frameOf(0x82, 1, true)).length).toBe(0);
    const parts = createWebsocketGate("server", 10);
    parts.push(frameOf(0x02, 6));
    expect(parts.push(frameOf(0x00, 5)).length).toBe(0);
    expect(parts.fault()).toBe("too-large");
    const endless = createWebsocketGate("server", 10);
    endless.push(Buffer.from([0x82, 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]));
    expect(endless.fault()).toBe("too-large");
  });

  test.each([
    ["an unmasked frame of a browser", "browser", frameOf(0x82, 1)],
    ["a masked frame of a server", "server", frameOf(0x82, 1, true)],
    ["a reserved bit, as of compression", "server", frameOf(0xc2, 1)],
    ["a control frame in parts", "server", frameOf(0x09, 1)],
    ["a control frame that is too long", "server", frameOf(0x89, 126)],
  ] as const)("refuses %s", (_, from, bytes) => {
    const gate = createWebsocketGate(from, 1000);
    expect(gate.push(bytes).length).toBe(0);
    expect(gate.fault()).toBe("no-frame");
  });

  test("knows whether it stands in the middle of a frame", () => {
    const gate = createWebsocketGate("server", 1000);
    const bytes = frameOf(0x82, 100);
    gate.push(bytes.subarray(0, 1));
    expect(gate.isBetweenFrames()).toBe(true);
    gate.push(bytes.subarray(1, 50));
    expect(gate.isBetweenFrames()).toBe(false);
    gate.push(bytes.subarray(50));
    expect(gate.isBetweenFrames()).toBe(true);
  });
});

test("the reason of closing is cut between characters", () => {
  const frame = encodeCloseFrame(4500, `a ${"é".repeat(80)}`);
  expect(frame.length).toBe(2 + 124);
  expect(frame.readUInt8(1)).toBe(124);
  expect(frame.readUInt16BE(2)).toBe(4500);
  expect(frame.subarray(4).toString()).toBe(`a ${"é".repeat(60)}`);
});

test("a key is answered as in RFC 6455", () => {
  expect(acceptOf("dGhlIHNhbXBsZSBub25jZQ==")).toBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
});
