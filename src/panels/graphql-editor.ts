/** The editor of a GraphQL text, with what a gateway's types offer. No React. */
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import type { GraphqlOffer } from "../model/run/graphql.ts";
import { yamlLook } from "./yaml-look.ts";

/** Puts one into an element. `offer` gives what can stand at a place of the text; null while that is not known. */
export function createGraphqlEditor(
  host: HTMLElement,
  text: string,
  offer: (text: string, at: number) => GraphqlOffer | null,
  onChange: (text: string) => void,
  run: () => void,
): EditorView {
  // In a shadow root the editor's styles are adopted sheets, which the page's policy allows.
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  return new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        history(),
        autocompletion({
          override: [
            ({ state, pos, explicit }) => {
              const found = offer(state.doc.toString(), pos);
              return found && found.options.length > 0 && (explicit || found.from < pos)
                ? { ...found, options: [...found.options], validFor: /^\w*$/ }
                : null;
            },
          ],
        }),
        keymap.of([
          {
            key: "Mod-Enter",
            run: () => {
              run();
              return true;
            },
          },
          ...completionKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        yamlLook,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          "aria-label": "Query",
          spellcheck: "false",
          tabindex: "0",
          "aria-description": "Control and space offers what can stand here. Control and Enter sends.",
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) {
            onChange(update.state.doc.toString());
          }
        }),
      ],
    }),
  });
}
