/** What is done on the canvas by mouse, finger and what has the focus, as the list of keys tells it. */

/** One gesture. */
interface Gesture {
  /** What it does. */
  readonly label: string;
  /** Keys that are held, as commands have them: any one of these. */
  readonly keys: readonly string[];
  /** What is done with them. */
  readonly how: string;
  /** Done by keys alone, which are no command: on what has the focus. */
  readonly isByKeys?: true;
  /** The habit that it is a part of; `scripts/habits.test.ts` says which browser test shows it. */
  readonly habit: string;
}

const SELECT = "select, add to the selection, box";
const ADD = "add an executor";
const CONNECT = "connect, reconnect, by keyboard too";

/** All of them, what is done first and most often at the top. */
export const GESTURES: readonly Gesture[] = [
  { label: "Select what a box touches", keys: ["Shift"], how: "drag over empty space", habit: SELECT },
  {
    label: "Add to what is selected, or take away",
    keys: ["Shift", "Mod"],
    how: "click; a finger adds by the card's menu",
    habit: SELECT,
  },
  {
    label: "Select the executor or edge that has the focus",
    keys: ["Space"],
    how: "after Tab, or the keys that lead there",
    isByKeys: true,
    habit: SELECT,
  },
  {
    label: "Add the executor that has the focus to what is selected, or take it away",
    keys: ["Shift+Space", "Shift+Enter"],
    how: "after Tab",
    isByKeys: true,
    habit: SELECT,
  },
  {
    label: "Pan",
    keys: [],
    how: "drag empty space, scroll, or drag with Space or the middle button",
    habit: "pan and zoom",
  },
  { label: "Zoom", keys: ["Mod"], how: "scroll, or pinch with two fingers", habit: "pan and zoom" },
  { label: "Add an executor there", keys: [], how: "double-click empty space", habit: ADD },
  { label: "Insert an executor", keys: [], how: "drop it on an edge", habit: ADD },
  {
    label: "Add an executor behind another",
    keys: [],
    how: "press its +, or drag from its ring to empty space",
    habit: ADD,
  },
  {
    label: "Connect two executors",
    keys: [],
    how: "drag from a ring to a card, or click a ring and then another",
    habit: CONNECT,
  },
  { label: "Move an edge's end", keys: [], how: "drag it to another card", habit: CONNECT },
  { label: "Disconnect", keys: [], how: "drag an edge's end to empty space", habit: CONNECT },
  {
    label: "Copy to another place",
    keys: ["Alt"],
    how: "drag a card",
    habit: "copy, cut, paste, duplicate",
  },
  { label: "Open properties", keys: [], how: "double-click a card", habit: "rename and properties" },
  {
    label: "Open a menu",
    keys: [],
    how: "right-click, or press long with a finger",
    habit: "menus by right click and by a finger",
  },
  { label: "Open a file", keys: [], how: "drop it anywhere", habit: "open, save and send" },
];
