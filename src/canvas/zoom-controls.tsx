import { useReactFlow, useStore } from "@xyflow/react";
import { useDesigner } from "../store/react.ts";

/** The buttons that zoom, fit and tidy up. */
export function ZoomControls({ onFit }: { onFit: () => void }) {
  const designer = useDesigner();
  const { zoomTo } = useReactFlow();
  const zoom = useStore((state) => state.transform[2]);
  return (
    <div className="zoom-controls" role="toolbar" aria-label="Zoom">
      <button type="button" aria-label="Zoom out" onClick={() => void zoomTo(zoom / 1.25)}>
        −
      </button>
      <button
        type="button"
        aria-label={`Zoom ${Math.round(zoom * 100)} %, set to 100 %`}
        onClick={() => void zoomTo(1)}
      >
        {zoom < 0.1 ? (zoom * 100).toFixed(1) : Math.round(zoom * 100)} %
      </button>
      <button type="button" aria-label="Zoom in" onClick={() => void zoomTo(zoom * 1.25)}>
        +
      </button>
      <button type="button" onClick={onFit}>
        Fit
      </button>
      <button type="button" onClick={() => designer.do.tidyUp()}>
        Tidy up
      </button>
    </div>
  );
}
