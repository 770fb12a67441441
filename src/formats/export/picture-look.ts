/** What a picture has of the page's styles: a file that is opened elsewhere has none of them. A test keeps both the same. */
import type { ExecutorKind } from "../../model/engine/executor-kind.ts";

/** Colours by their role. */
export interface PictureColours {
  readonly bg: string;
  readonly panel: string;
  readonly raised: string;
  readonly line: string;
  readonly line2: string;
  readonly text: string;
  readonly muted: string;
  readonly faint: string;
  readonly accent: string;
  readonly "accent-text": string;
  readonly "accent-soft": string;
  readonly edge: string;
  readonly warn: string;
  readonly err: string;
  readonly "err-soft": string;
}

export const LIGHT_COLOURS: PictureColours = {
  bg: "#f6f7f8",
  panel: "#fff",
  raised: "#fff",
  line: "#e3e6e9",
  line2: "#b9c1c8",
  text: "#14191d",
  muted: "#56616a",
  faint: "#626d76",
  accent: "#00807f",
  "accent-text": "#006867",
  "accent-soft": "#e0f3f3",
  edge: "#84919a",
  warn: "#8f5100",
  err: "#b5202f",
  "err-soft": "#fdecee",
};

export const DARK_COLOURS: PictureColours = {
  bg: "#0f1316",
  panel: "#161b1f",
  raised: "#1c2227",
  line: "#262d33",
  line2: "#38424a",
  text: "#e9eef1",
  muted: "#a1acb4",
  faint: "#94a0a9",
  accent: "#3cc9c8",
  "accent-text": "#5fd6d5",
  "accent-soft": "#123333",
  edge: "#6f7d87",
  warn: "#e7a650",
  err: "#ff8a96",
  "err-soft": "#3a1a1f",
};

/** Paths of 16 by 16 pixels that stand for a sort of executor. */
export const KIND_SHAPES: Readonly<Record<ExecutorKind, string>> = {
  class: "M6 3.5 2 8l4 4.5M10 3.5 14 8l-4 4.5",
  file: "M3.5 2h5.8l3.2 3.2V14h-9zM6 8h4M6 11h4",
  docker:
    "M2 9h12v1.5A3.5 3.5 0 0 1 10.5 14H6a4 4 0 0 1-4-4zM4 9V6.5h2.5V9M6.5 9V6.5H9V9M9 9V6.5h2.5V9M6.5 6.5V4H9v2.5",
  hub: "M8 2 13.5 5v6L8 14l-5.5-3V5zM2.5 5 8 8l5.5-3M8 8v6",
  external: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11zM2.5 8h11M8 2.5c3 3 3 8 0 11M8 2.5c-3 3-3 8 0 11",
  join: "M2 3.5h3L9 8h5M2 12.5h3L9 8",
  inspect:
    "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6.2a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 0 0 0-3.6",
};
