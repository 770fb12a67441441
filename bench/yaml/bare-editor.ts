/** The floor for typing: the same text in the same editor with the same language, and nothing that follows from it. */
import { defaultKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { defaultHighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";

const response = await fetch("/text");
new EditorView({
  parent: document.body,
  state: EditorState.create({
    doc: await response.text(),
    extensions: [
      lineNumbers(),
      keymap.of(defaultKeymap),
      yaml(),
      syntaxHighlighting(defaultHighlightStyle),
      EditorView.lineWrapping,
    ],
  }),
});
