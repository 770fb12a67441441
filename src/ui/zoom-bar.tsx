import type { ReactNode } from "react";
import "./zoom-bar.css";

/** The buttons that zoom a picture, in one frame; `children` are further ones at the end. */
export function ZoomBar(props: {
  label: string;
  zoom: number;
  onOut: () => void;
  onIn: () => void;
  /** To 100 %. */
  onWhole: () => void;
  onFit: () => void;
  /** Whether the picture is fitted now, where that is a state. */
  isFitted?: boolean;
  children?: ReactNode;
}) {
  const { label, zoom, onOut, onIn, onWhole, onFit, isFitted, children } = props;
  const percent = zoom < 0.1 ? Number((zoom * 100).toPrecision(2)) : Math.round(zoom * 100);
  return (
    <div className="zoom-bar" role="toolbar" aria-label={label}>
      <button type="button" aria-label="Zoom out" onClick={onOut}>
        −
      </button>
      <button type="button" aria-label={`Zoom ${percent} %, set to 100 %`} onClick={onWhole}>
        {percent} %
      </button>
      <button type="button" aria-label="Zoom in" onClick={onIn}>
        +
      </button>
      <button type="button" aria-pressed={isFitted} onClick={onFit}>
        Fit
      </button>
      {children}
    </div>
  );
}
