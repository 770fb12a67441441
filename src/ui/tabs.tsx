import { type KeyboardEvent, type ReactNode, useId } from "react";
import "./tabs.css";
import { pressedKey } from "./pressed-key.ts";

interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: string;
  /** Shown behind the label, for example a count. */
  readonly extra?: ReactNode;
}

/** Of more tabs than there is room for, the one whose panel is shown is in view. */
const bringIntoView = (tab: HTMLElement | null) =>
  tab?.scrollIntoView({ block: "nearest", inline: "nearest" });

/** A tab list after the ARIA pattern: arrows move, Home and End jump; the panel is the caller's. */
export function Tabs<Id extends string>(props: {
  label: string;
  tabs: readonly Tab<Id>[];
  /** Null if the panel of none of them is shown. */
  current: Id | null;
  panelId: string;
  onChange: (id: Id) => void;
}) {
  const { label, tabs, current, panelId, onChange } = props;
  const base = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ id }) => id === current);
    const next = {
      ArrowRight: (at + 1) % tabs.length,
      ArrowLeft: (Math.max(at, 0) + tabs.length - 1) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    }[pressedKey(event) ?? ""];
    const tab = next === undefined ? undefined : tabs[next];
    if (tab) {
      event.preventDefault();
      onChange(tab.id);
      document.getElementById(base + tab.id)?.focus();
    }
  };
  return (
    <div className="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map(({ id, label: text, extra }, at) => (
        <button
          key={id}
          ref={id === current ? bringIntoView : null}
          id={base + id}
          type="button"
          role="tab"
          aria-selected={id === current}
          aria-controls={current === null ? undefined : panelId}
          tabIndex={id === current || (current === null && at === 0) ? 0 : -1}
          onClick={() => onChange(id)}
        >
          {text}
          {extra}
        </button>
      ))}
    </div>
  );
}
