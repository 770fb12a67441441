import { expect, test, vi } from "vitest";
import { createFakePorts } from "./test-ports.ts";

/** A page of which no late code has been asked for yet. */
async function startFresh(text: string) {
  vi.resetModules();
  const { createDesigner } = await import("./designer.ts");
  const designer = createDesigner(createFakePorts(), { fileName: "flow.yml", text });
  return { designer, file: () => designer.get().file };
}

test("an old file is drawn once the code that reads it has come, and cannot be edited before", async () => {
  const { designer, file } = await startFresh("jtype: Flow\nversion: '1'\npods:\n  - name: a\n  - name: b\n");
  expect(file().reading.document.isFlow).toBe(false);
  expect(file().problems.map(({ code, message }) => [code, message])).toEqual([
    [
      "legacy",
      "This file is one of an old version of Jina. The part of the page that reads such files is not there yet.",
    ],
  ]);
  await designer.advise();
  expect(file().shown.legacy?.version).toBe("2.x");
  expect(file().shown.picture.nodes.map(({ name }) => name)).toEqual(["a", "b"]);
  expect(file().problems[0]).toMatchObject({ code: "legacy", fix: { rewrite: "convert" } });
});

test("fixes are offered once their code has come", async () => {
  const { designer, file } = await startFresh(
    "jtype: Flow\nexecutors:\n  - {name: a, replicsa: 2}\n  - {jtype: Executr, name: b}\n",
  );
  const fixes = () =>
    file()
      .problems.flatMap(({ fix, choices = [] }) => [fix, ...choices])
      .filter(Boolean);
  expect(fixes()).toEqual([]);
  const told = file().problems.map(({ code, path }) => ({ code, path }));
  await designer.advise();
  expect(fixes().length).toBeGreaterThan(0);
  expect(file().problems.map(({ code, path }) => ({ code, path }))).toEqual(expect.arrayContaining(told));
});

test("a file that is a Flow but for its jtype offers that once the code has come", async () => {
  const { designer, file } = await startFresh("executors:\n  - {name: a}\n");
  expect(file().problems.map(({ code, fix }) => [code, fix])).toEqual([["no-flow", undefined]]);
  await designer.advise();
  expect(file().problems[0]?.fix?.label).toBe("Insert jtype: Flow");
});
