/**
 * The secret of one launch: 256 bits, known to the terminal that started the server and to the page that was opened
 * from it.
 */
import { timingSafeEqual } from "node:crypto";
import type { Clock } from "../base/clock.ts";
import { cryptoRandom, randomHex } from "../base/random.ts";

/** Wrong tokens within the window before the answer becomes "too many". */
const MAX_FAILURES = 20;
const WINDOW_MS = 60_000;

type TokenVerdict = "right" | "wrong" | "locked-out";

/** The secret of one launch, and the check of what a request brings. */
export interface AccessToken {
  /** 64 hexadecimal digits. */
  readonly value: string;
  /**
   * Compares in constant time. The right token is right also during a lock-out: guessing 256 bits is hopeless, while
   * a stale tab that keeps asking must not shut out the working one.
   */
  judge(presented: string | undefined): TokenVerdict;
}

/** Makes a new secret. The clock tells when the window for counting wrong tokens is over. */
export function createAccessToken(clock: Clock): AccessToken {
  const value = randomHex(cryptoRandom, 32);
  const expected = Buffer.from(value, "latin1");
  let failures = 0;
  let windowEndsAtMs = 0;
  return {
    value,
    judge(presented = "") {
      const given = Buffer.from(presented, "latin1");
      if (given.length === expected.length && timingSafeEqual(given, expected)) {
        return "right";
      }
      const nowMs = clock.nowMs();
      if (nowMs >= windowEndsAtMs) {
        failures = 0;
        windowEndsAtMs = nowMs + WINDOW_MS;
      }
      failures += 1;
      return failures > MAX_FAILURES ? "locked-out" : "wrong";
    },
  };
}
