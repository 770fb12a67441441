import { useMemo, useState } from "react";
import { counted } from "../base/words.ts";
import { type AnswersKind, exportColumns, MAX_COLUMNS } from "../model/run/export-answers.ts";
import { isActive } from "../model/run/run.ts";
import { shorten } from "../model/shorten.ts";
import { shownOrigin, shownRun } from "../store/derived.ts";
import { secretsSince } from "../store/hide-secrets.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { countsOf } from "../store/run-counts.ts";
import { secretsInAnswers } from "../store/secret-doubts.ts";
import { unreadWords } from "../store/unread-words.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { SecretDoubts, useAgreement } from "./secret-doubts.tsx";
import "./answers-dialog.css";

const KINDS: readonly { readonly kind: AnswersKind; readonly name: string; readonly what: string }[] = [
  { kind: "ndjson", name: "NDJSON", what: "a document a line" },
  { kind: "json", name: "JSON", what: "whole responses, with status, parameters and routes" },
  { kind: "csv", name: "CSV", what: "a document a row, with the columns chosen below" },
  {
    kind: "failed",
    name: "Inputs not answered",
    what: "what failed or was not sent, as NDJSON that Send takes",
  },
];

/** Asks in which form the shown run's answers are downloaded. */
export default function AnswersDialog() {
  const designer = useDesigner();
  // What was chosen is about the run as it stood when the dialog was opened; exported is what has come by then.
  const [run] = useState(() => shownRun(designer.get()));
  const [origin] = useState(() => shownOrigin(designer.get()));
  const isRunning = useDesignerState((state) => isActive(shownRun(state)));
  const [kind, setKind] = useState<AnswersKind>("ndjson");
  const [columns] = useState(() => (run ? exportColumns(run) : []));
  const [dropped, setDropped] = useState<ReadonlySet<string>>(new Set());
  const [isBusy, setBusy] = useState(false);
  const doubts = useMemo(
    () => (run ? secretsInAnswers(run, secretsSince(designer.get(), origin), kind) : []),
    [designer, run, origin, kind],
  );
  const agreement = useAgreement(doubts);
  const chosen = columns.filter((column) => !dropped.has(column));
  const open = run ? countsOf(run).open : 0;
  const unread = run && origin && unreadWords(run, origin);
  return (
    <Dialog label="Export answers" title="Export answers" onClose={designer.do.closeDialog}>
      <form
        className="dialog-form"
        onSubmit={async (event) => {
          event.preventDefault();
          setBusy(true);
          await designer.do.exportAnswers(kind, chosen);
          designer.do.closeDialog();
        }}
      >
        <p className="field-hint">
          {run && counted(countsOf(run).documents, "document")}
          {isRunning && " so far; what comes until the download is in it"}.{" "}
          {kind === "failed"
            ? "Arrays become lists of numbers, of which Send makes arrays of its own type."
            : "Integers of 64 bits, NaN and infinite numbers become texts, bytes base64."}{" "}
          Addresses and headers are not in it.
        </p>
        <fieldset className="answers-kinds">
          <legend className="field-label">Form</legend>
          {KINDS.map((one) => (
            <label key={one.kind}>
              <input
                type="radio"
                name="kind"
                checked={kind === one.kind}
                disabled={one.kind === "failed" && open === 0}
                onChange={() => setKind(one.kind)}
              />
              <span>
                {one.name} <small className="muted">{one.what}</small>
              </span>
            </label>
          ))}
        </fieldset>
        {unread && (
          <p className="field-hint">
            {unread.says} They are in no file made here; Runs has “Send {unread.rest}”.
          </p>
        )}
        {kind === "csv" && (
          <fieldset className="answers-columns">
            <legend className="field-label">
              {columns.length === MAX_COLUMNS ? `The first ${MAX_COLUMNS} columns` : "Columns"}, as the first
              200 documents have them
            </legend>
            {columns.map((column) => (
              <label key={column}>
                <input
                  type="checkbox"
                  checked={!dropped.has(column)}
                  onChange={({ target }) => {
                    const next = new Set(dropped);
                    if (target.checked) {
                      next.delete(column);
                    } else {
                      next.add(column);
                    }
                    setDropped(next);
                  }}
                />
                <span className="mono">{shorten(column, 200)}</span>
              </label>
            ))}
          </fieldset>
        )}
        {kind === "csv" && (
          <p className="field-hint">
            A text that a program for tables would take for a formula begins with an apostrophe.
          </p>
        )}
        <SecretDoubts agreement={agreement} what="the file" agree="Make the file with this in it" />
        <DialogActions>
          <Button onClick={designer.do.closeDialog}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            disabled={isBusy || agreement.isMissing || (kind === "csv" && chosen.length === 0)}
          >
            {isBusy ? "Exporting…" : "Download"}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
