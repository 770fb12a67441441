/**
 * Exports of ours beside those of the engine: the saved file letter by letter, what is for Kubernetes and Docker Compose as
 * the values that it stands for. What the engine takes from outside is given as engine/ask.py gives it.
 */
import { type ExportKind, exportFlow } from "../src/formats/export/export-flow.ts";
import type { EngineWords } from "../src/formats/export/export-refusal.ts";
import type { FlowDocument, Surroundings } from "../src/formats/read/read-flow.ts";
import { readValues } from "../src/formats/read/read-values.ts";
import { parseYaml } from "../src/formats/yaml/yaml.ts";
import { Float, Timestamp, type Value, type ValueMap } from "../src/model/value.ts";
import { type Difference, differencesOf } from "./differences.ts";
import type { EngineAnswer, FileExports } from "./engine.ts";

/** In the form of the engine's, and the program that it is to run. */
export interface OurExports extends FileExports {
  readonly program: string | null;
  readonly programError?: EngineWords;
}

type ExportKey = "dump" | "k8s" | "compose";

/** A question that the engine's answer raises if it was asked for exports. */
interface ExportQuestion {
  readonly key: ExportKey | "program";
  readonly title: string;
  readonly differences: (
    ours: OurExports,
    engine: Extract<EngineAnswer, { ok: true }>,
  ) => readonly Difference[];
}

/** The questions. */
export const EXPORT_QUESTIONS: readonly ExportQuestion[] = [
  question("dump", "the file as it is saved", (text) => text),
  question("k8s", "files for Kubernetes", (files) =>
    Object.fromEntries(Object.entries(files ?? {}).map(([path, text]) => [path, documentsOf(text)])),
  ),
  question("compose", "file for Docker Compose", (text) => text && documentsOf(text)),
  {
    key: "program",
    title: "the Flow of the Python program",
    differences: ({ programError }, engine) =>
      programError || engine.programError
        ? [{ path: "programError", ours: programError, engine: engine.programError }]
        : differencesOf(engine.program && withSavedValues(engine.program), flowOf(engine), "program"),
  },
];

/** What the engine says of a file's own Flow, in the form in which it says it of a program's. */
function flowOf(engine: Extract<EngineAnswer, { ok: true }>): unknown {
  const { ok: _, warnings, program, k8s, k8sError, compose, composeError, ...flow } = engine;
  return withSavedValues(flow);
}

/** The saved file as its values, without the empty list that the engine's reader of files puts into `with`. */
function withSavedValues(flow: Readonly<Record<string, unknown>>): unknown {
  return typeof flow.dump === "string"
    ? {
        ...flow,
        dump: documentsOf(
          flow.dump.replace("  extra_search_paths: []\n", "").replace(/^with: \{\}$/m, "with:"),
        ),
      }
    : flow;
}

function question<Key extends ExportKey>(
  key: Key,
  title: string,
  meaningOf: (exported: FileExports[Key]) => unknown,
): ExportQuestion {
  return {
    key,
    title,
    differences: (ours, engine) => {
      const [error, engineError] = [ours[`${key}Error`], engine[`${key}Error`]];
      return error || engineError
        ? differencesOf(error && withoutMarks(error), engineError && withoutMarks(engineError), `${key}Error`)
        : differencesOf(meaningOf(ours[key]), meaningOf(engine[key]), key);
    },
  };
}

/** A fault in filled text has the engine's places in its words, of a text that we do not write. */
function withoutMarks({ type, message }: { type: string; message: string }): unknown {
  const said = message.split(/\n? {2}in "<(?:unicode|byte) string>", line \d+, column \d+:?(?:\n {4}.*)*\n?/);
  return { type, message: said.filter((part) => part !== "").at(-1) };
}

/** The values of the documents in a text. */
function documentsOf(text: string): unknown[] {
  return text.split(/^---\n/m).map((document) => {
    const yaml = parseYaml(document);
    return yaml.fault ? yaml.fault.message : asJson(readValues(yaml, "yaml").value);
  });
}

function asJson(value: Value): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...(value as ValueMap)].map(([key, item]) => [key, asJson(item)]));
  }
  if (value instanceof Float || value instanceof Timestamp) {
    return { [value.constructor.name]: String(value instanceof Float ? value.value : value.text) };
  }
  return Array.isArray(value) ? value.map(asJson) : value;
}

/** As the oracle counts the ports that the engine draws up from a number that nobody writes. */
const FIRST_PORT = 6_180_339_887_000_000;

/** What we export of a Flow that the engine builds. */
export function ourExportsOf(document: FlowDocument, { environment }: Surroundings): OurExports {
  const given = {
    hubImages: new Map([["*", "hub.invalid/{name}:{tag}"]]),
    portSeed: FIRST_PORT,
    home: "/home/user",
    cwd: "/cwd",
    environment: environment ?? new Map(),
  };
  const make = (kind: ExportKind) => {
    const exported = exportFlow(document, kind, {}, given);
    return "refused" in exported
      ? { error: exported.engine ?? { type: "limit", message: exported.refused } }
      : { texts: namedPorts(exported.files) };
  };
  const dump = make("yaml");
  const k8s = make("kubernetes");
  const compose = make("compose");
  const program = make("python");
  return {
    ...(program.texts
      ? { program: program.texts[0]?.[1] ?? null }
      : { program: null, programError: program.error }),
    ...(dump.texts ? { dump: dump.texts[0]?.[1] ?? null } : { dump: null, dumpError: dump.error }),
    ...(k8s.texts ? { k8s: Object.fromEntries(k8s.texts) } : { k8s: null, k8sError: k8s.error }),
    ...(compose.texts
      ? { compose: compose.texts[0]?.[1] ?? null }
      : { compose: null, composeError: compose.error }),
  };
}

/** Texts by path, in the order of the paths, with names for drawn ports in the order in which they are met. */
function namedPorts(files: readonly { path: string | null; text: string }[]): [string, string][] {
  const names = new Map<string, string>();
  const nameOf = (port: string) => {
    const name = names.get(port) ?? `RANDOM_PORT_${names.size + 1}`;
    names.set(port, name);
    return name;
  };
  return files
    .toSorted((one, other) => ((one.path ?? "") < (other.path ?? "") ? -1 : 1))
    .map(({ path, text }): [string, string] => [
      path ?? "",
      withoutAddress(text.replace(/(?<![\w.])6180339887\d{6}(?![\w.])/g, nameOf)),
    ]);
}

/** What the file makes an object of Python's shows where that is in memory, which engine/ask.py cuts from the text. */
function withoutAddress(text: string): string {
  return text.replace(/"(<jina[^"]*) at 0x\\u2026>"/g, "$1 at 0x…>");
}
