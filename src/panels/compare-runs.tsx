/** What two runs were answered, side by side: times, and the fields that differ. */
import { useMemo } from "react";
import { counted, formatMs, grouped } from "../base/words.ts";
import {
  type ComparedParts,
  type ComparedRow,
  comparedParts,
  compareRuns,
} from "../model/run/compare-runs.ts";
import type { Run } from "../model/run/run.ts";
import { type Spread, spreadsOfRun } from "../model/run/spread.ts";
import { shorten } from "../model/shorten.ts";
import { changedVariables, type KeptRun } from "../store/kept-runs.ts";
import { useWithBreaks } from "../ui/use-with-breaks.ts";
import { differingTexts } from "./differing-values.ts";
import { clockOfRun } from "./run-head.tsx";

/** Requests and documents that are listed. */
const MAX_ROWS = 100;
/** Executors whose times are listed. */
const MAX_EXECUTORS = 200;
/** Characters of a value. */
const MAX_VALUE = 200;
interface Runs {
  readonly left: Run;
  readonly right: Run;
}

interface Compared {
  readonly rows: readonly ComparedRow[];
  readonly looked: number;
  readonly again: ComparedParts["again"];
}

/** The comparison; `other` is the other run, `shown` the shown one, `all` those from which their names tell them. */
export function CompareRuns({
  other,
  shown,
  all,
}: {
  other: KeptRun;
  shown: KeptRun;
  all: readonly KeptRun[];
}) {
  const { run: left } = other;
  const { run: right } = shown;
  const runs = useMemo(() => ({ left, right }), [left, right]);
  const compared = useWithBreaks(firstDifferences, runs);
  const { rows, looked, again } = compared ?? { rows: [], looked: 0, again: null };
  const variables = changedVariables(other.origin, shown.origin);
  const names = [clockOfRun(left, all), clockOfRun(right, all)] as const;
  return (
    <section className="comparison" aria-label="Comparison of two runs">
      <p role="status">
        {compared
          ? rows.length === 0
            ? "The answers are the same, field by field."
            : rows.length === MAX_ROWS
              ? `These are the first ${MAX_ROWS} requests and documents that differ; what stands behind them was not compared.`
              : `${rows.length} of ${grouped(looked)} requests and documents differ.`
          : "Comparing…"}
      </p>
      {again && (
        <p className="muted">
          Compared are the {grouped(again.documents)} of {counted(again.of, "document")} that both runs sent,
          numbered as in the run that sent more.
        </p>
      )}
      {variables.length > 0 && (
        <table aria-label="Variables that differ">
          <ComparedHead of="Variable" names={names} />
          <tbody>
            {variables.slice(0, MAX_ROWS).map((one) => (
              <tr key={one.name}>
                <th scope="row" className="mono">
                  {one.name}
                </th>
                <td className="mono">{one.left === null ? "not set" : shorten(one.left, MAX_VALUE)}</td>
                <td className="mono">{one.right === null ? "not set" : shorten(one.right, MAX_VALUE)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Times left={left} right={right} names={names} />
      {rows.length > 0 && (
        <table aria-label="Fields that differ">
          <ComparedHead of="Field" names={names} />
          {rows.map(({ place, differences, isCut }) => (
            <tbody key={place}>
              <tr>
                <th scope="rowgroup" colSpan={3}>
                  {place}
                </th>
              </tr>
              {differences.map((one, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the list of one comparison stays as it is
                <tr key={index}>
                  <td className="mono">{one.field || "all of it"}</td>
                  {differingTexts(one.left, one.right, MAX_VALUE).map((text, side) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: there are two sides
                    <td key={side} className="mono">
                      {text}
                    </td>
                  ))}
                </tr>
              ))}
              {isCut && (
                <tr>
                  <td colSpan={3} className="muted">
                    … and more fields
                  </td>
                </tr>
              )}
            </tbody>
          ))}
        </table>
      )}
    </section>
  );
}

/** The heads of three columns: what is compared, and both runs. */
function ComparedHead({ of, names }: { of: string; names: readonly [string, string] }) {
  return (
    <thead>
      <tr>
        <th scope="col">{of}</th>
        <th scope="col">{names[0]}</th>
        <th scope="col">{names[1]} (shown)</th>
      </tr>
    </thead>
  );
}

/** Medians of both runs: of the round trips and their parts, and of each executor that either has times of. */
function Times({ left, right, names }: { left: Run; right: Run; names: readonly [string, string] }) {
  const a = useWithBreaks(spreadsOfRun, left);
  const b = useWithBreaks(spreadsOfRun, right);
  const rows =
    a && b ? [...rowsOf(a.parts, b.parts), ...rowsOf(a.executors, b.executors).slice(0, MAX_EXECUTORS)] : [];
  const median = (spread: Spread | undefined) => (spread ? formatMs(spread.p50Ms) : "no time");
  return (
    <table aria-label="Times of both runs">
      <ComparedHead of="Median time" names={names} />
      <tbody>
        {rows.map(([name, inLeft, inRight], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an executor may have the name of a part
          <tr key={index}>
            <td>{name}</td>
            <td>{median(inLeft)}</td>
            <td>{median(inRight)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type SpreadRow = readonly [name: string, left: Spread | undefined, right: Spread | undefined];

function rowsOf(left: ReadonlyMap<string, Spread>, right: ReadonlyMap<string, Spread>): SpreadRow[] {
  const names = new Set([...left.keys(), ...right.keys()]);
  return [...names].map((name) => [name, left.get(name), right.get(name)]);
}

/** The first requests and documents that differ, in steps. */
function* firstDifferences({ left, right }: Runs): Generator<void, Compared> {
  const rows: ComparedRow[] = [];
  let looked = 0;
  const parts = yield* comparedParts(left, right);
  for (const row of compareRuns(parts)) {
    looked += 1;
    if (row) {
      rows.push(row);
    }
    if (rows.length === MAX_ROWS) {
      break;
    }
    yield;
  }
  return { rows, looked, again: parts.again };
}
