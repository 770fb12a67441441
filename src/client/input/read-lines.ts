/** The text of a file, line by line or as it comes. */
import { grouped } from "../../base/words.ts";
import { ClientError } from "../../model/run/client-error.ts";
import type { InputFile } from "../../model/run/request-input.ts";
import { createFileReader } from "./file-reader.ts";

/** Characters of one line, or of one document: one with a large blob in base64 has as many. */
const MAX_LENGTH = 64 << 20;

/** A line without its end. */
interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/** Gives the lines of UTF-8. Throws ClientError of code `input` for bytes that are none, and for a line without end. */
export async function* readLines(file: InputFile): AsyncGenerator<Line> {
  let rest = "";
  let number = 0;
  for await (const { text, isLast } of readPieces(file, () => number)) {
    rest += text;
    if (isLast || /[\r\n]/.test(text)) {
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = isLast ? "" : (lines.pop() ?? "");
      for (const line of lines) {
        number += 1;
        yield { text: line.replace(/\r$/, ""), number };
      }
    }
    refuseLength(rest.length, file, number + 1);
  }
}

/**
 * Gives the text of UTF-8 piece by piece, of which the last may be empty. Throws ClientError of code `input` for bytes that
 * are none. `lines`: how many have been read.
 */
export async function* readPieces(
  file: InputFile,
  lines: () => number,
): AsyncGenerator<{ readonly text: string; readonly isLast: boolean }> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const reader = createFileReader(file);
  const decode = (value: Uint8Array | null): string => {
    try {
      return value ? decoder.decode(value, { stream: true }) : decoder.decode();
    } catch (cause) {
      throw new ClientError("input", `${file.name}, after line ${lines()}: these bytes are no UTF-8.`, {
        cause,
      });
    }
  };
  try {
    for (;;) {
      const piece = await reader.next();
      yield { text: decode(piece), isLast: piece === null };
      if (piece === null) {
        return;
      }
    }
  } finally {
    await reader.end();
  }
}

/** Throws ClientError of code `input` where what begins in a line has grown beyond what is read at once. */
export function refuseLength(length: number, { name }: InputFile, line: number): void {
  if (length > MAX_LENGTH) {
    throw new ClientError(
      "input",
      `${name}, line ${line}: it has more than ${grouped(MAX_LENGTH)} characters.`,
    );
  }
}
