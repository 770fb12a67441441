/** Edits of the Flow: each a splice of the text, proven before it is made. */
import type { FlowDocument } from "../formats/read/read-document.ts";
import type { Point } from "../model/drawing/geometry.ts";
import { freshName, type Refusal } from "../model/edit/edit.ts";
import type { Edit } from "../model/flow-edit.ts";
import type { Value } from "../model/value.ts";
import { commit } from "./commit.ts";
import { type Editing, loadEditing, loadedEditing } from "./editing.ts";
import { whyShut } from "./open-file.ts";
import { READ_AT_ONCE } from "./reader.ts";
import { withText } from "./settle.ts";
import type { Tools } from "./tools.ts";

interface EditOptions {
  /** Places of cards that come with it. */
  readonly placed?: ReadonlyMap<string, Point>;
  /** What is selected then. */
  readonly select?: readonly string[];
  /** Instead of the edit's own label. */
  readonly label?: string;
}

export interface EditActions {
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
  /**
   * A new executor, selected; at `point` of the canvas if given. Its name; null if it was refused, or is made once the
   * code for it has come.
   */
  addExecutor(args: ReadonlyMap<string, Value>, point?: Point): string | null;
}

type Edited = Exclude<ReturnType<Editing["editDocument"]>, Refusal>;

/** The edit that is meant of a document; null is none. */
type ToEdit = (editing: Editing, document: FlowDocument) => Edit | Refusal | null;

export function createEditActions(tools: Tools): EditActions {
  const actions: EditActions = {
    edit: (edit, options = {}) => editWhenLoaded(tools, () => edit, options),

    setArgument: (name, key, text) =>
      editWhenLoaded(tools, ({ typedEdit }, document) => typedEdit(document, name, key, text), {}),

    addExecutor(args, point) {
      if (!loadedEditing()) {
        whenLoaded(tools, () => actions.addExecutor(args, point));
        return null;
      }
      const wanted = args.get("name");
      const { built } = tools.get().file.reading.document;
      const name = freshName(built, typeof wanted === "string" ? wanted : "executor1");
      const others = [...args].filter(([key]) => key !== "name");
      const refused = actions.edit(
        { kind: "add", args: new Map<string, Value>([["name", name], ...others]) },
        { select: [name], ...(point ? { placed: new Map([[name, point]]) } : {}) },
      );
      return refused === null ? name : null;
    },
  };
  return actions;
}

function whenLoaded({ guard }: Tools, act: () => void): void {
  void guard("making that change", () => loadEditing().then(act), undefined);
}

function editWhenLoaded(tools: Tools, toEdit: ToEdit, options: EditOptions): string | null {
  const { file } = tools.get();
  const refused = whyShut(file);
  if (refused !== null) {
    tools.toast("warning", refused);
    return refused;
  }
  const editing = loadedEditing();
  if (!editing) {
    whenLoaded(tools, () => editWhenLoaded(tools, toEdit, options));
    return null;
  }
  const { document } = file.reading;
  const edit = toEdit(editing, document);
  if (edit === null) {
    return null;
  }
  const edited = "refused" in edit ? edit : editing.editDocument(document, edit);
  if ("refused" in edited) {
    tools.toast("warning", edited.refused);
    return edited.refused;
  }
  const isRemoval = "kind" in edit && edit.kind === "remove";
  takeEdited(tools, edited, isRemoval, options);
  return null;
}

/** Makes what was worked out a step of undo, and tells of it. */
function takeEdited(tools: Tools, edited: Edited, isRemoval: boolean, options: EditOptions): void {
  const { file } = tools.get();
  const { text, changes, notes } = edited;
  const isCheap = edited.isRead || text.length <= READ_AT_ONCE;
  const reading = isCheap ? { document: edited.document, fault: null } : null;
  const label = options.label ?? edited.label;
  const selection = options.select ? new Set(options.select) : file.selection;
  const placed = options.placed ? new Map([...file.places.placed, ...options.placed]) : file.places.placed;
  const before = { ...file, selection, places: { ...file.places, placed } };
  const after = withText(before, text, changes, reading);
  if (!commit(tools, { label, kind: "edit", changes }, after)) {
    return;
  }
  if (isRemoval) {
    const deleted = `${label.replace(/^Delete/, "Deleted")}.`;
    tools.toast("info", [deleted, ...notes].join(" "), { canUndo: true });
  } else if (notes.length > 0) {
    tools.toast("info", notes.join(" "), { canUndo: true });
  } else {
    tools.say(`${label}.`);
  }
}
