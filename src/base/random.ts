/** The randomness port: `count` random bytes. */
export type RandomBytes = (count: number) => Uint8Array;

/** Random bytes that nobody can foresee, from the browser or Node. */
export const cryptoRandom: RandomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));

/** `count` random bytes as lower-case hex, the form of the ids that docarray and Jina make (16 bytes). */
export function randomHex(random: RandomBytes, count = 16): string {
  return Array.from(random(count), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
