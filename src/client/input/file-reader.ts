/** Reading the pieces of a file, which may have been changed or removed since it was chosen: browsers then refuse it. */
import { readAll } from "../../base/expand.ts";
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
        throw unreadable(file, cause);
      }
    },
    end: () => reader.cancel().catch(() => undefined),
  };
}

/** All of its bytes; null where they are more than `maxBytes`. Rejects as the reader does. */
export async function readBytes(file: InputFile, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await readAll(file.stream(), maxBytes);
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function unreadable({ name }: InputFile, cause: unknown): ClientError {
  // Some end their sentences.
  const said = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, "");
  return new ClientError("input", `${name} could not be read. The browser says: ${said}.`, {
    cause,
    advice: "Where it was changed, moved or removed since it was chosen, choose it again.",
  });
}
