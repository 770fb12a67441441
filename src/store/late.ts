/** Code that comes late, when it is first needed: the server may be gone by then. */

/** Code that could not be fetched. No fault of the code: the same is worth trying again. */
export class LoadError extends Error {
  override readonly name = "LoadError";

  /** `what`: what the code does, as the subject of a sentence. */
  constructor(what: string, cause: unknown) {
    super(
      `${what} could not be loaded: is the server that served this page still running? Start it and try again; if that does not help, reload the page. Your text is kept.`,
      { cause },
    );
  }
}

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
