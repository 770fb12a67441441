/** The randomness port: `count` random bytes. */
export type RandomBytes = (count: number) => Uint8Array;

/** Random bytes that nobody can foresee, from the browser or Node. */
export const cryptoRandom: RandomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** `count` random bytes as lower-case hex, the form of the ids that docarray and Jina make (16 bytes). */
export function randomHex(random: RandomBytes, count = 16): string {
  let hex = "";
  for (const byte of random(count)) {
    hex += HEX[byte];
  }
  return hex;
}
