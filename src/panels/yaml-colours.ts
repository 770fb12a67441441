/** Gives the words in view their colours, and folds by the lines themselves: nothing is worked out of what is not in view. */
import { foldService } from "@codemirror/language";
import { EditorState, type Extension, RangeSetBuilder, type Text } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { blockAround } from "./yaml-indent.ts";
import { AT_REST, wordsOf, type YamlState } from "./yaml-words.ts";

/** Lines above those in view from which on quotes and brackets are followed. */
const LINES_BEFORE = 200;
/** Of a longer line just the part in view is looked at, with so many characters before it, as a part of brackets. */
const LONG_LINE = 10_000;
const CHARACTERS_BEFORE = 1000;

const MARKS = new Map(
  (["key", "comment", "string", "directive", "name"] as const).map((kind) => [
    kind,
    Decoration.mark({ class: `yaml-${kind}` }),
  ]),
);

function coloursOf({ state: { doc }, visibleRanges }: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  let done = 0;
  for (const { from, to } of visibleRanges) {
    const first = doc.lineAt(from).number;
    const last = doc.lineAt(to).number;
    let number = Math.max(done + 1, first - LINES_BEFORE);
    let state = stateAt(doc, number);
    for (; number <= last; number++) {
      const line = doc.line(number);
      const isLong = line.length > LONG_LINE;
      const start = isLong ? Math.max(line.from, from - CHARACTERS_BEFORE) : line.from;
      const end = isLong ? Math.min(line.to, to) : line.to;
      const { words, after } = wordsOf(
        doc.sliceString(start, end),
        start > line.from ? { ...AT_REST, depth: 1 } : state,
      );
      if (number >= first) {
        for (const { from: left, to: right, kind } of words) {
          const mark = MARKS.get(kind);
          if (mark && start + right > done) {
            builder.add(start + left, start + right, mark);
          }
        }
      }
      state = isLong ? AT_REST : after;
    }
    done = last;
  }
  return builder.finish();
}

/** In a line that stands in a text block or outside of one; of quotes and brackets nothing is known. */
function stateAt(doc: Text, number: number): YamlState {
  const line = (at: number) => (at >= 1 && at <= doc.lines ? doc.line(at).text : null);
  const block = blockAround({ before: line(number) ?? "", number, line });
  return { ...AT_REST, block };
}

const colours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = coloursOf(view);
    }

    update({ docChanged, viewportChanged, view }: ViewUpdate): void {
      if (docChanged || viewportChanged) {
        this.decorations = coloursOf(view);
      }
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

/** Column of the first character, counting leading dashes as such; -1 of an empty line. */
function indentOf(text: string): number {
  return text.search(/[^ ]/);
}

/** The lines that stand further in than the first one, and the items of a list that stands right below its key. */
function foldable(doc: Text, lineStart: number): { from: number; to: number } | null {
  const head = doc.lineAt(lineStart);
  const own = indentOf(head.text);
  if (own < 0 || head.text.charAt(own) === "#") {
    return null;
  }
  const isKey = /:\s*(?:#.*)?$/.test(head.text) && !/^\s*-\s/.test(head.text);
  let to = -1;
  let at = head.to + 1;
  for (const lines = doc.iterLines(head.number + 1); !lines.next().done; at += lines.value.length + 1) {
    const { value } = lines;
    const indent = indentOf(value);
    const isInside = indent > own || (isKey && indent === own && /^-(?:\s|$)/.test(value.slice(own)));
    if (indent >= 0 && !isInside) {
      break;
    }
    if (indent >= 0) {
      to = at + value.length;
    }
  }
  return to < 0 ? null : { from: head.to, to };
}

/** Colours and folds of YAML, and what the editor's commands ask about the language. */
export const yamlColours: Extension = [
  colours,
  foldService.of(({ doc }, lineStart) => foldable(doc, lineStart)),
  EditorState.languageData.of(() => [{ commentTokens: { line: "#" }, indentOnInput: /^\s*[\]}]$/ }]),
];
