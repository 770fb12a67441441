/**
 * [F1] Whatever throws inside a reading, an edit or a gesture: the text is the store's, what was typed is in it, and it
 * can be downloaded and undone.
 * [F2] A message says that the fault is ours and what was being done, in toast and log, and offers the download.
 * [F3] A text whose reading threw shows the last picture, read-only, and is read again at the next change.
 * [F4] The same fault, again and again, is told once in ten seconds.
 */
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { LoadError } from "../base/load-error.ts";
import { createHandClock } from "../base/test-clock.ts";
import type * as Rewrite from "../formats/convert/rewrite.ts";
import type * as EditDocument from "../formats/edit/edit-document.ts";
import type * as ReadDocument from "../formats/read/read-document.ts";
import { commandById, runCommand } from "./commands.ts";
import { createDesigner, type Designer } from "./designer.ts";
import { createFaults, guardActions, wordsOf } from "./faults.ts";
import type * as History from "./history.ts";
import { loadLate } from "./late.ts";
import { isStale, UNREAD } from "./open-file.ts";
import type { Client } from "./ports.ts";
import { READ_AT_ONCE } from "./reader.ts";
import { type RestoredWork, restoreWork } from "./restore.ts";
import { createFakeClient } from "./test-client.ts";
import { createFakePorts, type FakePorts } from "./test-ports.ts";

// What is mocked here is loaded for this file alone: the files before it in this process have the real one, and so have
// those after it.
vi.hoisted(() => vi.resetModules());
afterAll(() => {
  vi.resetModules();
});

/** What throws, by seam; a test turns one on. */
const broken = vi.hoisted(() => ({
  read: (_text: string): boolean => false,
  picture: false,
  edit: false,
  rewrite: false,
  history: false,
}));

const fail = vi.hoisted(() => (): never => {
  throw new TypeError("we have failed");
});

vi.mock("../formats/read/read-document.ts", async (load) => {
  const real = await load<typeof ReadDocument>();
  const readDocument: typeof real.readDocument = (text, around, advise) => {
    const document = broken.read(text) ? fail() : real.readDocument(text, around, advise);
    return broken.picture ? Object.defineProperty({ ...document }, "picture", { get: fail }) : document;
  };
  return { ...real, readDocument };
});
vi.mock("../formats/edit/edit-document.ts", async (load) => {
  const real = await load<typeof EditDocument>();
  const editDocument: typeof real.editDocument = (...args) =>
    broken.edit ? fail() : real.editDocument(...args);
  return { ...real, editDocument };
});
vi.mock("../formats/convert/rewrite.ts", async (load) => {
  const real = await load<typeof Rewrite>();
  const rewrite: typeof real.rewrite = (...args) => (broken.rewrite ? fail() : real.rewrite(...args));
  return { ...real, rewrite };
});
vi.mock("./history.ts", async (load) => {
  const real = await load<typeof History>();
  const recordStep: typeof real.recordStep = (...args) =>
    broken.history ? fail() : real.recordStep(...args);
  return { ...real, recordStep };
});

beforeEach(() => {
  Object.assign(broken, { read: () => false, picture: false, edit: false, rewrite: false, history: false });
});

const TEXT = "jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n";
const OLD = "!Flow\npods:\n  a: {uses: A}\n";
const FAULT =
  /^A fault of the Designer, not of your file, while (.*): TypeError: we have failed\. Your text is kept\.$/;

function start(text = TEXT, ports = createFakePorts(), work?: RestoredWork) {
  const designer = createDesigner(ports, { fileName: "flow.yml", text }, work);
  return { designer, ports, text: () => designer.get().file.text };
}

const typeAtEnd = (designer: Designer, insert: string) => {
  const { length } = designer.get().file.text;
  designer.do.type([{ from: length, to: length, insert }]);
};

/** [F2] What was told, once: what was being done. */
function expectTold({ designer }: { designer: Designer }, doing: string): void {
  const errors = designer.get().log.filter(({ kind }) => kind === "error");
  expect(errors.map(({ text }) => FAULT.exec(text)?.[1])).toEqual([doing]);
  expect(designer.get().toast).toMatchObject({ kind: "warning", text: errors[0]!.text, offer: "download" });
}

/** [F1] What is downloaded is the text, whatever state the page is in. */
function expectDownloads({ designer, ports }: { designer: Designer; ports: FakePorts }, text: string): void {
  runCommand(designer, commandById("download"));
  expect(ports.done.at(-1)).toBe(`download flow.yml: ${text}`);
}

describe("[F1] [F2] [F3] reading", () => {
  test("what is typed", () => {
    const page = start();
    const { designer, text } = page;
    const { shown } = designer.get().file;
    broken.read = (read) => read.includes("bad");
    typeAtEnd(designer, "# bad");
    expect(text()).toBe(`${TEXT}# bad`);
    expectTold(page, "reading the text");
    expect([isStale(designer.get().file), designer.get().file.shown === shown]).toEqual([true, true]);
    expect(designer.get().file.problems).toMatchObject([
      {
        code: "fault",
        message: expect.stringContaining("fault of the Designer, not of your file (TypeError: we"),
      },
    ]);
    expect(designer.do.edit({ kind: "rename", name: "a", to: "x" })).toBe(UNREAD);
    runCommand(designer, commandById("add"));
    expect(designer.get().toast?.text).toBe(UNREAD);
    expectDownloads(page, `${TEXT}# bad`);
    // The next key reads again.
    designer.do.type([{ from: TEXT.length + 2, to: TEXT.length + 3, insert: "B" }]);
    expect(text()).toBe(`${TEXT}# Bad`);
    expect([isStale(designer.get().file), designer.get().file.problems]).toEqual([false, []]);
    designer.do.undo();
    expect([text(), isStale(designer.get().file)]).toEqual([`${TEXT}# bad`, true]);
    designer.do.undo();
    expect([text(), isStale(designer.get().file)]).toEqual([TEXT, false]);
  });

  test("a file that is opened, which is there with its text, and the one before to go back to", async () => {
    const page = start();
    broken.read = (read) => read.includes("bad");
    await page.designer.do.openText("bad.yml", "bad: 1\n");
    expectTold(page, "reading the text");
    const { tabs } = page.designer.get();
    const { fileName, shown } = page.designer.get().file;
    expect([page.text(), fileName, tabs.bottom, shown.built.nodes]).toEqual([
      "bad: 1\n",
      "bad.yml",
      "problems",
      [],
    ]);
    page.designer.do.backToFile();
    expect(page.text()).toBe(TEXT);
    page.designer.do.forwardToFile();
    expect(page.text()).toBe("bad: 1\n");
  });

  test("at the start, of the example and of what was kept", async () => {
    broken.read = (read) => read.includes("bad");
    const bad = `${TEXT}# bad`;
    const page = start(bad);
    expectTold(page, "reading the text");
    expectDownloads(page, bad);
    typeAtEnd(page.designer, ".");
    await page.designer.do.keep();
    const ports = Object.assign(createFakePorts(), { database: page.ports.database });
    const again = start(TEXT, ports, await restoreWork(ports));
    expect(again.text()).toBe(`${bad}.`);
    expectTold(again, "reading the text");
  });

  test("any text at all, even an empty Flow", () => {
    broken.read = () => true;
    const page = start();
    typeAtEnd(page.designer, "#");
    expect([page.text(), isStale(page.designer.get().file)]).toEqual([`${TEXT}#`, true]);
    broken.read = () => false;
    typeAtEnd(page.designer, "#");
    expect(page.designer.get().file.shown.built.nodes).toHaveLength(2);
  });
});

describe("[F1] [F2] [F3] reading away from the page", () => {
  const FILLER = `# ${"-".repeat(98)}\n`.repeat(READ_AT_ONCE / 100);
  const LONG = `${FILLER}${TEXT}`;

  async function startLong() {
    const page = start(LONG);
    await page.ports.readings[0]!.finish();
    expect(page.designer.get().file.shown.built.nodes).toHaveLength(2);
    typeAtEnd(page.designer, "  - name: c\n");
    return page;
  }

  test("a reader that throws is told of, and the page reads", async () => {
    const page = await startLong();
    await page.ports.readings[0]!.fail(new TypeError("we have failed"));
    expectTold(page, "reading the text in the background");
    expect(page.designer.get().file.shown.built.nodes).toHaveLength(3);
  });

  test("where the page fails too, the last picture stays", async () => {
    const page = await startLong();
    broken.read = () => true;
    await page.ports.readings[0]!.fail(new LoadError("The reader", null));
    expectTold(page, "reading the text");
    expect([page.text(), isStale(page.designer.get().file)]).toEqual([`${LONG}  - name: c\n`, true]);
    // Typed and taken back: the same text, read again.
    broken.read = () => false;
    typeAtEnd(page.designer, "#");
    const { length } = page.text();
    page.designer.do.type([{ from: length - 1, to: length, insert: "" }]);
    await page.ports.readings[0]!.finish();
    await page.ports.readings[0]?.finish();
    expect(page.designer.get().file.shown.built.nodes).toHaveLength(3);
  });

  test("until it has ended, no lines are shown of what was read before", async () => {
    const page = await startLong();
    page.designer.do.select(["b"]);
    const reveal = page.designer.get().reveal;
    runCommand(page.designer, commandById("show-text"));
    expect(page.designer.get().toast?.text).toMatch(/still being read/);
    expect(page.designer.get().reveal).toBe(reveal);
    await page.ports.readings[0]!.finish();
    runCommand(page.designer, commandById("show-text"));
    expect(page.designer.get().reveal).not.toBe(reveal);
  });

  test("a reader whose script the server does not give is done without", async () => {
    const page = await startLong();
    await page.ports.readings[0]!.fail(new LoadError("The reader", null));
    expect([page.designer.get().log, page.designer.get().file.shown.built.nodes.length]).toEqual([[], 3]);
  });

  test("one that never answers is ended after a minute, and the next change starts another", async () => {
    const page = await startLong();
    const [reading] = page.ports.readings;
    await page.ports.clock.pass(59_999);
    expect(reading!.signal.aborted).toBe(false);
    await page.ports.clock.pass(1);
    expect(reading!.signal.aborted).toBe(true);
    expect(isStale(page.designer.get().file)).toBe(true);
    expect(page.designer.get().toast?.text).toMatch(
      /fault of the Designer.*reading took longer than 60 seconds/,
    );
    page.ports.readings.length = 0;
    typeAtEnd(page.designer, "#");
    await page.ports.readings[0]!.finish();
    expect([page.text(), isStale(page.designer.get().file)]).toEqual([`${LONG}  - name: c\n#`, false]);
  });

  test("a file that is opened so is there with its text", async () => {
    const page = start();
    const opened = page.designer.do.openText("long.yml", LONG);
    broken.read = () => true;
    await page.ports.readings[0]!.fail(new TypeError("we have failed"));
    await opened;
    expect([page.text(), page.designer.get().file.fileName]).toEqual([LONG, "long.yml"]);
    expect(page.designer.get().log.map(({ text }) => FAULT.exec(text)?.[1])).toEqual([
      "reading long.yml in the background",
      "reading the text",
    ]);
  });

  test("what follows from a text that was read may fail, and the next one is read all the same", async () => {
    const page = await startLong();
    broken.picture = true;
    await page.ports.readings[0]!.finish();
    expectTold(page, "reading the text");
    expect(page.text()).toBe(`${LONG}  - name: c\n`);
    broken.picture = false;
    typeAtEnd(page.designer, "#");
    await page.ports.readings[0]!.finish();
    expect([page.text(), isStale(page.designer.get().file)]).toEqual([`${LONG}  - name: c\n#`, false]);
  });
});

describe("[F1] [F2] what follows from a text", () => {
  test("the graph that is shown", () => {
    const page = start();
    const { shown } = page.designer.get().file;
    broken.picture = true;
    typeAtEnd(page.designer, "#");
    expect([page.text(), page.designer.get().file.shown]).toEqual([`${TEXT}#`, shown]);
    expectTold(page, "reading the text");
    page.designer.do.undo();
    expect(page.text()).toBe(TEXT);
    page.designer.do.redo();
    expect(page.text()).toBe(`${TEXT}#`);
    broken.picture = false;
    typeAtEnd(page.designer, "#");
    expect(isStale(page.designer.get().file)).toBe(false);
  });

  test("the history, in which there is a way back all the same", () => {
    const page = start();
    broken.history = true;
    typeAtEnd(page.designer, "#");
    typeAtEnd(page.designer, "#");
    expect(page.text()).toBe(`${TEXT}##`);
    expectTold(page, "keeping what can be undone");
    page.designer.do.undo();
    expect(page.text()).toBe(`${TEXT}#`);
    page.designer.do.undo();
    expect(page.text()).toBe(TEXT);
  });

  test("changes that do not fit change nothing", () => {
    const page = start();
    page.designer.do.type([{ from: 999, to: 1000, insert: "x" }]);
    expect(page.text()).toBe(TEXT);
    expect(page.designer.get().toast?.text).toMatch(/while taking in what was typed: RangeError/);
  });
});

describe("[F1] [F2] an edit", () => {
  test("that throws is refused with a sentence", () => {
    const page = start();
    broken.edit = true;
    const refused = page.designer.do.edit({ kind: "rename", name: "a", to: "x" });
    expect(refused).toBe("A fault of the Designer: nothing was changed.");
    expectTold(page, "making that change");
    expect([page.text(), page.designer.get().file.undo]).toEqual([TEXT, []]);
    expect(page.designer.do.addExecutor(new Map())).toBeNull();
    broken.edit = false;
    expect(page.designer.do.edit({ kind: "rename", name: "a", to: "x" })).toBeNull();
  });

  test("from whose text nothing follows is made, says nothing else, and can be undone", () => {
    const page = start();
    broken.picture = true;
    expect(page.designer.do.edit({ kind: "remove", names: ["b"], reconnect: false })).toBeNull();
    expectTold(page, "reading the text");
    expect(page.text()).toBe(TEXT.replace("  - name: b\n", ""));
    broken.picture = false;
    page.designer.do.undo();
    expect([page.text(), isStale(page.designer.get().file)]).toEqual([TEXT, false]);
  });

  test("whose step cannot be kept is made, says nothing else, and can be undone", () => {
    const page = start();
    broken.history = true;
    expect(page.designer.do.edit({ kind: "remove", names: ["b"], reconnect: false })).toBeNull();
    expectTold(page, "keeping what can be undone");
    expect(page.text()).toBe(TEXT.replace("  - name: b\n", ""));
    page.designer.do.undo();
    expect(page.text()).toBe(TEXT);
  });

  test("a fix whose text cannot be read is made, says nothing else, and can be undone", async () => {
    const page = start();
    broken.read = (read) => read.includes("x: 1");
    await page.designer.do.applyFix({ label: "Mend", changes: [{ from: 12, to: 12, insert: "x: 1\n" }] });
    expectTold(page, "reading the text");
    expect(page.text()).toBe(TEXT.replace("executors", "x: 1\nexecutors"));
    page.designer.do.undo();
    expect([page.text(), isStale(page.designer.get().file)]).toEqual([TEXT, false]);
  });

  test("a conversion", async () => {
    const page = start(OLD);
    const [fix] = page.designer.get().file.problems.flatMap((problem) => problem.fix ?? []);
    broken.rewrite = true;
    await page.designer.do.applyFix(fix!);
    expectTold(page, "fixing the file");
    expect(page.text()).toBe(OLD);
  });
});

describe("[F1] [F2] a gesture", () => {
  const points = new Map([["a", { x: 1, y: 2 }]]);

  test.each<[string, (designer: Designer) => void]>([
    ["moving cards", ({ do: act }) => act.movePlaced(Object.assign(new Map(points), { keys: fail }))],
    [
      "adding an executor",
      ({ do: act }) => act.addExecutor(Object.assign(new Map(), { get: fail }), { x: 1, y: 2 }),
    ],
    [
      "changing what is shown",
      ({ do: act }) =>
        act.select({
          get length() {
            return fail();
          },
        } as never),
    ],
  ])("%s", (doing, act) => {
    const page = start();
    act(page.designer);
    expectTold(page, doing);
    expect([page.text(), page.designer.get().file.undo]).toEqual([TEXT, []]);
  });

  test("dropping a file", async () => {
    const page = start();
    const file = { name: "x.yml", size: 1, bytes: async () => new Uint8Array() };
    await page.designer.do.openFiles([Object.defineProperty(file, "size", { get: fail })]);
    expectTold(page, "opening a file");
    expect(page.text()).toBe(TEXT);
  });

  test("a command, at once and later", async () => {
    const page = start();
    page.ports.platform.download = fail;
    runCommand(page.designer, commandById("download"));
    expectTold(page, "running the command “Download flow.yml”");
    const other = start();
    other.ports.platform.pickFile = async () => fail();
    runCommand(other.designer, commandById("open"));
    await other.ports.clock.pass(0);
    expectTold(other, "running the command “Open file”");
  });
});

describe("[F1] [F2] keeping", () => {
  test("a database that throws when it is written", async () => {
    const page = start();
    page.ports.database.write = fail;
    typeAtEnd(page.designer, "#");
    await page.ports.clock.pass(300);
    expectTold(page, "keeping your work");
    typeAtEnd(page.designer, "#");
    await page.designer.do.keep();
    expect(page.text()).toBe(`${TEXT}##`);
    expectTold(page, "keeping your work");
  });

  test.each<[string, (ports: FakePorts) => void]>([
    ["a database that throws when it is read", (ports) => Object.assign(ports.database, { read: fail })],
    ["storage that throws when it is read", (ports) => Object.assign(ports.storage, { get: fail })],
  ])("%s", async (_, breakPort) => {
    const ports = createFakePorts();
    breakPort(ports);
    const page = start(TEXT, ports, await restoreWork(ports));
    expectTold(page, "bringing back your work");
    expect(page.text()).toBe(TEXT);
  });
});

describe("[F2] sending", () => {
  const clientOf = (start: Client["start"]) =>
    createFakeClient({
      createInput: () => ({ label: "", count: 0, async *read() {} }),
      check: async () => null,
      start,
    });
  const run = {
    id: 1,
    transport: "",
    simulated: true,
    startedAtMs: 0,
    state: "running",
    exchanges: [],
    error: null,
    lacks: {},
    notes: [],
  } as const;

  test.each<[string, Client]>([
    ["a client that throws", clientOf(fail)],
    ["one whose form reading throws", { ...clientOf(fail), parseDocuments: fail }],
    [
      "a run that rejects",
      clientOf(() => ({ run, finished: Promise.reject(new TypeError("we have failed")), stop() {} })),
    ],
  ])("%s leaves nothing that goes on for ever", async (_, client) => {
    const page = start(TEXT, createFakePorts(client));
    await page.designer.do.send();
    expectTold(page, "sending");
    expect(page.designer.get().run?.state ?? "failed").toBe("failed");
  });
});

describe("[F4] the same fault", () => {
  test("is told again after ten seconds, another one at once", async () => {
    const clock = createHandClock();
    const told: string[] = [];
    const { fault, lateFault } = createFaults(
      { toast: () => {}, logLine: (_, text) => told.push(text), set: () => {} },
      clock,
    );
    const again = () => fault("trying", new Error("one"));
    again();
    again();
    fault("trying", new Error("two"));
    fault("waiting", new Error("one"));
    await clock.pass(9_999);
    again();
    expect(told).toHaveLength(3);
    await clock.pass(1);
    again();
    lateFault(new LoadError("The plot", null));
    lateFault(new LoadError("The plot", null));
    expect(told).toHaveLength(5);
    expect(told.at(-1)).toMatch(/^The plot could not be loaded: is the server .* still running\?/);
  });
});

test("a part that did not come says so itself, and in the Log; one that threw is a fault", () => {
  const told: string[] = [];
  const { partFault } = createFaults(
    {
      toast: (_, text) => told.push(`toast: ${text}`),
      logLine: (_, text) => told.push(`log: ${text}`),
      set: () => {},
    },
    createHandClock(),
  );
  const said = partFault(new LoadError("The plot", null));
  expect(said).toMatch(/^The plot could not be loaded: is the server .* still running\?/);
  expect(told).toEqual([`log: ${said}`]);
  expect(partFault(new TypeError("x"))).toBe("TypeError: x");
  expect(told[2]).toMatch(/^toast: A fault of the Designer/);
});

test.each([
  [new RangeError("too far."), "RangeError: too far"],
  ["a text", "a text"],
  [undefined, "undefined"],
  [null, "null"],
  [Symbol("s"), "Symbol(s)"],
  [new Error("x".repeat(999)), `Error: ${"x".repeat(293)}…`],
  [Object.create(null), "something that cannot be shown"],
])("what was thrown is shown: %o", (cause, words) => {
  expect(wordsOf(cause)).toBe(words);
});

test("late code: what could not be fetched is told from what threw", async () => {
  const rejected = (message: string) => loadLate("The plot", () => Promise.reject(new TypeError(message)));
  for (const message of [
    "Failed to fetch dynamically imported module: http://127.0.0.1/plot.js",
    "error loading dynamically imported module: http://127.0.0.1/plot.js",
    "Importing a module script failed.",
    "Unable to preload CSS for /assets/plot.css",
  ]) {
    await expect(rejected(message)).rejects.toThrow(LoadError);
  }
  await expect(rejected("x is undefined")).rejects.toThrow(new TypeError("x is undefined"));
  expect(await loadLate("The plot", async () => 5)).toBe(5);
});

test("guarded actions give what they give, and something else where they fail", async () => {
  const told: string[] = [];
  const faults = createFaults(
    { toast: () => {}, logLine: (_, text) => told.push(text), set: () => {} },
    createHandClock(),
  );
  const actions = guardActions(
    faults,
    { one: (n: number) => n + 1, two: (): number => fail(), three: async (): Promise<number> => fail() },
    (name) => `doing ${name}`,
    { two: 7, three: 8 },
  );
  expect([actions.one(1), actions.two(), await actions.three()]).toEqual([2, 7, 8]);
  expect(told.map((text) => FAULT.exec(text)?.[1])).toEqual(["doing two", "doing three"]);
});
