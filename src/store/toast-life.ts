/**
 * How long a message is true. It goes by itself after the time to read it; before that it is taken away where it would
 * mislead, by this rule alone:
 *
 * 1. One that offers Undo goes as soon as Undo would undo anything but the step that it tells of; so does one that
 *    offers rows, which are offered of the cards as they stand.
 * 2. A refusal goes when the text is changed after it, another file is opened or a run begins: what was refused is
 *    done by then, or given up.
 */
import type { StoreApi } from "zustand/vanilla";
import type { DesignerState, Toast } from "./state.ts";

/** Long enough to read: a base and some time for each character. */
const BASE_MS = 4000;
const PER_CHARACTER_MS = 45;

/** The milliseconds after which a message goes by itself. */
export function lifeMs({ text }: Toast): number {
  return BASE_MS + text.length * PER_CHARACTER_MS;
}

/** Takes messages away by these rules from now on, whatever changes the state. */
export function endToasts(store: StoreApi<DesignerState>): void {
  store.subscribe((state, before) => {
    const { toast } = state;
    // One that comes together with a change tells of that change.
    if (toast && toast === before.toast && isOver(toast, state, before)) {
      store.setState({ toast: null });
    }
  });
}

function isOver({ canUndo, offer, isRefusal }: Toast, state: DesignerState, before: DesignerState): boolean {
  if (canUndo || offer === "wrap") {
    return lastStep(state) !== lastStep(before) || state.file.id !== before.file.id;
  }
  return (
    isRefusal &&
    (state.file.text !== before.file.text ||
      state.file.id !== before.file.id ||
      state.run?.id !== before.run?.id)
  );
}

/** What stays the same object for as long as a step is the last one, also where its other parts are put right. */
function lastStep({ file }: DesignerState): object | undefined {
  return file.undo.at(-1)?.backward;
}
