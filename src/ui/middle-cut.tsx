import type { ReactNode } from "react";
import { cutPlace } from "../base/words.ts";
import "./middle-cut.css";

/** What stays at the end of a text: a port, of which some digits would be another one, or four characters. */
const END = /:\d{1,5}$|.{0,4}$/s;

/**
 * A text on one line whose middle gives way where there is no room for all of it: names that begin alike are told apart
 * by their ends, of which `end` characters stay. One of up to `whole` characters is left as it is, and cut by its frame
 * if it must be.
 */
export function MiddleCut({
  text,
  whole,
  end = END.exec(text)![0].length,
  className = "",
  title = text,
  isSpoken = false,
  children,
}: {
  text: string;
  whole: number;
  end?: number;
  className?: string;
  title?: string;
  /** It names what it stands in: screen readers are given all of it, and not its two parts. */
  isSpoken?: boolean;
  /** Stands before the text. */
  children?: ReactNode;
}) {
  const at = cutPlace(text, text.length - end);
  if (text.length <= whole || at === 0) {
    return (
      <span className={className} title={title} dir="auto">
        {children}
        {text}
      </span>
    );
  }
  return (
    <span className={`is-cut ${className}`} title={title} dir="auto">
      {children}
      {isSpoken && <span className="visually-hidden">{text}</span>}
      <span className="cut-start" aria-hidden={isSpoken}>
        {text.slice(0, at)}
      </span>
      <span aria-hidden={isSpoken}>{text.slice(at)}</span>
    </span>
  );
}
