/** The randomness port: `count` random bytes. */
export type RandomBytes = (count: number) => Uint8Array;

export const cryptoRandom: RandomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));

/** `count` random bytes as lower-case hex, the form of the ids that docarray and Jina make (16 bytes). */
export function randomHex(random: RandomBytes, count = 16): string {
  return Array.from(random(count), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A deterministic number generator for tests and benchmarks: `next()` in [0, 1). */
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
