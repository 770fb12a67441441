/** gRPC frames that become others on their way: whole messages are taken out of bytes, and what is made of them goes on. */
import { PassThrough, Readable } from "node:stream";
import { PREFIX_BYTES } from "./frame-prefix.ts";
import { createGatheredBytes } from "./gathered-bytes.ts";

/** What is written to `input` comes out of `output` changed; both hold back as streams do. */
interface FramePipe {
  readonly input: PassThrough;
  readonly output: Readable;
}

/** A pipe that changes bytes by `change`, which ends with it. What `change` throws is the error of `output`. */
export function createFramePipe(
  change: (bytes: AsyncIterable<Buffer>) => AsyncIterable<Buffer>,
  over: AbortSignal,
): FramePipe {
  const input = new PassThrough();
  const output = Readable.from(change(input), { objectMode: false });
  over.addEventListener("abort", () => {
    output.destroy();
    input.destroy();
  });
  return { input, output };
}

/** The frames in these bytes, each once all of it is there. Throws a RangeError where they end inside of one. */
export async function* framesOf(
  bytes: AsyncIterable<Buffer>,
): AsyncGenerator<{ readonly flag: number; readonly message: Buffer }> {
  const gathered = createGatheredBytes();
  /** Of the frame whose message is coming. */
  let prefix: Buffer | null = null;
  let wanted = PREFIX_BYTES;
  for await (const piece of bytes) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + wanted - gathered.length);
      gathered.add(part);
      at += part.length;
      if (gathered.length < wanted) {
        break;
      }
      if (!prefix) {
        prefix = gathered.take();
        wanted = prefix.readUInt32BE(1);
        if (wanted > 0) {
          continue;
        }
      }
      yield { flag: prefix[0]!, message: gathered.take() };
      prefix = null;
      wanted = PREFIX_BYTES;
    }
  }
  if (prefix || gathered.length > 0) {
    throw new RangeError("the bytes end inside a message");
  }
}
