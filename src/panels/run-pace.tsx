/** How far a run is and how fast it goes. */
import { useMemo } from "react";
import { formatMs, grouped } from "../base/words.ts";
import { paceOf } from "../model/run/pace.ts";
import { isActive, type Run } from "../model/run/run.ts";

/** The words; none of a run of one request, whose row says all. */
export function RunPace({ run }: { run: Run }) {
  const { sent, documentsPerS, roundtrips, leftMs } = useMemo(() => paceOf(run), [run]);
  const parts = [
    isActive(run) && `${grouped(sent)} sent`,
    documentsPerS !== null && `${rateOf(documentsPerS)} docs/s`,
    roundtrips && `p50 ${formatMs(roundtrips.p50Ms)}, p95 ${formatMs(roundtrips.p95Ms)}`,
    leftMs !== null && `${timeLeft(leftMs)} left`,
  ].filter((part) => part !== false && part !== null);
  return run.exchanges.length > 1 && <span className="faint">{parts.join(" · ")}</span>;
}

/** Of a slow run, the tenths too. */
function rateOf(perS: number): string {
  return perS < 10 ? perS.toFixed(1) : grouped(Math.round(perS));
}

/** As `12 s`, and `3 min` from two minutes on. */
function timeLeft(ms: number): string {
  return ms < 120_000 ? `${Math.ceil(ms / 1000)} s` : `${grouped(Math.ceil(ms / 60_000))} min`;
}
