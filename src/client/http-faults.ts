/** Answers of an HTTP gateway that are no answers of its Flow, as ClientErrors in words. */
import { type Advice, ClientError, type ClientErrorCode } from "../model/run/client-error.ts";
import { shorten } from "../model/shorten.ts";
import { executorDown, lostExecutor } from "./advice.ts";
import { isFields, statusOf, wordOf } from "./answer-json.ts";
import { type Attempt, otherProtocol, SILENCE } from "./bridge-faults.ts";

/** Characters of what a gateway has said that go into a sentence of ours. */
const MAX_SAID = 2000;
const LOG = "The Flow's log says more.";
/** Faults of a refused request that are looked at, and that are told. */
const MAX_FAULTS = 100;
const MAX_TOLD = 5;

/** What was answered; `answer` is its parsed body, or undefined where that is no JSON. */
interface FailedAnswer {
  readonly status: number;
  readonly type: string;
  readonly answer: unknown;
}

/** The fault of an answer to a request, other than the exception of an Executor. */
export function httpFailure({ status, type, answer }: FailedAnswer, attempt: Attempt): ClientError {
  const { tried, stage, address } = attempt;
  const made = (code: ClientErrorCode, message: string, advice: string | Advice) =>
    new ClientError(code, message, { tried, executor: lostExecutor(message), advice });
  const said = isFields(answer) && isFields(answer.header) ? statusOf(answer.header.status) : null;
  if (said && (status === 503 || status === 504)) {
    return status === 504
      ? made("timeout", shorten(said.description, MAX_SAID), SILENCE[stage])
      : made("gateway", shorten(said.description, MAX_SAID), executorDown(said.description));
  }
  if (status === 422 && isFields(answer)) {
    return made("refused", `The gateway refuses the request: ${detailOf(answer.detail)}.`, "");
  }
  if (isFields(answer) && typeof answer.detail === "string") {
    const detail = shorten(answer.detail, MAX_SAID);
    return status === 404 || status === 405
      ? made(
          stage === "send" ? "refused" : "gateway",
          `The gateway has no such endpoint (HTTP status ${status}: ${detail}).`,
          "",
        )
      : made("gateway", `The gateway answered with HTTP status ${status}: ${detail}.`, LOG);
  }
  if (status === 0 || (status >= 300 && status < 400)) {
    return made(
      "not-a-gateway",
      "It sends the request on to another address, which no Jina gateway does and this page does not follow.",
      "Give the address that it leads to, if that is the gateway's.",
    );
  }
  if (type === "text/html" || type === "application/octet-stream") {
    return made(
      "not-a-gateway",
      `It answered with HTTP status ${status} and what is no JSON. A proxy before the gateway, or another server, does that.`,
      otherProtocol(address),
    );
  }
  return made("gateway", `The gateway failed with HTTP status ${status} and does not say why.`, LOG);
}

/** Where it is so and why, as FastAPI lists it: what is in a document before what is of the list as a whole. */
function detailOf(detail: unknown): string {
  if (typeof detail === "string") {
    return shorten(detail, MAX_SAID);
  }
  const faults = (Array.isArray(detail) ? detail : []).slice(0, MAX_FAULTS).flatMap((one) => {
    if (!isFields(one)) {
      return [];
    }
    const { place, isInDocument } = placeOf(Array.isArray(one.loc) ? one.loc : []);
    return [{ isInDocument, says: shorten(`${place === "" ? "" : `${place}: `}${wordOf(one.msg)}`, 300) }];
  });
  // A list is tried as one document too, which it never is: where a document is at fault, that says nothing.
  const inDocuments = faults.filter(({ isInDocument }) => isInDocument);
  const told = [...new Set((inDocuments.length > 0 ? inDocuments : faults).map(({ says }) => says))];
  return told.length > 0 ? told.slice(0, MAX_TOLD).join("; ") : "it does not say why";
}

/** A place in what was sent; of a document by its number in the request, from 1, without the names of types before it. */
function placeOf(loc: readonly unknown[]): { place: string; isInDocument: boolean } {
  const parts = loc.filter((part) => part !== "body");
  const at = parts[0] === "data" ? parts.findIndex((part) => typeof part === "number") : -1;
  const field = parts
    .slice(at + 1)
    .map(wordOf)
    .join(".");
  return at < 0
    ? { place: field, isInDocument: false }
    : {
        place: `document ${Number(parts[at]) + 1} of it${field === "" ? "" : `, field ${field}`}`,
        isInDocument: true,
      };
}
