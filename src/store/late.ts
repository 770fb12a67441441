/** Code that comes late, when it is first needed: the server may be gone by then. */
import { LoadError } from "../base/load-error.ts";

/** Loads by `import()`. Rejects with a LoadError if the code could not be fetched, else with what the code threw. */
export async function loadLate<Module>(what: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    throw isUnfetched(cause) ? new LoadError(what, cause) : cause;
  }
}

/** How the browsers, and the bundler for a chunk's styles, say that something could not be fetched. */
function isUnfetched(cause: unknown): boolean {
  return (
    cause instanceof Error &&
    /dynamically imported module|Importing a module script failed|preload CSS/i.test(cause.message)
  );
}
