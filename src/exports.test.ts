/**
 * What a file exports is mentioned by another one. What only tests use stands in a `test-*.ts`, unless its own file uses
 * it too: then the test looks into that file, and nothing is built for tests alone.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { type EcmaScriptModule, parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const FOLDERS = ["src", "agreement", "bench", "e2e", "scripts"];

interface Source {
  /** From the root. */
  readonly file: string;
  readonly text: string;
}

/** `file: name` of each import, `file: *` where all of a file's names are taken. */
function importsOf({ file, text }: Source, module: EcmaScriptModule): string[] {
  const keyOf = (specifier: string, name: string) =>
    `${relative(ROOT, resolve(ROOT, dirname(file), specifier.replace(/\?.*$/, "")))}: ${name}`;
  return [
    ...module.staticImports.flatMap(({ moduleRequest, entries }) =>
      entries.map(({ importName: { kind, name } }) =>
        keyOf(moduleRequest.value, kind === "Default" ? "default" : (name ?? "*")),
      ),
    ),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, importName }) =>
        moduleRequest ? [keyOf(moduleRequest.value, importName.name ?? "*")] : [],
      ),
    ),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) =>
      keyOf(text.slice(start + 1, end - 1), "*"),
    ),
  ];
}

function exportsOf({ staticExports }: EcmaScriptModule): string[] {
  return staticExports.flatMap(({ entries }) =>
    entries.map(({ exportName }) => exportName.name ?? "default"),
  );
}

function isOfTests(file: string): boolean {
  return !file.startsWith("src/") || /\.test\.tsx?$|(?:^|\/)test-[^/]*$/.test(file);
}

/** The exports of `src` that nobody needs, each as `file: name`. */
function needless(sources: readonly Source[]): string[] {
  const parsed = sources.map((source) => ({ source, module: parseSync(source.file, source.text).module }));
  const users = new Map<string, string[]>();
  for (const { source, module } of parsed) {
    for (const key of importsOf(source, module)) {
      users.set(key, [...(users.get(key) ?? []), source.file]);
    }
  }
  return parsed
    .filter(({ source }) => source.file.startsWith("src/"))
    .flatMap(({ source, module }) =>
      exportsOf(module)
        .filter((name) => {
          const using = [
            ...(users.get(`${source.file}: ${name}`) ?? []),
            ...(users.get(`${source.file}: *`) ?? []),
          ];
          const isUsedInside = () => source.text.split(new RegExp(`\\b${name}\\b`)).length > 2;
          return using.length === 0 || (!isOfTests(source.file) && using.every(isOfTests) && !isUsedInside());
        })
        .map((name) => `${source.file}: ${name}`),
    );
}

describe("exports", () => {
  test("planted ones that nobody needs are found, others are not", () => {
    const planted = [
      {
        file: "src/a.ts",
        text: "export const used = 1; export const unused = used; export function tested() {}",
      },
      {
        file: "src/b.ts",
        text: 'import { used } from "./a.ts"; export default used; export type T = number;',
      },
      { file: "src/c.ts", text: 'const load = () => import("./b.ts"); load();' },
      { file: "src/a.test.ts", text: 'import { tested } from "./a.ts"; import type * as All from "./d.ts";' },
      { file: "src/d.ts", text: "export const inner = 1; export const outer = inner;" },
    ];
    expect(needless(planted)).toEqual(["src/a.ts: unused", "src/a.ts: tested", "src/d.ts: outer"]);
  });

  test("each is mentioned by another file, and not by tests alone", () => {
    const sources = FOLDERS.flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
        .map((name) => join(folder, name))
        .filter((file) => /\.(?:tsx?|mjs)$/.test(file) && !/\.d\.m?ts$|^src\/gen\//.test(file)),
    ).map((file) => ({ file, text: readFileSync(join(ROOT, file), "utf8") }));
    expect(needless(sources)).toEqual([]);
  });
});
