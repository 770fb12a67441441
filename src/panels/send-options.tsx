import { useId, useState } from "react";
import { ClientError } from "../model/run/client-error.ts";
import { readHeaders } from "../model/run/headers.ts";
import type { Lacks } from "../model/run/transport.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { MAX_ATTEMPTS, MAX_WINDOW, refuseCount, refuseReturnType, refuseTimeout } from "../store/run-form.ts";
import { DEFAULT_FORM, type SendForm } from "../store/state.ts";
import { FieldRow } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";

/** The fields that stand here. */
const OPTIONS = [
  "window",
  "maxAttempts",
  "timeout",
  "compression",
  "returnType",
  "continueOnError",
  "stream",
  "returnResponses",
  "resultsInOrder",
] as const;

/**
 * How a request is sent, beyond what most need: folded up until it is asked for, or wrong. `lacks`: what the chosen way
 * cannot do.
 */
export function SendOptions({
  form,
  set,
  lacks,
}: {
  form: SendForm;
  set: (change: Partial<SendForm>) => void;
  lacks: Lacks;
}) {
  const designer = useDesigner();
  const headers = useDesignerState((state) => state.headers);
  const ids = useId();
  const [isOpen, setOpen] = useState(
    headers !== "" || OPTIONS.some((option) => form[option] !== DEFAULT_FORM[option]),
  );
  const readHeader = readHeaders(headers);
  const faults = {
    window: refuseCount("The window", form.window, MAX_WINDOW),
    maxAttempts: refuseCount("Max attempts", form.maxAttempts, MAX_ATTEMPTS),
    timeout: refuseTimeout(form.timeout),
    returnType: refuseReturnType(form.returnType),
    headers: readHeader instanceof ClientError ? readHeader.message : null,
  };
  /** A reason or a hint below the field of this name. */
  const note = (name: string, fault: string | null, hint: string) => (
    <span id={`${ids}-${name}-note`} className={fault ? "field-error" : "field-hint"}>
      {fault ?? hint}
    </span>
  );
  const head = (name: string, label: string) => (
    <label className="field-label" htmlFor={`${ids}-${name}`}>
      {label}
    </label>
  );
  const line = (
    name: "window" | "maxAttempts" | "timeout" | "returnType",
    label: string,
    placeholder: string,
    hint: string,
  ) => (
    <div className="field">
      {head(name, label)}
      <input
        id={`${ids}-${name}`}
        className="input"
        value={form[name]}
        inputMode={name === "returnType" ? "text" : "numeric"}
        spellCheck={false}
        autoComplete="off"
        placeholder={placeholder}
        aria-invalid={faults[name] !== null}
        aria-describedby={`${ids}-${name}-note`}
        onChange={(event) => set({ [name]: event.target.value })}
      />
      {note(name, faults[name], hint)}
    </div>
  );
  const flag = (name: "stream" | "returnResponses" | "resultsInOrder" | "continueOnError", label: string) => (
    <label className="send-switch">
      <input
        type="checkbox"
        role="switch"
        aria-checked={form[name] === "on"}
        checked={form[name] === "on"}
        onChange={(event) => set({ [name]: event.target.checked ? "on" : "" })}
      />
      {label}
    </label>
  );
  return (
    <details
      className="send-options"
      open={isOpen || Object.values(faults).some((fault) => fault !== null)}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>More</summary>
      <FieldRow>
        {line("window", "Window", "4", "Requests in flight; Jina's prefetch.")}
        {line(
          "maxAttempts",
          "Max attempts",
          "1",
          "Of what never reached the gateway, after Jina's waits: 0.5 s, then up to 2 s.",
        )}
      </FieldRow>
      <FieldRow>
        {line(
          "timeout",
          "Timeout",
          "none",
          "Seconds for one answer. Without: 30 s until it begins, 60 s in which it stands still. 0 waits for ever.",
        )}
        <div className="field">
          {head("compression", "Compression")}
          <Select
            id={`${ids}-compression`}
            className="input"
            value={form.compression}
            disabled={lacks.compression !== undefined}
            aria-describedby={`${ids}-compression-note`}
            onTake={(compression) => set({ compression })}
          >
            <option value="">NoCompression</option>
            <option value="gzip">Gzip</option>
            <option value="deflate">Deflate</option>
          </Select>
          {note("compression", null, lacks.compression ?? "Of requests, from the page's server on.")}
        </div>
      </FieldRow>
      {line(
        "returnType",
        "Return type",
        "Doc",
        "Class of the documents in code for Python; here all fields that come are shown.",
      )}
      <div className="field">
        {head("headers", "Headers")}
        <textarea
          id={`${ids}-headers`}
          className="input mono"
          rows={2}
          value={headers}
          disabled={lacks.headers !== undefined}
          spellCheck={false}
          autoComplete="off"
          placeholder="authorization: Bearer …"
          aria-invalid={faults.headers !== null}
          aria-describedby={`${ids}-headers-note`}
          onChange={(event) => designer.do.setHeaders(event.target.value)}
        />
        {note(
          "headers",
          faults.headers,
          lacks.headers ??
            "A name, a colon and a value a line; metadata in gRPC. Kept nowhere: gone with this page.",
        )}
      </div>
      {flag("stream", "Stream as they are generated")}
      {note(
        "stream",
        null,
        "For endpoints that yield: Jina's stream_doc, one document a request. An HTTP gateway tells by itself which those are, a WebSocket gateway cannot.",
      )}
      {flag("returnResponses", "Return responses")}
      {flag("resultsInOrder", "Results in order")}
      {flag("continueOnError", "Continue on error")}
      <p className="field-hint">
        A parameter for one executor alone is written with its name, as {"{"}"executor__top_k": 5{"}"}. A page
        has no <code>proxy</code>, as the browser's own is taken, and no <code>log_config</code>: what happens
        is in the Log.
      </p>
    </details>
  );
}
