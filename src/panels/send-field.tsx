/** The one text field of the Send panel: what is typed is taken at each key, and stays, whatever is wrong with it. */
import { type ReactNode, type Ref, useId, useState } from "react";

interface SendFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string | undefined;
  /** Why it cannot be taken; nothing if it can. */
  readonly error?: string | null | undefined;
  /** Stands below it while nothing is wrong. */
  readonly hint?: ReactNode;
  /** Code or names, in letters of one width. */
  readonly isMono?: boolean;
  readonly isNumber?: boolean;
  readonly disabled?: boolean;
  /** Rows of a text that may have several. */
  readonly rows?: number;
  /** Values to choose from, with a word on each where there is one. */
  readonly offers?: readonly Offer[];
  /** What else stands beside the label. */
  readonly beside?: ReactNode;
  /** The label is for screen readers alone. */
  readonly isBare?: boolean;
  readonly fieldRef?: Ref<HTMLInputElement>;
}

/** A value that is offered. */
interface Offer {
  readonly value: string;
  readonly label?: string;
}

/** More are no list to choose from. */
const MAX_OFFERS = 200;

/** The field with its label, and a reason or a hint below. */
export function SendField(props: SendFieldProps) {
  const { label, value, onChange, placeholder, error, hint, isMono, isNumber, disabled, rows } = props;
  const { offers, beside, isBare, fieldRef } = props;
  const id = useId();
  // Before that they would be a tenth of the page's elements.
  const [isOffering, setOffering] = useState(false);
  const isWrong = error !== undefined && error !== null;
  const control = {
    id,
    className: isMono ? "input mono" : "input",
    value,
    placeholder,
    disabled,
    spellCheck: false,
    autoComplete: "off",
    "aria-invalid": isWrong,
    "aria-describedby": `${id}-note`,
    onChange: ({ target }: { target: { value: string } }) => onChange(target.value),
  };
  const name = (
    <label className={isBare ? "visually-hidden" : "field-label"} htmlFor={id}>
      {label}
    </label>
  );
  return (
    <div className="field">
      {beside ? (
        <div className="send-label">
          {name}
          {beside}
        </div>
      ) : (
        name
      )}
      {rows === undefined ? (
        <input
          {...control}
          ref={fieldRef}
          inputMode={isNumber ? "numeric" : "text"}
          list={offers && `${id}-offers`}
          onFocus={() => setOffering(true)}
        />
      ) : (
        <textarea {...control} rows={rows} />
      )}
      {offers && (
        <datalist id={`${id}-offers`}>
          {(isOffering ? offers.slice(0, MAX_OFFERS) : []).map((offer) => (
            <option key={offer.value} {...offer} />
          ))}
        </datalist>
      )}
      <SendNote id={`${id}-note`} error={error} hint={hint} />
    </div>
  );
}

/** A switch of the Send panel, whose text is `on` or empty. */
export function SendSwitch(props: {
  label: string;
  value: string;
  disabled?: boolean;
  /** The element that says more of it. */
  noteId?: string;
  onChange: (value: string) => void;
}) {
  const { label, value, disabled, noteId, onChange } = props;
  const isOn = value === "on";
  return (
    <label className="send-switch">
      <input
        type="checkbox"
        role="switch"
        aria-checked={isOn}
        checked={isOn}
        disabled={disabled}
        aria-describedby={noteId}
        onChange={({ target }) => onChange(target.checked ? "on" : "")}
      />
      {label}
    </label>
  );
}

/** The line below a field of the Send panel: what is wrong, else what there is to know. */
export function SendNote(props: { id: string; error?: string | null | undefined; hint?: ReactNode }) {
  const { id, error, hint } = props;
  return (
    <span id={id} className={error ? "field-error" : "field-hint"}>
      {error || hint || ""}
    </span>
  );
}
