import { describe, expect, test } from "vitest";
import { createDesigner } from "./designer.ts";
import { isReadOnly, isUnsaved } from "./open-file.ts";
import { createFakePorts, type FakePorts } from "./test-ports.ts";

const EXAMPLE = { fileName: "flow.yml", text: "jtype: Flow\nexecutors:\n  - name: a\n" };
const WORK = "jina-flow-designer.work";
const SETTINGS = "jina-flow-designer.settings";

const open = (ports: FakePorts) => createDesigner(ports, EXAMPLE);

async function workedOn(): Promise<FakePorts> {
  const ports = createFakePorts();
  const designer = open(ports);
  designer.do.edit({ kind: "rename", name: "a", to: "x" });
  designer.do.movePlaced(new Map([["x", { x: 1.5, y: -2 }]]));
  designer.do.setTab("yaml");
  designer.do.setAddress("grpc://127.0.0.1:54321");
  designer.do.setTheme("dark");
  designer.do.setDelay(null, 7);
  designer.do.setForm({ endpoint: "/search" });
  await ports.clock.pass(250);
  return ports;
}

describe("a reload", () => {
  test("brings back the work and the settings", async () => {
    const state = open(await workedOn()).get();
    expect(state.file.text).toBe(EXAMPLE.text.replace("name: a", "name: x"));
    expect(state).toMatchObject({
      file: { fileName: "flow.yml", savedText: EXAMPLE.text, undo: [] },
      tabs: { left: "palette", right: "yaml", bottom: null },
      address: "grpc://127.0.0.1:54321",
      theme: "dark",
      delayMs: 7,
      form: { endpoint: "/search", requestSize: "100" },
    });
    expect([...state.file.places.placed]).toEqual([["x", { x: 1.5, y: -2 }]]);
  });

  test("of another tab brings what was kept last, its own first", async () => {
    const ports = await workedOn();
    const other: FakePorts = { ...createFakePorts(), storage: ports.storage };
    const designer = open(other);
    expect(designer.get().file.text).toContain("name: x");
    designer.do.edit({ kind: "rename", name: "x", to: "y" });
    designer.keep();
    expect(open(ports).get().file.text).toContain("name: x");
    expect(open({ ...createFakePorts(), storage: ports.storage }).get().file.text).toContain("name: y");
  });

  test("before the pause of 250 ms brings what keep() wrote", async () => {
    const ports = createFakePorts();
    const designer = open(ports);
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    await ports.clock.pass(249);
    expect(ports.tabStorage.get(WORK)).toBeNull();
    designer.keep();
    expect(open(ports).get().file.text).toContain("name: x");
  });

  test("of a long text brings what stood there when typing paused for 2 s", async () => {
    const ports = createFakePorts();
    const designer = open(ports);
    const long = `${EXAMPLE.text}${"#".repeat(100_000)}`;
    const opened = designer.do.openText("long.yml", long);
    await ports.readings[0]!.finish();
    await opened;
    const typeOne = () => designer.do.type([{ from: long.length, to: long.length, insert: "!" }]);
    for (let second = 0; second < 5; second++) {
      typeOne();
      designer.tools.say(`second ${second}`);
      await ports.clock.pass(1000);
    }
    await ports.clock.pass(999);
    expect(ports.tabStorage.get(WORK)).toBeNull();
    await ports.clock.pass(1);
    expect(open(ports).get().file.text).toBe(`${long}!!!!!`);
    // Other tabs get it when this one is left.
    const others = () => open({ ...createFakePorts(), storage: ports.storage }).get().file.text;
    expect(others()).toBe(EXAMPLE.text);
    designer.keep();
    expect(others()).toBe(`${long}!!!!!`);
    typeOne();
    designer.keep();
    expect(open(ports).get().file.text).toBe(`${long}!!!!!!`);
  });

  test("brings back the files that can be gone back to, before and after", async () => {
    const ports = await workedOn();
    const designer = open(ports);
    for (const name of ["b", "c"]) {
      designer.do.openText(`${name}.yml`, `jtype: Flow\nexecutors: [{name: ${name}}]\n`);
    }
    designer.do.edit({ kind: "rename", name: "c", to: "z" });
    designer.do.movePlaced(new Map([["z", { x: 5, y: 6 }]]));
    const unsaved = designer.get().file.text;
    designer.do.backToFile();
    await ports.clock.pass(250);
    const again = open(ports);
    expect(again.get().file.fileName).toBe("b.yml");
    again.do.forwardToFile();
    expect([
      again.get().file.text,
      isUnsaved(again.get().file),
      [...again.get().file.places.placed.keys()],
    ]).toEqual([unsaved, true, ["z"]]);
    again.do.backToFile();
    again.do.backToFile();
    expect(again.get().file.text).toContain("name: x");
    expect(isUnsaved(again.get().file)).toBe(true);
    // Another tab has its own.
    expect(open({ ...createFakePorts(), storage: ports.storage }).get().filesBefore).toEqual([]);
  });

  test("without room for all files brings those with unsaved changes", async () => {
    const ports = createFakePorts();
    const { set } = ports.tabStorage;
    ports.tabStorage.set = (key, text) => !text.includes("too much") && set(key, text);
    const designer = open(ports);
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    designer.do.openText("b.yml", "# too much\n");
    designer.do.openText("c.yml", EXAMPLE.text);
    await ports.clock.pass(250);
    expect(
      open(ports)
        .get()
        .filesBefore.map(({ fileName }) => fileName),
    ).toEqual(["flow.yml"]);
    expect(designer.get().toast?.text).toContain("Opened c.yml");
  });

  test.each(["{", "[]", '{"version":1,"before":[null,5,{"text":5}],"after":[{}]}', '{"version":9}'])(
    "with files that are none brings none: %s",
    async (kept) => {
      const ports = await workedOn();
      ports.tabStorage.set("jina-flow-designer.files", kept);
      const { filesBefore, filesAfter, file } = open(ports).get();
      expect([filesBefore, filesAfter]).toEqual([[], []]);
      expect(file.text).toContain("name: x");
    },
  );

  describe("of a text that holds no Flow right now", () => {
    const BROKEN = "  oops: [";
    const drawn = (ports: FakePorts) => {
      const { file } = open(ports).get();
      return [file.shown.picture.nodes.map(({ name }) => name), isReadOnly(file), file.text];
    };
    const breakText = (designer: ReturnType<typeof open>) => {
      const at = designer.get().file.text.length;
      designer.do.type([{ from: at, to: at, insert: BROKEN }]);
    };

    test("brings the last drawing, read-only, with its places", async () => {
      const ports = await workedOn();
      const designer = open(ports);
      breakText(designer);
      designer.keep();
      const text = designer.get().file.text;
      expect(drawn(ports)).toEqual([["x"], true, text]);
      const again = open(ports);
      expect([...again.get().file.places.placed.keys()]).toEqual(["x"]);
      // Once more, and then mended.
      again.do.setTab("yaml");
      again.keep();
      expect(drawn(ports)).toEqual([["x"], true, text]);
      again.do.type([{ from: text.length - BROKEN.length, to: text.length, insert: "" }]);
      expect(again.get().file.drawnText).toBeNull();
      again.keep();
      expect(ports.tabStorage.get(WORK)).not.toContain("drawnText");
    });

    test("brings it of a file that is gone back to", async () => {
      const ports = await workedOn();
      const designer = open(ports);
      breakText(designer);
      await designer.do.openText("other.yml", "jtype: Flow\nexecutors: [{name: other}]\n");
      designer.keep();
      const again = open(ports);
      again.do.backToFile();
      expect(again.get().file.shown.picture.nodes.map(({ name }) => name)).toEqual(["x"]);
    });

    test("brings a long one as soon as it is read, before the text", async () => {
      const ports = createFakePorts();
      const designer = open(ports);
      const long = `${EXAMPLE.text}${"#".repeat(40_000)}\n`;
      const opened = designer.do.openText("long.yml", long);
      await ports.readings[0]!.finish();
      await opened;
      breakText(designer);
      await ports.readings[0]!.finish();
      designer.keep();
      const again = open(ports);
      expect(again.get().file.shown.picture.nodes).toEqual([]);
      expect(ports.readings.map(({ text }) => text)).toEqual([long]);
      await ports.readings[0]!.finish();
      expect(again.get().file.shown.text).toBe(long);
      await ports.readings[0]!.finish();
      const { file } = again.get();
      expect([file.reading.document.text, file.shown.text, isReadOnly(file)]).toEqual([
        `${long}${BROKEN}`,
        long,
        true,
      ]);
      expect(ports.readings).toEqual([]);
    });

    test.each([
      ["no text", 5],
      ["no Flow either", "- a"],
      ["nothing", undefined],
    ])("brings none where what is kept of it is %s", async (_, drawnText) => {
      const ports = await workedOn();
      const kept = JSON.parse(ports.tabStorage.get(WORK)!) as object;
      ports.tabStorage.set(WORK, JSON.stringify({ ...kept, text: BROKEN, drawnText }));
      expect(drawn(ports)).toEqual([[], true, BROKEN]);
    });
  });

  test("without anything kept brings the example", () => {
    expect(open(createFakePorts()).get()).toMatchObject({
      file: { fileName: "flow.yml", savedText: EXAMPLE.text },
    });
  });
});

test("what the page wrote in the form of version 1 is read", () => {
  const ports = createFakePorts();
  const [text, other] = ["a", "b"].map((name) => `jtype: Flow\nexecutors: [{name: ${name}}]\n`);
  const report = { fileName: "old.yml", rows: [{ line: 1, before: "!Flow", text: "Was taken out." }] };
  const work = {
    version: 1,
    fileName: "a.yml",
    text,
    savedText: "",
    placed: [["a", { x: 1, y: 2 }]],
    rightTab: "yaml",
    leftTab: "outline",
    bottomTab: "problems",
    report,
  };
  const before = [{ fileName: "b.yml", text: other, savedText: null, placed: [["b", { x: 3, y: 4 }]] }];
  ports.tabStorage.set(WORK, JSON.stringify(work));
  ports.tabStorage.set("jina-flow-designer.files", JSON.stringify({ version: 1, before, after: [] }));
  const designer = open(ports);
  expect(designer.get()).toMatchObject({
    file: { fileName: "a.yml", text, savedText: "", report },
    tabs: { left: "outline", right: "yaml", bottom: "problems" },
  });
  expect([...designer.get().file.places.placed]).toEqual([["a", { x: 1, y: 2 }]]);
  designer.do.backToFile();
  expect(designer.get().file).toMatchObject({
    fileName: "b.yml",
    text: other,
    savedText: other,
    report: null,
  });
  expect([...designer.get().file.places.placed]).toEqual([["b", { x: 3, y: 4 }]]);
});

test("what is half typed into a field survives a reload, with the reason for which it was refused", () => {
  const ports = createFakePorts();
  const designer = open(ports);
  const draft = { of: "", text: "many", error: "no number" };
  designer.do.setDraft("a key", draft);
  designer.keep();
  expect([...open(ports).get().file.drafts]).toEqual([["a key", draft]]);
});

describe("what is kept and not what it should be", () => {
  test.each<[string, (kept: Record<string, unknown>) => unknown]>([
    ["another version", (kept) => ({ ...kept, version: 2 })],
    ["no version", ({ version: _, ...kept }) => kept],
    ["a text that is none", (kept) => ({ ...kept, text: 5 })],
    ["a list", () => []],
    ["null", () => null],
  ])("work that is not used but set aside: %s", async (_, change) => {
    const ports = await workedOn();
    const kept = JSON.stringify(change(JSON.parse(ports.tabStorage.get(WORK)!)));
    ports.tabStorage.set(WORK, kept);
    ports.storage.set(WORK, kept);
    const { file, address, toast, log } = open(ports).get();
    expect([file.text, address]).toEqual([EXAMPLE.text, "grpc://127.0.0.1:54321"]);
    expect(toast).toMatchObject({ kind: "warning", text: expect.stringContaining(`${WORK}.damaged`) });
    expect(log).toHaveLength(1);
    expect(ports.tabStorage.get(`${WORK}.damaged`)).toBe(kept);
  });

  test.each<[string, (kept: Record<string, unknown>) => unknown]>([
    ["no name", ({ fileName: _, ...kept }) => kept],
    ["a saved text that is none", (kept) => ({ ...kept, savedText: 5 })],
    ["places that are no list", (kept) => ({ ...kept, placed: 5 })],
    ["a place that is none", (kept) => ({ ...kept, placed: [["a", null], ["x"], 5] })],
    ["a tab that there is not", (kept) => ({ ...kept, bottomTab: "x", leftTab: 1, rightTab: null })],
  ])("of work with a text the text is there: %s", async (_, change) => {
    const ports = await workedOn();
    const kept = change(JSON.parse(ports.tabStorage.get(WORK)!)) as { fileName?: string };
    ports.tabStorage.set(WORK, JSON.stringify(kept));
    const state = open(ports).get();
    expect(state.file.text).toBe(EXAMPLE.text.replace("name: a", "name: x"));
    expect([state.file.fileName, state.tabs.bottom, state.toast]).toEqual(["flow.yml", null, null]);
    expect([...state.file.places.placed.values()].every(({ x, y }) => Number.isFinite(x + y))).toBe(true);
  });

  test.each<[string, (kept: Record<string, unknown>) => unknown]>([
    ["another version", (kept) => ({ ...kept, version: 0 })],
    ["a theme that there is not", (kept) => ({ ...kept, theme: "pink" })],
    ["a form that is none", (kept) => ({ ...kept, form: [5] })],
    ["a delay that is none", (kept) => ({ ...kept, delayMs: "soon" })],
  ])("settings: %s", async (_, change) => {
    const ports = await workedOn();
    ports.storage.set(SETTINGS, JSON.stringify(change(JSON.parse(ports.storage.get(SETTINGS)!))));
    expect(open(ports).get()).toMatchObject({ theme: "system", address: "simulator:", delayMs: 40 });
    expect(open(ports).get().file.text).toContain("name: x");
  });

  test("what is no JSON", async () => {
    const ports = await workedOn();
    ports.tabStorage.set(WORK, "{");
    ports.storage.set(WORK, "");
    ports.storage.set(SETTINGS, "no");
    expect(open(ports).get()).toMatchObject({ file: { savedText: EXAMPLE.text }, theme: "system" });
  });
});

test("a browser that keeps nothing is mentioned once", async () => {
  const ports = createFakePorts();
  ports.tabStorage.set = () => false;
  const designer = open(ports);
  const toasts: string[] = [];
  designer.store.subscribe(({ toast }, before) => {
    if (toast && toast !== before.toast) {
      toasts.push(toast.text);
    }
  });
  for (const to of ["x", "y", "z"]) {
    designer.do.edit({ kind: "rename", name: designer.get().file.reading.document.built.nodes[0]!.name, to });
    await ports.clock.pass(300);
  }
  expect(toasts).toEqual([expect.stringMatching(/cannot keep a file this large/)]);
});

test("settings alone do not write the work again", async () => {
  const ports = createFakePorts();
  const designer = open(ports);
  designer.do.setTheme("dark");
  await ports.clock.pass(300);
  expect(ports.tabStorage.get(WORK)).toBeNull();
  expect(ports.storage.get(SETTINGS)).toContain('"theme":"dark"');
});
