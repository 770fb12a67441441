/** How the requests of a run ended. */
import { grouped } from "../base/words.ts";
import type { Exchange, Run } from "../model/run/run.ts";

/** How many requests a run has, and what became of them so far: each is in one count at most. */
interface RunCounts {
  readonly total: number;
  /** Those with an answer that holds no exception of the Flow. */
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
      if (hasFailed(exchange)) {
        sum.failed += 1;
      } else if (state === "answered" || state === "unknown" || state === "unsent") {
        sum[state] += 1;
      }
      sum.open += isOpen(exchange) ? 1 : 0;
      sum.documents += reply?.documents.length ?? 0;
    }
    known = sum;
    counts.set(run, known);
  }
  return known;
}

/** As `2 of 3 answered, 1 failed`: when a run has ended, its numbers add up. `of` says the number of requests. */
export function outcomeOf(run: Run, of?: string): string {
  const { total, answered, failed, unknown, unsent } = countsOf(run);
  const others = [
    [failed, "failed"],
    [unknown, "unknown"],
    [unsent, "not sent"],
  ] as const;
  return [
    `${grouped(answered)} of ${of ?? grouped(total)} answered`,
    ...others.filter(([count]) => count > 0).map(([count, fate]) => `${grouped(count)} ${fate}`),
  ].join(", ");
}

/** Whether a request certainly has to be sent again: it failed, or was never sent. */
export function isOpen(exchange: Exchange): boolean {
  return exchange.state === "unsent" || hasFailed(exchange);
}

/**
 * Whether a request has failed: the Flow raised an exception, or no answer came although nobody gave it up. One of which
 * nobody knows whether the gateway worked on it has not.
 */
export function hasFailed({ state, reply, error }: Exchange): boolean {
  return state === "failed" || (state !== "unknown" && (error !== null || reply?.status.code === "ERROR"));
}
