import { describe, expect, test } from "vitest";
import LEFT_BY_020 from "../../fixtures/work/0.2.0.json" with { type: "json" };
import { pointsByName } from "../model/drawing/points.ts";
import { createFakePorts, type FakePorts, openPage } from "./test-ports.ts";

const EXAMPLE = { fileName: "flow.yml", text: "jtype: Flow\nexecutors:\n  - name: a\n" };
const WORK = "jina-flow-designer.work";
const FILES = "jina-flow-designer.files";
const [TEXT, OTHER] = ["x", "b"].map((name) => `jtype: Flow\nexecutors: [{name: ${name}}]\n`) as [
  string,
  string,
];

/** As 0.1.0 and 0.2.0 wrote it, for the tab and for those to come. */
const WORK_02 = {
  version: 1,
  fileName: "a.yml",
  text: TEXT,
  savedText: "",
  placed: [["x", { x: 1, y: 2 }]],
  rightTab: "yaml",
  leftTab: "outline",
  bottomTab: "problems",
};

function keeping(work: unknown, files?: unknown): FakePorts {
  const ports = createFakePorts();
  for (const area of [ports.tabStorage, ports.storage]) {
    area.set(WORK, typeof work === "string" ? work : JSON.stringify(work));
  }
  if (files !== undefined) {
    ports.tabStorage.set(FILES, typeof files === "string" ? files : JSON.stringify(files));
  }
  return ports;
}

describe("work of older versions", () => {
  test("that a page of 0.2.0 has left in a browser is opened with its places, and is still unsaved", async () => {
    const ports = createFakePorts();
    const { localStorage, sessionStorage } = LEFT_BY_020;
    for (const [key, value] of Object.entries(localStorage)) {
      ports.storage.set(key, value);
    }
    for (const [key, value] of Object.entries(sessionStorage)) {
      ports.tabStorage.set(key, value);
    }
    const { file, tabs, toast } = (await openPage(ports, EXAMPLE)).get();
    expect(file).toMatchObject({
      fileName: "mine.yml",
      text: "jtype: Flow\nexecutors:\n  - name: renamed   # kept\n  - name: second\n    uses: Second\n",
      savedText: "jtype: Flow\nexecutors:\n  - name: first   # kept\n  - name: second\n    uses: Second\n",
    });
    expect(file.places.placed).toEqual([["second", 419, 92]]);
    expect([tabs, toast]).toEqual([{ left: "outline", right: "yaml", bottom: "problems" }, null]);
  });

  test("is opened, kept in the new form, and in the old one no more", async () => {
    const ports = keeping(WORK_02);
    const designer = await openPage(ports, EXAMPLE);
    expect(designer.get()).toMatchObject({
      file: { fileName: "a.yml", text: TEXT, savedText: "" },
      tabs: { left: "outline", right: "yaml", bottom: "problems" },
    });
    expect(designer.get().file.places.placed).toEqual([["x", 1, 2]]);
    await designer.do.keep();
    expect([ports.tabStorage.get(WORK), ports.storage.get(WORK)]).toEqual([null, null]);
    const again = await openPage(ports, EXAMPLE);
    expect(again.get()).toMatchObject({
      file: { fileName: "a.yml", text: TEXT, savedText: "" },
      tabs: { left: "outline" },
    });
  });

  test("of another tab is opened in a new one", async () => {
    const ports = keeping(WORK_02);
    ports.tabStorage.remove(WORK);
    expect((await openPage(ports, EXAMPLE)).get().file.fileName).toBe("a.yml");
  });

  test("brings those that could be gone back to as tabs", async () => {
    const report = { fileName: "old.yml", rows: [{ line: 1, before: "!Flow", text: "Was taken out." }] };
    const before = [{ fileName: "b.yml", text: OTHER, savedText: null, placed: [["b", { x: 3, y: 4 }]] }];
    const ports = keeping(
      { ...WORK_02, report, direction: "down", kept: [["x", { x: 5, y: 6 }]] },
      { version: 1, before, after: [null, 5, { text: 5 }] },
    );
    const designer = await openPage(ports, EXAMPLE);
    expect(designer.get().file).toMatchObject({ report, places: { direction: "down" } });
    expect(designer.get().file.places.kept).toEqual([["x", 5, 6]]);
    designer.do.forwardToFile();
    expect(designer.get().file).toMatchObject({
      fileName: "b.yml",
      text: OTHER,
      savedText: OTHER,
      report: null,
    });
    expect(designer.get().file.places.placed).toEqual([["b", 3, 4]]);
    expect(designer.get().filesAfter).toEqual([]);
  });

  test.each(["{", "[]", '{"version":1,"before":[null,5,{"text":5}],"after":[{}]}', '{"version":9}'])(
    "with files that are none brings none: %s",
    async (files) => {
      const { filesBefore, filesAfter, file } = (await openPage(keeping(WORK_02, files), EXAMPLE)).get();
      expect([filesBefore, filesAfter, file.text]).toEqual([[], [], TEXT]);
    },
  );

  test.each<[string, unknown]>([
    ["another version", { ...WORK_02, version: 2 }],
    ["no version", { ...WORK_02, version: undefined }],
    ["a text that is none", { ...WORK_02, text: 5 }],
    ["a list", []],
    ["null", null],
    ["no JSON", "{"],
  ])("is set aside where nothing of it can be used: %s", async (_, work) => {
    const ports = keeping(work);
    const kept = ports.tabStorage.get(WORK);
    const { file, toast, log } = (await openPage(ports, EXAMPLE)).get();
    expect(file.text).toBe(EXAMPLE.text);
    expect(toast).toMatchObject({ kind: "warning", text: expect.stringContaining("set aside") });
    expect(log).toHaveLength(1);
    expect(ports.tabStorage.get(`${WORK}.damaged`)).toBe(kept);
  });

  test.each<[string, object]>([
    ["no name", { fileName: undefined }],
    ["a saved text that is none", { savedText: 5 }],
    ["places that are no list", { placed: 5 }],
    ["a place that is none", { placed: [["a", null], ["x"], 5] }],
    ["a tab that there is not", { bottomTab: "x", leftTab: 1, rightTab: null }],
  ])("with a text has the text: %s", async (_, change) => {
    const { file, toast } = (await openPage(keeping({ ...WORK_02, ...change }), EXAMPLE)).get();
    expect([file.text, toast]).toEqual([TEXT, null]);
    expect([...pointsByName(file.places.placed).values()].every(({ x, y }) => Number.isFinite(x + y))).toBe(
      true,
    );
  });
});
