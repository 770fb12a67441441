/** The rule is numbered in toast-life.ts. */
import { describe, expect, test } from "vitest";
import { commandById, runCommand } from "./commands.ts";
import { createDesigner } from "./designer.ts";
import { createFakePorts } from "./test-ports.ts";
import { lifeMs } from "./toast-life.ts";

const TEXT = "jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n  - name: c\n";

function start(text = TEXT) {
  const ports = createFakePorts();
  const designer = createDesigner(ports, { fileName: "flow.yml", text });
  return { ports, designer, toast: () => designer.get().toast?.text ?? null };
}

/** With the message that c was deleted, which offers Undo. */
function withUndo() {
  const page = start();
  page.designer.do.edit({ kind: "add", args: new Map([["name", "d"]]) });
  page.designer.do.edit({ kind: "remove", names: ["c"], reconnect: false });
  expect(page.designer.get().toast).toMatchObject({ text: 'Deleted "c".', canUndo: true });
  return page;
}

type Act = (designer: ReturnType<typeof start>["designer"]) => void;

const CHANGES: readonly (readonly [string, Act])[] = [
  ["another edit", ({ do: act }) => act.edit({ kind: "rename", name: "a", to: "x" })],
  [
    "an edit by a fix",
    ({ do: act }) => act.applyFix({ label: "Fix", changes: [{ from: 0, to: 0, insert: "\n" }] }),
  ],
  ["typing", ({ do: act }) => act.type([{ from: 0, to: 0, insert: "# a\n" }])],
  ["undo", ({ do: act }) => act.undo()],
  ["a new file", ({ do: act }) => act.newFlow()],
  ["an opened file", ({ do: act }) => act.openText("x.yml", TEXT)],
];

describe("1: a message that offers Undo", () => {
  test.each([
    ...CHANGES,
    ["moving a card", ({ do: act }) => act.movePlaced(new Map([["a", { x: 1, y: 2 }]]))] as const,
    ["a command for undo", (designer) => runCommand(designer, commandById("undo"))] as const,
  ] as [string, Act][])("goes with %s", async (_, act) => {
    const { designer, toast } = withUndo();
    act(designer);
    await Promise.resolve();
    expect(toast()).not.toBe('Deleted "c".');
  });

  test("goes with redo, and with undo and redo of its own step", () => {
    const { designer, toast } = withUndo();
    designer.do.undo();
    designer.do.redo();
    expect(toast()).toBeNull();
    expect(designer.get().announcement).toBe('Redid: Delete "c".');
  });

  test("goes with the burst that goes on after a fix that was typed over", () => {
    const { designer, toast } = start();
    designer.do.type([{ from: 0, to: 0, insert: "#" }]);
    designer.do.edit({ kind: "remove", names: ["c"], reconnect: false });
    designer.do.type([{ from: 1, to: 1, insert: "x" }]);
    expect(toast()).toBeNull();
  });

  test("goes where the history is full", () => {
    const { designer, toast } = start();
    for (let step = 0; step < 600; step++) {
      designer.do.movePlaced(new Map([["a", { x: step, y: 0 }]]));
    }
    designer.do.edit({ kind: "remove", names: ["c"], reconnect: false });
    expect(toast()).toBe('Deleted "c".');
    designer.do.movePlaced(new Map([["a", { x: 0, y: 0 }]]));
    expect(toast()).toBeNull();
  });

  test("stays with whatever leaves its step the last one", async () => {
    const { designer, toast } = withUndo();
    designer.do.select(["a"]);
    designer.do.setTab("yaml");
    designer.do.endBurst();
    designer.do.markSaved();
    await designer.advise();
    expect(toast()).toBe('Deleted "c".');
    designer.do.undo();
    expect(designer.get().file.text).toContain("name: c");
  });

  test("stays while a long text is read, and goes with the next step", async () => {
    const long = `${TEXT}${"# a comment that takes room\n".repeat(2000)}`;
    const { designer, ports, toast } = start(long);
    await ports.clock.pass(0);
    await ports.readings[0]!.finish();
    designer.do.edit({ kind: "remove", names: ["c"], reconnect: false });
    await ports.clock.pass(0);
    await ports.readings[0]?.finish();
    expect(toast()).toBe('Deleted "c".');
    designer.do.undo();
    expect(toast()).toBeNull();
  });
});

describe("1: a message that offers rows", () => {
  test.each([
    ...CHANGES.filter(([name]) => name !== "undo"),
    ["the same in rows", ({ do: act }) => act.wrap()] as const,
  ] as [string, Act][])("goes with %s", async (_, act) => {
    const { designer, toast } = start();
    designer.tools.toast("info", "Too long.", { offer: "wrap" });
    designer.do.select(["a"]);
    expect(toast()).toBe("Too long.");
    act(designer);
    await Promise.resolve();
    expect(toast()).not.toBe("Too long.");
  });
});

describe("2: a refusal", () => {
  const refuse = () => {
    const page = start();
    page.designer.do.edit({ kind: "rename", name: "a", to: "b" });
    expect(page.designer.get().toast).toMatchObject({ kind: "warning", isRefusal: true });
    return page;
  };

  test.each(CHANGES.filter(([name]) => name !== "undo"))("goes with %s", async (_, act) => {
    const { designer, toast } = refuse();
    const refused = toast();
    act(designer);
    await Promise.resolve();
    expect(toast()).not.toBe(refused);
  });

  test("goes with undo and redo", () => {
    const { designer, toast } = start();
    designer.do.edit({ kind: "rename", name: "c", to: "x" });
    for (const way of ["undo", "redo"] as const) {
      designer.do.edit({ kind: "rename", name: "a", to: "b" });
      expect(toast()).not.toBeNull();
      designer.do[way]();
      expect(toast()).toBeNull();
    }
  });

  test("stays with selecting and moving cards", () => {
    const { designer, toast } = refuse();
    const refused = toast();
    designer.do.select(["a"]);
    designer.do.movePlaced(new Map([["a", { x: 1, y: 2 }]]));
    expect(toast()).toBe(refused);
  });

  test("of a command goes too", () => {
    const { designer, toast } = start();
    runCommand(designer, commandById("rename"));
    expect(toast()).toBe("Select one executor first.");
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    expect(toast()).toBeNull();
  });
});

describe("what tells of something that lasts", () => {
  test("stays: a fault, what the browser does not keep, what was opened", async () => {
    const { designer, toast } = start();
    const type = () => designer.do.type([{ from: 0, to: 0, insert: "#\n" }]);
    designer.tools.fault("testing", new Error("a fault"));
    const told = toast();
    type();
    expect(toast()).toBe(told);
    await designer.do.openText("x.yml", TEXT);
    type();
    expect(toast()).toBe("Opened x.yml. flow.yml, which is not saved, stays open in its tab.");
  });
});

test("a message stays longer the longer it is", () => {
  const { designer } = withUndo();
  const short = designer.get().toast!;
  expect(lifeMs(short)).toBeGreaterThan(4000);
  expect(lifeMs({ ...short, text: `${short.text} And b.` })).toBeGreaterThan(lifeMs(short));
});
