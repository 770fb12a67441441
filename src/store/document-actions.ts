/** Everything that changes the text of the open file or the places of its cards; undo included. */
import { counted } from "../base/words.ts";
import { laidOutPlaces, type Places } from "../model/drawing/arrange.ts";
import type { Point } from "../model/drawing/geometry.ts";
import { applyChanges, type TextChange } from "../model/text-change.ts";
import { commit, goOver } from "./commit.ts";
import { createEditActions, type EditActions } from "./edit-actions.ts";
import { endBurst, type TypingOrigin } from "./history.ts";
import { createMendActions, type MendActions } from "./mend-actions.ts";
import { withText } from "./settle.ts";
import type { Tools } from "./tools.ts";

export interface DocumentActions extends EditActions, MendActions {
  /** What was typed into the text editor. */
  type(changes: readonly TextChange[], origin?: TypingOrigin): void;
  /** What is typed next is a step of undo of its own: the cursor was moved. */
  endBurst(): void;
  movePlaced(moves: ReadonlyMap<string, Point>): void;
  /** Lays out all cards anew, also those put down by hand. */
  tidyUp(): void;
  /** The same, with lines that run down instead of to the right, or the other way round. */
  turn(): void;
  /** One step of this file's history; it ends where the file was opened. */
  undo(): void;
  redo(): void;
  markSaved(): void;
}

export function createDocumentActions(tools: Tools): DocumentActions {
  const { get, set, setFile, say } = tools;
  const edits = createEditActions(tools);
  const place = (label: string, places: Places) =>
    commit(tools, { label, kind: "move", changes: [] }, { ...get().file, places });
  return {
    ...edits,
    ...createMendActions(tools, edits),

    type(changes, origin = "keys") {
      const { file } = get();
      const after = withText(file, applyChanges(file.text, changes), changes);
      commit(tools, { label: "Typing", kind: "typing", changes, origin }, after);
    },

    endBurst() {
      const { file } = get();
      const { undo } = endBurst(file);
      if (undo !== file.undo) {
        setFile({ undo });
      }
    },

    movePlaced(moves) {
      const names = [...moves.keys()];
      const { places } = get().file;
      place(`Move ${names.length === 1 ? names[0] : counted(names.length, "card")}`, {
        ...places,
        placed: new Map([...places.placed, ...moves]),
      });
    },

    tidyUp() {
      const { placed, kept, direction } = get().file.places;
      if (placed.size > 0 || kept !== null) {
        place("Tidy up", laidOutPlaces(direction));
      }
      set({ centre: { name: "" } });
      say("Tidied up.");
    },

    turn() {
      const direction = get().file.places.direction === "right" ? "down" : "right";
      place(
        direction === "right" ? "Lay out from left to right" : "Lay out from top to bottom",
        laidOutPlaces(direction),
      );
      set({ centre: { name: "" } });
      say(direction === "right" ? "Laid out from left to right." : "Laid out from top to bottom.");
    },

    undo: () => goOver(tools, "undo"),
    redo: () => goOver(tools, "redo"),
    markSaved: () => setFile({ savedText: get().file.text }),
  };
}
