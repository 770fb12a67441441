/** The commands by which keys go about on the canvas: the Inspector, edges, and three of the arrow keys for each side. */
import type { Side } from "../model/drawing/travel.ts";
import { type Command, unlessSelected } from "./command.ts";
import type { DesignerState } from "./state.ts";

const SIDES = [
  ["left", "ArrowLeft"],
  ["right", "ArrowRight"],
  ["up", "ArrowUp"],
  ["down", "ArrowDown"],
] as const satisfies readonly (readonly [Side, string])[];

const WHERE = {
  left: "on the left",
  right: "on the right",
  up: "above",
  down: "below",
} as const satisfies Record<Side, string>;

const unlessLeader = ({ file }: DesignerState) =>
  file.selection.size + file.selectedEdges.length > 0 ? null : "Select an executor or an edge first.";

/** Opening what is selected, reaching edges, travelling along them, and moving cards by a little or by more. */
export const KEYBOARD_COMMANDS: readonly Command[] = [
  {
    id: "inspect",
    label: "Open in the Inspector",
    keys: ["Enter"],
    where: "canvas",
    run: ({ do: act }) => act.openInspector(),
  },
  {
    id: "next-edge",
    label: "Next edge",
    keys: ["E"],
    where: "canvas",
    refuse: unlessLeader,
    run: ({ do: act }) => act.nextEdge(1),
  },
  {
    id: "previous-edge",
    label: "Previous edge",
    keys: ["Shift+E"],
    where: "canvas",
    refuse: unlessLeader,
    run: ({ do: act }) => act.nextEdge(-1),
  },
  {
    id: "go-canvas",
    label: "Go to the canvas",
    keys: ["F6"],
    run: ({ tools }) => tools.set({ narrowPlace: "canvas", focusCanvas: { isWanted: true } }),
  },
  ...SIDES.map(
    ([side, key]): Command => ({
      id: `travel-${side}`,
      label: `Go ${side} to the connected executor`,
      keys: [`Alt+${key}`],
      where: "canvas",
      run: ({ do: act }) => act.travel(side),
    }),
  ),
  ...SIDES.map(
    ([side, key]): Command => ({
      id: `extend-${side}`,
      label: `Select the connected executor ${WHERE[side]} as well`,
      keys: [`Mod+Shift+${key}`],
      where: "canvas",
      run: ({ do: act }) => act.travel(side, true),
    }),
  ),
  ...[false, true].flatMap((isFar) =>
    SIDES.map(
      ([side, key]): Command => ({
        id: `nudge-${side}${isFar ? "-far" : ""}`,
        label: `Move ${side}${isFar ? " further" : ""}`,
        keys: [`${isFar ? "Shift+" : ""}${key}`],
        where: "canvas",
        refuse: unlessSelected,
        run: ({ do: act }) => act.nudge(side, isFar),
      }),
    ),
  ),
];
