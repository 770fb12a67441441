import { expect, test } from "vitest";
import type { Run } from "../model/run/run.ts";
import { commandById, runCommand } from "./commands.ts";
import { createDesigner } from "./designer.ts";
import { createFakePorts } from "./test-ports.ts";

const request = {
  requestId: "r",
  endpoint: "/",
  documents: [{ text: "sent" }],
  parameters: {},
  targetExecutor: "",
};
const RUN: Run = {
  id: 7,
  transport: "simulator:",
  simulated: true,
  startedAtMs: 0,
  state: "running",
  error: null,
  lacks: {},
  notes: [],
  exchanges: [{ request, state: "unsent", roundtripMs: null, reply: null, error: null }],
};

test("answers of the shown run are downloaded, and of a run that goes on it is said", async () => {
  const fake = createFakePorts();
  const files: { readonly name: string; readonly content: string | Blob }[] = [];
  const platform = {
    ...fake.platform,
    download: (name: string, content: string | Blob) => void files.push({ name, content }),
  };
  const designer = createDesigner(
    { ...fake, platform },
    { fileName: "flow.yml", text: "jtype: Flow\nexecutors: []\n" },
  );
  await designer.do.exportAnswers("json", []);
  runCommand(designer, commandById("export-answers"));
  expect([files, designer.get().dialog, designer.get().toast?.text]).toEqual([
    [],
    null,
    "Nothing was sent yet.",
  ]);
  designer.tools.set({ run: RUN });
  runCommand(designer, commandById("export-answers"));
  expect(designer.get().dialog).toEqual({ kind: "export-answers" });
  await designer.do.exportAnswers("failed", []);
  expect(designer.get().toast?.text).toBe(
    "Downloaded answers-7-not-answered.ndjson: what had come until then.",
  );
  expect(await new Response(files[0]?.content).text()).toBe('{"text":"sent"}\n');
  designer.tools.set({ run: { ...RUN, state: "done" } });
  await designer.do.exportAnswers("csv", ["text"]);
  expect(files[1]).toMatchObject({ name: "answers-7.csv", content: { type: "text/csv" } });
  expect(designer.get().toast?.text).toBe("Downloaded answers-7.csv.");
});
