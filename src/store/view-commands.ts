/** The commands that change how the Flow is shown, and nothing of its file. */
import type { Command } from "./command.ts";
import { problemsByName, shownRun } from "./derived.ts";
import { onlySelected, selectedExecutors } from "./open-file.ts";
import type { DesignerState } from "./state.ts";

const ZOOM_STEP = 1.25;

const SELECT_ONE = "Select one executor first.";

/** The refusal of a command for executors of which some are pinned, or are not. */
const unlessPinned =
  (isPinned: boolean) =>
  ({ file }: DesignerState): string | null => {
    const names = selectedExecutors(file);
    return names.some((name) => file.places.pinned.has(name) === isPinned)
      ? null
      : names.length === 0
        ? "Select an executor first."
        : isPinned
          ? "Nothing of it is pinned."
          : "It is pinned already.";
  };

const pinSelected =
  (isPinned: boolean): Command["run"] =>
  ({ do: act, get }) =>
    act.pin(selectedExecutors(get().file), isPinned);

/** In the order in which the palette lists them. */
export const VIEW_COMMANDS: readonly Command[] = [
  { id: "tidy", label: "Tidy up", keys: ["Shift+Alt+T"], run: ({ do: act }) => act.tidyUp() },
  { id: "turn", label: "Turn the layout", run: ({ do: act }) => act.turn() },
  { id: "wrap", label: "Wrap long chains", run: ({ do: act }) => act.wrap() },
  { id: "pin", label: "Pin", refuse: unlessPinned(false), run: pinSelected(true) },
  { id: "unpin", label: "Unpin", refuse: unlessPinned(true), run: pinSelected(false) },
  {
    id: "fit",
    label: "Fit view",
    keys: ["Mod+1"],
    where: "canvas",
    run: ({ tools }) => tools.set({ centre: { name: "" }, narrowPlace: "canvas" }),
  },
  {
    id: "zoom-in",
    label: "Zoom in",
    keys: ["Mod+="],
    where: "canvas",
    run: ({ tools }) => tools.set({ zoom: { by: ZOOM_STEP } }),
  },
  {
    id: "zoom-out",
    label: "Zoom out",
    keys: ["Mod+-"],
    where: "canvas",
    run: ({ tools }) => tools.set({ zoom: { by: 1 / ZOOM_STEP } }),
  },
  {
    id: "zoom-whole",
    label: "Zoom to 100 %",
    keys: ["Mod+0"],
    where: "canvas",
    run: ({ tools }) => tools.set({ zoom: { to: 1 } }),
  },
  {
    id: "select-all",
    label: "Select all",
    keys: ["Mod+A"],
    where: "canvas",
    run: ({ do: act, get }) => act.select(get().file.shown.picture.nodes.map(({ name }) => name)),
  },
  {
    id: "show-problems",
    label: "Show problems",
    refuse: ({ file }) => {
      const name = onlySelected(file);
      return name === null
        ? SELECT_ONE
        : problemsByName(file.shown.problems).has(name)
          ? null
          : "Nothing is wrong with it.";
    },
    run: ({ do: act, get }) => act.showProblems(onlySelected(get().file) ?? ""),
  },
  {
    id: "export-answers",
    label: "Export answers",
    refuse: (state) => (shownRun(state) ? null : "Nothing was sent yet."),
    run: ({ do: act }) => act.openDialog({ kind: "export-answers" }),
  },
  {
    id: "show-details",
    label: "Show details of the card",
    refuse: ({ file }) =>
      onlySelected(file) !== null && selectedExecutors(file).length === 1 ? null : SELECT_ONE,
    run: ({ tools, get }) => tools.set({ details: { name: onlySelected(get().file) ?? "" } }),
  },
];
