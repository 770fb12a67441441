/**
 * Gestures that nobody makes before the Flow stands on the screen: the box, two fingers, and calling off what is under
 * way. Draws nothing.
 */

import { useStoreApi } from "@xyflow/react";
import { useCallback, useEffect, useLayoutEffect, useRef } from "react";
import type { Projection } from "../model/drawing/project-flow.ts";
import type { Need } from "../model/flow-edit.ts";
import { useDesigner, useOpenFile } from "../store/react.ts";
import { pressedKey } from "../ui/pressed-key.ts";
import { boxed } from "./boxed.ts";
import { united } from "./intents.ts";
import { movesOn, type Stage } from "./stage.ts";
import { useTwoFingers } from "./two-fingers.ts";

interface Selected {
  readonly names: readonly string[];
  readonly edges: readonly Need[];
}

/** Selects what the box touches while it is drawn, and takes back a drag or a box on Escape. */
export function Gestures({
  projection,
  stage,
  onCallOffEdge,
}: {
  projection: Projection;
  stage: Stage;
  /** The edge that is dragged comes to nothing. */
  onCallOffEdge: (() => void) | undefined;
}) {
  const designer = useDesigner();
  const store = useStoreApi();
  const fileId = useOpenFile(({ id }) => id);
  /** What was selected before the box, and stays so; null while there is none. */
  const before = useRef<Selected | null>(null);
  useTwoFingers(stage);

  useEffect(() => {
    const { domNode } = store.getState();
    // Else Shift would stretch a selection of the page's text to here, and copying would be about that text.
    const clear = () => getSelection()?.removeAllRanges();
    domNode?.addEventListener("pointerdown", clear, true);
    return () => domNode?.removeEventListener("pointerdown", clear, true);
  }, [store]);

  useEffect(
    () =>
      store.subscribe(({ userSelectionRect: rect, userSelectionActive, transform: [x, y, zoom] }, last) => {
        if (rect === last.userSelectionRect) {
          return;
        }
        if (!rect || !userSelectionActive) {
          before.current = null;
          return;
        }
        const { selection, selectedEdges } = designer.get().file;
        before.current ??= { names: [...selection], edges: selectedEdges };
        const { names, edges } = before.current;
        const found = boxed(projection, {
          x: (rect.x - x) / zoom,
          y: (rect.y - y) / zoom,
          width: rect.width / zoom,
          height: rect.height / zoom,
        });
        designer.do.select([...new Set([...names, ...found.names])], united(edges, found.edges));
      }),
    [designer, store, projection],
  );

  /** What is under way comes to nothing, though it is still held. Gives what was selected before a box. */
  const callOff = useCallback((): Selected | null => {
    const selected = before.current;
    const { connection, cancelConnection } = store.getState();
    if (movesOn(stage).size > 0) {
      // The cards go back to where they stood.
      stage.setState({ moves: null });
    }
    if (connection.inProgress) {
      onCallOffEdge?.();
      cancelConnection();
      // The library holds the edge until it hears of this, also where no finger comes to be lifted any more.
      document.dispatchEvent(new MouseEvent("mouseup"));
    }
    store.setState({ connectionClickStartHandle: null });
    if (selected) {
      before.current = null;
      store.setState({ userSelectionActive: false, userSelectionRect: null });
    }
    return selected;
  }, [store, stage, onCallOffEdge]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { connection, connectionClickStartHandle: clicked } = store.getState();
      const isUnderWay = movesOn(stage).size > 0 || before.current || connection.inProgress || clicked;
      if (pressedKey(event) !== "Escape" || !isUnderWay) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      const selected = callOff();
      if (selected) {
        designer.do.select(selected.names, selected.edges);
      }
    };
    addEventListener("keydown", onKeyDown, true);
    return () => removeEventListener("keydown", onKeyDown, true);
  }, [designer, store, stage, callOff]);

  useEffect(() => {
    // Else the library takes a drag that the system has ended for one that was let go of, and holds an edge for ever.
    const onCancel = () => void callOff();
    addEventListener("touchcancel", onCancel, true);
    return () => removeEventListener("touchcancel", onCancel, true);
  }, [callOff]);

  useEffect(() => {
    const { fromNode } = store.getState().connection;
    if (fromNode && !projection.nodes.some(({ id }) => id === fromNode.id)) {
      callOff();
    }
  }, [store, projection, callOff]);

  // What was begun in one file would be done to executors of the same names in the other.
  const shown = useRef(fileId);
  useLayoutEffect(() => {
    if (shown.current !== fileId) {
      shown.current = fileId;
      callOff();
    }
  }, [fileId, callOff]);

  useEffect(() => {
    const follow = ({ altKey }: PointerEvent | KeyboardEvent) => {
      if (altKey !== stage.getState().isCopy) {
        stage.setState({ isCopy: altKey });
      }
      store.getState().domNode?.classList.toggle("is-copying", altKey && movesOn(stage).size > 0);
    };
    const listening = new AbortController();
    for (const type of ["pointermove", "pointerup", "keydown", "keyup"] as const) {
      addEventListener(type, follow, { capture: true, signal: listening.signal });
    }
    return () => listening.abort();
  }, [store, stage]);

  return null;
}
