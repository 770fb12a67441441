/** Logging set-ups that are files: which of them are not there, or cannot be looked for. */
import { cut } from "../../base/words.ts";
import { theKey, UNDER_WITH } from "../../model/engine/argument-sentences.ts";
import { type BuiltFlow, handedNodes } from "../../model/engine/built-flow.ts";
import type { Flow } from "../../model/flow.ts";
import type { Path } from "../../model/path.ts";
import type { Problem } from "../../model/problem.ts";
import { pythonRepr } from "../../model/python.ts";
import type { LoadContext } from "./loader.ts";
import type { Owners } from "./problem-places.ts";

/** Bytes in the name of a file, on Linux. */
const LONGEST_NAME = 255;

const IN_WITH: Path = ["with", "log_config"];

/** A file that the engine opens for a logging set-up, and when. */
interface OpenedFile {
  readonly file: string;
  readonly path: Path;
  readonly phase: "load" | "build";
}

/** A logging set-up that is no built-in one is a file, which the engine opens for each executor that has it. */
export function logConfigProblems(
  flow: Flow,
  built: BuiltFlow,
  { hasFile, readFile }: LoadContext,
  owners: Owners,
): Problem[] {
  const isThere = hasFile ?? (readFile && ((path: string) => readFile(path) !== null));
  const problems = new Map<string, Problem>();
  for (const opened of openedFiles(flow, built)) {
    const at = opened.path.join("\n");
    if (!problems.has(at) && !isThere?.(opened.file)) {
      const what = theKey("log_config", owners.at(opened.path) ?? UNDER_WITH);
      problems.set(at, isThere ? missingProblem(opened, what) : unknownProblem(opened, what));
    }
  }
  return [...problems.values()];
}

function* openedFiles(flow: Flow, built: BuiltFlow): Generator<OpenedFile> {
  const { settings, gateway } = built;
  if (settings.needsFile !== null) {
    yield { file: settings.needsFile, path: IN_WITH, phase: "load" };
  }
  for (const { entry: index, needsFile } of handedNodes(built)) {
    if (needsFile !== null) {
      const entry = flow.entries[index];
      const inside = entry?.deployment ? ["with"] : [];
      const isOwn = entry?.args.has("log_config") ?? false;
      const path = isOwn ? [flow.listKey, index, ...inside, "log_config"] : IN_WITH;
      yield { file: needsFile, path, phase: "load" };
    }
  }
  if (gateway.needsFile !== null) {
    const path = flow.gateway.has("log_config") ? ["gateway", "log_config"] : IN_WITH;
    yield { file: gateway.needsFile, path, phase: "build" };
  }
}

function missingProblem({ file, path, phase }: OpenedFile, what: string): Problem {
  const isLong = file.split("/").some((part) => new TextEncoder().encode(part).length > LONGEST_NAME);
  const type = isLong ? "OSError" : "FileNotFoundError";
  const fault = isLong ? "[Errno 36] File name too long" : "[Errno 2] No such file or directory";
  return {
    code: "file-missing",
    severity: "error",
    path,
    engine: { phase, type, message: `${fault}: ${pythonRepr(file)}` },
    message: `${what}, ${cut(file)}, is no file beside this one, and none of Jina's own set-ups such as default.`,
  };
}

function unknownProblem({ file, path }: OpenedFile, what: string): Problem {
  return {
    code: "file-unknown",
    severity: "warning",
    path,
    message: `${what} is the file ${cut(file)}, which cannot be looked for from here: if it is not there, Jina refuses the Flow.`,
  };
}
