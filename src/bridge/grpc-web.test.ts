import { expect, test } from "vitest";
import { encodeGrpcMessage, encodeTrailerFrame, parseGrpcTimeout } from "./grpc-web.ts";

test("a trailer frame has bit 7 set and lines ended by CRLF", () => {
  const text = "grpc-status: 5\r\nx: \xe9\r\n";
  const encoded = encodeTrailerFrame([
    ["grpc-status", "5"],
    ["x", "\xe9"],
  ]);
  expect(encoded).toEqual(
    Buffer.concat([Buffer.from([0x80, 0, 0, 0, text.length]), Buffer.from(text, "latin1")]),
  );
});

test("a value cannot make a line of its own", () => {
  expect(encodeTrailerFrame([["grpc-message", "a\r\nx-bridge-error: token"]]).toString()).not.toContain(
    "\r\nx-bridge-error",
  );
});

test("a message is percent-encoded UTF-8", () => {
  const text = "50% café\n日本 (a~b)";
  const encoded = encodeGrpcMessage(text);
  expect(encoded).toBe("50%25 caf%C3%A9%0A%E6%97%A5%E6%9C%AC (a~b)");
  expect(decodeURIComponent(encoded)).toBe(text);
});

test.each([
  ["200m", 200],
  ["1S", 1000],
  ["2M", 120_000],
  ["1H", 3_600_000],
  ["1500u", 1.5],
  ["99999999m", 99_999_999],
  ["0m", 0],
  ["", null],
  ["200", null],
  ["200ms", null],
  ["-1S", null],
  ["1.5S", null],
  ["100000000m", null],
])("grpc-timeout %s is %s ms", (text, ms) => {
  expect(parseGrpcTimeout(text)).toBe(ms);
});
