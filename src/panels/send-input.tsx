/** What is sent: documents that are typed, files, documents made of a template, or none. */
import { type DragEvent, useId, useState } from "react";
import { counted, megabytes } from "../base/words.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import type { SendForm } from "../store/state.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { FieldRow } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";

interface InputProps {
  readonly form: SendForm;
  /** Why what is given cannot be sent; null if it can, or if that is not known yet. */
  readonly error: string | null;
  readonly set: (change: Partial<SendForm>) => void;
}

/** The fields for what is sent. */
export function SendInput(props: InputProps) {
  const { form, set } = props;
  const id = useId();
  return (
    <>
      <div className="field">
        <label className="field-label" htmlFor={id}>
          Inputs
        </label>
        <Select id={id} className="input" value={form.input} onTake={(input) => set({ input })}>
          <option value="">Typed</option>
          <option value="files">Files</option>
          <option value="template">A template, many times</option>
          <option value="none">None: parameters only</option>
        </Select>
      </div>
      {form.input === "files" ? (
        <Files {...props} />
      ) : form.input === "template" ? (
        <Template {...props} />
      ) : (
        form.input !== "none" && (
          <TextField
            {...props}
            name="documents"
            label="Documents"
            placeholder={'one document a line, or JSON: [{"text": "hello"}]'}
          />
        )
      )}
    </>
  );
}

/** Takes files that are dropped on an element, and keeps the page from opening them. */
export function useInputDrop() {
  const designer = useDesigner();
  return {
    onDragOver(event: DragEvent) {
      if (event.dataTransfer.types.includes("Files")) {
        event.preventDefault();
      }
    },
    onDrop(event: DragEvent) {
      const files = [...event.dataTransfer.files];
      if (files.length > 0) {
        event.preventDefault();
        designer.do.setInputFiles(files);
      }
    },
  };
}

/** A text that may be long: it can be edited in a window of its own. */
function TextField({
  form,
  set,
  error,
  name,
  label,
  placeholder,
}: InputProps & {
  readonly name: "documents" | "template";
  readonly label: string;
  readonly placeholder: string;
}) {
  const [isLarge, setLarge] = useState(false);
  const id = useId();
  const field = (rows: number, fieldId: string) => (
    <>
      <textarea
        id={fieldId}
        className="input mono"
        rows={rows}
        value={form[name]}
        spellCheck={false}
        placeholder={placeholder}
        aria-invalid={error !== null}
        aria-describedby={`${fieldId}-error`}
        onChange={(event) => set({ [name]: event.target.value })}
      />
      <span id={`${fieldId}-error`} className="field-error">
        {error ?? ""}
      </span>
    </>
  );
  return (
    <div className="field">
      <div className="send-label">
        <label className="field-label" htmlFor={id}>
          {label}
        </label>
        <Button kind="link" onClick={() => setLarge(true)}>
          Edit in a window…
        </Button>
      </div>
      {field(2, id)}
      {isLarge && (
        <Dialog label={`Edit ${name}`} title={label} onClose={() => setLarge(false)}>
          <label className="visually-hidden" htmlFor={`${id}-large`}>
            {label} in a window
          </label>
          {field(20, `${id}-large`)}
          <DialogActions>
            <Button kind="primary" onClick={() => setLarge(false)}>
              Close
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </div>
  );
}

function Files({ form, set, error }: InputProps) {
  const designer = useDesigner();
  const files = useDesignerState((state) => state.inputFiles);
  const id = useId();
  const names = files.map(({ name }) => name.toLowerCase());
  const has = (wanted: string, ends: RegExp) =>
    form.fileForm === wanted || (form.fileForm === "" && names.some((name) => ends.test(name)));
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return (
    <>
      <div className="send-files">
        <label className="button send-pick">
          Choose files…
          <input
            type="file"
            className="visually-hidden"
            multiple
            onChange={(event) => {
              designer.do.setInputFiles([...(event.target.files ?? [])]);
              // The same file may be chosen again.
              event.target.value = "";
            }}
          />
        </label>
        <span className="field-hint">
          {files.length === 0
            ? "Or drop them here. They are read while they are sent."
            : `${files.length > 3 ? counted(files.length, "file") : files.map(({ name }) => name).join(", ")}: ${megabytes(bytes)}.`}
        </span>
      </div>
      <div className="field">
        <label className="field-label" htmlFor={`${id}-form`}>
          Read as
        </label>
        <Select
          id={`${id}-form`}
          className="input"
          value={form.fileForm}
          onTake={(fileForm) => set({ fileForm })}
        >
          <option value="">What their names end in</option>
          <option value="ndjson">JSON, a document a line</option>
          <option value="csv">CSV, a document a row</option>
          <option value="npy">.npy, a document a row</option>
          <option value="blob">A document each, as a blob</option>
          <option value="uri">A document each, as a data URI</option>
        </Select>
      </div>
      {has("npy", /\.npy$/) && (
        <label className="field">
          <span className="field-label">Rows go to</span>
          <input
            className="input mono"
            value={form.tensorField}
            placeholder="tensor"
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => set({ tensorField: event.target.value })}
          />
        </label>
      )}
      {has("csv", /\.[ct]sv$/) && (
        <label className="field">
          <span className="field-label">Field resolver</span>
          <input
            className="input mono"
            value={form.fieldResolver}
            placeholder='{"question": "text", "price": "tags.price"}'
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => set({ fieldResolver: event.target.value })}
          />
        </label>
      )}
      {error && <p className="field-error">{error}</p>}
    </>
  );
}

function Template(props: InputProps) {
  const { form, set } = props;
  return (
    <>
      <TextField
        {...props}
        name="template"
        label="Template"
        placeholder={'{i} stands for 0, 1, 2…: {"text": "document {i}"}'}
      />
      <FieldRow>
        {(["count", "intervalMs"] as const).map((name) => (
          <label key={name} className="field">
            <span className="field-label">{name === "count" ? "Count" : "Interval in ms"}</span>
            <input
              className="input"
              value={form[name]}
              inputMode="numeric"
              placeholder={name === "count" ? "10" : "0"}
              autoComplete="off"
              onChange={(event) => set({ [name]: event.target.value })}
            />
          </label>
        ))}
      </FieldRow>
      <p className="field-hint">
        As Python's asynchronous generator: a document each interval. A request goes out once it has its
        documents, so with an interval make the request size 1.
      </p>
    </>
  );
}
