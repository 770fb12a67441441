/** Keeps the files that can be gone back to over a reload of this tab: their texts, cards and reports, not their histories. */
import type { Storage } from "../base/storage.ts";
import type { Point } from "../model/drawing/geometry.ts";
import type { ReportRow } from "../model/legacy/conversion-report.ts";
import { type FieldDraft, readDrafts } from "./drafts.ts";
import type { Report } from "./history.ts";
import { readKept, readPlaced, type Unchecked } from "./kept.ts";
import { type FileRecord, isUnsaved, newFile } from "./open-file.ts";
import type { DesignerState } from "./state.ts";

const FILES_KEY = "jina-flow-designer.files";
const VERSION = 1;

/** Characters of texts; no browser keeps more for a tab. */
const MOST = 5_000_000;
/** Characters of a drawing's text that are kept beside the file's own. */
const MOST_DRAWN = 1_000_000;

type Files = Pick<DesignerState, "filesBefore" | "filesAfter">;

interface KeptFiles {
  readonly version: typeof VERSION;
  readonly before: readonly KeptFile[];
  readonly after: readonly KeptFile[];
}

/** A file as it is written. */
export interface KeptFile {
  readonly fileName: string;
  readonly text: string;
  /** Null if it is the text. */
  readonly savedText: string | null;
  readonly placed: readonly (readonly [string, Point])[];
  /** Absent where all were laid out and nothing was edited since. */
  readonly kept?: readonly (readonly [string, Point])[];
  /** Absent for `right`. */
  readonly direction?: "down";
  /** Absent where there is none. */
  readonly report?: Report;
  /** Absent while the text holds a Flow, and where there would be no room for it. */
  readonly drawnText?: string;
  /** Absent where nothing is half typed. */
  readonly drafts?: readonly (readonly [string, FieldDraft])[];
}

/** Writes the files. If there is no room for all, only those with unsaved changes; false if there is none for them either. */
export function keepFiles(area: Storage, { filesBefore, filesAfter }: Files): boolean {
  const length = [...filesBefore, ...filesAfter].reduce((sum, { text }) => sum + text.length, 0);
  const write = (isMeant: (file: FileRecord) => boolean) => {
    const pack = (files: readonly FileRecord[]) => files.filter(isMeant).map(packed);
    const kept: KeptFiles = { version: VERSION, before: pack(filesBefore), after: pack(filesAfter) };
    return area.set(FILES_KEY, JSON.stringify(kept));
  };
  return (length <= MOST && write(() => true)) || write(isUnsaved);
}

/** The files that this tab kept; an entry without a text is left out. */
export function restoreFiles(area: Storage): Files {
  const kept = readKept<KeptFiles>(
    area.get(FILES_KEY),
    ({ version, before, after }) => version === VERSION && Array.isArray(before) && Array.isArray(after),
  );
  const files = (list: readonly (Unchecked<KeptFile> | null)[] = []) =>
    list.flatMap((file) => (typeof file?.text === "string" ? unpacked(file, file.text) : []));
  return { filesBefore: files(kept?.before), filesAfter: files(kept?.after) };
}

/** The parts of a file that are kept: when one of them has changed, the file is written again. */
export const KEPT_PARTS = [
  "fileName",
  "text",
  "savedText",
  "places",
  "report",
  "drawnText",
  "drafts",
] as const;

/** What is written of a file. */
export function packed(file: Pick<FileRecord, (typeof KEPT_PARTS)[number]>): KeptFile {
  const { fileName, text, savedText, places, report, drawnText, drafts } = file;
  const { placed, kept, direction } = places;
  return {
    fileName,
    text,
    savedText: savedText === text ? null : savedText,
    placed: [...placed],
    ...(kept ? { kept: [...kept] } : {}),
    ...(direction === "down" ? { direction } : {}),
    ...(report ? { report } : {}),
    ...(drawnText !== null && drawnText.length <= MOST_DRAWN ? { drawnText } : {}),
    ...(drafts.size > 0 ? { drafts: [...drafts] } : {}),
  };
}

/** A kept file; whatever is wrong with anything but its text is replaced by what a new file has. */
export function unpacked(
  { fileName, savedText, placed, kept, direction, report, drawnText, drafts }: Unchecked<KeptFile>,
  text: string,
): FileRecord {
  return {
    ...newFile(typeof fileName === "string" ? fileName : "flow.yml", text),
    savedText: typeof savedText === "string" ? savedText : text,
    places: {
      direction: direction === "down" ? "down" : "right",
      placed: readPlaced(placed),
      kept: readKeptPlaces(kept),
    },
    report: isReport(report) ? report : null,
    drawnText: typeof drawnText === "string" ? drawnText : null,
    drafts: readDrafts(drafts),
  };
}

function isReport(report: unknown): report is Report {
  const { fileName, rows } = (report ?? {}) as Unchecked<Report>;
  return (
    typeof fileName === "string" &&
    Array.isArray(rows) &&
    rows.every(
      (row: Unchecked<ReportRow> | null) =>
        (row?.line === null || Number.isInteger(row?.line)) &&
        typeof row?.before === "string" &&
        typeof row.text === "string",
    )
  );
}

/** Null where nothing of use was kept, so that all is laid out. */
function readKeptPlaces(kept: unknown): ReadonlyMap<string, Point> | null {
  const points = readPlaced(kept);
  return points.size === 0 ? null : points;
}
