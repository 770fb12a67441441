/**
 * Two fingers of which one is on a card pan and zoom as they do beside cards: the library leaves what begins on a card to
 * that card, and on a phone there is little room beside them.
 */
import { useReactFlow, useStoreApi, type Viewport } from "@xyflow/react";
import { useEffect } from "react";
import type { Point } from "../model/drawing/geometry.ts";
import { movesOn, type Stage } from "./stage.ts";
import { MAX_ZOOM, MIN_ZOOM } from "./viewport.ts";

/** Where two fingers are, in the window's pixels. */
export type Fingers = readonly [Point, Point];

/**
 * The viewport after two fingers went from one place to another: what was between them is between them, and as much
 * larger as they are further apart. All in pixels from the canvas's upper left corner.
 */
export function pinched({ x, y, zoom }: Viewport, from: Fingers, to: Fingers): Viewport {
  const scale = (distanceOf(to) || 1) / (distanceOf(from) || 1);
  const next = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom * scale));
  const [before, after] = [middleOf(from), middleOf(to)];
  return {
    x: after.x - ((before.x - x) * next) / zoom,
    y: after.y - ((before.y - y) * next) / zoom,
    zoom: next,
  };
}

function distanceOf([one, other]: Fingers): number {
  return Math.hypot(other.x - one.x, other.y - one.y);
}

function middleOf([one, other]: Fingers): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}

/** Follows them while two are on the canvas; the drag of a card that the first one began is called off. */
export function useTwoFingers(stage: Stage): void {
  const store = useStoreApi();
  const { getViewport, setViewport } = useReactFlow();
  useEffect(() => {
    const { domNode } = store.getState();
    if (!domNode) {
      return;
    }
    let began: { readonly fingers: Fingers; readonly viewport: Viewport } | null = null;
    const fingersOf = ({ touches: [one, other] }: TouchEvent): Fingers | null => {
      const { left, top } = domNode.getBoundingClientRect();
      return one && other
        ? [
            { x: one.clientX - left, y: one.clientY - top },
            { x: other.clientX - left, y: other.clientY - top },
          ]
        : null;
    };
    const take = (event: TouchEvent) => {
      event.preventDefault();
      event.stopPropagation();
    };
    const onStart = (event: TouchEvent) => {
      const fingers = event.touches.length === 2 ? fingersOf(event) : null;
      const isOnCard = [...event.touches].some(
        ({ target }) => target instanceof Element && target.closest(".nopan"),
      );
      if (fingers && isOnCard) {
        take(event);
        began = { fingers, viewport: getViewport() };
        if (movesOn(stage).size > 0) {
          stage.setState({ moves: null });
        }
      }
    };
    const onMove = (event: TouchEvent) => {
      const fingers = began && fingersOf(event);
      if (began && fingers) {
        take(event);
        void setViewport(pinched(began.viewport, began.fingers, fingers));
      }
    };
    const onEnd = ({ touches }: TouchEvent) => {
      if (touches.length < 2) {
        began = null;
      }
    };
    const listening = new AbortController();
    const options = { capture: true, passive: false, signal: listening.signal };
    domNode.addEventListener("touchstart", onStart, options);
    domNode.addEventListener("touchmove", onMove, options);
    domNode.addEventListener("touchend", onEnd, options);
    domNode.addEventListener("touchcancel", onEnd, options);
    return () => listening.abort();
  }, [store, stage, getViewport, setViewport]);
}
