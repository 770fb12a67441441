import { useEffect, useState } from "react";
import { chosenRow, EXPORT_ROWS, type ExportField } from "../store/export-kinds.ts";
import { useDesigner, useDesignerState, useOpenFile } from "../store/react.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import "./export-dialog.css";
import { ExportPreview } from "./export-preview.tsx";
import { useExport } from "./use-export.ts";

/** What can be made of the Flow, shown before it is taken. */
export default function ExportDialog() {
  const designer = useDesigner();
  const { setExport, closeDialog } = designer.do;
  const wanted = useDesignerState(({ dialog }) => (dialog?.kind === "export" ? dialog.of : null));
  useEffect(() => {
    if (wanted !== null) {
      setExport("kind", wanted);
    }
  }, [wanted, setExport]);
  const texts = useOpenFile((file) => file.exportTexts);
  const row = chosenRow(texts);
  const shown = useExport();
  const [file] = useState(0);
  const { made, isMaking, ask } = shown;
  const files = made && "files" in made ? made.files : null;
  const isTaken = files === null || isMaking;
  const copy = async () => {
    const text = await ask("copying an export", (thread) => thread.text(file));
    if (text !== null) {
      await designer.do.copy(text, files?.[file]?.path ?? row.name);
    }
  };
  const download = async () => {
    const blob = await ask("downloading an export", (thread) => thread.blob());
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
          <fieldset className="export-rows">
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
          {row.fields.map((field) => (
            <OptionField key={field.id} field={field} value={texts.get(field.id) ?? ""} />
          ))}
        </div>
        <ExportPreview shown={shown} file={file} />
      </div>
      <DialogActions>
        <Button onClick={closeDialog}>Close</Button>
        <Button disabled={isTaken} onClick={() => void copy()}>
          Copy
        </Button>
        <Button kind="primary" disabled={isTaken} onClick={() => void download()}>
          Download
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function OptionField({ field, value }: { field: ExportField; value: string }) {
  const { setExport } = useDesigner().do;
  const { id, label, hint, control } = field;
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
  return (
    <Field
      label={label}
      hint={hint}
      value={value}
      isMono
      onCommit={(typed) => {
        setExport(id, typed.trim());
        return null;
      }}
    />
  );
}
