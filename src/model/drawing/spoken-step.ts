/** A step of a simulated request in a sentence. */
import { counted, cut, listed } from "../../base/words.ts";
import { GATEWAY } from "../flow.ts";
import type { Doc } from "../run/document.ts";
import { podName, type SimulationEvent } from "../run/simulation.ts";

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
    case "waits":
      return `It waits before ${podName(step.to)}, which is at work on others, behind ${step.behind}.`;
    case "starts":
      return `${podName(step.to)} begins to work on ${what}.`;
    case "done":
      return `${podName(step.to)} gives back ${what}.`;
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

function documentsIn(documents: readonly Doc[]): string {
  const count = counted(documents.length, "document");
  const told = documents.slice(0, MAX_TOLD).map(nameOf);
  const more = documents.length - told.length;
  if (told.length === 0 || told.includes("")) {
    return count;
  }
  return `${count}: ${listed(more > 0 ? [...told, `${more} more`] : told, "and")}`;
}

/** A document's text, or its id; "" if it has neither. */
function nameOf({ text, id }: Doc): string {
  if (typeof text === "string" && text !== "") {
    return `“${cut(text.replaceAll(/\s+/g, " "), MAX_TEXT)}”`;
  }
  return typeof id === "string" ? cut(id, MAX_TEXT) : "";
}
