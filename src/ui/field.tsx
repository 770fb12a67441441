import { type KeyboardEvent, useEffect, useId, useState } from "react";
import "./field.css";
import { pressedKey } from "./pressed-key.ts";

/**
 * A text field that hands its value over on Enter and when left. What was typed stays while it is refused, with the
 * reason below; Escape brings the old value back.
 */
export function Field(props: {
  label: string;
  value: string;
  placeholder?: string;
  hint?: string;
  /** All of a value of which a part is shown. */
  title?: string | undefined;
  /** The dot that says: written in the file, not a default. */
  isSet?: boolean;
  isMono?: boolean;
  disabled?: boolean;
  inputMode?: "numeric" | "text";
  /** Takes a value; the reason if it is refused. */
  onCommit: (value: string) => string | null;
}) {
  const { label, value, placeholder, hint, title, isSet, isMono, disabled, inputMode, onCommit } = props;
  const id = useId();
  const [draft, setDraft] = useState(value);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    setDraft(value);
    setError(null);
  }, [value]);
  // What stands in the field: leaving it in the middle of a composition may end that without another render.
  const commit = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    setError(currentTarget.value === value ? null : onCommit(currentTarget.value));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const key = pressedKey(event);
    if (key === "Enter") {
      commit(event);
    } else if (key === "Escape") {
      setDraft(value);
      setError(null);
    }
  };
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {isSet && <i className="field-set" title="Written in the file" aria-hidden="true" />}
        {label}
      </label>
      <input
        id={id}
        className={`input${isMono ? " mono" : ""}`}
        value={draft}
        placeholder={placeholder}
        title={title}
        disabled={disabled}
        inputMode={inputMode}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={error !== null}
        aria-describedby={error ? `${id}-error` : hint ? `${id}-hint` : undefined}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
      {error ? (
        <p id={`${id}-error`} className="field-error" role="alert">
          {error}
        </p>
      ) : (
        hint && (
          <p id={`${id}-hint`} className="field-hint">
            {hint}
          </p>
        )
      )}
    </div>
  );
}
