/** How the text editor looks: in the colours of the page, which it gets through its shadow root. */
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

const MONO = '"JetBrains Mono", "SF Mono", ui-monospace, "Liberation Mono", monospace';
const SANS = 'Inter, "Segoe UI", system-ui, "Liberation Sans", sans-serif';

const theme = EditorView.theme({
  "&": {
    height: "100%",
    fontSize: "12px",
    color: "var(--text)",
    backgroundColor: "var(--panel)",
    // Forced colours are those of the page already. Left to the browser, an opaque ground behind each word would hide
    // what is selected.
    forcedColorAdjust: "none",
  },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: MONO, lineHeight: "1.6" },
  ".cm-gutters": { backgroundColor: "var(--panel)", color: "var(--faint)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": {
    backgroundColor: "color-mix(in srgb, var(--line) 45%, transparent)",
  },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 25%, transparent)",
  },
  "&.cm-focused .cm-matchingBracket, .cm-matchingBracket": {
    backgroundColor: "var(--accent-soft)",
    outline: "1px solid var(--accent)",
  },

  ".yaml-key": { color: "var(--accent-text)" },
  ".yaml-comment": { color: "var(--faint)", fontStyle: "italic" },
  ".yaml-string": { color: "var(--s3-text, var(--warn))" },
  ".yaml-directive": { color: "var(--s2)" },
  ".yaml-name": { color: "var(--s4)" },

  // What is selected on the canvas.
  ".cm-line": { borderLeft: "3px solid transparent", paddingLeft: "3px" },
  ".cm-line.is-chosen": { borderLeftColor: "var(--accent)" },

  // The library draws these with images, which the page's policy refuses.
  ".cm-lintRange": { backgroundImage: "none", paddingBottom: "0" },
  ".cm-lintRange-active": { backgroundColor: "var(--warn-soft)" },
  ".cm-problem": { textDecoration: "underline wavy var(--warn) 1px", textUnderlineOffset: "3px" },
  ".cm-problem.is-error": { textDecorationColor: "var(--err)", backgroundColor: "var(--err-soft)" },
  ".cm-problem.is-hint": { textDecorationColor: "var(--faint)" },
  ".cm-lintPoint:after": { borderBottomColor: "var(--warn)" },

  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    border: "1px solid var(--line2)",
    borderRadius: "8px",
    boxShadow: "var(--shadow)",
    maxWidth: "min(420px, calc(100vw - 24px))",
    font: `12px / 1.45 ${SANS}`,
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete": { overflow: "visible" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: MONO, maxHeight: "220px", padding: "3px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    gap: "12px",
    padding: "3px 7px",
    borderRadius: "5px",
    lineHeight: "18px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--accent-soft)",
    color: "var(--text)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700", color: "var(--accent-text)" },
  ".cm-completionDetail": {
    marginLeft: "auto",
    fontStyle: "normal",
    color: "var(--muted)",
    fontFamily: SANS,
  },
  ".cm-tooltip.cm-completionInfo": { padding: "7px 10px", width: "240px" },
  ".cm-help": { padding: "7px 10px" },
  ".cm-help b": { fontFamily: MONO },
  ".cm-help span": { color: "var(--muted)" },
  ".cm-diagnostic": { borderLeft: "3px solid var(--faint)", padding: "7px 10px", margin: "0" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--err)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warn)" },
  ".cm-diagnosticText": { overflowWrap: "anywhere" },
  ".cm-diagnosticAction": {
    display: "block",
    minHeight: "26px",
    margin: "6px 0 0",
    padding: "2px 9px",
    border: "1px solid var(--line2)",
    borderRadius: "6px",
    font: "inherit",
    color: "var(--text)",
    backgroundColor: "var(--panel)",
    cursor: "pointer",
  },

  ".cm-foldGutter .cm-gutterElement": { minWidth: "14px", cursor: "pointer" },
  ".cm-foldPlaceholder": {
    padding: "0 6px",
    border: "1px solid var(--line2)",
    color: "var(--muted)",
    backgroundColor: "var(--bg)",
  },

  ".cm-panels": { backgroundColor: "var(--bg)", color: "var(--text)", font: `12px / 1.45 ${SANS}` },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: "4px 6px",
    padding: "6px 32px 6px 9px",
  },
  ".cm-panel.cm-search br": { display: "none" },
  ".cm-panel.cm-search input, .cm-panel.cm-search button, .cm-panel.cm-search label": { margin: "0" },
  ".cm-panel.cm-search .cm-textfield": { flex: "1 1 110px", minWidth: "0", padding: "0 7px" },
  ".cm-panel.cm-search label": { display: "inline-flex", alignItems: "center", gap: "4px", fontSize: "12px" },
  ".cm-panel.cm-search [name=close]": {
    top: "5px",
    right: "6px",
    width: "24px",
    height: "24px",
    fontSize: "16px",
    color: "var(--muted)",
  },
  ".cm-textfield": {
    height: "26px",
    fontSize: "12px",
    color: "var(--text)",
    backgroundColor: "var(--panel)",
    border: "1px solid var(--line2)",
    borderRadius: "6px",
  },
  ".cm-button": {
    height: "26px",
    padding: "0 9px",
    fontSize: "12px",
    color: "var(--text)",
    background: "var(--panel)",
    border: "1px solid var(--line2)",
    borderRadius: "6px",
  },
  ".cm-textfield:focus-visible, .cm-button:focus-visible, .cm-diagnosticAction:focus-visible": {
    outline: "2px solid var(--accent)",
  },
  ".cm-searchMatch": { backgroundColor: "var(--warn-soft)", outline: "1px solid var(--warn)" },
  ".cm-searchMatch-selected": { backgroundColor: "color-mix(in srgb, var(--warn) 35%, transparent)" },

  "@media (forced-colors: active)": {
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
      backgroundColor: "Highlight",
      color: "HighlightText",
    },
  },
});

/** The styles of all parts of the editor, and the colours of the words. */
export const yamlLook: Extension = theme;
