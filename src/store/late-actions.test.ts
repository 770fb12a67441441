import { expect, test, vi } from "vitest";
import type { LateActions } from "./late-actions.ts";
import { createFakePorts } from "./test-ports.ts";

const TEXT = "jtype: Flow\nversion: '1'\nexecutors:\n  - {name: a}\n";

/** A page of which the code of actions has not been asked for yet. */
async function startFresh() {
  vi.resetModules();
  const { createDesigner } = await import("./designer.ts");
  const { commandById, runCommand } = await import("./commands.ts");
  const { loadActions } = await import("./late-actions.ts");
  const designer = createDesigner(createFakePorts(), { fileName: "flow.yml", text: TEXT });
  return { designer, loadActions, press: (id: string) => runCommand(designer, commandById(id)) };
}

test("what is done before the code has come is done, in order, once it has", async () => {
  const { designer, loadActions, press } = await startFresh();
  expect(designer.do.setArgument("a", "replicas", "2")).toBeNull();
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

test("every action of the code is there before it has come", async () => {
  const { designer, loadActions } = await startFresh();
  const { createActions } = await loadActions();
  const names = Object.keys(createActions(designer.tools)) as (keyof LateActions)[];
  expect(names.filter((name) => typeof designer.do[name] !== "function")).toEqual([]);
});
