/** Reading a file that a person chose or dropped, as text; what cannot be read is told. */
import { megabytes } from "../base/words.ts";
import { certainForm } from "../formats/read/certain-form.ts";
import { decodeUtf8, MAX_FILE_BYTES } from "../formats/yaml/decode.ts";
import { loadLate } from "./late.ts";
import type { OpenedFile } from "./ports.ts";
import type { Tools } from "./tools.ts";

/** Control characters, and those that turn the direction of a line: a name is not to read as another one. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A file's name without what cannot be seen in it. */
export function plainName(fileName: string): string {
  return fileName.replace(UNSEEN, "");
}

/** Whether a file becomes a Flow by an import: because of its text, whatever it is called, or because of its name. */
export async function isForeign({ name, text }: { name: string; text: string }): Promise<boolean> {
  if (certainForm(text) !== null) {
    return true;
  }
  if (/^[^.]*$|\.(?:ya?ml|json)$/i.test(name)) {
    return false;
  }
  const { formOfName } = await loadLate("What reads other forms", () => import("./importing.ts"));
  return formOfName(name) !== null;
}

/** What reads files, and says why one cannot be. */
export function createFileReading({ logLine, toast }: Tools) {
  const refuse = (why: string) => {
    logLine("error", why);
    toast("warning", why);
  };

  /** Which is told. */
  const isTooLarge = ({ name, size }: OpenedFile) => {
    const isOver = size > MAX_FILE_BYTES;
    if (isOver) {
      const limit = megabytes(MAX_FILE_BYTES);
      refuse(`${name} has ${megabytes(size)}; files over ${limit} are not opened. Nothing was changed.`);
    }
    return isOver;
  };

  /** Null if it was refused, which is told, or another one is opened meanwhile. */
  const readFile = async (
    file: OpenedFile,
    signal: AbortSignal,
  ): Promise<{ name: string; text: string } | null> => {
    const name = plainName(file.name);
    const read = await file.bytes().then(
      (bytes) => {
        const decoded = decodeUtf8(bytes);
        return "text" in decoded ? decoded : { refused: `${name}: ${decoded.refused}` };
      },
      (error) => ({
        refused: `${name} could not be read, so nothing was changed. The browser says: ${error instanceof Error ? error.message : String(error)}`,
      }),
    );
    if (signal.aborted) {
      return null;
    }
    if ("refused" in read) {
      refuse(read.refused);
      return null;
    }
    return { name, text: read.text };
  };

  return { refuse, isTooLarge, readFile };
}
