/**
 * What changes while a gesture is under way, apart from the state of the page: those who draw it listen here, and nothing
 * else is drawn again.
 */
import { createStore, type StoreApi } from "zustand/vanilla";
import type { DrawnEdge } from "../model/drawing/project-flow.ts";
import { type Moves, NO_MOVES } from "./intents.ts";

/** What is under way on the canvas, and what is drawn of a large Flow. */
interface StageState {
  /** Where cards are being dragged to; null once that was called off, until they are let go of. */
  readonly moves: Moves | null;
  /** Edges in view that are no elements: they are drawn as lines behind the cards. */
  readonly behind: readonly DrawnEdge[];
  /** Cards that are let go of now are copied to there. */
  readonly isCopy: boolean;
  /** The node that had the focus last, by its id. */
  readonly rested: string | null;
}

/** Holds it, and tells those who listen what changes. */
export type Stage = StoreApi<StageState>;

/** Nothing is under way. */
export function createStage(): Stage {
  return createStore<StageState>(() => ({ moves: NO_MOVES, behind: [], isCopy: false, rested: null }));
}

/** Where cards are drawn that are dragged: what is copied stays, and `Landings` draws where the copies would stand. */
export function drawnMoves({ moves, isCopy }: StageState): Moves {
  return isCopy ? NO_MOVES : (moves ?? NO_MOVES);
}

/** Where copies of the cards that are dragged would stand. */
export function copyMoves({ moves, isCopy }: StageState): Moves {
  return isCopy ? (moves ?? NO_MOVES) : NO_MOVES;
}

/** Where cards are being dragged to. */
export function movesOn(stage: Stage): Moves {
  return stage.getState().moves ?? NO_MOVES;
}
