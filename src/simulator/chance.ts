/**
 * Chance that does not hang on the order of what happens: each number follows from the seed and from what it is drawn
 * for, so that two runs with the same seed and requests draw the same, however their answers overtake each other.
 */
import type { Latency } from "../model/run/simulation.ts";

/** What a number is drawn for: names and counts. */
type Topic = readonly (string | number)[];

/** A number from 0 up to 1, without 1; the same one for the same seed and topic. */
export function draw(seed: number, ...topic: Topic): number {
  return mixed(hashOf(seed, topic)) / 2 ** 32;
}

/** A generator of numbers from 0 up to 1 for one topic. */
export function drawMany(seed: number, ...topic: Topic): () => number {
  let state = hashOf(seed, topic);
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    return mixed(state) / 2 ** 32;
  };
}

/** How long an executor works on a request, in milliseconds. */
export function drawLatency(latency: Latency, seed: number, ...topic: Topic): number {
  switch (latency.kind) {
    case "fixed":
      return Math.max(0, latency.ms);
    case "uniform":
      return Math.max(0, latency.fromMs + (latency.toMs - latency.fromMs) * draw(seed, ...topic));
    case "exponential":
      return Math.max(0, -latency.meanMs * Math.log(1 - draw(seed, ...topic)));
    case "normal": {
      const next = drawMany(seed, ...topic);
      // Box and Muller's way to make one normal number of two even ones.
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      return Math.max(0, latency.meanMs + latency.deviationMs * normal);
    }
  }
}

/** FNV-1a over the topic, whose parts are told apart by a mark that no text holds. */
function hashOf(seed: number, topic: Topic): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (const part of topic) {
    const text = String(part);
    for (let at = 0; at < text.length; at++) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
    }
    hash = Math.imul(hash ^ 0x1ffff, 0x01000193) >>> 0;
  }
  return hash;
}

/** Spreads a change of one bit over all 32, by murmur3's last step. */
function mixed(hash: number): number {
  let bits = hash ^ (hash >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
