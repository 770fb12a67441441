/** Which browser test shows each habit that people bring along from other editors: none is only promised. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { GESTURES } from "../src/app/gestures.ts";

const E2E = resolve(import.meta.dirname, "..", "e2e");

/** By habit: spec files with titles of tests in them. */
const HABITS: Readonly<Record<string, readonly (readonly [spec: string, title: string])[]>> = {
  "undo and redo": [
    ["keyboard", "arrows move what is selected, Shift further, and keys in one go are one step of undo"],
    ["yaml", "what is typed shows on the canvas at once, as one step of undo"],
    ["gestures", "undoing a tidy up brings back what was in view, and redoing it the whole"],
  ],
  "copy, cut, paste, duplicate": [
    ["clipboard", "what is copied is the YAML of the file, and pastes at the pointer under fresh names"],
    ["clipboard", "an executor is cut with an offer to undo, and duplicated with its needs"],
    ["clipboard", "fields keep their own copy and paste"],
    ["gestures", "Alt and dragging copies a card to where it is let go of, in one step"],
  ],
  delete: [
    ["gestures", "Mod+Delete deletes an executor and connects what it needs to what needs it"],
    ["keyboard", "edges are reached by E and cut, and what cannot be connected is greyed with the reason"],
    ["canvas", "connecting, disconnecting and deleting write down what would change for others, and say so"],
  ],
  "select, add to the selection, box": [
    ["keyboard", "Tab reaches the canvas, which is one stop, and Space and Enter select there"],
    [
      "gestures",
      "Shift and dragging draws a box that selects executors with the edges between, or edges alone; Delete is one step",
    ],
    ["gestures", "Escape calls off a drag of a card, which goes back, before it clears the selection"],
  ],
  "pan and zoom": [
    [
      "gestures",
      "scrolling pans, Mod and scrolling zooms, dragging pans: empty space, with Space, with the middle button",
    ],
    ["gestures", "the zoom keys zoom while the canvas has the focus, and only then"],
  ],
  "add an executor": [
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
  "palette and find": [
    ["clipboard", "Find lists executors, by what they are too, and brings one into view"],
    ["clipboard", "? lists every command, searchable; single keys can be turned off, and stay so"],
  ],
  "rename and properties": [
    ["canvas", "an executor is added, renamed, connected and deleted by keyboard alone"],
    [
      "keyboard",
      "the Outline has the same keys: several are selected, renamed, connected, cut and deleted there",
    ],
  ],
  "move and travel": [
    ["keyboard", "arrows move what is selected, Shift further, and keys in one go are one step of undo"],
    ["keyboard", "Alt and arrows travel along edges and never through the browser's history"],
  ],
  "connect, reconnect, by keyboard too": [
    [
      "gestures",
      "an edge is let go of anywhere on a card; where it cannot be is greyed, with the reason; Escape calls it off",
    ],
    [
      "gestures",
      "an edge's end is moved to another card in one step, or let go of over nothing, which a message can undo",
    ],
    ["keyboard", "edges are reached by E and cut, and what cannot be connected is greyed with the reason"],
  ],
  "menus by right click and by a finger": [
    ["menus", "an executor's menu offers its commands with their keys, and does them"],
    ["menus", "by keyboard: Shift+F10 opens it, arrows move, Escape closes and the focus goes back"],
    ["menus", "a long press opens the menu"],
  ],
  "tidy up": [
    ["gestures", "undoing a tidy up brings back what was in view, and redoing it the whole"],
    ["fit", "a pinned card is marked, and stays when all is tidied up"],
  ],
  send: [["first-load", "what is done before the code for it has come is done, in order, once it has"]],
  "open and save": [
    ["canvas", "download gives exactly the text, under the file's name"],
    [
      "yaml",
      "a dropped file opens; the one before comes back by a command, not by Undo, and so does the dropped one",
    ],
    ["composition", "the Send form, and the keys of the page"],
  ],
};

test.each(GESTURES)("$label: a gesture of a habit that is shown", ({ habit }) => {
  expect(Object.keys(HABITS)).toContain(habit);
});

test.each(Object.entries(HABITS))("%s: shown in a browser", (_, tests) => {
  for (const [spec, title] of tests) {
    const text = readFileSync(join(E2E, `${spec}.spec.ts`), "utf8");
    expect(text, `${spec}.spec.ts`).toContain(`test("${title}"`);
  }
});
