/** Steps of the open file's history: made, and gone over back and forth. */
import { applyChanges } from "../model/text-change.ts";
import {
  type History,
  type NewStep,
  placeAfter,
  recordStep,
  recordWhole,
  type TypingOrigin,
  travel,
} from "./history.ts";
import { isUnread, type OpenFile } from "./open-file.ts";
import { withText } from "./settle.ts";
import type { Tools } from "./tools.ts";

/** What a step is called, and the changes that it makes of the text. */
interface Step extends Pick<NewStep, "label" | "kind" | "changes" | "report"> {
  readonly origin?: TypingOrigin;
}

/**
 * Takes the file as a step of undo has made it. False if a fault of ours was told, which no other message should
 * cover.
 */
export function commit({ get, set, fault, ports }: Tools, step: Step, after: OpenFile): boolean {
  const { file: before } = get();
  const whole: NewStep = { ...step, before, after, atMs: ports.clock.nowMs() };
  let history: History;
  try {
    history = recordStep(before, whole);
  } catch (cause) {
    fault("keeping what can be undone", cause);
    // Whatever fails, there is a way back.
    history = recordWhole(before, whole);
  }
  set({ file: { ...after, ...history } });
  return !isUnread(after);
}

/** Undoes or redoes one step, and brings what it changes into view. */
export function goOver({ get, set, say }: Tools, way: "undo" | "redo"): void {
  const { file, reveal } = get();
  const gone = travel(file, way);
  if (!gone) {
    say(way === "undo" ? "Nothing to undo." : "Nothing to redo.");
    return;
  }
  const { step, change, history } = gone;
  const { changes, places } = change;
  const next =
    changes.length > 0
      ? withText(file, applyChanges(file.text, changes), changes, undefined, places)
      : { ...file, places };
  const place = placeAfter(changes);
  set({
    file: {
      ...next,
      ...history,
      // It never stands above the unconverted file.
      ...(step.report ? { report: way === "undo" ? null : step.report } : {}),
    },
    reveal: place === null ? reveal : { from: place, to: place, isQuiet: true },
  });
  say(`${way === "undo" ? "Undid" : "Redid"}: ${step.label}.`);
}
