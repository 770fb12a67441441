/** Everything that changes the text of the open file or the places of its cards; undo included. */
import { counted, quoted } from "../base/words.ts";
import { laidOutPlaces, type Places } from "../model/drawing/arrange.ts";
import type { Point } from "../model/drawing/geometry.ts";
import type { LayoutForm } from "../model/drawing/layout.ts";
import { pagesOf } from "../model/drawing/pages.ts";
import { pointsByName } from "../model/drawing/points.ts";
import { spokenDone } from "../model/drawing/spoken-done.ts";
import { applyChanges, type TextChange } from "../model/text-change.ts";
import { commit, undoOrRedo } from "./commit.ts";
import { arrangementOf } from "./derived.ts";
import { createEditActions, type EditActions, withPlaced } from "./edit-actions.ts";
import { createFixActions, type FixActions } from "./fix-actions.ts";
import { endBurst, type TypingOrigin } from "./history.ts";
import { READ_AT_ONCE } from "./reader.ts";
import { withText } from "./settle.ts";
import type { Tools } from "./tools.ts";

/** What changes the open file. */
export interface DocumentActions extends EditActions, FixActions {
  /** What was typed into the text editor. */
  type(changes: readonly TextChange[], origin?: TypingOrigin): void;
  /** What is typed next is a step of undo of its own: the cursor was moved. */
  endBurst(): void;
  /**
   * Puts cards at these places, by executor name; edits leave them there. `isByKeys`: by one key of several, which are
   * one step if they are pressed in one go.
   */
  movePlaced(moves: ReadonlyMap<string, Point>, isByKeys?: boolean): void;
  /** Lays out all cards anew, also those put down by hand, but for pinned ones; of a long text as `turn` does. */
  tidyUp(): Promise<void>;
  /**
   * Lays out all cards anew, also pinned ones, from top to bottom, or from left to right if they ran from top to bottom
   * before. The Flow of a long text is laid out in the other thread first, and the page goes on meanwhile.
   */
  turn(): Promise<void>;
  /** The same with all cards but pinned ones, long strips in rows, or each in one row if they were in rows before. */
  wrap(): Promise<void>;
  /** Pins cards where they stand, or lets go of them. */
  pin(names: readonly string[], isPinned: boolean): void;
  /** Undoes one step of this file's history, which begins where the file was opened. */
  undo(): void;
  redo(): void;
  /** The text as it is now counts as saved. */
  markSaved(): void;
}

/** The actions, edits and fixes among them. */
export function createDocumentActions(tools: Tools): DocumentActions {
  const { get, set, setFile, say, toast, ports } = tools;
  const edits = createEditActions(tools);
  const place = (label: string, places: Places, origin?: TypingOrigin) =>
    commit(tools, { label, kind: "move", changes: [], ...(origin && { origin }) }, { ...get().file, places });

  const isLong = () => get().file.shown.text.length > READ_AT_ONCE;
  /** Has the Flow of a long text laid out in another form, which would hold up the page. */
  const layOutAway = async (form: LayoutForm, signal: AbortSignal): Promise<void> => {
    const { shown, variables } = get().file;
    const { text, surroundings } = shown;
    const question = { text, given: surroundings.given ?? variables, form, document: shown };
    toast("info", `Laying out ${counted(shown.picture.nodes.length, "executor")} …`);
    const { toast: told } = get();
    // Where nothing can be laid out there, the page does it.
    await ports.reader.read(question, signal).catch(() => {});
    if (get().toast === told) {
      set({ toast: null });
    }
  };
  /** The layouts of one file that are under way in the other thread, one after the other; another file's end them. */
  let layingOut = { id: "", ending: new AbortController(), last: null as Promise<void> | null };
  /**
   * Lays out all cards in another form, which `formOf` makes of the one before: what is asked for while another layout is
   * under way is about what comes of that. Nothing is done if another file is shown meanwhile.
   */
  const layOut = (
    formOf: (before: LayoutForm) => LayoutForm,
    take: (form: LayoutForm) => void,
  ): Promise<void> => {
    const { id } = get().file;
    if (layingOut.id !== id) {
      layingOut.ending.abort();
      layingOut = { id, ending: new AbortController(), last: null };
    }
    const own = layingOut;
    const { signal } = own.ending;
    const before = own.last;
    const isOver = () => signal.aborted || get().file.id !== id;
    const work = async () => {
      if (before) {
        await before;
      }
      if (isOver()) {
        return;
      }
      const form = formOf(get().file.places);
      if (isLong()) {
        await layOutAway(form, signal);
      }
      if (!isOver()) {
        take(form);
      }
    };
    if (!before && !isLong()) {
      return work();
    }
    const done = work();
    const last: Promise<void> = done
      .catch(() => {})
      .then(() => {
        if (own.last === last) {
          own.last = null;
        }
      });
    own.last = last;
    return done;
  };
  return {
    ...edits,
    ...createFixActions(tools, edits),

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

    movePlaced(moves, isByKeys = false) {
      const { places, shown } = get().file;
      const { executors } = arrangementOf(shown.picture, places);
      // One may have gone while its card was held.
      const names = [...moves.keys()].filter((name) => executors.has(name));
      if (names.length === 0) {
        return;
      }
      const label = `Move ${cardsOf(names)}`;
      const placed = new Map([...moves].filter(([name]) => executors.has(name)));
      place(label, withPlaced(places, placed), isByKeys ? "keys" : undefined);
      say(`${spokenDone(label)}.`);
    },

    async tidyUp() {
      const tidy = () => {
        const { places } = get().file;
        const tidied = tidyPlaces(places, places.wraps);
        if (tidied.placed !== places.placed || places.kept !== null) {
          place("Tidy up", tidied);
        }
        set({ centre: { name: "", isTidied: true } });
        say("Tidied up.");
      };
      // Else the layout is known.
      if (get().file.places.kept === null) {
        tidy();
      } else {
        await layOut(({ direction, wraps }) => ({ direction, wraps }), tidy);
      }
    },

    turn: () =>
      layOut(
        ({ direction, wraps }) => ({ direction: direction === "right" ? "down" : "right", wraps }),
        ({ direction, wraps }) => {
          const way = direction === "right" ? "from left to right" : "from top to bottom";
          place(`Lay out ${way}`, laidOutPlaces(direction, wraps));
          set({ centre: { name: "" } });
          say(`Laid out ${way}.`);
        },
      ),

    wrap: () =>
      layOut(
        ({ direction, wraps }) => ({ direction, wraps: !wraps }),
        ({ wraps }) => {
          place(wraps ? "Wrap long chains" : "Unwrap long chains", tidyPlaces(get().file.places, wraps));
          set({ centre: { name: "" } });
          say(wraps ? "Long chains stand in rows." : "Each chain stands in one row.");
        },
      ),

    pin(names, isPinned) {
      const { places, shown } = get().file;
      const { executors } = arrangementOf(shown.picture, places);
      const placed = pointsByName(places.placed);
      const pinned = new Set(places.pinned);
      for (const name of names) {
        const point = executors.get(name);
        if (isPinned && point) {
          placed.set(name, point);
          pinned.add(name);
        } else {
          pinned.delete(name);
        }
      }
      const label = `${isPinned ? "Pin" : "Unpin"} ${cardsOf(names)}`;
      place(label, { ...places, placed: pagesOf(placed, places.placed), pinned });
      say(`${spokenDone(label)}.`);
    },

    undo: () => undoOrRedo(tools, "undo"),
    redo: () => undoOrRedo(tools, "redo"),
    markSaved: () => setFile({ savedText: get().file.text }),
  };
}

/** The same places where all but pinned cards stand where the layout puts them. */
function tidyPlaces({ direction, placed, pinned }: Places, wraps: boolean): Places {
  const all = [...pointsByName(placed)];
  const stay = all.filter(([name]) => pinned.has(name));
  return {
    direction,
    wraps,
    placed: stay.length === all.length ? placed : pagesOf(new Map(stay), placed),
    pinned,
    kept: null,
  };
}

function cardsOf(names: readonly string[]): string {
  const [only] = names;
  return only !== undefined && names.length === 1 ? quoted(only) : counted(names.length, "card");
}
