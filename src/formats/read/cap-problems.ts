/**
 * No more problems, and no longer ones, than a person reads and a page can show: errors first, and in the end a row that
 * says what is not listed. A message that would repeat half the file is cut.
 */
import { counted, cut, grouped, listed } from "../../base/words.ts";
import type { Problem, Severity } from "../../model/problem.ts";

const MAX_PROBLEMS = 1000;
/** Characters of all messages, names and paths, which are printed for each problem. */
const MAX_CHARACTERS = 1_000_000;
const MAX_MESSAGE = 1000;
/** The engine's words are compared with what it says: only what nobody reads to its end is cut. */
const MAX_WORDS = 10_000;

const BREAKS = /[\n\r\v\f\x85\u2028\u2029]+/;

/** In the same order; the very problems if they are within the caps. */
export function capProblems(problems: readonly Problem[]): readonly Problem[] {
  const kept = new Set<Problem>();
  let left = MAX_CHARACTERS;
  for (const isError of [true, false]) {
    for (const problem of problems) {
      if ((problem.severity === "error") !== isError) {
        continue;
      }
      if (kept.size >= MAX_PROBLEMS || (left < sizeOf(problem) && kept.size > 0)) {
        break;
      }
      left -= sizeOf(problem);
      kept.add(problem);
    }
  }
  const shown = problems.filter((problem) => kept.has(problem)).map(shortenProblem);
  const unlisted = problems.filter((problem) => !kept.has(problem));
  return unlisted.length === 0 ? shown : [...shown, restProblem(unlisted)];
}

function sizeOf({ message, engine, executor, path = [] }: Problem): number {
  const parts = path.reduce<number>((sum, part) => sum + (typeof part === "string" ? part.length : 8), 0);
  return (
    Math.min(message.length, MAX_MESSAGE) +
    Math.min(engine?.message.length ?? 0, MAX_WORDS) +
    (executor?.length ?? 0) +
    parts
  );
}

function shortenProblem(problem: Problem): Problem {
  const { message, engine } = problem;
  const isLong = message.length > MAX_MESSAGE || (engine?.message.length ?? 0) > MAX_WORDS;
  if (!isLong && !BREAKS.test(message)) {
    return problem;
  }
  return {
    ...problem,
    // A name or a value in it may have line breaks.
    message: cut(message, MAX_MESSAGE).split(BREAKS).join(" "),
    ...(engine ? { engine: { ...engine, message: cut(engine.message, MAX_WORDS) } } : {}),
  };
}

const KINDS: readonly Severity[] = ["error", "warning", "hint"];

/** What is left out, at the place of its first one. The file is not refused for it. */
function restProblem(unlisted: readonly Problem[]): Problem {
  const [{ path, isKey, range }] = unlisted as readonly [Problem];
  const counts = KINDS.flatMap((kind) => {
    const count = unlisted.filter(({ severity }) => severity === kind).length;
    return count === 0 ? [] : [counted(count, kind)];
  });
  return {
    code: "limit",
    severity: "warning",
    ...(path ? { path } : {}),
    ...(isKey ? { isKey } : {}),
    ...(range ? { range } : {}),
    message: `The first of ${listed(counts, "and")} that are not listed stands here: up to ${grouped(MAX_PROBLEMS)} problems of a file are, or ${grouped(MAX_CHARACTERS)} characters of them.`,
  };
}
