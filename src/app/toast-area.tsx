import { useEffect } from "react";
import { systemClock } from "../base/clock.ts";
import { commandById, labelOf, runCommand } from "../store/commands.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { Button, IconButton } from "../ui/button.tsx";

/** Long enough to read: a base and some time for each character. */
const BASE_MS = 4000;
const PER_CHARACTER_MS = 45;

/** The message that is shown, with what it offers; it goes after the time to read it. */
export function ToastArea() {
  const designer = useDesigner();
  const toast = useDesignerState((state) => state.toast);
  useEffect(() => {
    if (!toast) {
      return;
    }
    return systemClock.after(BASE_MS + toast.text.length * PER_CHARACTER_MS, () => {
      if (designer.get().toast === toast) {
        designer.do.dismissToast();
      }
    });
  }, [toast, designer]);
  if (!toast) {
    return null;
  }
  return (
    <section className={`toast is-${toast.kind}`} aria-label="Message" data-testid="toast">
      <span>{toast.text}</span>
      {toast.canUndo && (
        <Button
          isSmall
          onClick={() => {
            designer.do.undo();
            designer.do.dismissToast();
          }}
        >
          Undo
        </Button>
      )}
      {toast.offer !== null && (
        <Button
          isSmall
          onClick={() => {
            designer.do.dismissToast();
            runCommand(designer, commandById(toast.offer!));
          }}
        >
          {labelOf(commandById(toast.offer), designer.get())}
        </Button>
      )}
      <IconButton icon="close" label="Dismiss" onClick={() => designer.do.dismissToast()} />
    </section>
  );
}
