/** What the page asks the frame that runs mermaid, and what that answers. */
import type { Diagram } from "./diagram.ts";

/** Reading tells what mermaid understands of a text; drawing makes a picture of it, and takes far longer. */
export type DrawingTask =
  | { readonly kind: "read"; readonly text: string }
  | { readonly kind: "draw"; readonly text: string; readonly isDark: boolean };

/** A task for the frame; its answer carries the same id. */
export type DrawingJob = DrawingTask & { readonly id: number };

/** What the frame answers to a task. */
export type DrawingAnswer =
  | { readonly kind: "diagram"; readonly id: number; readonly diagram: Diagram }
  | { readonly kind: "picture"; readonly id: number; readonly picture: Picture }
  /** Mermaid's own words. */
  | { readonly kind: "error"; readonly id: number; readonly message: string };

/** A drawn flowchart. */
export interface Picture {
  readonly svg: string;
  /** In pixels at 100 %. */
  readonly width: number;
  readonly height: number;
}

/** How much a flowchart has to draw. */
export interface DiagramSize {
  readonly lines: number;
  readonly boxes: number;
  /** Of names and labels. */
  readonly letters: number;
}

/**
 * What mermaid is asked about at most: about 10 s on an idle machine. By itself it refuses more than 500 lines; boxes take
 * as long as lines, and each letter of a label that has no blanks is measured by itself.
 */
export const MOST_DRAWN: DiagramSize = { lines: 500, boxes: 800, letters: 25_000 };

/** Whether a diagram goes beyond what is drawn. */
export function isTooLarge({ lines, boxes, letters }: DiagramSize): boolean {
  return lines > MOST_DRAWN.lines || boxes > MOST_DRAWN.boxes || letters > MOST_DRAWN.letters;
}
