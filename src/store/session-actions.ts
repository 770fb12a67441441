/** What is selected, shown and set: nothing here changes the file. */
import { isSameList } from "../base/is-same-list.ts";
import type { Need } from "../model/flow-edit.ts";
import type { InputFile } from "../model/run/request-input.ts";
import type { ValueMap } from "../model/value.ts";
import { copyText } from "./copy-text.ts";
import { placeOfExecutor } from "./derived.ts";
import { type FieldDraft, withDraft } from "./drafts.ts";
import { extendedTo, type View } from "./open-file.ts";
import { openTab, type PanelId, type Place, placeOf, type TabPlace, toggleFold } from "./panels.ts";
import { type PaneId, withSize, type YamlPlace } from "./panes.ts";
import type { Dialog, SendForm, Theme } from "./state.ts";
import type { Tools } from "./tools.ts";

/** What changes the selection, the page and the settings. */
export interface SessionActions {
  /** Selects executors, by name, and edges; nothing else stays selected. */
  select(names: readonly string[], edges?: readonly Need[]): void;
  /** Goes on to an executor with what is selected; back to one that is, it takes those after that away. */
  extendTo(name: string): void;
  /** Adds an executor to what is selected, or takes it away. */
  toggle(name: string): void;
  /** What the canvas shows of the open file now. */
  setView(view: View): void;
  /**
   * Selects an executor and brings it into view on the canvas; `takesFocus`: with the focus on it; `adds`: with what is
   * selected.
   */
  find(name: string, takesFocus?: boolean, adds?: boolean): void;
  /** Opens the Inspector of what is selected, with the focus in it. */
  openInspector(): void;
  /** Drops an executor from the palette at a place of the window, in its pixels. */
  drop(args: ValueMap, clientX: number, clientY: number): void;
  /** Pastes YAML at a place of the window, in its pixels. */
  pasteAt(text: string, keepsLinks: boolean, clientX: number, clientY: number): void;
  /** Brings characters into view in the YAML tab. */
  showText(range: { from: number; to: number }): void;
  /** Selects an executor and shows where it is written. */
  showInText(name: string): void;
  /** Selects an executor and shows what is wrong with it. */
  showProblems(name: string): void;
  /** Opens a panel's tab at its place. */
  setTab(id: PanelId): void;
  /** Folds a place up, so that the canvas has its room, or opens it again. */
  toggleFold(place: TabPlace): void;
  /** Makes a pane so many pixels large; null gives it the page's own size again. */
  setPaneSize(id: PaneId, size: number | null): void;
  /** Puts the YAML elsewhere, where the page is wide enough for that. */
  setYamlPlace(yaml: YamlPlace): void;
  /** Folds Send up where it has no tab, or opens it again. */
  foldSend(foldsSend: boolean): void;
  setNarrowPlace(place: Place): void;
  openDialog(dialog: Dialog): void;
  closeDialog(): void;
  dismissToast(): void;
  dismissReport(): void;
  setAddress(text: string): void;
  /** Brings the address into view in the Send panel, with the focus in it. */
  editAddress(): void;
  /** Opens the panel Variables, with the focus in the field of one of them. */
  editVariable(name: string): void;
  setTheme(theme: Theme): void;
  setSingleKeys(singleKeys: boolean): void;
  /** Keeps what was chosen or typed in a field of the export dialog; "" takes it away. */
  setExport(field: string, text: string): void;
  setForm(change: Partial<SendForm>): void;
  setHeaders(headers: string): void;
  /** Says why what stands in a field of the documents' form is not taken; null once all of it is. */
  setUntaken(untaken: string | null): void;
  /** Chooses the files that are sent. */
  setInputFiles(files: readonly InputFile[]): void;
  /** Keeps what is half typed into a field, by the key of its place; null once it is taken or given up. */
  setDraft(key: string, draft: FieldDraft | null): void;
  /** Copies a text to the clipboard; `what` says in the message what it is. */
  copy(text: string, what: string): Promise<boolean>;
}

/** The actions. */
export function createSessionActions(tools: Tools): SessionActions {
  const { get, set, setFile } = tools;
  const actions: SessionActions = {
    select(names, edges = []) {
      const { selection, selectedEdges } = get().file;
      // The last one leads.
      const isSame = isSameList(names, [...selection]);
      if (!isSame || edges.length + selectedEdges.length > 0) {
        setFile({ selection: isSame ? selection : new Set(names), selectedEdges: edges });
      }
    },
    extendTo(name) {
      const { file } = get();
      actions.select(extendedTo(file, name), file.selectedEdges);
    },
    toggle(name) {
      const { selection, selectedEdges } = get().file;
      actions.select(selection.has(name) ? without(selection, name) : [...selection, name], selectedEdges);
    },
    setView: (view) => setFile({ view }),
    find(name, takesFocus = false, adds = false) {
      const { selection, selectedEdges } = get().file;
      actions.select(adds ? [...without(selection, name), name] : [name], adds ? selectedEdges : []);
      set({
        centre: { name },
        narrowPlace: "canvas",
        ...(takesFocus && { focusCanvas: { isWanted: true } }),
      });
    },
    openInspector: () =>
      set({
        tabs: openTab(get().tabs, "inspector"),
        narrowPlace: "right",
        focusInspector: { isWanted: true },
      }),
    drop: (args, clientX, clientY) => set({ drop: { args, clientX, clientY } }),
    pasteAt: (text, keepsLinks, clientX, clientY) => set({ drop: { text, keepsLinks, clientX, clientY } }),
    showText: (range) =>
      set({ tabs: openTab(get().tabs, "yaml"), narrowPlace: "right", reveal: { ...range } }),
    showInText(name) {
      const range = placeOfExecutor(get().file.reading.document, name);
      if (range) {
        actions.select([name]);
        actions.showText(range);
      }
    },
    showProblems(name) {
      actions.select([name]);
      set({
        tabs: openTab(get().tabs, "problems"),
        narrowPlace: "bottom",
        problems: { executor: name },
      });
    },
    // A command opens it from another place, too.
    setTab: (id) => set({ tabs: openTab(get().tabs, id), narrowPlace: placeOf(id) }),
    toggleFold: (place) => set({ tabs: toggleFold(get().tabs, place) }),
    setPaneSize: (id, size) => set({ panes: withSize(get().panes, id, size) }),
    setYamlPlace(yaml) {
      actions.setTab("yaml");
      set({ panes: { ...get().panes, yaml } });
    },
    foldSend: (foldsSend) => set({ panes: { ...get().panes, foldsSend } }),
    setNarrowPlace: (narrowPlace) => set({ narrowPlace }),
    openDialog: (dialog) => set({ dialog }),
    closeDialog: () => set({ dialog: null }),
    dismissToast: () => set({ toast: null }),
    dismissReport: () => setFile({ report: null }),
    setAddress: (address) => set({ address }),
    editAddress() {
      actions.foldSend(false);
      set({ tabs: openTab(get().tabs, "send"), narrowPlace: "bottom", focusAddress: { isWanted: true } });
    },
    editVariable: (name) =>
      set({
        tabs: openTab(get().tabs, "variables"),
        narrowPlace: "right",
        focusVariable: { name },
      }),
    setTheme: (theme) => set({ theme }),
    setSingleKeys: (singleKeys) => set({ singleKeys }),
    setExport(field, text) {
      const exportTexts = new Map(get().file.exportTexts);
      if (text === "") {
        exportTexts.delete(field);
      } else {
        exportTexts.set(field, text);
      }
      setFile({ exportTexts });
    },
    setForm: (change) => set({ form: { ...get().form, ...change } }),
    setInputFiles: (inputFiles) => set({ inputFiles, form: { ...get().form, input: "files" } }),
    setUntaken: (untaken) => set({ untaken }),
    setHeaders: (headers) => set({ headers }),
    setDraft(key, draft) {
      const { drafts } = get().file;
      const next = withDraft(drafts, key, draft);
      if (next !== drafts) {
        setFile({ drafts: next });
      }
    },
    copy: (text, what) => copyText(tools, text, what),
  };
  return actions;
}

function without(names: ReadonlySet<string>, name: string): string[] {
  return [...names].filter((one) => one !== name);
}
