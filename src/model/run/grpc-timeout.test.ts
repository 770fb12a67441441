import { expect, test } from "vitest";
import { formatGrpcTimeout } from "./grpc-timeout.ts";

test.each([
  [199.2, "200m"],
  [0, "1m"],
  [-5, "1m"],
  [99_999_999, "99999999m"],
  [1e8, "100000S"],
  [1e15, "99999999S"],
])("%s ms is written %s", (ms, text) => {
  expect(formatGrpcTimeout(ms)).toBe(text);
});
