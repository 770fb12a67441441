/** Keys and dropped files of the whole page. */
import { useEffect, useLayoutEffect, useState } from "react";
import { commandForKey, refusalOf, runCommand } from "../store/commands.ts";
import type { Designer } from "../store/designer.ts";
import { pressedKey } from "../ui/pressed-key.ts";
import { IS_MAC } from "./keys.ts";
import { droppedFile } from "./platform.ts";

/** Runs the command of a key press; keys of a field that is being typed in stay the field's. */
export function useKeys(designer: Designer): void {
  // Before the first paint: whoever sees the page can use its keys.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const key = pressedKey(event);
      if (key === null) {
        return;
      }
      const target = event.composedPath()[0];
      const isTyping =
        target instanceof HTMLElement &&
        (target.isContentEditable || target.matches("input, textarea, select"));
      const inCanvas =
        target instanceof Element &&
        (target === document.body || target.closest(".canvas, .outline") !== null);
      const { dialog, toast } = designer.get();
      const isShown = document.querySelector("dialog[open]") !== null;
      // Its code may be on its way: what is typed for it is no command.
      const isOpen = isShown || dialog !== null;
      if (key === "Escape" && !isTyping && !isShown) {
        if (dialog) {
          designer.do.closeDialog();
        } else if (toast) {
          designer.do.dismissToast();
        } else {
          designer.do.select([]);
        }
        return;
      }
      // Everywhere but in a Mac's text fields, where it goes on by a word, the browser would leave the page.
      if (event.altKey && /^Arrow(Left|Right)$/.test(key) && !(IS_MAC && isTyping)) {
        event.preventDefault();
      } else if (event.defaultPrevented || (key === "Enter" && pressesTarget(event, target))) {
        return;
      }
      const { singleKeys } = designer.get();
      const command = commandForKey(event, inCanvas && !isTyping && !isOpen, singleKeys);
      // In a text field undo and redo are the field's own; saving and sending mean the same everywhere.
      if (!command || ((isTyping || isOpen) && ["undo", "redo", "find"].includes(command.id))) {
        return;
      }
      // Text of the page that is selected is what the person means to copy.
      if (["copy-yaml", "cut"].includes(command.id) && getSelection()?.isCollapsed === false) {
        return;
      }
      // The browser hands the clipboard over with the event that follows, and need not be asked for it.
      if (command.id.startsWith("paste") && refusalOf(command, designer.get()) === null) {
        keepsLinks = event.shiftKey;
        return;
      }
      // Nor does the browser save its page, or open another file in its place, over a dialog.
      event.preventDefault();
      if (!isOpen || command.id === "commands") {
        runCommand(designer, command);
      }
    };
    let keepsLinks: boolean | null = null;
    const at = { x: -1, y: -1 };
    const onPointerMove = ({ clientX, clientY }: PointerEvent) =>
      Object.assign(at, { x: clientX, y: clientY });
    const onPaste = (event: ClipboardEvent) => {
      if (keepsLinks === null) {
        return;
      }
      event.preventDefault();
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (document.elementFromPoint(at.x, at.y)?.closest(".canvas")) {
        designer.do.pasteAt(text, keepsLinks, at.x, at.y);
      } else {
        designer.do.paste(text, keepsLinks);
      }
      keepsLinks = null;
    };
    // A key that is let go of without one has pasted nothing.
    const onKeyUp = () => {
      keepsLinks = null;
    };
    const listening = new AbortController();
    const { signal } = listening;
    addEventListener("keydown", onKeyDown, { signal });
    addEventListener("keyup", onKeyUp, { signal });
    addEventListener("pointermove", onPointerMove, { signal });
    addEventListener("paste", onPaste, { signal });
    return () => listening.abort();
  }, [designer]);
}

/** Whether Enter is pressed on what it presses itself; with Ctrl or Cmd that is a link alone, which opens in another tab. */
function pressesTarget({ ctrlKey, metaKey }: KeyboardEvent, target: EventTarget | undefined): boolean {
  const pressed = ctrlKey || metaKey ? "a" : "button, a, summary";
  return target instanceof Element && target.closest(pressed) !== null;
}

/** Opens files that are dropped anywhere; true while some are held over the page. */
export function useDroppedFiles(designer: Designer): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const onDragOver = (event: DragEvent) => {
      // The part of the page that it is held over takes it.
      if (event.defaultPrevented) {
        setOver(false);
      } else if (hasFile(event)) {
        event.preventDefault();
        setOver(true);
      }
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) {
        setOver(false);
      }
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (event.defaultPrevented) {
        return;
      }
      const items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === "file");
      if (items.length > 0) {
        event.preventDefault();
        void Promise.all(items.map(droppedFile)).then((files) =>
          designer.do.openFiles(files.filter((file) => file !== null)),
        );
      }
    };
    addEventListener("dragover", onDragOver);
    addEventListener("dragleave", onDragLeave);
    addEventListener("drop", onDrop);
    return () => {
      removeEventListener("dragover", onDragOver);
      removeEventListener("dragleave", onDragLeave);
      removeEventListener("drop", onDrop);
    };
  }, [designer]);
  return isOver;
}
