/**
 * Problems that say the same, as one. Two are the same if code, severity and message are, what each message calls its
 * executor taken out of it; the engine's own words do not count, since it stops at the first. Pure; linear, save where
 * many messages differ in other executors' names alone.
 */
import { cut } from "../base/words.ts";
import { fullMessage, type Problem } from "./problem.ts";

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

/** What all problems of a group say of each of their executors, and behind it the engine's words. */
export function sentenceOf(group: ProblemGroup): string {
  const [first, second] = group;
  const { engine = group.find((problem) => problem.engine)?.engine } = first;
  const common = second && commonMessage(first, second);
  const message = common ? inWords(common) : first.message;
  if (!engine) {
    return fullMessage({ message });
  }
  // Where its words differ in more than the name, the first are what it says.
  const said =
    first.engine && second?.engine
      ? commonText(engine.message, namesFor(first), second.engine.message, namesFor(second))
      : null;
  return fullMessage({
    message,
    engine: { ...engine, message: said?.replaceAll(NAME, "…") ?? engine.message },
  });
}

/**
 * A sentence about each of several executors: `each of these` first, and then `it`. A name that is spoken of as one, in
 * quotes or behind `name`, is left open.
 */
function inWords(common: string): string {
  let isNamed = false;
  return common.replaceAll(/("|\bname |\bexecutor |[.?] )?\0/g, (_, before: string = "", at: number) => {
    if (/^["ne]/.test(before)) {
      return `${before}…`;
    }
    const word = isNamed ? "it" : "each of these";
    isNamed = true;
    const isFirst = before !== "" || at === 0;
    return before + (isFirst ? word[0]!.toUpperCase() + word.slice(1) : word);
  });
}

function commonMessage(a: Problem, b: Problem): string | null {
  return commonText(a.message, namesFor(a), b.message, namesFor(b));
}

/**
 * Walks two texts side by side: where both have their own name, as a whole word, that counts as the same. A name may
 * also be a word of the sentence, as `a`, and then stands in both. Null if they say different things.
 */
function commonText(
  a: string,
  namesA: readonly string[],
  b: string,
  namesB: readonly string[],
): string | null {
  if (a === b && namesA[0] === namesB[0]) {
    return a;
  }
  let common = "";
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const nameA = nameAt(a, namesA, i);
    const nameB = nameA === undefined ? undefined : nameAt(b, namesB, j);
    if (nameA !== undefined && nameB !== undefined) {
      common += NAME;
      i += nameA.length;
      j += nameB.length;
    } else if (a[i] === b[j]) {
      common += a[i];
      i++;
      j++;
    } else {
      return null;
    }
  }
  return i === a.length && j === b.length ? common : null;
}

/** What sentences may call a problem's executor, the whole name first: a long one is cut, one of many lines joined. */
function namesFor({ executor, path }: Problem): readonly string[] {
  const index = path?.[1];
  const items =
    typeof index === "number" ? ["item", "Item"].map((word) => `${word} ${index + 1} of the list`) : [];
  if (executor === undefined) {
    return items;
  }
  const line = executor.replaceAll(/\s+/g, " ");
  return executor.length <= SHORTEST_CUT && line === executor
    ? [executor, ...items]
    : [
        ...new Set([
          executor,
          line,
          ...[executor, line].flatMap((one) => [cut(one), cut(one, SHORTEST_CUT)]),
        ]),
        ...items,
      ];
}

/** To so many characters some sentences cut a name. */
const SHORTEST_CUT = 40;

function nameAt(text: string, names: readonly string[], at: number): string | undefined {
  return names.find((name) => isWordAt(text, name, at));
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
function roughKey(problem: Problem, names: ReadonlySet<string>): string {
  const { code, severity, message, executor } = problem;
  const odd = namesFor(problem).filter((name) => /[^\p{L}\p{N}_]/u.test(name));
  const own = odd.reduce(withoutWord, message);
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
