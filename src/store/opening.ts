/** Opening files, each in a tab of its own with its own history, going from one to another, and closing them. */

import { randomHex } from "../base/random.ts";
import { counted, cut } from "../base/words.ts";
import { fullMessage } from "../model/problem.ts";
import { allFiles, newFileName, rowOf } from "./file-row.ts";
import type { Keeper } from "./keeper.ts";
import {
  EMPTY_FLOW,
  type FileRecord,
  isAhead,
  isUnread,
  isUnsaved,
  newFile,
  type OpenFile,
  openedFile,
} from "./open-file.ts";
import { openTab } from "./panels.ts";
import type { OpenedFile } from "./ports.ts";
import { createFileReading, isForeign, plainName } from "./read-file.ts";
import { READ_AT_ONCE, readAway, readIfShort } from "./reader.ts";
import type { DesignerState } from "./state.ts";
import type { Tools } from "./tools.ts";

/** What opens and closes files, and goes from one to another. */
export interface OpeningActions {
  newFlow(): void;
  /**
   * Opens a text in a tab behind the one that is shown. A long text is read first, and what is open stays usable until
   * then; another file that is opened meanwhile is opened instead, and this one gives false. `parts`: what it has
   * besides; `message`: gives what was done, in a sentence, once it is.
   */
  openText(
    fileName: string,
    text: string,
    parts?: Partial<Pick<FileRecord, "places" | "requests">>,
    message?: () => string,
  ): Promise<boolean>;
  /** Opens files one after the other, as they were dropped at once, and says how many where it is not one; the last is shown. */
  openFiles(files: readonly OpenedFile[]): Promise<void>;
  /** Shows what a file in another form would become, in the import dialog. */
  importFile(file: OpenedFile): Promise<void>;
  /** Shows an open file, as it was left. */
  showFile(id: string): void;
  /** To the file whose tab stands before this one's. */
  backToFile(): void;
  /** To the file whose tab stands behind this one's. */
  forwardToFile(): void;
  /** Closes an open file; it stays kept, and comes back by `reopenFile`. */
  closeFile(id: string): void;
  /** Opens the file again that was closed last. */
  reopenFile(): Promise<void>;
  /** Opens a document that is kept, or shows it if it is open. */
  openKept(id: string): Promise<void>;
}

/** Files that are open beside the one that is shown. Of more, the first ones are closed; never one with unsaved changes. */
const MAX_FILES = 20;
/** Of a longer text what was read is let go of when another file is shown: it is read again, in the other thread. */
const MAX_READ = 1_000_000;

/** The actions; another file that is opened while one is still being read takes its place. */
export function createOpeningActions(tools: Tools, keeper: Keeper): OpeningActions {
  const { get, set, say, toast, ports } = tools;
  const newId = () => randomHex(ports.random);
  const { refuse, isTooLarge, readFile } = createFileReading(tools);

  /** The file that is being opened; another one ends that. */
  let opening = new AbortController();
  const beginOpening = () => {
    opening.abort();
    opening = new AbortController();
    return opening.signal;
  };

  /** `length`: characters, or bytes of a file that is not here yet, so that the sign comes before all that takes time. */
  const tellReading = (fileName: string, length: number) => {
    if (length > READ_AT_ONCE) {
      toast("info", `Reading ${cut(fileName)} …`);
    }
  };

  const open = async (
    fileName: string,
    text: string,
    signal: AbortSignal,
    parts: Partial<FileRecord> = {},
    message = () => `Opened ${cut(fileName)}.`,
  ): Promise<boolean> => {
    const file = { ...newFile(newId(), fileName, text, ports.platform.roomyDirection()), ...parts };
    let reading = readIfShort(text, get().file.variables);
    if (reading === null) {
      const question = { text, given: get().file.variables, form: file.places };
      reading = await readAway(ports, question, signal, (cause) =>
        tools.fault(`reading ${fileName} in the background`, cause),
      );
    }
    if (reading) {
      show(openedFile(file, get().file.variables, reading), message());
    }
    return reading !== null;
  };

  /** False if it was refused, which is told, or another one is opened meanwhile. One in another form is shown as what it would become. */
  const openFile = async (file: OpenedFile, signal: AbortSignal): Promise<boolean> => {
    tellReading(plainName(file.name), file.size);
    const read = await readFile(file, signal);
    if (read === null) {
      return false;
    }
    const { name, text } = read;
    const isImported = await isForeign(read);
    if (signal.aborted) {
      return false;
    }
    if (!isImported) {
      return open(name, text, signal, { disk: file.disk ?? null });
    }
    if (get().dialog?.kind === "import") {
      refuse(`${name}: finish the import that is shown first; this file was not opened.`);
      return false;
    }
    set({ dialog: { kind: "import", file: read } });
    return true;
  };

  const tellOpened = (opened: number, all: number) => {
    if (opened === all) {
      toast("info", `Opened ${counted(opened, "file")}.`, { offer: "back" });
    } else {
      const why =
        all > MAX_FILES ? `At most ${MAX_FILES} are opened at once.` : "The log says why not the others.";
      toast("warning", `Opened ${opened} of ${counted(all, "file")}. ${why}`);
    }
  };

  /** Shows a file in a new tab. `message`: what was done, in a sentence. */
  const show = (file: OpenFile, message: string) => {
    const state = get();
    const before = withinLimit([...state.filesBefore, left(state.file)], state.filesAfter.length);
    set({ filesBefore: before, filesAfter: state.filesAfter, ...placeFile(file) });
    for (const one of state.filesBefore) {
      if (!before.includes(one)) {
        letGo(one);
      }
    }
    const first = file.reading.document.isFlow ? undefined : file.problems[0];
    if (first) {
      // The canvas says why it is empty.
      set({ tabs: openTab(get().tabs, "problems") });
    }
    if (isUnread(file)) {
      // The message of that fault is shown already.
      return;
    }
    toast(
      "info",
      `${message}${isUnsaved(state.file) ? ` ${cut(state.file.fileName)}, which is not saved, stays open in its tab.` : ""}`,
      {
        offer: "back",
      },
    );
    if (first) {
      say(`${message} ${fullMessage(first)}`);
    }
  };

  /** The file as it is to be shown, read with the variables that are given now; what was read of a long one is used until then. */
  const shownAgain = (file: OpenFile): OpenFile => {
    const { variables } = get().file;
    const next = { ...file, variables };
    const reading = isAhead(next) ? readIfShort(next.text, variables) : null;
    return reading ? openedFile(next, variables, reading) : next;
  };

  const letGo = (file: OpenFile) => {
    keeper.letGo(file);
    set({ closed: [...get().closed, file.id] });
  };

  const showFile = (id: string) => {
    const files = allFiles(get());
    const at = files.findIndex((file) => file.id === id);
    const file = files[at];
    if (!file || file.id === get().file.id) {
      return;
    }
    beginOpening();
    const row = files.map((one) => (one.id === get().file.id ? left(one) : one));
    set({ ...rowOf(row, at), ...placeFile(shownAgain(file)) });
  };

  const step = (by: -1 | 1) => {
    const { filesBefore, filesAfter } = get();
    const next = by < 0 ? filesBefore.at(-1) : filesAfter[0];
    if (!next) {
      say(by < 0 ? "There is no previous file." : "There is no next file.");
      return;
    }
    showFile(next.id);
    toast("info", `${cut(next.fileName)} as you left it.`, { offer: by < 0 ? "forward" : "back" });
  };

  const openKept = async (id: string): Promise<boolean> => {
    const signal = beginOpening();
    if (allFiles(get()).some((file) => file.id === id)) {
      showFile(id);
      return true;
    }
    const file = await keeper.open(id);
    if (file && !signal.aborted) {
      set({ closed: get().closed.filter((one) => one !== id) });
      show(shownAgain(file), `Opened ${cut(file.fileName)} again.`);
    }
    return file !== null;
  };

  return {
    newFlow() {
      beginOpening();
      show(
        openedFile(
          newFile(newId(), newFileName(get()), EMPTY_FLOW, ports.platform.roomyDirection()),
          get().file.variables,
        ),
        "Began a new Flow.",
      );
    },

    openText(fileName, text, parts, message) {
      const name = plainName(fileName);
      tellReading(name, text.length);
      return open(name, text, beginOpening(), parts, message);
    },

    async openFiles(files) {
      const fitting = files.slice(0, MAX_FILES).filter((file) => !isTooLarge(file));
      if (fitting.length > 0) {
        const signal = beginOpening();
        let opened = 0;
        for (const file of fitting) {
          opened += (await openFile(file, signal)) ? 1 : 0;
          if (signal.aborted) {
            return;
          }
        }
        if (files.length > 1) {
          tellOpened(opened, files.length);
        }
      }
    },

    async importFile(file) {
      const { dialog } = get();
      const read = isTooLarge(file) ? null : await readFile(file, beginOpening());
      // Who has closed the dialog, or opened another one, wants it no more.
      if (read && get().dialog === dialog) {
        set({ dialog: { kind: "import", file: read } });
      }
    },

    showFile,
    backToFile: () => step(-1),
    forwardToFile: () => step(1),

    closeFile(id) {
      const files = allFiles(get());
      const at = files.findIndex((file) => file.id === id);
      const file = files[at];
      if (!file) {
        return;
      }
      const others = files.filter((one) => one !== file);
      if (others.length === 0) {
        const direction = ports.platform.roomyDirection();
        others.push(openedFile(newFile(newId(), "flow.yml", EMPTY_FLOW, direction), file.variables));
      }
      if (file.id === get().file.id) {
        beginOpening();
        // The one before it, as it was opened from there.
        const row = rowOf(others, Math.max(0, at - 1));
        set({ ...row, ...placeFile(shownAgain(row.file)) });
      } else {
        set(rowOf(others, others.indexOf(get().file)));
      }
      letGo(file);
      toast("info", `Closed ${cut(file.fileName)}; it is kept.`, { offer: "reopen" });
    },

    async reopenFile() {
      for (let id = get().closed.at(-1); id !== undefined; id = get().closed.at(-1)) {
        if (await openKept(id)) {
          return;
        }
        // It was removed for good.
        set({ closed: get().closed.filter((one) => one !== id) });
      }
      say("No file was closed.");
    },

    async openKept(id) {
      if (!(await openKept(id))) {
        toast("warning", "That file is no longer kept.");
      }
    },
  };
}

/** An event that is still waiting is about the file before: its places mean nothing in this one. */
function placeFile(file: OpenFile): Pick<DesignerState, "file" | "reveal" | "centre"> {
  return { file, reveal: null, centre: { name: "", isFirst: true } };
}

/** A file that is shown no more. */
function left(file: OpenFile): OpenFile {
  return file.text.length > MAX_READ ? openedFile(file, file.variables, null) : file;
}

/** Without the first ones that are too many beside `others`; one with unsaved changes stays. */
function withinLimit(files: readonly OpenFile[], others: number): OpenFile[] {
  const excess = files.length + others - MAX_FILES;
  let dropped = 0;
  return files.filter((file) => isUnsaved(file) || dropped++ >= excess);
}
