/**
 * The text, in CodeMirror. The store has the text; the editor sends what is typed to it and takes over what changes
 * elsewhere. Undo belongs to the store, so that it is one history with the canvas.
 */
import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentService,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import {
  Annotation,
  type ChangeSpec,
  EditorState,
  type Extension,
  StateEffect,
  StateField,
  Transaction,
} from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  type ViewUpdate,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import { fullMessage, type Problem } from "../model/problem.ts";
import { diffChange, type TextChange } from "../model/text-change.ts";
import { placeOfExecutor } from "../store/derived.ts";
import type { TypingOrigin } from "../store/history.ts";
import { useDesigner, useOpenFile, usePendingEvent } from "../store/react.ts";
import { documentChanges, hideBreaks, type LineBreaks, toEditor } from "./line-breaks.ts";
import { indentAfter } from "./yaml-indent.ts";
import "./yaml-editor.css";

/** Marks what came from the store, so that it is not sent back. */
const fromStore = Annotation.define<boolean>();
const setProblems = StateEffect.define<readonly Problem[]>();

const problemMarks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setProblems)) {
        next = decorate(effect.value, transaction.newDoc.length);
      }
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Marks beyond this number say nothing more. */
const MAX_MARKS = 500;

function decorate(problems: readonly Problem[], length: number): DecorationSet {
  const marks = problems.slice(0, MAX_MARKS).flatMap((problem) => {
    const { range, severity } = problem;
    if (!range || length === 0) {
      return [];
    }
    // A place between two characters is shown on the character before or behind it.
    const from = Math.min(range.from, range.to === range.from ? length - 1 : length);
    const to = Math.min(Math.max(range.to, from + 1), length);
    return to > from
      ? [
          Decoration.mark({
            class: `cm-problem is-${severity}`,
            attributes: { title: fullMessage(problem) },
          }).range(from, to),
        ]
      : [];
  });
  return Decoration.set(marks, true);
}

/** What comes in one piece, and is a step of undo by itself. */
const WHOLE = /^(input\.(paste|drop|complete|replace)|delete\.cut|move)/;

function originOf(transactions: readonly Transaction[]): TypingOrigin {
  const events = transactions.map((one) => one.annotation(Transaction.userEvent) ?? "");
  if (events.some((event) => WHOLE.test(event))) {
    return "whole";
  }
  // The first form that an input method gives is typed as any key is; later ones take its place.
  return events.includes("input.type.compose") ? "composition" : "keys";
}

const look = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--accent-text)" },
  { tag: [tags.definition(tags.propertyName)], color: "var(--accent-text)" },
  { tag: tags.comment, color: "var(--faint)", fontStyle: "italic" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--s3-text, var(--warn))" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "var(--s2)" },
  { tag: [tags.meta, tags.labelName, tags.typeName], color: "var(--s4)" },
]);

const theme = EditorView.theme({
  "&": { height: "100%", fontSize: "12px", color: "var(--text)", backgroundColor: "var(--panel)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": {
    fontFamily: '"JetBrains Mono", "SF Mono", ui-monospace, "Liberation Mono", monospace',
    lineHeight: "1.6",
  },
  ".cm-gutters": { backgroundColor: "var(--panel)", color: "var(--faint)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": {
    backgroundColor: "color-mix(in srgb, var(--line) 45%, transparent)",
  },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 25%, transparent)",
  },
  ".cm-problem": { textDecoration: "underline wavy var(--warn) 1px", textUnderlineOffset: "3px" },
  ".cm-problem.is-error": { textDecorationColor: "var(--err)", backgroundColor: "var(--err-soft)" },
  ".cm-problem.is-hint": { textDecorationColor: "var(--faint)" },
});

/** The tab YAML. */
export default function YamlEditor() {
  const designer = useDesigner();
  const hostRef = useRef<HTMLDivElement>(null);
  const viewRef = useRef<EditorView | null>(null);
  const breaksRef = useRef<LineBreaks>({ text: "", shown: "", hidden: [] });
  const text = useOpenFile((file) => file.text);
  const problems = useOpenFile((file) => file.problems);
  const selection = useOpenFile((file) => file.selection);

  useEffect(() => {
    const host = hostRef.current;
    if (!host) {
      return;
    }
    const readBreaks = () => {
      const { text } = designer.get().file;
      if (breaksRef.current.text !== text) {
        breaksRef.current = hideBreaks(text);
      }
      return breaksRef.current;
    };
    const breaks = readBreaks();
    const send = ({ changes, state, transactions }: ViewUpdate) => {
      try {
        const typed: TextChange[] = [];
        changes.iterChanges((from, to, _fromNew, _toNew, insert) => {
          typed.push({ from, to, insert: insert.toString() });
        });
        designer.do.type(documentChanges(breaksRef.current, typed), originOf(transactions));
      } catch (cause) {
        designer.tools.fault("taking in what was typed", cause);
      }
      // Whatever failed: the store's text is the one that is seen here.
      const taken = readBreaks();
      const missing = diffChange(taken.shown, state.doc.toString());
      if (missing.length > 0) {
        designer.do.type(documentChanges(taken, missing), "whole");
        readBreaks();
      }
    };
    // In a shadow root the editor's styles are adopted sheets, which the page's policy allows.
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    const command = (act: () => void) => () => {
      act();
      return true;
    };
    const undo: Extension = keymap.of([
      { key: "Mod-z", run: command(() => designer.do.undo()) },
      { key: "Mod-y", run: command(() => designer.do.redo()) },
      { key: "Mod-Shift-z", run: command(() => designer.do.redo()) },
    ]);
    const view = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: breaks.shown,
        extensions: [
          lineNumbers(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          drawSelection(),
          bracketMatching(),
          indentOnInput(),
          indentUnit.of("  "),
          indentService.of(({ state, simulatedBreak }, at) => {
            if (simulatedBreak !== at) {
              return undefined;
            }
            const { from, number } = state.doc.lineAt(at);
            const line = (index: number) =>
              index >= 1 && index <= state.doc.lines ? state.doc.line(index).text : null;
            return indentAfter({ line, number, before: state.doc.sliceString(from, at) });
          }),
          EditorState.tabSize.of(2),
          undo,
          keymap.of([...defaultKeymap, indentWithTab]),
          yaml(),
          syntaxHighlighting(look),
          theme,
          problemMarks,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            "aria-label": "YAML of the Flow",
            spellcheck: "false",
            tabindex: "0",
            "aria-description": "Tab indents. Escape, then Tab, leaves the editor.",
          }),
          EditorView.updateListener.of((update) => {
            if (update.transactions.some((one) => one.annotation(fromStore))) {
              return;
            }
            if (update.docChanged) {
              send(update);
            } else if (update.selectionSet && !update.view.composing) {
              designer.do.endBurst();
            }
          }),
          EditorView.exceptionSink.of((cause) => designer.tools.fault("editing the text", cause)),
        ],
      }),
    });
    viewRef.current = view;
    view.dispatch({ effects: setProblems.of(shiftProblems(designer.get().file.problems, breaks)) });
    return () => {
      view.destroy();
      viewRef.current = null;
    };
  }, [designer]);

  // What changed elsewhere comes in as the smallest change, so that cursor and scroll position stay.
  useEffect(() => {
    const view = viewRef.current;
    if (!view) {
      return;
    }
    if (breaksRef.current.text !== text) {
      breaksRef.current = hideBreaks(text);
    }
    const breaks = breaksRef.current;
    const changes: ChangeSpec = diffChange(view.state.doc.toString(), breaks.shown) as ChangeSpec;
    view.dispatch({
      changes,
      effects: setProblems.of(shiftProblems(problems, breaks)),
      annotations: fromStore.of(true),
    });
  }, [text, problems]);

  usePendingEvent("reveal", ({ from, to, isQuiet = false }) => {
    const view = viewRef.current;
    if (!view) {
      return;
    }
    const length = view.state.doc.length;
    const anchor = Math.min(toEditor(breaksRef.current, from), length);
    const head = Math.min(toEditor(breaksRef.current, to), length);
    view.dispatch({
      selection: { anchor, head },
      effects: EditorView.scrollIntoView(anchor, isQuiet ? { y: "nearest", yMargin: 40 } : { y: "center" }),
      annotations: fromStore.of(true),
    });
    if (!isQuiet) {
      view.focus();
    }
  });

  // Selecting on the canvas brings the executor's lines into view, without taking the focus.
  useEffect(() => {
    const view = viewRef.current;
    const { document } = designer.get().file.reading;
    const name = selection.size === 1 ? [...selection][0]! : null;
    const range = name === null ? undefined : placeOfExecutor(document, name);
    if (view && range && !view.hasFocus) {
      const at = Math.min(toEditor(breaksRef.current, range.from), view.state.doc.length);
      view.dispatch({ effects: EditorView.scrollIntoView(at, { y: "nearest", yMargin: 40 }) });
    }
  }, [selection, designer]);

  return <div ref={hostRef} className="yaml-editor" data-testid="yaml-editor" />;
}

function shiftProblems(problems: readonly Problem[], breaks: LineBreaks): Problem[] {
  return problems.map((problem) =>
    problem.range
      ? {
          ...problem,
          range: { from: toEditor(breaks, problem.range.from), to: toEditor(breaks, problem.range.to) },
        }
      : problem,
  );
}
