/** What is said of a file that is no Flow, or one of an old version. */
import { isLegacy } from "../../model/legacy/is-legacy.ts";
import type { LegacyFile } from "../../model/legacy/legacy.ts";
import type { Fix, Problem } from "../../model/problem.ts";
import { isMap, isTrue, typeName } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";
import type { YamlDocument } from "../yaml/yaml.ts";
import type { LateReading } from "./read-document.ts";
import { canBeWrapped, type RootKind, recogniseRoot } from "./root-kind.ts";

const NOTHING_TO_READ = {
  phase: "load",
  type: "BadConfigSource",
  message:
    "can not construct <class 'jina.orchestrate.flow.base.Flow'> from an empty <source>. nothing to read from there",
} as const;

/** A file that holds nothing. */
export const EMPTY_FILE: Problem = {
  code: "empty",
  severity: "error",
  message: "This file is empty: a Flow begins with the line jtype: Flow.",
  range: { from: 0, to: 0 },
  engine: NOTHING_TO_READ,
};

/** A file of an old version, while the code that reads it is on its way, or where it did not come. */
export const UNREAD_LEGACY: Problem = {
  code: "legacy",
  severity: "warning",
  path: ["pods"],
  isKey: true,
  message:
    "This file is one of an old version of Jina. The part of the page that reads such files is not there yet.",
};

/** A file that holds something else: what it seems to be, and how it becomes a Flow. */
export function noFlowProblem(yaml: YamlDocument, value: Value, late: LateReading | null): Problem {
  const engine = !isTrue(value)
    ? NOTHING_TO_READ
    : isMap(value)
      ? {
          type: "BadConfigSource",
          message:
            "Can not construct <class 'jina.orchestrate.flow.base.Flow'> object from <source>. Source might be an invalid configuration.",
        }
      : { type: "AttributeError", message: `'${typeName(value)}' object has no attribute 'update'` };
  const { kind, sentence } = recogniseRoot(value);
  const fix =
    isMap(value) && isLegacy(value)
      ? convertFix(value)
      : canBeWrapped(value)
        ? { fix: WRAP }
        : isFlowByMistake(kind)
          ? late?.jtypeFix(yaml)
          : undefined;
  return {
    code: "no-flow",
    severity: "error",
    path: [],
    engine: { ...engine, phase: "load" },
    message: sentence,
    ...(late?.otherForm(yaml.text) ?? fix),
  };
}

function isFlowByMistake(kind: RootKind): boolean {
  return kind === "mistyped Flow" || kind === "AsyncFlow" || kind === "unknown";
}

const CONVERT: Fix = { label: "Convert to 3.34", rewrite: "convert" };
const WRAP: Fix = { label: "Wrap as a Flow of one", rewrite: "wrap" };

/** A list of other things than executors is to be mended first. */
function convertFix(root: ValueMap): Pick<Problem, "fix"> {
  const pods = root.get("pods");
  return Array.isArray(pods) && !pods.every((pod) => pod instanceof Map) ? {} : { fix: CONVERT };
}

/** A file of an old version, of which the engine builds nothing. */
export function legacyProblem(legacy: LegacyFile): Problem {
  const { version, why } = legacy;
  return {
    code: "legacy",
    severity: "warning",
    path: ["pods"],
    isKey: true,
    message: `To Jina 3.34 this Flow is empty, because it reads no pods and says nothing of it. The file is one of Jina ${version}: ${why} It is drawn as that version meant it.`,
    ...convertFix(legacy.root),
  };
}
