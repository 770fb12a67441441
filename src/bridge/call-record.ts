/** What is noted of a relayed call, whatever its protocol: its bytes each way, and its end, one line in the log. */
import type { Clock } from "../base/clock.ts";
import type { StreamLimit } from "./stream-limit.ts";
import type { Target, TargetPolicy } from "./target.ts";
import type { TargetSettings } from "./target-settings.ts";

/** What the relays of one server share. */
export interface RelayOptions {
  readonly policy: TargetPolicy;
  readonly settings: TargetSettings;
  readonly streams: StreamLimit;
  readonly clock: Clock;
  /** Gets one line per call: what is called, target, bytes each way, how it ended, milliseconds. */
  readonly log?: ((line: string) => void) | undefined;
}

/** The record of one call. */
interface CallRecord {
  /** Those that were passed on, to be counted by the relay. */
  readonly bytes: { sent: number; received: number };
  /** Aborts at the end. */
  readonly over: AbortSignal;
  /** Notes the end, `how` for the log; false if that has been done before. */
  end(how: string): boolean;
}

/** Begins the record of a call. `what` names it in the log; `target` is null where none could be read. */
export function createCallRecord(
  what: string,
  target: Target | null,
  { clock, log }: Pick<RelayOptions, "clock" | "log">,
): CallRecord {
  const startedAtMs = clock.nowMs();
  const bytes = { sent: 0, received: 0 };
  const over = new AbortController();
  return {
    bytes,
    over: over.signal,
    end(how) {
      if (over.signal.aborted) {
        return false;
      }
      over.abort();
      const ms = Math.round(clock.nowMs() - startedAtMs);
      const { sent, received } = bytes;
      log?.(`${what} ${target?.label ?? "-"} sent ${sent} B received ${received} B ${how} ${ms} ms`);
      return true;
    },
  };
}
