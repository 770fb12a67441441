/** Which run is shown, of which Flow, and whether that has changed since. */
import { describeDifference, shortDifference } from "../model/edit/compare-design.ts";
import type { Run } from "../model/run/run.ts";
import { shownOrigin, shownRun } from "../store/derived.ts";
import { designDifference } from "../store/design-difference.ts";
import { listedRuns, whatChanged } from "../store/kept-runs.ts";
import { useDesignerState } from "../store/react.ts";
import { Badge } from "../ui/badge.tsx";
import "./run-head.css";

/** The line that stands above answers and times. */
export function RunHead() {
  const run = useDesignerState(shownRun);
  const origin = useDesignerState(shownOrigin);
  const changed = useDesignerState((state) => {
    const shown = shownOrigin(state);
    return shown && whatChanged(shown, state.file);
  });
  const difference = useDesignerState(designDifference);
  const differs = shortDifference(difference);
  const clock = useDesignerState((state) => {
    const shown = shownRun(state);
    return shown && clockOfRun(shown, listedRuns(state.runs, state.run, state.origin));
  });
  if (!run || !origin) {
    return null;
  }
  return (
    <>
      <p className="run-origin" data-testid="run-origin">
        <time dateTime={new Date(run.startedAtMs).toISOString()}>{clock}</time>
        <span className="mono">{origin.fileName}</span>
        <span className="mono run-address">{origin.address}</span>
        {changed && <Badge kind="warning">{changed}</Badge>}
      </p>
      {differs !== "" && (
        <details className="run-differs">
          <summary>{differs}</summary>
          <p>{describeDifference(difference)}</p>
        </details>
      )}
    </>
  );
}

/** When a run began, told from every other of these: to a thousandth where two began in one second. */
export function clockOfRun(run: Run, all: readonly { readonly run: Run }[]): string {
  const clock = formatClock(run.startedAtMs);
  const like = all.filter((one) => one.run.id !== run.id && formatClock(one.run.startedAtMs) === clock);
  if (like.length === 0) {
    return clock;
  }
  const precise = ({ startedAtMs }: Run) => String(new Date(startedAtMs).getMilliseconds()).padStart(3, "0");
  const own = precise(run);
  const isSame = like.some((one) => precise(one.run) === own);
  return `${clock}.${own}${isSame ? ` (run ${run.id})` : ""}`;
}

/** As `14:03:22`. */
export function formatClock(atMs: number): string {
  // Not by a locale: the first time that asks for one holds the page up for some frames.
  return new Date(atMs).toTimeString().slice(0, 8);
}
