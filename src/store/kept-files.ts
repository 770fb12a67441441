/** Keeps the files that can be gone back to over a reload of this tab: their texts and cards, not their histories. */
import type { Storage } from "../base/storage.ts";
import type { Point } from "../model/drawing/geometry.ts";
import { NO_HISTORY } from "./history.ts";
import { readKept, readPlaced, type Unchecked } from "./kept.ts";
import type { DesignerState, OtherFile } from "./state.ts";

const FILES_KEY = "jina-flow-designer.files";
const VERSION = 1;

/** Characters of texts; no browser keeps more for a tab. */
const MOST = 5_000_000;

type Files = Pick<DesignerState, "filesBefore" | "filesAfter">;

interface KeptFiles {
  readonly version: typeof VERSION;
  readonly before: readonly KeptFile[];
  readonly after: readonly KeptFile[];
}

interface KeptFile {
  readonly fileName: string;
  readonly text: string;
  /** Null if it is the text. */
  readonly savedText: string | null;
  readonly placed: readonly (readonly [string, Point])[];
}

/** Where there is no room for all, those with unsaved changes are kept; false if there is none for them either. */
export function keepFiles(area: Storage, { filesBefore, filesAfter }: Files): boolean {
  const length = [...filesBefore, ...filesAfter].reduce((sum, { text }) => sum + text.length, 0);
  const write = (isMeant: (file: OtherFile) => boolean) => {
    const pack = (files: readonly OtherFile[]) => files.filter(isMeant).map(packed);
    const kept: KeptFiles = { version: VERSION, before: pack(filesBefore), after: pack(filesAfter) };
    return area.set(FILES_KEY, JSON.stringify(kept));
  };
  return (length <= MOST && write(() => true)) || write(({ text, savedText }) => text !== savedText);
}

export function restoreFiles(area: Storage): Files {
  const kept = readKept<KeptFiles>(
    area.get(FILES_KEY),
    ({ version, before, after }) => version === VERSION && Array.isArray(before) && Array.isArray(after),
  );
  const files = (list: readonly (Unchecked<KeptFile> | null)[] = []) =>
    list.flatMap((file) => (typeof file?.text === "string" ? unpacked(file, file.text) : []));
  return { filesBefore: files(kept?.before), filesAfter: files(kept?.after) };
}

function packed({ fileName, text, savedText, placed }: OtherFile): KeptFile {
  return { fileName, text, savedText: savedText === text ? null : savedText, placed: [...placed] };
}

function unpacked({ fileName, savedText, placed }: Unchecked<KeptFile>, text: string): OtherFile {
  return {
    fileName: typeof fileName === "string" ? fileName : "flow.yml",
    text,
    savedText: typeof savedText === "string" ? savedText : text,
    placed: readPlaced(placed),
    selection: new Set(),
    ...NO_HISTORY,
  };
}
