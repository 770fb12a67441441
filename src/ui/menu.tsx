import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import "./menu.css";
import { pressedKey } from "./pressed-key.ts";

/** A row of the menu, and what choosing it does. */
export interface MenuItem {
  readonly id: string;
  readonly label: string;
  /** How the keys are shown that do the same. */
  readonly keys?: string | undefined;
  /** Why it cannot be chosen now: it stays in the list, with this below it, and does nothing. */
  readonly refused: string | null;
  run(): void;
}

/** Rows that belong together, with a line between them and others; `label` stands above them. */
export interface MenuGroup {
  readonly label?: string;
  readonly items: readonly MenuItem[];
}

/** A button that opens a list of actions. */
export function Menu({
  label,
  groups,
  children,
}: {
  /** The button's accessible name. */
  label: string;
  /** Asked for when the menu is open. */
  groups: () => readonly MenuGroup[];
  /** What stands on the button. */
  children: ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  const buttonRef = useRef<HTMLButtonElement>(null);
  return (
    <div className="menu">
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
        <MenuList
          groups={groups()}
          opener={buttonRef.current}
          onClose={(isBack) => {
            setOpen(false);
            if (isBack) {
              buttonRef.current?.focus();
            }
          }}
        />
      )}
    </div>
  );
}

/** The open list, after the ARIA pattern: arrows move, Enter chooses, Escape, Tab and a press elsewhere close. */
export function MenuList({
  groups,
  label,
  at,
  opener = null,
  onClose,
}: {
  groups: readonly MenuGroup[];
  /** Accessible name, where no button has one for it. */
  label?: string;
  /** Place of the window, in its pixels, where the list opens; below what it stands in, if not given. */
  at?: { readonly x: number; readonly y: number };
  /** A press on this is no press elsewhere. */
  opener?: HTMLElement | null;
  /** `isBack`: the focus is to go where it came from. */
  onClose: (isBack: boolean) => void;
}) {
  const listRef = useRef<HTMLDivElement>(null);
  const closeRef = useRef(onClose);
  closeRef.current = onClose;
  useEffect(() => {
    listRef.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const onDown = ({ target }: Event) => {
      if (!(target instanceof Node && (listRef.current?.contains(target) || opener?.contains(target)))) {
        closeRef.current(false);
      }
    };
    // Before anything that keeps a press to itself, as the canvas does.
    addEventListener("pointerdown", onDown, true);
    return () => removeEventListener("pointerdown", onDown, true);
  }, [opener]);
  useLayoutEffect(() => {
    const list = listRef.current;
    if (list && at) {
      const { width, height } = list.getBoundingClientRect();
      list.style.left = `${Math.max(4, Math.min(at.x, innerWidth - width - 4))}px`;
      list.style.top = `${Math.max(4, Math.min(at.y, innerHeight - height - 4))}px`;
    }
  }, [at]);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const entries = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=menuitem]")];
    const active = document.activeElement;
    const current = active instanceof HTMLElement ? entries.indexOf(active) : -1;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1 + entries.length,
      Home: 0,
      End: entries.length - 1,
    };
    const key = pressedKey(event);
    const next = steps[key ?? ""];
    if (key === "Escape" || key === "Tab") {
      event.stopPropagation();
      event.preventDefault();
      onClose(true);
    } else if (next !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      entries[next % entries.length]?.focus();
    }
  };
  const style: CSSProperties | undefined = at && { position: "fixed", left: at.x, top: at.y };
  return (
    <div
      ref={listRef}
      className="menu-list"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      style={style}
      onKeyDown={onKeyDown}
    >
      {groups.map(({ label: heading, items }) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a menu
        <div key={items[0]?.id} role="group" aria-label={heading}>
          {heading && (
            <div className="menu-heading" aria-hidden="true">
              {heading}
            </div>
          )}
          {items.map(({ id, label: text, keys, refused, run }) => (
            <button
              key={id}
              type="button"
              role="menuitem"
              aria-disabled={refused !== null}
              title={refused ?? undefined}
              onClick={() => {
                if (refused === null) {
                  onClose(true);
                  run();
                }
              }}
            >
              <span>
                {text}
                {refused !== null && <small aria-hidden="true">{refused}</small>}
              </span>
              {keys && <kbd>{keys}</kbd>}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}
