import { useState } from "react";
import type { Doubt } from "../store/secret-doubts.ts";
import "./secret-doubts.css";

/**
 * What is doubted, and whether a person has agreed to that. Agreed to is what was said then: once something else is, it is
 * asked anew.
 */
interface Agreement {
  readonly doubts: readonly Doubt[];
  readonly isAgreed: boolean;
  agree(isAgreed: boolean): void;
  /** Whether something is doubted that was not agreed to. */
  readonly isMissing: boolean;
}

/** Keeps whether it was agreed to what is doubted. */
export function useAgreement(doubts: readonly Doubt[]): Agreement {
  const [agreed, setAgreed] = useState<string | null>(null);
  const said = JSON.stringify(doubts);
  const isAgreed = agreed === said;
  return {
    doubts,
    isAgreed,
    agree: (agrees) => setAgreed(agrees ? said : null),
    isMissing: doubts.length > 0 && !isAgreed,
  };
}

/**
 * Asks about secrets in what is about to leave the page, before it does. `what` goes on after "Everyone who has", `agree`
 * is what the person agrees to. Nothing where there are none.
 */
export function SecretDoubts({
  agreement,
  what,
  agree,
}: {
  agreement: Agreement;
  what: string;
  agree: string;
}) {
  const { doubts, isAgreed } = agreement;
  if (doubts.length === 0) {
    return null;
  }
  return (
    <div className="secret-doubts" role="alert">
      <p>Everyone who has {what} could read this:</p>
      <ul>
        {doubts.map(({ line, message }) => (
          <li key={`${line} ${message}`}>
            {line === null ? "" : `Line ${line}: `}
            {message}
          </li>
        ))}
      </ul>
      <label>
        <input
          type="checkbox"
          checked={isAgreed}
          onChange={({ target }) => agreement.agree(target.checked)}
        />
        <span>{agree}</span>
      </label>
    </div>
  );
}
