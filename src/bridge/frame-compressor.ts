/**
 * Compresses the messages of a stream of gRPC frames, each by itself, as gRPC has it: the flag of a frame says that its
 * message is compressed, and the header `grpc-encoding` by what. The page's leg stays plain, as gRPC-web has it.
 */
import { promisify } from "node:util";
import { deflate, gzip } from "node:zlib";
import type { Compression } from "../model/run/request.ts";

const PREFIX_BYTES = 5;
const COMPRESSED = 1;
const COMPRESS = { gzip: promisify(gzip), deflate: promisify(deflate) };

/** Whether a text names an encoding. */
export function isEncoding(text: string | undefined): text is Compression {
  return text === "gzip" || text === "deflate";
}

/** The frames with their messages compressed; a beginning of one at the end, and a compressed one, stay as they are. */
export async function* compressFrames(frames: Buffer, encoding: Compression): AsyncGenerator<Buffer> {
  let at = 0;
  while (frames.length - at >= PREFIX_BYTES) {
    const end = at + PREFIX_BYTES + frames.readUInt32BE(at + 1);
    if (end > frames.length || frames[at] !== 0) {
      break;
    }
    const message = await COMPRESS[encoding](frames.subarray(at + PREFIX_BYTES, end));
    const prefix = Buffer.alloc(PREFIX_BYTES);
    prefix.writeUInt8(COMPRESSED, 0);
    prefix.writeUInt32BE(message.length, 1);
    yield Buffer.concat([prefix, message]);
    at = end;
  }
  yield frames.subarray(at);
}
