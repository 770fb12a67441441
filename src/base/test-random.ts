/** Randomness for tests: the same every time. */

/** Gives numbers from 0 up to 1, without 1; the same ones for the same seed. */
export function createSeededRandom(seed: number): () => number {
  // mulberry32: 32 bits of state, period 2^32, enough for drawing test cases.
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
