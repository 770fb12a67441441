import { randomBytes } from "node:crypto";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { expand } from "./expand.ts";

const COMPRESS = { gzip: gzipSync, deflate: deflateSync, "deflate-raw": deflateRawSync } as const;

test.each(["gzip", "deflate", "deflate-raw"] as const)("%s is expanded up to the limit", async (format) => {
  for (const content of [Buffer.alloc(0), randomBytes(100_000), Buffer.alloc(1_000_000, "abc")]) {
    const bytes = new Uint8Array(COMPRESS[format](content));
    expect(Buffer.from((await expand(bytes, format, content.length))!).equals(content)).toBe(true);
    if (content.length > 0) {
      expect(await expand(bytes, format, content.length - 1)).toBeNull();
    }
  }
});

test.each(["gzip", "deflate", "deflate-raw"] as const)("what is no %s rejects", async (format) => {
  const whole = new Uint8Array(COMPRESS[format](randomBytes(100_000)));
  await expect(expand(new Uint8Array([0xff, 0xff, 1, 2, 3]), format, 100)).rejects.toThrow();
  await expect(expand(whole.subarray(0, -50), format, 1 << 20)).rejects.toThrow();
  await expect(expand(new Uint8Array([...whole, 1, 2, 3]), format, 1 << 20)).rejects.toThrow();
});
