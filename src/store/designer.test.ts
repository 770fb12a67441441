import { describe, expect, test } from "vitest";
import { applyChanges } from "../model/text-change.ts";
import { createDesigner, type Designer } from "./designer.ts";
import { allFiles } from "./file-row.ts";
import { EMPTY_FLOW, hasNoFlow, isStale, isUnsaved, reportShown } from "./open-file.ts";
import { simulationSettings } from "./simulation-actions.ts";
import { createFakePorts, type FakePorts } from "./test-ports.ts";

const TEXT = "jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n  - name: c\n";

function start(text = TEXT): {
  designer: Designer;
  ports: FakePorts;
  text: () => string;
  names: () => string[];
} {
  const ports = createFakePorts();
  const designer = createDesigner(ports, { fileName: "flow.yml", text });
  return {
    designer,
    ports,
    text: () => designer.get().file.text,
    names: () => designer.get().file.shown.built.nodes.map(({ name }) => name),
  };
}

/** Types a text at an offset. */
const typeAt = (designer: Designer, from: number, insert: string) =>
  designer.do.type([{ from, to: from, insert }]);

describe("edit, undo and redo", () => {
  test("go back and forth to the exact texts", () => {
    const { designer, text } = start();
    expect(designer.do.edit({ kind: "set", name: "a", key: "uses", value: "A" })).toBeNull();
    designer.do.edit({ kind: "remove", names: ["b"], reconnect: false });
    const [first, second] = [TEXT.replace("name: a", "name: a\n    uses: A"), text()];
    expect(second).toBe(first.replace("  - name: b\n", ""));
    designer.do.undo();
    expect(text()).toBe(first);
    designer.do.undo();
    expect(text()).toBe(TEXT);
    designer.do.undo();
    expect(text()).toBe(TEXT);
    expect(designer.get().announcement).toBe("Nothing to undo.");
    designer.do.redo();
    designer.do.redo();
    expect(text()).toBe(second);
    designer.do.redo();
    expect(designer.get().announcement).toBe("Nothing to redo.");
  });

  test("a refusal changes nothing, is returned and shown", () => {
    const { designer, text } = start();
    const refused = designer.do.edit({ kind: "rename", name: "a", to: "b" });
    expect(refused).toBe("The name b is taken.");
    expect(designer.get().toast).toMatchObject({ kind: "warning", text: refused });
    expect(text()).toBe(TEXT);
    expect(designer.get().file.undo).toEqual([]);
  });

  test("an argument takes what is typed, and gives it back to undo; what cannot be is refused", () => {
    const { designer, text } = start();
    const set = (owner: string | null, key: string, typed: string) =>
      designer.do.setArgument({ owners: [owner], way: [key] }, typed);
    expect([set("a", "replicas", "2"), set(null, "port", "12345"), set("gateway", "prefetch", "7")]).toEqual([
      null,
      null,
      null,
    ]);
    expect(text()).toContain("  - name: a\n    replicas: 2\n");
    expect(text()).toContain("with:\n  port: 12345\n");
    expect(text()).toContain("gateway:\n  prefetch: 7\n");
    const refused = set("a", "replicas", "many");
    expect(refused).toBe('The replicas of a must be a whole number, not "many".');
    expect(designer.get().toast).toMatchObject({ kind: "warning", text: refused });
    expect(set("b", "uses", "")).toBeNull();
    expect(designer.get().file.undo).toHaveLength(3);
    for (const _ of [1, 2, 3]) {
      designer.do.undo();
    }
    expect(text()).toBe(TEXT);
  });

  test("what is typed for several executors is one step, or nothing where one of them refuses it", () => {
    const { designer, text } = start();
    const both = { owners: ["a", "b"], way: ["replicas"] };
    expect(designer.do.setArgument(both, "many")).toMatch(/must be a whole number/);
    expect(text()).toBe(TEXT);
    expect(designer.do.setArgument(both, "3")).toBeNull();
    expect(text().match(/replicas: 3/g)).toHaveLength(2);
    expect(designer.get().file.undo).toMatchObject([{ label: "Set replicas of 2 executors" }]);
    expect(designer.do.setArgument(both, "")).toBeNull();
    expect(text()).toBe(TEXT);
    expect(designer.do.setArgument({ owners: ["a", "b"], way: ["name"] }, "x")).toMatch(/cannot be the same/);
  });

  test("an item is added to a list, which comes with the first and is one from the second on", () => {
    const { designer, text } = start();
    const port = { owners: ["a"], way: ["port"] };
    expect([designer.do.addItem(port, "1000"), designer.do.addItem(port, "1001")]).toEqual([null, null]);
    expect(text()).toContain("    port: [1000, 1001]\n");
    expect(designer.do.addItem(port, "0")).toMatch(/from 1 to 65,535, not 0/);
    expect(designer.do.addItem(port, "1002")).toBeNull();
    expect(text()).toContain("    port: [1000, 1001, 1002]\n");
    expect(designer.do.addItem(port, " ")).toBeNull();
    expect(designer.get().file.undo).toHaveLength(3);
  });

  test("items of a list move, keys of a mapping get other names, and comments stay", () => {
    const list = "    volumes:\n      - x   # one\n      - y\n    env:\n      A: 1   # first\n";
    const { designer, text } = start(`jtype: Flow\nexecutors:\n  - name: a\n${list}`);
    expect(designer.do.moveItem({ owners: ["a"], way: ["volumes", 0] }, 2)).toBeNull();
    expect(text()).toContain("      - y\n      - x   # one\n");
    expect(designer.do.renameKey({ owners: ["a"], way: ["env", "A"] }, "B")).toBeNull();
    expect(text()).toContain("      B: 1   # first\n");
  });

  test("all problems of one kind are fixed as one step", async () => {
    const text = "jtype: Flow\nexecutors:\n  - {name: a, replicas: 1}\n  - {name: b, replicas: 1}\n";
    const { designer, text: now } = start(text);
    const problem = designer.get().file.problems[0]!;
    await designer.do.applyAllFixes(problem);
    expect(now()).toBe(text.replaceAll(", replicas: 1", ""));
    expect(designer.get().toast).toMatchObject({ text: "Fixed all 2.", canUndo: true });
    expect(designer.get().file.undo).toHaveLength(1);
    designer.do.undo();
    expect(now()).toBe(text);
    expect(designer.get().announcement).toBe("Undid: Fix all: Take replicas away.");
  });

  test("where none of a kind can be fixed, nothing changes, and the message says why", async () => {
    const text = "jtype: Flow\nexecutors:\n  - {name: a, needs: nobody}\n";
    const { designer, text: now } = start(text);
    const problem = designer.get().file.problems.find(({ code }) => code === "needs-unknown")!;
    await designer.do.applyAllFixes(problem);
    expect(now()).toBe(text);
    expect(designer.get().toast).toMatchObject({ kind: "warning", text: "There is nothing to fix." });
    expect(designer.get().file.undo).toEqual([]);
  });

  test("a new edit forgets what could be redone", () => {
    const { designer } = start();
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    designer.do.undo();
    expect(designer.get().file.redo).toHaveLength(1);
    designer.do.edit({ kind: "rename", name: "a", to: "y" });
    expect(designer.get().file.redo).toEqual([]);
  });

  test("what happened besides is told, with Undo beside it", () => {
    const { designer } = start();
    designer.do.edit({ kind: "add", args: new Map([["name", "x"]]), index: 1 });
    expect(designer.get().toast).toMatchObject({
      text: "Wrote down what b needs: it would have changed otherwise.",
      canUndo: true,
    });
    designer.do.edit({ kind: "remove", names: ["c"], reconnect: false });
    expect(designer.get().toast).toMatchObject({ text: 'Deleted "c".', canUndo: true });
  });

  test("no more than 500 steps are kept", () => {
    const { designer, ports } = start();
    for (let step = 0; step < 520; step++) {
      designer.do.movePlaced(new Map([["a", { x: step, y: 0 }]]));
    }
    expect(designer.get().file.undo).toHaveLength(500);
    expect(ports.done).toEqual([]);
  });
});

describe("typing", () => {
  test("keys less than a second apart are one step, a pause begins another", async () => {
    const { designer, ports, text } = start();
    for (const [at, char] of [..."# hi"].entries()) {
      typeAt(designer, at, char);
      await ports.clock.pass(900);
    }
    expect(designer.get().file.undo).toHaveLength(1);
    await ports.clock.pass(100);
    typeAt(designer, 4, "\n");
    expect(designer.get().file.undo).toHaveLength(2);
    designer.do.undo();
    expect(text()).toBe(`# hi${TEXT}`);
    designer.do.undo();
    expect(text()).toBe(TEXT);
    designer.do.redo();
    expect(text()).toBe(`# hi${TEXT}`);
  });

  test("an edit, a move or an undo in between ends the burst", () => {
    const { designer, text } = start();
    const typeAtEnd = (insert: string) => typeAt(designer, text().length, insert);
    const kinds = () => designer.get().file.undo.map(({ kind }) => kind);
    typeAtEnd("#");
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    typeAtEnd("1");
    designer.do.movePlaced(new Map([["b", { x: 1, y: 2 }]]));
    typeAtEnd("2");
    expect(kinds()).toEqual(["typing", "edit", "typing", "move", "typing"]);
    designer.do.undo();
    designer.do.undo();
    typeAtEnd("3");
    expect(kinds()).toEqual(["typing", "edit", "typing", "typing"]);
    expect(text()).toBe(`${TEXT.replace("name: a", "name: x")}#13`);
  });

  test("two bursts with a move of the cursor between are two steps", () => {
    const { designer, text } = start();
    typeAt(designer, 0, "#");
    typeAt(designer, 1, "1");
    designer.do.endBurst();
    typeAt(designer, 2, "2");
    typeAt(designer, 3, "3");
    expect(text()).toBe(`#123${TEXT}`);
    designer.do.undo();
    expect(text()).toBe(`#1${TEXT}`);
    designer.do.undo();
    expect(text()).toBe(TEXT);
    // Where nothing is typed a move changes nothing.
    const { undo } = designer.get().file;
    designer.do.endBurst();
    expect(designer.get().file.undo).toBe(undo);
  });

  test("undo and redo show the place that they change, without taking the focus", () => {
    const { designer } = start();
    designer.do.type([{ from: 10, to: 12, insert: "typed" }]);
    designer.do.undo();
    expect(designer.get().reveal).toEqual({ from: 12, to: 12, isQuiet: true });
    designer.do.redo();
    expect(designer.get().reveal).toEqual({ from: 15, to: 15, isQuiet: true });
    const { reveal } = designer.get();
    designer.do.movePlaced(new Map([["a", { x: 1, y: 2 }]]));
    designer.do.undo();
    expect(designer.get().reveal).toBe(reveal);
  });

  test("while the text holds no Flow the canvas keeps the last one, read-only", () => {
    const { designer, names } = start();
    const { shown } = designer.get().file;
    typeAt(designer, 0, "[");
    expect(isStale(designer.get().file)).toBe(true);
    expect(designer.get().file.shown).toBe(shown);
    expect(names()).toEqual(["a", "b", "c"]);
    expect(designer.do.edit({ kind: "rename", name: "a", to: "x" })).toBe(
      "The text holds no Flow right now, so nothing can be changed here: fix it in the YAML tab first.",
    );
    designer.do.type([{ from: 0, to: 1, insert: "" }]);
    expect(isStale(designer.get().file)).toBe(false);
  });
});

describe("files", () => {
  const OTHER = "jtype: Flow\nexecutors: [{name: z}]\n";

  test("an opened one replaces the text, and the one before comes back as it was left", () => {
    const { designer, text, names } = start();
    designer.do.movePlaced(new Map([["a", { x: 1, y: 2 }]]));
    designer.do.edit({ kind: "set", name: "b", key: "replicas", value: 2 });
    designer.do.undo();
    designer.do.edit({ kind: "rename", name: "c", to: "x" });
    const left = designer.get().file;
    designer.do.select(["a"]);
    designer.do.openText("other.yml", OTHER);
    expect(designer.get().file).toMatchObject({
      fileName: "other.yml",
      savedText: OTHER,
      places: { placed: [], kept: null },
      undo: [],
      redo: [],
    });
    expect([text(), names(), [...designer.get().file.selection]]).toEqual([OTHER, ["z"], []]);
    expect(designer.get().toast).toMatchObject({ canUndo: false, offer: "back" });
    designer.do.backToFile();
    const { fileName, savedText, places, undo, redo } = designer.get().file;
    expect({ fileName, savedText, places, undo, redo }).toEqual({
      fileName: "flow.yml",
      savedText: TEXT,
      places: left.places,
      undo: left.undo,
      redo: left.redo,
    });
    expect([text(), names(), [...designer.get().file.selection]]).toEqual([
      left.text,
      ["a", "b", "x"],
      ["a"],
    ]);
    expect(isUnsaved(designer.get().file)).toBe(true);
    expect(designer.get().toast).toMatchObject({ text: "flow.yml as you left it.", offer: "forward" });
    designer.do.undo();
    designer.do.undo();
    expect([text(), designer.get().file.places.placed]).toEqual([TEXT, []]);
    designer.do.forwardToFile();
    expect(designer.get().toast?.offer).toBe("back");
    expect([designer.get().file.fileName, text(), isUnsaved(designer.get().file)]).toEqual([
      "other.yml",
      OTHER,
      false,
    ]);
    designer.do.backToFile();
    designer.do.redo();
    expect(designer.get().file.places.placed).toEqual(left.places.placed);
  });

  test("undo stops where the file was opened", () => {
    const { designer, text } = start();
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    designer.do.openText("other.yml", OTHER);
    typeAt(designer, 0, "# typed\n");
    designer.do.undo();
    expect(text()).toBe(OTHER);
    designer.do.undo();
    expect([text(), designer.get().file.fileName]).toEqual([OTHER, "other.yml"]);
    expect(designer.get().announcement).toBe("Nothing to undo.");
  });

  test("one without a Flow is opened, shown as empty, and says why", () => {
    const { designer, names } = start();
    designer.do.openText("list.yml", "- a\n");
    expect(names()).toEqual([]);
    expect(designer.get().tabs.bottom).toBe("problems");
    expect(designer.get().toast).toMatchObject({ kind: "info", text: "Opened list.yml.", offer: "back" });
    expect(designer.get().announcement).toBe(
      "Opened list.yml. This file holds a list, not a Flow: a Flow begins with the line jtype: Flow. Jina: AttributeError: 'list' object has no attribute 'update'",
    );
    expect(hasNoFlow(designer.get().file)).toBe(true);
    designer.do.openText("other.yml", OTHER);
    expect(hasNoFlow(designer.get().file)).toBe(false);
    designer.do.backToFile();
    expect(names()).toEqual([]);
    designer.do.backToFile();
    expect(names()).toEqual(["a", "b", "c"]);
  });

  test("a new Flow is begun, not opened", () => {
    const { designer } = start();
    designer.do.newFlow();
    expect(designer.get().toast).toMatchObject({ text: "Began a new Flow.", offer: "back" });
    designer.do.type([{ from: 0, to: 0, insert: "# mine\n" }]);
    designer.do.newFlow();
    expect(designer.get().toast?.text).toBe(
      "Began a new Flow. flow-2.yml, which is not saved, stays open in its tab.",
    );
  });

  test("unsaved work that an opened file replaces is mentioned", () => {
    const { designer } = start();
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    expect(isUnsaved(designer.get().file)).toBe(true);
    designer.do.openText("other.yml", OTHER);
    expect(designer.get().toast?.text).toBe(
      "Opened other.yml. flow.yml, which is not saved, stays open in its tab.",
    );
    expect(isUnsaved(designer.get().file)).toBe(false);
  });

  test("another one that is opened has its tab behind the one that is shown, before those gone back from", () => {
    const { designer } = start();
    const nameOf = (file: string) => `jtype: Flow\nexecutors: [{name: ${file}}]\n`;
    for (const file of ["b", "c"]) {
      designer.do.openText(file, nameOf(file));
    }
    designer.do.backToFile();
    designer.do.backToFile();
    designer.do.openText("d", nameOf("d"));
    const seen: string[] = [];
    while (designer.get().filesBefore.length > 0) {
      designer.do.backToFile();
      seen.push(designer.get().file.fileName);
    }
    expect(seen).toEqual(["flow.yml"]);
    designer.do.backToFile();
    expect(designer.get().announcement).toBe("There is no previous file.");
    expect(designer.get().filesAfter.map(({ fileName }) => fileName)).toEqual(["d", "b", "c"]);
  });

  test("20 unchanged ones are kept, and all with unsaved changes", () => {
    const { designer } = start();
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    for (let file = 0; file < 30; file++) {
      designer.do.openText(`${file}.yml`, OTHER);
    }
    const kept = designer.get().filesBefore.map(({ fileName }) => fileName);
    expect(kept).toHaveLength(20);
    expect([kept[0], kept[1], kept.at(-1)]).toEqual(["flow.yml", "10.yml", "28.yml"]);
  });

  test("a new flow is an empty one", () => {
    const { designer, text, names } = start();
    designer.do.newFlow();
    // The example has the name already.
    expect([text(), names(), designer.get().file.fileName]).toEqual([EMPTY_FLOW, [], "flow-2.yml"]);
  });

  const bytesOf = (text: string) => new TextEncoder().encode(text);

  test("bytes become the text that they are", async () => {
    const { designer, text } = start();
    const bytes = bytesOf(`\ufeff${OTHER}`);
    await designer.do.openFiles([{ name: "x.yml", size: bytes.length, bytes: async () => bytes }]);
    expect([designer.get().file.fileName, text()]).toEqual(["x.yml", `\ufeff${OTHER}`]);
  });

  test("a name is one that can be read as it is", async () => {
    const { designer } = start();
    const bytes = bytesOf(OTHER);
    await designer.do.openFiles([
      { name: "a\u202elmy.\u0007b.yml", size: bytes.length, bytes: async () => bytes },
    ]);
    expect(designer.get().file.fileName).toBe("almy.b.yml");
  });

  test("several at once are opened one after the other, and those that are refused counted", async () => {
    const fileOf = (name: string, bytes: Uint8Array) => ({
      name,
      size: bytes.length,
      bytes: async () => bytes,
    });
    const three = ["x", "y", "z"].map((name) => fileOf(`${name}.yml`, bytesOf(OTHER)));
    const { designer } = start();
    const openNames = () => allFiles(designer.get()).map(({ fileName }) => fileName);
    await designer.do.openFiles(three);
    expect(openNames()).toEqual(["flow.yml", "x.yml", "y.yml", "z.yml"]);
    expect(designer.get().file.fileName).toBe("z.yml");
    expect(designer.get().toast?.text).toBe("Opened 3 files.");
    await designer.do.openFiles([fileOf("bad.yml", Uint8Array.of(0xff)), fileOf("good.yml", bytesOf(OTHER))]);
    expect(openNames().at(-1)).toBe("good.yml");
    expect(designer.get().toast?.text).toBe("Opened 1 of 2 files. The log says why not the others.");
    await designer.do.openFiles(Array.from({ length: 25 }, (_, at) => fileOf(`${at}.yml`, bytesOf(OTHER))));
    expect(designer.get().file.fileName).toBe("19.yml");
    expect(designer.get().toast?.text).toBe("Opened 20 of 25 files. At most 20 are opened at once.");
  });

  test.each([
    [
      "is too large",
      { size: 9_000_000, bytes: async () => bytesOf(OTHER) },
      /x\.yml has 8\.6 MB; files over 8 MB are not opened/,
    ],
    [
      "is not UTF-8",
      { size: 2, bytes: async () => Uint8Array.of(0x61, 0xff) },
      /not UTF-8: byte 0xff at offset 1/,
    ],
    [
      "cannot be read",
      { size: 2, bytes: () => Promise.reject(new Error("gone")) },
      /^x\.yml could not be read, so nothing was changed\. The browser says: gone$/,
    ],
  ])("one that %s leaves everything as it is", async (_, file, reason) => {
    const { designer, text } = start();
    await designer.do.openFiles([{ name: "x.yml", ...file }]);
    expect(designer.get().toast).toMatchObject({ kind: "warning", text: expect.stringMatching(reason) });
    expect([text(), designer.get().file.fileName, designer.get().file.undo.length]).toEqual([
      TEXT,
      "flow.yml",
      0,
    ]);
  });
});

describe("selection and positions", () => {
  test("follow a rename, however it is made, and undo restores them", () => {
    const { designer } = start();
    designer.do.movePlaced(new Map([["a", { x: 1, y: 2 }]]));
    designer.do.select(["a", "b"]);
    const expectAs = (name: string) => {
      expect([...designer.get().file.selection].sort()).toEqual([name, "b"].sort());
      expect(designer.get().file.places.placed).toEqual([[name, 1, 2]]);
    };
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    expectAs("x");
    designer.do.undo();
    expectAs("a");
    designer.do.redo();
    expectAs("x");
    const at = designer.get().file.text.indexOf("name: x") + "name: ".length;
    designer.do.type([{ from: at, to: at + 1, insert: "typed" }]);
    expectAs("typed");
  });

  test("what is deleted is selected no more, and the rest stays the same object", () => {
    const { designer } = start();
    designer.do.select(["a", "gateway"]);
    const { selection } = designer.get().file;
    designer.do.edit({ kind: "remove", names: ["b"], reconnect: false });
    expect(designer.get().file.selection).toBe(selection);
    designer.do.edit({ kind: "remove", names: ["a"], reconnect: false });
    expect([...designer.get().file.selection]).toEqual(["gateway"]);
  });

  test("an edge is selected alone, and until one of its ends goes", () => {
    const { designer } = start();
    designer.do.select(["a"]);
    designer.do.select([], [{ from: "a", to: "b" }]);
    expect(designer.get().file.selection.size).toBe(0);
    designer.do.edit({ kind: "set", name: "c", key: "replicas", value: 2 });
    expect(designer.get().file.selectedEdges).toEqual([{ from: "a", to: "b" }]);
    designer.do.edit({ kind: "remove", names: ["b"], reconnect: false });
    expect(designer.get().file.selectedEdges).toEqual([]);
    designer.do.select([], [{ from: "a", to: "c" }]);
    designer.do.select(["c"]);
    expect(designer.get().file.selectedEdges).toEqual([]);
  });

  test("tidying up forgets positions, and can be undone", () => {
    const { designer } = start();
    designer.do.movePlaced(
      new Map([
        ["a", { x: 1, y: 2 }],
        ["b", { x: 3, y: 4 }],
      ]),
    );
    expect(designer.get().file.undo.at(-1)?.label).toBe("Move 2 cards");
    designer.do.tidyUp();
    expect(designer.get().file.places.placed).toEqual([]);
    designer.do.tidyUp();
    expect(designer.get().file.undo).toHaveLength(2);
    designer.do.undo();
    expect(designer.get().file.places.placed).toEqual([["a", 1, 2, "b", 3, 4]]);
  });

  test("a new executor is selected and stands where it was put", () => {
    const { designer } = start();
    expect(designer.do.addExecutor(new Map([["name", "a"]]), { x: 5, y: 6 })).toBe("a1");
    expect([...designer.get().file.selection]).toEqual(["a1"]);
    expect(designer.get().file.places.placed).toEqual([["a1", 5, 6]]);
    designer.do.undo();
    expect(designer.get().file.places.placed).toEqual([]);
    expect(designer.do.addExecutor(new Map([["uses", "5"]]))).toBeNull();
  });

  test("a new executor comes behind the one that is selected alone, unless it has a place or says what it takes", () => {
    const added = (selection: string[], ...given: Parameters<Designer["do"]["addExecutor"]>) => {
      const { designer, text } = start();
      designer.do.select(selection);
      designer.do.addExecutor(...given);
      expect(text().startsWith(TEXT)).toBe(true);
      return [text().slice(TEXT.length).trim(), designer.get().announcement];
    };
    const none = new Map<string, string>();
    expect(added(["a"], none)).toEqual(["- name: executor1\n    needs: a", 'Added "executor1" behind "a".']);
    expect(added(["gateway"], new Map([["uses", "X"]]))).toEqual([
      "- name: executor1\n    uses: X\n    needs: gateway",
      'Added "executor1" behind the gateway.',
    ]);
    const alone = ["- name: executor1", 'Added "executor1".'];
    expect(added([], none)).toEqual(alone);
    expect(added(["a", "b"], none)).toEqual(alone);
    expect(added(["gone"], none)).toEqual(alone);
    expect(added(["a"], none, { x: 5, y: 6 })).toEqual(alone);
    expect(added(["a"], new Map([["needs", "b"]]))[0]).toBe("- name: executor1\n    needs: b");
    expect(added(["a"], new Map([["method", "inspect"]]))[0]).toBe("- name: executor1\n    method: inspect");
  });

  test("an executor is found in the text", () => {
    const { designer } = start();
    designer.do.showInText("b");
    const { reveal, tabs } = designer.get();
    const { text, selection } = designer.get().file;
    expect(text.slice(reveal!.from, reveal!.to)).toBe("- name: b");
    expect([[...selection], tabs.right]).toEqual([["b"], "yaml"]);
  });
});

describe("an event for another part of the page", () => {
  test("is taken once: nothing jumps or is added again", () => {
    const { designer } = start();
    expect(designer.take("reveal")).toBeNull();
    designer.do.showText({ from: 3, to: 5 });
    expect(designer.take("reveal")).toEqual({ from: 3, to: 5 });
    expect([designer.take("reveal"), designer.get().reveal]).toEqual([null, null]);
    designer.do.drop(new Map([["name", "x"]]), 10, 20);
    expect(designer.take("drop")).toEqual({ args: new Map([["name", "x"]]), clientX: 10, clientY: 20 });
    expect(designer.take("drop")).toBeNull();
  });

  test("waits until it is taken, and is replaced only by a newer one of its kind", () => {
    const { designer } = start();
    designer.do.find("a");
    designer.do.showText({ from: 0, to: 1 });
    designer.do.find("b");
    expect([designer.take("centre"), designer.take("reveal")]).toEqual([{ name: "b" }, { from: 0, to: 1 }]);
  });

  test("to see a place of the text is given up with its file", () => {
    const { designer } = start();
    designer.do.showText({ from: 3, to: 5 });
    designer.do.newFlow();
    expect(designer.take("reveal")).toBeNull();
    designer.do.showText({ from: 3, to: 5 });
    designer.do.backToFile();
    expect(designer.take("reveal")).toBeNull();
  });
});

describe("settings", () => {
  test("the theme goes round", () => {
    const { designer } = start();
    const seen = [1, 2, 3].map(() => {
      designer.switchTheme();
      return designer.get().theme;
    });
    expect(seen).toEqual(["dark", "light", "system"]);
  });

  test("simulation is set for each executor and for the others", () => {
    const { designer } = start();
    const simulation = () => designer.get().file.simulation;
    const fixed = (ms: number) => ({ latency: { kind: "fixed", ms } as const });
    expect(simulationSettings(designer.get()).common).toMatchObject(fixed(40));
    designer.do.simulate("a", fixed(7));
    designer.do.simulate("a", { concurrency: 2 });
    designer.do.simulate(null, fixed(9));
    designer.do.setSimulation({ seed: 5 });
    expect(simulation()).toMatchObject({ seed: 5, common: fixed(9) });
    expect([...simulation().executors]).toEqual([["a", { ...fixed(7), concurrency: 2 }]]);
    expect(simulationSettings(designer.get()).common).toMatchObject({ ...fixed(9), concurrency: 1 });
    designer.do.simulate("a", {}, ["latency", "concurrency"]);
    expect(simulation().executors.size).toBe(0);
    expect(designer.get().file.undo).toEqual([]);
  });

  test("the clipboard may refuse", async () => {
    const { designer, ports } = start();
    await designer.do.copy("x", "the text");
    expect([ports.done, designer.get().toast?.text]).toEqual([["copy x"], "Copied the text."]);
    ports.platform.copy = () => Promise.reject(new Error("no"));
    await designer.do.copy("x", "the text");
    expect(designer.get()).toMatchObject({
      toast: null,
      dialog: { kind: "copy", text: "x", what: "the text" },
    });
  });
});

test("changes of history steps fit the texts that they lead between", () => {
  const { designer } = start();
  designer.do.edit({ kind: "remove", names: ["b"], reconnect: true });
  const { backward, forward } = designer.get().file.undo[0]!;
  const after = applyChanges(TEXT, forward.changes);
  expect(after).toBe(designer.get().file.text);
  expect(applyChanges(after, backward.changes)).toBe(TEXT);
});

test("deleting an executor says whose needs were changed", () => {
  const { designer } = start(
    "jtype: Flow\nexecutors:\n- name: a\n- {name: b, needs: gateway}\n- {name: c, needs: [a, b]}\n",
  );
  designer.do.edit({ kind: "remove", names: ["b"], reconnect: false });
  expect(designer.get().toast?.text).toBe('Deleted "b". c no longer needs it.');
});

describe("a conversion's report", () => {
  const OLD = "!Flow\nversion: '1'\npods:\n  - name: a\n    read_only: true\n";

  test("stays in the state and the Log until it is dismissed, or another file is opened", async () => {
    const { designer } = start(OLD);
    await designer.do.applyFix({ label: "Convert to 3.34", rewrite: "convert" });
    const row = "read_only: true of a was taken out: Jina 3 has nothing for it.";
    const { log, toast, tabs } = designer.get();
    const { report } = designer.get().file;
    expect(report?.rows).toContainEqual({ line: 5, before: "read_only: true", text: row });
    expect(log.at(-1)?.text).toBe(`flow.yml, line 5: ${row}`);
    expect(toast?.text).toBe("Convert to 3.34: done. Problems and Log tell what was done.");
    expect(tabs.bottom).toBe("problems");
    designer.do.dismissReport();
    expect(designer.get().file.report).toBeNull();
    designer.do.undo();
    await designer.do.applyFix({ label: "Convert to 3.34", rewrite: "convert" });
    await designer.do.openText("other.yml", TEXT);
    expect(designer.get().file.report).toBeNull();
  });

  test("says in the toast how much is left to do, and in the Log what", async () => {
    const { designer } = start("!Flow\nversion: '1'\npods:\n  - {name: i, uses: _index}\n");
    await designer.do.applyFix({ label: "Convert to 3.34", rewrite: "convert" });
    const { log, toast } = designer.get();
    const { report } = designer.get().file;
    expect(toast?.text).toBe(
      "Convert to 3.34: done. 1 thing is left to you: Problems and Log tell of it, and of what was done.",
    );
    expect(log.map(({ text }) => text)).toContain("flow.yml, Left to you (1):");
    expect(report?.rows[0]?.isLeft).toBe(true);
  });

  test("goes when the conversion is undone, and comes again when it is redone", async () => {
    const { designer } = start(OLD);
    await designer.do.applyFix({ label: "Convert to 3.34", rewrite: "convert" });
    const { report } = designer.get().file;
    designer.do.undo();
    expect(designer.get().file.text).toBe(OLD);
    expect(designer.get().file.report).toBeNull();
    designer.do.redo();
    expect(designer.get().file.report).toBe(report);
  });

  test("belongs to its file: it is left with it, and comes again on the way back", async () => {
    const { designer } = start(OLD);
    await designer.do.openText("other.yml", TEXT);
    designer.do.backToFile();
    await designer.do.applyFix({ label: "Convert to 3.34", rewrite: "convert" });
    const { report } = designer.get().file;
    designer.do.forwardToFile();
    expect(designer.get().file.report).toBeNull();
    designer.do.backToFile();
    expect(designer.get().file.report).toBe(report);
  });

  test("is not shown above an old file, however its text came back", async () => {
    const { designer } = start(OLD);
    await designer.do.applyFix({ label: "Convert to 3.34", rewrite: "convert" });
    const { text } = designer.get().file;
    expect(reportShown(designer.get().file)).not.toBeNull();
    designer.do.type([{ from: 0, to: text.length, insert: OLD }]);
    expect(reportShown(designer.get().file)).toBeNull();
  });

  test("of many changes tells the first, and how many more there are", async () => {
    const pods = Array.from({ length: 400 }, (_, index) => `  - name: p${index}\n    read_only: true\n`);
    const { designer } = start(`!Flow\nversion: '1'\npods:\n${pods.join("")}`);
    await designer.do.applyFix({ label: "Convert to 3.34", rewrite: "convert" });
    const rows = designer.get().file.report?.rows ?? [];
    // Two sentences about the file, its first line, pods, and one row a pod.
    expect(rows).toHaveLength(301);
    expect(rows.at(-1)).toEqual({ line: null, before: "", text: "And 104 more changes." });
  });
});
