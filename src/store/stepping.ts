/** Stepping through one simulated request: its trace, and how far it is followed. Values and questions only. */
import { counted, grouped } from "../base/words.ts";
import type { StepHistory } from "../model/drawing/step-marks.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import type { Exchange, Run } from "../model/run/run.ts";
import type { Trace } from "../model/run/trace.ts";
import type { RunOrigin } from "./kept-runs.ts";
import type { DesignerState } from "./state.ts";

/** A request that is stepped through. */
export interface Stepping extends Trace {
  /** Its steps, by where they happen. */
  readonly history: StepHistory;
  /** The Flow that it goes through. */
  readonly flow: BuiltFlow;
  readonly origin: RunOrigin;
  /** What chance in it follows from. */
  readonly seed: number;
  /** Since 1970: when it was asked for. */
  readonly startedAtMs: number;
  /** How many steps have happened, one at least. */
  readonly at: number;
  readonly isPlaying: boolean;
  /** Steps a second while it plays. */
  readonly pace: number;
}

/** A request whose steps are being worked out, once that takes a moment. */
export interface Following {
  readonly fileId: DesignerState["file"]["id"];
  /** How many are known. */
  readonly steps: number;
}

/** The request that is being worked out for the open file; null if none is. */
export function followingOf({ following, file }: DesignerState): Following | null {
  return following?.fileId === file.id ? following : null;
}

/** How fast it may play, in steps a second. */
export const STEP_PACES = [1, 3, 10, 30] as const;

/** The request that is stepped through in the open file; null if none is. */
export function steppingOf({ stepping, file }: Pick<DesignerState, "stepping" | "file">): Stepping | null {
  return stepping?.origin.fileId === file.id ? stepping : null;
}

/** Which of the requests is followed, as `Request 1 of 3`; "" where there is but one. */
export function nameOfRequest({ index, count }: Pick<Stepping, "index" | "count">): string {
  if (count === 1) {
    return "";
  }
  return `Request ${grouped(index + 1)}${count === null ? "" : ` of ${grouped(count)}`}`;
}

/** What is simulated beside the request, and what of that is otherwise in a run; "" for the first of all. */
export function companyOf({
  index,
  before,
  isUnsent,
}: Pick<Stepping, "index" | "before" | "isUnsent">): string {
  if (index === 0) {
    return "";
  }
  if (isUnsent) {
    return "A request before it fails, and Send sends no more then: this shows it as if Send went on.";
  }
  return before === index
    ? `With the ${counted(before, "request")} before it, as in a run.`
    : `With the last ${grouped(before)} of the ${grouped(index)} requests before it: in a run, replicas may be at another turn.`;
}

/** Whether the Flow is another one than the request goes through. */
export function isOutdated({ flow }: Stepping, { file }: DesignerState): boolean {
  return file.shown.built !== flow;
}

/** What Send would have shown of the request. */
export function runOfTrace({ request, steps, startedAtMs, seed }: Stepping, id: number): Run {
  const end = steps.find(({ kind }) => kind === "answered" || kind === "refused");
  const spentMs = (end?.atMs ?? 0) - (steps[0]?.atMs ?? 0);
  const exchange: Exchange = {
    request,
    state: end?.kind === "answered" ? "answered" : end?.kind === "refused" ? "failed" : "unknown",
    roundtripMs: end?.kind === "answered" ? spentMs : null,
    reply: end?.kind === "answered" ? end.reply : null,
    error: end?.kind === "refused" ? end.error : null,
    endedAs: 0,
  };
  const isDone = exchange.reply?.status.code === "SUCCESS";
  return {
    id,
    transport: "simulator:",
    simulated: true,
    seed,
    startedAtMs,
    spentMs,
    state: isDone ? "done" : "failed",
    exchanges: [exchange],
    error: null,
    lacks: {},
    notes: ["Stepped through: times are of the simulation."],
  };
}
