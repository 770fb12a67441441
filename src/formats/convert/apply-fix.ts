/**
 * The fixes that problems offer, carried out on the text: one, or all of one kind, which are then a single change.
 * What is promised of them is said in fix-laws.test.ts.
 */
import type { Refusal } from "../../model/edit/edit.ts";
import type { FileFix, Problem } from "../../model/problem.ts";
import { isSameProblem } from "../../model/problem-groups.ts";
import { differences } from "../../model/same-value.ts";
import { applySteps, type Step } from "../../model/steps.ts";
import { applyChanges, diffChange, type TextChange } from "../../model/text-change.ts";
import { editDocument, planDocument } from "../edit/edit-document.ts";
import { patch } from "../edit/patch.ts";
import { type FlowDocument, readFlow } from "../read/read-flow.ts";
import { rewrite } from "./rewrite.ts";

/** The file after a fix: its new text, the changes that lead there, and what there is to say about them. */
export interface Fixed {
  readonly text: string;
  readonly changes: readonly TextChange[];
  readonly notes: readonly string[];
  readonly document: FlowDocument;
}

/** A fix, carried out on the document that offers it. */
export function applyFix(document: FlowDocument, fix: FileFix): Fixed | Refusal {
  if ("edit" in fix) {
    return editDocument(document, fix.edit);
  }
  const fixed = "changes" in fix ? { changes: fix.changes, notes: [] } : rewrite(document.text, fix.rewrite);
  if ("refused" in fixed) {
    return fixed;
  }
  const text = applyChanges(document.text, fixed.changes);
  return { ...fixed, text, document: readFlow(text, document.surroundings) };
}

interface FixedAll extends Fixed {
  /** How many of the problems are fixed, and how many were there to be. */
  readonly fixed: number;
  readonly wanted: number;
  /** There are more than are fixed at once. */
  readonly isMore: boolean;
}

/** Beyond so many rounds the rest is left for another time. */
const MAX_ROUNDS = 200;
/** Characters that are read meanwhile: a thousand problems are listed at once, and for more the file is read anew. */
const MAX_READ = 1_000_000;

/**
 * All problems that say the same as one of them, fixed as far as they can be. Fixes that are about different places are
 * made together; where one is in the way of another, that comes next, found anew on the text as it is by then.
 */
export function applyAllFixes(document: FlowDocument, problem: Problem): FixedAll | Refusal {
  const left = new Set<string>();
  const isOpen = (one: Problem) =>
    one.fix && !one.choices && isSameProblem(problem, one) && !left.has(placeOf(one));
  const notes = new Set<string>();
  let at = document;
  let refused = "There is nothing to fix.";
  let fixed = 0;
  let read = 0;
  for (let round = 0; round < MAX_ROUNDS && read < MAX_READ; round++) {
    const open = at.problems.filter(isOpen);
    const [first] = open;
    if (!first?.fix || "imports" in first.fix) {
      break;
    }
    const made = fixTogether(at, open) ?? applyFix(at, first.fix);
    if ("refused" in made) {
      left.add(placeOf(first));
      refused = made.refused;
      continue;
    }
    for (const note of made.notes) {
      notes.add(note);
    }
    fixed += "count" in made ? made.count : 1;
    at = made.document;
    read += at.text.length;
  }
  const asked = document.problems.filter((one) => isSameProblem(problem, one)).length;
  const wanted = Math.max(fixed + left.size, asked);
  const isMore = at.problems.some(isOpen);
  const changes = diffChange(document.text, at.text);
  return fixed === 0
    ? { refused }
    : { text: at.text, changes, notes: [...notes], document: at, fixed, wanted, isMore };
}

function placeOf({ path, executor }: Problem): string {
  return JSON.stringify([path ?? null, executor ?? null]);
}

/** The fixes that touch nothing in common, as one change that means all of them; null if there are no two of those. */
function fixTogether(
  document: FlowDocument,
  problems: readonly Problem[],
): { notes: readonly string[]; document: FlowDocument; count: number } | null {
  const steps: Step[] = [];
  const notes: string[] = [];
  const taken = new Set<string>();
  let count = 0;
  for (const { fix } of problems) {
    const plan = fix && "edit" in fix ? planDocument(document, fix.edit) : null;
    if (!plan || "refused" in plan || plan.steps.some((step) => touches(taken, step))) {
      continue;
    }
    for (const step of plan.steps) {
      take(taken, step);
    }
    steps.push(...plan.steps);
    notes.push(...plan.notes);
    count++;
  }
  const changes = count > 1 ? patch(document, steps) : [];
  if ("refused" in changes || changes.length === 0) {
    return null;
  }
  const after = readFlow(applyChanges(document.text, changes), document.surroundings);
  const isMeant =
    after.isFlow && differences(applySteps(document.root!, steps), after.root!).next().done === true;
  return isMeant ? { notes, document: after, count } : null;
}

/** The key of a mapping or list that a step changes, and whatever stands above it. */
function* pathsOf({ kind, path }: Step): Generator<string> {
  const whole = kind === "insert" || kind === "move" ? path.slice(0, -1) : path;
  for (let length = whole.length; length > 0; length--) {
    yield JSON.stringify(whole.slice(0, length));
  }
}

function touches(taken: ReadonlySet<string>, step: Step): boolean {
  const [own, ...above] = pathsOf(step);
  return taken.has(`within ${own}`) || taken.has(own!) || above.some((path) => taken.has(path));
}

function take(taken: Set<string>, step: Step): void {
  const [own, ...above] = pathsOf(step);
  taken.add(own!);
  for (const path of above) {
    taken.add(`within ${path}`);
  }
}
