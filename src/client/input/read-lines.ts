/** A text that comes as bytes, line by line. Pure. */
import { grouped } from "../../base/words.ts";
import { ClientError } from "../../model/run/client-error.ts";

/** Characters of one line: a document with a large blob in base64 has as many. */
const MAX_LINE = 64 << 20;

/** A line without its end. */
interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/** Gives the lines of UTF-8. Throws ClientError of code `input` for bytes that are none, and for a line without end. */
export async function* readLines(bytes: ReadableStream<Uint8Array>, name: string): AsyncGenerator<Line> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const reader = bytes.getReader();
  let rest = "";
  let number = 0;
  const decode = (value: Uint8Array | undefined): string => {
    try {
      return value ? decoder.decode(value, { stream: true }) : decoder.decode();
    } catch (cause) {
      throw new ClientError("input", `${name}, after line ${number}: these bytes are no UTF-8.`, { cause });
    }
  };
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const text = decode(value);
      rest += text;
      if (done || /[\r\n]/.test(text)) {
        const lines = rest.split(/\r\n|\n|\r(?!$)/);
        rest = done ? "" : (lines.pop() ?? "");
        for (const line of lines) {
          number += 1;
          yield { text: line.replace(/\r$/, ""), number };
        }
      }
      if (rest.length > MAX_LINE) {
        throw new ClientError(
          "input",
          `${name}, line ${number + 1}: it has more than ${grouped(MAX_LINE)} characters.`,
        );
      }
      if (done) {
        return;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
