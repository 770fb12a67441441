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
