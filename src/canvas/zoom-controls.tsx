import { useReactFlow, useStore } from "@xyflow/react";
import { commandById, runCommand } from "../store/commands.ts";
import { useDesigner, usePendingEvent } from "../store/react.ts";
import { ZoomBar } from "../ui/zoom-bar.tsx";

/** The buttons that zoom, fit and tidy up. */
export function ZoomControls({ onFit }: { onFit: () => void }) {
  const designer = useDesigner();
  const { zoomTo, getZoom } = useReactFlow();
  const zoom = useStore((state) => state.transform[2]);
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
