/** Everything that changes the text, the places of cards, or the file they belong to; undo included. */
import { counted } from "../base/words.ts";
import { decodeUtf8, MAX_FILE_BYTES } from "../formats/decode.ts";
import { type FlowDocument, readFlow } from "../formats/read-flow.ts";
import { printRow, type ReportRow, reportOf } from "../model/conversion-report.ts";
import { type Edit, freshName } from "../model/edit.ts";
import type { Value } from "../model/flow.ts";
import type { Point } from "../model/layout.ts";
import { type Fix, fullMessage } from "../model/problem.ts";
import { applyChanges, diffChange, invertChanges, type TextChange } from "../model/text-change.ts";
import { loadEditing, loadedEditing } from "./editing.ts";
import type { OpenedFile } from "./ports.ts";
import { ahead, documentAfter, isAhead, lastRead, READ_AT_ONCE, readAway } from "./reader.ts";
import type { DesignerState, HistoryChange, HistoryStep } from "./state.ts";
import { EMPTY_FLOW, isStale } from "./state.ts";
import type { Tools } from "./tools.ts";

/** Keystrokes closer than this belong to one burst, which is one step of undo. */
const BURST_MS = 1000;
const MAX_UNDO = 500;
/** Lines of a report that anybody reads. */
const MAX_ROWS = 300;

export interface DocumentActions {
  /**
   * Makes an edit; the sentence of refusal if it is not made. Where the code for it is still on its way, the edit is
   * made when it has come, and a refusal only told by a toast.
   */
  edit(
    edit: Edit,
    options?: { placed?: ReadonlyMap<string, Point>; select?: readonly string[]; label?: string },
  ): string | null;
  /** Makes the change that a problem offers, as one step of undo. */
  mend(fix: Fix): Promise<void>;
  /** A new executor, selected; at `point` of the canvas if given. Its name, or null if it was refused. */
  addExecutor(args: ReadonlyMap<string, Value>, point?: Point): string | null;
  /** What was typed into the text editor. */
  type(changes: readonly TextChange[]): void;
  movePlaced(moves: ReadonlyMap<string, Point>): void;
  tidyUp(): void;
  undo(): void;
  redo(): void;
  newFlow(): void;
  /**
   * Takes the place of the file that is open. A long text is read first, and what is open stays usable until then;
   * another file that is opened meanwhile is opened instead.
   */
  openText(fileName: string, text: string): Promise<void>;
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
    const renamed = step.kind === "open" || isAhead(document) ? null : findRename(before.shown, document);
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
      const whole = joinChanges(last.burstFrom, last.forth.changes, step.changes, document.text);
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
    const isOpen = step.kind === "open";
    // An older file's graph says nothing about this one.
    const drawn = isOpen ? readFlow(EMPTY_FLOW) : state.document;
    const document = changes.length > 0 ? documentAfter(drawn, text, isOpen ? [] : changes) : state.document;
    const rest = state[from].slice(0, -1);
    const other = [...(from === "undo" ? state.redo : state.undo), { ...step, burstFrom: null }];
    set({
      ...settle(state, document, isAhead(document) ? null : findRename(state.shown, document)),
      ...(isOpen && !document.isFlow ? { shown: readFlow(EMPTY_FLOW) } : {}),
      placed,
      fileName,
      savedText,
      ...(from === "undo" ? { undo: rest, redo: other } : { undo: other, redo: rest }),
    });
    say(`${from === "undo" ? "Undid" : "Redid"}: ${step.label}.`);
  };

  /** The file that is being opened; another one ends that. */
  let opening = new AbortController();
  const beginOpening = () => {
    opening.abort();
    opening = new AbortController();
    return opening.signal;
  };

  const open = async (fileName: string, text: string, signal: AbortSignal) => {
    if (text.length <= READ_AT_ONCE) {
      show(fileName, readFlow(text));
      return;
    }
    toast("info", `Reading ${fileName} …`);
    const document = await readAway(ports.reader, text, signal);
    if (document) {
      show(fileName, document);
    }
  };

  const show = (fileName: string, document: FlowDocument, isNew = false) => {
    const state = get();
    const { text } = document;
    const changes = [{ from: 0, to: state.document.text.length, insert: text }];
    const had = state.document.text !== state.savedText;
    commit({ label: isNew ? "New flow" : `Open ${fileName}`, kind: "open", changes }, document, {
      fileName,
      savedText: text,
      placed: new Map(),
      selection: new Set(),
    });
    set({ report: null });
    // An older file's graph says nothing about this one.
    set({ shown: document.isFlow ? document : readFlow(EMPTY_FLOW), centre: { name: "", isFirst: true } });
    const kept = had ? " The unsaved one before it comes back with Undo." : "";
    const opened = isNew ? "Began a new Flow." : `Opened ${fileName}.`;
    toast("info", `${opened}${kept}`, { canUndo: true });
    const first = document.isFlow ? undefined : document.problems[0];
    if (first) {
      // The canvas says why it is empty.
      set({ bottomTab: "problems" });
      say(`${opened} ${fullMessage(first)}`);
    }
  };

  const actions: DocumentActions = {
    edit(edit, options = {}) {
      const state = get();
      if (isStale(state)) {
        const refused =
          "The text holds no Flow right now, so nothing can be changed here: mend it in the YAML tab first.";
        toast("warning", refused);
        return refused;
      }
      if (state.document.legacy) {
        const refused = "This file is one of an old version of Jina: convert it to 3.34 first.";
        toast("warning", refused);
        return refused;
      }
      if (isAhead(state.document)) {
        const refused = "The text is still being read: try that again in a moment.";
        toast("warning", refused);
        return refused;
      }
      const editing = loadedEditing();
      if (!editing) {
        void loadEditing().then(() => actions.edit(edit, options));
        return null;
      }
      const edited = editing.editDocument(state.document, edit);
      if ("refused" in edited) {
        toast("warning", edited.refused);
        return edited.refused;
      }
      const { text, changes, notes } = edited;
      const isCheap = edited.isRead || text.length <= READ_AT_ONCE;
      const document = isCheap ? edited.document : ahead(state.document, text, changes);
      const label = options.label ?? edited.label;
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

    async mend(fix) {
      if ("edit" in fix) {
        actions.edit(fix.edit, { label: fix.label });
        return;
      }
      const { document, fileName } = get();
      const mended =
        "changes" in fix
          ? { changes: fix.changes, notes: [] }
          : (await import("./exports.ts")).rewrite(document.text, fix.rewrite, fileName);
      if (get().document !== document) {
        // Something was typed while the code was on its way: the places would be wrong.
        return;
      }
      if ("refused" in mended) {
        toast("warning", mended.refused);
        return;
      }
      const { changes } = mended;
      const report = atMost(MAX_ROWS, reportOf(mended));
      const after = documentAfter(document, applyChanges(document.text, changes), changes);
      commit({ label: fix.label, kind: "edit", changes }, after);
      set({ centre: { name: "" } });
      if (report.length === 0) {
        toast("info", `${fix.label}: done.`, { canUndo: true });
        return;
      }
      set({ report: { fileName, rows: report }, bottomTab: "problems" });
      for (const row of report) {
        tools.logLine("info", `${fileName}, ${printRow(row)}`);
      }
      const told = "Problems and Log tell what was changed and what is left to do.";
      toast("info", `${fix.label}: done. ${told}`, { canUndo: true });
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
      const { document } = get();
      const text = applyChanges(document.text, changes);
      commit({ label: "Typing", kind: "typing", changes }, documentAfter(document, text, changes));
    },

    movePlaced(moves) {
      const state = get();
      const names = [...moves.keys()];
      const label = names.length === 1 ? `Move ${names[0]}` : `Move ${counted(names.length, "card")}`;
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
      beginOpening();
      show("flow.yml", readFlow(EMPTY_FLOW), true);
    },

    openText: (fileName, text) => open(fileName, text, beginOpening()),

    async openFile(file) {
      if (file.size > MAX_FILE_BYTES) {
        const size = (file.size / 1024 / 1024).toFixed(1);
        tools.logLine("error", `${file.name} has ${size} MB; files over 8 MB are not opened.`);
        toast("warning", `${file.name} has ${size} MB; files over 8 MB are not opened. Nothing was changed.`);
        return;
      }
      const signal = beginOpening();
      let bytes: Uint8Array;
      try {
        bytes = await file.bytes();
      } catch (error) {
        toast(
          "warning",
          `${file.name} could not be read, so nothing was changed. The browser says: ${error instanceof Error ? error.message : String(error)}`,
        );
        return;
      }
      const decoded = decodeUtf8(bytes);
      if ("refused" in decoded) {
        tools.logLine("error", `${file.name}: ${decoded.refused}`);
        toast("warning", `${file.name}: ${decoded.refused}`);
        return;
      }
      if (!signal.aborted) {
        await open(file.name, decoded.text, signal);
      }
    },

    markSaved() {
      set({ savedText: get().document.text });
    },
  };
  return actions;
}

/** What follows once the text is read that the document was ahead with. */
export function settleRead(state: DesignerState, document: FlowDocument): Partial<DesignerState> {
  const renamed = findRename(state.shown, document);
  const placed = renamed ? renameKey(state.placed, renamed) : state.placed;
  const last = state.undo.at(-1);
  const isFirst = state.shown.picture.nodes.length === 0;
  return {
    ...settle(state, document, renamed),
    ...(last && placed !== state.placed
      ? { placed, undo: [...state.undo.slice(0, -1), { ...last, forth: { ...last.forth, placed } }] }
      : {}),
    ...(isFirst ? { centre: { name: "", isFirst } } : {}),
  };
}

/** What follows from a new document: the graph that is shown, and the selection without what is gone. */
function settle(
  state: DesignerState,
  document: FlowDocument,
  renamed: Rename | null,
): Pick<DesignerState, "document" | "shown" | "selectedEdge"> & Partial<Pick<DesignerState, "selection">> {
  const { selectedEdge, selection } = state;
  if (!document.isFlow || isAhead(document)) {
    return { document, shown: document.isFlow ? lastRead(document) : state.shown, selectedEdge };
  }
  const has = (name: string) => name === "gateway" || document.picture.byName.has(name);
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

/** The first rows of a report, and how many more there are. */
function atMost(count: number, rows: readonly ReportRow[]): readonly ReportRow[] {
  const more = rows.length - count;
  return more <= 0
    ? rows
    : [...rows.slice(0, count), { line: null, before: "", text: `And ${counted(more, "more change")}.` }];
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

interface Rename {
  readonly from: string;
  readonly to: string;
}

/** A rename, however it was made: one name gone, one come, at the same place of the list. */
function findRename(before: FlowDocument, after: FlowDocument): Rename | null {
  if (!before.isFlow || !after.isFlow || before.picture.nodes.length !== after.picture.nodes.length) {
    return null;
  }
  const gone = before.picture.nodes.filter(({ name }) => !after.picture.byName.has(name));
  const come = after.picture.nodes.filter(({ name }) => !before.picture.byName.has(name));
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
