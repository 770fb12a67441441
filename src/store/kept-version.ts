/** Versions of documents that were given a name, as they stand in the browser's database. */
import type { Entry } from "../base/database.ts";
import { laidOutPlaces, type Places } from "../model/drawing/arrange.ts";
import { partsOf } from "./kept.ts";
import { DOCUMENT_VERSION, type KeptPlaces, readPlaces } from "./kept-document.ts";

/** Where named versions of a document stand, below its id and the time at which they were made. */
export const VERSIONS = "version";

/** A version of a document that was given a name, as it is written. */
export interface KeptVersion {
  readonly version: typeof DOCUMENT_VERSION;
  readonly name: string;
  readonly text: string;
  readonly places: KeptPlaces;
}

/** A version of a document that was given a name. */
export interface NamedVersion {
  readonly name: string;
  /** Since 1970. */
  readonly atMs: number;
  readonly text: string;
  readonly places: Places;
}

/** The version that is kept there; null if that is none. */
export function readVersion({ key, value }: Entry): NamedVersion | null {
  const { version, name, text, places } = partsOf<KeptVersion>(value);
  const atMs = key[2];
  return version === DOCUMENT_VERSION && typeof text === "string" && typeof atMs === "number"
    ? {
        name: typeof name === "string" ? name : "",
        atMs,
        text,
        places: readPlaces(places) ?? laidOutPlaces("right"),
      }
    : null;
}
