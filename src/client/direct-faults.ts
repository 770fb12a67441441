/** Why no answer came to a page that asks without its server: a browser tells it no more than that. */
import type { Clock } from "../base/clock.ts";
import { ClientError } from "../model/run/client-error.ts";
import { hostAndPort } from "./address.ts";
import { advise, BY_SERVER } from "./advice.ts";
import { type Attempt, otherProtocol, SILENCE } from "./bridge-faults.ts";

/** For finding out whether something answers. */
const ASK_LIMIT_MS = 3000;

/**
 * What is known of a request to `url` that failed with `cause`. Asks there once more, for the status alone, and no longer
 * than the request's own `signal` lets it.
 */
export async function directFailure(
  fetch: typeof globalThis.fetch,
  clock: Clock,
  url: string,
  attempt: Attempt,
  signal: AbortSignal,
  cause: unknown,
): Promise<ClientError> {
  return (await isThere(fetch, clock, url, signal))
    ? unreadable(attempt, cause)
    : nothingThere(attempt, cause);
}

/** Ends an answer whose body nobody reads: its connection would stay. */
export function letGo({ body }: Response): void {
  body?.cancel().catch(() => undefined);
}

/** Whether something answers HTTP there, though the page may not read what. */
async function isThere(
  fetch: typeof globalThis.fetch,
  clock: Clock,
  url: string,
  signal: AbortSignal,
): Promise<boolean> {
  const late = new AbortController();
  const stopWaiting = clock.after(ASK_LIMIT_MS, () => late.abort());
  try {
    const answer = await fetch(new URL("/status", url), {
      mode: "no-cors",
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.any([signal, late.signal]),
    });
    letGo(answer);
    return true;
  } catch {
    return false;
  } finally {
    stopWaiting();
  }
}

function unreadable({ tried, stage, address }: Attempt, cause: unknown): ClientError {
  const hidden = "It answers, but the browser does not let this page read what";
  const isGrpc = address.protocol === "grpc";
  const isOff = isGrpc
    ? // What speaks something else answers alike.
      "no proxy that speaks gRPC-web permits it there to this page's origin (CORS)."
    : "the gateway's CORS is off.";
  return new ClientError(
    "unreadable",
    stage === "open"
      ? `${hidden}: ${isOff}`
      : `${hidden}. A gateway that fails by itself leaves out what CORS needs.`,
    {
      tried,
      advice: isGrpc
        ? advise(
            BY_SERVER,
            ", or let a proxy that speaks gRPC-web permit this page's origin, and the headers that are sent.",
            ...(stage === "open" ? [" ", otherProtocol(address)] : []),
          )
        : advise(
            BY_SERVER,
            ", or start the Flow with `cors: true` under `with`; a gateway of its own has it among its arguments.",
          ),
      cause,
    },
  );
}

function nothingThere({ tried, stage, address }: Attempt, cause: unknown): ClientError {
  const where = hostAndPort(address);
  if (stage === "send") {
    return new ClientError("interrupted", `${where} does not answer any more.`, {
      tried,
      advice: SILENCE.send,
      cause,
    });
  }
  const others =
    address.protocol === "grpc"
      ? "a gRPC gateway without the proxy that a page needs before it"
      : `something that speaks ${address.tls ? "no TLS, or with a certificate that this browser does not trust" : "gRPC or wants TLS"}`;
  return new ClientError("unreachable", `No HTTP answer came from ${where}; the browser does not say why.`, {
    tried,
    advice: advise(BY_SERVER, `, which can tell. Nothing may listen there, or ${others}.`),
    cause,
  });
}
