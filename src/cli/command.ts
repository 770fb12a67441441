/** What a command of the command line is, and how its arguments are refused. */
export interface Command {
  /**
   * Runs with the arguments after the command's name and answers the exit code. Throws a UsageError for arguments that
   * it does not understand.
   */
  run(args: readonly string[]): Promise<number>;
}

/** Arguments that make no sense; ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
