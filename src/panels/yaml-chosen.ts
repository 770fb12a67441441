/** Marks the lines of what is selected on the canvas: only those in view, however many they are. */
import { type Extension, RangeSet, RangeValue, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import type { TextRange } from "../model/problem.ts";

class Chosen extends RangeValue {}
const CHOSEN = new Chosen();
const LINE = Decoration.line({ class: "is-chosen" });

const setChosen = StateEffect.define<readonly TextRange[]>();

/** The effect that marks the lines of these places instead of those before. */
export function chooseLines(ranges: readonly TextRange[]) {
  return setChosen.of(ranges);
}

const chosen = StateField.define<RangeSet<Chosen>>({
  create: () => RangeSet.empty,
  update(set, { changes, effects, newDoc: { length } }) {
    const [last] = effects.filter((effect) => effect.is(setChosen)).map(({ value }) => value);
    return last
      ? RangeSet.of(
          last
            .filter(({ from, to }) => from < to && to <= length)
            .map(({ from, to }) => CHOSEN.range(from, to)),
          true,
        )
      : set.map(changes);
  },
});

const marks = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = linesInView(view);
    }
    update({ view, docChanged, viewportChanged, startState, state }: ViewUpdate) {
      if (docChanged || viewportChanged || startState.field(chosen) !== state.field(chosen)) {
        this.decorations = linesInView(view);
      }
    }
  },
  { decorations: ({ decorations }) => decorations },
);

function linesInView({ state, visibleRanges }: EditorView): DecorationSet {
  const starts = new Set<number>();
  for (const visible of visibleRanges) {
    state.field(chosen).between(visible.from, visible.to, (from, to) => {
      const end = Math.min(to, visible.to);
      for (let at = Math.max(from, visible.from); at < end; ) {
        const line = state.doc.lineAt(at);
        starts.add(line.from);
        at = line.to + 1;
      }
    });
  }
  return Decoration.set([...starts].sort((a, b) => a - b).map((start) => LINE.range(start)));
}

/** Shows what `chooseLines` names. */
export const yamlChosen: Extension = [chosen, marks];
