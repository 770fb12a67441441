import { expect, test } from "vitest";
import { createDesigner } from "./designer.ts";
import { SETTINGS_KEY } from "./settings.ts";
import { createFakePorts, type FakePorts, openPage } from "./test-ports.ts";

const EXAMPLE = { fileName: "flow.yml", text: "jtype: Flow\nexecutors:\n  - name: a\n" };

/** A page in whose form something was typed, and what its storage had before. */
async function typed(ports: FakePorts, documents: string) {
  const designer = await openPage(ports, EXAMPLE);
  const before = ports.storage.get(SETTINGS_KEY);
  designer.do.setForm({ documents });
  await ports.clock.pass(1000);
  return { before };
}

/** The documents of the form, on a page that begins with what these ports keep, at a later time. */
async function documentsAfter(ports: FakePorts): Promise<string> {
  const designer = await openPage(ports, EXAMPLE);
  await ports.clock.pass(1000);
  return designer.get().form.documents;
}

/** What the storage of a browser has that was killed before it wrote that to the disk. */
function putBack({ storage }: FakePorts, text: string | null) {
  if (text === null) {
    storage.remove(SETTINGS_KEY);
  } else {
    storage.set(SETTINGS_KEY, text);
  }
}

test("what was typed a second ago is there though the storage has lost it", async () => {
  const ports = createFakePorts();
  const { before } = await typed(ports, "first");
  putBack(ports, before);
  expect(await documentsAfter(ports)).toBe("first");
  expect(ports.storage.get(SETTINGS_KEY)).toContain("first");
  const second = await typed(ports, "second");
  putBack(ports, second.before);
  expect(await documentsAfter(ports)).toBe("second");
});

test("what the storage has that is newer stays, and goes to the database", async () => {
  const ports = createFakePorts();
  await typed(ports, "first");
  const mirrored = new Map(ports.database.kept);
  await typed(ports, "second");
  // The page was left before the database had it.
  ports.database.kept.clear();
  for (const [key, value] of mirrored) {
    ports.database.kept.set(key, value);
  }
  expect(await documentsAfter(ports)).toBe("second");
  await typed(ports, "third");
  expect(JSON.stringify([...ports.database.kept])).toContain("third");
});

test("what is typed while something typed before is on its way to the database follows it", async () => {
  const ports = createFakePorts();
  const { before } = await typed(ports, "first");
  const designer = await openPage(ports, EXAMPLE);
  designer.do.setForm({ documents: "sec" });
  // The storage has that by now, and the next letters not before the database is written.
  await ports.clock.pass(300);
  designer.do.setForm({ documents: "second" });
  await ports.clock.pass(1000);
  putBack(ports, before);
  expect(await documentsAfter(ports)).toBe("second");
});

test("a setting that is changed while the database is read stays", async () => {
  const ports = createFakePorts();
  const { before } = await typed(ports, "first");
  putBack(ports, before);
  const { promise: asked, resolve: answer } = Promise.withResolvers<void>();
  const { read } = ports.database;
  const slow: FakePorts = {
    ...ports,
    database: {
      ...ports.database,
      async read(...keys) {
        if (keys[0]?.[0] === "settings") {
          await asked;
        }
        return read(...keys);
      },
    },
  };
  const designer = await openPage(slow, EXAMPLE);
  designer.do.setTheme("dark");
  answer();
  await ports.clock.pass(1000);
  expect(designer.get().theme).toBe("dark");
});

test("settings of a version that kept no time are used while nothing else is known", async () => {
  const ports = createFakePorts();
  await typed(ports, "old");
  const { atMs: _, ...old } = JSON.parse(ports.storage.get(SETTINGS_KEY) ?? "");
  const fresh = createFakePorts();
  fresh.storage.set(SETTINGS_KEY, JSON.stringify(old));
  expect(await documentsAfter(fresh)).toBe("old");
});

test("a database that refuses costs nothing", async () => {
  const ports = createFakePorts();
  const refusing: FakePorts = {
    ...ports,
    database: {
      ...ports.database,
      read: () => Promise.reject(new DOMException("no", "SecurityError")),
      write: () => Promise.reject(new DOMException("no", "SecurityError")),
    },
  };
  await typed(refusing, "typed");
  expect(await documentsAfter(refusing)).toBe("typed");
});

test("what another tab has set meanwhile stays, field by field of the form", async () => {
  const one = createFakePorts();
  const other: FakePorts = { ...createFakePorts(), storage: one.storage, clock: one.clock };
  const [here, there] = [await openPage(one, EXAMPLE), await openPage(other, EXAMPLE)];
  here.do.setForm({ documents: "typed here" });
  here.do.setTheme("dark");
  await one.clock.pass(1000);
  there.do.setForm({ endpoint: "/there" });
  there.do.setSingleKeys(false);
  await one.clock.pass(1000);
  here.do.setForm({ documents: "typed here, and more" });
  await one.clock.pass(1000);
  const next = await openPage({ ...createFakePorts(), storage: one.storage }, EXAMPLE);
  expect(next.get()).toMatchObject({
    theme: "dark",
    singleKeys: false,
    form: { documents: "typed here, and more", endpoint: "/there" },
  });
  // Each goes on with its own.
  expect([here.get().form.endpoint, there.get().theme]).not.toEqual(["/there", "dark"]);
});

test("settings for which the storage has no room are in the database", async () => {
  const ports = createFakePorts();
  const full: FakePorts = { ...ports, storage: { ...ports.storage, set: () => false } };
  await typed(full, "large");
  expect(await documentsAfter(full)).toBe("large");
});

test("what is set before this is there, and as the page is left, is kept", async () => {
  const ports = createFakePorts();
  const designer = createDesigner(ports, EXAMPLE);
  designer.do.setTheme("dark");
  await designer.do.keep();
  await ports.clock.pass(1000);
  expect(ports.storage.get(SETTINGS_KEY)).toContain('"theme":"dark"');
  designer.do.setForm({ documents: "last" });
  designer.leave();
  expect(ports.storage.get(SETTINGS_KEY)).toContain('"documents":"last"');
});

/** What a page of another version keeps there, at a time after all others. */
const NEWER = JSON.stringify({ version: 2, look: { theme: "blue" }, atMs: Number.MAX_SAFE_INTEGER });

test.each([NEWER, "{", '{"version":1,"address":5}'])(
  "settings that this page cannot read stay as they are and are told of once, and its own are kept beside them: %s",
  async (unread) => {
    const ports = createFakePorts();
    ports.storage.set(SETTINGS_KEY, unread);
    ports.database.kept.set('["settings"]', unread);
    const told = async () => {
      const designer = await openPage(ports, EXAMPLE);
      await ports.clock.pass(1000);
      return designer.get().log.filter(({ text }) => text.includes("cannot be read here")).length;
    };
    expect(await told()).toBe(1);
    expect(await told()).toBe(0);
    await typed(ports, "mine");
    expect(await documentsAfter(ports)).toBe("mine");
    expect([ports.storage.get(SETTINGS_KEY), ports.database.kept.get('["settings"]')]).toEqual([
      unread,
      unread,
    ]);
  },
);

test("nor are they lost where the storage has lost them, with or without this page's own", async () => {
  const ports = createFakePorts();
  await typed(ports, "mine");
  ports.database.kept.set('["settings"]', NEWER);
  expect(await documentsAfter(ports)).toBe("mine");
  expect(ports.storage.get(SETTINGS_KEY)).toBe(NEWER);
  await typed(ports, "more");
  for (const key of [SETTINGS_KEY, `${SETTINGS_KEY}.own`]) {
    ports.storage.remove(key);
  }
  expect(await documentsAfter(ports)).toBe("more");
  expect([ports.storage.get(SETTINGS_KEY), ports.database.kept.get('["settings"]')]).toEqual([NEWER, NEWER]);
});

test("a password in an address is not kept, whichever field it was typed into", async () => {
  const ports = createFakePorts();
  const designer = await openPage(ports, EXAMPLE);
  designer.do.setAddress("grpc://me:canary-7392@localhost:1");
  designer.do.setForm({ host: "me:canary-7392@127.0.0.1", port: "2" });
  await ports.clock.pass(1000);
  const kept = [ports.storage.get(SETTINGS_KEY), JSON.stringify([...ports.database.kept])];
  for (const text of kept) {
    expect(text).toContain("127.0.0.1");
    expect(text).not.toContain("canary");
  }
});
