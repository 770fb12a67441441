import { afterAll, afterEach, expect, test, vi } from "vitest";
import { settled } from "../base/test-clock.ts";
import type * as Late from "./late.ts";
import { createFakePorts } from "./test-ports.ts";

/** Code that comes late waits for this. */
const server = vi.hoisted(() => ({ ready: Promise.resolve() }));

vi.mock("./late.ts", async (load) => {
  const real = await load<typeof Late>();
  const loadLate: typeof real.loadLate = async (what, code) => {
    await server.ready;
    return real.loadLate(what, code);
  };
  return { ...real, loadLate };
});

afterEach(() => {
  server.ready = Promise.resolve();
});

// The files after this one in its process have what is not mocked.
afterAll(() => {
  vi.resetModules();
});

const FLOW = "jtype: Flow\nexecutors:\n  - {name: a}\n";

/** A page whose actions are there; what else comes late does once it is let. */
async function start() {
  vi.resetModules();
  const { createDesigner } = await import("./designer.ts");
  const { loadActions } = await import("./late-actions.ts");
  await loadActions();
  const { promise, resolve: letCome } = Promise.withResolvers<void>();
  server.ready = promise;
  return { designer: createDesigner(createFakePorts(), { fileName: "own.yml", text: FLOW }), letCome };
}

test.each([
  ["is opened", "notes.txt", FLOW],
  ["is imported", "chart.mmd", "graph paper\n"],
])(
  "a file that %s once its form is known gives way to one that was opened meanwhile",
  async (_, name, text) => {
    const { designer, letCome } = await start();
    const bytes = new TextEncoder().encode(text);
    const opened = designer.do.openFiles([{ name, size: bytes.length, bytes: async () => bytes }]);
    await settled();
    designer.do.newFlow();
    const { id } = designer.get().file;
    letCome();
    await opened;
    expect(designer.get().file.id).toBe(id);
    expect(designer.get().dialog).toBeNull();
  },
);
