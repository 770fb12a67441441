/**
 * What tells answers in JSON on one connection apart beyond their documents: the id that the gateway itself gives each
 * request. It is not that of the page's request, which a frame in JSON cannot bring along; but by it an answer that comes
 * a second time is known, and without it what nothing else tells is not guessed.
 */
import { ClientError } from "../model/run/client-error.ts";
import { BY_ITS_ID, type InFlight } from "./in-flight.ts";

/** The answers in JSON of one connection. */
export interface JsonAnswers {
  /** Why an answer cannot be given to a request; null if it can. Each is asked about once. */
  refusal(requestId: string, documentIds: readonly string[]): ClientError | null;
}

/** None has come to the requests in flight; `tried` says in a fault what was asked. */
export function createJsonAnswers(inFlight: InFlight, tried: string): JsonAnswers {
  const seen = new Set<string>();
  let isFirst = true;
  return {
    refusal(requestId, documentIds) {
      const isOnly = isFirst && inFlight.count === 1;
      isFirst = false;
      if (requestId !== "") {
        const isRepeated = seen.has(requestId);
        seen.add(requestId);
        return isRepeated ? repeated(tried) : null;
      }
      return isOnly || inFlight.isToldBy(documentIds) ? null : untold(tried);
    },
  };
}

function repeated(tried: string): ClientError {
  return new ClientError(
    "protocol",
    "The gateway has answered one request twice, as the id shows that it gave it. What became of the requests that still wait is not known.",
    { tried, advice: "Look before sending them again." },
  );
}

function untold(tried: string): ClientError {
  return new ClientError(
    "protocol",
    "An answer came with no id of a request, and its documents are in no request that waits: which request it is for is not known.",
    { tried, advice: BY_ITS_ID },
  );
}
