import { describe, expect, test } from "vitest";
import { commandById, runCommand } from "./commands.ts";
import { createDesigner } from "./designer.ts";
import { allFiles } from "./file-row.ts";
import { isUnsaved } from "./open-file.ts";
import type { DiskFile } from "./ports.ts";
import { createFakePorts, type FakePorts } from "./test-ports.ts";

const TEXT = "jtype: Flow\nexecutors:\n  - name: a\n";
const OTHER = TEXT.replace("name: a", "name: other");

const onDisk = (name: string): DiskFile => ({ kind: "file", name });

/** A designer with a file of the disk open. */
async function start(ports: FakePorts = createFakePorts()) {
  const designer = createDesigner(ports, { fileName: "flow.yml", text: TEXT });
  ports.disk.set("mine.yml", TEXT);
  await designer.do.openFiles([
    {
      name: "mine.yml",
      size: TEXT.length,
      disk: onDisk("mine.yml"),
      bytes: async () => new TextEncoder().encode(TEXT),
    },
  ]);
  designer.do.edit({ kind: "rename", name: "a", to: "x" });
  return { designer, ports, text: () => designer.get().file.text, toast: () => designer.get().toast?.text };
}

describe("saving", () => {
  test("writes the file where it was opened from", async () => {
    const { designer, ports, text, toast } = await start();
    await designer.do.saveFile();
    expect([ports.disk.get("mine.yml"), isUnsaved(designer.get().file), toast()]).toEqual([
      text(),
      false,
      "Saved mine.yml.",
    ]);
    expect(ports.done).toEqual([]);
    designer.do.undo();
    await designer.do.saveFile();
    expect(ports.disk.get("mine.yml")).toBe(TEXT);
  });

  test("does not write over what has changed on the disk meanwhile, and keeps both", async () => {
    const { designer, ports, text, toast } = await start();
    ports.disk.set("mine.yml", OTHER);
    await designer.do.saveFile();
    expect(ports.disk.get("mine.yml")).toBe(OTHER);
    expect(toast()).toBe(
      "mine.yml was changed on the disk meanwhile, so it was not saved. What stands there is open as mine (on disk).yml; saving once more puts this in its place.",
    );
    expect(allFiles(designer.get()).map((file) => [file.fileName, file.text])).toEqual([
      ["flow.yml", TEXT],
      ["mine.yml", text()],
      ["mine (on disk).yml", OTHER],
    ]);
    expect([designer.get().file.fileName, isUnsaved(designer.get().file)]).toEqual(["mine.yml", true]);
    await designer.do.saveFile();
    expect(ports.disk.get("mine.yml")).toBe(text());
  });

  test("leaves the person where they went while a long text of the disk was read", async () => {
    const { designer, ports, toast } = await start();
    const long = `${"# long\n".repeat(5000)}${OTHER}`;
    ports.disk.set("mine.yml", long);
    const saving = designer.do.saveFile();
    await ports.clock.pass(0);
    designer.do.backToFile();
    await ports.readings[0]?.finish();
    await saving;
    expect(designer.get().file.fileName).toBe("flow.yml");
    expect(toast()).toBe(
      "mine.yml was changed on the disk meanwhile, so it was not saved. Save it again to see what stands there.",
    );
    designer.do.forwardToFile();
    const again = designer.do.saveFile();
    await ports.clock.pass(0);
    await ports.readings[0]?.finish();
    await again;
    expect([ports.disk.get("mine.yml"), designer.get().file.fileName]).toEqual([long, "mine.yml"]);
    expect(allFiles(designer.get()).at(-1)).toMatchObject({
      fileName: "mine (on disk).yml",
      text: long,
    });
  });

  test("asks where a file is to be that has no place yet, and takes its name", async () => {
    const fake = createFakePorts();
    const ports = {
      ...fake,
      platform: { ...fake.platform, pickPlace: async (): Promise<DiskFile | null> => onDisk("new.yml") },
    };
    const designer = createDesigner(ports, { fileName: "flow.yml", text: TEXT });
    runCommand(designer, commandById("save"));
    await ports.clock.pass(0);
    expect([ports.disk.get("new.yml"), designer.get().file.fileName]).toEqual([TEXT, "new.yml"]);
    designer.do.edit({ kind: "rename", name: "a", to: "x" });
    await designer.do.saveFile();
    expect(ports.disk.get("new.yml")).toBe(designer.get().file.text);
  });

  test("that is dismissed, or of another browser, saves nothing in place", async () => {
    const fake = createFakePorts();
    const ports = { ...fake, platform: { ...fake.platform, pickPlace: async () => null } };
    const designer = createDesigner(ports, { fileName: "flow.yml", text: TEXT });
    await designer.do.saveFile();
    expect([ports.disk.size, designer.get().toast, ports.done]).toEqual([0, null, []]);
    const other = createFakePorts();
    const plain = createDesigner(other, { fileName: "flow.yml", text: TEXT });
    runCommand(plain, commandById("save"));
    expect(other.done).toEqual([`download flow.yml: ${TEXT}`]);
  });

  test("that is refused says why, and the file stays unsaved", async () => {
    const { designer, ports, toast } = await start();
    ports.platform.writeDisk = async () => {
      throw new DOMException("the file may not be written", "NotAllowedError");
    };
    await designer.do.saveFile();
    expect(toast()).toBe(
      "mine.yml was not saved. The browser says: NotAllowedError: the file may not be written.",
    );
    expect([isUnsaved(designer.get().file), designer.get().toast?.offer]).toEqual([true, "download"]);
  });

  test("of a file that is gone asks for a new place next time", async () => {
    const { designer, ports, toast } = await start();
    ports.platform.readDisk = async () => {
      throw new DOMException("gone", "NotFoundError");
    };
    await designer.do.saveFile();
    expect(toast()).toContain("mine.yml is no longer where it was");
    expect([designer.get().file.disk, isUnsaved(designer.get().file)]).toEqual([null, true]);
  });

  test("over what can no longer be read asks for a new place next time", async () => {
    const { designer, ports, toast } = await start();
    ports.platform.readDisk = async () => new Uint8Array([0xff, 0xff, 0xff]);
    await designer.do.saveFile();
    expect(toast()).toContain("What stands in mine.yml now cannot be read");
    expect(ports.disk.get("mine.yml")).toBe(TEXT);
    expect(allFiles(designer.get()).map(({ fileName }) => fileName)).toEqual(["flow.yml", "mine.yml"]);
    expect([designer.get().file.disk, isUnsaved(designer.get().file)]).toEqual([null, true]);
  });
});
