/** Lines too long for the editor go on at their indentation: of those in view alone. */
import type { Extension, Range } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";

/** Left of the text in each line, as the styles have it. */
const LINE_PADDING = "3px";
/** In characters: a narrow editor has room beside it. */
const MOST = 16;

/** At how many characters a line goes on: where its text begins, behind the dashes of list items. */
export function hangOf(line: string): number {
  return Math.min(/^ *(?:- +)*/.exec(line)?.[0].length ?? 0, MOST);
}

const HANGS = Array.from({ length: MOST + 1 }, (_, hang) =>
  Decoration.line({
    attributes: { style: `padding-left: calc(${hang}ch + ${LINE_PADDING}); text-indent: -${hang}ch` },
  }),
);

function hangsInView({ state, visibleRanges }: EditorView): DecorationSet {
  const hangs: Range<Decoration>[] = [];
  let at = 0;
  for (const { from, to } of visibleRanges) {
    // A long line may be in view with two of its parts.
    for (at = Math.max(at, from); at <= to; ) {
      const line = state.doc.lineAt(at);
      const hang = hangOf(line.text);
      if (hang > 0) {
        hangs.push(HANGS[hang]!.range(line.from));
      }
      at = line.to + 1;
    }
  }
  return Decoration.set(hangs);
}

/** Lets wrapped lines hang at their indentation. */
export const yamlHang: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = hangsInView(view);
    }
    update({ view, docChanged, viewportChanged }: ViewUpdate) {
      if (docChanged || viewportChanged) {
        this.decorations = hangsInView(view);
      }
    }
  },
  { decorations: ({ decorations }) => decorations },
);
