/** How long Jina's Client waits before it tries again, with the values that it has unless told otherwise. Pure. */
import type { RandomBytes } from "../base/random.ts";

const INITIAL_MS = 500;
const MAX_MS = 2000;
const MULTIPLIER = 1.5;

/** The wait after so many attempts, from 1 on: half a second after the first, then up to a limit that grows to 2 s. */
export function retryWaitMs(attempts: number, random: RandomBytes): number {
  if (attempts === 1) {
    return INITIAL_MS;
  }
  const [high = 0, low = 0] = random(2);
  const part = (high * 256 + low) / 65_535;
  return part * Math.min(INITIAL_MS * MULTIPLIER ** (attempts - 1), MAX_MS);
}
