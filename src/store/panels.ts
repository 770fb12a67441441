/**
 * The places of the page and the panels in them, as data: tabs, what the browser keeps of them, and their names to
 * screen readers all come from here. A new panel is one file in `panels`, an entry here, and its code in
 * app/late-panels.ts, which does not compile without.
 */

/** The places of the page, in the order in which a narrow page, which shows one at a time, offers them. */
export const PLACES = [
  { id: "left", label: "Parts of the Flow", narrowLabel: "Add" },
  { id: "canvas", label: "Flow canvas", narrowLabel: "Canvas" },
  { id: "right", label: "Details", narrowLabel: "Edit" },
  { id: "bottom", label: "Results", narrowLabel: "Send" },
] as const;

/** One of the four places of the page. */
export type Place = (typeof PLACES)[number]["id"];
/** A place whose panels are tabs. */
export type TabPlace = Exclude<Place, "canvas">;

interface Described {
  readonly id: string;
  /** What its tab says, and its accessible name. */
  readonly label: string;
  /** The subject of "could not be drawn" and "could not be loaded". */
  readonly name: string;
  readonly place: TabPlace;
  /** On a wide page it stands by itself and has no tab. */
  readonly isApartWhenWide?: true;
  /** Its code is fetched when it is opened, not before. */
  readonly isLarge?: true;
}

const DESCRIBED = [
  { id: "palette", label: "Palette", name: "The palette", place: "left" },
  { id: "outline", label: "Outline", name: "The outline", place: "left" },
  { id: "inspector", label: "Inspector", name: "The Inspector", place: "right" },
  { id: "yaml", label: "YAML", name: "The text editor", place: "right", isLarge: true },
  { id: "variables", label: "Variables", name: "The tab Variables", place: "right" },
  { id: "send", label: "Send", name: "The Send panel", place: "bottom", isApartWhenWide: true },
  { id: "problems", label: "Problems", name: "The tab Problems", place: "bottom" },
  { id: "responses", label: "Responses", name: "The tab Responses", place: "bottom" },
  { id: "profile", label: "Profile", name: "The tab Profile", place: "bottom" },
  { id: "runs", label: "Runs", name: "The tab Runs", place: "bottom" },
  { id: "steps", label: "Steps", name: "The tab Steps", place: "bottom" },
  { id: "what-if", label: "What if", name: "The tab What if", place: "bottom" },
  { id: "plot", label: "Plot", name: "The tab Plot", place: "bottom", isLarge: true },
  { id: "log", label: "Log", name: "The tab Log", place: "bottom" },
] as const satisfies readonly Described[];

/** The id of a panel. */
export type PanelId = (typeof DESCRIBED)[number]["id"];

/** A panel: its id, its texts and its place. */
export interface Panel extends Described {
  readonly id: PanelId;
}

/** All panels, in the order of their tabs. */
export const PANELS: readonly Panel[] = DESCRIBED;

/** The open tab of each place; null while the place is folded up. */
export type OpenTabs = Readonly<Record<TabPlace, PanelId | null>>;

/** The tab that a place opens with. */
export const MAIN_TABS: Readonly<Record<TabPlace, PanelId>> = {
  left: "palette",
  right: "inspector",
  bottom: "responses",
};

/** There are no results to begin with. */
export const FIRST_TABS: OpenTabs = { ...MAIN_TABS, bottom: null };

/** Where a panel is. */
export function placeOf(id: PanelId): TabPlace {
  return PANELS.find((one) => one.id === id)!.place;
}

/** The tabs with a panel's opened. */
export function openTab(tabs: OpenTabs, id: PanelId): OpenTabs {
  return { ...tabs, [placeOf(id)]: id };
}

/**
 * The tabs where there is room beside the canvas on one side alone: of two that are open the one that was before is folded
 * up, else the parts of the Flow.
 */
export function onOneSide(tabs: OpenTabs, before: OpenTabs): OpenTabs {
  if (tabs.left === null || tabs.right === null) {
    return tabs;
  }
  const isLeftNew = before.left === null && before.right !== null;
  return { ...tabs, [isLeftNew ? "right" : "left"]: null };
}

/** The tabs with a place folded up, or with its main tab opened if it is. */
export function toggleFold(tabs: OpenTabs, place: TabPlace): OpenTabs {
  return { ...tabs, [place]: tabs[place] === null ? MAIN_TABS[place] : null };
}

/** The open tabs of ids that may be anything: one that is no panel of its place leaves that as it begins. */
export function readTabs(ids: Readonly<Record<TabPlace, unknown>>): OpenTabs {
  const read = (place: TabPlace) => {
    const id = ids[place];
    const panel = PANELS.find((one) => one.id === id && one.place === place);
    return id === null ? null : (panel?.id ?? FIRST_TABS[place]);
  };
  return { left: read("left"), right: read("right"), bottom: read("bottom") };
}
