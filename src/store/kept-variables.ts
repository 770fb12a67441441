/**
 * Values given for variables, over a reload of this tab: in the tab's own storage and nowhere else. Those that seem to be
 * secrets are in memory alone.
 */
import type { Storage } from "../base/storage.ts";
import { NO_VARIABLES, type Variables } from "../formats/read/substitute.ts";
import { readKept } from "./kept.ts";

const VARIABLES_KEY = "jina-flow-designer.variables";
const VERSION = 1;

type Pairs = readonly (readonly [string, string])[];

interface KeptVariables {
  readonly version: typeof VERSION;
  readonly environment: Pairs;
  readonly callers: Pairs;
}

/** Writes all but those that `isSecret` says are. */
export function keepVariables(
  area: Storage,
  { environment, callers }: Variables,
  isSecret: (name: string, value: string) => boolean,
): void {
  const plain = (values: ReadonlyMap<string, string>) =>
    [...values].filter(([name, value]) => !isSecret(name, value));
  const kept: KeptVariables = { version: VERSION, environment: plain(environment), callers: plain(callers) };
  if (kept.environment.length + kept.callers.length === 0) {
    area.remove(VARIABLES_KEY);
  } else {
    area.set(VARIABLES_KEY, JSON.stringify(kept));
  }
}

/** What this tab kept; what is no pair of texts is left out. */
export function restoreVariables(area: Storage): Variables {
  const kept = readKept<KeptVariables>(area.get(VARIABLES_KEY), ({ version }) => version === VERSION);
  const read = (pairs: unknown) => new Map(Array.isArray(pairs) ? pairs.filter(isPair) : []);
  return kept ? { environment: read(kept.environment), callers: read(kept.callers) } : NO_VARIABLES;
}

function isPair(pair: unknown): pair is [string, string] {
  return Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === "string");
}
