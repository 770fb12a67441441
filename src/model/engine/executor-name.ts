/**
 * What the engine calls an executor that an entry adds, and the names that it refuses.
 *
 * [B1] A nameless entry is `executorN`, N = executors in the graph so far.
 * [B2] A taken name gets that same N appended, with no check for a further clash.
 */
import { cut, quoted } from "../../base/words.ts";
import { type Entry, NESTED_FLOW } from "../flow.ts";
import type { Fix } from "../problem.ts";
import { isIdentifier, isTrue, pythonStr, typeName } from "../python.ts";
import type { Value, ValueMap } from "../value.ts";
import { valueShown } from "./argument-sentences.ts";
import type { FlowDraft } from "./flow-draft.ts";
import { refuseNestedFlow } from "./refuse-argument.ts";

/** @param given the name that the entry gives, or its method for it */
export function nameExecutor(draft: FlowDraft, entry: Entry, given: Value | undefined): string {
  const nameless = `executor${draft.graph.size}`;
  if (given === NESTED_FLOW) {
    refuseNestedFlow(draft, entry, "name", "str");
    return nameless;
  }
  if (Array.isArray(given) || given instanceof Map) {
    refuseCollection(draft, entry, given);
    return nameless;
  }
  if (given === undefined || !isTrue(given)) {
    return nameless;
  }
  if (typeof given !== "string") {
    draft.problems.refuse(entry, {
      code: "name-invalid",
      fault: {
        type: "AttributeError",
        message: `'${typeName(given)}' object has no attribute 'isidentifier'`,
      },
      message: `The name of an executor must be a text, but this one is read as ${valueShown(given)}, in quotes too.`,
      key: "name",
    });
    return pythonStr(given);
  }
  const name = draft.graph.has(given) ? `${given}${draft.graph.size}` : given;
  if (name !== given) {
    warnOfTaken(draft, entry, given, name);
  }
  if (!isIdentifier(name)) {
    refuseInvalid(draft, entry, given, name);
  }
  return name;
}

function refuseCollection({ problems }: FlowDraft, entry: Entry, given: readonly Value[] | ValueMap): void {
  problems.refuse(entry, {
    code: "name-invalid",
    fault: { type: "TypeError", message: `unhashable type: '${typeName(given)}'` },
    message: `The name of an executor must be a text, not ${valueShown(given)}.`,
    key: "name",
  });
}

function warnOfTaken({ problems }: FlowDraft, entry: Entry, given: string, name: string): void {
  const isOwn = entry.args.get("name") === given && !entry.method.includes("inspect");
  problems.warn(entry, {
    code: "name-duplicate",
    message: `The name ${cut(given)} is taken, so Jina calls this executor ${cut(name)}; needs: ${cut(given)} means the first one.`,
    key: "name",
    executor: name,
    ...(isOwn && isIdentifier(name) ? { fix: renaming(`Write the name ${name}`, name, name) } : {}),
  });
}

function refuseInvalid({ problems, graph }: FlowDraft, entry: Entry, given: string, name: string): void {
  const better = name.replace(/^(?=\d)/, "_").replaceAll(/[^\p{XID_Continue}]/gu, "_");
  const isBetter = entry.args.get("name") === given && isIdentifier(better) && !graph.has(better);
  problems.refuse(entry, {
    code: "name-invalid",
    fault: {
      type: "ValueError",
      message: `name: ${name} is invalid, please follow the python variable name conventions`,
    },
    message: `The name ${quoted(name)} must be made of letters, digits and underscores, and not begin with a digit.`,
    key: "name",
    executor: name,
    ...(isBetter ? { fix: renaming(`Rename to ${better}`, name, better) } : {}),
  });
}

function renaming(label: string, name: string, to: string): Fix {
  return { label, edit: { kind: "rename", name, to } };
}
