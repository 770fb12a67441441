/** Steps of the open file's history: made, undone and redone. */
import { applyChanges } from "../model/text-change.ts";
import {
  type History,
  type HistoryStep,
  type NewStep,
  placeAfter,
  recordStep,
  recordWhole,
  type TypingOrigin,
  takeStep,
} from "./history.ts";
import { isUnread, type OpenFile } from "./open-file.ts";
import { withText } from "./settle.ts";
import type { Tools } from "./tools.ts";

/** What a step is called, and the changes that it makes of the text. */
interface Step extends Pick<NewStep, "label" | "kind" | "changes" | "report"> {
  readonly origin?: TypingOrigin;
}

/**
 * Makes `after` the open file, as one step of undo. False if the page has just shown a fault of ours, whose message no
 * other one should replace.
 */
export function commit({ get, set, fault, ports }: Tools, step: Step, after: OpenFile): boolean {
  const { file: before } = get();
  const whole: NewStep = { ...step, before, after, atMs: ports.clock.nowMs() };
  let history: History;
  let isRecorded = false;
  try {
    history = recordStep(before, whole);
    isRecorded = true;
  } catch (cause) {
    fault("keeping what can be undone", cause);
    // Whatever fails, there is a way back.
    history = recordWhole(before, whole);
  }
  set({ file: { ...after, ...history } });
  return isRecorded && !isUnread(after);
}

function isLaidOutAnew({ kind, forward }: HistoryStep): boolean {
  return kind === "move" && forward.places.placed.length === 0 && forward.places.kept === null;
}

/** Undoes or redoes one step, and brings what it changes into view. */
export function undoOrRedo({ get, set, say }: Tools, direction: "undo" | "redo"): void {
  const { file, reveal, centre } = get();
  const taken = takeStep(file, direction);
  if (!taken) {
    say(direction === "undo" ? "Nothing to undo." : "Nothing to redo.");
    return;
  }
  const { step, change, history } = taken;
  const { changes, places, selection, selectedEdges } = change;
  // Typing has nothing to do with what is selected on the canvas.
  const from = step.kind === "typing" ? file : { ...file, selection, selectedEdges };
  const next =
    changes.length > 0
      ? withText(from, applyChanges(file.text, changes), changes, undefined, places)
      : { ...from, places };
  const place = placeAfter(changes);
  set({
    file: {
      ...next,
      ...history,
      // It never stands above the unconverted file.
      ...(step.report ? { report: direction === "undo" ? null : step.report } : {}),
    },
    reveal: place === null ? reveal : { from: place, to: place, isQuiet: true },
    // Cards that were laid out anew are somewhere else altogether.
    centre: isLaidOutAnew(step) ? { name: "", isBack: true } : centre,
  });
  say(`${direction === "undo" ? "Undid" : "Redid"}: ${step.label}.`);
}
