import { afterEach, beforeEach, expect, test, vi } from "vitest";

interface Rules {
  createScriptURL(url: string): string;
}

const started: unknown[][] = [];
const policies: string[] = [];

beforeEach(() => {
  started.length = 0;
  policies.length = 0;
  vi.resetModules();
  vi.stubGlobal("location", new URL("http://127.0.0.1:8000/page#x"));
  vi.stubGlobal(
    "Worker",
    class {
      constructor(...args: unknown[]) {
        started.push(args);
      }
    },
  );
  vi.stubGlobal("trustedTypes", {
    createPolicy(name: string, { createScriptURL }: Rules) {
      policies.push(name);
      return { createScriptURL: (url: string) => ({ trusted: createScriptURL(url) }) };
    },
  });
});

afterEach(() => vi.unstubAllGlobals());

const load = async () => (await import("./spawn-worker.ts")).spawnWorker;

test("an address of the page's own server becomes a trusted one, by one policy for all", async () => {
  const spawnWorker = await load();
  expect(policies).toEqual([]);
  spawnWorker("/assets/a.js");
  spawnWorker("http://127.0.0.1:8000/b.js");
  expect(policies).toEqual(["jfd-worker"]);
  expect(started).toEqual([
    [{ trusted: "http://127.0.0.1:8000/assets/a.js" }, { type: "module" }],
    [{ trusted: "http://127.0.0.1:8000/b.js" }, { type: "module" }],
  ]);
});

test("a browser without trusted types gets the address as it is", async () => {
  vi.stubGlobal("trustedTypes", undefined);
  (await load())("/assets/a.js");
  expect(started).toEqual([["http://127.0.0.1:8000/assets/a.js", { type: "module" }]]);
});

test.each([
  "https://127.0.0.1:8000/a.js",
  "//evil.example/a.js",
  "http://127.0.0.1:8001/a.js",
  "data:text/javascript,1",
])("%s is refused", async (url) => {
  const spawnWorker = await load();
  expect(() => spawnWorker(url)).toThrow(/has to come from this page's server/);
  expect(started).toEqual([]);
});
