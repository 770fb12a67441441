import { afterEach, expect, test, vi } from "vitest";
import { NO_VARIABLES } from "../read/substitute.ts";
import type { ExportAnswer, ExportTask, Numbered } from "./exporter.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a task whose answer cannot be sent is answered all the same, and so are those after it", async () => {
  const sent: Numbered<ExportAnswer>[] = [];
  let listener: (event: { data: Numbered<ExportTask> }) => void = () => {};
  vi.stubGlobal("addEventListener", (_: string, listens: typeof listener) => {
    listener = listens;
  });
  vi.stubGlobal("postMessage", (answer: Numbered<ExportAnswer>) => {
    if ("made" in answer.sent) {
      throw new DOMException("() => {} could not be cloned.", "DataCloneError");
    }
    sent.push(answer);
  });
  await import("./export.worker.ts");
  const text = "jtype: Flow\nexecutors:\n  - {name: a}\n";
  const question = { text, given: NO_VARIABLES, kind: "mermaid", options: {}, inputs: {} } as const;
  listener({ data: { number: 7, sent: { ask: "make", question } } });
  listener({ data: { number: 8, sent: { ask: "lines", file: 0, from: 0, to: 1 } } });
  await vi.waitFor(() => expect(sent.length).toBe(2));
  expect(sent).toEqual([
    { number: 7, sent: { fault: expect.stringContaining("DataCloneError") } },
    { number: 8, sent: { lines: [expect.stringContaining("init")] } },
  ]);
});
