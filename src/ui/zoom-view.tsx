import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { pressedKey } from "./pressed-key.ts";
import {
  firstFit,
  fitZoom,
  type Size,
  shortSide,
  sideZoom,
  stepZoom,
  type View,
  wheelZoom,
  zoomTo,
} from "./zoom.ts";
import { ZoomBar } from "./zoom-bar.tsx";
import "./zoom-view.css";

interface ZoomedPicture extends Size {
  readonly url: string;
  /** The picture's accessible name. */
  readonly label: string;
  /** Another one is on its way. */
  readonly isOld: boolean;
}

/**
 * A picture that is zoomed by buttons, by keys, by Mod and the wheel and by pinching, and moved by scrolling and dragging.
 * It is fitted until somebody zooms: all of it, or of a long one its short side. A bar above it holds `tools`; `children` stand between the two.
 */
export function ZoomView(props: {
  picture: ZoomedPicture | null;
  /** Stands on the picture wherever that is moved. */
  mark: string | null;
  tools: ReactNode;
  children?: ReactNode;
}) {
  const { picture, tools, children, mark } = props;
  const paper = useRef<HTMLElement>(null);
  const [room, setRoom] = useState<Size | null>(null);
  /** Null while it is fitted. */
  const [chosen, setChosen] = useState<View | null>(null);
  /** What it is fitted by; null until somebody says. */
  const [chosenFit, setChosenFit] = useState<"whole" | "side" | null>(null);
  const fit = chosenFit ?? (room && picture ? firstFit(room, picture) : "whole");
  const fitted = room && picture ? (fit === "whole" ? fitZoom : sideZoom)(room, picture) : 1;
  const zoom = chosen?.zoom ?? fitted;
  const hasPicture = picture !== null;

  useLayoutEffect(() => {
    const element = paper.current;
    if (!hasPicture || !element) {
      return;
    }
    // The outer size: scroll bars come and go with the zoom, and must not change what fits.
    const measure = () => setRoom({ width: element.offsetWidth - 2, height: element.offsetHeight - 2 });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasPicture]);

  useLayoutEffect(() => {
    if (chosen && paper.current) {
      paper.current.scrollTo(chosen.left, chosen.top);
    }
  }, [chosen]);

  /** `at` is a place of the window; without one the middle stays where it is. */
  const zoomBy = (change: (zoom: number) => number, at?: { clientX: number; clientY: number }) => {
    const element = paper.current;
    if (!element || !picture) {
      return;
    }
    const box = element.getBoundingClientRect();
    const inner = { width: element.clientWidth, height: element.clientHeight };
    const point = at
      ? { x: at.clientX - box.left - element.clientLeft, y: at.clientY - box.top - element.clientTop }
      : { x: inner.width / 2, y: inner.height / 2 };
    const view = { zoom, left: element.scrollLeft, top: element.scrollTop };
    setChosen(zoomTo(view, change(zoom), point, inner, picture));
  };

  const onWheel = useEffectEvent((event: WheelEvent) => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      zoomBy((before) => wheelZoom(before, event.deltaY), event);
    }
  });
  const pinch = useRef(0);
  const onTouch = useEffectEvent((event: TouchEvent) => {
    const [a, b] = event.touches;
    if (!a || !b) {
      pinch.current = 0;
      return;
    }
    event.preventDefault();
    const distance = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    const factor = pinch.current > 0 ? distance / pinch.current : 1;
    pinch.current = distance;
    zoomBy((before) => before * factor, {
      clientX: (a.clientX + b.clientX) / 2,
      clientY: (a.clientY + b.clientY) / 2,
    });
  });
  useEffect(() => {
    const element = paper.current;
    if (!hasPicture || !element) {
      return;
    }
    // React listens passively, and what zooms the picture must not zoom the page.
    const wheel = (event: WheelEvent) => onWheel(event);
    const touch = (event: TouchEvent) => onTouch(event);
    element.addEventListener("wheel", wheel, { passive: false });
    const kinds = ["touchstart", "touchmove", "touchend", "touchcancel"] as const;
    for (const kind of kinds) {
      element.addEventListener(kind, touch, { passive: false });
    }
    return () => {
      element.removeEventListener("wheel", wheel);
      for (const kind of kinds) {
        element.removeEventListener(kind, touch);
      }
    };
  }, [hasPicture]);

  const zoomIn = () => zoomBy((before) => stepZoom(before, 1));
  const zoomOut = () => zoomBy((before) => stepZoom(before, -1));
  const zoomWhole = () => zoomBy(() => 1);
  const fitBy = (by: "whole" | "side") => {
    setChosen(null);
    setChosenFit(by);
    paper.current?.scrollTo(0, 0);
  };
  const fitWhole = () => fitBy("whole");
  const actions = new Map([
    ["+", zoomIn],
    ["=", zoomIn],
    ["-", zoomOut],
    ["0", zoomWhole],
    ["1", fitWhole],
    ["2", () => fitBy("side")],
  ]);
  const onKeyDown = (event: KeyboardEvent) => {
    const key = pressedKey(event);
    const isOurs = key !== null && !event.ctrlKey && !event.metaKey && !event.altKey;
    const action = isOurs ? actions.get(key) : undefined;
    if (action) {
      event.preventDefault();
      action();
    }
  };

  return (
    <div className="zoom-view">
      <div className="bar zoom-view-bar">
        {tools}
        {picture && (
          <ZoomBar
            label="Zoom of the picture"
            zoom={zoom}
            onOut={zoomOut}
            onIn={zoomIn}
            onWhole={zoomWhole}
            onFit={fitWhole}
            isFitted={chosen === null && fit === "whole"}
          >
            <button
              type="button"
              aria-pressed={chosen === null && fit === "side"}
              onClick={() => fitBy("side")}
            >
              {room && shortSide(room, picture) === "height" ? "To height" : "To width"}
            </button>
          </ZoomBar>
        )}
      </div>
      {children}
      {picture && (
        <div className="zoom-view-room">
          <section
            ref={paper}
            className={chosen || fit === "side" ? "zoom-view-paper" : "zoom-view-paper is-fitted"}
            aria-label={`${picture.label}; plus and minus zoom, 0 is 100 %, 1 fits, 2 fits its shorter side`}
            aria-busy={picture.isOld}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
            tabIndex={0}
            onKeyDown={onKeyDown}
            onPointerDown={(event) => {
              // Fingers scroll by themselves.
              if (event.pointerType !== "touch" && event.button === 0) {
                event.currentTarget.setPointerCapture(event.pointerId);
              }
            }}
            onPointerMove={(event) => {
              if (event.currentTarget.hasPointerCapture(event.pointerId)) {
                event.currentTarget.scrollBy(-event.movementX, -event.movementY);
              }
            }}
          >
            <div className="zoom-view-ground">
              <img
                src={picture.url}
                alt={picture.label}
                draggable={false}
                // Laid out at its size and not scaled afterwards, so that it is sharp.
                width={picture.width * zoom}
                height={picture.height * zoom}
              />
            </div>
          </section>
          {mark !== null && <p className="zoom-view-mark">{mark}</p>}
        </div>
      )}
    </div>
  );
}
