/** What a reading holds beyond what the first picture of most files needs. */
import { recogniseLegacy } from "../../model/legacy/legacy.ts";
import { meaningOf } from "../../model/legacy/meaning.ts";
import type { Problem } from "../../model/problem.ts";
import type { YamlDocument } from "../yaml/yaml.ts";
import { advise } from "./advise.ts";
import {
  correctEntryType,
  correctJtype,
  insertJtype,
  moveJtypeFirst,
  replaceLongTag,
} from "./frame-fixes.ts";
import { importProblem } from "./import-problem.ts";
import { indentationFix } from "./indentation-fix.ts";
import { maskSecrets } from "./mask-secrets.ts";
import { withPossibleFix } from "./possible-fix.ts";
import type { LateReading } from "./read-document.ts";
import { variablesIn } from "./variable-uses.ts";

/** All of it. */
export const LATE_READING: LateReading = {
  advise,
  variablesIn,
  readLegacy(root) {
    const legacy = recogniseLegacy(root);
    return legacy && { legacy, ...meaningOf(legacy) };
  },
  maskSecrets,
  withTextFix: (yaml, root, problem) => withPossibleFix(yaml, root, withFrameFix(yaml, problem)),
  otherForm: importProblem,
  faultFix(yaml) {
    const fix = replaceLongTag(yaml);
    return fix ? { fix } : indentationFix(yaml);
  },
  jtypeFix(yaml) {
    const fix = correctJtype(yaml) ?? insertJtype(yaml);
    return fix ? { fix } : {};
  },
};

/** What is wrong with a jtype is mended in the text, since it makes things what they are. */
function withFrameFix(yaml: YamlDocument, problem: Problem): Problem {
  const { code, path } = problem;
  const fix =
    code === "jtype-first" && path?.length === 1
      ? moveJtypeFirst(yaml)
      : code === "argument-unknown" && path?.length === 3 && path[2] === "jtype"
        ? correctEntryType(yaml, path)
        : undefined;
  return fix ? { ...problem, fix } : problem;
}
