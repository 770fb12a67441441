/** Completion of keys, names and values, and help on keys that one points at. */
import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  completionStatus,
  currentCompletions,
  pickedCompletion,
  selectedCompletionIndex,
  setSelectedCompletion,
} from "@codemirror/autocomplete";
import { type EditorState, type Extension, Prec } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap } from "@codemirror/view";
import { helpAt, type KeyHelp, type Named, type Offer, offersAt } from "./yaml-offers.ts";
import { ITEM, type Lines, placeAt } from "./yaml-place.ts";

/** `named`: what can be named where the cursor is. */
export function yamlCompletion(named: (at: number) => Named): Extension {
  return [
    autocompletion({
      override: [(context) => complete(context, named)],
      icons: false,
      // What is typed to its end may be followed by Enter, which then begins a line.
      selectOnOpen: false,
      activateOnCompletion: ({ type }) => type === "key",
    }),
    // Keys are not typed to their end: their first offer is chosen.
    EditorView.updateListener.of(({ view, state }) => {
      if (isKeyOffered(state)) {
        queueMicrotask(
          () => isKeyOffered(view.state) && view.dispatch({ effects: setSelectedCompletion(0) }),
        );
      }
    }),
    Prec.highest(keymap.of([{ key: "Tab", run: acceptFirst }])),
    hoverTooltip(({ state }, at) => {
      const key = keyAround(state, at);
      return key && { pos: key.from, end: key.to, above: true, create: () => ({ dom: drawHelp(key.help) }) };
    }),
  ];
}

function isKeyOffered(state: EditorState): boolean {
  return (
    completionStatus(state) === "active" &&
    selectedCompletionIndex(state) === null &&
    currentCompletions(state)[0]?.type === "key"
  );
}

function acceptFirst(view: EditorView): boolean {
  if (completionStatus(view.state) !== "active") {
    return false;
  }
  if (selectedCompletionIndex(view.state) === null) {
    view.dispatch({ effects: setSelectedCompletion(0) });
  }
  return acceptCompletion(view);
}

function linesOf({ doc }: EditorState): Lines {
  return { line: (number) => (number >= 1 && number <= doc.lines ? doc.line(number).text : null) };
}

function complete(
  { state, pos, explicit }: CompletionContext,
  named: (at: number) => Named,
): CompletionResult | null {
  const line = state.doc.lineAt(pos);
  const place = placeAt(linesOf(state), line.number, pos - line.from);
  if (!place || (place.word === "" && !explicit)) {
    return null;
  }
  const offers = offersAt(place, named(pos));
  const isWhole = (word: string) => offers.some(({ kind, text }) => kind === "value" && text === word);
  if (offers.length === 0 || (!explicit && isWhole(place.word))) {
    return null;
  }
  return {
    from: Math.max(line.from, pos - place.word.length),
    options: offers.map(completionOf),
    validFor: (word) => /^[\w./:$-]*$/.test(word) && !isWhole(word),
  };
}

function completionOf({ text, kind, detail, help, opens }: Offer, at: number): Completion {
  return {
    label: text,
    type: kind,
    detail,
    // In the order of the offers, where they fit as well.
    boost: -at / 10,
    ...(help === "" ? {} : { info: help }),
    apply: (view, completion, from, to) => {
      const hasColon = /^\s*:/.test(view.state.sliceDoc(to, to + 20));
      const insert = kind === "value" ? written(text) : hasColon ? text : `${text}:${opens ? "" : " "}`;
      view.dispatch({
        changes: { from, to, insert },
        selection: { anchor: from + insert.length },
        annotations: pickedCompletion.of(completion),
        userEvent: "input.complete",
        scrollIntoView: true,
      });
    },
  };
}

/** A value as it can stand in the text, also between brackets. */
function written(text: string): string {
  return /^[\w./$'][\w./:$'+=@-]*$/.test(text) && !text.endsWith(":") ? text : JSON.stringify(text);
}

/** The key of which a character is a part, if anything is known of it. */
function keyAround(state: EditorState, at: number): { from: number; to: number; help: KeyHelp } | null {
  const line = state.doc.lineAt(at);
  const column = at - line.from;
  for (const { 0: word, index } of line.text.matchAll(/(?<![\w-])[\w-]+(?=["']?\s*:(?:\s|$))/g)) {
    const end = index + word.length;
    if (index <= column && column <= end) {
      const place = placeAt(linesOf(state), line.number, end);
      const help = place?.word === word ? helpAt(pathOfKey(place, word)) : null;
      return help && { from: line.from + index, to: line.from + end, help };
    }
  }
  return null;
}

function pathOfKey({ kind, path }: { kind: string; path: readonly string[] }, word: string): string[] {
  return kind === "item" ? [...path, ITEM, word] : [...path, word];
}

function drawHelp({ name, facts, help }: KeyHelp): HTMLElement {
  const dom = document.createElement("div");
  dom.classList.add("cm-help");
  const [title, of] = [document.createElement("b"), document.createElement("span")];
  title.textContent = name;
  of.textContent = ` ${facts}`;
  dom.append(title, of);
  if (help !== "") {
    const text = document.createElement("div");
    text.textContent = help;
    dom.append(text);
  }
  return dom;
}
