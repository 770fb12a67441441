/** A stream of server-sent events, of which only the name and the data are read, in time that grows with the stream. */
import { grouped } from "../base/words.ts";
import { ClientError } from "../model/run/client-error.ts";

interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/** Gives the events of a body one by one. Throws ClientError for one of more than `maxLength` characters. */
export async function* readEvents(
  { body }: Response,
  maxLength: number,
  tried: string,
): AsyncGenerator<ServerEvent> {
  const reader = body?.getReader();
  if (!reader) {
    return;
  }
  const decoder = new TextDecoder();
  /** The line that has no end yet, in the pieces that it came in. */
  let line: string[] = [];
  /** Of the event that has no end yet. */
  let length = 0;
  let endsInReturn = false;
  let name = "";
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      let text = done ? decoder.decode() : decoder.decode(value, { stream: true });
      const isSecondHalf = endsInReturn && text.startsWith("\n");
      endsInReturn = text === "" ? endsInReturn : text.endsWith("\r");
      text = isSecondHalf ? text.slice(1) : text;
      const [first = "", ...others] = text.split(/\r\n|\n|\r/);
      line.push(first);
      length += first.length;
      for (const next of others) {
        const whole = line.join("");
        line = [next];
        length += next.length;
        if (whole === "") {
          if (name !== "" || data.length > 0) {
            yield { name, data: data.join("\n") };
          }
          name = "";
          data = [];
          length = next.length;
          continue;
        }
        const [, field, content = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(whole) ?? [];
        if (field === "event") {
          name = content;
        } else if (field === "data") {
          data.push(content);
        }
      }
      if (length > maxLength) {
        throw new ClientError(
          "too-large",
          `One event of the answer has more than ${grouped(maxLength)} characters, which is what this page takes.`,
          { tried },
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
