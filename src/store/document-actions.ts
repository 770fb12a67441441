/** Everything that changes the text, the places of cards, or the file they belong to; undo included. */
import { decodeUtf8, MAX_FILE_BYTES } from "../formats/decode.ts";
import { editDocument } from "../formats/edit-document.ts";
import { type FlowDocument, readFlow } from "../formats/read-flow.ts";
import { type Edit, freshName } from "../model/edit.ts";
import type { Value } from "../model/flow.ts";
import type { Point } from "../model/layout.ts";
import { applyChanges, diffChange, invertChanges, type TextChange } from "../model/text-change.ts";
import type { OpenedFile } from "./ports.ts";
import type { DesignerState, HistoryChange, HistoryStep } from "./state.ts";
import { EMPTY_FLOW } from "./state.ts";
import type { Tools } from "./tools.ts";

/** Keystrokes closer than this belong to one burst, which is one step of undo. */
const BURST_MS = 1000;
const MAX_UNDO = 500;

export interface DocumentActions {
  /** Makes an edit; the sentence of refusal if it is not made. */
  edit(
    edit: Edit,
    options?: { placed?: ReadonlyMap<string, Point>; select?: readonly string[] },
  ): string | null;
  /** A new executor, selected; at `point` of the canvas if given. Its name, or null if it was refused. */
  addExecutor(args: ReadonlyMap<string, Value>, point?: Point): string | null;
  /** What was typed into the text editor. */
  type(changes: readonly TextChange[]): void;
  movePlaced(moves: ReadonlyMap<string, Point>): void;
  tidyUp(): void;
  undo(): void;
  redo(): void;
  newFlow(): void;
  openText(fileName: string, text: string): void;
  openFile(file: OpenedFile): Promise<void>;
  markSaved(): void;
}

export function createDocumentActions(tools: Tools): DocumentActions {
  const { get, set, say, toast, ports } = tools;

  const snapshot = (state: DesignerState, changes: readonly TextChange[]): HistoryChange => ({
    changes,
    placed: state.placed,
    fileName: state.fileName,
    savedText: state.savedText,
  });

  /** Moves to a new document as one step of undo. */
  const commit = (
    step: { label: string; kind: HistoryStep["kind"]; changes: readonly TextChange[] },
    document: FlowDocument,
    after: Partial<Pick<DesignerState, "placed" | "fileName" | "savedText" | "selection">> = {},
  ) => {
    const before = get();
    const renamed = step.kind === "open" ? null : findRename(before.shown, document);
    const placed = after.placed ?? (renamed ? renameKey(before.placed, renamed) : before.placed);
    const next = { ...before, ...after, placed };
    const atMs = ports.clock.nowMs();
    let undo = before.undo;
    let back = snapshot(before, invertChanges(before.document.text, step.changes));
    let forth = snapshot(next, step.changes);
    let burstFrom = step.kind === "typing" ? before.document.text : null;
    const last = undo.at(-1);
    if (
      step.kind === "typing" &&
      last?.burstFrom != null &&
      atMs - last.atMs < BURST_MS &&
      before.redo.length === 0
    ) {
      const whole = diffChange(last.burstFrom, document.text);
      undo = undo.slice(0, -1);
      back = { ...last.back, changes: invertChanges(last.burstFrom, whole) };
      forth = { ...forth, changes: whole };
      burstFrom = last.burstFrom;
    } else if (last?.burstFrom != null) {
      undo = [...undo.slice(0, -1), { ...last, burstFrom: null }];
    }
    undo = [
      ...undo.slice(-MAX_UNDO + 1),
      { label: step.label, kind: step.kind, atMs, back, forth, burstFrom },
    ];
    set({ ...after, ...settle(next, document, renamed), placed, undo, redo: [] });
  };

  const travel = (from: "undo" | "redo") => {
    const state = get();
    const step = state[from].at(-1);
    if (!step) {
      say(from === "undo" ? "Nothing to undo." : "Nothing to redo.");
      return;
    }
    const { changes, placed, fileName, savedText } = from === "undo" ? step.back : step.forth;
    const text = applyChanges(state.document.text, changes);
    const document = changes.length > 0 ? readFlow(text) : state.document;
    const rest = state[from].slice(0, -1);
    const other = [...(from === "undo" ? state.redo : state.undo), { ...step, burstFrom: null }];
    set({
      ...settle(state, document, findRename(state.shown, document)),
      // An older file's graph says nothing about this one.
      ...(step.kind === "open" && !document.isFlow ? { shown: readFlow(EMPTY_FLOW) } : {}),
      placed,
      fileName,
      savedText,
      ...(from === "undo" ? { undo: rest, redo: other } : { undo: other, redo: rest }),
    });
    say(`${from === "undo" ? "Undid" : "Redid"}: ${step.label}.`);
  };

  const actions: DocumentActions = {
    edit(edit, options = {}) {
      const state = get();
      if (state.shown !== state.document) {
        const refused =
          "The text does not hold a Flow right now, so the canvas is shut: mend it in the YAML tab.";
        toast("warning", refused);
        return refused;
      }
      const edited = editDocument(state.document, edit);
      if ("refused" in edited) {
        toast("warning", edited.refused);
        return edited.refused;
      }
      const { document, changes, label, notes } = edited;
      const after = {
        ...(options.placed ? { placed: new Map([...state.placed, ...options.placed]) } : {}),
        ...(options.select ? { selection: new Set(options.select) } : {}),
      };
      commit({ label, kind: "edit", changes }, document, after);
      if (notes.length > 0) {
        toast("info", notes.join(" "), { canUndo: true });
      } else if (edit.kind === "remove") {
        toast("info", `${label.replace(/^Delete/, "Deleted")}.`, { canUndo: true });
      } else {
        say(`${label}.`);
      }
      return null;
    },

    addExecutor(args, point) {
      const { built } = get().document;
      const wanted = args.get("name");
      const name = freshName(built, typeof wanted === "string" ? wanted : "executor1");
      const refused = actions.edit(
        {
          kind: "add",
          args: new Map<string, Value>([["name", name], ...[...args].filter(([key]) => key !== "name")]),
        },
        { select: [name], ...(point ? { placed: new Map([[name, point]]) } : {}) },
      );
      return refused === null ? name : null;
    },

    type(changes) {
      const text = applyChanges(get().document.text, changes);
      commit({ label: "Typing", kind: "typing", changes }, readFlow(text));
    },

    movePlaced(moves) {
      const state = get();
      const names = [...moves.keys()];
      const label = names.length === 1 ? `Move ${names[0]}` : `Move ${names.length} cards`;
      commit({ label, kind: "move", changes: [] }, state.document, {
        placed: new Map([...state.placed, ...moves]),
      });
    },

    tidyUp() {
      if (get().placed.size > 0) {
        commit({ label: "Tidy up", kind: "move", changes: [] }, get().document, { placed: new Map() });
      }
      set({ centre: { name: "" } });
      say("Tidied up.");
    },

    undo: () => travel("undo"),
    redo: () => travel("redo"),

    newFlow() {
      actions.openText("flow.yml", EMPTY_FLOW);
    },

    openText(fileName, text) {
      const state = get();
      const changes = [{ from: 0, to: state.document.text.length, insert: text }];
      const had = state.document.text !== state.savedText;
      commit({ label: `Open ${fileName}`, kind: "open", changes }, readFlow(text), {
        fileName,
        savedText: text,
        placed: new Map(),
        selection: new Set(),
      });
      const { document } = get();
      // An older file's graph says nothing about this one.
      set({ shown: document.isFlow ? document : readFlow(EMPTY_FLOW), centre: { name: "", isFirst: true } });
      const first = document.isFlow ? undefined : document.problems[0];
      if (first) {
        set({ bottomTab: "problems" });
        toast("warning", `${fileName}: ${first.message}`, { canUndo: true });
      } else {
        const kept = had ? " The unsaved one before it comes back with Undo." : "";
        toast("info", `Opened ${fileName}.${kept}`, { canUndo: true });
      }
    },

    async openFile(file) {
      if (file.size > MAX_FILE_BYTES) {
        const size = (file.size / 1024 / 1024).toFixed(1);
        tools.logLine("error", `${file.name} has ${size} MB; files over 8 MB are not opened.`);
        toast("warning", `${file.name} has ${size} MB; files over 8 MB are not opened. Nothing was changed.`);
        return;
      }
      let bytes: Uint8Array;
      try {
        bytes = await file.bytes();
      } catch (error) {
        toast(
          "warning",
          `${file.name} could not be read: ${error instanceof Error ? error.message : String(error)}`,
        );
        return;
      }
      const decoded = decodeUtf8(bytes);
      if ("refused" in decoded) {
        tools.logLine("error", `${file.name}: ${decoded.refused}`);
        toast("warning", `${file.name}: ${decoded.refused}`);
        return;
      }
      actions.openText(file.name, decoded.text);
    },

    markSaved() {
      set({ savedText: get().document.text });
    },
  };
  return actions;
}

/** What follows from a new document: the graph that is shown, and the selection without what is gone. */
function settle(
  state: DesignerState,
  document: FlowDocument,
  renamed: Rename | null,
): Pick<DesignerState, "document" | "shown" | "selectedEdge"> & Partial<Pick<DesignerState, "selection">> {
  const { selectedEdge, selection } = state;
  if (!document.isFlow) {
    return { document, shown: state.shown, selectedEdge };
  }
  const has = (name: string) => name === "gateway" || document.built.byName.has(name);
  const names = [...selection].map((name) => (name === renamed?.from ? renamed.to : name));
  const kept = names.filter(has);
  const isSame = kept.length === selection.size && kept.every((name) => selection.has(name));
  return {
    document,
    shown: document,
    selectedEdge: selectedEdge && has(selectedEdge.from) && has(selectedEdge.to) ? selectedEdge : null,
    ...(isSame ? {} : { selection: new Set(kept) }),
  };
}

interface Rename {
  readonly from: string;
  readonly to: string;
}

/** A rename, however it was made: one name gone, one come, at the same place of the list. */
function findRename(before: FlowDocument, after: FlowDocument): Rename | null {
  if (!before.isFlow || !after.isFlow || before.built.nodes.length !== after.built.nodes.length) {
    return null;
  }
  const gone = before.built.nodes.filter(({ name }) => !after.built.byName.has(name));
  const come = after.built.nodes.filter(({ name }) => !before.built.byName.has(name));
  return gone.length === 1 && come.length === 1 && gone[0]!.entry === come[0]!.entry
    ? { from: gone[0]!.name, to: come[0]!.name }
    : null;
}

function renameKey(placed: ReadonlyMap<string, Point>, { from, to }: Rename): ReadonlyMap<string, Point> {
  const point = placed.get(from);
  if (!point) {
    return placed;
  }
  const next = new Map(placed);
  next.delete(from);
  next.set(to, point);
  return next;
}
