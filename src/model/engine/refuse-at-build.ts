/**
 * What the engine refuses when it puts the graph together: needs that it cannot sort, and what cannot stand in the JSON
 * that the gateway is told.
 */
import { cut } from "../../base/words.ts";
import type { Entry } from "../flow.ts";
import { bareTypeName, typeName } from "../python.ts";
import { type PythonFault, writingFault } from "../python-json.ts";
import { Timestamp, type Value } from "../value.ts";
import type { DraftNode } from "./draft-graph.ts";
import type { FlowDraft } from "./flow-draft.ts";
import { type Need, nameOfNeed, sortingFault, sortNeeds } from "./needs.ts";

/**
 * The engine sorts the needs of each executor, and meets the first that it cannot sort. True if there is one. `by`: the
 * entry that builds the Flow, if one does.
 */
export function refusesUnsortable(draft: FlowDraft, by?: Entry): boolean {
  for (const node of draft.graph.nodes()) {
    const fault = sortingFault(node.handed);
    if (fault) {
      const [one, other] = fault.pair;
      const message = `${cut(node.name)} needs both ${withKind(other)} and ${withKind(one)}, which Jina cannot sort: its needs must all be names.`;
      refuseNeeds(draft, node, fault, message, by);
      return true;
    }
  }
  return false;
}

function withKind(need: Need): string {
  const kind = need === null ? "nothing" : typeof need === "string" ? "a name" : `a ${bareTypeName(need)}`;
  return `${cut(nameOfNeed(need))} (${kind})`;
}

/** In the JSON of the graph the needs are keys, where a date cannot stand. True if there is one; `by` as above. */
export function refusesDates(draft: FlowDraft, by?: Entry): boolean {
  for (const node of draft.graph.nodes()) {
    const date = sortNeeds(node.handed).find((need) => need instanceof Timestamp);
    if (date !== undefined) {
      const message = `${cut(node.name)} needs ${nameOfNeed(date)}, which YAML reads as a date: its needs must be names.`;
      refuseNeeds(draft, node, keyFault(date), message, by);
      return true;
    }
  }
  return false;
}

/** Python's words for a key that JSON does not take. */
function keyFault(key: Value): PythonFault {
  return {
    type: "TypeError",
    message: `keys must be str, int, float, bool or None, not ${typeName(key)}`,
  };
}

function refuseNeeds(
  { problems }: FlowDraft,
  { name, entry }: DraftNode,
  { type, message: words }: PythonFault,
  message: string,
  by?: Entry,
): void {
  problems.add({
    entry: by?.index ?? entry,
    key: by ? "method" : "needs",
    executor: name,
    severity: "error",
    code: "needs-form",
    engine: { phase: by ? "load" : "build", type, message: words },
    message,
  });
}

/** The gateway is told the exposed endpoints as JSON: the first that has no form there is refused. */
export function refuseUnwritable({ problems, exposed }: FlowDraft): void {
  for (const { entry, endpoint } of exposed) {
    const isDate = endpoint instanceof Timestamp;
    const rest = new Map([...entry.args].filter(([key]) => key !== "exec_endpoint"));
    const fault = isDate ? keyFault(endpoint) : writingFault(rest);
    if (fault) {
      problems.add({
        entry: entry.index,
        key: isDate ? "exec_endpoint" : "method",
        severity: "error",
        code: "argument-value",
        engine: { phase: "build", ...fault },
        message: `${fault.message}: an endpoint and what is said of it go to the gateway as JSON.`,
      });
      return;
    }
  }
}
