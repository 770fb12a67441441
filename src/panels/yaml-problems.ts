/** What is wrong with the file, under the words that it is about, with what mends it. */
import {
  type Diagnostic,
  forEachDiagnostic,
  linter,
  nextDiagnostic,
  previousDiagnostic,
} from "@codemirror/lint";
import type { EditorState, Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { type Fix, fullMessage, type Problem } from "../model/problem.ts";
import { type LineBreaks, toEditor } from "./line-breaks.ts";

/** Marks beyond this number say nothing more. */
const MAX_MARKS = 500;

/** Shows what `setDiagnostics` is given; keys go from one to the next, and take the first fix where the cursor is. */
export const yamlProblems: Extension = [
  linter(null),
  keymap.of([
    { key: "F8", run: nextDiagnostic, shift: previousDiagnostic },
    {
      key: "Mod-.",
      run: (view) => {
        const { from, to } = view.state.selection.main;
        const [fixable] = diagnosticsAt(view.state, from, to).filter(({ actions }) => actions?.length);
        fixable?.actions?.[0]?.apply(view, from, to);
        return fixable !== undefined;
      },
    },
  ]),
];

function diagnosticsAt(state: EditorState, from: number, to: number): Diagnostic[] {
  const found: Diagnostic[] = [];
  forEachDiagnostic(state, (one, start, end) => {
    if (start <= to && end >= from) {
      found.push(one);
    }
  });
  return found;
}

/** Problems as the editor, whose text has `length` characters, shows them; `apply` makes the change of a fix. */
export function diagnosticsOf(
  problems: readonly Problem[],
  breaks: LineBreaks,
  length: number,
  apply: (fix: Fix) => void,
): Diagnostic[] {
  return problems.slice(0, MAX_MARKS).flatMap((problem) => {
    const { range, severity, fix, choices = [] } = problem;
    if (!range || length === 0) {
      return [];
    }
    const [start, end] = [toEditor(breaks, range.from), toEditor(breaks, range.to)];
    // A place between two characters is shown on the character before or behind it.
    const from = Math.min(start, end === start ? length - 1 : length);
    const to = Math.min(Math.max(end, from + 1), length);
    return to > from
      ? [
          {
            from,
            to,
            severity,
            message: fullMessage(problem),
            markClass: `cm-problem is-${severity}`,
            actions: [...(fix ? [fix] : []), ...choices].map((one) => ({
              name: one.label,
              apply: () => apply(one),
            })),
          },
        ]
      : [];
  });
}
