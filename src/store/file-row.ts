/** The open files in the order of their tabs: those before the one that is shown, that one, and those after it. Pure. */
import type { OpenFile } from "./open-file.ts";
import type { DesignerState } from "./state.ts";

/** The part of the state that is the row of open files. */
type FileRow = Pick<DesignerState, "filesBefore" | "file" | "filesAfter">;

/** All open files, from left to right. */
export function allFiles({ filesBefore, file, filesAfter }: FileRow): OpenFile[] {
  return [...filesBefore, file, ...filesAfter];
}

/** These files in a row with the one at this place shown. @throws RangeError if there is none */
export function rowOf(files: readonly OpenFile[], shown: number): FileRow {
  const file = files[shown];
  if (!file) {
    throw new RangeError(`no file ${shown} of ${files.length}`);
  }
  return { filesBefore: files.slice(0, shown), file, filesAfter: files.slice(shown + 1) };
}

/** The row with another file in the place of one that is open, shown if that was; the same row if it is not open. */
export function withReplaced(row: FileRow, id: string, file: OpenFile): FileRow {
  const replaced = (files: readonly OpenFile[]) =>
    files.some((one) => one.id === id) ? files.map((one) => (one.id === id ? file : one)) : files;
  return {
    filesBefore: replaced(row.filesBefore),
    file: row.file.id === id ? file : row.file,
    filesAfter: replaced(row.filesAfter),
  };
}

/** The row with a file put in before one that is open. */
export function withBefore(row: FileRow, id: string, file: OpenFile): FileRow {
  const files = allFiles(row).flatMap((one) => (one.id === id ? [file, one] : [one]));
  return rowOf(files, files.indexOf(row.file));
}

/** This name if no open file has it, else one like it: `flow.yml`, `flow-2.yml`. */
export function newFileName(row: FileRow, wanted = "flow.yml"): string {
  const { stem, extension } = partsOf(wanted);
  return freeName(row, (count) => `${stem}${count > 1 ? `-${count}` : ""}${extension}`);
}

/** A name that no open file has: `flow (conflict).yml`, `flow (conflict 2).yml`. */
export function freshFileName(row: FileRow, fileName: string, what: string): string {
  const { stem, extension } = partsOf(fileName);
  return freeName(row, (count) => `${stem} (${what}${count > 1 ? ` ${count}` : ""})${extension}`);
}

function partsOf(fileName: string): { readonly stem: string; readonly extension: string } {
  const [, stem = fileName, extension = ""] = /^(.*?)(\.[^.]*)?$/s.exec(fileName) ?? [];
  return { stem, extension };
}

function freeName(row: FileRow, nameOf: (count: number) => string): string {
  const names = new Set(allFiles(row).map((file) => file.fileName));
  let count = 1;
  while (names.has(nameOf(count))) {
    count++;
  }
  return nameOf(count);
}
