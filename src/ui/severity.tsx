import "./severity.css";

/** How grave a problem is, as a word in its colour. */
export function Severity({ of }: { of: "error" | "warning" | "hint" }) {
  return <span className={`severity is-${of}`}>{of}</span>;
}
