import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import "./button.css";
import "./field.css";
import { Icon } from "./icon.tsx";
import { pressedKey } from "./pressed-key.ts";
import { Select } from "./select.tsx";

interface Framed {
  readonly label: string;
  /** The label is for screen readers alone: what it says is seen from where the field stands. */
  readonly isBare?: boolean | undefined;
  readonly hint?: string | undefined;
  /** The dot that says: written in the file, not a default. */
  readonly isSet?: boolean | undefined;
  /** Takes the value away; offered beside the label. */
  readonly onReset?: (() => void) | undefined;
  /** What else stands beside the label. */
  readonly beside?: ReactNode;
}

interface Common extends Framed {
  readonly value: string;
  readonly disabled?: boolean | undefined;
  /** Takes a value; the reason if it is refused. */
  onCommit(value: string): string | null;
}

/** What stands around a field: its label, with a dot where the file has the value, and a reason or a hint below. */
function FieldFrame(
  props: Framed & {
    /** Of the control, which `label` names; the reason and the hint have ids made of it. */
    readonly id: string;
    readonly error: string | null;
    readonly children: ReactNode;
  },
) {
  const { id, isBare, error, hint, children } = props;
  return (
    <div className="field">
      {!isBare && <FieldHead {...props} id={undefined} htmlFor={id} />}
      {children}
      <FieldNote id={id} error={error} hint={hint} />
    </div>
  );
}

/** Several controls under one label, with a reason or a hint below. */
export function FieldGroup(
  props: Omit<Framed, "isBare"> & {
    readonly error?: string | null | undefined;
    readonly children: ReactNode;
  },
) {
  const { error = null, hint, children } = props;
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a field
    <div className="field" role="group" aria-labelledby={id}>
      <FieldHead {...props} id={id} />
      {children}
      <FieldNote id={id} error={error} hint={hint} />
    </div>
  );
}

/** The line above a field or a group of them: its label, and what takes its value away. */
function FieldHead(
  props: Pick<Framed, "label" | "isSet" | "onReset" | "beside"> & {
    readonly htmlFor?: string;
    /** Of the label, where it names a group. */
    readonly id?: string | undefined;
  },
) {
  const { label, htmlFor, id, isSet, onReset, beside } = props;
  const text = (
    <>
      {isSet && <i className="field-set" title="Written in the file" aria-hidden="true" />}
      {label}
    </>
  );
  return (
    <div className="field-head">
      {htmlFor === undefined ? (
        <span className="field-label" id={id}>
          {text}
        </span>
      ) : (
        <label className="field-label" htmlFor={htmlFor}>
          {text}
        </label>
      )}
      {beside}
      {onReset && (
        // Its name is its text: a label would make it a second control of that label.
        <button type="button" className="icon-button" title="Back to the default" onClick={onReset}>
          <Icon name="reset" />
          <span className="visually-hidden">Reset {label}</span>
        </button>
      )}
    </div>
  );
}

/** A reason or a hint below a field. */
function FieldNote({ id, error, hint }: { id: string; error: string | null; hint?: string | undefined }) {
  return error ? (
    <p id={`${id}-error`} className="field-error" role="alert">
      {error}
    </p>
  ) : (
    hint && (
      <p id={`${id}-hint`} className="field-hint">
        {hint}
      </p>
    )
  );
}

/** Fields side by side. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className="field-row">{children}</div>;
}

function describedBy(id: string, error: string | null, hint: string | undefined): string | undefined {
  return error ? `${id}-error` : hint ? `${id}-hint` : undefined;
}

/** What is typed, until it is taken. */
interface Draft {
  /** The value in whose place it was typed. */
  readonly of: string;
  readonly text: string;
  /** Why it was refused. */
  readonly error: string | null;
}

/** A draft that is kept elsewhere, to outlast the field. */
interface KeptDraft {
  readonly draft?: Draft | null | undefined;
  readonly onDraft?: ((draft: Draft | null) => void) | undefined;
}

function useDraft(value: string, { draft: kept = null, onDraft }: KeptDraft) {
  const [own, setOwn] = useState<Draft | null>(null);
  if (own && own.of !== value) {
    setOwn(null);
  }
  const draft = onDraft ? kept : own;
  return [draft?.of === value ? draft : null, onDraft ?? setOwn] as const;
}

/**
 * A text field that hands its value over on Enter and when left, or with each change. What was typed stays while it is
 * refused, with the reason below, which is told on Enter and when left; Escape brings the old value back. In a field of
 * several lines Enter alone begins a line.
 */
export function Field(
  props: Common &
    KeptDraft & {
      readonly placeholder?: string | undefined;
      /** All of a value of which a part is shown. */
      readonly title?: string | undefined;
      readonly isMono?: boolean | undefined;
      readonly isBlock?: boolean | undefined;
      /** Dots in place of what stands in it. */
      readonly isMasked?: boolean | undefined;
      readonly isNumber?: boolean | undefined;
      /** Behind a number, as `ms`. */
      readonly unit?: string | undefined;
      readonly autoFocus?: boolean | undefined;
      /** Hands over with each change. */
      readonly isLive?: boolean | undefined;
      /** Why the value that stands there is none. */
      readonly fault?: string | null | undefined;
      /** Enter was pressed, and what stands there is taken. */
      readonly onEntered?: ((field: HTMLElement) => void) | undefined;
    },
) {
  const {
    label,
    value,
    placeholder,
    hint,
    title,
    isBare,
    isMono,
    isBlock,
    isNumber,
    unit,
    disabled,
    isMasked,
  } = props;
  const id = useId();
  const [draft, setDraft] = useDraft(value, props);
  const { text, error } = draft ?? { text: value, error: props.fault ?? null };
  const type = (currentTarget: { value: string }) => {
    const refusal = props.isLive ? props.onCommit(currentTarget.value) : "";
    // Half of what is typed may be refused.
    const error = draft?.error ?? null;
    setDraft(refusal === null ? null : { of: value, text: currentTarget.value, error });
  };
  // What stands in the field: leaving it in the middle of a composition may end that without another render.
  const commit = ({ currentTarget }: { currentTarget: { value: string } }): boolean => {
    const typed = currentTarget.value;
    if (typed === value && draft === null) {
      return true;
    }
    // Before it is taken: a draft goes along with what is renamed, and an undone name would be given again.
    setDraft(null);
    const refusal = typed === value ? null : props.onCommit(typed);
    if (refusal !== null) {
      setDraft({ of: value, text: typed, error: refusal });
    }
    return refusal === null;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => {
    const key = pressedKey(event);
    if (key === "Enter" && (!isBlock || event.ctrlKey || event.metaKey)) {
      const isTaken = commit(event);
      if (!isTaken || props.onEntered) {
        // The key is done with: a list that has the focus now would open, and a form would be sent without what is refused.
        event.preventDefault();
      }
      if (isTaken) {
        props.onEntered?.(event.currentTarget);
      }
    } else if (key === "Escape" && draft) {
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
    // A name may be written from right to left.
    dir: "auto",
    spellCheck: false,
    // No account's password is meant by a secret.
    autoComplete: isMasked ? "new-password" : "off",
    autoFocus: props.autoFocus,
    "aria-label": isBare ? label : undefined,
    "aria-invalid": error !== null,
    "aria-describedby": describedBy(id, error, hint),
    onBlur: commit,
    onKeyDown,
  };
  return (
    <FieldFrame {...props} id={id} error={error}>
      {isBlock ? (
        <textarea
          {...control}
          className={`input mono field-block${isMasked ? " is-masked" : ""}`}
          rows={1}
          onChange={(event) => type(event.target)}
        />
      ) : (
        <div className="field-control">
          <input
            {...control}
            className={`input${isMono ? " mono" : ""}`}
            type={isMasked ? "password" : "text"}
            inputMode={isNumber ? "numeric" : "text"}
            onChange={(event) => type(event.target)}
          />
          {unit && <span className="field-unit">{unit}</span>}
        </div>
      )}
    </FieldFrame>
  );
}

/** One of a few values, with a word on it where that is known. */
export interface FieldChoice {
  readonly value: string;
  readonly label: string;
}

/** A field to choose one of a few values. */
export function ChoiceField(
  props: Common & {
    readonly choices: readonly FieldChoice[];
    /** What stands there while none is chosen; without it one always is. */
    readonly empty?: string | undefined;
  },
) {
  const { label, value, choices, empty, hint, isBare, disabled, onCommit } = props;
  const id = useId();
  /** Stands until the value is another one. */
  const [refusal, setRefusal] = useState<{ readonly of: string; readonly reason: string | null } | null>(
    null,
  );
  const error = refusal?.of === value ? refusal.reason : null;
  const isOther = value !== "" && !choices.some((choice) => choice.value === value);
  return (
    <FieldFrame {...props} id={id} error={error}>
      <Select
        id={id}
        className="input"
        value={value}
        disabled={disabled}
        aria-label={isBare ? label : undefined}
        aria-invalid={error !== null}
        aria-describedby={describedBy(id, error, hint)}
        onTake={(chosen) => setRefusal({ of: value, reason: onCommit(chosen) })}
      >
        {empty !== undefined && <option value="">{empty}</option>}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
        {isOther && <option value={value}>{value}</option>}
      </Select>
    </FieldFrame>
  );
}
