import { useEffect, useRef, useState } from "react";
import { grouped } from "../base/words.ts";
import {
  chosenRow,
  EXPORT_ROWS,
  type ExportField,
  fieldFault,
  inputField,
  pixelsOf,
} from "../store/export-kinds.ts";
import { MAX_ENTRIES } from "../store/export-thread.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { ChoiceField, Field } from "../ui/field.tsx";
import { copyPicture, drawPixels, takesPicture } from "./draw-pixels.ts";
import { ExportPreview } from "./export-preview.tsx";
import { useExport } from "./use-export.ts";
import "./export-dialog.css";

/** What can be made of the Flow, shown before it is taken. */
export default function ExportDialog() {
  const designer = useDesigner();
  const { setExport, closeDialog, copy } = designer.do;
  const texts = useOpenFile((file) => file.exportTexts);
  const row = chosenRow(texts);
  const pixels = pixelsOf(texts);
  const shown = useExport();
  const { made, isMaking, ask } = shown;
  const files = made && "files" in made ? made.files : [];
  const [path, setPath] = useState<string | null>(null);
  const found = files.findIndex((file) => file.path === path);
  const file = Math.max(found, 0);
  /** What is being made of the files. */
  const [working, setWorking] = useState<"copy" | "download" | null>(null);
  const rows = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    // A dialog that opens has its focus at its first control, which is another choice than the one that was made.
    rows.current?.querySelector<HTMLInputElement>("input:checked")?.focus();
  }, []);
  const isTaken = files.length === 0 || isMaking || working !== null;
  const copyFile = async () => {
    const text = await ask("copying an export", (thread) => thread.text(file));
    if (text !== null) {
      await copy(text, files[file]?.path ?? `the export to ${row.name}`);
    }
  };
  /** All of it as one file; null where there is none, which is told. */
  const take = async (doing: string): Promise<Blob | null> => {
    const taken = await ask(doing, async (thread) => {
      const made = await thread.blob();
      return pixels ? await drawPixels(made, pixels) : made;
    });
    if (taken !== null && "refused" in taken) {
      designer.tools.toast("warning", taken.refused);
      return null;
    }
    return taken;
  };
  const copyPixels = async () => {
    setWorking("copy");
    const taken = take("copying a picture");
    const picture = taken.then((blob) => blob ?? Promise.reject(new Error("there is no picture")));
    const isCopied = await copyPicture(picture).then(
      () => true,
      () => false,
    );
    setWorking(null);
    if (isCopied) {
      designer.tools.toast("info", "Copied the picture.");
    } else if ((await taken) !== null) {
      designer.tools.toast("warning", "The browser did not take the picture. Download it instead.");
    }
  };
  const download = async () => {
    if (files.length > MAX_ENTRIES) {
      designer.tools.toast(
        "warning",
        `A zip archive holds ${grouped(MAX_ENTRIES)} files: export this Flow by the command line, into a folder.`,
      );
      return;
    }
    setWorking("download");
    const blob = await take("downloading an export");
    setWorking(null);
    if (blob !== null) {
      const name = row.fileName(designer.get().file.fileName.replace(/(?<=.)\.[^.]*$/, ""));
      designer.ports.platform.download(name, blob);
      designer.tools.toast("info", `Downloaded ${name}.`);
    }
  };
  return (
    <Dialog label="Export Flow" title="Export Flow" isWide onClose={closeDialog}>
      <div className="export">
        <div className="export-choice">
          <fieldset ref={rows} className="export-rows">
            <legend className="field-label">What to make</legend>
            {EXPORT_ROWS.map(({ kind, name, what }) => (
              <label key={kind}>
                <input
                  type="radio"
                  name="kind"
                  checked={kind === row.kind}
                  onChange={() => setExport("kind", kind)}
                />
                <span>
                  {name} <small className="muted">{what}</small>
                </span>
              </label>
            ))}
          </fieldset>
          {/* Before what may be left as it is: without these nothing is made. */}
          {made && made.asked.length > 0 && (
            <fieldset className="export-rows">
              <legend className="field-label">From outside the file, which is not guessed</legend>
              {made.asked.map((asked) => {
                const field = inputField(asked);
                return <OptionField key={field.id} field={field} isMissing={!asked.isGiven} />;
              })}
            </fieldset>
          )}
          {row.fields.map((field) => (
            <OptionField key={field.id} field={field} />
          ))}
        </div>
        <ExportPreview shown={shown} row={row} file={file} onFile={setPath} />
      </div>
      <DialogActions>
        <Button onClick={closeDialog}>Close</Button>
        {(pixels === null || takesPicture(pixels.form)) && (
          <Button disabled={isTaken} onClick={() => void (pixels ? copyPixels() : copyFile())}>
            {working === "copy" ? "Drawing…" : files.length > 1 ? "Copy file" : "Copy"}
          </Button>
        )}
        <Button kind="primary" disabled={isTaken} onClick={() => void download()}>
          {working === "download"
            ? pixels
              ? "Drawing…"
              : "Packing…"
            : files.length > 1
              ? "Download zip"
              : "Download"}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** A field of an export; what is typed is kept with the file. */
function OptionField({ field, isMissing = false }: { field: ExportField; isMissing?: boolean }) {
  const { setExport } = useDesigner().do;
  const value = useOpenFile((file) => file.exportTexts.get(field.id) ?? "");
  const { id, label, hint, control, choices = [], unchosen, usual = "", placeholder } = field;
  if (control === "switch") {
    return (
      <label className="export-switch">
        <input
          type="checkbox"
          checked={value === "on"}
          onChange={({ target }) => setExport(id, target.checked ? "on" : "")}
        />
        <span>
          {label} <small className="muted">{hint}</small>
        </span>
      </label>
    );
  }
  if (control === "choice") {
    return (
      <ChoiceField
        label={label}
        hint={hint}
        value={value || usual}
        empty={unchosen}
        choices={choices}
        onCommit={(chosen) => {
          setExport(id, chosen);
          return null;
        }}
      />
    );
  }
  return (
    <Field
      label={label}
      hint={isMissing ? `Needed: ${hint}` : hint}
      value={value}
      placeholder={placeholder}
      isMono
      isLive
      fault={fieldFault(field, value)}
      onCommit={(typed) => {
        setExport(id, typed);
        return null;
      }}
    />
  );
}
