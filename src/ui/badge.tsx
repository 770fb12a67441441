import type { ReactNode } from "react";
import "./badge.css";

type BadgeKind = "plain" | "accent" | "warning" | "error";

/** A word or two in a frame, beside what they are said of. */
export function Badge({
  kind = "plain",
  title,
  children,
}: {
  kind?: BadgeKind;
  title?: string;
  children: ReactNode;
}) {
  return (
    <span className={`badge is-${kind}`} title={title}>
      {children}
    </span>
  );
}

/** A number behind a label; what it counts may be said to screen readers. */
export function Count({
  value,
  kind,
  what,
}: {
  value: number;
  kind: "warning" | "error";
  what?: string | undefined;
}) {
  return (
    <span className={`count is-${kind}`}>
      {value}
      {what && <span className="visually-hidden"> {what}</span>}
    </span>
  );
}
