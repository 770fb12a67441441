import { expect, test, vi } from "vitest";
import type { Designer } from "./designer.ts";
import { allFiles } from "./file-row.ts";
import { secretsIn } from "./secret-doubts.ts";
import { printShareLink } from "./share-link.ts";
import { DEFAULT_FORM } from "./state.ts";
import { createFakePorts, openPage } from "./test-ports.ts";

const EXAMPLE = { fileName: "own.yml", text: "jtype: Flow\nexecutors:\n  - name: own\n" };
const TEXT = "jtype: Flow\nexecutors:\n  - name: shared # by a stranger\n";

const LONGER = `${TEXT}  - name: more\n`;

/** Too long to be read at once. */
const LONG = `${TEXT}# ${"long ".repeat(8000)}\n`;

async function linkOf(
  designer: Designer,
  change: Partial<typeof DEFAULT_FORM> | null,
  text = TEXT,
): Promise<string> {
  const { places } = designer.get().file;
  const placed = [["shared", 300, 80]];
  const form = change && { ...DEFAULT_FORM, ...change };
  const printed = await printShareLink({
    fileName: "shared.yml",
    text,
    places: { ...places, placed },
    form,
  });
  return "link" in printed ? printed.link : "";
}

test("a link is opened beside what was open, with its places and its request, and sends nothing", async () => {
  const designer = await openPage(createFakePorts(), EXAMPLE);
  designer.do.setAddress("grpc://localhost:5000");
  expect(await designer.do.openShared(await linkOf(designer, { documents: "try this" }))).toBe(true);
  const state = designer.get();
  expect(allFiles(state).map(({ fileName }) => fileName)).toEqual(["own.yml", "shared.yml"]);
  expect(state.file).toMatchObject({ text: TEXT, undo: [] });
  expect(state.file.places.placed).toEqual([["shared", 300, 80]]);
  expect(state.form.documents).toBe("try this");
  expect(state.file.requests).toMatchObject([{ name: "From the link", form: { documents: "try this" } }]);
  expect(state).toMatchObject({ address: "grpc://localhost:5000", run: null, client: null });
  expect(state.toast?.text).toBe("Opened shared.yml from the link. Its request is in the Send panel.");
});

test("a link is opened under a name that no open file has", async () => {
  const designer = await openPage(createFakePorts(), { ...EXAMPLE, fileName: "shared.yml" });
  await designer.do.openShared(await linkOf(designer, null));
  await designer.do.openShared(await linkOf(designer, null, LONGER));
  const names = allFiles(designer.get()).map(({ fileName }) => fileName);
  expect(names).toEqual(["shared.yml", "shared-2.yml", "shared-3.yml"]);
  expect(designer.get().toast?.text).toBe("Opened shared-3.yml from the link.");
});

test("a link that comes again shows the file that it was opened as, until that is changed", async () => {
  const designer = await openPage(createFakePorts(), EXAMPLE);
  const names = () => allFiles(designer.get()).map(({ fileName }) => fileName);
  const link = await linkOf(designer, { documents: "try this" });
  const withAnother = await linkOf(designer, { documents: "another" });
  const without = await linkOf(designer, null);
  await designer.do.openShared(link);
  const { id } = designer.get().file;
  await designer.do.openShared(link);
  expect(designer.get().toast?.text).toBe("shared.yml from the link is open already.");
  designer.do.backToFile();
  designer.do.setForm({ documents: "mine" });
  expect(await designer.do.openShared(link)).toBe(true);
  expect(names()).toEqual(["own.yml", "shared.yml"]);
  expect(designer.get()).toMatchObject({ file: { id }, form: { documents: "mine" } });
  expect(designer.get().toast?.text).toContain("Its request is among the kept requests");

  // Another request, another place and another text are each another file.
  await designer.do.openShared(withAnother);
  await designer.do.openShared(without);
  expect(names()).toEqual(["own.yml", "shared.yml", "shared-2.yml", "shared-3.yml"]);
  designer.do.movePlaced(new Map([["shared", { x: 1, y: 2 }]]));
  await designer.do.openShared(without);
  expect(names()).toHaveLength(5);
  designer.do.edit({ kind: "set", name: "shared", key: "replicas", value: 2 });
  await designer.do.openShared(without);
  expect(names()).toHaveLength(6);
});

test("a request of one's own stays in the Send panel; that of the link is kept with its Flow", async () => {
  const designer = await openPage(createFakePorts(), EXAMPLE);
  designer.do.setForm({ documents: "mine" });
  await designer.do.openShared(await linkOf(designer, { documents: "theirs" }));
  expect(designer.get().form.documents).toBe("mine");
  expect(designer.get().file.requests).toMatchObject([{ form: { documents: "theirs" } }]);
  expect(designer.get().toast?.text).toContain("among the kept requests");
  await designer.do.openShared(await linkOf(designer, null));
  expect(designer.get().file.requests).toEqual([]);
});

test("a link that cannot be read changes nothing, and is told with the link", async () => {
  const designer = await openPage(createFakePorts(), EXAMPLE);
  const before = designer.get().file;
  for (const link of ["", "9.AAAA", (await linkOf(designer, {})).slice(0, -3)]) {
    expect(await designer.do.openShared(link)).toBe(true);
    expect(designer.get().file).toBe(before);
    const why = expect.stringMatching(/^(?:The|This) link /);
    expect(designer.get().dialog).toEqual({ kind: "broken-link", link, why });
    expect(designer.get().log.at(-1)).toMatchObject({ text: why });
  }
});

test("secrets are named with their lines before a link is made of them", async () => {
  const designer = await openPage(createFakePorts(), EXAMPLE);
  expect(secretsIn(designer.get().file)).toEqual([]);
  await designer.do.openText("f.yml", `${EXAMPLE.text}    env:\n      API_KEY: a1b2c3d4e5\n`);
  const [secret, ...others] = secretsIn(designer.get().file);
  expect(secret).toMatchObject({ line: 5, message: expect.stringContaining("API_KEY") });
  expect(secret?.message).not.toContain("a1b2c3d4e5");
  expect(others).toEqual([]);
  await designer.do.openText("f.yml", "a: [");
  expect(secretsIn(designer.get().file)).toMatchObject([{ line: null }]);
});

test("a request that is typed while a long link is read stays; the link's is kept", async () => {
  const ports = createFakePorts();
  const designer = await openPage(ports, EXAMPLE);
  const opened = designer.do.openShared(await linkOf(designer, { documents: "theirs" }, LONG));
  await vi.waitFor(() => expect(ports.readings).toHaveLength(1));
  designer.do.setForm({ documents: "mine" });
  await ports.readings[0]!.finish();
  expect(await opened).toBe(true);
  expect(designer.get().form.documents).toBe("mine");
  expect(designer.get().file.requests).toMatchObject([{ form: { documents: "theirs" } }]);
  expect(designer.get().toast?.text).toContain("among the kept requests");
});

test("a link whose Flow gives way to another file says that it was not opened, with its request", async () => {
  const ports = createFakePorts();
  const designer = await openPage(ports, EXAMPLE);
  const opened = designer.do.openShared(await linkOf(designer, { documents: "theirs" }, LONG));
  await vi.waitFor(() => expect(ports.readings).toHaveLength(1));
  expect(await designer.do.openText("other.yml", TEXT)).toBe(true);
  expect(await opened).toBe(false);
  expect(allFiles(designer.get()).map(({ fileName }) => fileName)).toEqual(["own.yml", "other.yml"]);
  expect(designer.get().form).toEqual(DEFAULT_FORM);
  expect(designer.get().log.at(-1)?.text).toContain("shared.yml from the link was not opened");
});
