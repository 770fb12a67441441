/** What follows from a new text: the graph that is shown, the selection and the places of cards. */
import type { FlowDocument } from "../formats/read/read-flow.ts";
import type { Point } from "../model/drawing/geometry.ts";
import { placeLast } from "./history.ts";
import { isAhead, lastRead, unreadDocument } from "./reader.ts";
import type { DesignerState } from "./state.ts";

type Settled = Pick<DesignerState, "document" | "shown" | "selectedEdge" | "placed"> &
  Partial<Pick<DesignerState, "selection">>;

/**
 * Takes over the places of cards as they are given, or else as they were; those of a renamed executor go along. Never
 * throws: where we fail, the text is there all the same, as one that was not read.
 */
export function settle(
  state: DesignerState,
  document: FlowDocument,
  given?: ReadonlyMap<string, Point>,
): Settled {
  try {
    return followed(state, document, given);
  } catch (cause) {
    const { shown, selectedEdge, placed } = state;
    return {
      document: unreadDocument(document.text, cause),
      shown,
      selectedEdge,
      placed: given ?? placed,
    };
  }
}

function followed(state: DesignerState, document: FlowDocument, given?: ReadonlyMap<string, Point>): Settled {
  const { selectedEdge, selection } = state;
  if (!document.isFlow || isAhead(document)) {
    const shown = document.isFlow ? lastRead(document) : state.shown;
    return { document, shown, selectedEdge, placed: given ?? state.placed };
  }
  const renamed = findRename(state.shown, document);
  const has = (name: string) => name === "gateway" || document.picture.byName.has(name);
  const names = [...selection].map((name) => (name === renamed?.from ? renamed.to : name));
  const kept = names.filter(has);
  const isSame = kept.length === selection.size && kept.every((name) => selection.has(name));
  return {
    document,
    shown: document,
    selectedEdge: selectedEdge && has(selectedEdge.from) && has(selectedEdge.to) ? selectedEdge : null,
    placed: given ?? (renamed ? renameKey(state.placed, renamed) : state.placed),
    ...(isSame ? {} : { selection: new Set(kept) }),
  };
}

/** What follows once the text is read that the document was ahead with. */
export function settleRead(state: DesignerState, document: FlowDocument): Partial<DesignerState> {
  const settled = settle(state, document);
  const isFirst = state.shown.picture.nodes.length === 0;
  return {
    ...settled,
    ...(settled.placed === state.placed ? {} : { undo: placeLast(state, settled.placed).undo }),
    ...(isFirst ? { centre: { name: "", isFirst } } : {}),
  };
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
