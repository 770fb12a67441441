/** In the panels the focus is not lost with the control that had it. */
import { useEffect } from "react";

const FIELDS = ":is(input, select, textarea):not(:disabled)";
const CONTROLS = `:is(button, input, select, textarea, a[href], summary, [tabindex='0']):not(:disabled)`;

/** Where the focus was last, of a panel: the control, what stood around it up to the panel, and the controls before it. */
interface Kept {
  readonly control: Element;
  readonly around: readonly Element[];
  readonly before: readonly Element[];
}

/**
 * Gives the focus to what stands nearest once the control of a panel that had it is gone: one that is made of what was
 * typed into it, or taken away by what it did.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let kept: Kept | null = null;
    let frame = 0;
    const onFocusIn = ({ target }: FocusEvent) => {
      if (target instanceof Element && !target.closest("dialog")) {
        kept = keptOf(target);
      }
    };
    // Of a control that is taken out of the page, too; where it goes to another one, that has it by then.
    const onFocusOut = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        if (kept && !kept.control.isConnected && document.activeElement === document.body) {
          nearestTo(kept)?.focus();
        }
      });
    };
    document.addEventListener("focusin", onFocusIn);
    document.addEventListener("focusout", onFocusOut);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener("focusin", onFocusIn);
      document.removeEventListener("focusout", onFocusOut);
    };
  }, []);
}

function keptOf(control: Element): Kept | null {
  const panel = control.closest(".place-body");
  if (!panel) {
    return null;
  }
  const around: Element[] = [];
  for (let one = control.parentElement; one && around.at(-1) !== panel; one = one.parentElement) {
    around.push(one);
  }
  const controls = [...panel.querySelectorAll(CONTROLS)];
  return { control, around, before: controls.slice(0, Math.max(0, controls.indexOf(control))).reverse() };
}

/** Within the least of what stood around it and still stands: the control before it, else a field, else any. */
function nearestTo({ around, before }: Kept): HTMLElement | null {
  const panel = around.at(-1);
  if (!panel?.isConnected) {
    return null;
  }
  for (const one of around.slice(0, -1).filter((other) => other.isConnected)) {
    const last = before.filter((other) => one.contains(other));
    const next = [...last, ...one.querySelectorAll(FIELDS), ...one.querySelectorAll(CONTROLS)].find((other) =>
      other.checkVisibility(),
    );
    if (next instanceof HTMLElement) {
      return next;
    }
  }
  // Another panel stands there now.
  return panel.parentElement?.querySelector<HTMLElement>("[role=tab][aria-selected=true]") ?? null;
}
