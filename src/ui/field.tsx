import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import "./field.css";
import { pressedKey } from "./pressed-key.ts";

interface Common {
  readonly label: string;
  readonly value: string;
  readonly hint?: string | undefined;
  /** The dot that says: written in the file, not a default. */
  readonly isSet?: boolean;
  readonly disabled?: boolean;
  /** Takes a value; the reason if it is refused. */
  onCommit(value: string): string | null;
}

/** What stands around a field: its label, with a dot where the file has the value, and a reason or a hint below. */
function FieldFrame(props: {
  /** Of the control, which `label` names; the reason and the hint have ids made of it. */
  id: string;
  label: string;
  isSet?: boolean | undefined;
  error?: string | null;
  hint?: string | undefined;
  children: ReactNode;
}) {
  const { id, label, isSet, error, hint, children } = props;
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {isSet && <i className="field-set" title="Written in the file" aria-hidden="true" />}
        {label}
      </label>
      {children}
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

/** Fields side by side. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className="field-row">{children}</div>;
}

function describedBy(id: string, error: string | null, hint: string | undefined): string | undefined {
  return error ? `${id}-error` : hint ? `${id}-hint` : undefined;
}

interface Draft {
  /** The value in whose place it was typed. */
  readonly of: string;
  readonly text: string;
  /** Why it was refused. */
  readonly error: string | null;
}

/**
 * A text field that hands its value over on Enter and when left. What was typed stays while it is refused, with the
 * reason below; Escape brings the old value back. In a field of several lines Enter alone begins a line.
 */
export function Field(
  props: Common & {
    placeholder?: string;
    /** All of a value of which a part is shown. */
    title?: string | undefined;
    isMono?: boolean;
    isBlock?: boolean;
    inputMode?: "numeric" | "text";
  },
) {
  const { label, value, placeholder, hint, title, isSet, isMono, isBlock, disabled, inputMode, onCommit } =
    props;
  const id = useId();
  /** What is typed, until it is accepted or the value is another one. */
  const [draft, setDraft] = useState<Draft | null>(null);
  if (draft && draft.of !== value) {
    setDraft(null);
  }
  const { text, error } = draft ?? { text: value, error: null };
  const type = (typed: string) => setDraft({ of: value, text: typed, error });
  // What stands in the field: leaving it in the middle of a composition may end that without another render.
  const commit = ({ currentTarget }: { currentTarget: { value: string } }) => {
    const typed = currentTarget.value;
    const refusal = typed === value ? null : onCommit(typed);
    setDraft(refusal === null ? null : { of: value, text: typed, error: refusal });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => {
    const key = pressedKey(event);
    if (key === "Enter" && (!isBlock || event.ctrlKey || event.metaKey)) {
      commit(event);
    } else if (key === "Escape") {
      setDraft(null);
    }
  };
  const control = {
    id,
    className: "input",
    value: text,
    placeholder,
    title,
    disabled,
    spellCheck: false,
    autoComplete: "off",
    "aria-invalid": error !== null,
    "aria-describedby": describedBy(id, error, hint),
    onBlur: commit,
    onKeyDown,
  };
  return (
    <FieldFrame id={id} label={label} isSet={isSet} error={error} hint={hint}>
      {isBlock ? (
        <textarea
          {...control}
          className="input mono field-block"
          rows={1}
          onChange={(event) => type(event.target.value)}
        />
      ) : (
        <input
          {...control}
          className={`input${isMono ? " mono" : ""}`}
          inputMode={inputMode}
          onChange={(event) => type(event.target.value)}
        />
      )}
    </FieldFrame>
  );
}

/** A field to choose one of a few values; the empty one is the default, which `placeholder` names. */
export function ChoiceField(
  props: Common & {
    choices: readonly { readonly value: string; readonly label: string }[];
    placeholder: string;
  },
) {
  const { label, value, choices, placeholder, hint, isSet, disabled, onCommit } = props;
  const id = useId();
  /** Stands until the value is another one. */
  const [refusal, setRefusal] = useState<{ readonly of: string; readonly reason: string | null } | null>(
    null,
  );
  const error = refusal?.of === value ? refusal.reason : null;
  const isOther = value !== "" && !choices.some((choice) => choice.value === value);
  return (
    <FieldFrame id={id} label={label} isSet={isSet} error={error} hint={hint}>
      <select
        id={id}
        className="input"
        value={value}
        disabled={disabled}
        aria-invalid={error !== null}
        aria-describedby={describedBy(id, error, hint)}
        onChange={(event) => setRefusal({ of: value, reason: onCommit(event.target.value) })}
      >
        <option value="">{placeholder === "" ? "not set" : `${placeholder}, by default`}</option>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
        {isOther && <option value={value}>{value}</option>}
      </select>
    </FieldFrame>
  );
}
