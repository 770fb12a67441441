import { describe, expect, test, vi } from "vitest";
import { pointsByName } from "../model/drawing/points.ts";
import type { Designer } from "./designer.ts";
import { draftKey } from "./drafts.ts";
import { NO_SIMULATION, type SetSettings } from "./kept-simulation.ts";
import { isReadOnly, isUnsaved } from "./open-file.ts";
import { createFakePorts, type FakePorts, openPage } from "./test-ports.ts";

const EXAMPLE = { fileName: "flow.yml", text: "jtype: Flow\nexecutors:\n  - name: a\n" };
const SETTINGS = "jina-flow-designer.settings";

const open = (ports: FakePorts) => openPage(ports, EXAMPLE);

/** Another tab of the same browser. */
const otherTab = ({ database, storage }: FakePorts): FakePorts => ({
  ...createFakePorts(),
  database,
  storage,
});

const partOf = (ports: FakePorts, name: string) =>
  [...ports.database.kept.keys()].find((key) => key.startsWith('["part"') && key.includes(`"${name}"`))!;

async function workedOn(): Promise<FakePorts> {
  const ports = createFakePorts();
  const designer = await open(ports);
  designer.do.edit({ kind: "rename", name: "a", to: "x" });
  designer.do.movePlaced(new Map([["x", { x: 1.5, y: -2 }]]));
  designer.do.setTab("yaml");
  designer.do.setAddress("grpc://127.0.0.1:54321");
  designer.do.setTheme("dark");
  designer.tools.set({ delayMs: 7 });
  designer.do.setForm({ endpoint: "/search" });
  await ports.clock.pass(250);
  return ports;
}

describe("a reload", () => {
  test("brings back the work, its history and the settings", async () => {
    const designer = await open(await workedOn());
    const state = designer.get();
    expect(state.file.text).toBe(EXAMPLE.text.replace("name: a", "name: x"));
    expect(state).toMatchObject({
      file: { fileName: "flow.yml", savedText: EXAMPLE.text },
      tabs: { left: "palette", right: "yaml", bottom: null },
      address: "grpc://127.0.0.1:54321",
      theme: "dark",
      delayMs: 7,
      form: { endpoint: "/search", requestSize: "100" },
    });
    expect(state.file.places.placed).toEqual([["x", 1.5, -2]]);
    expect(state.file.undo.map(({ label }) => label)).toEqual(['Rename "a" to "x"', 'Move "x"']);
    designer.do.undo();
    designer.do.undo();
    expect(designer.get().file.text).toBe(EXAMPLE.text);
    designer.do.redo();
    expect(designer.get().file.text).toContain("name: x");
  });

  test("brings back what can be redone, what is selected and what is shown of the drawing", async () => {
    const ports = await workedOn();
    const designer = await open(ports);
    designer.do.undo();
    designer.do.select(["x"]);
    designer.do.setView({ x: 10, y: -20, zoom: 1.5 });
    await designer.do.keep();
    const again = await open(ports);
    expect(again.get().file).toMatchObject({ view: { x: 10, y: -20, zoom: 1.5 } });
    expect([...again.get().file.selection]).toEqual(["x"]);
    again.do.redo();
    expect(again.get().file.places.placed).toEqual([["x", 1.5, -2]]);
    again.do.undo();
    again.do.edit({ kind: "set", name: "x", key: "replicas", value: 2 });
    await again.do.keep();
    const last = await open(ports);
    expect(last.get().file.redo).toEqual([]);
    expect(last.get().file.undo.map(({ label }) => label)).toEqual([
      'Rename "a" to "x"',
      'Set replicas of "x"',
    ]);
  });

  test("of another tab brings what was kept last, and its own first", async () => {
    const ports = await workedOn();
    const other = otherTab(ports);
    const designer = await open(other);
    expect(designer.get().file.text).toContain("name: x");
    await designer.do.openText("other.yml", EXAMPLE.text);
    await designer.do.keep();
    expect((await open(ports)).get().file.fileName).toBe("flow.yml");
    expect((await open(otherTab(ports))).get().file.text).toContain("name: x");
  });

  test("within 200 ms brings what was kept as the page was left", async () => {
    const ports = createFakePorts();
    const designer = await open(ports);
    const { write } = ports.database;
    ports.database.write = () => new Promise(() => {});
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    designer.leave();
    ports.database.write = write;
    const again = await open(ports);
    expect(again.get().file.text).toContain("name: x");
    again.do.undo();
    expect(again.get().file.text).toBe(EXAMPLE.text);
  });

  test("while an older text was being written brings the newer one, which is no conflict", async () => {
    const ports = createFakePorts();
    const designer = await open(ports);
    const { write } = ports.database;
    ports.database.write = async (change) => {
      await write(change);
      // The page is gone before it hears of it.
      return new Promise(() => {});
    };
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    await ports.clock.pass(250);
    designer.do.edit({ kind: "rename", name: "x", to: "y" });
    designer.leave();
    ports.database.write = write;
    const again = await open(ports);
    await again.do.keep();
    const { file, filesBefore, toast } = again.get();
    expect([file.text, file.undo.length, filesBefore, toast]).toEqual([
      EXAMPLE.text.replace("name: a", "name: y"),
      2,
      [],
      null,
    ]);
    expect((await open(ports)).get().file.text).toBe(file.text);
  });

  test("brings what is in the database where that is newer than what the page left", async () => {
    const ports = createFakePorts();
    const designer = await open(ports);
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    designer.leave();
    await designer.do.keep();
    const again = await open(ports);
    expect([again.get().file.text, again.get().filesBefore, again.get().file.undo.length]).toEqual([
      designer.get().file.text,
      [],
      1,
    ]);
  });

  test("brings back all open files in their order, each with its history, and what was closed", async () => {
    const ports = await workedOn();
    const designer = await open(ports);
    for (const name of ["b", "c", "d"]) {
      await designer.do.openText(`${name}.yml`, `jtype: Flow\nexecutors: [{name: ${name}}]\n`);
    }
    designer.do.closeFile(designer.get().file.id);
    designer.do.edit({ kind: "rename", name: "c", to: "z" });
    designer.do.backToFile();
    await ports.clock.pass(250);
    const again = await open(ports);
    expect(again.get().file.fileName).toBe("b.yml");
    again.do.forwardToFile();
    expect([again.get().file.text, isUnsaved(again.get().file)]).toEqual([
      "jtype: Flow\nexecutors: [{name: z}]\n",
      true,
    ]);
    again.do.undo();
    expect(again.get().file.text).toContain("name: c");
    again.do.backToFile();
    again.do.backToFile();
    expect(again.get().file.text).toContain("name: x");
    await again.do.reopenFile();
    expect(again.get().file.fileName).toBe("d.yml");
    expect(again.get().closed).toEqual([]);
  });

  test("of a long history brings its newest part", async () => {
    const ports = createFakePorts();
    const designer = await open(ports);
    for (let step = 0; step < 60; step++) {
      const { length } = designer.get().file.text;
      designer.do.type([{ from: 0, to: length, insert: `# ${step}${"-".repeat(50_000)}` }], "whole");
    }
    await designer.do.keep();
    const again = await open(ports);
    const { undo, text } = again.get().file;
    expect([undo.length > 10, undo.length < 60, text]).toEqual([true, true, designer.get().file.text]);
    again.do.undo();
    expect(again.get().file.text).toBe(`# 58${"-".repeat(50_000)}`);
  });

  describe("of a text that holds no Flow right now", () => {
    const BROKEN = "  oops: [";
    const drawn = async (ports: FakePorts) => {
      const { file } = (await open(ports)).get();
      return [file.shown.picture.nodes.map(({ name }) => name), isReadOnly(file), file.text];
    };
    const breakText = (designer: Designer) => {
      const at = designer.get().file.text.length;
      designer.do.type([{ from: at, to: at, insert: BROKEN }]);
    };

    test("brings the last drawing, read-only, with its places", async () => {
      const ports = await workedOn();
      const designer = await open(ports);
      breakText(designer);
      await designer.do.keep();
      const text = designer.get().file.text;
      expect(await drawn(ports)).toEqual([["x"], true, text]);
      const again = await open(ports);
      expect(again.get().file.places.placed).toEqual([["x", 1.5, -2]]);
      // Once more, and then mended.
      again.do.setTab("yaml");
      await again.do.keep();
      expect(await drawn(ports)).toEqual([["x"], true, text]);
      again.do.type([{ from: text.length - BROKEN.length, to: text.length, insert: "" }]);
      expect(again.get().file.drawnText).toBeNull();
      await again.do.keep();
      expect([...ports.database.kept].find(([key]) => key.includes('"drawn"'))?.[1]).toBeNull();
    });

    test("brings it of a file that is gone back to", async () => {
      const ports = await workedOn();
      const designer = await open(ports);
      breakText(designer);
      await designer.do.openText("other.yml", "jtype: Flow\nexecutors: [{name: other}]\n");
      await designer.do.keep();
      const again = await open(ports);
      again.do.backToFile();
      expect(again.get().file.shown.picture.nodes.map(({ name }) => name)).toEqual(["x"]);
    });

    test("brings a long one as soon as it is read, before the text", async () => {
      const ports = createFakePorts();
      const designer = await open(ports);
      const long = `${EXAMPLE.text}${"#".repeat(40_000)}\n`;
      const opened = designer.do.openText("long.yml", long);
      await ports.readings[0]!.finish();
      await opened;
      breakText(designer);
      await ports.readings[0]!.finish();
      await designer.do.keep();
      const again = await open(ports);
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
      ports.database.kept.set(partOf(ports, "text"), BROKEN);
      ports.database.kept.set(partOf(ports, "drawn"), drawnText);
      ports.database.kept.delete(partOf(ports, "step"));
      expect(await drawn(ports)).toEqual([[], true, BROKEN]);
    });
  });

  test("without anything kept brings the example", async () => {
    expect((await open(createFakePorts())).get()).toMatchObject({
      file: { fileName: "flow.yml", savedText: EXAMPLE.text },
    });
  });
});

describe("a file that is closed", () => {
  test("leaves the one before it, and comes back as it was", async () => {
    const ports = createFakePorts();
    const designer = await open(ports);
    await designer.do.openText("b.yml", EXAMPLE.text);
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    const { id } = designer.get().file;
    designer.do.closeFile(id);
    expect(designer.get()).toMatchObject({
      file: { fileName: "flow.yml" },
      filesAfter: [],
      closed: [id],
      toast: { text: "Closed b.yml; it is kept.", offer: "reopen" },
    });
    await designer.do.keep();
    await designer.do.reopenFile();
    expect(designer.get().file).toMatchObject({ id, fileName: "b.yml", undo: [{}] });
    designer.do.undo();
    expect(designer.get().file.text).toBe(EXAMPLE.text);
  });

  test("comes back before it was written, too", async () => {
    const designer = await open(createFakePorts());
    await designer.do.openText("b.yml", EXAMPLE.text);
    designer.do.closeFile(designer.get().file.id);
    await designer.do.reopenFile();
    expect(designer.get().file.fileName).toBe("b.yml");
  });

  test("and is the only one leaves a new Flow", async () => {
    const designer = await open(createFakePorts());
    designer.do.closeFile(designer.get().file.id);
    expect(designer.get().file.text).toContain("executors: []");
    await designer.do.reopenFile();
    expect(designer.get().file.text).toBe(EXAMPLE.text);
    await designer.do.reopenFile();
    expect(designer.get().announcement).toBe("No file was closed.");
  });
});

test("what is half typed into a field survives a reload, with the reason for which it was refused", async () => {
  const ports = createFakePorts();
  const designer = await open(ports);
  const draft = { of: "", text: "many", error: "no number" };
  const key = draftKey({ owners: ["a"], way: ["replicas"] });
  designer.do.setDraft(key, draft);
  await designer.do.keep();
  expect([...(await open(ports)).get().file.drafts]).toEqual([[key, draft]]);
});

describe("what is kept and not what it should be", () => {
  test.each<[string, (ports: FakePorts) => void]>([
    [
      "another version",
      ({ database: { kept } }) => {
        for (const key of kept.keys()) {
          if (key.startsWith('["head"')) {
            kept.set(key, { version: 9 });
          }
        }
      },
    ],
    ["a text that is none", (ports) => ports.database.kept.set(partOf(ports, "text"), 5)],
    ["no text", (ports) => ports.database.kept.delete(partOf(ports, "text"))],
  ])("work that is not used and stays where it is: %s", async (_, change) => {
    const ports = await workedOn();
    change(ports);
    const before = new Map(ports.database.kept);
    const designer = await open(ports);
    const { file, address, toast, log } = designer.get();
    expect([file.text, address]).toEqual([EXAMPLE.text, "grpc://127.0.0.1:54321"]);
    expect(toast).toMatchObject({ kind: "warning", text: expect.stringContaining("could not be used") });
    expect(log).toHaveLength(1);
    designer.do.edit({ kind: "rename", name: "a", to: "y" });
    await designer.do.keep();
    const parts = [...before].filter(([key]) => !key.startsWith('["tab"'));
    expect(parts.map(([key]) => ports.database.kept.get(key))).toEqual(parts.map(([, value]) => value));
  });

  test("work that is open beside the one that is shown: it is told too", async () => {
    const ports = await workedOn();
    const designer = await open(ports);
    await designer.do.openText("b.yml", EXAMPLE.text);
    await designer.do.keep();
    ports.database.kept.delete(partOf(ports, "text"));
    const again = await open(ports);
    expect([again.get().file.fileName, again.get().filesBefore]).toEqual(["b.yml", []]);
    expect(again.get().toast?.text).toContain("could not be used");
  });

  test.each<[string, string, unknown]>([
    ["a saved text that is none", "saved", 5],
    ["places that are none", "places", 5],
    ["a place that is none", "places", { direction: "right", placed: ["a", null, 1, 5], kept: 3 }],
    ["a view that is none", "view", { view: { x: "a" }, selection: [1], selectedEdges: [null, {}] }],
    ["a report that is none", "report", { fileName: "a", rows: [1] }],
    ["a step that is none", "step", { label: 5 }],
    [
      "a step that does not fit",
      "step",
      {
        label: "x",
        kind: "edit",
        backward: { changes: [{ from: 0, to: 9999, insert: "" }], places: { direction: "right" } },
        forward: { changes: [], places: null },
        report: null,
      },
    ],
  ])("of work with a text the text is there: %s", async (_, part, value) => {
    const ports = await workedOn();
    ports.database.kept.set(partOf(ports, part), value);
    const designer = await open(ports);
    const { file, toast } = designer.get();
    expect([file.text, toast]).toEqual([EXAMPLE.text.replace("name: a", "name: x"), null]);
    expect([...pointsByName(file.places.placed).values()].every(({ x, y }) => Number.isFinite(x + y))).toBe(
      true,
    );
    expect(file.undo.length).toBe(part === "step" ? 0 : 2);
    designer.do.undo();
    designer.do.edit({ kind: "rename", name: designer.get().file.shown.picture.nodes[0]!.name, to: "z" });
    await designer.do.keep();
    const again = await open(ports);
    expect(again.get().file).toMatchObject({ text: designer.get().file.text });
    expect(again.get().file.undo).toHaveLength(designer.get().file.undo.length);
  });

  test.each([null, 5, [], { version: 9 }, { version: 1, shown: "x", open: [5], tabs: 5 }])(
    "what a tab had open: %j",
    async (value) => {
      const ports = await workedOn();
      for (const key of ports.database.kept.keys()) {
        if (key.startsWith('["tab"')) {
          ports.database.kept.set(key, value);
        }
      }
      const designer = await open(ports);
      expect(designer.get().file.text).toContain("name: x");
      expect(designer.get().tabs.bottom).toBeNull();
    },
  );

  test.each(["{", "[]", "5", '{"documents":5}', '{"documents":[5,[],[{"key":5}],[{"key":["head","a"]}]]}'])(
    "what was not written when the page was left: %s",
    async (kept) => {
      const ports = await workedOn();
      ports.tabStorage.set("jina-flow-designer.unwritten", kept);
      expect((await open(ports)).get().file.text).toContain("name: x");
    },
  );

  test.each<[string, (kept: Record<string, unknown>) => unknown]>([
    ["another version", (kept) => ({ ...kept, version: 0 })],
    ["a theme that there is not", (kept) => ({ ...kept, theme: "pink" })],
    ["a form that is none", (kept) => ({ ...kept, form: [5] })],
    ["a delay that is none", (kept) => ({ ...kept, delayMs: "soon" })],
    ["no JSON", () => "no"],
  ])("settings: %s", async (_, change) => {
    const ports = await workedOn();
    const changed = change(JSON.parse(ports.storage.get(SETTINGS)!));
    ports.storage.set(SETTINGS, typeof changed === "string" ? changed : JSON.stringify(changed));
    const designer = await open(ports);
    expect(designer.get()).toMatchObject({ theme: "system", address: "simulator:", delayMs: 40 });
    expect(designer.get().file.text).toContain("name: x");
  });
});

describe("a browser that keeps nothing", () => {
  test("for a newer version of the page is told once, in its own words", async () => {
    const ports = createFakePorts();
    const designer = await open(ports);
    ports.database.write = async () => {
      throw new DOMException("the connection is closing", "InvalidStateError");
    };
    designer.replaced();
    designer.do.edit({ kind: "rename", name: designer.get().file.shown.picture.nodes[0]!.name, to: "x" });
    await ports.clock.pass(6000);
    expect(designer.get().unkept).toContain("the connection is closing");
    expect(designer.get().log.map(({ text }) => text)).not.toContainEqual(
      expect.stringContaining("does not keep your work"),
    );
    expect(designer.get().toast?.text ?? "").not.toContain("does not keep your work");
  });

  test("is mentioned once, with the download, and when it keeps again", async () => {
    const ports = createFakePorts();
    const { write } = ports.database;
    ports.database.write = async () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
    const designer = await open(ports);
    const toasts: string[] = [designer.get().toast!.text];
    expect(designer.get().toast).toMatchObject({ kind: "warning", offer: "download" });
    designer.store.subscribe(({ toast }, before) => {
      if (toast && toast !== before.toast) {
        toasts.push(toast.text);
      }
    });
    for (const to of ["x", "y", "z"]) {
      designer.do.edit({ kind: "rename", name: designer.get().file.shown.picture.nodes[0]!.name, to });
      await ports.clock.pass(300);
    }
    expect(designer.get().unkept).toBe("its storage is full");
    ports.database.write = write;
    await ports.clock.pass(6000);
    expect(designer.get().unkept).toBeNull();
    expect(toasts).toEqual([
      expect.stringContaining("does not keep your work: its storage is full."),
      "The browser keeps your work again.",
    ]);
    expect((await open(ports)).get().file.text).toContain("name: z");
  });

  test("at first goes on with this tab's files once it keeps them", async () => {
    const ports = await workedOn();
    const { write } = ports.database;
    ports.database.write = async () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
    const designer = await open(ports);
    await designer.do.openText("b.yml", EXAMPLE.text);
    ports.database.write = write;
    await ports.clock.pass(6000);
    const again = await open(ports);
    expect([again.get().filesBefore.length, again.get().file.fileName]).toEqual([1, "b.yml"]);
  });

  test("keeps the files all the same that it has room for", async () => {
    const ports = createFakePorts();
    const designer = await open(ports);
    const { write } = ports.database;
    ports.database.write = async (change) => {
      if (change.put?.some(({ value }) => typeof value === "string" && value.includes("large"))) {
        throw new DOMException("no room", "QuotaExceededError");
      }
      return write(change);
    };
    designer.do.type([{ from: 0, to: 0, insert: "# large\n" }]);
    await designer.do.openText("b.yml", `${EXAMPLE.text}# small\n`);
    await designer.do.keep();
    expect(designer.get().unkept).toBe("its storage is full");
    expect([...ports.database.kept.values()]).toContain(`${EXAMPLE.text}# small\n`);
  });

  test("does not bring back a closed file that was removed to make room", async () => {
    const ports = createFakePorts();
    const designer = await open(ports);
    await designer.do.openText("b.yml", EXAMPLE.text);
    await designer.do.keep();
    const { id } = designer.get().file;
    const { write } = ports.database;
    ports.database.write = async (change) => {
      if (change.put) {
        throw new DOMException("no room", "QuotaExceededError");
      }
      return write(change);
    };
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    designer.do.closeFile(id);
    await designer.do.keep();
    await ports.clock.passUntil(designer.do.removeKept(id));
    ports.database.write = write;
    await ports.clock.pass(6000);
    expect(designer.get().unkept).toBeNull();
    expect((await designer.do.listKept())?.map(({ fileName }) => fileName)).toEqual(["flow.yml"]);
  });
});

test("how it is simulated belongs to the file, follows names, and survives a reload", async () => {
  const ports = createFakePorts();
  const designer = await open(ports);
  const slow: SetSettings = {
    latency: { kind: "fixed", ms: 250 },
    behaviour: { kind: "embed", dimension: 4 },
    concurrency: Number.POSITIVE_INFINITY,
  };
  designer.do.simulate("a", slow);
  designer.do.edit({ kind: "rename", name: "a", to: "x" });
  designer.do.setSimulation({ seed: 9 });
  expect([...designer.get().file.simulation.executors]).toEqual([["x", slow]]);
  designer.do.newFlow();
  expect(designer.get().file.simulation).toEqual(NO_SIMULATION);
  designer.do.backToFile();
  await designer.do.keep();
  const again = await open(ports);
  expect(again.get().file.simulation).toEqual({
    ...NO_SIMULATION,
    seed: 9,
    executors: new Map([["x", slow]]),
  });
  // What is kept may be anything, and older versions kept delays alone.
  ports.database.kept.set(partOf(ports, "simulation").replace("simulation", "delays"), [
    ["x", 1e9],
    ["y"],
    5,
    ["z", 7],
  ]);
  ports.database.kept.set(partOf(ports, "simulation"), 5);
  const other = await open(ports);
  expect(
    other
      .get()
      .filesAfter.concat(other.get().file)
      .flatMap(({ simulation }) => [...simulation.executors]),
  ).toEqual([["z", { latency: { kind: "fixed", ms: 7 } }]]);
});

describe("a browser that does not give back", () => {
  const refuse = async (): Promise<never> => {
    throw new DOMException("the disk has a fault", "UnknownError");
  };
  const TOLD = "The browser does not give back all that it kept of your work: UnknownError: the disk has";

  /** A tab with the files flow.yml, b.yml and c.yml, of which the last is shown. */
  async function threeFiles(): Promise<FakePorts> {
    const ports = createFakePorts();
    const designer = await open(ports);
    await designer.do.openText("b.yml", `${EXAMPLE.text}# b\n`);
    await designer.do.openText("c.yml", `${EXAMPLE.text}# c\n`);
    await designer.do.keep();
    return ports;
  }

  /** The parts of this file are refused until what is returned is called. */
  const refuseFile = (ports: FakePorts, name: string) => {
    const { read } = ports.database;
    const [head] = [...ports.database.kept].find(
      ([key, value]) => key.startsWith('["head"') && JSON.stringify(value).includes(name),
    )!;
    const id = JSON.parse(head)[1];
    ports.database.read = (...prefixes) =>
      prefixes.some((prefix) => prefix[1] === id) ? refuse() : read(...prefixes);
    return () => {
      ports.database.read = read;
    };
  };

  const namesOf = ({ filesBefore, file, filesAfter }: ReturnType<Designer["get"]>) =>
    [...filesBefore, file, ...filesAfter].map(({ fileName }) => fileName);

  test("one file has the others, and that one among those that can be opened again", async () => {
    const ports = await threeFiles();
    const give = refuseFile(ports, "b.yml");
    const designer = await open(ports);
    expect(namesOf(designer.get())).toEqual(["flow.yml", "c.yml"]);
    expect(designer.get().toast?.text).toContain(TOLD);
    give();
    await designer.do.reopenFile();
    expect(designer.get().file).toMatchObject({ fileName: "b.yml", text: `${EXAMPLE.text}# b\n` });
  });

  test("the file that was shown shows another one", async () => {
    const ports = await threeFiles();
    refuseFile(ports, "c.yml");
    const designer = await open(ports);
    expect(namesOf(designer.get())).toEqual(["flow.yml", "b.yml"]);
    expect(designer.get().toast?.text).toContain(TOLD);
  });

  test("anything still has what this tab kept itself as it was left", async () => {
    const ports = await threeFiles();
    const designer = await open(ports);
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    designer.leave();
    ports.database.read = refuse;
    ports.database.write = refuse;
    const again = await open(ports);
    expect(again.get().file.text).toBe(`${EXAMPLE.text.replace("name: a", "name: x")}# c\n`);
    expect(again.get().unkept).toContain("the disk has a fault");
  });
});

test("settings alone do not write the work again", async () => {
  const ports = createFakePorts();
  const designer = await open(ports);
  const before = new Map(ports.database.kept);
  designer.do.setTheme("dark");
  await ports.clock.pass(300);
  expect(ports.database.kept).toEqual(before);
  expect(ports.storage.get(SETTINGS)).toContain('"theme":"dark"');
});

test("of 100 open files only the one that is changed is looked at and written, after a reload too", async () => {
  const ports = createFakePorts();
  const first = await open(ports);
  for (let count = 1; count <= 100; count++) {
    await first.do.openText(`${count}.yml`, EXAMPLE.text);
    // With unsaved changes they stay open.
    first.do.edit({ kind: "rename", name: "a", to: `a${count}` });
  }
  await first.do.keep();
  /** Texts that are made of keys and values, by how much is written, while something is done. */
  const countOf = async (designer: Designer, act: () => void) => {
    await ports.clock.pass(1000);
    const made = vi.spyOn(JSON, "stringify");
    const before = new Map(ports.database.kept);
    act();
    await designer.do.keep();
    await ports.clock.pass(1000);
    const { length } = made.mock.calls;
    made.mockRestore();
    const written = [...ports.database.kept].filter(([key, value]) => before.get(key) !== value);
    const documents = new Set(written.map(([key]) => JSON.parse(key)[1]));
    return { made: length, documents: documents.size };
  };
  const rename = (designer: Designer, to: string) => () => {
    designer.do.edit({ kind: "rename", name: "a100", to });
  };
  const counted = await countOf(first, rename(first, "b"));
  // The document and its tab.
  expect(counted.documents).toBe(2);
  expect(counted.made).toBeLessThan(200);
  first.do.undo();
  await first.do.keep();

  const again = await open(ports);
  expect(again.get().filesBefore).toHaveLength(99);
  const later = await countOf(again, rename(again, "c"));
  expect(later.documents).toBe(2);
  expect(later.made).toBeLessThan(200);
  expect((await again.do.listKept())?.length).toBe(101);
});
