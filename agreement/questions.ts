/** Flow files to ask about, with what stands around them: the repository's fixtures, folders of files, lists. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, posix, relative, resolve, sep } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Surroundings } from "../src/formats/read/read-flow.ts";
import { decodeUtf8 } from "../src/formats/yaml/decode.ts";
import type { Around, EngineAnswer } from "./engine.ts";

/** A file to ask the engine about, with its environment and the files beside it. */
export interface Question extends Around {
  id: string;
  yaml: string;
}

/** A case of fixtures/flows: the question and what the engine has said to it. */
interface Fixture extends Question {
  engine: EngineAnswer;
}

const FIXTURES = resolve(import.meta.dirname, "..", "fixtures", "flows");

/** All files of `fixtures/flows`, in the order of their names, with what the engine said. */
export function readFixtures(): Fixture[] {
  return readdirSync(FIXTURES)
    .toSorted()
    .map((id) => {
      const path = (name: string) => join(FIXTURES, id, name);
      const given = ["env", "context"].flatMap((name) => {
        const place = path(`${name}.json`);
        return existsSync(place) ? [[name, JSON.parse(readFileSync(place, "utf8"))]] : [];
      });
      const files = existsSync(path("files")) ? { files: textsBelow(path("files")) } : {};
      return {
        id,
        yaml: readFileSync(path("flow.yml"), "utf8"),
        ...Object.fromEntries(given),
        ...files,
        engine: JSON.parse(readFileSync(path("engine.json"), "utf8")),
      };
    });
}

/**
 * The questions of a folder and all below it: every .yml or .yaml file alone, and every line {id, yaml, env?, files?} of
 * a .jsonl or .jsonl.gz file; lines without `yaml` are none. Files that are not UTF-8 are passed over.
 */
export function readFolder(folder: string): Question[] {
  return filesBelow(folder).flatMap((path): Question[] => {
    if (/\.ya?ml$/.test(path)) {
      const decoded = decodeUtf8(readFileSync(path));
      return "text" in decoded ? [{ id: relative(folder, path), yaml: decoded.text }] : [];
    }
    if (/\.jsonl(\.gz)?$/.test(path)) {
      return linesOf(path);
    }
    return [];
  });
}

function linesOf(path: string): Question[] {
  const bytes = readFileSync(path);
  const lines = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").split("\n");
  return lines.flatMap((line, index): Question[] => {
    const { id, yaml, env, files } = line.trim() === "" ? {} : JSON.parse(line);
    if (typeof yaml !== "string") {
      return [];
    }
    return [
      {
        id: `${basename(path)}:${id ?? index + 1}`,
        yaml,
        ...(env ? { env: textsOf(env) } : {}),
        ...(files ? { files: textsOf(files) } : {}),
      },
    ];
  });
}

/** A list may have numbers for values of variables, which the environment holds as texts. */
function textsOf(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile())
    .toSorted();
}

function textsBelow(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesBelow(folder).map((path) => [
      relative(folder, path).split(sep).join("/"),
      readFileSync(path, "utf8"),
    ]),
  );
}

/** What engine/ask.py adds to the environment of each question. */
const ENVIRONMENT = { PATH: "", HOME: "/home/user", LANG: "C.UTF-8" };

/** What our own reader is told of a question's surroundings: everything, so that nothing is left open. */
export function surroundingsOf({ env = {}, context = {}, files = {} }: Around): Surroundings {
  const texts = new Map(Object.entries(files));
  const environment = new Map(Object.entries({ ...ENVIRONMENT, ...env }));
  return {
    environment,
    given: { environment, callers: new Map(Object.entries(context)) },
    readFile: (path) => texts.get(posix.normalize(path)) ?? null,
  };
}
