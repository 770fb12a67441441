import { counted } from "../base/words.ts";
import type { ListedFile } from "../store/export-thread.ts";
import { Note } from "../ui/note.tsx";
import { ExportText } from "./export-text.tsx";
import type { ShownExport } from "./use-export.ts";

/** What will be made: its files, and the text of the chosen one; or why nothing can be made. */
export function ExportPreview({
  shown,
  file,
}: {
  shown: ShownExport;
  /** Index of the chosen file. */
  file: number;
}) {
  const { made, isMaking } = shown;
  return (
    <section className="export-preview" aria-label="What will be made" aria-busy={isMaking}>
      <p className="export-status" role="status">
        {isMaking ? "Making…" : made && "files" in made ? sizeOf(made.files) : ""}
      </p>
      {made &&
        ("files" in made ? (
          <ExportText
            shown={shown}
            of={made}
            file={file}
            lines={made.files[file]?.lines ?? 0}
            label={made.files[file]?.path ?? "The text"}
          />
        ) : (
          <Note kind="error">{made.refused}</Note>
        ))}
    </section>
  );
}

function sizeOf(files: readonly ListedFile[]): string {
  const lines = counted(
    files.reduce((sum, file) => sum + file.lines, 0),
    "line",
  );
  return files.length > 1 ? `${counted(files.length, "file")}, ${lines}` : lines;
}
