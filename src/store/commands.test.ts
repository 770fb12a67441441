import { describe, expect, test } from "vitest";
import { COMMANDS, commandById, commandForKey, type KeyPress, labelOf, runCommand } from "./commands.ts";
import { createDesigner } from "./designer.ts";
import { createFakePorts } from "./test-ports.ts";

const TEXT = "jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n";

function start(text = TEXT) {
  const ports = createFakePorts();
  return { ports, designer: createDesigner(ports, { fileName: "flow.yml", text }) };
}

/** Labels that scripts and tests rely on; a command may be missing as long as its feature is. */
const LABELS = [
  ...["New flow", "Open file", "Save", "Download", "Undo", "Redo", "Add executor", "Rename", "Delete"],
  ...["Duplicate", "Connect", "Disconnect", "Tidy up", "Fit view", "Find executor", "Copy as YAML"],
  ...["Copy as mermaid", "Copy run command", "Export SVG", "Export PNG", "Export JPG", "Export Python"],
  ...["Export Kubernetes", "Export Docker Compose", "Share link", "Send request", "Stop", "Test connection"],
  ...["Profile gateway", "Keyboard shortcuts"],
];

describe("the list", () => {
  test("names each command once, and each key for one place", () => {
    expect(new Set(COMMANDS.map(({ id }) => id)).size).toBe(COMMANDS.length);
    expect(new Set(COMMANDS.map(({ label }) => label)).size).toBe(COMMANDS.length);
    const keys = COMMANDS.flatMap((command) => command.keys ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("uses the labels that stay stable", () => {
    const others = COMMANDS.map(({ label }) => label).filter((label) => !LABELS.includes(label));
    expect(others).toEqual([
      "Import",
      "Back to previous file",
      "Forward to next file",
      "Close file",
      "Reopen closed file",
      "Kept files",
      "Save version",
      "Versions",
      "Add from the palette",
      "Delete and reconnect",
      "Add a follower",
      "Write the need down",
      "Insert executor here",
      "Move up in the file",
      "Move down in the file",
      ...["Open in the Inspector", "Next edge", "Previous edge", "Go to the canvas"],
      ...["left", "right", "up", "down"].map((side) => `Go ${side} to the connected executor`),
      ...["on the left", "on the right", "above", "below"].map(
        (where) => `Select the connected executor ${where} as well`,
      ),
      ...["left", "right", "up", "down"].map((side) => `Move ${side}`),
      ...["left", "right", "up", "down"].map((side) => `Move ${side} further`),
      "Turn the layout",
      "Wrap long chains",
      "Pin",
      "Unpin",
      "Zoom in",
      "Zoom out",
      "Zoom to 100 %",
      "Select all",
      "Show problems",
      "Export answers",
      "Show details of the card",
      "Show in YAML",
      "Copy the whole file",
      "Cut",
      "Paste",
      "Paste and keep links",
      "Save as preset",
      "Bring back the preset",
      "Export Flow",
      "Step through request",
      "Next step",
      "Previous step",
      "What if",
      "About the gateway",
      "Request as code",
      "GraphQL",
      "Request from code",
      "Kept requests",
      "Bring back the request",
      "YAML beside the canvas",
      "YAML alone",
      "YAML in its tab",
      "Switch between light and dark",
      "Command palette",
    ]);
  });

  test("names the file that is downloaded, by its beginning if the name is long", async () => {
    const { designer } = start();
    const label = () => labelOf(commandById("download"), designer.get());
    expect(label()).toBe("Download flow.yml");
    await designer.do.openText("broken.yml", TEXT);
    expect(label()).toBe("Download broken.yml");
    await designer.do.openText(`${"x".repeat(100)}.yml`, TEXT);
    expect(label()).toBe(`Download ${"x".repeat(40)}…`);
    expect(labelOf(commandById("undo"), designer.get())).toBe("Undo");
  });

  test("is found by id, and an id that is none is our own mistake", () => {
    expect(commandById("undo").label).toBe("Undo");
    expect(() => commandById("nothing")).toThrow("no command nothing");
  });
});

describe("commandForKey", () => {
  const press = (key: string, code: string, ...held: ("ctrl" | "meta" | "shift" | "alt")[]): KeyPress => ({
    key,
    code,
    ctrlKey: held.includes("ctrl"),
    metaKey: held.includes("meta"),
    shiftKey: held.includes("shift"),
    altKey: held.includes("alt"),
  });

  test.each<[string, KeyPress, string | undefined, string | undefined]>([
    ["Ctrl+Z", press("z", "KeyZ", "ctrl"), "undo", "undo"],
    ["Cmd+Z", press("z", "KeyZ", "meta"), "undo", "undo"],
    ["Ctrl+Shift+Z", press("Z", "KeyZ", "ctrl", "shift"), "redo", "redo"],
    ["Ctrl+Z with caps lock", press("Z", "KeyZ", "ctrl"), "undo", "undo"],
    ["Ctrl+Y", press("y", "KeyY", "ctrl"), "redo", "redo"],
    ["Ctrl+Z on a Cyrillic keyboard", press("я", "KeyZ", "ctrl"), "undo", "undo"],
    ["Ctrl+Z on a German keyboard", press("z", "KeyY", "ctrl"), "undo", "undo"],
    ["Z", press("z", "KeyZ"), undefined, undefined],
    ["N", press("n", "KeyN"), undefined, "add"],
    ["Enter", press("Enter", "Enter"), undefined, "inspect"],
    ["E", press("e", "KeyE"), undefined, "next-edge"],
    ["Shift+E", press("E", "KeyE", "shift"), undefined, "previous-edge"],
    ["Right", press("ArrowRight", "ArrowRight"), undefined, "nudge-right"],
    ["Shift+Up", press("ArrowUp", "ArrowUp", "shift"), undefined, "nudge-up-far"],
    ["Alt+Left", press("ArrowLeft", "ArrowLeft", "alt"), undefined, "travel-left"],
    ["Shift+Alt+Up", press("ArrowUp", "ArrowUp", "shift", "alt"), undefined, "move-up"],
    ["F6", press("F6", "F6"), "go-canvas", "go-canvas"],
    ["Delete", press("Delete", "Delete"), undefined, "delete"],
    ["Backspace", press("Backspace", "Backspace"), undefined, "delete"],
    ["Cmd+Backspace", press("Backspace", "Backspace", "meta"), undefined, "delete-reconnect"],
    ["F2", press("F2", "F2"), undefined, "rename"],
    ["?", press("?", "Slash", "shift"), undefined, "shortcuts"],
    ["? on a German keyboard", press("?", "Minus", "shift"), undefined, "shortcuts"],
    ["Ctrl+Enter", press("Enter", "Enter", "ctrl"), "send", "send"],
    ["Ctrl+1", press("1", "Digit1", "ctrl"), undefined, "fit"],
    ["Ctrl+=", press("=", "Equal", "ctrl"), undefined, "zoom-in"],
    ["Ctrl++", press("+", "Equal", "ctrl", "shift"), undefined, "zoom-in"],
    ["Ctrl++ on a German keyboard", press("+", "BracketRight", "ctrl"), undefined, "zoom-in"],
    ["Ctrl+-", press("-", "Minus", "ctrl"), undefined, "zoom-out"],
    ["Cmd+0", press("0", "Digit0", "meta"), undefined, "zoom-whole"],
    ["Shift+Alt+T", press("T", "KeyT", "shift", "alt"), "tidy", "tidy"],
    ["Shift+Option+T on a Mac", press("ˇ", "KeyT", "shift", "alt"), "tidy", "tidy"],
    ["Shift+Option+T on a Mac, as a dead key", press("Dead", "KeyT", "shift", "alt"), "tidy", "tidy"],
    ["Ctrl+Shift+N", press("N", "KeyN", "ctrl", "shift"), undefined, undefined],
  ])("%s", (_, key, elsewhere, inCanvas) => {
    expect(commandForKey(key, false)?.id).toBe(elsewhere);
    expect(commandForKey(key, true)?.id).toBe(inCanvas);
  });
});

test("keys that type a character can be turned off, others cannot", () => {
  const press = (key: string, code: string, held: Partial<KeyPress> = {}): KeyPress => ({
    ...{ key, code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false },
    ...held,
  });
  expect(commandForKey(press("n", "KeyN"), true, false)).toBeUndefined();
  expect(commandForKey(press("E", "KeyE", { shiftKey: true }), true, false)).toBeUndefined();
  expect(commandForKey(press("Delete", "Delete"), true, false)?.id).toBe("delete");
  expect(commandForKey(press("ArrowUp", "ArrowUp", { shiftKey: true }), true, false)?.id).toBe(
    "nudge-up-far",
  );
});

describe("refusals", () => {
  const refused = (id: string, designer: ReturnType<typeof start>["designer"]) =>
    commandById(id).refuse?.(designer.get()) ?? null;

  test("what needs a selection says so", () => {
    const { designer } = start();
    const ids = ["rename", "delete", "delete-reconnect", "connect", "disconnect", "show-text"];
    for (const id of ids) {
      expect(refused(id, designer), id).toMatch(/^Select /);
    }
    designer.do.select(["a"]);
    expect(ids.map((id) => refused(id, designer))).toEqual([
      null,
      null,
      null,
      null,
      expect.stringMatching(/edge/),
      null,
    ]);
    designer.do.select(["a", "gateway"]);
    expect(refused("show-text", designer)).toBeNull();
    designer.do.select(["gateway"]);
    expect(["rename", "delete", "connect"].map((id) => refused(id, designer) === null)).toEqual([
      false,
      false,
      true,
    ]);
    designer.do.select([], [{ from: "a", to: "b" }]);
    expect(["delete", "disconnect"].map((id) => refused(id, designer))).toEqual([null, null]);
  });

  test("what there is nothing for says so", async () => {
    const { designer } = start();
    const ids = ["undo", "redo", "back", "forward", "stop", "send"];
    expect(ids.map((id) => refused(id, designer))).toEqual([
      "Nothing to undo.",
      "Nothing to redo.",
      "There is no previous file.",
      "There is no next file.",
      "No run is under way.",
      null,
    ]);
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    designer.do.edit({ kind: "rename", name: "b", to: "y" });
    designer.do.undo();
    expect(["undo", "redo"].map((id) => refused(id, designer))).toEqual([null, null]);
    await designer.do.openText("other.yml", TEXT);
    expect(["undo", "redo", "back"].map((id) => refused(id, designer))).toEqual([
      "Nothing to undo.",
      "Nothing to redo.",
      null,
    ]);
    designer.do.backToFile();
    expect(refused("forward", designer)).toBeNull();
  });

  test("what needs a Flow waits for one", () => {
    const { designer } = start("- a\n");
    for (const id of ["add", "rename", "delete", "connect", "disconnect", "copy-mermaid"]) {
      expect(refused(id, designer), id).toBe(
        "The text holds no Flow right now, so nothing can be changed here: fix it in the YAML tab first.",
      );
    }
    expect(refused("copy-yaml", designer)).toBeNull();
  });
});

describe("runCommand", () => {
  test("says why a command cannot run, and does not run it: no mermaid of a text that holds no Flow", () => {
    const { designer, ports } = start();
    designer.do.type([{ from: 0, to: 0, insert: "[" }]);
    runCommand(designer, commandById("copy-mermaid"));
    expect(designer.get().toast?.text).toBe(
      "The text holds no Flow right now, so nothing can be changed here: fix it in the YAML tab first.",
    );
    expect(ports.done).toEqual([]);
    designer.do.undo();
    runCommand(designer, commandById("tidy"));
    expect(designer.get().announcement).toBe("Tidied up.");
  });
});

describe("commands do what they are called", () => {
  test("add, delete, delete and reconnect, disconnect", () => {
    const { designer } = start(
      "jtype: Flow\nexecutors:\n- name: a\n- {name: b, needs: a}\n- {name: c, needs: [a, b]}\n",
    );
    const run = (id: string) => void commandById(id).run(designer);
    const needs = () =>
      designer.get().file.shown.built.nodes.map(({ name, needs: own }) => `${name}: ${own.join(", ")}`);
    designer.do.select(["b"]);
    run("delete-reconnect");
    expect(needs()).toEqual(["a: gateway", "c: a"]);
    run("undo");
    designer.do.select(["b"]);
    run("delete");
    expect(needs()).toEqual(["a: gateway", "c: a"]);
    run("undo");
    designer.do.select([], [{ from: "b", to: "c" }]);
    run("disconnect");
    expect(needs()).toEqual(["a: gateway", "b: a", "c: a"]);
    run("undo");
    designer.do.select(
      [],
      [
        { from: "a", to: "c" },
        { from: "a", to: "b" },
      ],
    );
    run("delete");
    expect(needs()).toEqual(["a: gateway", "b: gateway", "c: b"]);
    run("undo");
    designer.do.select(["b"], [{ from: "a", to: "c" }]);
    run("delete");
    expect(needs()).toEqual(["a: gateway", "c: a"]);
    run("undo");
    expect(needs()).toEqual(["a: gateway", "b: a", "c: a, b"]);
    designer.do.select([], [{ from: "b", to: "c" }]);
    run("disconnect");
    run("add");
    expect(needs().at(-1)).toBe("executor1: c");
    expect([...designer.get().file.selection]).toEqual(["executor1"]);
    expect(designer.get().announcement).toBe('Added "executor1".');
    run("select-all");
    expect(designer.get().file.selection.size).toBe(4);
  });

  test("download gives the exact text and counts as saved", () => {
    const { designer, ports } = start();
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    void commandById("download").run(designer);
    expect(ports.done).toEqual([`download flow.yml: ${TEXT.replace("name: a", "name: x")}`]);
    expect(designer.get().file.savedText).toBe(designer.get().file.text);
  });

  test("open takes the chosen file, and nothing if none is chosen", async () => {
    const { designer, ports } = start();
    await commandById("open").run(designer);
    expect(designer.get().file.undo).toEqual([]);
    const bytes = new TextEncoder().encode("jtype: Flow\n");
    ports.picked = { name: "x.yml", size: bytes.length, bytes: async () => bytes };
    await commandById("open").run(designer);
    expect(designer.get().file.fileName).toBe("x.yml");
  });

  test("the copies", async () => {
    const { designer, ports } = start();
    await commandById("copy-yaml").run(designer);
    await commandById("copy-run").run(designer);
    await commandById("copy-mermaid").run(designer);
    expect(ports.done[0]).toBe(`copy ${TEXT}`);
    expect(ports.done[1]).toBe("copy jina flow --uses flow.yml");
    expect(ports.done[2]).toContain("a:::DEPLOYMENT --> b:::DEPLOYMENT;");
    designer.do.edit({ kind: "set", name: "a", key: "needs", value: "nobody" });
    await commandById("copy-mermaid").run(designer);
    expect(ports.done).toHaveLength(3);
    expect(designer.get().toast).toMatchObject({ kind: "warning", text: expect.stringContaining("nobody") });
  });

  test.each([
    ["rename", { kind: "rename", name: "a" }],
    ["connect", { kind: "connect", from: "a" }],
    ["commands", { kind: "commands" }],
    ["find", { kind: "find" }],
    ["shortcuts", { kind: "shortcuts" }],
  ])("%s opens its dialog", (id, dialog) => {
    const { designer } = start();
    designer.do.select(["a"]);
    void commandById(id).run(designer);
    expect(designer.get().dialog).toEqual(dialog);
    designer.do.closeDialog();
    expect(designer.get().dialog).toBeNull();
  });
});
