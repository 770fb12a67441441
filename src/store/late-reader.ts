/** The reader of long texts, whose code is fetched when the first of them comes. */
import { loadLate } from "./late.ts";
import type { Reader } from "./ports.ts";

/** Reads in a worker. Rejects with a LoadError if the code for it could not be fetched; the next text asks again. */
export function createLateReader(): Reader {
  let loaded: Promise<Reader> | null = null;
  const load = async () => {
    const { createWorkerReader } = await loadLate(
      "The reader of long texts",
      () => import("./reader-worker.ts"),
    );
    return createWorkerReader();
  };
  return {
    async read(question, signal) {
      loaded ??= load();
      const reader = await loaded.catch((cause) => {
        loaded = null;
        throw cause;
      });
      return reader.read(question, signal);
    },
  };
}
