/**
 * Gives React Flow what it draws. It is given that directly, and not as properties, so that a drag or a pan draws anew
 * the cards and edges that it is about, and no component above them.
 */
import { useStoreApi } from "@xyflow/react";
import { useLayoutEffect, useMemo, useRef } from "react";
import { whenIdle } from "../base/when-idle.ts";
import { lineId } from "../model/drawing/layout.ts";
import type { Projection } from "../model/drawing/project-flow.ts";
import { useOpenFile } from "../store/react.ts";
import { createElements, type Part, type Shown } from "./elements.ts";
import type { PartInView, partInView, servesView } from "./part-in-view.ts";
import { drawnMoves, movesOn, type Stage } from "./stage.ts";
import { isViewChanged, rectInView } from "./viewport.ts";

interface Props {
  readonly projection: Projection;
  readonly stage: Stage;
  readonly refusalOf: Shown["refusalOf"];
  /** Nothing is drawn by the library. */
  readonly isEmpty: boolean;
  /** Chooses what is in view; null if all is given. */
  readonly choose: { readonly partInView: typeof partInView; readonly servesView: typeof servesView } | null;
}

/** Looking for what is in view among more new edges than this is a task of its own. */
const MANY_EDGES = 4000;

const NOTHING: Part = { nodes: [], edges: [], behind: [], unseen: [], isPlain: false };

/** Draws nothing itself. */
export function Feed({ projection, stage, refusalOf, isEmpty, choose }: Props): null {
  const library = useStoreApi();
  const selection = useOpenFile((file) => file.selection);
  const needs = useOpenFile((file) => file.selectedEdges);
  const selectedEdges = useMemo(() => new Set(needs.map(({ from, to }) => lineId(from, to))), [needs]);
  const elements = useRef<ReturnType<typeof createElements> | null>(null);
  const last = useRef<{
    projection: Projection;
    selectedEdges: ReadonlySet<string>;
    part: PartInView;
  } | null>(null);

  const feed = useMemo(() => {
    const whole: Part = { ...NOTHING, nodes: projection.nodes, edges: projection.edges };
    /** The part as it was chosen last as long as it serves. */
    const choosePart = (): Part => {
      if (isEmpty) {
        return NOTHING;
      }
      if (choose === null) {
        return whole;
      }
      const state = library.getState();
      // A canvas that has no size yet shows nothing.
      if (state.width <= 0 || state.height <= 0) {
        return NOTHING;
      }
      const view = rectInView(state);
      const before = last.current;
      const isSame =
        before?.projection === projection &&
        (before.selectedEdges === selectedEdges || before.part.behind.length === 0);
      if (isSame && choose.servesView(before.part, view)) {
        return before.part;
      }
      const moves = movesOn(stage);
      const part = choose.partInView(projection, view, selectedEdges, moves, before?.part.nodes ?? []);
      last.current = { projection, selectedEdges, part };
      return part;
    };
    const isNew = last.current?.projection.edges.length !== projection.edges.length;
    const isHeavy = choose !== null && !isEmpty && isNew && projection.edges.length > MANY_EDGES;
    let given: Part | null = null;
    const give = () => {
      given ??= choosePart();
      elements.current ??= createElements();
      const staged = stage.getState();
      const moves = drawnMoves(staged);
      const shown = { selection, selectedEdges, refusalOf, moves, rested: staged.rested };
      const { nodes, edges } = elements.current(given, shown);
      const { setNodes, setEdges, ...has } = library.getState();
      if (has.nodes !== nodes) {
        setNodes(nodes);
      }
      if (has.edges !== edges) {
        setEdges(edges);
      }
      if (staged.behind !== given.behind) {
        stage.setState({ behind: given.behind });
      }
    };
    return {
      give,
      isHeavy,
      look() {
        if (isHeavy && given === null) {
          return;
        }
        const part = choosePart();
        if (part !== given) {
          given = part;
          give();
        }
      },
    };
  }, [library, stage, projection, selection, selectedEdges, refusalOf, isEmpty, choose]);

  useLayoutEffect(() => (feed.isHeavy ? whenIdle(feed.give, 0) : feed.give()), [feed]);
  // Not later: what stood here before would be given again by what changes meanwhile.
  useLayoutEffect(
    () =>
      library.subscribe((state, before) => {
        if (isViewChanged(state, before)) {
          feed.look();
        }
      }),
    [library, feed],
  );
  useLayoutEffect(
    () =>
      stage.subscribe((state, before) => {
        if (drawnMoves(state) !== drawnMoves(before) || state.rested !== before.rested) {
          feed.give();
        }
      }),
    [stage, feed],
  );
  return null;
}
