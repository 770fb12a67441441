/** Saving in place, where the browser lets a page write files. */
import { decodeUtf8 } from "../formats/yaml/decode.ts";
import { wordsOf } from "./faults.ts";
import { allFiles, freshFileName, withReplaced } from "./file-row.ts";
import type { FileRecord } from "./open-file.ts";
import type { OpeningActions } from "./opening.ts";
import type { DiskFile } from "./ports.ts";
import type { Tools } from "./tools.ts";

/** What saves the open file. */
export interface SavingActions {
  /**
   * Writes the file where it was opened from or saved to before, or asks where. A file that has changed on the disk
   * meanwhile is not written: it is opened beside the other one.
   */
  saveFile(): Promise<void>;
}

/** The actions. */
export function createSavingActions(tools: Tools, { openText, showFile }: OpeningActions): SavingActions {
  const { get, set, toast, ports } = tools;
  const { platform } = ports;

  const setOf = (id: string, change: Partial<FileRecord>) => {
    const file = allFiles(get()).find((one) => one.id === id);
    if (file) {
      set(withReplaced(get(), id, { ...file, ...change }));
    }
  };

  const write = async (disk: DiskFile) => {
    const { id, text } = get().file;
    try {
      await platform.writeDisk(disk, text);
    } catch (cause) {
      toast("warning", `${disk.name} was not saved. The browser says: ${wordsOf(cause)}.`, {
        offer: "download",
      });
      return;
    }
    setOf(id, { savedText: text, disk, fileName: disk.name });
    toast("info", `Saved ${disk.name}.`);
  };

  /** The text on the disk; null, which is told, if it cannot be had. */
  const readDisk = async (id: string, disk: DiskFile): Promise<string | null> => {
    try {
      const decoded = decodeUtf8(await platform.readDisk(disk));
      if ("text" in decoded) {
        return decoded.text;
      }
      setOf(id, { disk: null });
      const message = `What stands in ${disk.name} now cannot be read, so it was not saved there: save it again to say where. ${decoded.refused}`;
      toast("warning", message, { offer: "download" });
      return null;
    } catch (cause) {
      const isGone = cause instanceof DOMException && cause.name === "NotFoundError";
      if (isGone) {
        setOf(id, { disk: null });
      }
      toast(
        "warning",
        isGone
          ? `${disk.name} is no longer where it was, so it was not saved: save it again to say where.`
          : `${disk.name} was not saved. The browser says: ${wordsOf(cause)}.`,
        { offer: "download" },
      );
      return null;
    }
  };

  return {
    async saveFile() {
      const { id, fileName, disk, savedText } = get().file;
      if (!disk) {
        const chosen = await platform.pickPlace?.(fileName);
        if (chosen && get().file.id === id) {
          await write(chosen);
        }
        return;
      }
      const onDisk = await readDisk(id, disk);
      if (onDisk === null || get().file.id !== id) {
        return;
      }
      if (onDisk === savedText) {
        await write(disk);
        return;
      }
      const name = freshFileName(get(), disk.name, "on disk");
      await openText(name, onDisk);
      const changed = `${disk.name} was changed on the disk meanwhile, so it was not saved.`;
      if (get().file.fileName !== name) {
        // The person went to another file while a long one was being read.
        toast("warning", `${changed} Save it again to see what stands there.`, { isRefusal: false });
        return;
      }
      // What is there now is known from here on: saving once more is meant.
      setOf(id, { savedText: onDisk });
      showFile(id);
      const message = `${changed} What stands there is open as ${name}; saving once more puts this in its place.`;
      tools.logLine("warning", message);
      toast("warning", message, { offer: "forward" });
    },
  };
}
