/** What the page asks the frame that runs mermaid, and what that answers. */
import type { Diagram } from "./diagram.ts";

/** Reading tells what mermaid understands of a text; drawing makes a picture of it, and takes far longer. */
export type DrawingTask =
  | { readonly kind: "read"; readonly text: string }
  | { readonly kind: "draw"; readonly text: string; readonly isDark: boolean };

export type DrawingJob = DrawingTask & { readonly id: number };

export type DrawingAnswer =
  | { readonly kind: "diagram"; readonly id: number; readonly diagram: Diagram }
  | { readonly kind: "picture"; readonly id: number; readonly picture: Picture }
  /** Mermaid's own words. */
  | { readonly kind: "error"; readonly id: number; readonly message: string };

export interface Picture {
  readonly svg: string;
  /** In pixels at 100 %. */
  readonly width: number;
  readonly height: number;
}

/**
 * What mermaid is asked about at most. Mermaid by itself refuses more than 500 lines; boxes take as long as lines do, a
 * thousand of both about 10 s on an idle machine.
 */
export const MOST_LINES = 500;
export const MOST_BOXES = 800;
