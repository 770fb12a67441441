/**
 * What the gateway does with the parts of a request that come for an executor, before it calls that: it waits for all,
 * takes out what the condition does not want, merges, and finds out who is passed by, in the engine's order.
 */
import { type Condition, readCondition } from "./condition.ts";
import type { Message } from "./deployment.ts";
import { gatewayError } from "./faults.ts";
import { parametersFor, RESULTS, resultsIn } from "./parameters.ts";
import type { Passage, Visit } from "./passage.ts";
import { reduce } from "./reduce.ts";
import { hasMethod, type Stage, settingsOf } from "./replicas.ts";
import type { Topology } from "./topology.ts";

/** What becomes of an executor's part of a request. */
type Taken = "waits" | "passed-by" | "called";

/**
 * Takes in a message that comes `from` another executor, or the gateway, for the one with this index. The parameters as
 * that executor gets them are left in `passage.latest`. Throws ClientError where the gateway fails.
 */
type Take = (passage: Passage, index: number, visit: Visit, from: string, message: Message) => Taken;

/** Takes in what comes for the executors of a Flow. */
export function createArrivals({ nodes }: Topology, stage: Stage): Take {
  const { settings, emit } = stage;
  const { docarray } = settings;
  const arrivals = nodes.map((node) => ({
    node,
    endpoints: settingsOf(settings, node.name).endpoints,
    condition: node.when === null ? null : readCondition(node.when, docarray),
  }));

  return (passage, index, visit, from, message) => {
    const arrival = arrivals[index];
    if (!arrival) {
      return "waits";
    }
    const { node, endpoints, condition } = arrival;
    const { request, isCopied } = passage;
    const { requestId, endpoint } = request;
    const { parts } = visit;
    const { documents } = message;
    const executor = node.name;
    const passBy = (why: "target" | "endpoint"): Taken => {
      emit({ kind: "passed-by", atMs: stage.nowMs(), requestId, documents, executor, why });
      return "passed-by";
    };
    passage.latest = parametersFor(request.parameters, executor);
    const isBound = endpoints?.includes(endpoint) ?? false;
    message.isTyped ||= isBound;
    parts.push(isCopied ? { ...message } : message);
    const [atMs, came, of] = [stage.nowMs(), parts.length, node.parts];
    emit({ kind: "part", atMs, requestId, documents, executor, from, came, of });
    if (came < of) {
      return "waits";
    }
    visit.startMs = atMs;
    if (condition) {
      takeOut(stage, passage, executor, parts, condition);
    }
    if (docarray === "v2" && !hasMethod(endpoints, endpoint)) {
      return passBy("endpoint");
    }
    if (came > 1 && !node.noReduce) {
      merge(stage, passage, executor, parts);
      if (parts[0] === message) {
        // What the engine puts into the parameters of the part that it merges all into; seen where that is handed on.
        passage.latest = { ...passage.latest, [RESULTS]: resultsIn(request.parameters) };
      }
    }
    return passage.hits(executor) ? "called" : passBy("target");
  };
}

/** Documents that the condition does not want go, and that is told. */
function takeOut(
  { emit, nowMs }: Stage,
  { request: { requestId } }: Passage,
  executor: string,
  parts: Message[],
  condition: Condition,
): void {
  const documents = parts.flatMap((part) => part.documents.filter((document) => !condition(document)));
  parts.forEach((part, index) => {
    parts[index] = { ...part, documents: part.documents.filter(condition) };
  });
  if (documents.length > 0) {
    emit({ kind: "filtered", atMs: nowMs(), requestId, documents, executor });
  }
}

/** The engine merges all into the part that came first, in place. */
function merge(
  { settings: { docarray }, emit, nowMs }: Stage,
  { request: { requestId } }: Passage,
  executor: string,
  parts: Message[],
): void {
  const [first] = parts;
  if (!first) {
    return;
  }
  if (docarray === "v2" && parts.some((part) => part.isTyped !== first.isTyped && haveCommon(part, first))) {
    throw gatewayError(
      "Exception",
      "Update operation can only be applied to Documents of the same schema.",
      `${executor} gets documents as they were sent beside documents of an Executor. With docarray from 0.30 on it can merge them only if one of its methods is bound to the endpoint of the request.`,
    );
  }
  const documents = reduce(
    parts.map((part) => part.documents),
    docarray,
  );
  first.documents = documents;
  parts.splice(1);
  emit({ kind: "reduced", atMs: nowMs(), requestId, documents, executor, isOfShards: false });
}

function haveCommon({ documents }: Message, other: Message): boolean {
  const ids = new Set(documents.map(({ id }) => id));
  return other.documents.some(({ id }) => ids.has(id));
}
