/**
 * Expands the compressed messages of a stream of gRPC frames, as the page's leg is plain. The length of a message stands
 * before it, so each is expanded twice, first to be counted and then to be passed on: what is held is what the gateway
 * has sent, never what becomes of it, and one that would become too large ends before a byte of it was passed.
 */
import type { Transform } from "node:stream";
import { createGunzip, createInflate } from "node:zlib";
import type { Compression } from "../model/run/request.ts";
import { framesOf } from "./frame-pipe.ts";
import { COMPRESSED, prefixOf } from "./frame-prefix.ts";

const EXPAND: Readonly<Record<Compression, () => Transform>> = {
  gzip: () => createGunzip(),
  deflate: () => createInflate(),
};

/** A message that becomes larger than is passed on. */
export class ExpandedTooLarge extends Error {
  override readonly name = "ExpandedTooLarge";
}

/**
 * The frames in these bytes with no message compressed. Throws ExpandedTooLarge, and Node's error for a message that is
 * not compressed as it says.
 */
export async function* expandFrames(
  bytes: AsyncIterable<Buffer>,
  encoding: Compression,
  maxMessageBytes: number,
): AsyncGenerator<Buffer> {
  for await (const { flag, message } of framesOf(bytes)) {
    if (flag === COMPRESSED) {
      yield prefixOf(0, await countExpanded(message, encoding, maxMessageBytes));
      yield* expanded(message, encoding);
    } else {
      yield prefixOf(flag, message.length);
      yield message;
    }
  }
}

async function countExpanded(
  message: Buffer,
  encoding: Compression,
  maxMessageBytes: number,
): Promise<number> {
  let length = 0;
  for await (const piece of expanded(message, encoding)) {
    length += piece.length;
    if (length > maxMessageBytes) {
      throw new ExpandedTooLarge(`a message of more than ${maxMessageBytes} bytes`);
    }
  }
  return length;
}

async function* expanded(message: Buffer, encoding: Compression): AsyncGenerator<Buffer> {
  if (message.length === 0) {
    return;
  }
  const expander = EXPAND[encoding]();
  expander.end(message);
  // Leaving the loop ends the expander.
  for await (const piece of expander) {
    yield piece as Buffer;
  }
}
