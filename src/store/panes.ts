/** How the room of the page is shared out: what a person has set of it, kept for all tabs of the browser. Pure. */

/** The parts of the page whose size can be set. `text`: the YAML beside the canvas; `send`: Send where it has no tab. */
export const PANES = {
  left: { label: "Width of the parts of the Flow", axis: "x", least: 150 },
  text: { label: "Width of the YAML", axis: "x", least: 220 },
  right: { label: "Width of the details", axis: "x", least: 220 },
  bottom: { label: "Height of the results", axis: "y", least: 110 },
  send: { label: "Height of Send", axis: "y", least: 110 },
} as const;

/** A part of the page whose size can be set. */
export type PaneId = keyof typeof PANES;

const YAML_PLACES = ["tab", "beside", "alone"] as const;

/** Where the YAML stands: in its tab, in a column beside the canvas, or in the canvas's place. */
export type YamlPlace = (typeof YAML_PLACES)[number];

/** What a person has set. */
export interface Panes {
  /** In pixels; one that is absent has the size that the page gives it. */
  readonly sizes: Readonly<Partial<Record<PaneId, number>>>;
  readonly yaml: YamlPlace;
  /** Send is folded up where it has no tab. */
  readonly foldsSend: boolean;
}

/** Nothing is set. */
export const FIRST_PANES: Panes = { sizes: {}, yaml: "tab", foldsSend: false };

/** No window is larger. */
const MOST = 10_000;

/** The panes with one of another size, in pixels; null gives it the page's own again. */
export function withSize(panes: Panes, id: PaneId, size: number | null): Panes {
  const { [id]: _, ...sizes } = panes.sizes;
  return { ...panes, sizes: size === null ? sizes : { ...sizes, [id]: boundedSize(id, size) } };
}

/** The nearest size, in pixels, that a pane can have. */
export function boundedSize(id: PaneId, size: number): number {
  return Math.round(Math.min(Math.max(size, PANES[id].least), MOST));
}

/** What is kept of the panes may be anything: what is of no use is as nobody had set it. */
export function readPanes(kept: unknown): Panes {
  const { sizes, yaml, foldsSend } = isObject(kept) ? kept : {};
  const ids = Object.keys(PANES).filter((id): id is PaneId => id in PANES);
  const read = ids.map((id) => [id, isObject(sizes) ? sizes[id] : undefined] as const);
  return {
    sizes: Object.fromEntries(
      read.flatMap(([id, size]) => (isSize(size) ? [[id, boundedSize(id, size)]] : [])),
    ),
    yaml: YAML_PLACES.find((one) => one === yaml) ?? FIRST_PANES.yaml,
    foldsSend: foldsSend === true,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value <= MOST;
}
