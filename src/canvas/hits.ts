/** What is under the pointer where the library has no element for it: cards seen from afar, and edges drawn as lines. */
import type { Point } from "../model/drawing/geometry.ts";
import {
  type DrawnNode,
  isSelectable,
  nameOfId,
  nodeId,
  type Projection,
} from "../model/drawing/project-flow.ts";
import type { Need } from "../model/flow-edit.ts";
import type { Designer } from "../store/designer.ts";
import { endsOf, type Held, isAdding, united } from "./intents.ts";
import { edgesIn, nodeAt, nodeOf } from "./part-in-view.ts";

/** Pixels of the window within which a small card, or a line, is meant. */
const CARD_REACH = 3;
const LINE_REACH = 10;

/** Where an executor's card stands while nothing is dragged. */
export function homeOf(projection: Projection, name: string): Point | undefined {
  return nodeOf(projection, nodeId(name))?.position;
}

/** The card or the gateway's start at a place of the drawing, or so near as a pointer can tell; null if there is none. */
export function cardNear(projection: Projection, point: Point, zoom: number): DrawnNode | null {
  const node = nodeAt(projection, point) ?? nodeAt(projection, point, CARD_REACH / zoom);
  return node && isSelectable(node) ? node : null;
}

/** The need whose line runs by there. */
export function needNear(projection: Projection, { x, y }: Point, zoom: number): Need | null {
  const reach = LINE_REACH / zoom;
  const [edge] = edgesIn(projection, { x: x - reach, y: y - reach, width: 2 * reach, height: 2 * reach });
  return edge ? endsOf(edge) : null;
}

/** Selects a card, or adds it to what is selected or takes it away if a key for that is held. */
export function selectCard(designer: Designer, name: string, held: Held): void {
  if (isAdding(held)) {
    designer.do.toggle(name);
  } else {
    designer.do.select([name]);
  }
}

/** Selects what a click on no element means; false if it means nothing. */
export function selectAt(
  designer: Designer,
  projection: Projection,
  point: Point,
  held: Held,
  { zoom, isFar }: { readonly zoom: number; readonly isFar: boolean },
): boolean {
  if (isFar) {
    const card = cardNear(projection, point, zoom);
    if (card) {
      selectCard(designer, nameOfId(card.id), held);
    }
    return card !== null;
  }
  const need = needNear(projection, point, zoom);
  if (need) {
    const { selection, selectedEdges } = designer.get().file;
    designer.do.select(
      isAdding(held) ? [...selection] : [],
      isAdding(held) ? united(selectedEdges, [need]) : [need],
    );
  }
  return need !== null;
}
