import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import "./fault-note.css";

/** Stands in place of a part of the page that could not be drawn, or did not come. */
export function FaultNote({
  onRetry,
  actions,
  children,
}: {
  onRetry: () => void;
  /** Beside Try again. */
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="fault-note" role="alert">
      <p>{children}</p>
      <div className="fault-actions">
        <Button isSmall onClick={onRetry}>
          Try again
        </Button>
        {actions}
      </div>
    </div>
  );
}
