import { expect, test } from "vitest";
import { parseYaml } from "./yaml.ts";

/** What the file of a person says who has made the mistake in front of it. */
test.each([
  [
    "a list that is not closed",
    "executors:\n  - name: a\n    needs: [b, c\n  - name: d\n",
    "The list that begins with [ in line 3 is not closed before this line: a ] or a comma is missing.",
  ],
  [
    "a list that is not closed at the end",
    "a: 1\nneeds: [b, c\n",
    "The list that begins with [ in line 2 is never closed: a ] is missing.",
  ],
  [
    "a mapping that is not closed",
    "- {name: a, needs: b\n- {name: c}\n",
    "The mapping that begins with { in line 1 is not closed before this line: a } or a comma is missing.",
  ],
  [
    "the wrong bracket",
    "a: [1, 2}\n",
    "The list that begins with [ in line 1 must end with ], but here stands }.",
  ],
  [
    "a comma that is missing",
    'a: ["b" "c"]\n',
    "The list that begins with [ in line 1 has no comma between two of its parts, or ] is missing before this.",
  ],
  [
    "a comma too many",
    "a: [1,, 2]\n",
    "Nothing stands before this comma: a value is missing, or the comma is one too many.",
  ],
  [
    "a bracket too many",
    "a: b]\nc: ]\n",
    "This ] closes nothing: [ is missing before it, or it is one too many.",
  ],
  [
    "a key without a colon",
    "jtype: Flow\nexecutors\n  - name: a\n",
    '"executors" has no colon: in a mapping each line must be a key, a colon and a value.',
  ],
  [
    "a colon without a blank",
    "jtype: Flow\nversion:1\n",
    'A blank is missing behind the colon of "version:1".',
  ],
  [
    "a text with a colon",
    "jtype: Flow\ntitle: Search: the best\n",
    "A second colon stands in this line: a text with a colon and a blank in it must stand in quotes.",
  ],
  [
    "a key that is indented too deep",
    "- name: a\n  uses: b\n    needs: c\n",
    "The key needs is indented deeper than the line before it, which has a value already: give it that line's indentation.",
  ],
  [
    "a key that is indented too little",
    "a:\n  b: 1\n c: 2\n",
    "This line is not indented as the lines before it are: all keys of a mapping must begin in the same column.",
  ],
  [
    "an item that is indented too little",
    "executors:\n    - name: a\n  - name: b\n",
    "This dash is not indented as the lines before it are: all items of a list must begin in the same column.",
  ],
  [
    "an item as far left as its list's key, behind ones that are not",
    "executors:\n  - name: a\n- name: b\n",
    "This dash is not indented as the lines before it are: all items of a list must begin in the same column.",
  ],
  [
    "a key among the items of a list",
    "- name: a\nversion: 1\n",
    "This line is no item of the list that begins in line 1: a dash is missing, or the indentation is wrong.",
  ],
  [
    "a file whose first line is indented",
    "  jtype: Flow\nversion: 1\n",
    "This line is indented less than line 1, the first one: all keys of a mapping must begin in the same column.",
  ],
  ["a tab", "a:\n\tb: 1\n", "A tab stands here: YAML takes spaces alone for indentation."],
  [
    "a quote that is not closed",
    "a: 1\nb: 'it is\nc: 2\n",
    "The text in quotes that begins in line 2 is never closed: a ' is missing.",
  ],
  [
    "a quote that another one closes",
    'a: "one\nb: "two"\n',
    "The quote that opens in line 1 is closed only here, in line 2: a quote is probably missing.",
  ],
  [
    "text behind a quote",
    'a: "one" two\n',
    "Text stands behind a value in quotes: put all of it in the quotes, or give it a line of its own.",
  ],
  ["a sign that begins a text", "a: @b\n", "A text that begins with @ must stand in quotes."],
  [
    "a star that begins a text",
    "a: *.py\n",
    "A text that begins with * must stand in quotes: YAML takes it for an alias.",
  ],
  [
    "an alias without its anchor",
    "a: *x\n",
    "The alias *x has no anchor &x before it; a text that begins with * must stand in quotes.",
  ],
  [
    "a list behind its key",
    "executors: - name: a\n",
    "A list cannot begin in the middle of a line: write its first item on the next line, or put the text in quotes.",
  ],
  [
    "a backslash",
    'a: "C:\\models"\n',
    "In double quotes \\m means nothing: write \\\\ for a backslash, or use single quotes.",
  ],
  ["two documents", "a: 1\n---\nb: 2\n", "A second document begins here: a Flow file must hold one alone."],
])("%s", (_mistake, text, sentence) => {
  expect(parseYaml(text).fault?.message).toBe(sentence);
});
