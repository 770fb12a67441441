/** What is sent: documents that are typed, files, documents made of a template, or none. */
import { type DragEvent, useId, useState } from "react";
import { byteCount, counted, listed } from "../base/words.ts";
import { isSimulator } from "../model/run/address.ts";
import { checkDocument } from "../model/run/check-document.ts";
import type { Doc } from "../model/run/document.ts";
import { type FileForm, fileFormOf } from "../model/run/request-input.ts";
import { shorten } from "../model/shorten.ts";
import { knownGateway } from "../store/known-gateway.ts";
import { inputType } from "../store/known-types.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { addressOf, type SendForm } from "../store/state.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { FieldRow } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { MisfitsOfInput, PassedOver } from "./passed-over.tsx";
import { PickFiles } from "./pick-files.tsx";
import { SendField } from "./send-field.tsx";
import { TypedDocuments } from "./typed-documents.tsx";

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
      <div className="field-head">
        <label className="field-label" htmlFor={id}>
          Inputs
        </label>
        <Select id={id} className="input is-small" value={form.input} onTake={(input) => set({ input })}>
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
          <>
            <LongField
              {...props}
              name="documents"
              label="Documents"
              placeholder={'one document a line, or JSON: [{"text": "hello"}]'}
            />
            <TypedDocuments form={form} set={set} />
          </>
        )
      )}
      {(form.input === "files" || form.input === "template") && <MisfitsOfInput form={form} />}
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
function LongField({
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
  const field = {
    value: form[name],
    isMono: true,
    placeholder,
    // Nothing is wrong with a template before one is typed; Send says that there is none.
    error: name === "template" && form.template === "" ? null : error,
    onChange: (text: string) => set({ [name]: text }),
  };
  return (
    <>
      <SendField
        {...field}
        label={label}
        rows={2}
        beside={
          <Button kind="link" onClick={() => setLarge(true)}>
            Edit in a window…
          </Button>
        }
      />
      {isLarge && (
        <Dialog label={`Edit ${name}`} title={label} onClose={() => setLarge(false)}>
          <SendField {...field} label={`${label} in a window`} isBare rows={20} />
          <DialogActions>
            <Button kind="primary" onClick={() => setLarge(false)}>
              Close
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  );
}

function Files({ form, set, error }: InputProps) {
  const designer = useDesigner();
  const files = useDesignerState((state) => state.inputFiles);
  const id = useId();
  const forms = new Set<string>([form.fileForm, ...files.map(({ name }) => fileFormOf(name, form.fileForm))]);
  const byName = [...new Set(files.map(({ name }) => NAMES[fileFormOf(name, "")]))];
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return (
    <>
      <div className="send-files">
        <PickFiles label="Choose files…" isMultiple onPick={designer.do.setInputFiles} />
        <span className="field-hint">
          {files.length === 0
            ? "Or drop them here. They are read while they are sent."
            : `${files.length > 3 ? counted(files.length, "file") : files.map(({ name }) => name).join(", ")}: ${byteCount(bytes)}.`}
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
          <option value="">
            {byName.length === 0 ? "What their names end in" : `By the name: ${listed(byName, "and")}`}
          </option>
          <option value="json">JSON, a list of documents or one</option>
          <option value="ndjson">JSON, a document a line</option>
          <option value="csv">CSV, a document a row</option>
          <option value="npy">.npy, a document a row</option>
          <option value="blob">A document each, as a blob</option>
          <option value="uri">A document each, as a data URI</option>
        </Select>
      </div>
      {forms.has("npy") && (
        <SendField
          label="Rows go to"
          value={form.tensorField}
          isMono
          placeholder="tensor"
          onChange={(tensorField) => set({ tensorField })}
        />
      )}
      {(forms.has("uri") || forms.has("blob")) && <FileFields form={form} set={set} />}
      {forms.has("csv") && (
        <SendField
          label="Field resolver"
          value={form.fieldResolver}
          isMono
          placeholder='{"question": "text", "*": "tags.*"}'
          hint='Where columns go that have another name than their field; "*" stands for all others.'
          onChange={(fieldResolver) => set({ fieldResolver })}
        />
      )}
      {error && <p className="field-error">{error}</p>}
    </>
  );
}

/** What files are read as, for people. */
const NAMES: { readonly [form in FileForm]: string } = {
  json: "documents in JSON",
  ndjson: "a document a line",
  csv: "a document a row",
  npy: "a row of numbers a document",
  blob: "a blob each",
  uri: "a data URI each",
};

/** Where content and names of files go that are a document each, and what the gateway would say of such documents. */
function FileFields({ form, set }: Omit<InputProps, "error">) {
  const designer = useDesigner();
  const gateway = useDesignerState(knownGateway);
  const address = useDesignerState(addressOf);
  const type = isSimulator(address) ? null : inputType(gateway, form.endpoint);
  const usual = form.fileForm === "uri" ? "uri" : "blob";
  const [field, nameField] = [form.fileField.trim() || usual, form.nameField.trim()];
  const fieldsFor = (...kinds: readonly string[]) =>
    (type?.fields ?? [])
      .filter(({ name, type: { kind } }) => name !== "id" && kinds.includes(kind))
      .map(({ name }) => ({ value: name }));
  const sample: Doc = {
    ...(nameField === "" ? {} : { [nameField]: "a.png" }),
    [field]: usual === "uri" ? "data:image/png;base64," : new Uint8Array(0),
  };
  const faults = type ? checkDocument(sample, type) : [];
  return (
    <>
      <FieldRow>
        <SendField
          label={usual === "uri" ? "Data URIs go to" : "Bytes go to"}
          value={form.fileField}
          isMono
          placeholder={usual}
          offers={usual === "uri" ? fieldsFor("url", "text") : fieldsFor("bytes")}
          onChange={(fileField) => set({ fileField })}
        />
        <SendField
          label="Names go to"
          value={form.nameField}
          isMono
          placeholder="nowhere"
          offers={fieldsFor("text")}
          onChange={(nameField) => set({ nameField })}
        />
      </FieldRow>
      {!isSimulator(address) && !gateway?.report && (
        <Button
          kind="link"
          disabled={gateway?.isAsked === true}
          onClick={() => void designer.do.askGateway()}
        >
          Ask the gateway for its types
        </Button>
      )}
      {gateway?.fault && <p className="field-hint">{gateway.fault.message}</p>}
      {type && <PassedOver documents={[sample]} type={type} />}
      {type && faults.length > 0 && (
        <p className="field-error">
          The gateway refuses what is no {shorten(type.title, 60)}:{" "}
          {listed(
            faults.map(({ place, message }) => `${shorten(place, 60)} ${message}`),
            "and",
          )}
          .
        </p>
      )}
    </>
  );
}

function Template(props: InputProps) {
  const { form, set } = props;
  return (
    <>
      <LongField
        {...props}
        name="template"
        label="Template"
        placeholder={'{i} stands for 0, 1, 2…: {"text": "document {i}"}'}
      />
      <FieldRow>
        <SendField
          label="Count"
          value={form.count}
          isNumber
          placeholder="10"
          onChange={(count) => set({ count })}
        />
        <SendField
          label="Interval in ms"
          value={form.intervalMs}
          isNumber
          placeholder="0"
          onChange={(intervalMs) => set({ intervalMs })}
        />
      </FieldRow>
      <p className="field-hint">
        As Python's asynchronous generator: a document each interval. A request goes out once it has its
        documents, so with an interval make the request size 1.
      </p>
    </>
  );
}
