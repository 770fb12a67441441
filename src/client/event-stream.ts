/** A stream of server-sent events, of which only the name and the data are read. */

interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/** Gives the events of a body one by one. Throws a RangeError for one of more than `maxLength` characters. */
export async function* readEvents({ body }: Response, maxLength: number): AsyncGenerator<ServerEvent> {
  const reader = body?.getReader();
  if (!reader) {
    return;
  }
  const decoder = new TextDecoder();
  let text = "";
  let name = "";
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      text += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const lines = text.split(/\r\n|\n|\r(?!$)/);
      text = lines.pop() ?? "";
      for (const line of lines) {
        const [, field, content = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
        if (line === "") {
          if (name !== "" || data.length > 0) {
            yield { name, data: data.join("\n") };
          }
          name = "";
          data = [];
        } else if (field === "event") {
          name = content;
        } else if (field === "data") {
          data.push(content);
        }
      }
      if (text.length > maxLength) {
        throw new RangeError(`one event has more than ${maxLength.toLocaleString("en")} characters`);
      }
      if (done) {
        return;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
