/** An exception or a warning of the engine, in its own words. `start` is for warnings alone. */
export interface EngineFault {
  readonly phase: "load" | "build" | "start";
  /** Python's class, as `ValueError`, `SystemExit`, `UserWarning`; `log` for a line of the engine's log. */
  readonly type: string;
  readonly message: string;
}

/** As a terminal shows it: argparse speaks for itself, an exception with its class. */
export function engineWords({ type, message }: EngineFault): string {
  const words = message.trim().replaceAll(/\s+/g, " ");
  switch (type) {
    case "log":
      return `Jina logs: ${words}`;
    case "UserWarning":
    case "DeprecationWarning":
      return `Jina warns: ${words}`;
    case "SystemExit":
      return /^\d+$/.test(words) ? `Jina ends with exit code ${words}` : `Jina: ${words}`;
    default:
      return words === "" ? `Jina: ${type}` : `Jina: ${type}: ${words}`;
  }
}
