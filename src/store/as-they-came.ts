import type { Exchange } from "../model/run/run.ts";

/** Requests in the order in which they ended; those that have not stand behind these, in the order of sending. */
export function asTheyCame(exchanges: readonly Exchange[]): readonly Exchange[] {
  const ended: Exchange[] = [];
  const open: Exchange[] = [];
  for (const exchange of exchanges) {
    if (exchange.endedAs === undefined) {
      open.push(exchange);
    } else {
      ended[exchange.endedAs] = exchange;
    }
  }
  // An end that was counted may have no request here, as when a run was stopped at that moment.
  return [...ended.filter(Boolean), ...open];
}
