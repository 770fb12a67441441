/** Seeded Flows of the shapes that people draw, for tests and for the benchmark of the layout. */
import { buildFlow } from "../engine/build.ts";
import type { BuiltFlow } from "../engine/built-flow.ts";
import type { Value } from "../value.ts";

/** Executors `e0`, `e1`, … with these needs; none given means the engine's choice. */
export function flowOf(needs: readonly (readonly string[] | null)[]): BuiltFlow {
  return buildFlow({
    with: new Map(),
    gateway: new Map(),
    listKey: "executors",
    entries: needs.map((own, index) => ({
      index,
      method: "add",
      args: new Map<string, Value>([["name", `e${index}`], ...(own ? ([["needs", own]] as const) : [])]),
    })),
  }).flow;
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const SHAPES = ["layered", "diamonds", "fans", "mixed", "skipping"] as const;
type Shape = (typeof SHAPES)[number];

/** A Flow of that many executors; about 1.4 needs each. */
export function drawnFlow(shape: Shape, count: number, seed: number): BuiltFlow {
  const random = randomNumbers(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const name = (at: number) => (at < 0 ? "gateway" : `e${at}`);
  const width = Math.max(2, Math.round(Math.sqrt(count) / 2));
  const needsOf: Record<Shape, (at: number) => string[]> = {
    // Of one of the layer before, and every third of two.
    layered: (at) =>
      at < width
        ? ["gateway"]
        : Array.from({ length: random() < 0.4 ? 2 : 1 }, () =>
            name(at - (at % width) - width + below(width)),
          ),
    // e0 → e1, e2 → e3 → …
    diamonds: (at) => {
      const place = at % 3;
      return place === 0 ? (at === 0 ? ["gateway"] : [name(at - 2), name(at - 1)]) : [name(at - place)];
    },
    // One feeds eight, which one joins.
    fans: (at) => {
      const place = at % 10;
      if (place === 9) {
        return Array.from({ length: 8 }, (_, step) => name(at - 8 + step));
      }
      return place === 0 ? [name(at - 1)] : [name(at - place)];
    },
    mixed: (at) => {
      const near = () => name(Math.max(-1, at - 1 - below(12)));
      return random() < 0.35 ? [near(), near()] : [near()];
    },
    // Some needs reach far back.
    skipping: (at) =>
      random() < 0.3 ? [name(at - 1), name(Math.max(-1, at - 2 - below(40)))] : [name(at - 1 - below(2))],
  };
  return flowOf(
    Array.from({ length: count }, (_, at) => [
      ...new Set(needsOf[shape](at).map((need) => (need.startsWith("e-") ? "gateway" : need))),
    ]),
  );
}
