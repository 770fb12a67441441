/**
 * Where the focus is on the canvas: on what was selected last. It follows from there what is added, found, renamed,
 * pasted and undone, and goes to a neighbour of what is deleted. Another file that is shown has it, unless it is
 * elsewhere. Comes late.
 */
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { type RefObject, useCallback, useEffect, useRef } from "react";
import { lineId, needOfLine } from "../model/drawing/layout.ts";
import { nameOfId, nodeId, type Projection, START_ID } from "../model/drawing/project-flow.ts";
import { spokenEdge } from "../model/drawing/spoken.ts";
import { followersOf } from "../model/drawing/travel.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import { GATEWAY } from "../model/flow.ts";
import type { OpenFile } from "../store/open-file.ts";
import { useDesigner, useDesignerState, useOpenFile, usePendingEvent } from "../store/react.ts";
import { pressedKey } from "../ui/pressed-key.ts";
import { endsOf } from "./intents.ts";
import { libraryNode } from "./library-elements.ts";
import type { Stage } from "./stage.ts";

/** The id of the node or edge that was selected last; null if nothing is. */
function leaderOf({ selection, selectedEdges }: OpenFile): string | null {
  const name = [...selection].at(-1);
  const edge = selectedEdges.at(-1);
  return name !== undefined ? nodeId(name) : edge ? lineId(edge.from, edge.to) : null;
}

/** Frames in which an element that is to be drawn comes to be there. */
const MOST_FRAMES = 12;
/** Pixels between what is brought into view and the rim. */
const RIM = 16;

type RegionRef = RefObject<HTMLElement | null>;
/** What is drawn now. */
type Drawn = RefObject<Projection>;
type OnNode = (id: string) => void;

/** Keeps the focus where it belongs, and tells the stage which node has it. */
export function CanvasFocus({
  regionRef,
  projection,
  stage,
}: {
  regionRef: RegionRef;
  projection: Projection;
  stage: Stage;
}) {
  const drawn = useRef(projection);
  drawn.current = projection;
  const leader = useOpenFile(leaderOf);
  /** Whether the focus was on the canvas last: it is nowhere once the element that had it is gone. */
  const wasHere = useRef(false);
  const bringIntoView = useBringIntoView(drawn);
  const focusOn = useFocusOn(regionRef, drawn, bringIntoView);
  useFollowedFocus({ leader, regionRef, drawn, wasHere, focusOn });
  usePendingEvent("focusCanvas", () => {
    const stop =
      leader ?? regionRef.current?.querySelector("[data-id][tabindex='0']")?.getAttribute("data-id");
    focusOn(stop ?? START_ID);
  });
  useMovedIntoView({ leader, regionRef, projection, bringIntoView });
  useToldFocus({ regionRef, wasHere, stage, focusOn, bringIntoView });
  useFocusKeys(regionRef, drawn);
  return null;
}

/** Pans by as little as brings a node into view whole. */
function useBringIntoView(drawn: Drawn): OnNode {
  const store = useStoreApi();
  const { getViewport, setViewport } = useReactFlow();
  return useCallback(
    (id: string) => {
      const node = drawn.current.nodes.find((one) => one.id === id);
      const { width, height } = store.getState();
      if (!node || width === 0) {
        return;
      }
      const { x, y, zoom } = getViewport();
      const shift = (from: number, length: number, room: number) =>
        from < RIM ? RIM - from : Math.min(0, Math.max(RIM - from, room - RIM - from - length));
      const byX = shift(node.position.x * zoom + x, node.width * zoom, width);
      const byY = shift(node.position.y * zoom + y, node.height * zoom, height);
      if (byX !== 0 || byY !== 0) {
        void setViewport({ x: x + byX, y: y + byY, zoom });
      }
    },
    [drawn, store, getViewport, setViewport],
  );
}

/** Gives the focus to the element of a node or an edge, once that is there; where it does not come, to all of the canvas. */
function useFocusOn(regionRef: RegionRef, drawn: Drawn, bringIntoView: OnNode): OnNode {
  const designer = useDesigner();
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return useCallback(
    (id: string) => {
      const attempt = (frames: number) => {
        cancelAnimationFrame(frame.current);
        const region = regionRef.current;
        const element = region?.querySelector<HTMLElement | SVGElement>(
          `:is(.react-flow__node, .react-flow__edge)[data-id="${CSS.escape(id)}"]`,
        );
        if (element) {
          element.focus({ preventScroll: true });
        } else if (frames > 0) {
          // What is out of view is not in the page.
          bringIntoView(id);
          frame.current = requestAnimationFrame(() => attempt(frames - 1));
        } else {
          region?.focus({ preventScroll: true });
          designer.tools.say(sayingOf(drawn.current, id));
        }
      };
      attempt(MOST_FRAMES);
    },
    [designer, regionRef, drawn, bringIntoView],
  );
}

/** The focus goes along with what leads the selection, with what is deleted, and with the file that is shown. */
function useFollowedFocus({
  leader,
  regionRef,
  drawn,
  wasHere,
  focusOn,
}: {
  leader: string | null;
  regionRef: RegionRef;
  drawn: Drawn;
  wasHere: RefObject<boolean>;
  focusOn: OnNode;
}): void {
  const designer = useDesigner();
  const fileId = useOpenFile((file) => file.id);
  const picture = useOpenFile((file) => file.shown.picture);
  const selection = useOpenFile((file) => file.selection);
  const hasDialog = useDesignerState((state) => state.dialog !== null);
  const before = useRef({ fileId, leader, picture, selection });
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  useEffect(() => {
    const last = before.current;
    cancelAnimationFrame(frame.current);
    if (hasDialog) {
      return;
    }
    before.current = { fileId, leader, picture, selection };
    // Of all, or of those in a box, none leads.
    const isChoice =
      picture === last.picture && [...selection].filter((name) => !last.selection.has(name)).length > 1;
    const region = regionRef.current;
    const active = document.activeElement;
    const isNowhere = hasNoFocus();
    const isHere = isNowhere || (region?.contains(active) && active?.closest("button") === null);
    const isLost = isNowhere && wasHere.current;
    const isOther = leader !== last.leader && !isChoice;
    if (leader !== null && (isOther || (isLost && picture !== last.picture))) {
      if (isNowhere && !wasHere.current) {
        // A field that is left by Tab hands over while the focus is on its way to the next one.
        frame.current = requestAnimationFrame(() => {
          if (hasNoFocus()) {
            focusOn(leader);
          }
        });
      } else if (isHere) {
        focusOn(leader);
      } else if (isOther && isEdge(drawn.current, leader)) {
        designer.tools.say(sayingOf(drawn.current, leader));
      }
    } else if (fileId !== last.fileId) {
      if (region) {
        holdLostFocus(region, MOST_FRAMES);
      }
    } else if (leader === null && isHere && wasHere.current && isGone(last.leader, picture)) {
      focusOn(nextTo(last.picture, picture, last.leader));
    }
  }, [fileId, leader, picture, selection, hasDialog, designer, regionRef, drawn, wasHere, focusOn]);
}

function hasNoFocus(): boolean {
  const active = document.activeElement;
  return active === null || active === document.body;
}

/**
 * Gives the focus to the canvas as a whole, so that what is in view of it stays there, once the element that had it is
 * gone with another file.
 */
function holdLostFocus(region: HTMLElement, frames: number): void {
  if (hasNoFocus()) {
    region.focus({ preventScroll: true });
  } else if (frames > 0 && region.contains(document.activeElement)) {
    requestAnimationFrame(() => holdLostFocus(region, frames - 1));
  }
}

/** A card that is moved by keys stays in view. */
function useMovedIntoView({
  leader,
  regionRef,
  projection,
  bringIntoView,
}: {
  leader: string | null;
  regionRef: RegionRef;
  projection: Projection;
  bringIntoView: OnNode;
}): void {
  const led = projection.nodes.find(({ id }) => id === leader);
  const [x, y] = [led?.position.x, led?.position.y];
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is about these two
  useEffect(() => {
    if (
      leader !== null &&
      regionRef.current?.querySelector(":focus-visible")?.getAttribute("data-id") === leader
    ) {
      bringIntoView(leader);
    }
  }, [x, y]);
}

/** Tells the stage which node has the focus, and brings that into view where it came by keys. */
function useToldFocus({
  regionRef,
  wasHere,
  stage,
  focusOn,
  bringIntoView,
}: {
  regionRef: RegionRef;
  wasHere: RefObject<boolean>;
  stage: Stage;
  focusOn: OnNode;
  bringIntoView: OnNode;
}): void {
  const designer = useDesigner();
  useEffect(() => {
    const region = regionRef.current;
    if (!region) {
      return;
    }
    const onFocusIn = ({ target, relatedTarget }: FocusEvent) => {
      wasHere.current = target instanceof Node && region.contains(target);
      const { selection } = designer.get().file;
      const last = [...selection].at(-1);
      if (
        isStop(target) &&
        !isStop(relatedTarget) &&
        last !== undefined &&
        target.matches(":focus-visible") &&
        !selection.has(nameOfId(target.getAttribute("data-id") ?? ""))
      ) {
        // What is selected is out of view, so that Tab has come to another one.
        focusOn(nodeId(last));
        return;
      }
      const id = wasHere.current && target instanceof Element ? target.getAttribute("data-id") : null;
      if (id !== null) {
        stage.setState({ rested: id });
        if (target instanceof Element && target.matches(":focus-visible")) {
          bringIntoView(id);
        }
      }
    };
    const onPointerDown = ({ target }: PointerEvent) => {
      wasHere.current = target instanceof Node && region.contains(target);
    };
    document.addEventListener("focusin", onFocusIn);
    document.addEventListener("pointerdown", onPointerDown, true);
    return () => {
      document.removeEventListener("focusin", onFocusIn);
      document.removeEventListener("pointerdown", onPointerDown, true);
    };
  }, [designer, regionRef, wasHere, stage, focusOn, bringIntoView]);
}

/** Space selects what has the focus, and keys that are about it, as Enter, do before they are carried out. */
function useFocusKeys(regionRef: RegionRef, drawn: Drawn): void {
  const designer = useDesigner();
  useEffect(() => {
    const region = regionRef.current;
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      const id = isStop(target) ? target.getAttribute("data-id") : null;
      const key = pressedKey(event);
      const { file } = designer.get();
      if (id === null || key === null || event.ctrlKey || event.metaKey) {
        return;
      }
      if (event.shiftKey && (key === "Enter" || key === " ") && !isEdge(drawn.current, id)) {
        designer.do.toggle(nameOfId(id));
        event.preventDefault();
        return;
      }
      const edge = drawn.current.edges.find((one) => one.id === id);
      const selects = edge
        ? file.selectedEdges.some(({ from, to }) => lineId(from, to) === id)
        : file.selection.has(nameOfId(id));
      if (key === " ") {
        event.preventDefault();
      }
      const isMeant = leaderOf(file) === null && MEANS_FOCUSED.test(key);
      if (!selects && (key === "Enter" || key === " " || isMeant)) {
        designer.do.select(edge ? [] : [nameOfId(id)], edge ? [endsOf(edge)] : []);
      }
    };
    region?.addEventListener("keydown", onKeyDown);
    return () => region?.removeEventListener("keydown", onKeyDown);
  }, [designer, regionRef, drawn]);
}

/** Whether this is an element of the drawing that has the focus as a node or an edge. */
function isStop(target: EventTarget | null): target is Element {
  return target instanceof Element && target.matches(".react-flow__node, .react-flow__edge");
}

/** Whether what was selected is no longer there. */
function isGone(id: string | null, picture: BuiltFlow): id is string {
  return (
    id !== null && id !== START_ID && !picture.byName.has(nameOfId(id)) && needOfLine(picture, id) === null
  );
}

/** Keys that are about what has the focus where nothing is selected; those that delete are not. */
const MEANS_FOCUSED = /^(F2|Arrow\w+|[CcEeFf])$/;

function isEdge({ edges }: Projection, id: string): boolean {
  return edges.some((edge) => edge.id === id);
}

function sayingOf({ nodes, edges }: Projection, id: string): string {
  const edge = edges.find((one) => one.id === id);
  if (edge) {
    return spokenEdge(endsOf(edge), edge.kind === "implicit");
  }
  const node = nodes.find((one) => one.id === id);
  return (node && libraryNode(node).ariaLabel) ?? "";
}

/**
 * The node beside one that is gone: of what needed it, of what it needed, or what stood at its place in the file; of an
 * edge, the executor that it led to.
 */
function nextTo(before: BuiltFlow, after: BuiltFlow, id: string): string {
  const edge = needOfLine(before, id);
  if (edge) {
    return nodeId(after.byName.has(edge.to) ? edge.to : edge.from);
  }
  const name = nameOfId(id);
  const node = before.byName.get(name);
  const near = [...followersOf(before, name), ...(node?.needs ?? [])].find((one) => after.byName.has(one));
  const at = node ? before.nodes.indexOf(node) : 0;
  return nodeId(near ?? after.nodes[Math.min(at, after.nodes.length - 1)]?.name ?? GATEWAY);
}
