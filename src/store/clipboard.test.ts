import { describe, expect, test } from "vitest";
import { settled } from "../base/test-clock.ts";
import { commandById, runCommand } from "./commands.ts";
import { createDesigner } from "./designer.ts";
import { createFakePorts } from "./test-ports.ts";

const TEXT = `jtype: Flow
executors:
  # loads
  - name: a
    uses: A   # from the Hub
  - name: b
  - name: c
    needs: [a, b]
`;

function start(text = TEXT) {
  const ports = createFakePorts();
  const designer = createDesigner(ports, { fileName: "flow.yml", text });
  const run = async (id: string) => {
    runCommand(designer, commandById(id));
    await settled();
  };
  const state = () => designer.get();
  return { ports, designer, run, text: () => state().file.text, toast: () => state().toast };
}

describe("copying", () => {
  test("puts the selected executors on the clipboard as they are written", async () => {
    const { ports, designer, run, toast } = start();
    designer.do.select(["a"]);
    await run("copy-yaml");
    expect(ports.clipboard).toBe("# loads\n- name: a\n  uses: A   # from the Hub\n");
    expect(toast()?.text).toBe('Copied "a".');
    designer.do.select(["c", "gateway", "a"]);
    await run("copy-yaml");
    expect(ports.clipboard).toBe(
      "# loads\n- name: a\n  uses: A   # from the Hub\n- name: c\n  needs: [a, b]\n",
    );
    expect(toast()?.text).toBe("Copied 2 executors.");
  });

  test("takes the whole file where nothing is selected", async () => {
    const { ports, run } = start();
    await run("copy-yaml");
    expect(ports.clipboard).toBe(TEXT);
  });

  test("cuts in one step, which a message undoes", async () => {
    const { ports, designer, run, text, toast } = start();
    designer.do.select(["a"]);
    await run("cut");
    expect(ports.clipboard).toBe("# loads\n- name: a\n  uses: A   # from the Hub\n");
    expect(text()).toBe("jtype: Flow\nexecutors:\n  - name: b\n  - name: c\n    needs: [b]\n");
    expect(toast()).toMatchObject({ canUndo: true, text: expect.stringMatching(/^Cut "a"\. /) });
    designer.do.undo();
    expect(text()).toBe(TEXT);
  });

  test("deletes nothing that the browser did not take", async () => {
    const { ports, designer, run, text, toast } = start();
    ports.platform.copy = () => Promise.reject(new Error("no"));
    designer.do.select(["a"]);
    await run("cut");
    expect(text()).toBe(TEXT);
    expect(toast()).toBeNull();
    // It is shown, to be copied from there.
    expect(designer.get().dialog).toEqual({
      kind: "copy",
      text: "# loads\n- name: a\n  uses: A   # from the Hub\n",
      what: '"a"',
    });
  });

  test("deletes nothing of another file that is shown once the browser has taken it", async () => {
    const { ports, designer, text } = start();
    const { promise, resolve } = Promise.withResolvers<void>();
    ports.platform.copy = () => promise;
    designer.do.select(["a"]);
    const cut = designer.do.cutSelected();
    await designer.do.openText("other.yml", TEXT);
    resolve();
    await cut;
    expect(text()).toBe(TEXT);
  });
});

describe("pasting", () => {
  test("makes what the clipboard holds, behind what is selected, and selects it, in one step", async () => {
    const { ports, designer, run, text } = start();
    designer.do.select(["a", "c"]);
    await run("copy-yaml");
    await run("paste");
    expect(text()).toBe(
      `${TEXT}  # loads\n  - name: a1\n    uses: A   # from the Hub\n  - name: c1\n    needs: [a1]\n`,
    );
    expect([...designer.get().file.selection]).toEqual(["a1", "c1"]);
    expect(ports.done).toHaveLength(1);
    designer.do.undo();
    expect(text()).toBe(TEXT);
  });

  test("that leaves links out offers to keep them, which takes its place in one step", async () => {
    const { designer, text, toast } = start();
    const point = { x: 300, y: 40 };
    designer.do.paste("- name: x\n  needs: [a, b]\n", false, point);
    expect(text()).toBe(`${TEXT}  - name: x\n    needs: gateway\n`);
    const { otherwise, canUndo } = toast() ?? {};
    expect([otherwise?.label, otherwise?.undoesFirst, canUndo]).toEqual(["Paste with its links", true, true]);
    designer.do.undo();
    designer.do.edit(otherwise!.edit, otherwise?.options);
    expect(text()).toBe(`${TEXT}  - name: x\n    needs: [a, b]\n`);
    expect(designer.get().file.places.placed).toEqual([["x", 300, 40]]);
    designer.do.undo();
    expect(text()).toBe(TEXT);
  });

  test.each([
    ["links to what is not here", "- name: x\n  needs: [elsewhere]\n"],
    ["links to what is pasted too", "- name: a\n- name: x\n  needs: [a]\n"],
    ["no links", "- name: x\n"],
  ])("of %s offers nothing else", (_, pasted) => {
    const { designer, toast } = start();
    designer.do.paste(pasted, false);
    expect(toast()?.otherwise ?? null).toBeNull();
  });

  test("keeps links to what is here if that is asked for", async () => {
    const { ports, run, text } = start();
    ports.clipboard = "name: x\nneeds: [b, z]";
    await run("paste-linked");
    expect(text()).toBe(`${TEXT}  - name: x\n    needs: [b]\n`);
  });

  test("stands at the point, as it would stand by itself", () => {
    const { designer } = start();
    designer.do.paste("- name: x\n- name: y\n", false, { x: 500, y: -40 });
    expect(designer.get().file.places.placed).toEqual([["x", 500, -40, "y", 740, -40]]);
  });

  test("says what is wrong, and changes nothing", async () => {
    const { ports, run, text, toast } = start();
    ports.clipboard = "nonsense";
    await run("paste");
    expect(toast()).toMatchObject({
      kind: "warning",
      text: expect.stringMatching(/^“nonsense” is no executor/),
    });
    ports.platform.readClipboard = () => Promise.reject(new Error("no"));
    await run("paste");
    expect(toast()?.text).toMatch(/did not let this page read the clipboard/);
    expect(text()).toBe(TEXT);
  });
});

describe("duplicating", () => {
  test("keeps what each needs, also where the engine supplies it", async () => {
    const { ports, designer, run, text } = start();
    designer.do.select(["b"]);
    await run("duplicate");
    expect(text()).toBe(TEXT.replace("  - name: b\n", "  - name: b\n  - name: b1\n    needs: a\n"));
    expect(ports.clipboard).toBe("");
    expect([...designer.get().file.selection]).toEqual(["b1"]);
    expect(designer.get().file.undo.at(-1)?.label).toBe('Duplicate "b"');
  });

  test("of several, those that need each other still do", async () => {
    const { designer, run, text } = start();
    designer.do.select(["b", "c"]);
    await run("duplicate");
    expect(text()).toBe(`${TEXT}  - name: b1\n    needs: a\n  - name: c1\n    needs: [a, b1]\n`);
  });
});

describe("an edge", () => {
  test("gets an executor on it", async () => {
    const { designer, run, text } = start();
    designer.do.select([], [{ from: "a", to: "c" }]);
    await run("insert");
    expect(text()).toBe(
      TEXT.replace(
        "  - name: c\n    needs: [a, b]",
        "  - name: executor1\n    needs: a\n  - name: c\n    needs: [executor1, b]",
      ),
    );
  });

  test("that the engine supplies is written down, another one is not", async () => {
    const { designer, run, text, toast } = start();
    designer.do.select([], [{ from: "a", to: "c" }]);
    await run("write-need");
    expect(toast()?.text).toMatch(/written in the file already/);
    designer.do.select([], [{ from: "a", to: "b" }]);
    await run("write-need");
    expect(text()).toBe(TEXT.replace("- name: b\n", "- name: b\n    needs: a\n"));
  });
});

test("an executor moves up and down in the file, and nobody's needs change", async () => {
  const { designer, run, text, toast } = start();
  designer.do.select(["a"]);
  await run("move-up");
  expect(toast()?.text).toBe("It is the first one in the file.");
  await run("move-down");
  expect(text()).toBe(
    "jtype: Flow\nexecutors:\n  - name: b\n    needs: a\n  # loads\n  - name: a\n    uses: A   # from the Hub\n    needs: gateway\n  - name: c\n    needs: [a, b]\n",
  );
  await run("move-down");
  await run("move-down");
  expect(toast()?.text).toBe("It is the last one in the file.");
});
