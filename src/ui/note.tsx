import type { ReactNode } from "react";
import "./note.css";

/** A sentence or two on a coloured ground. */
export function Note({
  kind = "warning",
  children,
}: {
  kind?: "quiet" | "hint" | "warning" | "error";
  children: ReactNode;
}) {
  return <p className={`note is-${kind}`}>{children}</p>;
}
