/** Which generation of docarray a gateway runs: it decides which documents and which messages there are. */
import { ClientError } from "../model/run/client-error.ts";

/** Of docarray: below 0.30, and from there on. */
export type Generation = "v1" | "v2";

/**
 * Reads it from the versions that a gateway names; docarray changed its messages with 0.30. Throws ClientError where it
 * names none.
 */
export function generationOf(versions: { readonly [name: string]: string }, tried: string): Generation {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(versions.docarray ?? "") ?? [];
  if (major === undefined) {
    throw new ClientError(
      "not-a-gateway",
      "It answers like a Jina gateway, but does not say which docarray it runs.",
      {
        tried,
        advice: "A gateway of Jina 3 names the version; check what listens there.",
      },
    );
  }
  return Number(major) > 0 || Number(minor) >= 30 ? "v2" : "v1";
}
