import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect, useState } from "react";
import { systemClock } from "../base/clock.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { useDesigner, usePendingEvent } from "../store/react.ts";
import { ZoomBar } from "../ui/zoom-bar.tsx";

/** Between two zooms that are told while it changes: each has the browser lay out and paint the buttons anew. */
const PAUSE_MS = 100;

/** The zoom: at once, and while it goes on changing again after each pause. */
function useToldZoom(): number {
  const library = useStoreApi();
  const [zoom, setZoom] = useState(() => library.getState().transform[2]);
  useEffect(() => {
    let told = 0;
    let stopPause: (() => void) | null = null;
    const tell = () => {
      const [, , now] = library.getState().transform;
      if (stopPause === null && now !== told) {
        told = now;
        setZoom(now);
        stopPause = systemClock.after(PAUSE_MS, () => {
          stopPause = null;
          tell();
        });
      }
    };
    tell();
    const unsubscribe = library.subscribe(tell);
    return () => {
      unsubscribe();
      stopPause?.();
    };
  }, [library]);
  return zoom;
}

/** The buttons that zoom, fit and tidy up. */
export function ZoomControls({ onFit }: { onFit: () => void }) {
  const designer = useDesigner();
  const { zoomTo, getZoom } = useReactFlow();
  const zoom = useToldZoom();
  const run = (id: string) => () => runCommand(designer, commandById(id));
  usePendingEvent("zoom", (wish) => void zoomTo("to" in wish ? wish.to : getZoom() * wish.by));
  return (
    <ZoomBar
      label="Zoom"
      zoom={zoom}
      onOut={run("zoom-out")}
      onIn={run("zoom-in")}
      onWhole={run("zoom-whole")}
      onFit={onFit}
    >
      <button type="button" onClick={run("tidy")}>
        Tidy up
      </button>
    </ZoomBar>
  );
}
