import { useId, useState } from "react";
import { MAX_ATTEMPTS, MAX_WINDOW, refuseCount } from "../store/run-form.ts";
import type { SendForm } from "../store/state.ts";
import { FieldRow } from "../ui/field.tsx";

/** How a request is sent, beyond what most need: folded up until it is asked for, or wrong. */
export function SendOptions({ form, set }: { form: SendForm; set: (change: Partial<SendForm>) => void }) {
  const ids = useId();
  const [isOpen, setOpen] = useState(form.window + form.maxAttempts + form.continueOnError !== "");
  const faults = {
    window: refuseCount("The window", form.window, MAX_WINDOW),
    maxAttempts: refuseCount("Max attempts", form.maxAttempts, MAX_ATTEMPTS),
  };
  const count = (name: "window" | "maxAttempts", label: string, placeholder: string, hint: string) => (
    <div className="field">
      <label className="field-label" htmlFor={`${ids}-${name}`}>
        {label}
      </label>
      <input
        id={`${ids}-${name}`}
        className="input"
        value={form[name]}
        inputMode="numeric"
        placeholder={placeholder}
        aria-invalid={faults[name] !== null}
        aria-describedby={`${ids}-${name}-note`}
        onChange={(event) => set({ [name]: event.target.value })}
      />
      <span id={`${ids}-${name}-note`} className={faults[name] ? "field-error" : "field-hint"}>
        {faults[name] ?? hint}
      </span>
    </div>
  );
  return (
    <details
      className="send-options"
      open={isOpen || faults.window !== null || faults.maxAttempts !== null}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>More</summary>
      <FieldRow>
        {count("window", "Window", "4", "Requests in flight; Jina's prefetch.")}
        {count(
          "maxAttempts",
          "Max attempts",
          "1",
          "Of what never reached the gateway, after Jina's waits: 0.5 s, then up to 2 s.",
        )}
      </FieldRow>
      <label className="send-switch">
        <input
          type="checkbox"
          role="switch"
          aria-checked={form.continueOnError === "on"}
          checked={form.continueOnError === "on"}
          onChange={(event) => set({ continueOnError: event.target.checked ? "on" : "" })}
        />
        Continue on error
      </label>
      <p className="field-hint">
        A parameter for one executor alone is written with its name, as {"{"}"executor__top_k": 5{"}"}. A page
        has no <code>proxy</code>, as the browser's own is taken, and no <code>log_config</code>: what happens
        is in the Log.
      </p>
    </details>
  );
}
