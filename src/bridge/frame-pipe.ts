/** gRPC frames that become others on their way: whole messages are taken out of bytes, and what is made of them goes on. */
import { PassThrough, Readable } from "node:stream";
import { PREFIX_BYTES } from "./frame-prefix.ts";

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
  let parts: Buffer[] = [];
  let held = 0;
  let wanted = PREFIX_BYTES;
  for await (const piece of bytes) {
    parts.push(piece);
    held += piece.length;
    while (held >= wanted) {
      const all = Buffer.concat(parts);
      const end = PREFIX_BYTES + all.readUInt32BE(1);
      if (held < end) {
        parts = [all];
        wanted = end;
        continue;
      }
      yield { flag: all[0]!, message: all.subarray(PREFIX_BYTES, end) };
      parts = [all.subarray(end)];
      held -= end;
      wanted = PREFIX_BYTES;
    }
  }
  if (held > 0) {
    throw new RangeError("the bytes end inside a message");
  }
}
