/** What Executors have returned as a dict: of one answer, and over all answers of a run. */
import { type ReactNode, useMemo, useState } from "react";
import { counted, grouped } from "../base/words.ts";
import type { DocValue, Fields } from "../model/run/document.ts";
import {
  type ExecutorResult,
  MAX_RUN_RESULTS,
  type RunResult,
  resultsOf,
  resultsOfRun,
} from "../model/run/executor-results.ts";
import type { Run } from "../model/run/run.ts";
import { Button } from "../ui/button.tsx";
import { useWithBreaks } from "../ui/use-with-breaks.ts";
import { LongText } from "./long-text.tsx";
import { printValue } from "./print-value.ts";
import "./executor-results.css";

/** Rows at once. */
const MAX_ROWS = 100;
/** Rows of one answer that are ever shown; Copy JSON has the rest. */
const MAX_RESULTS = 10_000;
const MAX_NAME = 200;
/** Characters of a value. */
const MAX_VALUE = 2000;

/** Whether the answer with these parameters has any. */
export function hasResults(parameters: Fields): boolean {
  return resultsOf(parameters, 1).length > 0;
}

/** Those of one answer; nothing where it has none. */
export function ExecutorResults({ parameters }: { parameters: Fields }) {
  const results = useMemo(() => resultsOf(parameters, MAX_RESULTS), [parameters]);
  return (
    <ResultTable
      label="Results of executors"
      results={results}
      heads={["Executor", "Key", "Value"]}
      cells={({ value }) => [<ValueText key="value" value={value} />]}
    />
  );
}

/** Those of a run; nothing where it has none. */
export function RunResults({ run }: { run: Run }) {
  const results = useWithBreaks(resultsOfRun, run) ?? [];
  return (
    <>
      <ResultTable
        label="Results of executors over all answers"
        results={results}
        heads={["Executor", "Key", "Answers", "Value"]}
        cells={(result) => [grouped(result.answers), <RunValue key="value" result={result} />]}
      />
      {results.length === MAX_RUN_RESULTS && (
        <p className="runs-note">There may be more: the first {grouped(MAX_RUN_RESULTS)} are listed.</p>
      )}
    </>
  );
}

function RunValue({ result: { value, isSame, range } }: { result: RunResult }) {
  if (isSame) {
    return <ValueText value={value} />;
  }
  return range ? (
    `from ${range.least} to ${range.most}`
  ) : (
    <>
      <ValueText value={value} /> <span className="muted">in the first, other values in others</span>
    </>
  );
}

function ValueText({ value }: { value: DocValue }) {
  const text = useMemo(() => printValue(value, MAX_VALUE), [value]);
  return <LongText text={text} max={MAX_NAME} />;
}

function ResultTable<Result extends ExecutorResult>(props: {
  label: string;
  results: readonly Result[];
  heads: readonly string[];
  /** Behind executor and key. */
  cells: (result: Result) => readonly ReactNode[];
}) {
  const { label, results, heads, cells } = props;
  const [shown, setShown] = useState(MAX_ROWS);
  if (results.length === 0) {
    return null;
  }
  return (
    <section className="executor-results">
      <table aria-label={label}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {results.slice(0, shown).map((result, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of one answer keep their order
            <tr key={index}>
              <th scope="row">
                {result.executor === results[index - 1]?.executor ? (
                  <span className="visually-hidden">{result.executor.slice(0, MAX_NAME)}</span>
                ) : (
                  <LongText text={result.executor} max={MAX_NAME} />
                )}
              </th>
              <td>
                <LongText text={result.key} max={MAX_NAME} />
              </td>
              {cells(result).map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their order
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {results.length > shown && (
        <Button kind="link" onClick={() => setShown(shown + 5 * MAX_ROWS)}>
          … {counted(results.length - shown, "more row")}
        </Button>
      )}
    </section>
  );
}
