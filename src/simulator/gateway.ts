/** How a simulated gateway leads requests through its graph: from executor to executor, and to their end. */
import { GATEWAY } from "../model/flow.ts";
import { ClientError } from "../model/run/client-error.ts";
import { SUCCESS } from "../model/run/reply.ts";
import { createArrivals } from "./arrival.ts";
import { type Call, createDeployment, type Message } from "./deployment.ts";
import type { Endings } from "./ending.ts";
import { endlessCycle, lostCall } from "./faults.ts";
import { type Parameters, resultsIn } from "./parameters.ts";
import type { Passage, Visit, Way } from "./passage.ts";
import type { Stage } from "./replicas.ts";
import { createStreaming } from "./streaming.ts";
import type { Topology, TopologyNode } from "./topology.ts";

/** A message on its way to an executor, or out of the Flow. */
interface Step {
  readonly to: number;
  /** Of whom it comes; -1 is the gateway. */
  readonly from: number;
  readonly message: Message;
  readonly parameters: Parameters;
  readonly way: Way;
}

/** In the place of an executor's index: the way out of the Flow. */
const END = Number.POSITIVE_INFINITY;

/** Gives what takes in a request that has come to the gateway, whose executors are idle yet. `isStream`: each asks for a stream. */
export function createGateway(
  topology: Topology,
  stage: Stage,
  endings: Endings,
  isStream: boolean,
): (passage: Passage) => void {
  const { nodes, cycle } = topology;
  const hasEnd = nodes.some(({ isAwaited }) => isAwaited);
  const deployments = nodes.map((node) => createDeployment(node, stage, topology.calls));
  const stream = createStreaming(topology, deployments, stage, endings);
  const passOn = createRouting(topology, deployments, stage, endings);

  return (passage) => {
    if (passage.isCanceled) {
      return;
    }
    const { requestId, documents, parameters } = passage.request;
    stage.emit({ kind: "enters", atMs: stage.nowMs(), requestId, documents });
    if (cycle.length > 0) {
      endings.fail(passage, endlessCycle(cycle));
      return;
    }
    const results = resultsIn(parameters);
    const message: Message = { documents, status: SUCCESS, isError: false, isTyped: false, results };
    if (isStream) {
      stream(passage, message);
      return;
    }
    passOn(passage, -1, message, parameters, null);
    if (hasEnd) {
      endings.settle(passage);
    } else {
      endings.answer(passage, message, passage.latest);
    }
  };
}

/** Hands a message to those that need `from`, through all that are passed by, and notes it where that is the end. */
type PassOn = (
  passage: Passage,
  from: number,
  message: Message,
  parameters: Parameters,
  way: Way | null,
) => void;

/** Leads messages by the graph: to the executors, which are called once all has come to them, and from them on. */
function createRouting(
  topology: Topology,
  deployments: readonly ((call: Call) => void)[],
  stage: Stage,
  { fail, settle }: Endings,
): PassOn {
  const { nodes } = topology;
  const take = createArrivals(topology, stage);

  const call = (passage: Passage, index: number, node: TopologyNode, visit: Visit, way: Way): void => {
    const { request, ordinal } = passage;
    passage.awaited += node.isAwaited ? 1 : 0;
    const goOn = (how: () => void): void => {
      if (passage.isCanceled) {
        return;
      }
      how();
      if (node.isAwaited) {
        passage.awaited -= 1;
        settle(passage);
      }
    };
    const called: Call = {
      requestId: request.requestId,
      ordinal,
      endpoint: request.endpoint,
      // As they are when they are sent: another join may merge into them later.
      messages: visit.parts.map((part) => ({ ...part })),
      answer: (message) =>
        goOn(() => {
          visit.endMs = stage.nowMs();
          visit.results = message.results;
          if (!message.isError) {
            passOn(passage, index, handedOn(passage, message), request.parameters, way);
            return;
          }
          visit.status = message.status;
          if (node.isAwaited) {
            passage.results.push({ message, way, parameters: request.parameters });
          }
        }),
      lost: (loss) =>
        goOn(() => {
          if (node.isAwaited) {
            fail(passage, lostCall(node.name, loss));
          }
        }),
    };
    deployments[index]?.(called);
  };

  const passOn: PassOn = (passage, from, message, parameters, way) => {
    const open = stepsFrom(topology, from, message, parameters, way);
    for (let step = open.pop(); step && !passage.isCanceled; step = open.pop()) {
      const node = nodes[step.to];
      if (!node) {
        // Behind the end.
        passage.results.push({ message: step.message, way: step.way, parameters: step.parameters });
        continue;
      }
      try {
        const name = step.from < 0 ? GATEWAY : (nodes[step.from]?.name ?? GATEWAY);
        const visit = passage.visits[step.to];
        const taken = visit ? take(passage, step.to, visit, name, step.message) : "waits";
        if (taken === "called" && visit) {
          call(passage, step.to, node, visit, step.way);
        } else if (taken === "passed-by") {
          open.push(...stepsFrom(topology, step.to, step.message, passage.latest, step.way));
        }
      } catch (error) {
        // What goes wrong where nobody waits for it, nobody hears of; faults of ours are heard of.
        if (node.isAwaited || !(error instanceof ClientError)) {
          fail(passage, error);
          return;
        }
      }
    }
  };

  return passOn;
}

/** Those that get a message next, the first one last, to be popped. */
function stepsFrom(
  { nodes, origins, end }: Topology,
  from: number,
  message: Message,
  parameters: Parameters,
  before: Way | null,
): Step[] {
  const followers = from < 0 ? origins : (nodes[from]?.followers ?? []);
  const targets = from >= 0 && from === end ? [...followers, END] : followers;
  return targets.map((to, step) => ({ to, from, message, parameters, way: { step, before } })).reverse();
}

/** An answer as the gateway sends it on: with the parameters of the request. */
function handedOn({ request }: Passage, message: Message): Message {
  const results = resultsIn(request.parameters);
  return message.results === results ? message : { ...message, results };
}
