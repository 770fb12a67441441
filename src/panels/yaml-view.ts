/** The editor of the text: CodeMirror in a shadow root, bound to the store. No React. */
import { closeCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentService,
  indentUnit,
} from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension, Transaction } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  type ViewUpdate,
} from "@codemirror/view";
import type { Problem } from "../model/problem.ts";
import { placeOfExecutor } from "../store/derived.ts";
import type { Designer } from "../store/designer.ts";
import { executorsAt } from "../store/executors-at.ts";
import type { TypingOrigin } from "../store/history.ts";
import { isAhead, isReadOnly, type OpenFile } from "../store/open-file.ts";
import type { PendingEvents } from "../store/state.ts";
import { pressedKey } from "../ui/pressed-key.ts";
import { toDocument, toEditor } from "./line-breaks.ts";
import { chooseLines, yamlChosen } from "./yaml-chosen.ts";
import { yamlColours } from "./yaml-colours.ts";
import { yamlCompletion } from "./yaml-complete.ts";
import { yamlHang } from "./yaml-hang.ts";
import { indentAfter } from "./yaml-indent.ts";
import { yamlLook } from "./yaml-look.ts";
import type { Named } from "./yaml-offers.ts";
import { diagnosticsOf, yamlProblems } from "./yaml-problems.ts";
import { fromStore, YamlText } from "./yaml-text.ts";

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

/** The editor of a page, until it is closed. */
export interface YamlView {
  /** Brings characters of the text into view and selects them. */
  reveal(event: NonNullable<PendingEvents["reveal"]>): void;
  /** Opens the search in the text. */
  search(): void;
  /** Brings the executor that the cursor is in into view on the canvas. */
  showOnCanvas(): void;
  close(): void;
}

/** `told`: called with the executor that the cursor is in whenever that is another one; null for none. */
export function createYamlView(
  designer: Designer,
  host: HTMLElement,
  told: (executor: string | null) => void,
): YamlView {
  const text = new YamlText(designer);
  // In a shadow root the editor's styles are adopted sheets, which the page's policy allows.
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });

  const fileNow = () => designer.get().file;
  const { executorsIn, namedAt } = createPlaces(designer, text);

  // --- from the editor to the store

  /** The cursor was moved while the text was still to be read. */
  let isCursorWaiting = false;
  /** What a stretch of the text has selected, until the cursor moves. */
  let ofStretch: OpenFile["selection"] | null = null;
  /** The stretch was typed over while that was selected, so that it is no longer what is meant. */
  let isTypedOver = false;
  let current: string | null = null;
  const followCursor = (isMoved: boolean) => {
    if (isAhead(fileNow())) {
      isCursorWaiting ||= isMoved;
      return;
    }
    const { main, ranges } = view.state.selection;
    const names = [...new Set(ranges.flatMap(executorsIn))];
    if (isMoved || isCursorWaiting) {
      if (names.length > 0 || isTypedOver) {
        designer.do.select(names);
      }
      ofStretch = names.length > 0 && !main.empty ? fileNow().selection : null;
    }
    isCursorWaiting = false;
    isTypedOver = false;
    const [name = null] = main.empty ? names : executorsIn({ from: main.head, to: main.head });
    if (name !== current) {
      current = name;
      told(name);
    }
  };
  const onUpdate = (update: ViewUpdate) => {
    if (update.transactions.some((one) => one.annotation(fromStore))) {
      return;
    }
    if (update.docChanged) {
      isTypedOver ||= ofStretch === fileNow().selection && !update.startState.selection.main.empty;
      isCursorWaiting ||= isTypedOver;
      ofStretch = null;
      isSending = true;
      text.send(view, update.changes, originOf(update.transactions));
      isSending = false;
      takeOver();
    } else if (update.selectionSet && !view.composing) {
      designer.do.endBurst();
      followCursor(update.transactions.some((one) => one.isUserEvent("select")));
    }
  };
  const showOnCanvas = (at = view.state.selection.main.head) => {
    const [name] = isAhead(fileNow()) ? [] : executorsIn({ from: at, to: at });
    if (name !== undefined) {
      designer.do.find(name);
    }
    return name !== undefined;
  };

  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text.breaks.shown,
      extensions: extensionsOf(designer, { namedAt, onUpdate, showOnCanvas }),
    }),
  });

  const forgetTab = passOnTab(view);

  // --- from the store to the editor

  let isSending = false;
  let shown: Shown | null = null;
  const show = createShowing(designer, text, view);
  /** Takes over what the store has and the editor has not. What was read counts once it is of this text. */
  const takeOver = () => {
    if (isSending) {
      return;
    }
    const file = fileNow();
    text.receive(view);
    if (isAhead(file)) {
      return;
    }
    const before = shown;
    if (file.problems !== before?.problems) {
      show.problems(file.problems, before);
    }
    if (
      file.selection !== before?.selection ||
      (file.reading !== before?.reading && file.selection.size > 0)
    ) {
      show.selection(file, before);
    }
    const isRead = file.reading !== before?.reading;
    shown = { problems: file.problems, selection: file.selection, reading: file.reading };
    if (isRead) {
      followCursor(false);
    }
  };
  const unsubscribe = designer.store.subscribe((state, before) => {
    if (state.file !== before.file) {
      takeOver();
    }
  });
  takeOver();

  return {
    reveal({ from, to, isQuiet = false }) {
      const { length } = view.state.doc;
      const anchor = Math.min(toEditor(text.breaks, from), length);
      const head = Math.min(toEditor(text.breaks, to), length);
      view.dispatch({
        selection: { anchor, head },
        effects: EditorView.scrollIntoView(anchor, isQuiet ? { y: "nearest", yMargin: 40 } : { y: "center" }),
        annotations: fromStore.of(true),
      });
      followCursor(false);
      if (!isQuiet) {
        view.focus();
      }
    },
    search: () => void openSearchPanel(view),
    showOnCanvas: () => void showOnCanvas(),
    close() {
      unsubscribe();
      text.close();
      forgetTab();
      view.destroy();
    },
  };
}

/** Longer than anybody waits between two keys. */
const ONE_DAY_MS = 86_400_000;

/**
 * Whoever walks over the page by Tab walks over the editor too: once Tab has come to it, Tab goes on, until another key
 * or the mouse is at work in the text. Returns what ends that.
 */
function passOnTab(view: EditorView): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  let isByTab = false;
  addEventListener("keydown", (event) => (isByTab = pressedKey(event) === "Tab"), { signal, capture: true });
  addEventListener("pointerdown", () => (isByTab = false), { signal, capture: true });
  const { contentDOM } = view;
  contentDOM.addEventListener("focus", () => view.setTabFocusMode(isByTab && ONE_DAY_MS), { signal });
  contentDOM.addEventListener("pointerdown", () => view.setTabFocusMode(false), { signal });
  return () => listening.abort();
}

/** What of a file the editor shows beside its text. */
type Shown = Pick<OpenFile, "problems" | "selection" | "reading">;

/** What is in the file at places of the editor. */
function createPlaces(designer: Designer, text: YamlText) {
  const fileNow = () => designer.get().file;
  const executorsIn = ({ from, to }: { from: number; to: number }): string[] => {
    const { reading } = fileNow();
    return executorsAt(reading.document, {
      from: toDocument(text.breaks, from),
      to: toDocument(text.breaks, to),
    });
  };
  const namedAt = (at: number): Named => {
    const { nodes } = fileNow().shown.picture;
    return {
      get names() {
        const [own] = isAhead(fileNow()) ? [] : executorsIn({ from: at, to: at });
        return nodes.map(({ name }) => name).filter((name) => name !== own);
      },
      get classes() {
        return [...new Set(nodes.map(({ uses }) => uses))].filter((uses) => !uses.startsWith("{"));
      },
    };
  };
  return { executorsIn, namedAt };
}

/** All that the editor consists of, and what its keys and its mouse do. */
function extensionsOf(
  designer: Designer,
  {
    namedAt,
    onUpdate,
    showOnCanvas,
  }: {
    namedAt: (at: number) => Named;
    onUpdate: (update: ViewUpdate) => void;
    /** False if no executor is there; at the cursor, if no place is given. */
    showOnCanvas: (at?: number) => boolean;
  },
): Extension {
  const command = (act: () => void) => () => {
    act();
    return true;
  };
  return [
    lineNumbers(),
    foldGutter(),
    codeFolding(),
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
    yamlCompletion(namedAt),
    yamlProblems,
    yamlChosen,
    search({ top: true }),
    keymap.of([
      { key: "Mod-z", run: command(() => designer.do.undo()) },
      { key: "Mod-y", run: command(() => designer.do.redo()) },
      { key: "Mod-Shift-z", run: command(() => designer.do.redo()) },
      { key: "Alt-Enter", run: () => showOnCanvas() },
      ...searchKeymap,
      ...foldKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
    yamlColours,
    yamlLook,
    EditorView.lineWrapping,
    yamlHang,
    EditorView.contentAttributes.of({
      "aria-label": "YAML of the Flow",
      spellcheck: "false",
      tabindex: "0",
      "aria-description":
        "Reached by Tab, the next Tab goes on. After any other key Tab indents, and Escape, then Tab, leaves the editor. Control and space offers what can stand here.",
    }),
    EditorView.domEventHandlers({
      mousedown: (event, view) => {
        const at = event.ctrlKey || event.metaKey ? view.posAtCoords(event) : null;
        return at !== null && event.button === 0 && showOnCanvas(at);
      },
      blur: (_, view) => void closeCompletion(view),
      beforeinput: typeOverLines,
    }),
    EditorView.updateListener.of(onUpdate),
    EditorView.exceptionSink.of((cause) => designer.tools.fault("editing the text", cause)),
  ];
}

/**
 * Puts what is typed into the place of several selected lines. Chromium would join these lines itself first, and keeps how
 * they look in styles that the page's policy forbids.
 */
function typeOverLines({ inputType, data, isComposing }: InputEvent, view: EditorView): boolean {
  const { state } = view;
  const { from, to, empty } = state.selection.main;
  if (inputType !== "insertText" || data === null || isComposing || view.composing || empty) {
    return false;
  }
  if (state.doc.lineAt(from).to >= to) {
    return false;
  }
  const insert = () =>
    state.update(state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
  if (!state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, data, insert))) {
    view.dispatch(insert());
  }
  return true;
}

/** Shows problems and the selection of a file in the editor; `before`: what it shows already. */
function createShowing(designer: Designer, text: YamlText, view: EditorView) {
  return {
    problems(problems: readonly Problem[], before: Shown | null) {
      if (problems.length > 0 || before?.problems.length !== 0) {
        const apply = (fix: Parameters<typeof designer.do.applyFix>[0]) =>
          "edit" in fix && isReadOnly(designer.get().file) ? undefined : void designer.do.applyFix(fix);
        const marks = diagnosticsOf(problems, text.breaks, view.state.doc.length, apply);
        view.dispatch(setDiagnostics(view.state, marks));
      }
    },
    selection({ selection, reading }: OpenFile, before: Shown | null) {
      const places = [...selection].flatMap((name) => placeOfExecutor(reading.document, name) ?? []);
      const lines = places.map(({ from, to }) => ({
        from: toEditor(text.breaks, from),
        to: toEditor(text.breaks, to),
      }));
      const [first] = lines.length === 1 && selection !== before?.selection ? lines : [];
      view.dispatch({
        effects: [
          chooseLines(lines),
          // Without the focus: whoever types sees what they type.
          ...(first && !view.hasFocus
            ? [EditorView.scrollIntoView(first.from, { y: "nearest", yMargin: 40 })]
            : []),
        ],
        annotations: fromStore.of(true),
      });
    },
  };
}
