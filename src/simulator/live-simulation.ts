/**
 * A simulation that keeps to a clock: what it works out for a moment is told when that moment comes. It runs in a worker;
 * what is asked of it and what it tells are messages.
 */
import type { Clock } from "../base/clock.ts";
import type { Reply } from "../model/run/reply.ts";
import type { DataRequest } from "../model/run/request.ts";
import type { Simulation, SimulationSettings } from "../model/run/simulation.ts";
import { type Packed, type PackedDocuments, packDocuments, packed, unpacked } from "./packed-documents.ts";
import { type PackedError, packError } from "./packed-step.ts";
import { createSimulation } from "./simulation.ts";
import { hitsOf } from "./target-hits.ts";
import type { Topology } from "./topology.ts";

/** What it is asked; to begin comes first, and once. */
export type AskedOfSimulation =
  | {
      readonly kind: "begin";
      readonly topology: Topology;
      readonly settings: SimulationSettings;
      /** Whether each request asks for a stream. */
      readonly isStream: boolean;
    }
  | {
      readonly kind: "send";
      readonly request: Packed<DataRequest>;
      /** The executors that the request's target_executor names; null to try its pattern in place. */
      readonly hits: readonly string[] | null;
    }
  | { readonly kind: "cancel"; readonly requestId: string };

/** What it tells. */
export type ToldBySimulation =
  /** It has begun. */
  | { readonly kind: "begun" }
  /** The next document of a stream. */
  | { readonly kind: "streamed"; readonly requestId: string; readonly documents: PackedDocuments }
  | { readonly kind: "answered"; readonly reply: Packed<Reply> }
  | { readonly kind: "refused"; readonly requestId: string; readonly error: PackedError };

/** So long it works without looking whether it is asked something, a request to be canceled above all. */
const TURN_MS = 20;

/** Gives what takes in what is asked. */
export function createLiveSimulation(
  clock: Clock,
  tell: (told: ToldBySimulation) => void,
): (asked: AskedOfSimulation) => void {
  let simulation: Simulation | null = null;
  let zeroMs = 0;
  /** Requests without an answer. */
  let open = 0;
  let stopTimer = () => {};

  /** Lets happen what is due, and waits for what comes next as long as anybody waits for an answer. */
  const goOn = (of: Simulation): void => {
    stopTimer();
    const turnEndsMs = clock.nowMs() + TURN_MS;
    for (let atMs = of.nextAtMs(); atMs !== null; atMs = of.nextAtMs()) {
      const nowMs = clock.nowMs();
      const leftMs = zeroMs + atMs - nowMs;
      if (leftMs > 0 || nowMs > turnEndsMs) {
        stopTimer = open > 0 || leftMs <= 0 ? clock.after(Math.max(0, leftMs), () => goOn(of)) : stopTimer;
        return;
      }
      const event = of.step();
      if (event?.kind === "streamed") {
        const { requestId, documents } = event;
        tell({ kind: "streamed", requestId, documents: packDocuments(documents) });
      } else if (event?.kind === "answered") {
        open -= 1;
        tell({ kind: "answered", reply: packed(event.reply) });
      } else if (event?.kind === "refused") {
        open -= 1;
        tell({ kind: "refused", requestId: event.requestId, error: packError(event.error) });
      }
    }
  };

  return (asked) => {
    if (asked.kind === "begin") {
      const { topology, settings, isStream } = asked;
      zeroMs = clock.nowMs();
      simulation = createSimulation({ topology, settings, epochMs: clock.epochMs(), isStream });
      tell({ kind: "begun" });
      return;
    }
    if (!simulation) {
      throw new Error("the simulation has not begun");
    }
    if (asked.kind === "cancel") {
      simulation.cancel(asked.requestId);
      goOn(simulation);
      return;
    }
    const { request, hits } = asked;
    goOn(simulation);
    open += 1;
    const atMs = clock.nowMs() - zeroMs;
    simulation.submit(unpacked(request), atMs, hits ? hitsOf(hits) : undefined);
    goOn(simulation);
  };
}
