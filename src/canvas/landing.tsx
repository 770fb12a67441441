/**
 * Where what is dragged would come to stand: copies of cards, and what comes from the palette, which is put there when it
 * is let go of. Comes late.
 */
import { useReactFlow, useStore } from "@xyflow/react";
import { type RefObject, useEffect, useState } from "react";
import { useStore as useStage } from "zustand";
import { CARD_WIDTH, type Point } from "../model/drawing/geometry.ts";
import { lineId, needOfLine } from "../model/drawing/layout.ts";
import { HEAD_HEIGHT, nodeId, type Projection } from "../model/drawing/project-flow.ts";
import { linePath } from "../model/drawing/trace.ts";
import type { Need } from "../model/flow-edit.ts";
import { useDesigner, useDesignerState, usePendingEvent } from "../store/react.ts";
import { freeCorner } from "./free-corner.ts";
import { cardAround, NO_MOVES } from "./intents.ts";
import { endsAt, nodeOf } from "./part-in-view.ts";
import { copyMoves, type Stage } from "./stage.ts";
import "./landing.css";

interface Props {
  readonly regionRef: RefObject<HTMLElement | null>;
  readonly projection: Projection;
  readonly stage: Stage;
}

/** Shows it as long as something is dragged, and adds what is let go of. */
export function Landings({ regionRef, projection, stage }: Props) {
  const copies = useStage(stage, copyMoves);
  const held = useDesignerState((state) => state.held);
  const landingAt = useLandings(regionRef, projection);
  useDrops(landingAt);
  return (
    <>
      {copies.size > 0 && (
        <Places
          cards={[...copies].map(([name, { x, y }]) => {
            const height = nodeOf(projection, nodeId(name))?.height ?? HEAD_HEIGHT;
            return { title: `Copy of ${name}`, x, y, height };
          })}
        />
      )}
      {held && <HeldLanding held={held} landingAt={landingAt} projection={projection} />}
    </>
  );
}

/** Between the ends of an edge, or with its upper left corner at a place of the drawing. */
type Landing = { readonly need: Need } | { readonly corner: Point };

interface Spot {
  readonly clientX: number;
  readonly clientY: number;
}

/** Null where nothing can be let go of. `splits`: what stands between two executors where it is let go of on an edge. */
type LandingAt = (spot: Spot, splits: boolean) => Landing | null;

function useLandings(regionRef: RefObject<HTMLElement | null>, projection: Projection): LandingAt {
  const designer = useDesigner();
  const { screenToFlowPosition } = useReactFlow();
  return ({ clientX, clientY }, splits) => {
    const box = regionRef.current?.getBoundingClientRect();
    if (!box || clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom) {
      return null;
    }
    const corner = cardAround(screenToFlowPosition({ x: clientX, y: clientY }));
    if (!splits) {
      return { corner };
    }
    const under = document.elementFromPoint(clientX, clientY)?.closest("[data-needs]");
    const need = needOfLine(designer.get().file.shown.picture, under?.getAttribute("data-id") ?? "");
    return need ? { need } : { corner: freeCorner(projection, corner) };
  };
}

/** Adds what is let go of: only the canvas knows where on the drawing that is. */
function useDrops(landingAt: LandingAt): void {
  const { do: act } = useDesigner();
  usePendingEvent("drop", (drop) => {
    const landing = landingAt(drop, "args" in drop);
    if (landing === null) {
      return;
    }
    const corner = "corner" in landing ? landing.corner : undefined;
    if ("text" in drop) {
      act.paste(drop.text, drop.keepsLinks, corner);
    } else {
      // Where it stands between two follows from these.
      act.addExecutor(drop.args, corner, "need" in landing ? landing.need : undefined);
    }
  });
}

/** Follows the pointer from place to place. */
function HeldLanding({
  held,
  landingAt,
  projection,
}: {
  held: { readonly title: string; readonly splits: boolean };
  landingAt: LandingAt;
  projection: Projection;
}) {
  const [landing, setLanding] = useState<Landing | null>(null);
  useEffect(() => {
    const follow = (event: PointerEvent) => {
      const next = landingAt(event, held.splits);
      setLanding((last) => (JSON.stringify(last) === JSON.stringify(next) ? last : next));
    };
    addEventListener("pointermove", follow);
    return () => removeEventListener("pointermove", follow);
  }, [held, landingAt]);
  if (landing === null) {
    return null;
  }
  return "corner" in landing ? (
    <Places cards={[{ title: held.title, ...landing.corner, height: HEAD_HEIGHT }]} />
  ) : (
    <>
      <Line need={landing.need} projection={projection} />
      <div className="landing-note">
        Comes between {landing.need.from} and {landing.need.to}.
      </div>
    </>
  );
}

/** Of more cards that are copied, the places of the first are shown. */
const MOST = 60;

interface Place extends Point {
  readonly title: string;
  readonly height: number;
}

function Places({ cards }: { cards: readonly Place[] }) {
  return (
    <div className="landings" style={{ transform: useStore(transformOf) }} aria-hidden="true">
      {cards.slice(0, MOST).map(({ title, x, y, height }) => (
        <div
          key={title}
          className="landing"
          style={{ transform: `translate(${x}px, ${y}px)`, width: CARD_WIDTH, height }}
        >
          {title}
        </div>
      ))}
    </div>
  );
}

function Line({ need, projection }: { need: Need; projection: Projection }) {
  const transform = useStore(transformOf);
  const id = lineId(need.from, need.to);
  const edge = projection.edges.find((one) => one.id === id);
  const ends = edge && endsAt(projection, edge, NO_MOVES);
  return (
    ends && (
      <svg className="landings" style={{ transform }} aria-hidden="true">
        <path d={linePath(ends.from, edge.bends, ends.to, projection.direction)} />
      </svg>
    )
  );
}

/** Of the drawing, for styles. */
function transformOf({ transform: [x, y, zoom] }: { transform: [number, number, number] }): string {
  return `translate(${x}px, ${y}px) scale(${zoom})`;
}
