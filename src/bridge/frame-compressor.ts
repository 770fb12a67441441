/**
 * Compresses the messages of a stream of gRPC frames, each by itself, as gRPC has it: the flag of a frame says that its
 * message is compressed, and the header `grpc-encoding` by what. The page's leg stays plain, as gRPC-web has it. Of a
 * message only what is compressed is kept, until all of it has come, because its length stands before it.
 */
import { once } from "node:events";
import { createDeflate, createGzip, type Deflate, type Gzip } from "node:zlib";
import type { Compression } from "../model/run/request.ts";
import { COMPRESSED, PREFIX_BYTES, prefixOf } from "./frame-prefix.ts";

const CREATE = { gzip: createGzip, deflate: createDeflate };

/** Whether a text names an encoding. */
export function isEncoding(text: string | undefined): text is Compression {
  return text === "gzip" || text === "deflate";
}

/** One direction of one call. Each of its promises is to be waited for before more is pushed. */
interface FrameCompressor {
  push(chunk: Buffer): Promise<void>;
  /** Gives the beginning of a frame that has not come to its end. */
  end(): Promise<void>;
}

/** The message that is coming. */
interface Message {
  left: number;
  /** Null for one that is passed on as it is. */
  readonly zip: Gzip | Deflate | null;
  readonly parts: Buffer[];
}

/** `give` gets frames, and is waited for. A frame whose message is compressed already stays as it is. */
export function createFrameCompressor(
  encoding: Compression,
  give: (bytes: Buffer) => Promise<void>,
): FrameCompressor {
  let prefix = Buffer.alloc(0);
  let message: Message | null = null;

  const begin = async (): Promise<Message> => {
    const isPlain = prefix[0] === 0;
    const begun: Message = {
      left: prefix.readUInt32BE(1),
      zip: isPlain ? CREATE[encoding]() : null,
      parts: [],
    };
    begun.zip?.on("data", (part: Buffer) => begun.parts.push(part));
    if (!isPlain) {
      await give(prefix);
    }
    return begun;
  };

  const take = async ({ zip }: Message, piece: Buffer): Promise<void> => {
    if (!zip) {
      await give(piece);
    } else if (!zip.write(piece)) {
      await once(zip, "drain");
    }
  };

  const finish = async ({ zip, parts }: Message): Promise<void> => {
    message = null;
    prefix = Buffer.alloc(0);
    if (!zip) {
      return;
    }
    const ended = once(zip, "end");
    zip.end();
    await ended;
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    for (const part of [prefixOf(COMPRESSED, length), ...parts]) {
      await give(part);
    }
  };

  return {
    async push(chunk) {
      for (let at = 0; at < chunk.length; ) {
        if (!message) {
          const piece = chunk.subarray(at, at + PREFIX_BYTES - prefix.length);
          prefix = Buffer.concat([prefix, piece]);
          at += piece.length;
          if (prefix.length < PREFIX_BYTES) {
            return;
          }
          message = await begin();
        }
        const piece = chunk.subarray(at, at + message.left);
        at += piece.length;
        message.left -= piece.length;
        await take(message, piece);
        if (message.left === 0) {
          await finish(message);
        }
      }
      if (message?.left === 0) {
        await finish(message);
      }
    },
    async end() {
      if (!message || message.zip) {
        message?.zip?.destroy();
        await give(prefix);
      }
    },
  };
}
