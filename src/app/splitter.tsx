import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from "react";
import { boundedSize, PANES, type PaneId } from "../store/panes.ts";
import { useDesigner } from "../store/react.ts";
import { pressedKey } from "../ui/pressed-key.ts";

/** Pixels by which a key moves an edge; with Shift so many times that. */
const STEP = 16;
const SHIFT_STEPS = 4;

/**
 * The edge of the pane that it stands in: it is dragged, moved by arrow keys, and taken back to where the page has it by
 * a double click. While it is dragged only the styles change; the size counts, and is kept, once it is let go of.
 */
export default function Splitter({ pane }: { pane: PaneId }) {
  const designer = useDesigner();
  const ref = useRef<HTMLDivElement>(null);
  const { label, axis, least } = PANES[pane];
  /** Towards which side the pane grows. */
  const sign = pane === "left" ? 1 : -1;

  const sizeNow = () => {
    const box = ref.current?.parentElement?.getBoundingClientRect();
    return (axis === "x" ? box?.width : box?.height) ?? 0;
  };
  /** In pixels; null is the page's own size. */
  const show = (size: number | null) => {
    const page = ref.current?.closest<HTMLElement>(".page");
    if (size === null) {
      page?.style.removeProperty(`--${pane}-size`);
    } else {
      page?.style.setProperty(`--${pane}-size`, `${boundedSize(pane, size)}px`);
    }
  };
  const sizeSet = () => designer.get().panes.sizes[pane] ?? null;
  /** What the window leaves of a size is what counts. */
  const keep = () => {
    designer.do.setPaneSize(pane, sizeNow());
    show(sizeSet());
  };

  // The size follows from the window too.
  useEffect(() => {
    const element = ref.current;
    const place = element?.parentElement;
    if (!element || !place) {
      return;
    }
    const observer = new ResizeObserver(() => {
      const { width, height } = place.getBoundingClientRect();
      element.setAttribute("aria-valuenow", String(Math.round(axis === "x" ? width : height)));
      element.setAttribute("aria-valuemax", String(axis === "x" ? innerWidth : innerHeight));
    });
    observer.observe(place);
    return () => observer.disconnect();
  }, [axis]);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const handle: HTMLDivElement = event.currentTarget;
    if (event.button !== 0) {
      return;
    }
    // The text of the page is not to be selected on the way.
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    const size = sizeNow();
    const at = (one: { clientX: number; clientY: number }) => (axis === "x" ? one.clientX : one.clientY);
    const from = at(event);
    const dragging = new AbortController();
    const { signal } = dragging;
    const end = (isMeant: boolean) => {
      dragging.abort();
      if (isMeant && Math.abs(sizeNow() - size) >= 1) {
        keep();
      } else {
        show(sizeSet());
      }
    };
    handle.addEventListener("pointermove", (moved) => show(size + sign * (at(moved) - from)), { signal });
    handle.addEventListener("pointerup", () => end(true), { signal });
    handle.addEventListener("pointercancel", () => end(false), { signal });
    handle.addEventListener(
      "keydown",
      (pressed) => {
        if (pressedKey(pressed) === "Escape") {
          pressed.stopPropagation();
          end(false);
        }
      },
      { signal },
    );
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const key = pressedKey(event);
    const towards = axis === "x" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
    const way = towards.indexOf(key ?? "");
    if (way >= 0) {
      show(sizeNow() + sign * (way === 0 ? -1 : 1) * STEP * (event.shiftKey ? SHIFT_STEPS : 1));
    } else if (key === "Home") {
      show(least);
    } else if (key === "End") {
      show(axis === "x" ? innerWidth : innerHeight);
    } else {
      return;
    }
    keep();
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule between parts of a text can be neither focused nor moved
    <div
      ref={ref}
      className={`splitter is-${axis} is-of-${pane}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={axis === "x" ? "vertical" : "horizontal"}
      aria-valuenow={least}
      aria-valuemin={least}
      title="Drag, or use the arrow keys; a double click gives it back its own size"
      onPointerDown={onPointerDown}
      onDoubleClick={() => designer.do.setPaneSize(pane, null)}
      onKeyDown={onKeyDown}
    />
  );
}
