import type { Database, Entry, Key } from "./database.ts";
import { settled } from "./test-clock.ts";

/** A database in memory that a test can look into. `pause`: what each reading and writing waits for first. */
export interface MemoryDatabase extends Database {
  /** What is kept, by key as JSON. */
  readonly kept: Map<string, unknown>;
}

/** It keeps copies, as the browser does. */
export function createMemoryDatabase(pause: () => Promise<void> = settled): MemoryDatabase {
  const kept = new Map<string, unknown>();
  const begins = (key: Key, prefix: Key) => prefix.every((part, at) => key[at] === part);
  const keyOf = (text: string): Key => JSON.parse(text);
  return {
    kept,
    async read(...prefixes) {
      await pause();
      const entries = [...kept]
        .map(([key, value]): Entry => ({ key: keyOf(key), value: structuredClone(value) }))
        .sort((a, b) => compareKeys(a.key, b.key));
      return prefixes.flatMap((prefix) => entries.filter(({ key }) => begins(key, prefix)));
    },
    async write({ unless, put = [], remove = [] }) {
      const copies = structuredClone(put);
      await pause();
      if (unless?.holds(structuredClone(kept.get(JSON.stringify(unless.key))))) {
        return false;
      }
      for (const key of kept.keys()) {
        if (remove.some((prefix) => begins(keyOf(key), prefix))) {
          kept.delete(key);
        }
      }
      for (const { key, value } of copies) {
        kept.set(JSON.stringify(key), value);
      }
      return true;
    },
  };
}

/** As the browser sorts keys: numbers before texts. */
function compareKeys(a: Key, b: Key): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const [one, other] = [a[at]!, b[at]!];
    if (one !== other) {
      const isLess = typeof one === typeof other ? one < other : typeof one === "number";
      return isLess ? -1 : 1;
    }
  }
  return a.length - b.length;
}
