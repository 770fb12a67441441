/** Our reading of a text beside the engine's. */
import { isDeepStrictEqual } from "node:util";
import type { YamlFault } from "../src/formats/yaml/yaml.ts";
import { isSameFault, type ReaderAnswer } from "./ask-reader.ts";
import { comparable } from "./yaml-values.ts";

/** What a reader makes of a text: a value, or a refusal. */
export type Reading = { readonly fault: YamlFault } | { readonly value: unknown };

/** Null if both refuse a text for the same reason, or make the same value of it; else both readings. */
export function compareReading(ours: Reading, engine: ReaderAnswer): unknown {
  if ("error" in engine) {
    return "fault" in ours && isSameFault(ours.fault, engine) ? null : { ours, engine };
  }
  const theirs = "value" in engine ? comparable(engine.value) : undefined;
  return "value" in ours && isDeepStrictEqual(ours.value, theirs) ? null : { ours, theirs };
}
