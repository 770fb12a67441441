import { counted, grouped, listed } from "../base/words.ts";
import { type ExportRow, fieldFault, inputField, madeKind } from "../store/export-kinds.ts";
import type { ListedFile, MadeExport, RefusedExport } from "../store/export-thread.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { Button } from "../ui/button.tsx";
import { Note } from "../ui/note.tsx";
import { ExportFiles } from "./export-files.tsx";
import { ExportPicture } from "./export-picture.tsx";
import { ExportText } from "./export-text.tsx";
import type { ShownExport } from "./use-export.ts";

/** What will be made: its files, and the text of the chosen one; or why nothing can be made. */
export function ExportPreview({
  shown,
  row,
  file,
  onFile,
}: {
  shown: ShownExport;
  row: ExportRow;
  /** Index of the chosen file. */
  file: number;
  onFile: (path: string | null) => void;
}) {
  const { made, isMaking } = shown;
  const isMended = useOpenFile((open) => open.exportTexts.get("mend") === "on");
  return (
    <section className="export-preview" aria-label="What will be made" aria-busy={isMaking}>
      <p className="export-status" role="status">
        {isMaking ? (
          <>
            Making… <progress aria-label="Making the export" />
          </>
        ) : made && "files" in made ? (
          madeKind(row) !== "svg" && sizeOf(made.files)
        ) : (
          "Nothing is made"
        )}
      </p>
      {made && "refused" in made && <Refusal refusal={made} row={row} />}
      {made && "files" in made && (
        <>
          <Secrets secrets={row.hasArguments ? made.secrets : []} secretVariables={made.secretVariables} />
          <Faults faults={made.faults} isMended={isMended} />
          <div className="export-made">
            {made.files.length > 1 && <ExportFiles files={made.files} file={file} onFile={onFile} />}
            {madeKind(row) === "svg" ? (
              <ExportPicture ask={shown.ask} of={made} isOld={isMaking} />
            ) : (
              <ExportText
                ask={shown.ask}
                of={made}
                file={file}
                lines={made.files[file]?.lines ?? 0}
                label={made.files[file]?.path ?? row.name}
              />
            )}
          </div>
        </>
      )}
    </section>
  );
}

function sizeOf(files: readonly ListedFile[]): string {
  const lines = files.reduce((sum, file) => sum + file.lines, 0);
  return files.length > 1
    ? `${counted(files.length, "file")}, ${counted(lines, "line")}`
    : counted(lines, "line");
}

/** Why nothing is made, in whose words, and a way to what it is about. */
function Refusal({ refusal, row }: { refusal: RefusedExport; row: ExportRow }) {
  const { find, showText, closeDialog } = useDesigner().do;
  const { refused, engine, executor, place, asked } = refusal;
  const missing = asked.filter(({ isGiven }) => !isGiven).map((one) => inputField(one).label);
  const texts = useOpenFile((open) => open.exportTexts);
  const wrong = row.fields.filter((field) => fieldFault(field, texts.get(field.id) ?? "") !== null);
  if (wrong.length > 0) {
    return (
      <Note kind="hint">
        Nothing is made before this is put right:{" "}
        {listed(
          wrong.map(({ label }) => label),
          "and",
        )}
        .
      </Note>
    );
  }
  if (missing.length > 0 && engine === null) {
    return (
      <Note kind="hint">
        Jina takes this from outside the file, and it is not guessed. Fill it in among the fields:{" "}
        {listed(missing, "and")}.
      </Note>
    );
  }
  return (
    <div className="export-refusal" role="alert">
      {place && <p>The text is no Flow that Jina takes, so nothing can be made of it.</p>}
      <Note kind="error">{refused}</Note>
      {engine && (
        <p className="mono">
          Jina: {engine.type}: {engine.message}
        </p>
      )}
      {place && (
        <Button
          onClick={() => {
            closeDialog();
            showText(place.range);
          }}
        >
          Show line {place.line} of the YAML
        </Button>
      )}
      {executor !== null && !place && (
        <Button
          onClick={() => {
            closeDialog();
            find(executor, true);
          }}
        >
          Go to {executor}
        </Button>
      )}
    </div>
  );
}

type Made = Extract<MadeExport, { files: unknown }>;

/** Of many of a sort so many are shown. */
const MAX_SHOWN = 3;

function andMore(count: number): string {
  return count > MAX_SHOWN ? ` and ${grouped(count - MAX_SHOWN)} more` : "";
}

/** That what is secret in the file, or was given for its variables, is in the export. */
function Secrets({ secrets, secretVariables }: Pick<Made, "secrets" | "secretVariables">) {
  return (
    <>
      {secrets.length > 0 && (
        <Note>
          A secret of the file stands in this export: keep it to yourself.{" "}
          {secrets
            .slice(0, MAX_SHOWN)
            .map(({ message }) => message)
            .join(" ")}
          {andMore(secrets.length)}
        </Note>
      )}
      {secretVariables.length > 0 && (
        <Note>
          The values of secret variables stand in this export: keep it to yourself, or leave them unset in
          Variables. {listed(secretVariables.slice(0, MAX_SHOWN), "and")}
          {andMore(secretVariables.length)}.
        </Note>
      )}
    </>
  );
}

/** What will not work where the export is taken to, and who can mend it. */
function Faults({ faults, isMended }: Pick<Made, "faults"> & { isMended: boolean }) {
  if (faults.length === 0) {
    return null;
  }
  const mendable = faults.filter(({ isMendable }) => isMendable).length;
  const yours = faults.length - mendable;
  const parts = [
    ...(mendable > 0 ? [`${mendable} ${isMended ? "mended" : "that Mend mends"}`] : []),
    ...(yours > 0 ? [`${yours} to be changed in the Flow`] : []),
  ];
  return (
    <details className="export-faults" open={yours > 0 || !isMended}>
      <summary>
        {counted(faults.length, "fault")} in what Jina writes: {listed(parts, "and")}
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled has to be reached by keys */}
      <ul tabIndex={0}>
        {faults.map(({ message, isMendable, places }) => (
          <li key={message}>
            {message}
            {!isMendable && <b> To be changed in the Flow.</b>}{" "}
            <small className="muted mono">
              {places.slice(0, MAX_SHOWN).join(", ")}
              {andMore(places.length)}
            </small>
          </li>
        ))}
      </ul>
    </details>
  );
}
