/**
 * `export`: what Jina itself would make of a Flow for somewhere else, a drawing's text, Kubernetes, Docker Compose, or the
 * file as it saves it; a Python program that builds it; and its picture. What Jina takes from outside the file is given by
 * options. What is written by name overwrites nothing unless it is told to.
 */
import { isAbsolute } from "node:path";
import type { ParseArgsOptionsConfig } from "node:util";
import { listed } from "../base/words.ts";
import { type ExportFault, groupFaults } from "../formats/export/export-fault.ts";
import {
  EXPORT_KINDS,
  type Exported,
  type ExportedFile,
  type ExportKind,
  type ExportOptions,
  exportFlow,
} from "../formats/export/export-flow.ts";
import type { ExportInputs } from "../formats/export/export-inputs.ts";
import { endingProblem, type RefusedGraph, refusalOf } from "../formats/export/graph.ts";
import { INPUT_FORMS, withoutSlashes } from "../formats/export/input-forms.ts";
import { readFlow } from "../formats/read/read-flow.ts";
import { PIXEL_FORMS, PIXEL_SCALES, type PixelForm, type PixelScale } from "../model/drawing/pixel-size.ts";
import { type Command, UsageError } from "./command.ts";
import {
  answerInputs,
  INPUT_HELP,
  INPUT_OPTIONS,
  lineOf,
  messageOf,
  parseEnvironment,
  parseOptions,
  type ReadableInput,
  readInput,
  refusedLine,
  type UnreadableInput,
} from "./inputs.ts";
import { rasterise } from "./rasterise.ts";
import { onOneLine, print, printContent, tell } from "./terminal.ts";
import { writeFolder, writeOut } from "./write-out.ts";

const HELP = `Usage: jina-flow-designer export FILE --to KIND [OPTION]...
       jina-flow-designer export FILE... --to KIND... --json [OPTION]...
       jina-flow-designer export --stdin-jsonl --to KIND... [OPTION]...

Makes what Jina itself would make of a Flow, or its picture, and prints it. KIND is
  mermaid           the text that Flow.plot() draws
  svg               the Flow as the page draws it: a picture that needs no fonts or styles of ours
  png, jpg          the same in pixels, with the fonts of this machine
  yaml              what Flow.save_config() writes: the file with every argument that differs from its default
  kubernetes        what Flow.to_kubernetes_yaml() writes: several files, printed as one
  compose           what Flow.to_docker_compose_yaml() writes
  python            a program that builds the same Flow, and serves it if it is run

  --out PATH        write it there; of kubernetes, a folder
  --overwrite       write where something stands already
  --vertical        of mermaid and pictures: from top to bottom
  --dark            of pictures: in the colours of the dark page
  --scale N         of png and jpg: pixels for one of the drawing, 1, 2 or 3; else 2
  --namespace N     of kubernetes; else the Flow's name, or default
  --network N       of compose; else jina-network
  --mend            without the faults of what Jina writes; else they are told on standard error

What Jina takes from outside the file, and is not guessed:
  --gateway-image IMAGE    the image of Jina itself
  --hub-image REF=IMAGE    the image that the Hub has for an address; may be given again. * stands for all others,
                           with {name} and {tag} for the parts of the address
  --port-seed N            the first of the ports that Jina draws at random; the others are counted up from it
  --home FOLDER            the home folder, which volumes are kept in
  --cwd FOLDER             the folder that Jina would work in

${INPUT_HELP}Exit code 1 if Jina refuses the file or the export, or if something is not given.
`;

const OPTIONS = {
  to: { type: "string", multiple: true },
  out: { type: "string" },
  overwrite: { type: "boolean" },
  vertical: { type: "boolean" },
  dark: { type: "boolean" },
  scale: { type: "string" },
  namespace: { type: "string" },
  network: { type: "string" },
  mend: { type: "boolean" },
  "gateway-image": { type: "string" },
  "hub-image": { type: "string", multiple: true },
  "port-seed": { type: "string" },
  home: { type: "string" },
  cwd: { type: "string" },
} as const satisfies ParseArgsOptionsConfig;

/** What is asked for. */
interface Request {
  readonly kinds: readonly ExportKind[];
  /** What the picture is made into; null if it is not asked for in pixels. */
  readonly pixels: { readonly form: PixelForm; readonly scale: PixelScale } | null;
  readonly options: ExportOptions;
  readonly given: ExportInputs;
  readonly environment: ReadonlyMap<string, string>;
  readonly out: string | null;
  readonly overwrites: boolean;
}

/** The command `export`. */
export const exportCommand: Command = {
  async run(args) {
    const { values, positionals } = parseOptions(args, {
      ...INPUT_OPTIONS,
      ...OPTIONS,
      "stdin-jsonl": { type: "boolean" },
    });
    if (values.help) {
      print(HELP);
      return 0;
    }
    const request = parseRequest(values);
    if (values.json || values["stdin-jsonl"]) {
      return await answerAsJson(args, request);
    }
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) {
      throw new UsageError(file === undefined ? "No file given." : "One file at a time, or --json for many.");
    }
    return await exportFile(file, request);
  },
};

function parseRequest(values: Record<string, unknown>): Request {
  const text = (name: string) => values[name] as string | undefined;
  const asked = ((values.to ?? []) as string[]).map(parseKind);
  const isJson = values.json === true || values["stdin-jsonl"] === true;
  if (asked.length === 0) {
    throw new UsageError(`Say what to export --to: ${listed(KINDS, "or")}.`);
  }
  if (asked.length > 1 && !isJson) {
    throw new UsageError("One --to at a time, or --json for several.");
  }
  const form = asked.find(isPixelForm);
  if (form !== undefined && isJson) {
    throw new UsageError(
      `${form.toUpperCase()} is bytes, for which JSON has no place: take svg, or leave --json out.`,
    );
  }
  if (isJson && values.out !== undefined) {
    throw new UsageError("--json prints what --out would write: leave one of them out.");
  }
  const environment = parseEnvironment(values.env as string[] | undefined);
  return {
    kinds: asked.map((kind) => (isPixelForm(kind) ? "svg" : kind)),
    pixels: form === undefined ? null : { form, scale: parseScale(text("scale")) },
    environment,
    options: {
      isVertical: values.vertical === true,
      isDark: values.dark === true,
      isMended: values.mend === true,
      namespace: parseFormed("namespace", "namespace", text("namespace")),
      network: parseFormed("network", "network", text("network")),
    },
    given: {
      gatewayImage: parseFormed("gateway-image", "image", text("gateway-image")),
      hubImages: parseHubImages(values["hub-image"] as string[] | undefined),
      portSeed: parseSeed(text("port-seed")),
      home: parseFolder("home", text("home")),
      cwd: parseFolder("cwd", text("cwd")),
    },
    out: text("out") ?? null,
    overwrites: values.overwrite === true,
  };
}

const KINDS = [...EXPORT_KINDS, ...PIXEL_FORMS] as const;

function parseKind(given: string): ExportKind | PixelForm {
  const kind = KINDS.find((one) => one === given);
  if (kind === undefined) {
    throw new UsageError(`There is no export to ${given}; there are ${listed(KINDS, "and")}.`);
  }
  return kind;
}

function isPixelForm(kind: ExportKind | PixelForm): kind is PixelForm {
  return PIXEL_FORMS.some((form) => form === kind);
}

function parseScale(given = "2"): PixelScale {
  const scale = PIXEL_SCALES.find((one) => String(one) === given);
  if (scale === undefined) {
    throw new UsageError(
      `--scale takes ${listed(PIXEL_SCALES.map(String), "or")}, not ${JSON.stringify(given)}.`,
    );
  }
  return scale;
}

function parseHubImages(given: readonly string[] = []): ReadonlyMap<string, string> {
  return new Map(
    given.map((pair) => {
      const cut = pair.indexOf("=");
      if (cut < 1 || cut === pair.length - 1) {
        throw new UsageError(`--hub-image takes REF=IMAGE, not ${JSON.stringify(pair)}.`);
      }
      const [ref, image] = [pair.slice(0, cut), pair.slice(cut + 1)];
      // As it may be once the parts of an address stand in it.
      parseFormed("hub-image", "image", ref === "*" ? image.replaceAll(/\{(?:name|tag)\}/g, "x") : image);
      return [ref, image];
    }),
  );
}

/** What an option is given, if it is of that form. */
function parseFormed<Given extends string | undefined>(
  option: string,
  form: keyof typeof INPUT_FORMS,
  given: Given,
): Given {
  const { pattern, words } = INPUT_FORMS[form];
  if (given !== undefined && !pattern.test(given)) {
    throw new UsageError(`--${option} takes ${words}, not ${JSON.stringify(given)}.`);
  }
  return given;
}

function parseSeed(given: string | undefined): number | undefined {
  return given === undefined ? undefined : Number(parseFormed("port-seed", "port", given));
}

function parseFolder(name: string, given: string | undefined): string | undefined {
  // What a whole path is depends on the machine.
  if (given !== undefined && !(isAbsolute(given) && /^\P{Cc}*$/u.test(given))) {
    throw new UsageError(`--${name} takes the whole path of a folder, not ${JSON.stringify(given)}.`);
  }
  return given && withoutSlashes(given);
}

// --- one file, for people

async function exportFile(file: string, request: Request): Promise<number> {
  const input = await readInput(file, request.environment);
  if ("fault" in input) {
    tell(`${onOneLine(file)}: ${input.fault.message}\n`);
    return 1;
  }
  const document = readFlow(input.text, input.surroundings);
  const problem = endingProblem(document);
  if (problem) {
    tell(refusedLine(file, lineOf(document.text, problem), messageOf(problem)));
    return 1;
  }
  const [kind = "yaml"] = request.kinds;
  const exported = exportFlow(document, kind, request.options, givenTo(request, input));
  if ("refused" in exported) {
    const { refused, engine } = exported;
    tell(`${onOneLine(file)}: ${refused}${engine ? ` Jina: ${engine.type}: ${engine.message}` : ""}\n`);
    return 1;
  }
  const failure = await deliver(exported.files, request);
  tell(failure === null ? faultLines(exported.faults, request.options.isMended === true) : `${failure}\n`);
  return failure === null ? 0 : 1;
}

function givenTo({ given }: Request, { surroundings }: ReadableInput): ExportInputs {
  return { ...given, environment: surroundings.environment };
}

/** Each fault once, with the places where it is. */
function faultLines(faults: readonly ExportFault[], isMended: boolean): string {
  return groupFaults(faults)
    .map(({ code, message, isMendable, places }) => {
      const state = !isMendable ? "" : isMended ? ", mended" : ", mended with --mend";
      return `${code}${state}: ${message}\n${places.map((place) => `  ${place}\n`).join("")}`;
    })
    .join("");
}

/** Prints or writes the files. Null once that is done; else why it is not. */
async function deliver(files: readonly ExportedFile[], request: Request): Promise<string | null> {
  const { pixels, out, overwrites } = request;
  const [first] = files;
  const isSingle = first?.path === null;
  const content =
    isSingle && pixels ? await rasterise(first.text, pixels.form, pixels.scale) : asOneText(files);
  if (typeof content === "object" && "refused" in content) {
    return content.refused;
  }
  if (out === null) {
    if (pixels && process.stdout.isTTY) {
      return `${pixels.form.toUpperCase()} is no text for a terminal: say where to write it, as --out flow.${pixels.form}.`;
    }
    printContent(content);
    return null;
  }
  if (isSingle) {
    return await writeOut(out, content, overwrites);
  }
  const written = await writeFolder(
    out,
    files.map(({ path, text }) => ({ path: path ?? "", text })),
    overwrites,
  );
  if ("refused" in written) {
    return written.refused;
  }
  // kubectl would take all of the folder.
  if (written.left.length > 0) {
    tell(`Left as they are, and no part of this export: ${written.left.map(onOneLine).join(", ")}\n`);
  }
  return null;
}

/** Several files one after the other, as kubectl takes them from standard input, each under its path. */
function asOneText(files: readonly ExportedFile[]): string {
  return files
    .map(({ path, text }) => withLineBreak(path === null ? text : `# ${path}\n${text}`))
    .join("---\n");
}

function withLineBreak(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}

// --- many, for programs

/** In the words of the oracle: the key under which an answer has an export. */
const KEYS: Readonly<Record<ExportKind, string>> = {
  mermaid: "mermaid",
  svg: "svg",
  yaml: "dump",
  kubernetes: "k8s",
  compose: "compose",
  python: "python",
};

type Answer = (RefusedGraph | { readonly ok: true }) & Readonly<Record<string, unknown>>;

function answerAsJson(args: readonly string[], request: Request): Promise<number> {
  return answerInputs<Answer>(args, {
    help: HELP,
    options: OPTIONS,
    answer: (input) => answerTo(input, request),
    isFine: (answer) => answer.ok && Object.keys(answer).every((key) => !key.endsWith("Error")),
    printJson: (name, answer) => JSON.stringify({ ...name, ...answer }),
    printPlain: () => "",
  });
}

function answerTo(input: ReadableInput | UnreadableInput, request: Request): Answer {
  if ("fault" in input) {
    const { code: type, message } = input.fault;
    return { ok: false, error: { phase: "load", type, message }, warnings: [] };
  }
  const document = readFlow(input.text, input.surroundings);
  const refused = refusalOf(document);
  if (refused) {
    return { ...refused };
  }
  const all = request.kinds.map((kind) => ({
    kind,
    exported: exportFlow(document, kind, request.options, givenTo(request, input)),
  }));
  const entries = all.flatMap(({ kind, exported }) => entriesOf(KEYS[kind], exported));
  const faults = all.flatMap(({ kind, exported }) =>
    "refused" in exported ? [] : exported.faults.map((fault) => ({ export: kind, ...fault })),
  );
  return { ok: true, ...Object.fromEntries(entries), faults };
}

function entriesOf(key: string, exported: Exported): [string, unknown][] {
  return "refused" in exported
    ? [
        [key, null],
        [`${key}Error`, errorOf(exported)],
      ]
    : [[key, exportedValue(exported.files)]];
}

function errorOf({ refused, engine, asked, executor }: Extract<Exported, { refused: string }>): unknown {
  const missing = engine ? [] : asked.filter(({ isGiven }) => !isGiven).map(({ option }) => option);
  return {
    ...(engine ?? { type: missing.length > 0 ? "MissingInput" : "limit", message: refused }),
    sentence: refused,
    ...(executor === undefined ? {} : { executor }),
    ...(missing.length > 0 ? { missing } : {}),
  };
}

/** Of several files an object by their paths, of one its text. */
function exportedValue(files: readonly ExportedFile[]): unknown {
  const [first] = files;
  return first?.path === null ? first.text : Object.fromEntries(files.map(({ path, text }) => [path, text]));
}
