/**
 * References to variables in the spelling of other tools: a shell's `${NAME:-default}` and `$(command)`, a template's
 * `{{ NAME }}`, expressions in `${{ … }}`. To the engine they are text like any other, and it says nothing.
 *
 * Variables of the environment it knows as $NAME, ${NAME} and ${{ ENV.NAME }}, the last with one blank on either side.
 */
import { cut } from "../../base/words.ts";
import { keyAt, type OwnerAt } from "../../model/engine/argument-sentences.ts";
import type { Path } from "../../model/path.ts";
import type { Fix, Problem } from "../../model/problem.ts";
import { isList, isMap } from "../../model/python.ts";
import type { Value, ValueMap } from "../../model/value.ts";

/** Keys whose texts a shell, or a template of an Executor's own, may read. */
const FOR_OTHERS =
  /^(?:entrypoint|command|args|cmd|healthcheck|prompt|template|format|when)$|_(?:command|format|prompt|template)$/;

interface Form {
  readonly pattern: RegExp;
  /** What it is, given the match. */
  readonly says: (found: RegExpExecArray) => string;
  /** What the engine understands and means the same, if there is something. */
  readonly better?: (found: RegExpExecArray) => string;
}

const NO_DEFAULTS = "Jina has no default values";

const FORMS: readonly Form[] = [
  {
    pattern: /\$\{(\w+)(:?[-=?+])[^{}]*\}/,
    says: ([, name, sign = ""]) =>
      sign.endsWith("+") || sign.endsWith("?")
        ? `Jina knows no such condition. Write \${{ ENV.${name} }}.`
        : `${NO_DEFAULTS}. Write \${{ ENV.${name} }}, and set ${name} where Jina is started.`,
  },
  {
    pattern: /\$\{(?:env[.:])(\w+)\}/i,
    says: ([, name]) => `A variable of the environment is \${{ ENV.${name} }}.`,
    better: ([, name]) => `\${{ ENV.${name} }}`,
  },
  {
    pattern: /\$\{(\w+)(?:##?|%%?|\/|\^|,|\[|:\d|:\s)[^{}]*\}/,
    says: () => "Jina changes no variable as a shell does.",
  },
  {
    pattern: /\$\((?!\()[^()]+\)/,
    says: () => "Jina runs no commands.",
  },
  {
    pattern: /^\$env:(\w+)$/i,
    says: ([, name]) => `A variable of the environment is \${{ ENV.${name} }}.`,
    better: ([, name]) => `\${{ ENV.${name} }}`,
  },
  {
    pattern: /^%([A-Z_][A-Z0-9_]+)%$/,
    says: ([, name]) => `A variable of the environment is \${{ ENV.${name} }}.`,
    better: ([, name]) => `\${{ ENV.${name} }}`,
  },
  {
    // All but what the engine puts in: `${{ ENV.X }}`, `${{ x }}`, `${{ CONTEXT.x }}` and `${{root.x[0]}}`.
    pattern:
      /\$\{\{(?!\s(?:(?:ENV|env|CONTEXT|context)\.)?\w*\s\}\}|(?:root|this|ENV)[\p{L}\p{N}_[\].]*\}\}|\d)([^{}]*)\}\}/u,
    says: ([, inside = ""]) => {
      const name = environmentNameIn(inside);
      return name !== null
        ? `Inside there is ENV.${name} with one blank on either side.`
        : /\|\||&&|\?|:-|[|]|default/.test(inside)
          ? `${NO_DEFAULTS}, and works nothing out: inside there is ENV.NAME alone.`
          : /^\w+$/.test(inside)
            ? `A variable of the environment is \${{ ENV.${inside} }}, one that Python code gives \${{ ${inside} }}.`
            : /^[\p{L}_][\p{L}\p{N}_[\].]*$/u.test(inside)
              ? `A reference within the file begins with root or this, as \${{root.${inside}}}.`
              : "Inside there is ENV.NAME, or a name that Python code gives, with one blank on either side; or root.path without blanks.";
    },
    better: ([, inside = ""]) => {
      const name = environmentNameIn(inside);
      return name === null ? "" : `\${{ ENV.${name} }}`;
    },
  },
  {
    pattern: /^\{\{-?\s*(?:ENV\.|env\.|\.Values\.)?[\w.]+\s*(?:\|[^{}]*)?-?\}\}$/,
    says: () => "It is the form of a template, which has to be filled in before Jina reads the file.",
  },
];

/** The variable in `ENV.X`, however it is spelled and spaced; null for anything else. */
function environmentNameIn(inside: string): string | null {
  return /^\s*env\.(\w+)\s*$/i.exec(inside)?.[1] ?? null;
}

/** `root` has all values as the file declares them. */
export function checkVariables(root: ValueMap, ownerAt: OwnerAt): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<Value>();
  const path: (string | number)[] = [];
  const visit = (value: Value): void => {
    if (isList(value) || isMap(value)) {
      if (seen.has(value)) {
        return;
      }
      seen.add(value);
      for (const [step, item] of value.entries()) {
        if (typeof step === "string" && FOR_OTHERS.test(step)) {
          continue;
        }
        path.push(step);
        visit(item);
        path.pop();
      }
    } else if (typeof value === "string") {
      const problem = problemOf(value, path, ownerAt);
      if (problem) {
        problems.push(problem);
      }
    }
  };
  visit(root);
  return problems;
}

function problemOf(text: string, path: Path, ownerAt: OwnerAt): Problem | null {
  if (!/[$%{]/.test(text)) {
    return null;
  }
  for (const { pattern, says, better } of FORMS) {
    const found = pattern.exec(text);
    if (!found) {
      continue;
    }
    const mended = better?.(found) ?? "";
    const value = text.replace(found[0], () => mended);
    const fix: Fix | null =
      mended === ""
        ? null
        : { label: `Write ${cut(value)}`, edit: { kind: "set-path", path: [...path], value } };
    return {
      code: "variable-form",
      severity: "warning",
      path: [...path],
      message: `The ${keyAt(path, ownerAt)} has ${cut(found[0])}, which is no variable to Jina and stays text. ${says(found)}`,
      ...(fix ? { fix } : {}),
    };
  }
  return null;
}
