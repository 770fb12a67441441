/**
 * The drawing area: shows the Flow of the store and sends gestures back as edits. The one room that knows React Flow;
 * what the library calls nodes and edges does not leave it.
 */
import "@xyflow/react/dist/base.css";
import "./canvas.css";
import {
  type Connection,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
  ReactFlow,
  type ReactFlowInstance,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  useStore,
} from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { refuseConnection } from "../model/edit.ts";
import { CARD_WIDTH, type Point } from "../model/layout.ts";
import { placeOf } from "../model/problem.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { layoutOf, problemsByName, timesOf } from "../store/derived.ts";
import { useDesigner, useDesignerState } from "../store/react.ts";
import { isShut, isStale } from "../store/state.ts";
import { FarView } from "./far-view.tsx";
import { boundsOf, Minimap } from "./minimap.tsx";
import { EDGE_TYPES } from "./need-edge.tsx";
import { NODE_TYPES } from "./nodes.tsx";
import {
  type CanvasEdge,
  type CanvasNode,
  createProjector,
  HANDLE_Y,
  nameOfId,
  nodeId,
  partBundles,
  START_ID,
} from "./project-flow.ts";

/** Cards give way to the far view below the first and come back above the second, so that the edge does not flicker. */
const FAR_BELOW = 0.34;
const NEAR_ABOVE = 0.36;
const MIN_ZOOM = 0.005;
const MAX_ZOOM = 2.5;
const FIT_MARGIN = 28;
/** A Flow that would be smaller than this when it is opened is shown from its start instead of whole. */
const LEAST_FIRST_ZOOM = 0.4;
const START_ZOOM = 0.7;

const NO_NODES: CanvasNode[] = [];
const NO_EDGES: CanvasEdge[] = [];

export function Canvas() {
  return (
    <ReactFlowProvider>
      <Surface />
    </ReactFlowProvider>
  );
}

function Surface() {
  const designer = useDesigner();
  const shown = useDesignerState((state) => state.shown);
  const placed = useDesignerState((state) => state.placed);
  const selection = useDesignerState((state) => state.selection);
  const selectedEdge = useDesignerState((state) => state.selectedEdge);
  const times = useDesignerState(timesOf);
  const stale = useDesignerState(isStale);
  const shut = useDesignerState(isShut);
  const centre = useDesignerState((state) => state.centre);
  const dropped = useDesignerState((state) => state.dropped);
  const [dragged, setDragged] = useState<ReadonlyMap<string, Point> | null>(null);
  const [reason, setReason] = useState("");
  const regionRef = useRef<HTMLElement>(null);
  const [project] = useState(createProjector);
  const { setViewport, setCenter, getZoom, screenToFlowPosition } = useReactFlow();
  const isFar = useFar();

  const { picture: built } = shown;
  const layout = layoutOf(built);
  const projection = useMemo(
    () =>
      project({
        flow: built,
        layout,
        placed: dragged ? new Map([...placed, ...dragged]) : placed,
        selection,
        selectedEdge,
        times,
        problems: problemsByName(shown.problems),
        gatewayDetail: gatewayDetail(shown.flow.with, shown.flow.gateway),
      }),
    [project, built, layout, placed, dragged, selection, selectedEdge, times, shown],
  );

  const parted = useMemo(() => partBundles(projection.edges), [projection.edges]);

  const fitAll = useCallback(
    (isFirst: boolean) => {
      const box = regionRef.current?.getBoundingClientRect();
      if (!box || box.width === 0) {
        return;
      }
      const bounds = boundsOf(projection);
      const zoom = Math.max(
        MIN_ZOOM,
        Math.min(
          (box.width - 2 * FIT_MARGIN) / bounds.width,
          (box.height - 2 * FIT_MARGIN) / bounds.height,
          1,
        ),
      );
      const start = projection.nodes.find(({ id }) => id === START_ID);
      if (isFirst && zoom < LEAST_FIRST_ZOOM && start) {
        void setViewport({
          x: FIT_MARGIN - start.position.x * START_ZOOM,
          y: box.height / 2 - (start.position.y + HANDLE_Y) * START_ZOOM,
          zoom: START_ZOOM,
        });
        return;
      }
      void setViewport({
        x: box.width / 2 - (bounds.x + bounds.width / 2) * zoom,
        y: box.height / 2 - (bounds.y + bounds.height / 2) * zoom,
        zoom,
      });
    },
    [projection, setViewport],
  );

  // A wish is carried out once, with the projection of that moment.
  const doneCentre = useRef<unknown>(null);
  useEffect(() => {
    if (!centre || doneCentre.current === centre) {
      return;
    }
    doneCentre.current = centre;
    if (centre.name === "") {
      fitAll(centre.isFirst ?? false);
      return;
    }
    const node = projection.nodes.find(({ id }) => id === nodeId(centre.name));
    if (node) {
      const zoom = Math.max(getZoom(), 0.8);
      void setCenter(node.position.x + CARD_WIDTH / 2, node.position.y + HANDLE_Y, { zoom });
    }
  }, [centre, fitAll, projection, setCenter, getZoom]);

  // An executor dropped from the palette: only the canvas knows where on the drawing that is.
  const doneDrop = useRef<unknown>(null);
  useEffect(() => {
    const box = regionRef.current?.getBoundingClientRect();
    if (!dropped || doneDrop.current === dropped || !box) {
      return;
    }
    doneDrop.current = dropped;
    const { clientX, clientY, args } = dropped;
    if (clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom) {
      return;
    }
    const point = screenToFlowPosition({ x: clientX, y: clientY });
    designer.do.addExecutor(args, {
      x: Math.round(point.x - CARD_WIDTH / 2),
      y: Math.round(point.y - HANDLE_Y),
    });
  }, [dropped, designer, screenToFlowPosition]);

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const moved = new Map<string, Point>();
      let isOver = false;
      let next: Set<string> | null = null;
      for (const change of changes) {
        if (change.type === "position" && change.position) {
          moved.set(nameOfId(change.id), change.position);
          isOver ||= change.dragging === false;
        } else if (change.type === "position") {
          isOver ||= change.dragging === false;
        } else if (change.type === "select") {
          next ??= new Set(designer.get().selection);
          if (change.selected) {
            next.add(nameOfId(change.id));
          } else {
            next.delete(nameOfId(change.id));
          }
        }
      }
      if (next) {
        designer.do.select([...next]);
      }
      if (moved.size > 0 || isOver) {
        setDragged((before) => {
          const all = new Map([...(before ?? []), ...moved]);
          if (isOver && all.size > 0) {
            // The store is told after this render; until then the cards stay where they were let go.
            queueMicrotask(() => designer.do.movePlaced(roundAll(all)));
            return null;
          }
          return all.size > 0 ? all : null;
        });
      }
    },
    [designer],
  );

  const onEdgesChange = useCallback(
    (changes: EdgeChange<CanvasEdge>[]) => {
      for (const change of changes) {
        if (change.type === "select") {
          const edge = projection.edges.find(({ id }) => id === change.id);
          if (edge && change.selected) {
            designer.do.selectEdge({ from: nameOfId(edge.source), to: nameOfId(edge.target) });
          } else if (edge?.selected) {
            designer.do.selectEdge(null);
          }
        }
      }
    },
    [designer, projection],
  );

  const refusal = useCallback(
    ({ source, target }: { source: string | null; target: string | null }) =>
      source && target ? refuseConnection(built, nameOfId(source), nameOfId(target)) : "Nothing to connect.",
    [built],
  );

  const onConnect = useCallback(
    ({ source, target }: Connection) => {
      designer.do.edit({ kind: "connect", from: nameOfId(source), to: nameOfId(target) });
    },
    [designer],
  );

  const onConnectEnd = useCallback(
    (_: unknown, { fromNode, toNode, fromHandle, isValid }: FinalConnectionState) => {
      setReason("");
      if (!isValid && fromNode && toNode && fromNode.id !== toNode.id) {
        const [source, target] =
          fromHandle?.type === "source" ? [fromNode.id, toNode.id] : [toNode.id, fromNode.id];
        const refused = refusal({ source, target });
        if (refused) {
          designer.tools.toast("warning", refused);
        }
      }
    },
    [designer, refusal],
  );

  return (
    <section
      ref={regionRef}
      className={`canvas${stale ? " is-stale" : ""}`}
      aria-label="Flow canvas"
      data-testid="flow-canvas"
    >
      <ReactFlow<CanvasNode, CanvasEdge>
        nodes={isFar ? NO_NODES : (projection.nodes as CanvasNode[])}
        edges={isFar ? NO_EDGES : (parted.single as CanvasEdge[])}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onInit={(_: ReactFlowInstance<CanvasNode, CanvasEdge>) => fitAll(true)}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onConnect={onConnect}
        onConnectEnd={onConnectEnd}
        isValidConnection={(connection) => {
          const refused = refusal(connection);
          setReason(refused ?? "");
          return refused === null;
        }}
        onPaneClick={() => {
          designer.do.selectEdge(null);
          designer.do.select([]);
        }}
        nodesDraggable={!shut}
        nodesConnectable={!shut}
        nodeDragThreshold={2}
        deleteKeyCode={null}
        disableKeyboardA11y
        multiSelectionKeyCode={["Meta", "Control", "Shift"]}
        selectionKeyCode="Shift"
        selectionMode={SelectionMode.Partial}
        zoomOnDoubleClick={false}
        minZoom={MIN_ZOOM}
        maxZoom={MAX_ZOOM}
        onlyRenderVisibleElements={projection.nodes.length > 150}
        connectionRadius={26}
        proOptions={{ hideAttribution: true }}
        onDoubleClick={(event) => {
          if ((event.target as Element).classList.contains("react-flow__pane") && !shut) {
            const point = screenToFlowPosition({ x: event.clientX, y: event.clientY });
            designer.do.addExecutor(new Map(), {
              x: Math.round(point.x - CARD_WIDTH / 2),
              y: Math.round(point.y - HANDLE_Y),
            });
          }
        }}
      >
        {isFar && <FarView projection={projection} />}
        {!isFar && parted.bundled.length > 0 && (
          <FarView projection={projection} needsOnly={parted.bundled} />
        )}
      </ReactFlow>
      {built.nodes.length === 0 && <EmptyCanvas />}
      {stale ? <StaleNote /> : shut && <LegacyNote />}
      {reason && <div className="connect-reason">{reason}</div>}
      <ZoomControls onFit={() => fitAll(false)} />
      {projection.nodes.length > 2 && <Minimap projection={projection} />}
    </section>
  );
}

/** Says that the drawing is older than the text, and why. */
function StaleNote() {
  const designer = useDesigner();
  const { text, problems } = useDesignerState((state) => state.document);
  const problem = problems[0];
  const line = problem?.range ? `line ${placeOf(text, problem.range.from).line}` : "the file";
  return (
    <button
      type="button"
      className="stale-note"
      onClick={() => designer.do.showText(problem?.range ?? { from: 0, to: 0 })}
    >
      <b>Drawn from the last text that held a Flow.</b> In {line}: {problem?.message} <u>Show it</u>
    </button>
  );
}

/** Says that the drawing is not what the engine builds, and offers to make it so. */
function LegacyNote() {
  const designer = useDesigner();
  const legacy = useDesignerState((state) => state.shown.legacy);
  const fix = useDesignerState(
    (state) => state.shown.problems.find(({ code, fix }) => code === "legacy" && fix)?.fix,
  );
  return (
    <div className="stale-note">
      <b>Drawn as Jina {legacy?.version} meant it.</b> To Jina 3.34 this Flow is empty.{" "}
      {fix && (
        <button type="button" className="link" onClick={() => designer.do.mend(fix)}>
          {fix.label}
        </button>
      )}
    </div>
  );
}

function EmptyCanvas() {
  const designer = useDesigner();
  const stale = useDesignerState(isStale);
  const isFlow = useDesignerState((state) => state.document.isFlow);
  const first = useDesignerState((state) => state.document.problems[0]?.message ?? "");
  return (
    <div className="canvas-empty">
      {stale && !isFlow ? (
        <>
          <h2>There is no Flow to draw yet</h2>
          <p>{first}</p>
        </>
      ) : (
        <>
          <h2>An empty Flow</h2>
          <p>Drag an executor in from the palette, double-click here, or add the first one now.</p>
          <button
            type="button"
            className="button is-primary"
            onClick={() => runCommand(designer, commandById("add"))}
          >
            Add executor
          </button>
        </>
      )}
    </div>
  );
}

function ZoomControls({ onFit }: { onFit: () => void }) {
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

function useFar(): boolean {
  const wasFar = useRef(false);
  return useStore((state) => {
    wasFar.current = state.transform[2] < (wasFar.current ? NEAR_ABOVE : FAR_BELOW);
    return wasFar.current;
  });
}

function roundAll(points: ReadonlyMap<string, Point>): Map<string, Point> {
  return new Map([...points].map(([name, { x, y }]) => [name, { x: Math.round(x), y: Math.round(y) }]));
}

/** `GRPC · 54321`, as far as the file says it; Jina's default is gRPC at a random port. */
function gatewayDetail(...maps: readonly ReadonlyMap<string, unknown>[]): string {
  const arg = (...keys: string[]) => {
    for (const map of maps.toReversed()) {
      for (const key of keys) {
        const value = map.get(key);
        if (value !== undefined && value !== null) {
          return Array.isArray(value) ? value.map(String).join(", ") : String(value);
        }
      }
    }
    return null;
  };
  const protocol = (arg("protocol", "protocols") ?? "GRPC").toUpperCase();
  const port = arg("port", "ports", "port_expose");
  return port ? `${protocol} · ${port}` : protocol;
}
