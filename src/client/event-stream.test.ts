import { expect, test } from "vitest";
import { readEvents } from "./event-stream.ts";

/** The events of a text that comes in pieces of so many characters. */
async function eventsOf(text: string, size: number, maxLength = 1000): Promise<string[]> {
  const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    new TextEncoder().encode(text.slice(index * size, (index + 1) * size)),
  );
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = pieces.shift();
      if (piece) {
        controller.enqueue(piece);
      } else {
        controller.close();
      }
    },
  });
  const events: string[] = [];
  for await (const { name, data } of readEvents(new Response(body), maxLength, "")) {
    events.push(`${name}|${data}`);
  }
  return events;
}

test.each([1, 2, 3, 1000])("events are read in pieces of %i characters", async (size) => {
  const text =
    'event: update\r\ndata: {"a": 1}\r\n\r\n: a remark\r\nevent: update\r\ndata:one\r\ndata: two\r\nid: 5\r\n\r\n\r\nevent: end\r\n\r\n';
  expect(await eventsOf(text, size)).toEqual(['update|{"a": 1}', "update|one\ntwo", "end|"]);
  expect(await eventsOf(text.replaceAll("\r\n", "\n"), size)).toHaveLength(3);
});

test("an event that does not end is none", async () => {
  expect(await eventsOf("event: update\r\ndata: 1\r\n", 5)).toEqual([]);
});

test("an event without end is not waited for", async () => {
  await expect(eventsOf(`data: ${"x".repeat(5000)}`, 100)).rejects.toThrow("more than 1,000 characters");
});
