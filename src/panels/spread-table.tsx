/** How the times of a run's answers are spread. */
import { formatMs } from "../base/words.ts";
import type { Run } from "../model/run/run.ts";
import { spreadsOfRun } from "../model/run/spread.ts";
import { shorten } from "../model/shorten.ts";
import { useWithBreaks } from "../ui/use-with-breaks.ts";

/** Executors that are listed. */
const MAX_ROWS = 200;

/** One line each for the round trip, its parts and the executors, over all answers of the run. */
export function SpreadTable({ run }: { run: Run }) {
  const spreads = useWithBreaks(spreadsOfRun, run);
  const rows = spreads ? [...spreads.parts, ...[...spreads.executors].slice(0, MAX_ROWS)] : [];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="spreads scroll" tabIndex={0} aria-label="Times over all answers">
      <table>
        <thead>
          <tr>
            <th scope="col">Over all answers</th>
            {["Answers", "p50", "p95", "p99", "least", "most"].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, { count, p50Ms, p95Ms, p99Ms, minMs, maxMs }], row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an executor may have the name of a part
            <tr key={row}>
              <th scope="row">{shorten(name, 200)}</th>
              <td>{count}</td>
              {[p50Ms, p95Ms, p99Ms, minMs, maxMs].map((ms, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns keep their order
                <td key={index}>{formatMs(ms)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
