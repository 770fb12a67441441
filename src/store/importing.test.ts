import { expect, test } from "vitest";
import { readImport } from "./importing.ts";
import type { OpenedFile } from "./ports.ts";
import { createFakePorts, openPage } from "./test-ports.ts";

const EXAMPLE = { fileName: "own.yml", text: "jtype: Flow\nexecutors:\n  - name: own\n" };
const CHART = "flowchart LR\na --> b\n";

const fileOf = (name: string, text = CHART): OpenedFile => ({
  name,
  size: text.length,
  bytes: async () => new TextEncoder().encode(text),
});

test("a file in another form is shown as what it would become, and changes nothing before that is taken", async () => {
  const designer = await openPage(createFakePorts(), EXAMPLE);
  const before = designer.get().file;
  await designer.do.openFiles([fileOf("chart.mmd")]);
  expect(designer.get()).toMatchObject({
    dialog: { kind: "import", file: { name: "chart.mmd", text: CHART } },
    file: before,
  });
  designer.do.closeDialog();
  // Chosen in the dialog, whatever it is called.
  await designer.do.importFile(fileOf("notes.txt"));
  expect(designer.get().dialog).toMatchObject({ file: { name: "notes.txt" } });
  await designer.do.importFile({ ...fileOf("huge.mmd"), size: 1e9 });
  expect(designer.get().toast?.text).toContain("huge.mmd has");
  expect(designer.get().dialog).toMatchObject({ file: { name: "notes.txt" } });
});

test("a file that comes once the import dialog was closed does not open it again", async () => {
  const designer = await openPage(createFakePorts(), EXAMPLE);
  designer.do.openDialog({ kind: "import", file: null });
  const { promise, resolve } = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
  const imported = designer.do.importFile({ ...fileOf("chart.mmd"), bytes: () => promise });
  designer.do.closeDialog();
  resolve(new TextEncoder().encode(CHART));
  await imported;
  expect(designer.get().dialog).toBeNull();
});

test.each([
  ["notes.txt", CHART],
  ["flow.yml", `---\ntitle: T\n---\n%%{init: {}}%%\n%% mine\n${CHART}`],
  ["README", `# Search\n\n\`\`\`mermaid\n${CHART}\`\`\`\n`],
  ["search.txt", "import os\nfrom jina import Flow\n\nf = Flow().add(name='a')\n"],
  ["search", "#!/usr/bin/env python\r\nimport jina\r\nwith jina.Flow() as f:\r\n    f.block()\r\n"],
])("a file that is certainly no YAML is imported, whatever it is called: %s", async (name, text) => {
  const designer = await openPage(createFakePorts(), EXAMPLE);
  await designer.do.openFiles([fileOf(name, text)]);
  expect(designer.get().dialog).toEqual({ kind: "import", file: { name, text } });
});

test.each([
  ["one.yml", EXAMPLE.text],
  ["graph.yml", "graph: LR\njtype: Flow\nexecutors: []\n"],
  ["one.txt", "# from jina import Flow\n# flowchart LR\njtype: Flow\nexecutors: []\n"],
  ["old.yml", "!Flow\npods: []\n"],
  [
    "doc.yml",
    "jtype: Flow\nexecutors:\n  - name: a\n    description: |\n      ```mermaid\n      graph LR\n      ```\n",
  ],
  ["list.yml", "import jina: 5\n"],
  ["words.txt", "graph paper\n"],
  ["empty.txt", "%%{"],
])("a file that may be YAML is opened: %s", async (name, text) => {
  const designer = await openPage(createFakePorts(), EXAMPLE);
  await designer.do.openFiles([fileOf(name, text)]);
  expect(designer.get().dialog).toBeNull();
  expect(designer.get().file.fileName).toBe(name);
});

test("of several files dropped at once, one in another form is shown, and the others are opened or told", async () => {
  const designer = await openPage(createFakePorts(), EXAMPLE);
  await designer.do.openFiles([fileOf("one.mmd"), fileOf("two.yml", EXAMPLE.text), fileOf("three.mmd")]);
  expect(designer.get().dialog).toMatchObject({ file: { name: "one.mmd" } });
  expect(designer.get().file.fileName).toBe("two.yml");
  expect(designer.get().toast?.text).toContain("Opened 2 of 3 files.");
  expect(designer.get().log.at(-1)?.text).toContain("three.mmd: finish the import");
});

test("a chart that is put into the open file is offered for import, and what is typed stays as it is", async () => {
  const designer = await openPage(createFakePorts(), EXAMPLE);
  const text = `${EXAMPLE.text}${CHART}`;
  designer.do.type([{ from: EXAMPLE.text.length, to: EXAMPLE.text.length, insert: CHART }]);
  const fix = designer.get().file.problems[0]?.fix;
  expect(fix).toMatchObject({ label: "Import as a new file" });
  await designer.do.applyFix(fix!);
  expect(designer.get().dialog).toEqual({ kind: "import", file: { name: "own.yml", text: CHART } });
  expect(designer.get().file.text).toBe(text);
  // What is typed in front of it moves it, so its places are found anew.
  designer.do.type([{ from: 0, to: 0, insert: "# mine\n" }]);
  await designer.do.applyFix(designer.get().file.problems[0]!.fix!);
  expect(designer.get().dialog).toMatchObject({ file: { text: CHART } });
});

test("a reading that is given up gives nothing", async () => {
  await expect(readImport(CHART, "mermaid", AbortSignal.abort(new Error("given up")))).rejects.toThrow(
    "given up",
  );
  expect(await readImport(CHART, "mermaid", new AbortController().signal)).toMatchObject({ notes: [] });
});
