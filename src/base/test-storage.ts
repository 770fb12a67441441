import type { Storage } from "./storage.ts";

/** A storage that a test can look into, and that ends with it. */
export function createMemoryStorage(): Storage {
  const map = new Map<string, string>();
  return {
    get: (key) => map.get(key) ?? null,
    set: (key, value) => {
      map.set(key, value);
      return true;
    },
    remove: (key) => {
      map.delete(key);
    },
  };
}
