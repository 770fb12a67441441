import { type RefObject, useEffect, useId, useMemo, useRef, useState } from "react";
import { typedAddress } from "../model/run/address.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { headersOf, type KeptRequest } from "../store/kept-requests.ts";
import { useDesigner, useDesignerState, useOpenFile } from "../store/react.ts";
import { secretsInRequests } from "../store/secret-doubts.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { SecretDoubts, useAgreement } from "./secret-doubts.tsx";
import "./requests-dialog.css";

/** The requests that are kept with the open file: filled into the Send panel, sent, renamed, removed, as a file and from one. */
export default function RequestsDialog() {
  const designer = useDesigner();
  const fileName = useOpenFile((file) => file.fileName);
  const requests = useOpenFile((file) => file.requests);
  const removed = useDesignerState(({ removedRequest, file }) =>
    removedRequest?.fileId === file.id ? removedRequest.request.name : null,
  );
  const [renamed, setRenamed] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const nameRef = useRef<HTMLInputElement>(null);
  const agreement = useAgreement(useMemo(() => secretsInRequests(requests), [requests]));
  const fill = (request: KeptRequest) => {
    designer.do.fillForm(request.form, request.address, headersOf(request, designer.get()));
    designer.do.closeDialog();
    designer.do.editAddress();
  };
  return (
    <Dialog label="Requests" title={`Requests of ${fileName}`} onClose={designer.do.closeDialog}>
      <NameForm
        label="Name of the request in the Send panel"
        action={(name) => (requests.some((one) => one.name === name.trim()) ? "Replace" : "Keep")}
        first=""
        inputRef={nameRef}
        take={(name) => designer.do.keepRequest(name)}
      />
      <p className="choice-hint">
        Kept in this browser with the file, and not in it: all of the Send panel but the values of headers,
        chosen files, and what may be secret in an address.
      </p>
      <ul className="request-rows" aria-label="Kept requests">
        {requests.map((request) =>
          renamed === request.name ? (
            <li key={request.name}>
              <NameForm
                label={`New name of ${request.name}`}
                action={() => "Rename"}
                first={request.name}
                take={(to) => {
                  const refused = designer.do.renameRequest(request.name, to);
                  if (refused === null) {
                    setRenamed(null);
                    nameRef.current?.focus();
                  }
                  return refused;
                }}
              />
            </li>
          ) : (
            <li key={request.name}>
              <span className="request-what">
                <span title={request.name}>{request.name}</span>
                <small className="muted mono">
                  {request.form.endpoint} {typedAddress(request.address, request.form)}
                </small>
              </span>
              <Button isSmall aria-label={`Fill in ${request.name}`} onClick={() => fill(request)}>
                Fill in
              </Button>
              <Button
                isSmall
                aria-label={`Send ${request.name}`}
                onClick={() => {
                  fill(request);
                  runCommand(designer, commandById("send"));
                }}
              >
                Send
              </Button>
              <IconButton
                icon="edit"
                label={`Rename ${request.name}`}
                onClick={() => setRenamed(request.name)}
              />
              <IconButton
                icon="close"
                label={`Remove ${request.name}`}
                onClick={() => {
                  designer.do.removeRequest(request.name);
                  // The button that had the focus is gone.
                  nameRef.current?.focus();
                }}
              />
            </li>
          ),
        )}
      </ul>
      {requests.length === 0 && <p className="choice-hint">There is none yet.</p>}
      {removed !== null && (
        <Button
          kind="link"
          onClick={() => {
            designer.do.restoreRequest();
            nameRef.current?.focus();
          }}
        >
          Bring back {removed}
        </Button>
      )}
      {fault && (
        <p className="field-error" role="alert">
          {fault}
        </p>
      )}
      <SecretDoubts agreement={agreement} what="an exported file" agree="Export with this in it" />
      <DialogActions>
        <label className="button request-pick">
          Import…
          <input
            type="file"
            className="visually-hidden"
            accept=".json,application/json"
            onChange={async ({ target }) => {
              const [file] = target.files ?? [];
              setFault(file ? await designer.do.importRequests(file) : null);
              // The same file may be chosen again.
              target.value = "";
            }}
          />
        </label>
        <Button
          disabled={requests.length === 0 || agreement.isMissing}
          onClick={() => designer.do.exportRequests()}
        >
          Export
        </Button>
        <Button onClick={designer.do.closeDialog}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}

/** A field for a name, with what is done with it. `take` gives why it cannot be that one; null empties the field. */
function NameForm(props: {
  label: string;
  action: (name: string) => string;
  first: string;
  take: (name: string) => string | null;
  inputRef?: RefObject<HTMLInputElement | null>;
}) {
  const own = useRef<HTMLInputElement>(null);
  const { label, action, first, take, inputRef = own } = props;
  useEffect(() => inputRef.current?.focus(), [inputRef]);
  const id = useId();
  const [name, setName] = useState(first);
  const [error, setError] = useState<string | null>(null);
  return (
    <form
      className="request-form"
      onSubmit={(event) => {
        event.preventDefault();
        const refused = take(name);
        setError(refused);
        if (refused === null) {
          setName("");
        }
      }}
    >
      <label className="field">
        <span className="field-label">{label}</span>
        <input
          className="input"
          ref={inputRef}
          spellCheck={false}
          autoComplete="off"
          value={name}
          aria-invalid={error !== null}
          aria-describedby={id}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <Button type="submit">{action(name)}</Button>
      {error && (
        <p id={id} className="field-error" role="alert">
          {error}
        </p>
      )}
    </form>
  );
}
