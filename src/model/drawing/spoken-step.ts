/** A step of a simulated request in a sentence. */
import { counted, cut, grouped, listed } from "../../base/words.ts";
import { GATEWAY } from "../flow.ts";
import { type Doc, type DocumentList, Excerpt } from "../run/document.ts";
import { podName, type SimulationEvent } from "../run/simulation.ts";

/** Which of so many steps it is, counted from 1: `Step 3 of 1,200`. */
export function spokenPlace(at: number, count: number): string {
  return `Step ${grouped(at)} of ${grouped(count)}`;
}

/** Documents of which it is said which they are. */
const MAX_TOLD = 3;
/** Characters of a document's text. */
const MAX_TEXT = 24;

/** What happens in this step: `encoder/rep-1 gets 2 documents: "a red bicycle" and "two dogs".` */
export function spokenStep(step: SimulationEvent): string {
  const { documents } = step;
  const what = documentsIn(documents);
  switch (step.kind) {
    case "enters":
      return `The gateway gets the request with ${what}.`;
    case "part": {
      const from = step.from === GATEWAY ? "the gateway" : step.from;
      const which = step.of > 1 ? `part ${step.came} of ${step.of}` : "the request";
      return `${step.executor} has ${which}, from ${from}: ${what}.`;
    }
    case "filtered":
      return `The condition of ${step.executor} takes out ${what}.`;
    case "reduced":
      return step.isOfShards
        ? `The head of ${step.executor} merges the answers of its shards into ${what}.`
        : `The parts for ${step.executor} are merged into ${what}.`;
    case "passed-by":
      return step.why === "target"
        ? `${step.executor} is passed by: the target executor does not hit it.`
        : `${step.executor} is passed by: it has no such endpoint.`;
    case "sent":
      return `${podName(step.to)} is sent ${what}.`;
    case "unreachable":
      return `${podName(step.to)} is down.`;
    case "timed-out":
      return `${podName(step.to)} has not answered in time, and is given up.`;
    case "waits":
      return `It waits before ${podName(step.to)}, which is at work on others, behind ${step.behind}.`;
    case "starts":
      return `${podName(step.to)} begins to work on ${what}.`;
    case "done":
      if (step.made?.kind === "stream") {
        return `${podName(step.to)} ends its stream of ${counted(step.made.count, "document")}.`;
      }
      return `${podName(step.to)} ${madeBy(step)}gives back ${what}.`;
    case "yielded":
      return `${podName(step.to)} yields ${what}.`;
    case "broken-off":
      return `${podName(step.to)} breaks the stream off, and the gateway tells nobody.`;
    case "streamed":
      return `The gateway hands on ${what}.`;
    case "failed":
      return `${podName(step.to)} fails: ${cut(step.message)}.`;
    case "answered":
      return step.reply.status.code === "SUCCESS"
        ? `The answer leaves the gateway with ${what}.`
        : `The answer leaves the gateway as an error, with ${what}.`;
    case "refused":
      return `The call ends without an answer: ${step.error.message}`;
  }
}

/** What it has done first. */
function madeBy({ made }: Extract<SimulationEvent, { readonly kind: "done" }>): string {
  switch (made?.kind) {
    case "chunks":
      return `cuts the texts into ${counted(made.count, "chunk")}, and `;
    case "matches":
      return `finds ${counted(made.count, "match", "matches")}, and `;
    case "dict":
      return "returns a dict, which leaves the documents as they are, and ";
    default:
      return "";
  }
}

function documentsIn(documents: DocumentList): string {
  const count = counted(documents.length, "document");
  const told = Array.from({ length: Math.min(MAX_TOLD, documents.length) }, (_, index) =>
    nameOf(documents.at(index)),
  );
  const more = documents.length - told.length;
  if (told.length === 0 || told.includes("")) {
    return count;
  }
  return `${count}: ${listed(more > 0 ? [...told, `${more} more`] : told, "and")}`;
}

/** A document's text, or its id; "" if it has neither. */
function nameOf(document: Doc | Excerpt | undefined): string {
  if (!document || document instanceof Excerpt) {
    return "";
  }
  const { text, id } = document;
  if (typeof text === "string" && text !== "") {
    return `“${cut(text.replaceAll(/\s+/g, " "), MAX_TEXT)}”`;
  }
  return typeof id === "string" ? cut(id, MAX_TEXT) : "";
}
