import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { settled } from "../base/test-clock.ts";
import type * as Late from "./late.ts";
import { createFakePorts } from "./test-ports.ts";

/** Whether the server gives no code any more. */
const server = vi.hoisted(() => ({ isGone: false }));

vi.mock("./late.ts", async (load) => {
  const real = await load<typeof Late>();
  const loadLate: typeof real.loadLate = async (what, code) => {
    if (!server.isGone) {
      return real.loadLate(what, code);
    }
    // That of the page which was started last.
    const { LoadError } = await import("../base/load-error.ts");
    throw new LoadError(what, null);
  };
  return { ...real, loadLate };
});

beforeEach(() => {
  server.isGone = false;
});

// The files after this one in its process have what is not mocked.
afterAll(() => {
  vi.resetModules();
});

const TEXT = "jtype: Flow\nversion: '1'\nexecutors:\n  - {name: a}\n";

/** A page of which the code of actions has not been asked for yet. */
async function startFresh() {
  vi.resetModules();
  const { createDesigner } = await import("./designer.ts");
  const { commandById, runCommand } = await import("./commands.ts");
  const { loadActions } = await import("./late-actions.ts");
  const ports = createFakePorts();
  const designer = createDesigner(ports, { fileName: "flow.yml", text: TEXT });
  return { designer, ports, loadActions, press: (id: string) => runCommand(designer, commandById(id)) };
}

test("what is done before the code has come is done, in order, once it has", async () => {
  const { designer, loadActions, press } = await startFresh();
  expect(designer.do.setArgument({ owners: ["a"], way: ["replicas"] }, "2")).toBeNull();
  expect(designer.do.addExecutor(new Map())).toBeNull();
  press("undo");
  expect(designer.do.edit({ kind: "rename", name: "a", to: "b" })).toBeNull();
  expect(designer.get().file.text).toBe(TEXT);
  await loadActions();
  await vi.waitFor(() => expect(designer.get().file.text).toContain("name: b"));
  const { file } = designer.get();
  expect(file.text).toBe(TEXT.replace("{name: a}", "{name: b, replicas: 2}"));
  expect(file.undo.map(({ label }) => label)).toHaveLength(2);
});

test("once it has come, actions are done at once, and answer", async () => {
  const { designer, loadActions } = await startFresh();
  await loadActions();
  expect(designer.do.addExecutor(new Map())).toBe("executor1");
  expect(designer.do.edit({ kind: "rename", name: "a", to: "executor1" })).toMatch(/executor1/);
  designer.do.undo();
  expect(designer.get().file.text).toBe(TEXT);
});

test("code that does not come is told, holds no command up, and is asked for again", async () => {
  const { designer, ports, press } = await startFresh();
  server.isGone = true;
  expect(designer.do.edit({ kind: "rename", name: "a", to: "b" })).toBeNull();
  press("zoom-in");
  await vi.waitFor(() => expect(designer.get().zoom).not.toBeNull());
  expect(designer.get().toast?.text).toMatch(/^The code that makes edits could not be loaded/);
  press("commands");
  expect(designer.get().dialog).toEqual({ kind: "commands" });
  press("download");
  expect(ports.done).toEqual([`download flow.yml: ${TEXT}`]);
  await settled();
  server.isGone = false;
  designer.do.edit({ kind: "rename", name: "a", to: "b" });
  await vi.waitFor(() => expect(designer.get().file.text).toContain("name: b"));
});
