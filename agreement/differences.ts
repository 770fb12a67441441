/** Where what we say and what the engine says differ. */
import { isDeepStrictEqual } from "node:util";

/** One place where we and the engine do not agree. */
export interface Difference {
  /** As `deployments[1].uses`; empty for the whole. */
  readonly path: string;
  readonly ours: unknown;
  readonly engine: unknown;
}

/**
 * The places where two JSON values differ, down to single values, and to the first differing line of texts. Lists of
 * different length differ as a whole.
 */
export function differencesOf(ours: unknown, engine: unknown, path = ""): Difference[] {
  if (isDeepStrictEqual(ours, engine)) {
    return [];
  }
  if (Array.isArray(ours) && Array.isArray(engine) && ours.length === engine.length) {
    return ours.flatMap((item, index) => differencesOf(item, engine[index], `${path}[${index}]`));
  }
  if (isRecord(ours) && isRecord(engine)) {
    const keys = new Set([...Object.keys(ours), ...Object.keys(engine)]);
    return [...keys].flatMap((key) =>
      differencesOf(ours[key], engine[key], path === "" ? key : `${path}.${key}`),
    );
  }
  if (
    typeof ours === "string" &&
    typeof engine === "string" &&
    ours.includes("\n") &&
    engine.includes("\n")
  ) {
    const [lines, engineLines] = [ours.split("\n"), engine.split("\n")];
    const at = engineLines.findIndex((line, index) => line !== lines[index]);
    return at < 0
      ? [{ path: `${path}, line ${engineLines.length + 1}`, ours: lines[engineLines.length], engine: null }]
      : [{ path: `${path}, line ${at + 1}`, ours: lines[at] ?? null, engine: engineLines[at] }];
  }
  return [{ path, ours, engine }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
