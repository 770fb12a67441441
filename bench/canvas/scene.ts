/** What is drawn by all three pages: a Flow of cards as people write them, and where its layout puts them. */
import { readFlow } from "../../src/formats/read/read-flow.ts";
import {
  CARD_WIDTH,
  GATE_WIDTH,
  gateCorner,
  type Point,
  type Rect,
} from "../../src/model/drawing/geometry.ts";
import { layoutFlow } from "../../src/model/drawing/layout.ts";
import { linesOf } from "../../src/model/drawing/test-drawing.ts";
import { drawnFlow } from "../../src/model/drawing/test-graphs.ts";
import { GATEWAY } from "../../src/model/flow.ts";
import { flowText } from "../yaml/flow-text.ts";

/** A card with what stands on it; of the gateway's ends the name alone. */
export interface SceneCard extends Rect {
  readonly id: string;
  readonly name: string;
  readonly uses: string;
  readonly badge: string;
}

/** A line between two cards, by their ids, and how it runs. */
export interface SceneLine {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly from: Point;
  readonly bends: readonly Point[];
  readonly to: Point;
}

/** As it is handed to the pages beside ours, in the drawing's pixels. */
export interface Scene {
  readonly cards: readonly SceneCard[];
  readonly lines: readonly SceneLine[];
}

/** Of a card with a badge and of the gateway, as our page has them. */
const CARD_HEIGHT = 86;
const GATE_HEIGHT = 46;

/** The gateway's ends, which no executor can be called. */
export const START = "(start)";
const END = "(end)";

/** A file of so many executors, about 1.4 needs each. */
export function sceneText(executors: number): string {
  const { nodes } = drawnFlow("layered", executors, 1);
  return flowText(executors, (index) => nodes[index]?.needs ?? [GATEWAY]);
}

/** What our page draws of that file. */
export function sceneOf(text: string): Scene {
  const { picture } = readFlow(text);
  const layout = layoutFlow(picture);
  const gate = (id: string, type: "start" | "end"): SceneCard => ({
    id,
    name: GATEWAY,
    uses: "",
    badge: "",
    ...gateCorner(type, layout[type], GATE_HEIGHT, "right"),
    width: GATE_WIDTH,
    height: GATE_HEIGHT,
  });
  const card = ([name, point]: readonly [string, Point]): SceneCard => ({
    id: name,
    name,
    uses: picture.byName.get(name)?.uses ?? "",
    badge: `${picture.byName.get(name)?.replicas} replicas`,
    ...point,
    width: CARD_WIDTH,
    height: CARD_HEIGHT,
  });
  return {
    cards: [gate(START, "start"), ...[...layout.executors].map(card), gate(END, "end")],
    lines: linesOf(picture, layout, layout.direction).map(({ id, from, to }): SceneLine => {
      const [source = "", target = ""] = id.split("->");
      return {
        id,
        source: source === GATEWAY ? START : source,
        target: target === GATEWAY ? END : target,
        from,
        bends: layout.bends.get(id) ?? [],
        to,
      };
    }),
  };
}
