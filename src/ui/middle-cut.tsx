import type { ReactNode } from "react";
import "./middle-cut.css";

/** Characters at the end of a text that stay. */
const USUAL_END = 4;

/**
 * A text on one line whose middle gives way where there is no room for all of it: names that begin alike are told apart
 * by their ends, of which `end` characters stay. One of up to `whole` characters is left as it is, and cut by its frame
 * if it must be.
 */
export function MiddleCut({
  text,
  whole,
  end = USUAL_END,
  className = "",
  title = text,
  children,
}: {
  text: string;
  whole: number;
  end?: number;
  className?: string;
  title?: string;
  /** Stands before the text. */
  children?: ReactNode;
}) {
  if (text.length <= whole) {
    return (
      <span className={className} title={title}>
        {children}
        {text}
      </span>
    );
  }
  // Not between the halves of a surrogate pair.
  const at = text.length - end + (/^[\udc00-\udfff]/.test(text.slice(-end)) ? 1 : 0);
  return (
    <span className={`is-cut ${className}`} title={title}>
      {children}
      <span className="cut-start">{text.slice(0, at)}</span>
      <span>{text.slice(at)}</span>
    </span>
  );
}
