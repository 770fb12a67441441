import { describe, expect, test } from "vitest";
import { createFakePorts, openPage } from "./test-ports.ts";

const EXAMPLE = { fileName: "flow.yml", text: "jtype: Flow\nexecutors:\n  - name: a\n" };

async function start() {
  const ports = createFakePorts();
  return { ports, designer: await openPage(ports, EXAMPLE) };
}

describe("the list of what is kept", () => {
  test("has open and closed files, those edited last first; a closed one comes back or is removed for good", async () => {
    const { ports, designer } = await start();
    await ports.clock.pass(1000);
    await designer.do.openText("b.yml", `${EXAMPLE.text}# b\n`);
    await designer.do.keep();
    const { id } = designer.get().file;
    designer.do.closeFile(id);
    await designer.do.keep();
    const rows = async () =>
      (await designer.do.listKept())?.map(({ fileName, length, isOpen, editedMs }) => [
        fileName,
        length,
        isOpen,
        editedMs - 1_700_000_000_000,
      ]);
    expect(await rows()).toEqual([
      ["b.yml", EXAMPLE.text.length + 4, false, 1000],
      ["flow.yml", EXAMPLE.text.length, true, 0],
    ]);
    await designer.do.openKept(id);
    expect(designer.get().file).toMatchObject({ id, fileName: "b.yml" });
    await designer.do.removeKept(id);
    expect(designer.get().toast?.text).toBe("That file is open: close it first.");
    designer.do.closeFile(id);
    await designer.do.keep();
    await ports.clock.passUntil(designer.do.removeKept(id));
    expect((await rows())?.length).toBe(1);
    expect([...ports.database.kept.keys()].filter((key) => key.includes(id) && !key.includes("tab"))).toEqual(
      [],
    );
    await designer.do.reopenFile();
    expect([designer.get().file.fileName, designer.get().closed]).toEqual(["flow.yml", []]);
  });

  test("names what it cannot read, and says when the browser does not tell", async () => {
    const { ports, designer } = await start();
    ports.database.kept.set('["head","x"]', { version: 9 });
    expect(await designer.do.listKept()).toMatchObject([
      { fileName: "flow.yml" },
      { fileName: "A file of another version of this page", editedMs: 0 },
    ]);
    ports.database.read = async () => {
      throw new TypeError("no");
    };
    expect(await designer.do.listKept()).toBeNull();
    expect(designer.get().toast?.text).toContain("while listing what is kept");
  });
});

test("of very many closed files the oldest go, and none that is open or has a version", async () => {
  const { ports, designer } = await start();
  const textOf = (id: string) => ({ key: ["part", id, "text"], value: EXAMPLE.text });
  const ids = Array.from({ length: 310 }, (_, at) => `f${at}`);
  const put = ids.flatMap((id, at) => [
    {
      key: ["head", id],
      value: { version: 2, fileName: `${id}.yml`, revision: 1, editedMs: 1000 + at, length: 4, undone: 0 },
    },
    textOf(id),
  ]);
  const version = { version: 2, name: "mine", text: EXAMPLE.text, places: null };
  const tab = { version: 1, open: ["f1"], shown: "f1", closed: [], tabs: {}, usedMs: 1 };
  await ports.database.write({
    put: [...put, { key: ["version", "f0", 5], value: version }, { key: ["tab", "other"], value: tab }],
  });
  await designer.do.keep();
  // The next page that is opened looks after it.
  const again = await openPage(ports, EXAMPLE);
  await again.do.keep();
  await ports.clock.pass(6000);
  await again.do.keep();
  const kept = (await again.do.listKept()) ?? [];
  const gone = ids.filter((id) => !kept.some((file) => file.id === id));
  expect(gone).toEqual(["f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9"]);
  expect([...ports.database.kept.keys()].filter((key) => key.includes('"f2"'))).toEqual([]);
});

describe("versions", () => {
  const KEPT_ON = new AbortController().signal;

  test("are kept by name, compared, and restored as one step of undo", async () => {
    const { designer } = await start();
    designer.do.movePlaced(new Map([["a", { x: 1, y: 2 }]]));
    await designer.do.saveVersion("first");
    designer.do.edit({ kind: "add", args: new Map([["name", "b"]]) });
    designer.do.edit({ kind: "set", name: "a", key: "replicas", value: 2 });
    const now = designer.get().file;
    const [version] = (await designer.do.listVersions()) ?? [];
    expect(version).toMatchObject({ name: "first", text: EXAMPLE.text });
    expect(await designer.do.compareVersion(version!, KEPT_ON)).toEqual({
      rows: [
        { kind: "same", line: "jtype: Flow" },
        { kind: "same", line: "executors:" },
        { kind: "same", line: "  - name: a" },
        { kind: "added", line: "    replicas: 2" },
        { kind: "added", line: "  - name: b" },
        { kind: "same", line: "" },
      ],
      graph: expect.objectContaining({ added: ["b"], changed: [{ name: "a", keys: ["replicas"] }] }),
    });
    designer.do.restoreVersion(version!);
    expect(designer.get().file.text).toBe(EXAMPLE.text);
    expect(designer.get().file.places.placed.flat()).toContain("a");
    designer.do.undo();
    expect([designer.get().file.text, designer.get().file.places]).toEqual([now.text, now.places]);
    await designer.do.removeVersion(version!);
    expect(await designer.do.listVersions()).toEqual([]);
  });

  test("that cannot be compared give none, and the fault is told", async () => {
    const { designer } = await start();
    await designer.do.saveVersion("first");
    const [version] = (await designer.do.listVersions()) ?? [];
    const faulty = {
      ...version!,
      get text(): string {
        throw new TypeError("we have failed");
      },
    };
    expect(await designer.do.compareVersion(faulty, KEPT_ON)).toBeNull();
    expect(designer.get().toast?.text).toContain("while comparing a version");
  });

  test("of a long text are read away from the page, and no longer than the comparison is wanted", async () => {
    const { ports, designer } = await start();
    const version = {
      name: "long",
      text: `${EXAMPLE.text}#${" ".repeat(40_000)}\n`,
      places: designer.get().file.places,
      atMs: 0,
    };
    const control = new AbortController();
    const compared = designer.do.compareVersion(version, control.signal);
    expect(ports.readings).toHaveLength(1);
    control.abort();
    expect(await compared).toBeNull();
    expect(designer.get().toast).toBeNull();
  });

  test("of a text without a Flow are compared as texts alone", async () => {
    const { designer } = await start();
    await designer.do.saveVersion("first");
    designer.do.type([{ from: 0, to: EXAMPLE.text.length, insert: "- a" }]);
    const [version] = (await designer.do.listVersions()) ?? [];
    expect((await designer.do.compareVersion(version!, KEPT_ON))?.graph).toBeNull();
  });
});
