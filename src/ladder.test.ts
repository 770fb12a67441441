/**
 * Keeps ARCHITECTURE.md true: imports point down the ladder, and every permission below is used. A room's list names
 * the rooms and packages it may import; `node:` stands for Node's own modules. Type imports count like any other.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";

const RUNG: Record<string, number> = {
  base: 0,
  gen: 0,
  model: 1,
  script: 1,
  ui: 1,
  formats: 2,
  client: 2,
  simulator: 2,
  bridge: 2,
  store: 3,
  canvas: 4,
  panels: 4,
  app: 5,
  frame: 5,
  cli: 5,
};

const ALLOWED: Record<string, string[]> = {
  base: [],
  gen: ["@bufbuild/protobuf"],
  script: ["base"],
  model: ["base"],
  ui: ["base", "react"],
  formats: ["base", "script", "model"],
  client: ["base", "gen", "script", "model", "@bufbuild/protobuf", "@connectrpc/connect"],
  simulator: ["base", "model"],
  bridge: ["base", "model", "node:", "@connectrpc/connect-node", "mime-types", "negotiator", "send"],
  store: ["base", "model", "formats", "react", "zustand"],
  canvas: ["base", "model", "ui", "store", "react", "@xyflow/react", "zustand"],
  panels: [
    "base",
    "model",
    "ui",
    "store",
    "react",
    "@tanstack/react-virtual",
    "@codemirror/autocomplete",
    "@codemirror/commands",
    "@codemirror/language",
    "@codemirror/lint",
    "@codemirror/search",
    "@codemirror/state",
    "@codemirror/view",
  ],
  app: [
    "base",
    "model",
    "client",
    "simulator",
    "ui",
    "store",
    "canvas",
    "panels",
    "react",
    "react-dom",
    "@tanstack/react-virtual",
  ],
  frame: ["model", "mermaid"],
  cli: ["base", "model", "formats", "bridge", "node:", "@resvg/resvg-js", "jpeg-js"],
};

/** The shelves of the two large rooms, with their rungs; "" is a room's own top, which everyone speaks. */
const SHELVES: Record<string, Record<string, number>> = {
  model: { "": 0, engine: 1, run: 1, edit: 2, legacy: 2, drawing: 2 },
  formats: { yaml: 0, read: 1, edit: 2, pack: 2, export: 2, convert: 3, import: 3 },
};

const SRC = resolve(import.meta.dirname);

interface Import {
  file: string;
  room: string;
  to: string;
  path: string | null;
  isType: boolean;
  /** Of the address of a worker, whose code runs in a thread of its own. */
  isWorker: boolean;
}

/** Every import of one file: static, re-exporting, dynamic, and `?worker&url` ones. */
function importsOf(file: string, text: string): { specifier: string; isType: boolean }[] {
  const { module } = parseSync(file, text);
  const out: { specifier: string; isType: boolean }[] = [];
  for (const one of module.staticImports) {
    const isType = one.entries.length > 0 && one.entries.every((entry) => entry.isType);
    out.push({ specifier: one.moduleRequest.value, isType });
  }
  for (const one of module.staticExports) {
    for (const entry of one.entries) {
      if (entry.moduleRequest) {
        out.push({ specifier: entry.moduleRequest.value, isType: entry.isType });
      }
    }
  }
  for (const one of module.dynamicImports) {
    const raw = text.slice(one.moduleRequest.start, one.moduleRequest.end);
    out.push({ specifier: raw.replace(/^["'`]|["'`]$/g, ""), isType: false });
  }
  return out;
}

function resolveImport(file: string, specifier: string): { to: string; path: string | null } {
  if (specifier.startsWith(".")) {
    const path = resolve(dirname(file), specifier.replace(/\?.*$/, ""));
    const inside = relative(SRC, path);
    return inside.startsWith("..") ? { to: inside, path } : { to: inside.split("/")[0]!, path };
  }
  if (specifier.startsWith("node:")) {
    return { to: "node:", path: null };
  }
  const parts = specifier.split("/");
  return { to: specifier.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0]!, path: null };
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .map((name) => join(SRC, name))
  .filter((name) => /\.(ts|tsx|js)$/.test(name) && !/\.test\.tsx?$/.test(name) && !name.endsWith(".d.ts"));

const imports: Import[] = files.flatMap((file) => {
  const room = relative(SRC, file).split("/")[0]!;
  return importsOf(file, readFileSync(file, "utf8")).map(({ specifier, isType }) => ({
    file: relative(SRC, file),
    room,
    isType,
    isWorker: specifier.includes("?worker"),
    ...resolveImport(file, specifier),
  }));
});

/** The imports that the ladder does not permit, each as a sentence. */
function violations(all: readonly Import[]): string[] {
  return all
    .filter(({ room, to }) => to !== room && !to.endsWith(".css") && !(ALLOWED[room] ?? []).includes(to))
    .map(({ file, to }) => `${file} imports ${to}`);
}

function shelfOf(file: string): string {
  const [, ...inside] = file.split("/");
  return inside.length > 1 ? inside[0]! : "";
}

/** The imports between two shelves of a room that do not point down. */
function shelfViolations(all: readonly Pick<Import, "file" | "room" | "to" | "path">[]): string[] {
  return all.flatMap(({ file, room, to, path }) => {
    const rungs = SHELVES[room];
    if (!rungs || to !== room || !path) {
      return [];
    }
    const from = shelfOf(file);
    const target = shelfOf(relative(SRC, path));
    return from === target || rungs[target]! < rungs[from]! ? [] : [`${file} imports ${relative(SRC, path)}`];
  });
}

describe("ladder", () => {
  test("the reader sees every kind of import", () => {
    const seen = importsOf(
      "x.ts",
      `import a from "./a.ts"; import type { B } from "b"; export * from "./c.ts"; export { d } from "d/e";
       const f = import("./f.ts"); import url from "./g.worker.ts?worker&url";`,
    ).map(({ specifier }) => specifier);
    expect(seen.sort()).toEqual(["./a.ts", "./c.ts", "./f.ts", "./g.worker.ts?worker&url", "b", "d/e"]);
  });

  test("a planted upward import and a planted package are found", () => {
    const planted = [
      { file: "model/x.ts", room: "model", to: "store", path: null, isType: true, isWorker: false },
      {
        file: "panels/x.ts",
        room: "panels",
        to: "@xyflow/react",
        path: null,
        isType: false,
        isWorker: false,
      },
    ];
    expect(violations(planted)).toEqual(["model/x.ts imports store", "panels/x.ts imports @xyflow/react"]);
  });

  test("every room is on the ladder and permissions point down", () => {
    expect([...new Set(imports.map(({ room }) => room))].filter((room) => !(room in RUNG))).toEqual([]);
    for (const [room, allowed] of Object.entries(ALLOWED)) {
      for (const to of allowed.filter((name) => name in RUNG)) {
        expect(RUNG[to]!, `${room} may import ${to}`).toBeLessThan(RUNG[room]!);
      }
    }
  });

  test("no import that is not permitted", () => {
    expect(violations(imports)).toEqual([]);
  });

  test("a planted import from a higher shelf is found", () => {
    const of = (file: string, path: string) => ({ file, room: "model", to: "model", path: join(SRC, path) });
    expect(
      shelfViolations([
        of("model/engine/x.ts", "model/edit/y.ts"),
        of("model/edit/x.ts", "model/legacy/y.ts"),
        of("model/edit/x.ts", "model/y.ts"),
      ]),
    ).toEqual(["model/engine/x.ts imports model/edit/y.ts", "model/edit/x.ts imports model/legacy/y.ts"]);
  });

  test("every file of a room with shelves stands on one of them", () => {
    const unshelved = files
      .map((file) => relative(SRC, file))
      .filter((file) => {
        const rungs = SHELVES[file.split("/")[0]!];
        return rungs !== undefined && !(shelfOf(file) in rungs);
      });
    expect(unshelved).toEqual([]);
  });

  test("no import from a shelf that does not stand lower", () => {
    expect(shelfViolations(imports)).toEqual([]);
  });

  test("no permission that is not used", () => {
    const used = new Set(imports.map(({ room, to }) => `${room} → ${to}`));
    const unused = Object.entries(ALLOWED).flatMap(([room, allowed]) =>
      allowed.map((to) => `${room} → ${to}`).filter((pair) => !used.has(pair)),
    );
    expect(unused).toEqual([]);
  });

  test("React Flow is known to the canvas alone", () => {
    const knowing = new Set(imports.filter(({ to }) => to.startsWith("@xyflow")).map(({ room }) => room));
    expect([...knowing]).toEqual(["canvas"]);
  });

  test("the page's thread has no code that simulates requests: that is in workers alone", () => {
    const reached = new Set<string>();
    const open = [join(SRC, "app", "main.tsx")];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (!reached.has(file)) {
        reached.add(file);
        const from = relative(SRC, file);
        open.push(
          ...imports.flatMap((one) =>
            one.file === from && one.path && !one.isType && !one.isWorker ? [one.path] : [],
          ),
        );
      }
    }
    const names = [...reached].map((file) => relative(SRC, file));
    // It goes as far as to what sends, which comes late.
    expect(names).toContain("simulator/simulator.ts");
    const works = ["simulation", "live-simulation", "replicas", "behave", "predict-load", "trace-request"];
    expect(names.filter((name) => works.some((work) => name === `simulator/${work}.ts`))).toEqual([]);
  });

  test("no cycle of imports", () => {
    const graph = new Map<string, string[]>();
    for (const { file, path, isType } of imports) {
      if (path && !isType) {
        const from = join(SRC, file);
        graph.set(from, [...(graph.get(from) ?? []), path]);
      }
    }
    const state = new Map<string, "open" | "done">();
    const cycles: string[] = [];
    const visit = (file: string, trail: string[]): void => {
      if (state.get(file) === "open") {
        cycles.push(
          [...trail.slice(trail.indexOf(file)), file].map((name) => relative(SRC, name)).join(" → "),
        );
        return;
      }
      if (state.get(file) === "done") {
        return;
      }
      state.set(file, "open");
      for (const next of graph.get(file) ?? []) {
        visit(next, [...trail, file]);
      }
      state.set(file, "done");
    };
    for (const file of graph.keys()) {
      visit(file, []);
    }
    expect(cycles).toEqual([]);
  });
});
