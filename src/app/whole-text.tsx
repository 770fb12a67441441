import type { ReactNode } from "react";
import { grouped } from "../base/words.ts";

/** Characters that are shown: a browser needs tens of milliseconds to lay out a field with more. */
const MAX_SHOWN = 20_000;

/**
 * A field with a text that is there to be copied, which is selected where the field gets the focus. Of a long one the
 * beginning is shown; a copy up to the end of what is shown goes on to the end of the text.
 */
export function WholeText({
  label,
  text,
  className,
  autoFocus,
}: {
  label: ReactNode;
  text: string;
  className: string;
  autoFocus?: boolean;
}) {
  const isCut = text.length > MAX_SHOWN;
  return (
    <div className="field">
      <label>
        <span className="field-label">{label}</span>
        <textarea
          className={`input mono ${className}`}
          readOnly
          rows={4}
          // biome-ignore lint/a11y/noAutofocus: it stands in a dialog that is there for it
          autoFocus={autoFocus}
          spellCheck={false}
          autoComplete="off"
          value={isCut ? text.slice(0, MAX_SHOWN) : text}
          onFocus={({ target }) => target.select()}
          onCopy={(event) => {
            const { selectionStart, selectionEnd, textLength } = event.currentTarget;
            if (isCut && selectionStart < selectionEnd && selectionEnd === textLength) {
              event.clipboardData.setData("text/plain", text.slice(selectionStart));
              event.preventDefault();
            }
          }}
        />
      </label>
      {isCut && (
        <p className="field-hint">
          Only its beginning is shown, of {grouped(text.length)} characters. What is copied is all of it.
        </p>
      )}
    </div>
  );
}
