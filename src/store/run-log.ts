/**
 * What a run says to the Log: for each request that has ended what Jina's Client would call, in the order in which they
 * ended. An answer of good status is `on_done`, one of an error `on_error`, and `on_always` follows either. A request
 * without any answer that has failed is `on_error` here too, where the Client raises an exception and calls nothing; one
 * that was given up by Stop is nothing. Pure.
 */
import { counted, formatMs, grouped } from "../base/words.ts";
import { GATEWAY } from "../model/flow.ts";
import type { Exchange, Run } from "../model/run/run.ts";
import { shorten } from "../model/shorten.ts";
import type { LogEntry } from "./state.ts";

/** Characters of what a gateway has said that go into a line, and of a traceback behind it. */
const MAX_SAID = 500;
const MAX_STACK = 4000;

/** The lines of the requests that have ended since `from` of them had; `hide` takes secrets out of what others have said. */
export function runEvents(run: Run, from: number, hide: (text: string) => string): readonly LogEntry[] {
  return run.exchanges
    .map((exchange, index) => ({ exchange, index }))
    .filter(({ exchange: { endedAs } }) => endedAs !== undefined && endedAs >= from)
    .sort((a, b) => a.exchange.endedAs! - b.exchange.endedAs!)
    .flatMap(({ exchange, index }) => {
      const name = `Request ${grouped(index + 1)} of run ${run.id}`;
      const ended = endOf(exchange, name, hide);
      return ended ? [ended, { kind: "info" as const, event: "on_always" as const, text: name }] : [];
    });
}

/** What others have said, without secrets: a piece of one that is cut off might not be known for one. */
function quote(text: string, most: number, hide: (text: string) => string): string {
  return shorten(hide(shorten(text, 4 * most)), most);
}

function endOf(
  { reply, error, roundtripMs }: Exchange,
  name: string,
  hide: (text: string) => string,
): LogEntry | null {
  if (error) {
    return { kind: "error", event: "on_error", text: `${name}: ${quote(error.message, MAX_SAID, hide)}` };
  }
  if (!reply) {
    return null;
  }
  const took = roundtripMs === null ? "" : ` in ${formatMs(roundtripMs)}`;
  if (reply.status.code === "SUCCESS") {
    const documents = counted(reply.documents.length, "document");
    return { kind: "info", event: "on_done", text: `${name}: ${documents}${took}` };
  }
  const { exception, description } = reply.status;
  const failed = reply.routes.find(
    ({ status, executor }) => status?.code === "ERROR" && executor !== GATEWAY,
  );
  const where = [exception?.executor, failed && `executor ${failed.executor}`].filter(Boolean).join(", ");
  const what = `${exception?.name || "Error"}${where === "" ? "" : ` in ${where}`}`;
  const said = exception?.args.join(", ") || description;
  const stack = quote(exception?.stacks.join("") ?? "", MAX_STACK, hide);
  return {
    kind: "error",
    event: "on_error",
    text: `${name}: ${quote(said === "" ? what : `${what}: ${said}`, MAX_SAID, hide)}${took}`,
    ...(stack !== "" && { stack }),
  };
}
