/**
 * The storage port: text by key, kept by the browser. A browser may refuse storage (private window, quota), so
 * every method fails softly: reading gives null, writing answers false.
 */
export interface Storage {
  get(key: string): string | null;
  /** False when the browser did not keep it. */
  set(key: string, value: string): boolean;
  remove(key: string): void;
}

/** `local` is shared by all tabs and kept until it is cleared; `session` belongs to one tab and survives a reload. */
export function createBrowserStorage(kind: "local" | "session"): Storage {
  const area = () => (kind === "local" ? globalThis.localStorage : globalThis.sessionStorage);
  return {
    get(key) {
      try {
        return area().getItem(key);
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        area().setItem(key, value);
        return true;
      } catch {
        return false;
      }
    },
    remove(key) {
      try {
        area().removeItem(key);
      } catch {
        // Nothing was kept, so nothing is left to remove.
      }
    },
  };
}
