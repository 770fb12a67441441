/** Opening files, and going back and forward between those that were opened: each keeps its text and its own history. */

import { megabytes } from "../base/words.ts";
import { decodeUtf8, MAX_FILE_BYTES } from "../formats/yaml/decode.ts";
import { fullMessage } from "../model/problem.ts";
import {
  EMPTY_FLOW,
  type FileRecord,
  isUnread,
  isUnsaved,
  newFile,
  type OpenFile,
  openedFile,
  recordOf,
} from "./open-file.ts";
import { openTab } from "./panels.ts";
import type { OpenedFile } from "./ports.ts";
import { readAway, readIfShort } from "./reader.ts";
import type { DesignerState } from "./state.ts";
import type { Tools } from "./tools.ts";

/** What opens files, and goes back and forward between them. */
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
  /** To the file that was gone back from. */
  forwardToFile(): void;
}

/** Files that are kept to go back to. Of more, those left longest ago go; never one with unsaved changes. */
const MAX_FILES = 20;

/** The actions; another file that is opened while one is still being read takes its place. */
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
    let reading = readIfShort(text, get().file.variables);
    if (reading === null) {
      toast("info", `Reading ${fileName} …`);
      reading = await readAway(ports, { text, given: get().file.variables }, signal, (cause) =>
        tools.fault(`reading ${fileName} in the background`, cause),
      );
    }
    if (reading) {
      show(
        openedFile(newFile(fileName, text, ports.platform.roomyDirection()), get().file.variables, reading),
        `Opened ${fileName}.`,
      );
    }
  };

  /** `message`: what was done, in a sentence. */
  const show = (file: OpenFile, message: string) => {
    const state = get();
    set({
      ...placeFile(file),
      // Those gone back from are kept too: the one that is left now is the first to go back to.
      filesBefore: newestOf([...state.filesBefore, ...state.filesAfter, recordOf(state.file)]),
      filesAfter: [],
    });
    const first = file.reading.document.isFlow ? undefined : file.problems[0];
    if (first) {
      // The canvas says why it is empty.
      set({ tabs: openTab(get().tabs, "problems") });
    }
    if (isUnread(file)) {
      // The message of that fault is shown already.
      return;
    }
    toast("info", `${message}${isUnsaved(state.file) ? " The unsaved one before it is kept." : ""}`, {
      offer: "back",
    });
    if (first) {
      say(`${message} ${fullMessage(first)}`);
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
    const to = from === "filesBefore" ? "filesAfter" : "filesBefore";
    set({
      ...placeFile(openedFile(file, state.file.variables)),
      [from]: state[from].slice(0, -1),
      [to]: [...state[to], recordOf(state.file)],
    });
    toast("info", `${file.fileName} as you left it.`, { offer: to === "filesAfter" ? "forward" : "back" });
  };

  return {
    newFlow() {
      beginOpening();
      show(
        openedFile(newFile("flow.yml", EMPTY_FLOW, ports.platform.roomyDirection()), get().file.variables),
        "Began a new Flow.",
      );
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
    forwardToFile: () => goTo("filesAfter"),
  };
}

/** An event that is still waiting is about the file before: its places mean nothing in this one. */
function placeFile(file: OpenFile): Pick<DesignerState, "file" | "reveal" | "centre"> {
  return { file, reveal: null, centre: { name: "", isFirst: true } };
}

/** Without the oldest ones that are too many; one with unsaved changes stays. */
function newestOf(files: readonly FileRecord[]): FileRecord[] {
  const excess = files.length - MAX_FILES;
  let dropped = 0;
  return files.filter((file) => isUnsaved(file) || dropped++ >= excess);
}
