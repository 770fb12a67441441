import type { Doubt } from "../store/secret-doubts.ts";
import "./secret-doubts.css";

/**
 * Asks about secrets in what is about to leave the page, before it does. `what` goes on after "Everyone who has", `agree`
 * is what the person agrees to. Nothing where there are none.
 */
export function SecretDoubts(props: {
  doubts: readonly Doubt[];
  what: string;
  agree: string;
  isAgreed: boolean;
  onAgree: (isAgreed: boolean) => void;
}) {
  const { doubts, what, agree, isAgreed, onAgree } = props;
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
        <input type="checkbox" checked={isAgreed} onChange={({ target }) => onAgree(target.checked)} />
        <span>{agree}</span>
      </label>
    </div>
  );
}
