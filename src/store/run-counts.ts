/** How the requests of a run ended. */
import type { Exchange, Run } from "../model/run/run.ts";

/** How many requests a run has, and what became of them so far. */
interface RunCounts {
  readonly total: number;
  /** Those with an answer, be it that the Flow raised an exception. */
  readonly answered: number;
  /** Those with an exception of the Flow, or without the answer that they should have had; given up by Stop is no failure. */
  readonly failed: number;
  /** Sent, but given up before the answer came: whether the gateway worked on them cannot be told. */
  readonly unknown: number;
  /** Never sent, because the run ended before. */
  readonly unsent: number;
  /** Those that certainly have to be sent again. */
  readonly open: number;
  /** Documents that came back. */
  readonly documents: number;
}

const counts = new WeakMap<Run, RunCounts>();

/** What became of a run's requests so far, cached. */
export function countsOf(run: Run): RunCounts {
  let known = counts.get(run);
  if (!known) {
    const { exchanges } = run;
    const sum = {
      total: exchanges.length,
      answered: 0,
      failed: 0,
      unknown: 0,
      unsent: 0,
      open: 0,
      documents: 0,
    };
    for (const exchange of exchanges) {
      const { state, reply } = exchange;
      if (state === "answered" || state === "unknown" || state === "unsent") {
        sum[state] += 1;
      }
      sum.failed += state !== "unknown" && hasFailed(exchange) ? 1 : 0;
      sum.open += isOpen(exchange) ? 1 : 0;
      sum.documents += reply?.documents.length ?? 0;
    }
    known = sum;
    counts.set(run, known);
  }
  return known;
}

/** Whether a request certainly has to be sent again: it failed, or was never sent. */
export function isOpen(exchange: Exchange): boolean {
  return exchange.state === "unsent" || (exchange.state !== "unknown" && hasFailed(exchange));
}

/** Whether a request has failed: the Flow raised an exception, or no answer came although nobody gave it up. */
export function hasFailed({ state, reply, error }: Exchange): boolean {
  return state === "failed" || error !== null || reply?.status.code === "ERROR";
}
