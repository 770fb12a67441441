/** Edits of the Flow: each a splice of the text, proven before it is made. */
import { editDocument } from "../formats/edit/edit-document.ts";
import { argumentPath, typedEdit, typedItem } from "../formats/edit/typed-argument.ts";
import type { FlowDocument } from "../formats/read/read-document.ts";
import type { Places } from "../model/drawing/arrange.ts";
import type { Point } from "../model/drawing/geometry.ts";
import { pagesOf } from "../model/drawing/pages.ts";
import { pointsByName } from "../model/drawing/points.ts";
import { spokenDone } from "../model/drawing/spoken-done.ts";
import { freshName, type Refusal, saysSources } from "../model/edit/edit.ts";
import { needsOf } from "../model/engine/needs.ts";
import { GATEWAY } from "../model/flow.ts";
import type { ArgumentEdit, Edit, Need } from "../model/flow-edit.ts";
import type { Path } from "../model/path.ts";
import type { Scale } from "../model/run/simulation.ts";
import type { Value } from "../model/value.ts";
import { copySelected, cutSelected, duplicateSelected, pasteText } from "./clipboard.ts";
import { commit } from "./commit.ts";
import type { ArgumentPlace } from "./drafts.ts";
import { type OpenFile, onlySelected, whyReadOnly } from "./open-file.ts";
import { READ_AT_ONCE } from "./reader.ts";
import { withText } from "./settle.ts";
import type { EditOptions, Toast } from "./state.ts";
import type { Tools } from "./tools.ts";

/** What edits the Flow. */
export interface EditActions {
  /**
   * Makes an edit. Gives a sentence that says why if it is refused, which a toast shows too; null otherwise, and while
   * the code for it is still loading.
   */
  edit(edit: Edit, options?: EditOptions): string | null;
  /**
   * Puts what was typed, which is YAML, at a place of an argument; an empty text takes away what is there. Of several
   * owners it is one step. Gives what `edit` gives.
   */
  setArgument(place: ArgumentPlace, text: string): string | null;
  /** Writes how executors are scaled, by their names, in one step. Gives what `edit` gives. */
  setScales(scales: ReadonlyMap<string, Scale>): string | null;
  /** Adds what was typed to the list at a place; a single value there becomes one. Gives what `edit` gives. */
  addItem(place: ArgumentPlace, text: string): string | null;
  /** Moves an item of a list in an argument, or gives a key in it another name. Gives what `edit` gives. */
  moveItem(place: ArgumentPlace, before: number): string | null;
  renameKey(place: ArgumentPlace, to: string): string | null;
  /**
   * Adds an executor and selects it; its card is put at `point` of the canvas if that is given, and it on the edge `on`.
   * With neither, and where its arguments do not say what it takes, it needs the one that is selected. Gives its name, or
   * null if it was refused or the code for it is still loading.
   */
  addExecutor(args: ReadonlyMap<string, Value>, point?: Point, on?: Need): string | null;
  /** Copies the selected executors as YAML, or the whole file where none is selected. */
  copySelected(): Promise<void>;
  /** Copies the selected executors and deletes them. */
  cutSelected(): Promise<void>;
  /**
   * Makes executors a second time, with their needs: those of `corners`, which say where the new cards stand, else the
   * selected ones.
   */
  duplicateSelected(corners?: ReadonlyMap<string, Point>): void;
  /**
   * Makes executors of a text, which is YAML, with their cards from `point` of the canvas on if that is given.
   * `keepsLinks`: their needs to executors of this Flow stay. `behind`: an executor, or `gateway`, that the first of them
   * is to need.
   */
  paste(text: string, keepsLinks: boolean, point?: Point, behind?: string): void;
}

type Edited = Exclude<ReturnType<typeof editDocument>, Refusal>;

/** The edit that is meant of a document; null is none. */
type ToEdit = (document: FlowDocument) => Edit | Refusal | null;

/** The actions. */
export function createEditActions(tools: Tools): EditActions {
  const actions: EditActions = {
    edit: (edit, options = {}) => makeEdit(tools, () => edit, options),

    setArgument: (place, text) => makeEdit(tools, (document) => typedEdits(document, place, text), {}),

    setScales: (scales) => makeEdit(tools, (document) => scaleEdits(document, scales), {}),

    addItem: ({ owners: [owner = null], way }, text) =>
      makeEdit(tools, (document) => typedItem(document, owner, way, text), {}),

    moveItem: (place, before) =>
      makeEdit(
        tools,
        (document) => atPlace(document, place, (path) => ({ kind: "move-item", path, before })),
        {},
      ),

    renameKey: (place, to) =>
      makeEdit(
        tools,
        (document) => atPlace(document, place, (path) => ({ kind: "rename-key", path, to })),
        {},
      ),

    addExecutor(args, point, on) {
      const wanted = args.get("name");
      const { built } = tools.get().file.reading.document;
      const name = freshName(built.byName, typeof wanted === "string" ? wanted : "executor1");
      const others = [...args].filter(([key]) => key !== "name");
      const need = on ?? (point || saysSources(args) ? undefined : needBehind(tools.get().file));
      const refused = actions.edit(
        {
          kind: "add",
          args: new Map<string, Value>([["name", name], ...others]),
          ...(need && { on: need }),
        },
        point ? { placeAdded: (names) => new Map(names.map((one) => [one, point])) } : {},
      );
      if (refused !== null) {
        return null;
      }
      if (!point) {
        tools.set({ narrowPlace: "canvas" });
      }
      return name;
    },

    copySelected: () => copySelected(tools),
    cutSelected: () => cutSelected(tools, actions.edit),
    duplicateSelected: (corners) => duplicateSelected(tools, actions.edit, corners),
    paste: (text, keepsLinks, point, behind) =>
      pasteText(tools, actions.edit, { text, keepsLinks, point, behind }),
  };
  return actions;
}

/** The edge on which something stands behind the one that is selected; undefined where that is none, or not there. */
function needBehind(file: OpenFile): Need | undefined {
  const from = onlySelected(file);
  const isThere = from === GATEWAY || (from !== null && file.reading.document.built.byName.has(from));
  return isThere ? { from, to: GATEWAY } : undefined;
}

/** Of one owner what was typed is an edit of its own; the same of several is one edit of each. */
function typedEdits(
  document: FlowDocument,
  { owners, way }: ArgumentPlace,
  text: string,
): Edit | Refusal | null {
  const [only = null, ...others] = owners;
  if (others.length === 0) {
    return typedEdit(document, only, way, text);
  }
  const edits: ArgumentEdit[] = [];
  for (const owner of owners) {
    const edit = typedEdit(document, owner, way, text);
    if (edit && "refused" in edit) {
      return edit;
    }
    if (edit) {
      edits.push(edit);
    }
  }
  return edits.length > 0 ? { kind: "each", edits } : null;
}

function scaleEdits(document: FlowDocument, scales: ReadonlyMap<string, Scale>): Edit | Refusal | null {
  const edits: ArgumentEdit[] = [];
  for (const [name, { replicas, shards, polling }] of scales) {
    for (const [key, value] of Object.entries({ replicas, shards, polling })) {
      if (value === undefined) {
        continue;
      }
      const path = argumentPath(document, name, [key]);
      if ("refused" in path) {
        return path;
      }
      edits.push({ kind: "set-path", path, value });
    }
  }
  return edits.length > 0 ? { kind: "each", edits } : null;
}

function atPlace(
  document: FlowDocument,
  { owners: [owner = null], way }: ArgumentPlace,
  toEdit: (path: Path) => Edit,
): Edit | Refusal {
  const path = argumentPath(document, owner, way);
  return "refused" in path ? path : toEdit(path);
}

function makeEdit(tools: Tools, toEdit: ToEdit, options: EditOptions): string | null {
  const { file } = tools.get();
  const refused = whyReadOnly(file);
  if (refused !== null) {
    tools.toast("warning", refused);
    return refused;
  }
  const { document } = file.reading;
  const edit = toEdit(document);
  if (edit === null) {
    return null;
  }
  const edited = "refused" in edit ? edit : editDocument(document, edit);
  if ("refused" in edited) {
    tools.toast("warning", edited.refused);
    return edited.refused;
  }
  const isRemoval = "kind" in edit && edit.kind === "remove";
  const otherwise = "kind" in edit ? otherwiseOf(document, edit, options) : null;
  takeEdited(tools, edited, isRemoval, { ...options, otherwise });
  return null;
}

/**
 * A need that came by order stays beside one that is connected, and what is pasted loses its links to executors of this
 * Flow; that may not be what was meant.
 */
function otherwiseOf({ built }: FlowDocument, edit: Edit, options: EditOptions): Toast["otherwise"] {
  if (edit.kind === "paste" && !edit.keepsLinks) {
    const pasted = new Set(edit.items.map(({ name }) => name));
    const isLost = (need: string) => !pasted.has(need) && built.byName.has(need);
    return edit.items.some(({ value }) => needsOf(value.get("needs"))?.some(isLost))
      ? {
          label: "Paste with its links",
          edit: { ...edit, keepsLinks: true },
          options,
          undoesFirst: true,
        }
      : null;
  }
  const target = edit.kind === "connect" ? built.byName.get(edit.to) : undefined;
  if (edit.kind !== "connect" || !target || target.needsWritten) {
    return null;
  }
  const { from, to } = edit;
  const value = built.standsFor.get(from) ?? from;
  if (target.needs.every((need) => need === value || need === GATEWAY)) {
    return null;
  }
  return { label: `Need only ${from}`, edit: { kind: "set", name: to, key: "needs", value } };
}

/** The places with cards put down at these points. */
export function withPlaced(places: Places, points: ReadonlyMap<string, Point>): Places {
  const { placed } = places;
  return { ...places, placed: pagesOf(new Map([...pointsByName(placed), ...points]), placed) };
}

/** Makes the edited text a step of undo, and says what was done. */
function takeEdited(
  tools: Tools,
  edited: Edited,
  isRemoval: boolean,
  options: EditOptions & { readonly otherwise: Toast["otherwise"] },
): void {
  const { file } = tools.get();
  const { text, changes, notes } = edited;
  const isCheap = edited.isRead || text.length <= READ_AT_ONCE;
  const reading = isCheap ? { document: edited.document, fault: null } : null;
  const label = options.label ?? edited.label;
  const { added } = edited;
  const selection = added.length > 0 ? new Set(added) : file.selection;
  const given = options.placeAdded?.(added);
  const before = { ...file, selection, places: given ? withPlaced(file.places, given) : file.places };
  const after = withText(before, text, changes, reading);
  if (!commit(tools, { label, kind: "edit", changes }, after)) {
    return;
  }
  const [first] = added;
  if (first !== undefined) {
    tools.set({ centre: { name: first, isNear: true } });
  }
  const done = `${spokenDone(label)}.`;
  if (isRemoval) {
    tools.toast("info", [done, ...notes].join(" "), { canUndo: true });
  } else if (notes.length > 0) {
    tools.toast("info", notes.join(" "), { canUndo: true, otherwise: options.otherwise });
    tools.say([done, ...notes].join(" "));
  } else {
    tools.say(done);
  }
}
