/** How fast a run goes on, as far as its answers tell. */
import type { Run } from "./run.ts";
import { nearestRank } from "./spread.ts";

interface Pace {
  /** Requests that were sent, answered or not. */
  readonly sent: number;
  /** Documents that came back, a second; null before there are any. */
  readonly documentsPerS: number | null;
  /** Round trips of the requests that were answered, by nearest rank; null of fewer than two. */
  readonly roundtrips: { readonly p50Ms: number; readonly p95Ms: number } | null;
  /**
   * How long the rest takes if it goes on like that; null while nothing has ended, where documents are still read, so that
   * nobody knows how many requests there are, and for a run that sends no more.
   */
  readonly leftMs: number | null;
}

/** The pace of a run at its last answer. Takes time in proportion to the number of its requests. */
export function paceOf(run: Run): Pace {
  const { exchanges, spentMs = 0 } = run;
  let sent = 0;
  let ended = 0;
  let documents = 0;
  // Sorts by number, and many of them fast.
  const times = new Float64Array(exchanges.length);
  let answered = 0;
  for (const { state, endedAs, reply, roundtripMs } of exchanges) {
    sent += state === "waiting" || state === "unsent" ? 0 : 1;
    ended += endedAs === undefined ? 0 : 1;
    documents += reply?.documents.length ?? 0;
    if (roundtripMs !== null) {
      times[answered] = roundtripMs;
      answered += 1;
    }
  }
  const sorted = times.subarray(0, answered).sort();
  const at = (share: number) => nearestRank(sorted, share) ?? 0;
  const goesOn = run.state === "running" && !run.isReading;
  return {
    sent,
    documentsPerS: documents > 0 && spentMs > 0 ? (documents / spentMs) * 1000 : null,
    roundtrips: answered < 2 ? null : { p50Ms: at(0.5), p95Ms: at(0.95) },
    leftMs:
      goesOn && ended > 0 && ended < exchanges.length ? (spentMs / ended) * (exchanges.length - ended) : null,
  };
}
