/**
 * The clocks of one answer. Four are told apart in words: connecting (the transports' `openLimitMs`), the beginning of
 * an answer, its going on, and all of it. A fault says which of them ran out and how long it was.
 */
import type { Clock } from "../base/clock.ts";
import { ClientError } from "../model/run/client-error.ts";
import { type Attempt, SILENCE } from "./bridge-faults.ts";

/** How long is waited for an answer, in milliseconds; null where for ever. */
export interface AnswerLimits {
  /** For its first byte, once the request is handed over. */
  readonly firstMs: number | null;
  /** For each further piece. */
  readonly idleMs: number | null;
  /** For all of it. */
  readonly totalMs: number | null;
}

const FIRST_MS = 30_000;
const IDLE_MS = 60_000;
/** Timers take 31 bits; who waits longer waits for ever. */
const MAX_TIMER_MS = 0x7fff_ffff;
const FOR_EVER: AnswerLimits = { firstMs: null, idleMs: null, totalMs: null };

/**
 * The limits by the seconds that a person gives, Jina's `timeout`, which are for the whole answer; 0 takes all limits
 * away. Without any, an answer may take as long as it likes once it has begun and goes on.
 */
export function limitsOf(timeoutS: number | undefined): AnswerLimits {
  if (timeoutS === 0) {
    return FOR_EVER;
  }
  if (timeoutS === undefined) {
    return { firstMs: FIRST_MS, idleMs: IDLE_MS, totalMs: null };
  }
  const totalMs = timeoutS * 1000;
  return { firstMs: null, idleMs: IDLE_MS, totalMs: totalMs > MAX_TIMER_MS ? null : totalMs };
}

/** Those of an answer for which there is no other limit than that of the attempt. */
export function limitsOfAttempt({ limitMs }: Pick<Attempt, "limitMs">): AnswerLimits {
  return { firstMs: null, idleMs: null, totalMs: limitMs };
}

/** The clocks of one answer under way. */
export interface AnswerWatch {
  /** Aborts with the caller's, and when a clock has run out. */
  readonly signal: AbortSignal;
  /** A piece of the answer has come; its head is the first. */
  moved(): void;
  /** The clock that has run out, where one has, else what was thrown. */
  faultOf(cause: unknown): unknown;
  stop(): void;
}

/** Starts the clocks. `signal` is the caller's. */
export function watchAnswer(
  clock: Clock,
  attempt: Pick<Attempt, "tried" | "stage">,
  { firstMs, idleMs, totalMs }: AnswerLimits,
  signal: AbortSignal,
): AnswerWatch {
  const over = new AbortController();
  let fault: ClientError | null = null;
  let movedMs: number | null = null;
  let stopPiece = () => {};

  const giveUp = () => over.abort(signal.reason);
  const late = (message: string) => {
    fault ??= new ClientError("timeout", message, { tried: attempt.tried, advice: adviceOf(attempt) });
    over.abort(fault);
  };
  /** One timer for all pieces: at its end it is seen when the last one came. */
  const awaitPiece = (ms: number) => {
    stopPiece = clock.after(ms, () => {
      if (movedMs === null) {
        late(`No answer began within ${secondsOf(ms)}.`);
        return;
      }
      if (idleMs === null) {
        return;
      }
      const leftMs = movedMs + idleMs - clock.nowMs();
      if (leftMs > 0) {
        awaitPiece(leftMs);
      } else {
        late(`The answer stood still for ${secondsOf(idleMs)} before its end.`);
      }
    });
  };

  if (signal.aborted) {
    giveUp();
  }
  signal.addEventListener("abort", giveUp, { once: true });
  if (firstMs !== null) {
    awaitPiece(firstMs);
  }
  const stopTotal =
    totalMs === null
      ? () => {}
      : clock.after(totalMs, () => late(`No answer came within ${secondsOf(totalMs)}.`));
  return {
    signal: over.signal,
    moved() {
      const isFirst = movedMs === null;
      movedMs = clock.nowMs();
      // A timer that ends before the pieces' own would is left to itself: setting one takes longer than reading a piece.
      if (isFirst && idleMs !== null && (firstMs === null || firstMs > idleMs)) {
        stopPiece();
        awaitPiece(idleMs);
      }
    },
    faultOf: (cause) => (signal.aborted ? cause : (fault ?? cause)),
    stop() {
      stopPiece();
      stopTotal();
      signal.removeEventListener("abort", giveUp);
    },
  };
}

function secondsOf(ms: number): string {
  return `${ms / 1000} s`;
}

function adviceOf({ stage }: Pick<Attempt, "stage">): string {
  return stage === "open" ? SILENCE.open : `${SILENCE.send} A larger Timeout waits longer; 0 waits for ever.`;
}

/** What comes of it, or the clock that runs out before. */
export function within<Value>(watch: AnswerWatch, pending: Promise<Value>): Promise<Value> {
  return untilAborted(pending, watch.signal, () => watch.faultOf(watch.signal.reason));
}

/** What comes of it, unless the signal aborts before: then it rejects at once with that fault, else with the signal's reason. */
export function untilAborted<Value>(
  pending: Promise<Value>,
  signal: AbortSignal,
  faultOf: () => unknown = () => signal.reason,
): Promise<Value> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const giveUp = () => reject(faultOf());
  if (signal.aborted) {
    giveUp();
  }
  signal.addEventListener("abort", giveUp, { once: true });
  // Raced also where it has aborted before, so that nobody is told of what comes of it later.
  return Promise.race([aborted, pending]).finally(() => signal.removeEventListener("abort", giveUp));
}
