import type { ClientError } from "./client-error.ts";
import type { Reply } from "./reply.ts";
import type { SentRequest } from "./request.ts";
import type { Lacks } from "./transport.ts";

/** One press of Send and all that came of it. */
export interface Run {
  readonly id: number;
  /** Transport's label. */
  readonly transport: string;
  readonly simulated: boolean;
  /** Of a simulated one: what all chance in it follows from. */
  readonly seed?: number;
  /** Milliseconds since 1970 on the page's clock. */
  readonly startedAtMs: number;
  /** Milliseconds from the first request to what was answered last; absent before an answer. */
  readonly spentMs?: number;
  readonly state: RunState;
  readonly exchanges: readonly Exchange[];
  /** Whether there may be more requests than these, whose documents are not read yet. */
  readonly isReading?: boolean;
  /**
   * Of a run that ended before its input was read to the end: how many documents are left in it, null where only reading
   * tells; absent where none is, or where it cannot be read on.
   */
  readonly unread?: number | null;
  /** Why the run did not start at all. */
  readonly error: ClientError | null;
  /** What the transport cannot do. */
  readonly lacks: Lacks;
  /** What was dangerous about the way to the gateway, a sentence; absent for nothing. */
  readonly warning?: string;
  /** What was done otherwise than asked, in sentences. */
  readonly notes: readonly string[];
}

/** `draining`: sending has stopped, what is in flight may still be answered. */
export type RunState = "opening" | "running" | "draining" | "done" | "failed" | "stopped";

/** One request of a run and its fate. Every request ends as answered, failed or unknown. */
export interface Exchange {
  readonly request: SentRequest;
  readonly state: ExchangeState;
  /** Since the request was handed to the transport until its answer was whole; null before. */
  readonly roundtripMs: number | null;
  /** What there is of it, where it comes piece by piece. */
  readonly reply: Reply | null;
  readonly error: ClientError | null;
  /** How many requests of the run had ended before it; absent until it has. */
  readonly endedAs?: number;
}

/**
 * `waiting`: not sent yet. `unknown`: sent, but whether the gateway worked on it cannot be told. `unsent`: the run
 * ended before its turn.
 */
type ExchangeState = "waiting" | "sent" | "answered" | "failed" | "unknown" | "unsent";

/** Why nothing else can be sent while a run is active. */
export const RUN_UNDER_WAY = "A run is under way: stop it first.";

/** Null is no run. */
export function isActive(run: Run | null): boolean {
  return run !== null && (run.state === "opening" || run.state === "running" || run.state === "draining");
}
