/** What is kept of documents beside those that are open: the list of all, and versions that were given a name. */
import { compareFlows, type FlowComparison } from "../model/edit/compare-flows.ts";
import { type DiffRow, diffLines } from "../model/line-diff.ts";
import { diffChange } from "../model/text-change.ts";
import { commit } from "./commit.ts";
import { allFiles } from "./file-row.ts";
import type { Keeper } from "./keeper.ts";
import { DOCUMENT_VERSION, HEADS, PARTS, readHead } from "./kept-document.ts";
import { type KeptVersion, type NamedVersion, readVersion, VERSIONS } from "./kept-version.ts";
import { isAhead } from "./open-file.ts";
import { packPlaces } from "./pack-document.ts";
import { readAway, readIfShort } from "./reader.ts";
import { withText } from "./settle.ts";
import type { Tools } from "./tools.ts";

/** One document of the list. */
export interface KeptFile {
  readonly id: string;
  readonly fileName: string;
  /** Since 1970; 0 if that is not known. */
  readonly editedMs: number;
  /** Characters of the text. */
  readonly length: number;
  /** In this tab of the browser. */
  readonly isOpen: boolean;
}

/** What is done with kept documents and versions. */
export interface LibraryActions {
  /** All documents that are kept, those edited last first; null, which is told, if the browser does not say. */
  listKept(): Promise<readonly KeptFile[] | null>;
  /** Removes a document that is open in no tab, with its versions, for good. */
  removeKept(id: string): Promise<void>;
  /** Keeps the open file as it is now under a name. */
  saveVersion(name: string): Promise<void>;
  /** The versions of the open file, the newest first; null, which is told, if the browser does not say. */
  listVersions(): Promise<readonly NamedVersion[] | null>;
  /** Makes the open file what it was, as one step of undo. */
  restoreVersion(version: NamedVersion): void;
  removeVersion(version: NamedVersion): Promise<void>;
  /**
   * What leads from a version to the open file as it is now; null if that cannot be found out, which is told, or once the
   * signal aborts.
   */
  compareVersion(version: NamedVersion, signal: AbortSignal): Promise<VersionComparison | null>;
}

/** What leads from a version to the open file. */
export interface VersionComparison {
  readonly rows: readonly DiffRow[];
  /** Null if one of them holds no Flow. */
  readonly graph: FlowComparison | null;
}

/** The actions. */
export function createLibraryActions(tools: Tools, keeper: Keeper): LibraryActions {
  const { get, toast, ports } = tools;
  const { database, clock } = ports;
  return {
    async listKept() {
      const open = new Set(allFiles(get()).map(({ id }) => id));
      const files = (await database.read([HEADS])).flatMap(({ key, value }): KeptFile[] => {
        const head = readHead(value);
        const id = String(key[1]);
        const { fileName = "A file of another version of this page", editedMs = 0, length = 0 } = head ?? {};
        return [{ id, fileName, editedMs, length, isOpen: open.has(id) }];
      });
      return files.sort((a, b) => b.editedMs - a.editedMs);
    },

    async removeKept(id) {
      if (allFiles(get()).some((file) => file.id === id)) {
        toast("warning", "That file is open: close it first.");
        return;
      }
      if (await keeper.isOpenElsewhere(id)) {
        toast("warning", "That file is open in another tab: close it there first.");
        return;
      }
      // What was not written yet would bring it back.
      await keeper.giveUp(id);
      await database.write({
        remove: [
          [HEADS, id],
          [PARTS, id],
          [VERSIONS, id],
        ],
      });
    },

    async saveVersion(name) {
      const { id, text, places, fileName } = get().file;
      const value: KeptVersion = { version: DOCUMENT_VERSION, name, text, places: packPlaces(places) };
      await database.write({ put: [{ key: [VERSIONS, id, Math.round(clock.epochMs())], value }] });
      toast("info", `Saved the version “${name}” of ${fileName}.`);
    },

    async listVersions() {
      const entries = await database.read([VERSIONS, get().file.id]);
      return entries.flatMap((entry) => readVersion(entry) ?? []).reverse();
    },

    restoreVersion({ name, text, places }) {
      const { file } = get();
      const changes = diffChange(file.text, text);
      const label = `Restore the version “${name}”`;
      const after = withText(file, text, changes, undefined, places);
      if (commit(tools, { label, kind: "edit", changes }, after)) {
        tools.set({ centre: { name: "" } });
        toast("info", `Restored the version “${name}”.`, { canUndo: true });
      }
    },

    async removeVersion({ atMs }) {
      await database.write({ remove: [[VERSIONS, get().file.id, atMs]] });
    },

    async compareVersion({ text }, signal) {
      const { file } = get();
      const rows = diffLines(text, file.text);
      const reading =
        readIfShort(text, file.variables) ??
        (await readAway(ports, { text, given: file.variables, form: file.places }, signal, (cause) =>
          tools.fault("reading a version in the background", cause),
        ));
      if (!reading) {
        return null;
      }
      const [before, after] = [reading.document, file.reading.document];
      const areFlows = before.isFlow && after.isFlow && !isAhead(file);
      return { rows, graph: areFlows ? compareFlows(before, after) : null };
    },
  };
}
