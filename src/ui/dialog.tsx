import { createContext, type ReactNode, useContext, useEffect, useRef } from "react";
import "./dialog.css";

/** What stands in each dialog besides its own: nothing beside a modal dialog can be seen well, or pressed. */
export const InDialogs = createContext<ReactNode>(null);

/** A modal dialog of the browser's own: focus stays in it, Escape closes it, and focus goes back where it was. */
export function Dialog({
  label,
  title,
  isWide,
  onClose,
  children,
}: {
  label: string;
  /** Stands above, where the label is to be seen. */
  title?: string;
  /** Takes most of the page. */
  isWide?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement || before instanceof SVGElement) {
        before.focus({ preventScroll: true });
      }
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the dialog closes it, as Escape does
    <dialog
      ref={ref}
      className={isWide ? "dialog is-wide" : "dialog"}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) {
          onClose();
        }
      }}
    >
      {title && <h2 className="dialog-title">{title}</h2>}
      {children}
      {useContext(InDialogs)}
    </dialog>
  );
}

/** The buttons at the end of a dialog. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="dialog-actions">{children}</div>;
}
