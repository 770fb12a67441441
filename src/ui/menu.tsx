import { type ReactNode, useEffect, useRef, useState } from "react";
import "./menu.css";
import { pressedKey } from "./pressed-key.ts";

/** A row of the menu, and what choosing it does. */
export interface MenuItem {
  readonly id: string;
  readonly label: string;
  /** How the keys are shown that do the same. */
  readonly keys?: string | undefined;
  /** Why it cannot be chosen now: it stays in the list, with this as its title, and does nothing. */
  readonly refused: string | null;
  run(): void;
}

/** A button that opens a list of actions, after the ARIA pattern: arrows move, Escape and a press elsewhere close. */
export function Menu({
  label,
  items,
  children,
}: {
  /** The button's accessible name. */
  label: string;
  /** Asked for when the menu is open. */
  items: () => readonly MenuItem[];
  /** What stands on the button. */
  children: ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  const rootRef = useRef<HTMLDivElement>(null);
  const buttonRef = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) {
      return;
    }
    rootRef.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const onDown = ({ target }: Event) => {
      if (!(target instanceof Node && rootRef.current?.contains(target))) {
        setOpen(false);
      }
    };
    addEventListener("pointerdown", onDown);
    return () => removeEventListener("pointerdown", onDown);
  }, [isOpen]);
  return (
    <div ref={rootRef} className="menu">
      <button
        ref={buttonRef}
        type="button"
        className="menu-button"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={label}
        onClick={() => setOpen(!isOpen)}
      >
        {children}
      </button>
      {isOpen && (
        <div
          className="menu-list"
          role="menu"
          tabIndex={-1}
          onKeyDown={(event) => {
            const key = pressedKey(event);
            const entries = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=menuitem]")];
            const at =
              document.activeElement instanceof HTMLElement ? entries.indexOf(document.activeElement) : -1;
            if (key === "Escape") {
              event.stopPropagation();
              setOpen(false);
              buttonRef.current?.focus();
            } else if (key === "ArrowDown" || key === "ArrowUp") {
              event.preventDefault();
              entries[(at + (key === "ArrowDown" ? 1 : entries.length - 1)) % entries.length]?.focus();
            }
          }}
        >
          {items().map(({ id, label: text, keys, refused, run }) => (
            <button
              key={id}
              type="button"
              role="menuitem"
              aria-disabled={refused !== null}
              title={refused ?? undefined}
              onClick={() => {
                if (refused === null) {
                  setOpen(false);
                  run();
                }
              }}
            >
              <span>{text}</span>
              {keys && <kbd>{keys}</kbd>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
