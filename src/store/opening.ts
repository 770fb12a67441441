/** Opening files, and going back and forth between those that were opened: each keeps its text and its own history. */

import { megabytes } from "../base/words.ts";
import type { FlowDocument } from "../formats/read/read-flow.ts";
import { decodeUtf8, MAX_FILE_BYTES } from "../formats/yaml/decode.ts";
import { fullMessage } from "../model/problem.ts";
import { NO_HISTORY } from "./history.ts";
import { openTab } from "./panels.ts";
import type { OpenedFile } from "./ports.ts";
import { documentAfter, isUnread, lastRead, READ_AT_ONCE, readAway, readHere } from "./reader.ts";
import { type DesignerState, EMPTY_FLOW, isUnsaved, type OtherFile } from "./state.ts";
import type { Tools } from "./tools.ts";

export interface OpeningActions {
  newFlow(): void;
  /**
   * Takes the place of the file that is open. A long text is read first, and what is open stays usable until then;
   * another file that is opened meanwhile is opened instead.
   */
  openText(fileName: string, text: string): Promise<void>;
  openFile(file: OpenedFile): Promise<void>;
  /** To the file that was open before this one, as it was left. */
  backToFile(): void;
  /** The other way. */
  forthToFile(): void;
}

/** Files that are kept to go back to. Of more, those left longest ago go; never one with unsaved changes. */
const MAX_FILES = 20;

export function createOpeningActions(tools: Tools): OpeningActions {
  const { get, set, say, toast, ports } = tools;

  /** The file that is being opened; another one ends that. */
  let opening = new AbortController();
  const beginOpening = () => {
    opening.abort();
    opening = new AbortController();
    return opening.signal;
  };

  const open = async (fileName: string, text: string, signal: AbortSignal) => {
    if (text.length <= READ_AT_ONCE) {
      show(fileName, readHere(text));
      return;
    }
    toast("info", `Reading ${fileName} …`);
    const document = await readAway(ports, text, signal, (cause) =>
      tools.fault(`reading ${fileName} in the background`, cause),
    );
    if (document) {
      show(fileName, document);
    }
  };

  const show = (fileName: string, document: FlowDocument, isNew = false) => {
    const state = get();
    const had = isUnsaved(state);
    set({
      ...placeFile(document),
      fileName,
      savedText: document.text,
      placed: new Map(),
      selection: new Set(),
      ...NO_HISTORY,
      // Those gone back from are kept too: the one that is left now is the first to go back to.
      filesBefore: limited([...state.filesBefore, ...state.filesAfter, fileOf(state)]),
      filesAfter: [],
      report: null,
    });
    if (isUnread(document)) {
      // That is told already.
      set({ tabs: openTab(get().tabs, "problems") });
      return;
    }
    const opened = isNew ? "Began a new Flow." : `Opened ${fileName}.`;
    toast("info", `${opened}${had ? " The unsaved one before it is kept." : ""}`, { offer: "back" });
    const first = document.isFlow ? undefined : document.problems[0];
    if (first) {
      // The canvas says why it is empty.
      set({ tabs: openTab(get().tabs, "problems") });
      say(`${opened} ${fullMessage(first)}`);
    }
  };

  /** Leaves the open file for the last one of a list, and puts it at the end of the other list. */
  const goTo = (from: "filesBefore" | "filesAfter") => {
    const state = get();
    const file = state[from].at(-1);
    if (!file) {
      say(from === "filesBefore" ? "There is no previous file." : "There is no next file.");
      return;
    }
    beginOpening();
    const { text, ...parts } = file;
    const to = from === "filesBefore" ? "filesAfter" : "filesBefore";
    set({
      ...placeFile(documentAfter(readHere(EMPTY_FLOW), text, [])),
      ...parts,
      [from]: state[from].slice(0, -1),
      [to]: [...state[to], fileOf(state)],
    });
    toast("info", `${file.fileName} as you left it.`, { offer: to === "filesAfter" ? "forth" : "back" });
  };

  return {
    newFlow() {
      beginOpening();
      show("flow.yml", readHere(EMPTY_FLOW), true);
    },

    openText: (fileName, text) => open(fileName, text, beginOpening()),

    async openFile(file) {
      if (file.size > MAX_FILE_BYTES) {
        const size = (file.size / 1024 / 1024).toFixed(1);
        const refused = `${file.name} has ${size} MB; files over ${megabytes(MAX_FILE_BYTES)} are not opened.`;
        tools.logLine("error", refused);
        toast("warning", `${refused} Nothing was changed.`);
        return;
      }
      const signal = beginOpening();
      let bytes: Uint8Array;
      try {
        bytes = await file.bytes();
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        toast(
          "warning",
          `${file.name} could not be read, so nothing was changed. The browser says: ${error instanceof Error ? error.message : String(error)}`,
        );
        return;
      }
      if (signal.aborted) {
        return;
      }
      const decoded = decodeUtf8(bytes);
      if ("refused" in decoded) {
        tools.logLine("error", `${file.name}: ${decoded.refused}`);
        toast("warning", `${file.name}: ${decoded.refused}`);
        return;
      }
      await open(file.name, decoded.text, signal);
    },

    backToFile: () => goTo("filesBefore"),
    forthToFile: () => goTo("filesAfter"),
  };
}

/** An older file's graph and edge, and places of its text, say nothing about this one. */
function placeFile(
  document: FlowDocument,
): Pick<DesignerState, "document" | "shown" | "selectedEdge" | "reveal" | "centre"> {
  return {
    document,
    shown: document.isFlow ? lastRead(document) : readHere(EMPTY_FLOW),
    selectedEdge: null,
    reveal: null,
    centre: { name: "", isFirst: true },
  };
}

function fileOf({ fileName, document, savedText, placed, selection, undo, redo }: DesignerState): OtherFile {
  return { fileName, text: document.text, savedText, placed, selection, undo, redo };
}

function limited(files: readonly OtherFile[]): OtherFile[] {
  const over = files.length - MAX_FILES;
  let gone = 0;
  return files.filter(({ text, savedText }) => text !== savedText || gone++ >= over);
}
