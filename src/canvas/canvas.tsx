/**
 * The drawing area: shows the Flow of the store and sends gestures back as edits. The one room that knows React Flow;
 * what the library calls nodes and edges does not leave it.
 */
import "@xyflow/react/dist/base.css";
import "./canvas.css";
import {
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useKeyPress,
  useReactFlow,
  useStore,
  useStoreApi,
  type Viewport,
} from "@xyflow/react";
import {
  type MouseEvent,
  type RefObject,
  useCallback,
  useDeferredValue,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { whenIdle } from "../base/when-idle.ts";
import type { Places } from "../model/drawing/arrange.ts";
import { gatewayDetail } from "../model/drawing/gateway-detail.ts";
import { CARD_WIDTH, HANDLE_Y } from "../model/drawing/geometry.ts";
import {
  nameOfId,
  nodeId,
  type Projected,
  type Projection,
  projectFlow,
  rectOf,
} from "../model/drawing/project-flow.ts";
import { arrangementOf, layoutOf, problemsByName, timesOf } from "../store/derived.ts";
import type { Designer } from "../store/designer.ts";
import { loadLate } from "../store/late.ts";
import { hasNoFlow, isReadOnly, isStale } from "../store/open-file.ts";
import { useDesigner, useDesignerState, useOpenFile, usePendingEvent } from "../store/react.ts";
import { steppingOf } from "../store/stepping.ts";
import type { Connecting } from "./connecting.ts";
import { Feed } from "./feed.ts";
import {
  cardAround,
  endsOf,
  type Intent,
  intentsOfEdges,
  intentsOfNodes,
  isAdding,
  NO_MOVES,
} from "./intents.ts";
import type { CanvasEdge, CanvasNode } from "./library-elements.ts";
import { EDGE_TYPES } from "./need-edge.tsx";
import { NODE_TYPES } from "./nodes.tsx";
import { createStage } from "./stage.ts";
import {
  fitAll,
  fitFirst,
  LARGE_NAME,
  MAX_ZOOM,
  MIN_ZOOM,
  nameSize,
  revealed,
  viewOf,
  viewportOf,
} from "./viewport.ts";

/** Cards give way to the far view below the first and come back from the second on, so that the edge does not flicker. */
const FAR_BELOW = 0.345;
const NEAR_FROM = 0.35;
/** A card that is brought into view is not smaller than this. */
const LEAST_CENTRE_ZOOM = 0.8;
/** Of more cards React Flow is given only what is in view. */
const ALL_DRAWN = 60;
/** Of more executors nothing is drawn before the code that chooses what is in view is there. */
const LARGE = 150;

/** Left and middle. */
const PAN_BUTTONS = [0, 1];

/** The Flow as a graph that can be edited, with what is said about it. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <Surface />
    </ReactFlowProvider>
  );
}

function Surface() {
  const designer = useDesigner();
  const stale = useOpenFile(isStale);
  const noFlow = useOpenFile(hasNoFlow);
  const readOnly = useOpenFile(isReadOnly);
  const [connecting, setConnecting] = useState<Connecting | null>(null);
  const regionRef = useRef<HTMLElement>(null);
  const { screenToFlowPosition } = useReactFlow();
  const library = useStoreApi();
  const [stage] = useState(createStage);
  const isPanning = useKeyPress("Space");
  const isFar = useFar();
  const isLarge = useOpenFile((file) => file.shown.picture.nodes.length > LARGE);
  const hasCards = useOpenFile((file) => !isReadOnly(file) && file.shown.picture.nodes.length > 0);
  const late = useLateDrawing(isFar || isLarge || !hasCards);
  const projection = useProjection(late);
  const fitted = useRef<DOMRect>(null);
  const showAll = useFit({ regionRef, projection, hasNote: stale || readOnly, fitted, late });
  const showFirst = useOnce(showAll);
  const view = useToldView();
  useNameSize(regionRef);
  useCentre({ projection, showFirst, showAll, regionRef, late });
  // What was let go of while no canvas was there was let go of over something else.
  useEffect(() => void designer.take("drop"), [designer]);

  const carryOut = useCallback(
    (intents: readonly Intent[]) => {
      for (const intent of intents) {
        if (intent.kind === "drag") {
          stage.setState({ moves: intent.moves });
        } else {
          // Told before the cards are let go of here, so that they do not jump back in between.
          if (intent.kind === "place" && stage.getState().isCopy) {
            designer.do.duplicateSelected(intent.moves);
          } else {
            tellDesigner(designer, intent);
          }
          if (intent.kind === "place") {
            stage.setState({ moves: NO_MOVES });
          }
        }
      }
    },
    [designer, stage],
  );

  const connect = useMemo(
    () =>
      late?.connectHandlers({
        designer,
        show: setConnecting,
        toDrawing: screenToFlowPosition,
      }),
    [late, designer, screenToFlowPosition],
  );
  /** The library leaves as it is what it takes for selected, and knows nothing of what is out of view. */
  const pick = useMemo(
    () => ({
      onNodeClick: (event: MouseEvent, { id, selectable }: CanvasNode) => {
        if (isPlainClick(event) && selectable !== false) {
          designer.do.select([nameOfId(id)]);
        }
      },
      onEdgeClick: (event: MouseEvent, edge: CanvasEdge) => {
        if (isPlainClick(event)) {
          designer.do.select([], [endsOf(edge)]);
        }
      },
    }),
    [designer],
  );
  const isBoxing = () => library.getState().userSelectionRect !== null;

  return (
    <section
      ref={regionRef}
      className={`canvas${stale && !noFlow ? " is-stale" : ""}${connecting ? " is-connecting" : ""}`}
      aria-label="Flow canvas"
      tabIndex={isFar || noFlow ? 0 : -1}
      data-testid="flow-canvas"
    >
      <ReactFlow<CanvasNode, CanvasEdge>
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onInit={showFirst}
        onNodesChange={(changes: NodeChange<CanvasNode>[]) =>
          carryOut(
            intentsOfNodes(changes, {
              selection: designer.get().file.selection,
              dragged: stage.getState().moves,
              isBoxing: isBoxing(),
              adds: library.getState().multiSelectionActive,
              homeOf: (name) => late?.homeOf(projection, name),
            }),
          )
        }
        onEdgesChange={(changes) =>
          isBoxing() ||
          carryOut(intentsOfEdges(changes, library.getState().edges, designer.get().file.selectedEdges))
        }
        {...pick}
        {...connect?.props}
        onMoveStart={view.onMoveStart}
        onMoveEnd={view.onMoveEnd}
        onPaneClick={(event) => {
          const point = screenToFlowPosition({ x: event.clientX, y: event.clientY });
          const [, , zoom] = library.getState().transform;
          if (!late?.selectAt(designer, projection, point, event, { zoom, isFar })) {
            designer.do.select([]);
          }
        }}
        nodesDraggable={!readOnly && !isPanning}
        nodesConnectable={!readOnly && connect !== undefined}
        edgesReconnectable={!readOnly}
        nodeDragThreshold={2}
        nodeClickDistance={2}
        deleteKeyCode={null}
        disableKeyboardA11y
        nodesFocusable={false}
        edgesFocusable={false}
        multiSelectionKeyCode={["Meta", "Control", "Shift"]}
        selectionKeyCode="Shift"
        selectionMode={SelectionMode.Partial}
        zoomOnDoubleClick={false}
        panOnScroll
        panOnDrag={PAN_BUTTONS}
        minZoom={MIN_ZOOM}
        maxZoom={MAX_ZOOM}
        connectionRadius={26}
        // As the styles have it.
        defaultMarkerColor={null}
        proOptions={{ hideAttribution: true }}
        onDoubleClick={({ target, clientX, clientY }: MouseEvent) => {
          if (!(target instanceof Element) || target.closest("button")) {
            return;
          }
          if (target.closest(".selectable")) {
            designer.do.openInspector();
          } else if (target.matches(".react-flow__pane") && !readOnly) {
            const point = screenToFlowPosition({ x: clientX, y: clientY });
            designer.do.addExecutor(new Map(), cardAround(point));
          }
        }}
      >
        <Feed
          projection={projection}
          stage={stage}
          refusalOf={connecting?.refusalOf ?? null}
          isEmpty={isFar || noFlow || (isLarge && late === null)}
          choose={late && projection.nodes.length > ALL_DRAWN ? late : null}
        />
        {late && <late.Gestures projection={projection} stage={stage} onCallOffEdge={connect?.callOff} />}
        {late && <late.CanvasFocus regionRef={regionRef} projection={projection} stage={stage} />}
        {late && isFar && <late.FarView projection={projection} stage={stage} onIntents={carryOut} />}
        {late && !isFar && <late.NeedsLayer projection={projection} stage={stage} />}
        {late && <late.StepMarks projection={projection} />}
        {late && <late.SteadyCentre fitted={fitted} projection={projection} />}
      </ReactFlow>
      {late && <late.Landings regionRef={regionRef} projection={projection} stage={stage} />}
      {late && <late.Overlay projection={projection} onFit={() => showAll(false)} />}
      {connecting?.reason && <div className="connect-reason">{connecting.reason}</div>}
    </section>
  );
}

/** Whether a click is about what was clicked alone, and not about a button on it. */
function isPlainClick(event: MouseEvent): boolean {
  const { target } = event;
  return !isAdding(event) && target instanceof Element && target.closest("button") === null;
}

function tellDesigner(designer: Designer, intent: Exclude<Intent, { kind: "drag" }>): void {
  switch (intent.kind) {
    case "select":
      designer.do.select(intent.names, designer.get().file.selectedEdges);
      return;
    case "select-edges":
      designer.do.select([...designer.get().file.selection], intent.edges);
      return;
    case "place":
      designer.do.movePlaced(intent.moves);
      return;
  }
}

/** One for all, so that nothing is drawn anew where nobody is missed. */
const NOBODY: ReadonlySet<string> = new Set();

/** What is drawn of the Flow, whatever is selected in it and dragged. */
function useProjection(late: LateDrawing | null): Projection {
  const shown = useOpenFile((file) => file.shown);
  const places = useOpenFile((file) => file.places);
  // The answer itself is read first: in a large Flow it says something of very many cards.
  const times = useDeferredValue(useDesignerState(timesOf));
  // What an old run says of executors is not what is seen step by step.
  const difference = useDesignerState((state) =>
    steppingOf(state) ? undefined : late?.differenceOnCards(state),
  );
  const missed = useMemo(
    () => (difference?.notAnswered.length ? new Set(difference.notAnswered) : NOBODY),
    [difference],
  );
  const notDrawn = difference?.notDrawn.length ?? 0;
  const last = useRef<Projected | null>(null);
  const [round, goOn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round goes on from the last one
  const projected = useMemo(
    () =>
      projectFlow(
        {
          flow: shown.picture,
          direction: places.direction,
          arrangement: arrangementOf(shown.picture, places),
          layout: places.kept === null ? layoutOf(shown.picture, places.direction, places.wraps) : null,
          pinned: places.pinned,
          times,
          missed,
          problems: problemsByName(shown.problems),
          gatewayDetail: [...gatewayDetail(shown), ...(notDrawn > 0 ? [`${notDrawn} not drawn`] : [])],
          findWays: late,
        },
        last.current,
      ),
    [shown, places, times, notDrawn, missed, late, round],
  );
  useEffect(() => {
    last.current = projected;
    return projected.routed.isWhole ? undefined : whenIdle(() => goOn(round + 1), 1000);
  }, [projected, round]);
  return projected.projection;
}

type LateDrawing = typeof import("./late-drawing.ts");

/** Null while it is on its way; `isNeeded`: at once, not in an idle moment. */
function useLateDrawing(isNeeded: boolean): LateDrawing | null {
  const { tools } = useDesigner();
  const [drawing, setDrawing] = useState<LateDrawing | null>(null);
  useEffect(() => {
    const load = () =>
      void loadLate("A part of the canvas", () => import("./late-drawing.ts")).then(
        setDrawing,
        tools.lateFault,
      );
    return whenIdle(load, isNeeded ? 0 : 1000);
  }, [tools, isNeeded]);
  return drawing;
}

/**
 * Brings all of the drawing into view, or of one just opened what was shown of it last, else its beginning. `fitted` gets
 * the box for which that was so.
 */
function useFit({
  regionRef,
  projection,
  hasNote,
  fitted,
  late,
}: {
  regionRef: RefObject<HTMLElement | null>;
  projection: Projection;
  hasNote: boolean;
  fitted: RefObject<DOMRect | null>;
  late: LateDrawing | null;
}): (isFirst: boolean) => void {
  const designer = useDesigner();
  const { setViewport } = useReactFlow();
  return useCallback(
    (isFirst) => {
      const region = regionRef.current;
      const box = region?.getBoundingClientRect();
      const { view } = designer.get().file;
      if (region && box && box.width > 0) {
        const { width, height } = box;
        fitted.current = box;
        const toView = isFirst ? fitFirst : fitAll;
        void setViewport(
          isFirst && view
            ? viewportOf(view, box)
            : toView(projection, { width, height, hasNote, ...late?.overDrawing(region) }),
        );
      }
    },
    [designer, regionRef, projection, hasNote, fitted, late, setViewport],
  );
}

/** What a canvas begins with is shown once, before anything else that is asked of it. */
function useOnce(show: (isFirst: boolean) => void): () => void {
  const isDone = useRef(false);
  return useCallback(() => {
    if (!isDone.current) {
      isDone.current = true;
      show(true);
    }
  }, [show]);
}

/** Keeps with the file what is in view: when it stands still, and when the canvas goes before that is told. */
function useToldView() {
  const designer = useDesigner();
  const library = useStoreApi();
  const isMoving = useRef(false);
  const tell = useCallback(() => {
    const { transform, width, height } = library.getState();
    const [x, y, zoom] = transform;
    if (isMoving.current && width > 0) {
      designer.do.setView(viewOf({ x, y, zoom }, { width, height }));
    }
    isMoving.current = false;
  }, [designer, library]);
  useLayoutEffect(() => tell, [tell]);
  return useMemo(
    () => ({
      onMoveStart: () => {
        isMoving.current = true;
      },
      onMoveEnd: tell,
    }),
    [tell],
  );
}

/** Names grow as the drawing gets smaller, so that they can be read; told to the styles, in few steps. */
function useNameSize(regionRef: RefObject<HTMLElement | null>): void {
  const library = useStoreApi();
  useEffect(() => {
    let size = 0;
    const update = () => {
      const next = nameSize(library.getState().transform[2]);
      const region = regionRef.current;
      if (next !== size && region) {
        size = next;
        region.dataset.name = String(size);
        region.toggleAttribute("data-small", size >= LARGE_NAME);
      }
    };
    update();
    return library.subscribe(update);
  }, [library, regionRef]);
}

/** Brings an executor into view, or all of them, when another part of the page asks for it. */
function useCentre({
  projection,
  showFirst,
  showAll,
  regionRef,
  late,
}: {
  projection: Projection;
  showFirst: () => void;
  showAll: (isFirst: boolean) => void;
  regionRef: RefObject<HTMLElement | null>;
  late: LateDrawing | null;
}): void {
  const designer = useDesigner();
  const { setCenter, getZoom, getViewport, setViewport } = useReactFlow();
  const places = useOpenFile((file) => file.places);
  const drawn = useRef(places);
  usePendingEvent("centre", ({ name, isFirst = false, isBack = false, isNear = false, isTidied = false }) => {
    showFirst();
    if (name === "") {
      const { file } = designer.get();
      const box = regionRef.current?.getBoundingClientRect();
      const isAsked = isTidied || (isFirst && !file.view);
      const wrapsBetter = isAsked && box && late?.wrapsBetter(file.shown.picture, file.places, box);
      if (wrapsBetter && isTidied) {
        designer.tools.toast("info", "Tidied up, but too long to be read as a whole.", { offer: "wrap" });
      } else if (wrapsBetter) {
        designer.tools.setFile({ places: { ...file.places, wraps: true } });
        designer.tools.set({ centre: { name, isFirst } });
        return;
      }
      VIEWS.set(drawn.current, getViewport());
      const view = isBack ? VIEWS.get(places) : undefined;
      if (view) {
        void setViewport(view);
      } else {
        showAll(isFirst);
      }
      return;
    }
    const node = projection.nodes.find(({ id }) => id === nodeId(name));
    const region = regionRef.current;
    const box = region?.getBoundingClientRect();
    if (node && box && region && isNear && getZoom() >= FAR_BELOW) {
      const { width, height } = box;
      const over = late?.overDrawing(region);
      void setViewport(revealed(rectOf(node), getViewport(), { width, height, ...over }));
    } else if (node) {
      const zoom = Math.max(getZoom(), LEAST_CENTRE_ZOOM);
      void setCenter(node.position.x + CARD_WIDTH / 2, node.position.y + HANDLE_Y, { zoom });
    }
  });
  useEffect(() => {
    drawn.current = places;
  }, [places]);
}

/** What was in view when the cards left these places together. */
const VIEWS = new WeakMap<Places, Viewport>();

function useFar(): boolean {
  const wasFar = useRef(false);
  return useStore((state) => {
    wasFar.current = state.transform[2] < (wasFar.current ? NEAR_FROM : FAR_BELOW);
    return wasFar.current;
  });
}
