/**
 * What is written about the code speaks of what is there: paths in the documents and files in comments exist, and each
 * function and type that a file exports has a comment that says what it is.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const DOCUMENTS = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "docs/command-line.md",
  "docs/problems.md",
  "docs/requests.md",
];
const FOLDERS = ["src", "agreement", "bench", "e2e", "scripts"];

/** The files and folders that code marks and links of a document name. */
function pathsIn(document: string): string[] {
  const named = [...document.matchAll(/`([^`\n]+)`|\]\(([^)#\s]+)/g)].map(
    ([, code, link]) => code ?? link ?? "",
  );
  return named.filter((name) => /^[\w.-]+(?:\/[\w.*-]+)+\/?$/.test(name) && /^(?:[a-z]|\.\/)/.test(name));
}

/** Whether a path leads somewhere, from the root, from `src`, or from where rooms and shelves name their neighbours. */
function leadsSomewhere(path: string): boolean {
  const pattern = new RegExp(`^${path.replace(/\/$/, "").replaceAll(".", "\\.").replaceAll("*", "[^/]*")}$`);
  return ["", "src", "src/model", "src/formats"].some((base) => {
    const folder = join(ROOT, base, path, "..");
    const isNamed = (name: string) => pattern.test(join(path, "..", name));
    return existsSync(folder) && readdirSync(folder).some(isNamed);
  });
}

/** The names of files that comments mention. */
function filesInComments(file: string, text: string): string[] {
  return parseSync(file, text).comments.flatMap(({ value }) =>
    [...value.matchAll(/(?<![\w.])[\w-]+\.(?:tsx?|mjs|py|css)\b/g)].map(([name]) => name),
  );
}

/** The names of exported functions, types and classes that have no doc comment. */
function undocumented(file: string, text: string): string[] {
  const { program, comments } = parseSync(file, text);
  const docs = comments.filter(({ type, value }) => type === "Block" && value.startsWith("*"));
  return program.body.flatMap((statement) => {
    const isExport =
      statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration";
    const declaration = isExport ? statement.declaration : null;
    if (
      !declaration ||
      docs.some(({ end }) => end <= statement.start && /^\s*$/.test(text.slice(end, statement.start)))
    ) {
      return [];
    }
    switch (declaration.type) {
      case "FunctionDeclaration":
      case "ClassDeclaration":
      case "TSInterfaceDeclaration":
      case "TSTypeAliasDeclaration":
        return [declaration.id?.name ?? "default"];
      case "VariableDeclaration":
        return declaration.declarations.flatMap(({ id, init }) =>
          init?.type === "ArrowFunctionExpression" && id.type === "Identifier" ? [id.name] : [],
        );
      default:
        return [];
    }
  });
}

const SOURCES = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => /\.(?:tsx?|mjs)$/.test(file) && !/\.d\.m?ts$|^src\/gen\//.test(file)),
).map((file) => ({ file, text: readFileSync(join(ROOT, file), "utf8") }));

describe("documentation", () => {
  test("planted gaps are found", () => {
    const text =
      "/** A. */\nexport function a() {}\nexport type B = number;\nexport const c = () => 1;\nexport const d = 1;";
    expect(undocumented("a.ts", text)).toEqual(["B", "c"]);
    expect(pathsIn("`src/a.ts`, `npm run x`, [b](docs/b.md), `model/*.ts`, `/relay/x`")).toEqual([
      "src/a.ts",
      "docs/b.md",
      "model/*.ts",
    ]);
    expect(["src/documentation.test.ts", "store/history.ts", "docs/nothing.md"].map(leadsSomewhere)).toEqual([
      true,
      true,
      false,
    ]);
  });

  test.each(DOCUMENTS)("%s names files that are there", (name) => {
    const paths = pathsIn(readFileSync(join(ROOT, name), "utf8"));
    expect(paths.filter((path) => !leadsSomewhere(path))).toEqual([]);
  });

  test("comments name files that are there", () => {
    const names = [...FOLDERS, "engine"]
      .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }))
      .concat(readdirSync(ROOT))
      .map((name) => basename(name));
    const known = new Set(names);
    const unknown = SOURCES.flatMap(({ file, text }) =>
      filesInComments(file, text)
        .filter((name) => !known.has(name))
        .map((name) => `${file}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  test("each exported function and type says what it is", () => {
    const gaps = SOURCES.flatMap(({ file, text }) =>
      undocumented(file, text).map((name) => `${file}: ${name}`),
    );
    expect(gaps).toEqual([]);
  });
});
