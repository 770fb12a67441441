import { expect, test } from "vitest";
import { NO_VARIABLES } from "../formats/read/substitute.ts";
import { bringPlacesAfter } from "./late-places.ts";
import { isAhead, isStale, isUnread, newFile, openedFile, whyReadOnly } from "./open-file.ts";
import { placesAfter } from "./places-after.ts";
import { READ_AT_ONCE, readHere, unread } from "./reader.ts";
import { withLateReading, withReading, withText } from "./settle.ts";

bringPlacesAfter(placesAfter);

const LONG = `${"#\n".repeat(READ_AT_ONCE / 2)}jtype: Flow\nexecutors:\n  - name: a\n`;
const FILE = openedFile(newFile("1", "flow.yml", LONG), NO_VARIABLES, readHere(LONG));

/** The file with a text typed at its end. */
const typed = (file: typeof FILE, insert: string) =>
  withText(file, file.text + insert, [{ from: file.text.length, to: file.text.length, insert }]);

test("a file is ahead of its reading until its own text is read, and so is a copy of it", () => {
  const after = typed(FILE, "  - name: b\n");
  expect([isAhead(FILE), isAhead(after), isAhead({ ...after })]).toEqual([false, true, true]);
  expect(whyReadOnly({ ...after })).toMatch(/still being read/);
  // What is drawn is what was read.
  expect([after.reading, after.shown]).toEqual([FILE.reading, FILE.shown]);
  const read = withReading(after, readHere(after.text));
  expect([isAhead(read), read.shown.built.nodes.length]).toEqual([false, 2]);
});

test("typed and taken back, it is at the reading that it has", () => {
  const { length } = LONG;
  const back = withText(typed(FILE, "x"), LONG, [{ from: length, to: length + 1, insert: "" }]);
  expect(isAhead(back)).toBe(false);
  expect(back.problems).toBe(FILE.problems);
});

test("a text that could not be read is read again after any change, also one that is taken back", () => {
  const failed = withReading(FILE, unread(LONG, new Error("we have failed")));
  expect([isUnread(failed), isStale(failed), isAhead(failed)]).toEqual([true, true, false]);
  expect(failed.shown).toBe(FILE.shown);
  const after = typed(failed, "x");
  expect([isUnread(after), isStale(after), isAhead(after)]).toEqual([false, true, true]);
  const back = withText(after, LONG, [{ from: LONG.length, to: LONG.length + 1, insert: "" }]);
  expect([isUnread(back), isAhead(back)]).toEqual([false, true]);
});

test("undo gives a long file its places back, and the reading that comes later leaves them and the step before", () => {
  const moved = { ...FILE.places, placed: [["a", 700, 900]] };
  const after = typed({ ...FILE, places: moved }, "  - name: b\n");
  const read = withLateReading(after, readHere(after.text));
  expect(read.places.kept).not.toBe(null);
  const { length } = LONG;
  const back = withText(
    read,
    `${LONG}# x\n`,
    [{ from: length, to: read.text.length, insert: "# x\n" }],
    null,
    moved,
  );
  expect(withLateReading(back, readHere(back.text)).places).toBe(moved);
});

test("a long file that is opened again has its cards where they stood", () => {
  const kept = [["a", 700, 900]];
  const record = { ...newFile("1", "flow.yml", LONG), places: { ...FILE.places, kept } };
  const opened = openedFile(record, NO_VARIABLES, null);
  expect(withLateReading(opened, readHere(LONG)).places.kept).toBe(kept);
});

test("an edge that is cut, or goes with an executor, is selected no more; one of a renamed executor is", () => {
  const text = "jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n    needs: a\n";
  const file = {
    ...openedFile(newFile("1", "flow.yml", text), NO_VARIABLES),
    selectedEdges: [{ from: "a", to: "b" }],
  };
  const read = (next: string) => withReading({ ...file, text: next }, readHere(next)).selectedEdges;
  expect(read(text.replace("needs: a", "needs: gateway"))).toEqual([]);
  expect(read(text.replace("name: b", "name: x"))).toEqual([{ from: "a", to: "x" }]);
  expect(read(text.replace("    needs: a\n", "    needs: a\n    replicas: 2\n"))).toBe(file.selectedEdges);
});
