import { useState } from "react";
import { listed } from "../base/words.ts";
import type { CodePart, ReadCode } from "../client/code/code-request.ts";
import { readCode } from "../client/code/read-code.ts";
import { useDesigner } from "../store/react.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { filledBy } from "./filled-by.ts";
import "./code-dialog.css";

const FIELDS: Readonly<Record<CodePart, string>> = {
  address: "the address",
  endpoint: "the endpoint",
  documents: "the documents",
  parameters: "the parameters",
  targetExecutor: "the target executor",
  requestSize: "the request size",
  window: "the window",
  maxAttempts: "the attempts",
  continueOnError: "whether errors end it",
  timeout: "the timeout",
  compression: "the compression",
  returnType: "the return type",
  returnResponses: "whether responses are returned",
  resultsInOrder: "the order of results",
  stream: "whether documents are streamed",
  graphqlQuery: "the query of GraphQL",
  graphqlVariables: "the variables of GraphQL",
  headers: "the names of headers",
};

/** Fills the Send panel from code that is pasted, and names what was not understood; all of it can be taken back. */
export default function FromCodeDialog() {
  const designer = useDesigner();
  const [text, setText] = useState("");
  const [read, setRead] = useState<ReadCode | null>(null);
  const filled = read ? listed(fieldsOf(read), "and") : "";
  return (
    <Dialog label="Request from code" title="Request from code" onClose={designer.do.closeDialog}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          const found = readCode(text);
          if (fieldsOf(found).length > 0) {
            const { form, address, headers } = filledBy(found, designer.get());
            designer.do.fillForm(form, address, headers);
          }
          setRead(found);
          if (found.notes.length === 0) {
            designer.do.closeDialog();
            designer.do.editAddress();
          }
        }}
      >
        <label className="field">
          <span className="field-label">Python with jina.Client, JavaScript, curl or grpcurl</span>
          <textarea
            className="input mono code-paste"
            rows={8}
            autoFocus
            spellCheck={false}
            autoComplete="off"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setRead(null);
            }}
          />
        </label>
        <p className="field-hint">It is read, and never run.</p>
        <div role="status">
          {read && (
            <>
              <p>{filled === "" ? "Nothing was filled in." : `Filled in: ${filled}.`}</p>
              <ul className="code-notes" aria-label="Not understood">
                {read.notes.map((note, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: two notes may say the same
                  <li key={at}>{note}</li>
                ))}
              </ul>
            </>
          )}
        </div>
        <DialogActions>
          {filled !== "" && (
            <Button
              onClick={() => {
                designer.do.restoreForm();
                setRead(null);
              }}
            >
              Bring back what was there
            </Button>
          )}
          <Button onClick={designer.do.closeDialog}>Close</Button>
          <Button kind="primary" type="submit" disabled={text.trim() === ""}>
            Fill in
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function fieldsOf(read: ReadCode): string[] {
  return Object.entries(FIELDS).flatMap(([field, name]) => (Object.hasOwn(read, field) ? [name] : []));
}
