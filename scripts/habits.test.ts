/** Which browser test shows each habit that people bring along from other editors: none is only promised. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { GESTURES } from "../src/app/gestures.ts";

const E2E = resolve(import.meta.dirname, "..", "e2e");

/** Tests that show it, each as a spec file and the title of a test in it. */
type Shown = readonly (readonly [spec: string, title: string])[];

/** By habit: what shows it by mouse, or by finger, and what by keys alone. */
const HABITS: Readonly<Record<string, { readonly mouse: Shown; readonly keys: Shown }>> = {
  "undo and redo": {
    mouse: [
      ["habits", "undo and redo by their buttons and by Mod+Y; in a field they are the field's own"],
      ["canvas", "moving a card is one step of undo and stays out of the file"],
      ["gestures", "undoing a tidy up brings back what was in view, and redoing it the whole"],
    ],
    keys: [
      ["habits", "undo and redo by their buttons and by Mod+Y; in a field they are the field's own"],
      ["keyboard", "arrows move what is selected, Shift further, and keys in one go are one step of undo"],
      ["yaml", "what is typed shows on the canvas at once, as one step of undo"],
    ],
  },
  "copy, cut, paste, duplicate": {
    mouse: [
      ["habits", "copy, cut, paste and delete by the menus; Backspace deletes too"],
      ["menus", "an executor's menu offers its commands with their keys, and does them"],
      ["gestures", "Alt and dragging copies a card to where it is let go of, in one step"],
      [
        "gestures",
        "what is dragged shows where it would stand: a copy beside its card, an executor from the palette, or the edge that it would split",
      ],
    ],
    keys: [
      ["clipboard", "what is copied is the YAML of the file, and pastes at the pointer under fresh names"],
      [
        "clipboard",
        "YAML from anywhere is pasted, with links by Shift; nonsense says what is wrong and changes nothing",
      ],
      ["clipboard", "an executor is cut with an offer to undo, and duplicated with its needs"],
      ["clipboard", "fields keep their own copy and paste"],
    ],
  },
  delete: {
    mouse: [["habits", "copy, cut, paste and delete by the menus; Backspace deletes too"]],
    keys: [
      ["habits", "copy, cut, paste and delete by the menus; Backspace deletes too"],
      ["gestures", "Mod+Delete deletes an executor and connects what it needs to what needs it"],
      ["keyboard", "edges are reached by E and cut, and what cannot be connected is greyed with the reason"],
      [
        "canvas",
        "connecting, disconnecting and deleting write down what would change for others, and say so",
      ],
    ],
  },
  "select all or nothing": {
    mouse: [
      [
        "habits",
        "all is selected by Mod+A and by the menu, and nothing by Escape and by a click beside the cards",
      ],
    ],
    keys: [
      [
        "habits",
        "all is selected by Mod+A and by the menu, and nothing by Escape and by a click beside the cards",
      ],
      ["gestures", "Escape calls off a drag of a card, which goes back, before it clears the selection"],
    ],
  },
  "select, add to the selection, box": {
    mouse: [
      [
        "gestures",
        "Shift and dragging draws a box that selects executors with the edges between, or edges alone; Delete is one step",
      ],
    ],
    keys: [
      ["keyboard", "Tab reaches the canvas, which is one stop; Space selects there, and Enter opens at once"],
      ["keyboard", "Alt and arrows travel along edges and never through the browser's history"],
      [
        "keyboard",
        "the Outline has the same keys: several are selected, renamed, connected, cut and deleted there",
      ],
    ],
  },
  "pan and zoom": {
    mouse: [
      [
        "gestures",
        "scrolling pans, Mod and scrolling zooms, dragging pans: empty space, with Space, with the middle button",
      ],
      ["habits", "buttons zoom, fit and tidy up, and the list of commands has its own"],
      ["touch", "fingers: one pans and drags, two pan and zoom, on cards too, a tap selects"],
    ],
    keys: [
      ["gestures", "the zoom keys zoom while the canvas has the focus, and only then"],
      // What has the focus comes into view.
      ["keyboard", "arrows move what is selected, Shift further, and keys in one go are one step of undo"],
    ],
  },
  "add an executor": {
    mouse: [
      ["canvas", "executors are dragged in where they are dropped, and undone one by one"],
      [
        "gestures",
        "the + of a card, and of the gateway, adds behind it by the same choice; a double click opens the Inspector, and on nothing adds",
      ],
      ["gestures", "an edge let go of over nothing asks what is to follow, and adds it there in one step"],
      [
        "gestures",
        "an executor dropped on an edge stands between, in one step; undo brings the selection back",
      ],
      ["menus", "the canvas's menu adds and pastes where it was opened"],
    ],
    keys: [
      [
        "keyboard",
        "the focus follows what is added, found, renamed, pasted and undone, and goes to a neighbour of what is deleted",
      ],
      ["palette", "the same list is there by keys alone, at the end of the Flow and behind an executor"],
      ["habits", "an edge's end is moved, and an executor put on an edge, by keys alone"],
    ],
  },
  "palette, find and help": {
    mouse: [["habits", "buttons zoom, fit and tidy up, and the list of commands has its own"]],
    keys: [
      ["clipboard", "Find lists executors, by what they are too, and brings one into view"],
      ["clipboard", "? lists every command, searchable; single keys can be turned off, and stay so"],
    ],
  },
  "rename and properties": {
    mouse: [
      [
        "gestures",
        "the + of a card, and of the gateway, adds behind it by the same choice; a double click opens the Inspector, and on nothing adds",
      ],
      ["touch", "fingers: one pans and drags, two pan and zoom, on cards too, a tap selects"],
    ],
    keys: [
      ["canvas", "an executor is added, renamed, connected and deleted by keyboard alone"],
      ["keyboard", "Tab reaches the canvas, which is one stop; Space selects there, and Enter opens at once"],
      [
        "keyboard",
        "the Outline has the same keys: several are selected, renamed, connected, cut and deleted there",
      ],
    ],
  },
  "move and travel": {
    mouse: [["canvas", "moving a card is one step of undo and stays out of the file"]],
    keys: [
      ["keyboard", "arrows move what is selected, Shift further, and keys in one go are one step of undo"],
      ["keyboard", "Alt and arrows travel along edges and never through the browser's history"],
    ],
  },
  "connect, reconnect, by keyboard too": {
    mouse: [
      [
        "gestures",
        "an edge is let go of anywhere on a card; where it cannot be is greyed, with the reason; Escape calls it off",
      ],
      [
        "gestures",
        "an edge's end is moved to another card in one step, or let go of over nothing, which a message can undo",
      ],
    ],
    keys: [
      ["canvas", "an executor is added, renamed, connected and deleted by keyboard alone"],
      ["habits", "an edge's end is moved, and an executor put on an edge, by keys alone"],
      ["keyboard", "edges are reached by E and cut, and what cannot be connected is greyed with the reason"],
    ],
  },
  "menus by right click and by a finger": {
    mouse: [
      ["menus", "an executor's menu offers its commands with their keys, and does them"],
      ["menus", "the canvas's menu adds and pastes where it was opened"],
      ["menus", "a long press opens the menu of an executor, of an edge and of the canvas"],
    ],
    keys: [
      ["menus", "by keyboard: Shift+F10 opens it, arrows move, Escape closes and the focus goes back"],
      ["menus", "an edge's menu cuts it, writes it down and puts an executor on it"],
    ],
  },
  "tidy up": {
    mouse: [["habits", "buttons zoom, fit and tidy up, and the list of commands has its own"]],
    keys: [
      ["gestures", "undoing a tidy up brings back what was in view, and redoing it the whole"],
      ["fit", "a pinned card is marked, and stays when all is tidied up"],
    ],
  },
  "open, save and send": {
    mouse: [
      [
        "yaml",
        "a dropped file opens; the one before comes back by a command, not by Undo, and so does the dropped one",
      ],
      ["first-minute", "the page opens with an example, and pressing Send shows responses and a profile"],
    ],
    keys: [
      [
        "habits",
        "Mod+S, Mod+O, Mod+F, Mod+K and Mod+D are never the browser's; Mod+Enter sends from the canvas and from a field",
      ],
      ["canvas", "download gives exactly the text, under the file's name"],
      ["composition", "the Send form, and the keys of the page"],
    ],
  },
};

test.each(GESTURES)("$label: a gesture of a habit that is shown", ({ habit }) => {
  expect(Object.keys(HABITS)).toContain(habit);
});

const ways = Object.entries(HABITS).flatMap(([habit, { mouse, keys }]) => [
  [`${habit}, by mouse`, mouse] as const,
  [`${habit}, by keys`, keys] as const,
]);

test.each(ways)("%s: shown in a browser", (_, tests) => {
  expect(tests).not.toEqual([]);
  for (const [spec, title] of tests) {
    const text = readFileSync(join(E2E, `${spec}.spec.ts`), "utf8");
    expect(text, `${spec}.spec.ts`).toContain(`test("${title}"`);
  }
});
