/**
 * The store's text and the editor's, which are always the same: what is typed goes to the store, what changes elsewhere
 * comes from it. A key costs what it changes, not what the text has.
 */
import { Annotation, type ChangeSet, type ChangeSpec, type Text } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { diffChange, type TextChange } from "../model/text-change.ts";
import type { Designer } from "../store/designer.ts";
import type { TypingOrigin } from "../store/history.ts";
import { documentChanges, hideBreaks, type LineBreaks } from "./line-breaks.ts";

/** Marks what came from the store, so that it is not sent back. */
export const fromStore = Annotation.define<boolean>();

/** What is typed until then is compared as a whole only afterwards. */
const CHECK_MS = 400;

/** The two texts of one editor. */
export class YamlText {
  /** The store's text, and how the editor shows it. */
  breaks: LineBreaks;
  private readonly designer: Designer;
  private cancelCheck = () => {};

  constructor(designer: Designer) {
    this.designer = designer;
    this.breaks = hideBreaks(designer.get().file.text);
  }

  /** Sends what was typed to the store. Whatever fails: the store's text is the one that the editor shows. */
  send(view: EditorView, changes: ChangeSet, origin: TypingOrigin): void {
    const { designer } = this;
    const before = designer.get().file.text;
    const typed: TextChange[] = [];
    try {
      changes.iterChanges((from, to, _fromNew, _toNew, insert) => {
        typed.push({ from, to, insert: insert.toString() });
      });
      designer.do.type(documentChanges(this.breaks, typed), origin);
    } catch (cause) {
      designer.tools.fault("taking in what was typed", cause);
    }
    const { text } = designer.get().file;
    this.breaks = breaksAfter(this.breaks, text, typed);
    if (text === before || this.breaks.shown.length !== view.state.doc.length) {
      this.mend(view.state.doc);
    }
    this.checkLater(view);
  }

  /** Shows the store's text, by the smallest change: cursor and scroll position stay. */
  receive(view: EditorView): void {
    const { text } = this.designer.get().file;
    if (text === this.breaks.text) {
      return;
    }
    this.breaks = hideBreaks(text);
    const changes: ChangeSpec = diffChange(view.state.doc.toString(), this.breaks.shown).slice();
    view.dispatch({ changes, annotations: fromStore.of(true) });
  }

  close(): void {
    this.cancelCheck();
  }

  private mend(doc: Text): void {
    const missing = diffChange(this.breaks.shown, doc.toString());
    if (missing.length > 0) {
      this.designer.do.type(documentChanges(this.breaks, missing), "whole");
      this.breaks = hideBreaks(this.designer.get().file.text);
    }
  }

  /** Texts of one length may still differ. */
  private checkLater(view: EditorView): void {
    this.cancelCheck();
    const waiting = new AbortController();
    this.cancelCheck = () => waiting.abort();
    this.designer.ports.clock.sleep(CHECK_MS, waiting.signal).then(
      () => {
        if (this.breaks.text === this.designer.get().file.text) {
          this.mend(view.state.doc);
        }
      },
      () => {},
    );
  }
}

/** The breaks of a text after changes of the one before; only where there are none to hide is that known at once. */
function breaksAfter(before: LineBreaks, text: string, typed: readonly TextChange[]): LineBreaks {
  const hasNone = before.shown === before.text;
  return hasNone && !typed.some(({ insert }) => /[\r\ufeff]/.test(insert))
    ? { text, shown: text, hidden: [] }
    : hideBreaks(text);
}
