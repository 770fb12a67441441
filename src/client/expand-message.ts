/**
 * Expands a message of gRPC-web that came compressed. The page's server expands what it relays; a proxy between page and
 * gateway passes on what the gateway has sent, and asks it for gzip and deflate by itself, as Envoy does.
 */
import { expand } from "../base/expand.ts";

/** The flag of a frame whose message is compressed. */
export const COMPRESSED = 1;
const FORMATS = ["gzip", "deflate"] as const;

/**
 * The message; null for one that would be over `maxBytes`. Rejects with a RangeError where it cannot be expanded.
 * `headers` are those of the answer.
 */
export async function expandMessage(
  message: Uint8Array<ArrayBuffer>,
  headers: Headers,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (message.length === 0) {
    return message;
  }
  const named = headers.get("grpc-encoding") ?? formatOf(message);
  const format = FORMATS.find((one) => one === named);
  if (!format) {
    const by = named === null ? "" : ` with ${named}`;
    throw new RangeError(`it is compressed${by}, and this page expands gzip and deflate alone`);
  }
  try {
    return await expand(message, format, maxBytes);
  } catch (cause) {
    throw new RangeError(`it says that it is compressed with ${format}, and it is not`, { cause });
  }
}

/** By its first bytes: a page reads no header of an answer from elsewhere that the proxy does not list for it. */
function formatOf([first = 0, second = 0]: Uint8Array): string | null {
  if (first === 0x1f && second === 0x8b) {
    return "gzip";
  }
  // zlib's: its method, and a check over both bytes.
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0 ? "deflate" : null;
}
