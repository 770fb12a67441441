import { useId, useMemo, useState } from "react";
import { listed } from "../base/words.ts";
import { ClientError } from "../model/run/client-error.ts";
import { readHeaders } from "../model/run/headers.ts";
import type { Lacks } from "../model/run/transport.ts";
import { shorten } from "../model/shorten.ts";
import { knownGateway } from "../store/known-gateway.ts";
import { toldTypes } from "../store/known-types.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { MAX_ATTEMPTS, MAX_WINDOW, refuseCount, refuseReturnType, refuseTimeout } from "../store/run-form.ts";
import { DEFAULT_FORM, type SendForm } from "../store/state.ts";
import { FieldRow } from "../ui/field.tsx";
import { Select } from "../ui/select.tsx";
import { SendField, SendNote, SendSwitch } from "./send-field.tsx";

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
  const gateway = useDesignerState(knownGateway);
  const types = useMemo(() => toldTypes(gateway).map(({ title }) => title), [gateway]);
  const returnType = form.returnType.trim();
  const readHeader = readHeaders(headers);
  const faults = {
    window: refuseCount("The window", form.window, MAX_WINDOW),
    maxAttempts: refuseCount("Max attempts", form.maxAttempts, MAX_ATTEMPTS),
    timeout: refuseTimeout(form.timeout),
    returnType: refuseReturnType(form.returnType),
    headers: readHeader instanceof ClientError ? readHeader.message : null,
  };
  const line = (
    name: "window" | "maxAttempts" | "timeout" | "returnType",
    label: string,
    placeholder: string,
    hint: string,
  ) => (
    <SendField
      label={label}
      value={form[name]}
      isNumber={name !== "returnType"}
      placeholder={placeholder}
      error={faults[name]}
      hint={hint}
      onChange={(text) => set({ [name]: text })}
    />
  );
  const flag = (name: "returnResponses" | "resultsInOrder" | "continueOnError", label: string) => (
    <SendSwitch label={label} value={form[name]} onChange={(text) => set({ [name]: text })} />
  );
  return (
    <details
      className="send-options"
      open={isOpen || Object.values(faults).some((fault) => fault !== null)}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>More</summary>
      <FieldRow>
        {line("window", "Window", "4", "Requests in flight; Jina's prefetch. 8 where a run is one call.")}
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
          <label className="field-label" htmlFor={`${ids}-compression`}>
            Compression
          </label>
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
          <SendNote
            id={`${ids}-compression-note`}
            hint={lacks.compression ?? "Of requests, from the page's server on."}
          />
        </div>
      </FieldRow>
      {line("returnType", "Return type", "Doc", returnHint(returnType, types))}
      <SendField
        label="Headers"
        value={headers}
        isMono
        rows={2}
        disabled={lacks.headers !== undefined}
        placeholder="authorization: Bearer …"
        error={faults.headers}
        hint={
          lacks.headers ??
          "A name, a colon and a value a line; metadata in gRPC. Kept nowhere: gone with this page."
        }
        onChange={designer.do.setHeaders}
      />
      <SendSwitch
        label="Stream as they are generated"
        value={form.stream}
        disabled={lacks.streaming !== undefined}
        noteId={`${ids}-stream-note`}
        onChange={(stream) => set({ stream })}
      />
      <p id={`${ids}-stream-note`} className="field-hint">
        {lacks.streaming ??
          "For endpoints that yield: Jina's stream_doc, one document a request. An HTTP gateway tells by itself which those are."}
      </p>
      {flag("returnResponses", "Return responses")}
      {flag("resultsInOrder", "Results in order")}
      {flag("continueOnError", "Continue on error")}
      <p className="field-hint">
        A page has no <code>proxy</code>, as the browser's own is taken, and no <code>log_config</code>: what
        happens is in the Log.
      </p>
    </details>
  );
}

/** Names of types that are told. */
const MAX_TYPES = 6;

/** What the return type does here, by the types that the gateway has told. */
function returnHint(typed: string, types: readonly string[]): string {
  if (types.length === 0) {
    return "Class of the documents that come back, for code in Python; a gateway that tells its types has them as columns here.";
  }
  if (typed !== "" && !types.includes(typed)) {
    const told = listed(
      types.slice(0, MAX_TYPES).map((name) => shorten(name, 60)),
      "and",
    );
    return `The gateway has told no type of that name, so it is for code in Python alone. It tells ${told}.`;
  }
  return `Answers are shown with the fields of ${typed === "" ? "the endpoint's own type" : typed} as columns, and checked by it, as Jina's Client does.`;
}
