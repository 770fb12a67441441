/** The version that a file gives, which chooses the engine's parser. */
import { valueShown } from "../../model/engine/argument-sentences.ts";
import type { EngineFault } from "../../model/engine-fault.ts";
import type { Path } from "../../model/path.ts";
import type { Problem } from "../../model/problem.ts";
import { isTrue, pythonStr, typeName } from "../../model/python.ts";
import { Float, type Value } from "../../model/value.ts";
import type { Kind } from "./restore-tags.ts";

/** The version of a class's files. */
const PARSERS: Readonly<Record<Kind, string>> = { Flow: "1", Deployment: "legacy" };

const FIX = {
  label: "Write version: 1",
  edit: { kind: "set-path", path: ["version"], value: 1 },
} as const;

/** What the engine says of a version, at `path`; null if nothing. */
export function versionProblem(kind: Kind, version: Value | undefined, path: Path): Problem | null {
  if (version === undefined || version === null) {
    return null;
  }
  const isFlow = kind === "Flow";
  const saying = (
    severity: Problem["severity"],
    engine: Omit<EngineFault, "phase">,
    what: string | null,
  ) => ({
    severity,
    path,
    engine: { phase: "load", ...engine } as const,
    message: sentenceOf(kind, version, what),
  });
  if (typeof version === "object" && !(version instanceof Float) && isTrue(version)) {
    const message = `'${typeName(version)}' object has no attribute 'split'`;
    return { code: "structure", ...saying("error", { type: "AttributeError", message }, null) };
  }
  // True is a number to Python, and prints as True.
  const text = pythonStr(version);
  const parser = PARSERS[kind];
  const found = { code: "version", ...(isFlow ? { fix: FIX } : {}) } as const;
  if (!isTrue(version)) {
    const message = `can not find parser for version: ${text}, fallback to legacy parser. this usually mean you are using a deprecated YAML format.`;
    const what = "Jina takes the file for one of an old version and reads it all the same.";
    return { ...found, ...saying("warning", { type: "DeprecationWarning", message }, what) };
  }
  if (text === parser) {
    return null;
  }
  if (text.split(".")[0] === parser) {
    const message = `can not find parser for version: ${text}, fallback to parser for version: ${parser}`;
    return {
      ...found,
      ...saying("warning", { type: "UserWarning", message }, `Jina reads it as ${parser}.`),
    };
  }
  const message = `${text} is not a valid version number`;
  const what = isFlow ? "there is no other version of Flow files." : null;
  return { ...found, ...saying("error", { type: "BadYAMLVersion", message }, what) };
}

function sentenceOf(kind: Kind, version: Value, what: string | null): string {
  const end = what === null ? "." : `: ${what}`;
  return kind === "Flow"
    ? `The version must be '1', not ${valueShown(version)}${end}`
    : `This Deployment must have no version, but it has ${valueShown(version)}${end}`;
}
