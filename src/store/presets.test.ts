import { expect, test } from "vitest";
import { createDesigner } from "./designer.ts";
import { loadActions } from "./late-actions.ts";
import { createFakePorts } from "./test-ports.ts";

const TEXT = `jtype: Flow
executors:
  - name: a
  # it encodes
  - name: encoder
    uses: docker://clip
    needs: [a, gateway]
    uses_with:
      k: 1   # kept
`;

async function start() {
  const ports = createFakePorts();
  await loadActions();
  const designer = createDesigner(ports, { fileName: "flow.yml", text: TEXT });
  designer.do.select(["encoder"]);
  return { ports, designer };
}

test("an executor is put aside without its needs, and comes back by pasting, comments and all", async () => {
  const { ports, designer } = await start();
  designer.do.savePreset();
  designer.do.savePreset();
  expect(designer.get().presets.map(({ name }) => name)).toEqual(["encoder", "encoder1"]);
  expect(designer.get().tabs.left).toBe("palette");
  const [preset] = designer.get().presets;
  expect(preset?.text).not.toContain("needs");
  const other = createDesigner(ports, { fileName: "other.yml", text: "jtype: Flow\nexecutors: []\n" });
  other.do.loadPresets();
  await other.do.openText("other.yml", "jtype: Flow\nexecutors:\n  - name: x\n");
  other.do.paste(preset?.text ?? "", false, undefined, "x");
  expect(other.get().file.text).toContain("  # it encodes\n  - name: encoder\n    uses: docker://clip\n");
  expect(other.get().file.text).toContain("k: 1   # kept");
  expect(other.get().file.shown.built.byName.get("encoder")?.needs).toEqual(["x"]);
});

test("presets are renamed, removed and brought back, and no other tab's are lost by it", async () => {
  const { ports, designer } = await start();
  designer.do.savePreset();
  const other = createDesigner(ports, { fileName: "flow.yml", text: TEXT });
  other.do.select(["a"]);
  other.do.savePreset();
  expect(designer.do.renamePreset("encoder", "a")).toBe("There is a preset a already.");
  expect(designer.do.renamePreset("encoder", " ")).toBe("A preset needs a name.");
  expect(designer.do.renamePreset("encoder", "clip")).toBeNull();
  designer.do.removePreset("a");
  expect(designer.get().toast).toMatchObject({ text: "Removed preset a.", offer: "restore-preset" });
  designer.do.restorePreset();
  other.do.loadPresets();
  expect(other.get().presets.map(({ name }) => name)).toEqual(["clip", "a"]);
});

test("what the browser does not keep is told, and what it keeps wrongly is left out", async () => {
  const { ports, designer } = await start();
  ports.storage.set(
    "jina-flow-designer.presets",
    JSON.stringify({ version: 1, presets: [null, { name: 1 }, { name: "", text: "" }] }),
  );
  designer.do.loadPresets();
  expect(designer.get().presets).toEqual([]);
  ports.storage.set = () => false;
  designer.do.savePreset();
  expect(designer.get().toast?.text).toContain("does not keep presets");
  designer.do.removePreset("encoder");
  expect(designer.get().toast?.text).toContain("does not keep presets");
  designer.do.select([]);
  designer.do.savePreset();
  expect(designer.get().toast).toMatchObject({ kind: "warning" });
});

test.each(['{"version":2,"presets":{"a":"b"}}', "{"])(
  "presets of a newer page, or damaged ones, are not written over, which is told: %s",
  async (unread) => {
    const { ports, designer } = await start();
    ports.storage.set("jina-flow-designer.presets", unread);
    designer.do.loadPresets();
    designer.do.savePreset();
    expect(designer.get().toast?.text).toContain("stay as they are: the next reload undoes this.");
    designer.do.select(["a"]);
    designer.do.savePreset();
    designer.do.loadPresets();
    expect(designer.get().presets.map(({ name }) => name)).toEqual(["encoder", "a"]);
    expect(ports.storage.get("jina-flow-designer.presets")).toBe(unread);
  },
);
