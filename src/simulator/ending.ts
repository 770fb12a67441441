/** How requests end in a simulated gateway: with the answer of the Flow's end, without any, or as they were sent. */
import { GATEWAY } from "../model/flow.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { Reply } from "../model/run/reply.ts";
import type { SimulationEvent } from "../model/run/simulation.ts";
import type { Message } from "./deployment.ts";
import { stuck } from "./faults.ts";
import type { Parameters } from "./parameters.ts";
import { firstResult, inOrderOf, type Passage, routesOf, waitingOf, withResults } from "./passage.ts";
import type { Topology } from "./topology.ts";
import type { Timeline } from "./tries.ts";

/** What ends requests. */
export interface Endings {
  /** The answer leaves with this message. */
  answer(passage: Passage, message: Pick<Message, "documents" | "status">, parameters: Parameters): void;
  /**
   * The stream ends, with all that has come of it. `isRequest`: it is the request itself that came back, which has the
   * gateway's route; what a generator yields has none.
   */
  endStream(passage: Passage, message: Pick<Message, "documents" | "status">, isRequest: boolean): void;
  /** The call ends without an answer, unless it has ended. Throws what is no ClientError: that is a fault of ours. */
  fail(passage: Passage, error: unknown): void;
  /** Ends a request that nobody is at work on any more from whom its end could be reached. */
  settle(passage: Passage): void;
}

/** `epochMs`: when the simulation's time begins; `forget` is told of each request that has ended. */
export function createEndings(
  topology: Topology,
  { nowMs, emit }: Timeline,
  epochMs: number,
  forget: (passage: Passage) => void,
): Endings {
  const finish = (passage: Passage, event: SimulationEvent): void => {
    passage.isOver = true;
    forget(passage);
    emit(event);
  };

  const fail: Endings["fail"] = (passage, error) => {
    if (!(error instanceof ClientError)) {
      throw error;
    }
    if (!passage.isOver) {
      const { requestId, documents } = passage.request;
      finish(passage, { kind: "refused", atMs: nowMs(), requestId, documents, error });
    }
  };

  const answer: Endings["answer"] = (passage, { documents: found, status }, parameters) => {
    const { requestId, endpoint, documents: sent } = passage.request;
    const documents = topology.hasConditions ? inOrderOf(sent, found) : found;
    const atMs = nowMs();
    const reply: Reply = {
      requestId,
      endpoint,
      // The gateway takes it out before it sends the request on.
      targetExecutor: "",
      parameters: withResults(topology, passage, parameters),
      status,
      routes: [
        { executor: GATEWAY, startMs: epochMs + passage.startMs, endMs: epochMs + atMs, status: null },
        ...routesOf(topology, passage, epochMs),
      ],
      documents,
    };
    finish(passage, { kind: "answered", atMs, requestId, documents, reply });
  };

  const endStream: Endings["endStream"] = (passage, { documents, status }, isRequest) => {
    const { requestId, endpoint, targetExecutor, parameters } = passage.request;
    const own = { executor: GATEWAY, startMs: epochMs + passage.startMs, endMs: null, status: null };
    const routes = isRequest ? [own] : [];
    const reply: Reply = { requestId, endpoint, targetExecutor, parameters, status, routes, documents };
    finish(passage, { kind: "answered", atMs: nowMs(), requestId, documents, reply });
  };

  return {
    answer,
    endStream,
    fail,
    settle(passage) {
      if (passage.awaited > 0 || passage.isOver) {
        return;
      }
      const first = firstResult(passage);
      if (first) {
        answer(passage, first.message, first.parameters);
      } else {
        const [waiting, missing] = waitingOf(topology);
        fail(passage, stuck(waiting, missing));
      }
    },
  };
}
