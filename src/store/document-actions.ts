/** Everything that changes the text of the open file or the places of its cards; undo included. */
import { counted, grouped } from "../base/words.ts";
import type { FlowDocument } from "../formats/read/read-flow.ts";
import type { Point } from "../model/drawing/geometry.ts";
import { freshName, type Refusal } from "../model/edit/edit.ts";
import type { Edit } from "../model/flow-edit.ts";
import type { ReportRow } from "../model/legacy/conversion-report.ts";
import type { Fix, Problem } from "../model/problem.ts";
import { applyChanges, type TextChange } from "../model/text-change.ts";
import type { Value } from "../model/value.ts";
import { type Editing, loadEditing, loadedEditing } from "./editing.ts";
import {
  endBurst,
  type History,
  type NewStep,
  placeAfter,
  recordStep,
  recordWhole,
  type TypingOrigin,
  travel,
} from "./history.ts";
import { loadLate } from "./late.ts";
import { openTab } from "./panels.ts";
import { ahead, documentAfter, isUnread, READ_AT_ONCE } from "./reader.ts";
import { settle } from "./settle.ts";
import { type DesignerState, whyShut } from "./state.ts";
import type { Tools } from "./tools.ts";

/** Lines of a report that anybody reads. */
const MAX_ROWS = 300;

interface EditOptions {
  readonly placed?: ReadonlyMap<string, Point>;
  readonly select?: readonly string[];
  readonly label?: string;
}

export interface DocumentActions {
  /**
   * Makes an edit; the sentence of refusal if it is not made. Where the code for it is still on its way, the edit is
   * made when it has come, and a refusal only told by a toast.
   */
  edit(edit: Edit, options?: EditOptions): string | null;
  /**
   * Gives an argument what was typed, which is YAML; nothing takes it away. `name`: an executor, `gateway` for the
   * section of that name, or null for the Flow's `with`. The sentence of refusal as `edit` has it.
   */
  setArgument(name: string | null, key: string, text: string): string | null;
  /** Makes the change that a problem offers, as one step of undo. */
  mend(fix: Fix): Promise<void>;
  /** Makes the changes that all problems offer which say the same as this one, as one step of undo. */
  mendAll(problem: Problem): Promise<void>;
  /** A new executor, selected; at `point` of the canvas if given. Its name; null if it was refused, or is made once the code for it has come. */
  addExecutor(args: ReadonlyMap<string, Value>, point?: Point): string | null;
  /** What was typed into the text editor. */
  type(changes: readonly TextChange[], origin?: TypingOrigin): void;
  /** What is typed next is a step of undo of its own: the cursor was moved. */
  endBurst(): void;
  movePlaced(moves: ReadonlyMap<string, Point>): void;
  tidyUp(): void;
  /** One step of this file's history; it ends where the file was opened. */
  undo(): void;
  redo(): void;
  markSaved(): void;
}

export function createDocumentActions(tools: Tools): DocumentActions {
  const { get, set, say, toast, fault, guard, ports } = tools;

  /** Moves to a new document as one step of undo. False if a fault of ours was told, which nothing should cover. */
  const commit = (
    step: Pick<NewStep, "label" | "kind" | "changes" | "origin" | "report">,
    document: FlowDocument,
    after: Partial<Pick<DesignerState, "placed" | "selection">> = {},
  ): boolean => {
    const before = get();
    const settled = settle({ ...before, ...after }, document, after.placed);
    const history = record(before, {
      ...step,
      before: { text: before.document.text, placed: before.placed },
      after: { text: document.text, placed: settled.placed },
      atMs: ports.clock.nowMs(),
    });
    set({ ...after, ...settled, ...history });
    return !isUnread(settled.document);
  };

  /** Whatever fails, there is a way back. */
  const record = (before: History, step: NewStep): History => {
    try {
      return recordStep(before, step);
    } catch (cause) {
      fault("keeping what can be undone", cause);
      return recordWhole(before, step);
    }
  };

  const go = (way: "undo" | "redo") => {
    const state = get();
    const gone = travel(state, way);
    if (!gone) {
      say(way === "undo" ? "Nothing to undo." : "Nothing to redo.");
      return;
    }
    const { step, change, history } = gone;
    const { changes, placed } = change;
    const text = applyChanges(state.document.text, changes);
    const document = changes.length > 0 ? documentAfter(state.document, text, changes) : state.document;
    const place = placeAfter(changes);
    set({
      ...settle(state, document, placed),
      ...history,
      // It never stands above the unconverted file.
      ...(step.report ? { report: way === "undo" ? null : step.report } : {}),
      ...(place === null ? {} : { reveal: { from: place, to: place, isQuiet: true } }),
    });
    say(`${way === "undo" ? "Undid" : "Redid"}: ${step.label}.`);
  };

  /** Makes the edit that `toEdit` makes of the document; null is none. */
  const makeEdit = (
    toEdit: (editing: Editing, document: FlowDocument) => Edit | Refusal | null,
    options: EditOptions = {},
  ): string | null => {
    const state = get();
    const refused = whyShut(state);
    if (refused !== null) {
      toast("warning", refused);
      return refused;
    }
    const editing = loadedEditing();
    if (!editing) {
      const load = async () => {
        await loadEditing();
        makeEdit(toEdit, options);
      };
      void guard("making that change", load, undefined);
      return null;
    }
    const edit = toEdit(editing, state.document);
    if (edit === null) {
      return null;
    }
    const edited = "refused" in edit ? edit : editing.editDocument(state.document, edit);
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
    if (!commit({ label, kind: "edit", changes }, document, after)) {
      return null;
    }
    if ("kind" in edit && edit.kind === "remove") {
      toast("info", [`${label.replace(/^Delete/, "Deleted")}.`, ...notes].join(" "), { canUndo: true });
    } else if (notes.length > 0) {
      toast("info", notes.join(" "), { canUndo: true });
    } else {
      say(`${label}.`);
    }
    return null;
  };

  const actions: DocumentActions = {
    edit: (edit, options) => makeEdit(() => edit, options),

    setArgument: (name, key, text) =>
      makeEdit(({ typedEdit }, document) => typedEdit(document, name, key, text)),

    async mend(fix) {
      if ("edit" in fix) {
        actions.edit(fix.edit, { label: fix.label });
        return;
      }
      const { document, fileName } = get();
      const late =
        "changes" in fix
          ? null
          : await loadLate("The code that converts files", () => import("./exports.ts"));
      const mended =
        "changes" in fix ? { changes: fix.changes, notes: [] } : late!.rewrite(document.text, fix.rewrite);
      if (get().document !== document) {
        // Something was typed while the code was on its way: the places would be wrong.
        return;
      }
      if ("refused" in mended) {
        toast("warning", mended.refused);
        return;
      }
      const { changes } = mended;
      const rows = late ? atMost(MAX_ROWS, late.reportOf(mended)) : [];
      const report = rows.length > 0 ? { fileName, rows } : null;
      const after = documentAfter(document, applyChanges(document.text, changes), changes);
      const step = { label: fix.label, kind: "edit", changes, ...(report ? { report } : {}) } as const;
      if (!commit(step, after)) {
        return;
      }
      set({ centre: { name: "" } });
      if (!report) {
        toast("info", `${fix.label}: done.`, { canUndo: true });
        return;
      }
      set({ report, tabs: openTab(get().tabs, "problems") });
      for (const line of late!.printReport(rows)) {
        tools.logLine("info", `${fileName}, ${line}`);
      }
      const left = rows.filter(({ isLeft }) => isLeft).length;
      const told =
        left > 0
          ? `${counted(left, "thing")} ${left === 1 ? "is" : "are"} left to you: Problems and Log tell of ${left === 1 ? "it" : "them"}, and of what was done.`
          : "Problems and Log tell what was done.";
      toast("info", `${fix.label}: done. ${told}`, { canUndo: true });
    },

    async mendAll(problem) {
      const { document } = get();
      const { mendAll } = await loadLate("The code that makes edits", () => import("./exports.ts"));
      if (get().document !== document) {
        return;
      }
      const refused = whyShut(get());
      if (refused !== null) {
        toast("warning", refused);
        return;
      }
      const all = mendAll(document, problem);
      if ("refused" in all) {
        toast("warning", all.refused);
        return;
      }
      const { changes, notes, mended, wanted, isMore } = all;
      const label = problem.fix ? `Fix all: ${problem.fix.label}` : "Fix all";
      if (!commit({ label, kind: "edit", changes }, all.document)) {
        return;
      }
      const sentence = isMore
        ? `Fixed ${grouped(mended)}. There are more of them: fix them next.`
        : mended === wanted
          ? `Fixed all ${grouped(mended)}.`
          : `Fixed ${grouped(mended)} of ${grouped(wanted)}; the others need a person.`;
      toast("info", [sentence, ...notes].join(" "), { canUndo: true });
    },

    addExecutor(args, point) {
      if (!loadedEditing()) {
        const load = async () => {
          await loadEditing();
          actions.addExecutor(args, point);
        };
        void guard("making that change", load, undefined);
        return null;
      }
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

    type(changes, origin = "keys") {
      const { document } = get();
      const text = applyChanges(document.text, changes);
      const step = { label: "Typing", kind: "typing", changes, origin } as const;
      commit(step, documentAfter(document, text, changes));
    },

    endBurst() {
      const state = get();
      const { undo } = endBurst(state);
      if (undo !== state.undo) {
        set({ undo });
      }
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

    undo: () => go("undo"),
    redo: () => go("redo"),

    markSaved() {
      set({ savedText: get().document.text });
    },
  };
  return actions;
}

/** The first rows of a report, and how many more there are. */
function atMost(count: number, rows: readonly ReportRow[]): readonly ReportRow[] {
  const more = rows.length - count;
  return more <= 0
    ? rows
    : [...rows.slice(0, count), { line: null, before: "", text: `And ${counted(more, "more change")}.` }];
}
