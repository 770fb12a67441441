import { useEffect } from "react";
import { commandById, labelOf, runCommand } from "../store/commands.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { lifeMs } from "../store/toast-life.ts";
import { Button, IconButton } from "../ui/button.tsx";

/** The message that is shown, with what it offers; it goes after the time to read it. */
export function ToastArea() {
  const designer = useDesigner();
  const toast = useDesignerState((state) => state.toast);
  useEffect(() => {
    if (!toast) {
      return;
    }
    return designer.ports.clock.after(lifeMs(toast), () => {
      if (designer.get().toast === toast) {
        designer.do.dismissToast();
      }
    });
  }, [toast, designer]);
  if (!toast) {
    return null;
  }
  const { otherwise } = toast;
  const offered = toast.offer === null ? null : commandById(toast.offer);
  return (
    <section className={`toast is-${toast.kind}`} aria-label="Message" data-testid="toast">
      <div className="toast-body">
        <span>{toast.text}</span>
        {toast.canUndo && (
          <Button
            isSmall
            onClick={() => {
              designer.do.dismissToast();
              runCommand(designer, commandById("undo"));
            }}
          >
            Undo
          </Button>
        )}
        {otherwise && (
          <Button
            isSmall
            onClick={() => {
              designer.do.dismissToast();
              if (otherwise.undoesFirst) {
                designer.do.undo();
              }
              designer.do.edit(otherwise.edit, otherwise.options);
            }}
          >
            {otherwise.label}
          </Button>
        )}
        {offered && (
          <Button
            isSmall
            onClick={() => {
              designer.do.dismissToast();
              runCommand(designer, offered);
            }}
          >
            {labelOf(offered, designer.get())}
          </Button>
        )}
      </div>
      <IconButton icon="close" label="Dismiss" onClick={() => designer.do.dismissToast()} />
    </section>
  );
}
