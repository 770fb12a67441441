import { useReactFlow, useStore } from "@xyflow/react";
import { useDesigner } from "../store/react.ts";
import { ZoomBar } from "../ui/zoom-bar.tsx";

/** The buttons that zoom, fit and tidy up. */
export function ZoomControls({ onFit }: { onFit: () => void }) {
  const designer = useDesigner();
  const { zoomTo } = useReactFlow();
  const zoom = useStore((state) => state.transform[2]);
  return (
    <div className="zoom-controls">
      <ZoomBar
        label="Zoom"
        zoom={zoom}
        onOut={() => void zoomTo(zoom / 1.25)}
        onIn={() => void zoomTo(zoom * 1.25)}
        onWhole={() => void zoomTo(1)}
        onFit={onFit}
      >
        <button type="button" onClick={() => designer.do.tidyUp()}>
          Tidy up
        </button>
      </ZoomBar>
    </div>
  );
}
