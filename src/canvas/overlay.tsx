/** What stands over the drawing: notes, the buttons that zoom, and the minimap. */
import { useStore } from "@xyflow/react";
import { hasNoFlow, isReadOnly, isStale } from "../store/open-file.ts";
import { useOpenFile } from "../store/react.ts";
import { CardDetails } from "./card-details.tsx";
import { Minimap } from "./minimap.tsx";
import { EmptyCanvas, LegacyNote, NoFlowNote, StaleNote } from "./notes.tsx";
import type { Projection } from "./project-flow.ts";
import { ZoomControls } from "./zoom-controls.tsx";

/** Where the canvas is narrower than this, in pixels, the minimap would lie on the buttons that zoom. */
const MINIMAP_WIDTH = 420;

/** All of it, over the drawing `projection`; `onFit` brings the whole into view. */
export function Overlay({ projection, onFit }: { projection: Projection; onFit: () => void }) {
  const stale = useOpenFile(isStale);
  const noFlow = useOpenFile(hasNoFlow);
  const readOnly = useOpenFile(isReadOnly);
  const isEmpty = useOpenFile((file) => file.shown.picture.nodes.length === 0);
  const hasRoom = useStore(({ width }) => width >= MINIMAP_WIDTH);
  return (
    <>
      {noFlow ? <NoFlowNote /> : isEmpty && <EmptyCanvas projection={projection} />}
      {stale ? !noFlow && <StaleNote /> : readOnly && <LegacyNote />}
      <CardDetails projection={projection} />
      <ZoomControls onFit={onFit} />
      {hasRoom && projection.nodes.length > 2 && <Minimap projection={projection} />}
    </>
  );
}
