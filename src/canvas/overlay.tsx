/** What stands over the drawing: notes, the buttons that zoom, the legend and the minimap. */
import { useStore, useStoreApi } from "@xyflow/react";
import { useEffect, useRef } from "react";
import type { Projection } from "../model/drawing/project-flow.ts";
import { hasNoFlow, isReadOnly, isStale } from "../store/open-file.ts";
import { useDesignerState, useOpenFile } from "../store/react.ts";
import { followingOf, steppingOf } from "../store/stepping.ts";
import { useMedia } from "../ui/use-media.ts";
import { CardDetails } from "./card-details.tsx";
import { Legend } from "./legend.tsx";
import { Minimap } from "./minimap.tsx";
import { EmptyCanvas, LegacyNote, NoFlowNote, StaleNote } from "./notes.tsx";
import { barHead, StepBar } from "./step-bar.tsx";
import { type Box, boundsOf, isWhollyInView, LOW } from "./viewport.ts";
import { WriteDown } from "./write-down.tsx";
import { ZoomControls } from "./zoom-controls.tsx";

/**
 * Widths of the canvas, in pixels, from which on there is room beside the buttons for a minimap, and for the legend.
 * Buttons are larger where they are pressed with a finger.
 */
const ROOM_FROM = { fine: { minimap: 440, legend: 660 }, coarse: { minimap: 500, legend: 780 } };

/** More cards are not seen at a glance: there the minimap is needed on a low canvas too. */
const SEEN_AT_ONCE = 60;
/** Between the drawing and what stands below it. */
const FOOT_GAP = 12;

/** How far what stands at the rims of this canvas reaches into it. */
export function overDrawing(region: Element): Required<Pick<Box, "head" | "foot">> {
  const { bottom } = region.getBoundingClientRect();
  const tops = [...region.querySelectorAll(".canvas-foot, .minimap")].map(
    (one) => one.getBoundingClientRect().top,
  );
  return { head: barHead(region), foot: tops.length > 0 ? bottom - Math.min(...tops) + FOOT_GAP : 0 };
}

/** All of it, over the drawing `projection`; `onFit` brings the whole into view. */
export function Overlay({ projection, onFit }: { projection: Projection; onFit: () => void }) {
  const stale = useOpenFile(isStale);
  const noFlow = useOpenFile(hasNoFlow);
  const readOnly = useOpenFile(isReadOnly);
  const isStepping = useDesignerState((state) => (steppingOf(state) ?? followingOf(state)) !== null);
  const width = useStore((state) => state.width);
  const isLow = useStore(({ height }) => height < LOW) && projection.nodes.length <= SEEN_AT_ONCE;
  const from = ROOM_FROM[useMedia("(pointer: coarse)") ? "coarse" : "fine"];
  const isEmpty = useOpenFile((file) => file.shown.picture.nodes.length === 0);
  useEmptied(isEmpty, projection, onFit);
  return (
    <>
      {noFlow ? <NoFlowNote /> : isEmpty && <EmptyCanvas projection={projection} />}
      {stale ? !noFlow && <StaleNote /> : readOnly && <LegacyNote />}
      <CardDetails projection={projection} />
      {isStepping && <StepBar />}
      {!readOnly && <WriteDown projection={projection} />}
      <div className="canvas-foot">
        <ZoomControls onFit={onFit} />
        {projection.edges.length > 0 && <Legend isOpen={width >= from.legend} />}
      </div>
      {projection.nodes.length > 2 && width >= from.minimap && !isLow && <Minimap projection={projection} />}
    </>
  );
}

/** Of a Flow that has lost its last executor, be it by Undo, both ends of the gateway are in view. */
function useEmptied(isEmpty: boolean, projection: Projection, onFit: () => void): void {
  const library = useStoreApi();
  const id = useOpenFile((file) => file.id);
  const before = useRef({ id, isEmpty });
  useEffect(() => {
    const hasLost = isEmpty && !before.current.isEmpty && id === before.current.id;
    before.current = { id, isEmpty };
    if (hasLost && !isWhollyInView(boundsOf(projection), library.getState(), 0)) {
      onFit();
    }
  }, [id, isEmpty, projection, library, onFit]);
}
