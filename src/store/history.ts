/**
 * The history of one file: steps that can be undone and redone, as text changes with their inverse and the places of
 * cards. Keys typed in one go are one step, a burst. Pure: neither clock nor store.
 */

import type { Places } from "../model/drawing/arrange.ts";
import type { Need } from "../model/flow-edit.ts";
import type { ReportRow } from "../model/legacy/conversion-report.ts";
import { diffChange, invertChanges, type TextChange } from "../model/text-change.ts";

/** The steps that can be undone and those that can be redone, in both lists the next one last. */
export interface History {
  readonly undo: readonly HistoryStep[];
  readonly redo: readonly HistoryStep[];
}

/** What the last conversion of the file did, until it is dismissed or undone, or another file is opened. */
export interface Report {
  readonly fileName: string;
  readonly rows: readonly ReportRow[];
}

/** One step, as the change that undoes it and the one that redoes it. */
export interface HistoryStep {
  readonly label: string;
  readonly kind: "edit" | "typing" | "move";
  readonly backward: HistoryChange;
  readonly forward: HistoryChange;
  /** What a conversion has to tell, which stands as long as the step does. */
  readonly report?: Report;
  /** Null once no further key can belong to this step. */
  readonly burst: Burst | null;
}

/** What is selected on the canvas. */
interface Selected {
  readonly selection: ReadonlySet<string>;
  readonly selectedEdges: readonly Need[];
}

/** One way of a step. Places are shared, not copied. */
export interface HistoryChange extends Selected {
  readonly changes: readonly TextChange[];
  readonly places: Places;
}

/**
 * How a change came to be typed, as far as the change itself does not tell: `keys`, one after the other;
 * `composition`, a later form of what an input method composes; `whole`, in one piece, as by pasting.
 */
export type TypingOrigin = "keys" | "composition" | "whole";

interface Burst {
  /** The text before its first key. */
  readonly textBefore: string;
  readonly kind: "insert" | "delete" | "move";
  /** Where the last key left the text: the next one goes on there. */
  readonly at: number;
  readonly atMs: number;
}

/** What a step leads from, and to. */
interface Stand extends Selected {
  readonly text: string;
  readonly places: Places;
}

/** A step to be recorded: what it is called, its changes, and the file before and after them. */
export interface NewStep extends Pick<HistoryStep, "label" | "kind" | "report"> {
  readonly changes: readonly TextChange[];
  readonly before: Stand;
  readonly after: Stand;
  /** On a clock that never goes back. */
  readonly atMs: number;
  /** Of a step of typing, or of one that moves cards by keys. */
  readonly origin?: TypingOrigin;
}

/** Keystrokes closer than this belong to one burst, which is one step of undo. */
const BURST_MS = 1000;
const MAX_UNDO = 500;

/** The history of a file that was just opened. */
export const NO_HISTORY: History = { undo: [], redo: [] };

/** The history with one more step, or with a longer last one if it goes on; what could be redone is forgotten. */
export function recordStep(history: History, step: NewStep): History {
  const { label, kind, changes, before, after, report } = step;
  const last = history.undo.at(-1);
  const burst = kind === "edit" ? null : burstAfter(step);
  const isSame = last?.kind === kind && (kind !== "move" || last.forward.selection === before.selection);
  if (last?.burst && burst && isSame && history.redo.length === 0 && goesOn(last.burst, step)) {
    const { textBefore } = last.burst;
    const whole = joinChanges(textBefore, last.forward.changes, changes, after.text);
    const longer: HistoryStep = {
      ...last,
      backward: { ...last.backward, changes: invertChanges(textBefore, whole) },
      forward: standing(after, whole),
      burst: { ...burst, textBefore },
    };
    return { undo: [...history.undo.slice(0, -1), longer], redo: [] };
  }
  const backward = standing(before, invertChanges(before.text, changes));
  const forward = standing(after, changes);
  return withStep(endBurst(history), {
    label,
    kind,
    backward,
    forward,
    burst,
    ...(report ? { report } : {}),
  });
}

/** A step that leads from one text to another, whatever was changed. */
export function recordWhole(
  history: History,
  { label, kind, before, after, report }: Omit<NewStep, "changes" | "atMs" | "origin">,
): History {
  const change = (from: string, to: string) => [{ from: 0, to: from.length, insert: to }];
  const backward = standing(before, change(after.text, before.text));
  const forward = standing(after, change(before.text, after.text));
  return withStep(history, { label, kind, backward, forward, burst: null, ...(report ? { report } : {}) });
}

function standing(
  { places, selection, selectedEdges }: Stand,
  changes: readonly TextChange[],
): HistoryChange {
  return { changes, places, selection, selectedEdges };
}

function withStep({ undo }: History, step: HistoryStep): History {
  return { undo: [...undo.slice(-MAX_UNDO + 1), step], redo: [] };
}

/** The history in which the next key begins a step of its own. The same object if it does so already. */
export function endBurst(history: History): History {
  const last = history.undo.at(-1);
  return last?.burst ? withLast(history, { ...last, burst: null }) : history;
}

/** The step to undo or redo next, the change that does it, and the history after it; null if there is none. */
export function takeStep(
  history: History,
  direction: keyof History,
): { readonly step: HistoryStep; readonly change: HistoryChange; readonly history: History } | null {
  const step = history[direction].at(-1);
  if (!step) {
    return null;
  }
  const rest = history[direction].slice(0, -1);
  // Where it has ended it stays the same object, which is written once.
  const ended = step.burst ? { ...step, burst: null } : step;
  return direction === "undo"
    ? { step, change: step.backward, history: { undo: rest, redo: [...history.redo, ended] } }
    : { step, change: step.forward, history: { undo: [...history.undo, ended], redo: rest } };
}

/** The history whose last step, if there is one, leads to these places. */
export function placeLast(history: History, places: Places): History {
  const last = history.undo.at(-1);
  return last ? withLast(history, { ...last, forward: { ...last.forward, places } }) : history;
}

function withLast({ undo, redo }: History, step: HistoryStep): History {
  return { undo: [...undo.slice(0, -1), step], redo };
}

/** The place in the text after the changes where the first of them ends. */
export function placeAfter(changes: readonly TextChange[]): number | null {
  const first = changes[0];
  return first ? first.from + first.insert.length : null;
}

/** The burst that a step begins; null if no key can go on with it. */
function burstAfter({ kind: ofStep, changes, before, atMs, origin }: NewStep): Burst | null {
  if (ofStep === "move") {
    return origin === "keys" ? { textBefore: before.text, kind: "move", at: 0, atMs } : null;
  }
  const [change] = changes;
  if (!change || changes.length > 1 || origin === "whole") {
    return null;
  }
  const { from, insert } = change;
  const kind = insert === "" && origin !== "composition" ? "delete" : "insert";
  return { textBefore: before.text, kind, at: from + insert.length, atMs };
}

/** True for a key that follows soon enough, where the last one left off, and does the same. */
function goesOn(last: Burst, { changes, atMs, origin }: NewStep): boolean {
  const isSoon = atMs - last.atMs < BURST_MS;
  if (last.kind === "move") {
    return isSoon;
  }
  if (origin === "composition") {
    // It takes the place of its earlier form, however long choosing takes.
    return true;
  }
  const { from, to, insert } = changes[0]!;
  return last.kind === "insert"
    ? isSoon && insert !== "" && from === to && from === last.at
    : isSoon && insert === "" && (to === last.at || from === last.at);
}

/** The one change that leads from `before` to `after`, as `earlier` and then `changes` do. */
function joinChanges(
  before: string,
  earlier: readonly TextChange[],
  changes: readonly TextChange[],
  after: string,
): TextChange[] {
  const growth = changes.reduce((sum, { from, to, insert }) => sum + insert.length - (to - from), 0);
  const between = after.length - growth;
  const first = changes[0]?.from ?? between;
  const last = changes.at(-1)?.to ?? 0;
  // What stands before and behind all of it is the same in all three texts.
  const start = Math.min(earlier[0]?.from ?? before.length, first);
  const rest = Math.min(before.length - (earlier.at(-1)?.to ?? 0), between - last);
  return diffChange(before.slice(start, before.length - rest), after.slice(start, after.length - rest)).map(
    (change) => ({ ...change, from: change.from + start, to: change.to + start }),
  );
}
