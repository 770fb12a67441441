/**
 * What Executors have returned as a dict instead of documents. The engine puts it into `__results__` of the answer's
 * parameters, by the names of their processes, as `indexer/rep-0`.
 */
import { isSameValue } from "./compare-runs.ts";
import { type DocValue, type Fields, isFields } from "./document.ts";
import type { Run } from "./run.ts";

/** One value of one executor's dict. */
export interface ExecutorResult {
  readonly executor: string;
  /** "" where what it returned is no dict. */
  readonly key: string;
  readonly value: DocValue;
}

/** The same over all answers of a run. */
export interface RunResult extends ExecutorResult {
  /** In how many answers it is. `value` is that of the first. */
  readonly answers: number;
  /** Whether it is the same in all of them. */
  readonly isSame: boolean;
  /** Of values that all are numbers; null of others. */
  readonly range: { readonly least: number; readonly most: number } | null;
}

const RESULTS = "__results__";

/** Those of one answer, in its order, at most so many; none where no executor has returned a dict. */
export function resultsOf(parameters: Fields, most: number): readonly ExecutorResult[] {
  const results: ExecutorResult[] = [];
  for (const result of eachResult(parameters)) {
    if (results.length === most) {
      break;
    }
    results.push(result);
  }
  return results;
}

function* eachResult(parameters: Fields): Generator<ExecutorResult> {
  const results = Object.hasOwn(parameters, RESULTS) ? parameters[RESULTS] : undefined;
  if (!isFields(results)) {
    return;
  }
  for (const [executor, returned] of Object.entries(results)) {
    if (isFields(returned)) {
      for (const [key, value] of Object.entries(returned)) {
        yield { executor, key, value };
      }
    } else {
      yield { executor, key: "", value: returned };
    }
  }
}

/** Values that are told of a run; a run that is long and hostile may name new ones in each answer. */
export const MAX_RUN_RESULTS = 1000;

/** Works out those of a run, in steps, so that whoever asks can pause. */
export function* resultsOfRun({ exchanges }: Run): Generator<void, readonly RunResult[]> {
  const results = new Map<string, RunResult>();
  for (const { reply } of exchanges) {
    for (const result of eachResult(reply?.parameters ?? {})) {
      const name = JSON.stringify([result.executor, result.key]);
      const before = results.get(name);
      if (before || results.size < MAX_RUN_RESULTS) {
        results.set(name, before ? joined(before, result.value) : first(result));
      }
      yield;
    }
    yield;
  }
  return [...results.values()];
}

function first(result: ExecutorResult): RunResult {
  const { value } = result;
  const range = typeof value === "number" ? { least: value, most: value } : null;
  return { ...result, answers: 1, isSame: true, range };
}

function joined(before: RunResult, value: DocValue): RunResult {
  const { range, isSame } = before;
  return {
    ...before,
    answers: before.answers + 1,
    isSame: isSame && isSameValue(before.value, value),
    range:
      range && typeof value === "number"
        ? { least: Math.min(range.least, value), most: Math.max(range.most, value) }
        : null,
  };
}
