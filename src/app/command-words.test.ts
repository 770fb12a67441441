import { expect, test } from "vitest";
import { COMMANDS } from "../store/commands.ts";
import { COMMAND_WORDS } from "./command-words.ts";
import { PANEL_COMMANDS } from "./panel-commands.ts";

test("words are those of a command, and none that its label has already", () => {
  const labels = new Map([...COMMANDS, ...PANEL_COMMANDS].map(({ id, label }) => [id, label.toLowerCase()]));
  const faults = Object.entries(COMMAND_WORDS).flatMap(([id, words]) =>
    words
      .split(" ")
      .filter((word) => labels.get(id)?.includes(word) !== false || word !== word.toLowerCase()),
  );
  expect(faults).toEqual([]);
});
