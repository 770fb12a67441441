/** A run that has ended, in a sentence. Pure. */
import { counted } from "../base/words.ts";
import type { Run } from "../model/run/run.ts";
import { shorten } from "../model/shorten.ts";
import { countsOf, outcomeOf } from "./run-counts.ts";

interface RunSummary {
  readonly text: string;
  /** Something failed: the run, a request, or an executor. */
  readonly hasFailed: boolean;
  /** The request to look at: the first that failed, else the first; null if there is none. */
  readonly requestId: string | null;
}

/** Characters of what a gateway has said that go into a line of ours. */
const MAX_SAID = 500;

/** The summary of a run that has ended. */
export function summaryOf(run: Run): RunSummary {
  const { exchanges } = run;
  // One that was given up by Stop is unknown, and no failure.
  const failed = exchanges.find(({ error }) => error !== null);
  const raised = exchanges.find(({ reply }) => reply?.status.code === "ERROR");
  const said = failed?.error
    ? shorten(failed.error.message, MAX_SAID)
    : raised && `${shorten(raised.reply?.status.exception?.name ?? "error", MAX_SAID)} in the Flow.`;
  const chosen = failed ?? raised ?? exchanges[0];
  return {
    text: run.error
      ? `Not sent: ${run.error.message}`
      : endOf(run, said === undefined ? "" : `Failed: ${said}`),
    hasFailed: Boolean(run.error ?? failed ?? raised),
    requestId: chosen?.request.requestId ?? null,
  };
}

/** `fault`: what failed, in a sentence, or "". */
function endOf(run: Run, fault: string): string {
  const { total, answered, documents } = countsOf(run);
  const isStopped = run.state === "stopped";
  if (isStopped || (fault && total > 1)) {
    const ended = `${isStopped ? "Stopped: " : ""}${outcomeOf(run, counted(total, "request"))}.`;
    return fault ? `${ended} ${fault}` : ended;
  }
  return fault || `Done: ${counted(answered, "response")}, ${counted(documents, "document")}.`;
}
