import { type RefObject, useEffect, useId, useMemo, useRef, useState } from "react";
import { counted, cut, grouped } from "../base/words.ts";
import { newFileName } from "../store/file-row.ts";
import {
  FORMS,
  formOf,
  IMPORT_FORMS,
  type Imported,
  type ImportForm,
  isImportForm,
  readImport,
} from "../store/importing.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Select } from "../ui/select.tsx";
import { Severity } from "../ui/severity.tsx";
import { openedFile } from "./platform.ts";
import "./import-dialog.css";

const NAMES = FORMS.map((form) => IMPORT_FORMS[form].name);
const ENDINGS = FORMS.flatMap((form) => IMPORT_FORMS[form].endings.map((ending) => `.${ending}`)).join();

/** Characters that are shown: a browser needs tens of milliseconds to lay out a field with more, at each key. */
const MAX_SHOWN = 50_000;

interface Source {
  /** "" of what was pasted or typed. */
  readonly name: string;
  readonly text: string;
}

/** A Flow of a text in another form, shown with what is left out before it is opened. */
export default function ImportDialog() {
  const designer = useDesigner();
  const { closeDialog } = designer.do;
  const file = useDesignerState(({ dialog }) => (dialog?.kind === "import" ? dialog.file : null));
  const [source, setSource] = useState<Source>(file ?? { name: "", text: "" });
  const [chosen, setChosen] = useState<ImportForm | null>(null);
  useEffect(() => {
    if (file) {
      setSource(file);
      setChosen(null);
    }
  }, [file]);
  const recognised = useMemo(() => formOf(source.name, source.text), [source]);
  const form = chosen ?? recognised;
  const shown = useImported(source.text, form);
  const made = madeOf(shown.imported);
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <Dialog label="Import" title="Import" isWide onClose={closeDialog}>
      <form
        className="import"
        onSubmit={(event) => {
          event.preventDefault();
          if (made) {
            const base = source.name.replace(/\.[^.]*$/, "") || "flow";
            const name = newFileName(designer.get(), `${base}.yml`);
            const from = source.name === "" ? "" : ` of ${cut(source.name)}`;
            closeDialog();
            void designer.do.openText(name, made.text, {}, () => `Made ${cut(name)}${from}.`);
          }
        }}
      >
        <SourceSide field={field} source={source} form={form} onSource={setSource} onForm={setChosen} />
        <MadeSide
          shown={shown}
          text={source.text}
          form={form}
          onGo={(line) => selectLine(field.current, line)}
        />
        <DialogActions>
          <Button onClick={closeDialog}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={made === null}>
            Open as a new file
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** The text that is imported, and its form. */
function SourceSide({
  field,
  source,
  form,
  onSource,
  onForm,
}: {
  field: RefObject<HTMLTextAreaElement | null>;
  source: Source;
  form: ImportForm | null;
  onSource: (source: Source) => void;
  onForm: (form: ImportForm | null) => void;
}) {
  const designer = useDesigner();
  const { name, text } = source;
  const isLong = text.length > MAX_SHOWN;
  const formId = useId();
  return (
    <div className="import-side">
      <div className="import-head">
        <label htmlFor={formId}>Form</label>
        <Select
          id={formId}
          className="input"
          value={form ?? ""}
          onTake={(value) => onForm(isImportForm(value) ? value : null)}
        >
          {form === null && <option value="">Choose…</option>}
          {FORMS.map((one) => (
            <option key={one} value={one}>
              {IMPORT_FORMS[one].name}
            </option>
          ))}
        </Select>
        <label className="button import-pick">
          Choose a file…
          <input
            type="file"
            className="visually-hidden"
            accept={ENDINGS}
            onChange={({ target }) => {
              const [picked] = target.files ?? [];
              if (picked) {
                void designer.do.importFile(openedFile(picked));
              }
              // The same file may be chosen again.
              target.value = "";
            }}
          />
        </label>
      </div>
      <textarea
        ref={field}
        className="input mono import-text"
        aria-label="Text to import"
        placeholder={`Paste it here, or drop a file: ${NAMES.join(" or ")}`}
        // biome-ignore lint/a11y/noAutofocus: it stands in a dialog
        autoFocus
        spellCheck={false}
        autoComplete="off"
        readOnly={isLong}
        value={isLong ? text.slice(0, MAX_SHOWN) : text}
        onChange={({ target }) => onSource({ name, text: target.value })}
        onPaste={(event) => {
          const { value, selectionStart, selectionEnd } = event.currentTarget;
          const pasted = event.clipboardData.getData("text/plain");
          // Of a long text the field is given what is shown of it: it would lay out all of it first.
          if (!isLong && pasted.length > MAX_SHOWN) {
            event.preventDefault();
            onSource({ name, text: value.slice(0, selectionStart) + pasted + value.slice(selectionEnd) });
          }
        }}
      />
      {isLong && (
        <p className="field-hint">
          Only its beginning is shown: it has {grouped(text.length)} characters.{" "}
          <Button kind="link" onClick={() => onSource({ name: "", text: "" })}>
            Empty
          </Button>
        </p>
      )}
    </div>
  );
}

/** What becomes of the text, with what is to be known about it. */
function MadeSide({
  shown: { imported, hasFailed, again },
  text,
  form,
  onGo,
}: {
  shown: ReturnType<typeof useImported>;
  text: string;
  form: ImportForm | null;
  onGo: (line: number) => void;
}) {
  const made = madeOf(imported);
  return (
    <div className="import-side">
      <div className="import-status" role="status">
        {hasFailed ? (
          <p>
            It could not be read.{" "}
            <Button kind="link" onClick={again}>
              Try again
            </Button>
          </p>
        ) : imported && "refused" in imported ? (
          <ImportProblem
            severity="error"
            message={imported.refused}
            line={imported.line}
            text={text}
            onGo={onGo}
          />
        ) : (
          <p>{statusOf(text, form, made)}</p>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled has to be reached by keys */}
      <section className="import-text import-made mono" tabIndex={0} aria-label="Flow that it becomes">
        {made?.text.slice(0, MAX_SHOWN)}
        {made && made.text.length > MAX_SHOWN && "…"}
      </section>
      {made && made.notes.length > 0 && (
        <ul
          className="import-notes"
          aria-label="Notes"
          // Those of a long text lead nowhere, so none of them has the focus.
          tabIndex={text.length > MAX_SHOWN ? 0 : undefined}
        >
          {made.notes.map(({ line, message }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two notes may say the same
            <li key={at}>
              <ImportProblem severity="warning" message={message} line={line} text={text} onGo={onGo} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

type Made = Extract<Imported, { text: string }>;

function madeOf(imported: Imported | null): Made | null {
  return imported && "text" in imported ? imported : null;
}

/** What becomes of the text; null while that is not known, and where reading failed, which is told and may be tried again. */
function useImported(text: string, form: ImportForm | null) {
  const designer = useDesigner();
  const [attempt, setAttempt] = useState(0);
  const [read, setRead] = useState<Read | null>(null);
  useEffect(() => {
    if (form === null || text.trim() === "") {
      return;
    }
    const reading = new AbortController();
    const { signal } = reading;
    const tell = (imported: Imported | null) => signal.aborted || setRead({ text, form, attempt, imported });
    readImport(text, form, signal).then(tell, (cause) => {
      if (!signal.aborted) {
        designer.tools.lateFault(cause);
        tell(null);
      }
    });
    return () => reading.abort();
  }, [designer, text, form, attempt]);
  const isOfThis = read?.text === text && read.form === form && read.attempt === attempt;
  return {
    imported: isOfThis ? read.imported : null,
    hasFailed: isOfThis && read.imported === null,
    again: () => setAttempt(attempt + 1),
  };
}

/** How an attempt to read a text ended; with null if it failed. */
interface Read {
  readonly text: string;
  readonly form: ImportForm;
  readonly attempt: number;
  readonly imported: Imported | null;
}

interface ImportProblemProps {
  readonly severity: "error" | "warning";
  readonly message: string;
  /** Null for the text as a whole. */
  readonly line: number | null;
  readonly text: string;
  onGo(line: number): void;
}

/** What is wrong with a text, or left out of it: leads to its line, or quotes it where that is not shown. */
function ImportProblem({ severity, message, line, text, onGo }: ImportProblemProps) {
  const words = (
    <>
      <Severity of={severity} />
      <span>{message}</span>
    </>
  );
  if (line === null) {
    return <p className="import-problem">{words}</p>;
  }
  const place = <span className="import-place">line {line}</span>;
  const quote = text.length > MAX_SHOWN ? hiddenLine(text, line) : null;
  return quote === null ? (
    <button type="button" className="import-problem" onClick={() => onGo(line)}>
      {words}
      {place}
    </button>
  ) : (
    <div className="import-problem">
      {words}
      {place}
      <code className="import-quote mono">{cut(quote, 200)}</code>
    </div>
  );
}

/** The line if it ends beyond what is shown of the text. */
function hiddenLine(text: string, line: number): string | null {
  let from = 0;
  for (let at = 1; at < line; at++) {
    const next = text.indexOf("\n", from);
    if (next < 0) {
      return null;
    }
    from = next + 1;
  }
  const end = text.indexOf("\n", from);
  const to = end < 0 ? text.length : end;
  return to > MAX_SHOWN ? text.slice(from, to).trim() : null;
}

function statusOf(text: string, form: ImportForm | null, made: Made | null): string {
  if (text.trim() === "") {
    return "It is read, and never run.";
  }
  if (form === null) {
    return "What form this has is not clear: choose it.";
  }
  if (made === null) {
    return "Reading…";
  }
  const { notes } = made;
  return notes.length === 0
    ? "All of it is in the Flow."
    : `${counted(notes.length, "note")} about what is not in the Flow as it was.`;
}

/** Selects the line, and brings it into view: a browser scrolls a field to what is typed alone. */
function selectLine(field: HTMLTextAreaElement | null, line: number): void {
  if (!field) {
    return;
  }
  const lines = field.value.split("\n");
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  field.focus();
  field.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  const lineHeight = Number.parseFloat(getComputedStyle(field).lineHeight);
  field.scrollTop = (line - 0.5) * lineHeight - field.clientHeight / 2;
  field.scrollLeft = 0;
}
