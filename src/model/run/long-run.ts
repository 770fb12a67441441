import type { SendRequest } from "./request.ts";
import { isInput } from "./request-input.ts";

/** Of so many requests. */
const LONG_RUN = 32;

/**
 * Whether a run has so many requests that they go in one call where there is such a call, as those of Jina's own client
 * do. So does one whose number nobody knows yet.
 */
export function isLongRun({
  documents,
  requestSize,
  stream = false,
}: Pick<SendRequest, "documents" | "requestSize" | "stream">): boolean {
  const count = isInput(documents) ? (documents.count ?? Infinity) : documents.length;
  const requests = requestSize > 0 ? count / requestSize : count === Infinity ? count : 1;
  return !stream && requests >= LONG_RUN;
}
