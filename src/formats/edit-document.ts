/**
 * One edit from beginning to end: plan, splice, read again, and proof that the text now means what the edit meant.
 * The same for canvas, Inspector, commands and command line.
 */
import { applySteps, type Edit, planEdit, type Refusal } from "../model/edit.ts";
import { Float, type Flow, type Value, type ValueMap } from "../model/flow.ts";
import { applyChanges, type TextChange } from "../model/text-change.ts";
import { patch } from "./patch.ts";
import { type FlowDocument, readFlow } from "./read-flow.ts";

export interface Edited {
  readonly document: FlowDocument;
  readonly changes: readonly TextChange[];
  readonly label: string;
  readonly notes: readonly string[];
}

export function editDocument(document: FlowDocument, edit: Edit): Edited | Refusal {
  if (!document.isFlow) {
    return { refused: "The text does not hold a Flow right now; mend it in the YAML tab first." };
  }
  const plan = planEdit(document.flow, document.built, edit);
  if ("refused" in plan) {
    return plan;
  }
  const changes = patch(document, plan);
  if ("refused" in changes) {
    return changes;
  }
  const after = readFlow(applyChanges(document.text, changes));
  if (after.yaml.fault) {
    return {
      refused: `This would break the text elsewhere: ${after.yaml.fault.message} Change it in the YAML tab.`,
    };
  }
  if (!sameFlow(after.flow, applySteps(document.flow, plan.steps))) {
    return {
      refused:
        "This part of the file is shared by an anchor, so more would change with it. Change it in the YAML tab.",
    };
  }
  return { document: after, changes, label: plan.label, notes: plan.notes };
}

function sameFlow(a: Flow, b: Flow): boolean {
  return (
    a.entries.length === b.entries.length &&
    a.entries.every((entry, index) => {
      const other = b.entries[index]!;
      return entry.method === other.method && sameMap(entry.args, other.args);
    }) &&
    sameMap(a.with, b.with) &&
    sameMap(a.gateway, b.gateway)
  );
}

function sameMap(a: ValueMap, b: ValueMap): boolean {
  if (a.size !== b.size) {
    return false;
  }
  for (const [key, value] of a) {
    const other = b.get(key);
    if (other === undefined || !sameValue(value, other)) {
      return false;
    }
  }
  return true;
}

export function sameValue(a: Value, b: Value): boolean {
  if (a instanceof Map && b instanceof Map) {
    return sameMap(a, b);
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  if (a instanceof Float && b instanceof Float) {
    return Object.is(a.value, b.value);
  }
  return a === b;
}
