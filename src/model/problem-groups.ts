/**
 * Problems that say the same, as one. Two are the same if code, severity and message are, the name of the executor that
 * each is about taken out of its message. Pure; linear, save where many messages differ in other executors' names alone.
 */
import type { Problem } from "./problem.ts";

/** At least one problem, and all others that say the same. */
export type ProblemGroup = readonly [Problem, ...Problem[]];

/** In the order in which the first of each group comes. */
export function groupProblems(problems: readonly Problem[]): readonly ProblemGroup[] {
  const names = new Set(problems.flatMap(({ executor }) => executor ?? []));
  const groups: [Problem, ...Problem[]][] = [];
  const byKey = new Map<string, [Problem, ...Problem[]][]>();
  for (const problem of problems) {
    const key = roughKey(problem, names);
    const alike = byKey.get(key) ?? [];
    const group = alike.find(([first]) => isSameProblem(first, problem));
    if (group) {
      group.push(problem);
    } else {
      const own: [Problem, ...Problem[]] = [problem];
      alike.push(own);
      groups.push(own);
    }
    byKey.set(key, alike);
  }
  return groups;
}

/** Whether two problems say the same of two executors, or of two places. */
export function isSameProblem(a: Problem, b: Problem): boolean {
  return (
    a.code === b.code &&
    a.severity === b.severity &&
    (a.executor === undefined) === (b.executor === undefined) &&
    commonMessage(a, b) !== null
  );
}

/** What all problems of a group say, with an ellipsis where each names its executor. */
export function messageOf([first, second]: ProblemGroup): string {
  return (second && commonMessage(first, second)) ?? first.message;
}

/**
 * Walks two messages side by side: where both have their own name, as a whole word, that counts as the same. A name may
 * also be a word of the sentence, as `a`, and then stands in both. Null if they say different things.
 */
function commonMessage(a: Problem, b: Problem): string | null {
  if (a.executor === undefined || b.executor === undefined || a.executor === b.executor) {
    return a.message === b.message ? a.message : null;
  }
  let common = "";
  let i = 0;
  let j = 0;
  while (i < a.message.length && j < b.message.length) {
    if (isWordAt(a.message, a.executor, i) && isWordAt(b.message, b.executor, j)) {
      common += "…";
      i += a.executor.length;
      j += b.executor.length;
    } else if (a.message[i] === b.message[j]) {
      common += a.message[i];
      i++;
      j++;
    } else {
      return null;
    }
  }
  return i === a.message.length && j === b.message.length ? common : null;
}

function isWordAt(text: string, word: string, at: number): boolean {
  return (
    word !== "" &&
    text.startsWith(word, at) &&
    !WORD.test(text[at - 1] ?? " ") &&
    !WORD.test(text[at + word.length] ?? " ")
  );
}

const WORD = /[\p{L}\p{N}_]/u;

/** The same for all problems of a group: every word that is some executor's name stands for all of them. */
function roughKey({ code, severity, message, executor }: Problem, names: ReadonlySet<string>): string {
  const isOdd = executor !== undefined && /[^\p{L}\p{N}_]/u.test(executor);
  const own = isOdd ? withoutWord(message, executor) : message;
  const rough = own.replaceAll(/[\p{L}\p{N}_]+/gu, (word) => (names.has(word) ? NAME : word));
  return `${code} ${severity} ${executor !== undefined} ${rough}`;
}

/** Stands for a name; no message has it. */
const NAME = "\0";

function withoutWord(text: string, word: string): string {
  let out = "";
  let from = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at >= from && isWordAt(text, word, at)) {
      out += text.slice(from, at) + NAME;
      from = at + word.length;
    }
  }
  return out + text.slice(from);
}
