/** Reading the pieces of a file, which may have been changed or removed since it was chosen: browsers then refuse it. */
import { ClientError } from "../../model/run/client-error.ts";
import type { InputFile } from "../../model/run/request-input.ts";

/** What gives pieces until there are none, and may be ended before. */
interface FileReader {
  /** The next piece; null behind the last. Rejects with a ClientError of code `input` where the browser reads no more. */
  next(): Promise<Uint8Array | null>;
  end(): Promise<void>;
}

/** Reads from the beginning. */
export function createFileReader(file: InputFile): FileReader {
  const reader = file.stream().getReader();
  return {
    async next() {
      try {
        const { done, value } = await reader.read();
        return done ? null : value;
      } catch (cause) {
        // Some end their sentences.
        const said = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, "");
        throw new ClientError("input", `${file.name} could not be read. The browser says: ${said}.`, {
          cause,
          advice: "Where it was changed, moved or removed since it was chosen, choose it again.",
        });
      }
    },
    end: () => reader.cancel().catch(() => undefined),
  };
}

/** All of its bytes. */
export async function readBytes(file: InputFile): Promise<Uint8Array<ArrayBuffer>> {
  const reader = createFileReader(file);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const piece = await reader.next();
    if (!piece) {
      break;
    }
    pieces.push(piece);
    length += piece.length;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
