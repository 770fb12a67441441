/**
 * One executor as the gateway calls it: its replicas, or its head with shards behind it. The head sends what it gets to
 * one shard or to all, by the endpoint, and makes one answer of theirs.
 */
import type { Doc } from "../model/run/document.ts";
import type { Status } from "../model/run/reply.ts";
import type { Pod } from "../model/run/simulation.ts";
import type { Behave } from "./behave.ts";
import { reduce } from "./reduce.ts";
import { createReplicas, type Replicas, type Stage } from "./replicas.ts";
import type { TopologyNode } from "./topology.ts";

/** What goes from one process to another: a request with its documents, or what has become of it. */
export interface Message {
  /** Changed in place where the engine does that: what is sent to several branches is one object there too. */
  documents: readonly Doc[];
  readonly status: Status;
  /** Whether an Executor has raised an exception on its way, after which no other executor is called. */
  readonly isError: boolean;
  /** Whether its documents have the class of an Executor's, in docarray from 0.30 on; what the client sent has none. */
  isTyped: boolean;
}

/** One call of an executor. */
export interface Call {
  readonly requestId: string;
  /** How many requests came to the gateway before this one. */
  readonly ordinal: number;
  readonly endpoint: string;
  /** Several where the parts of a join are not reduced. */
  readonly messages: readonly Message[];
  answer(message: Message): void;
  /** Called where nobody answers. */
  unreachable(tried: readonly Pod[]): void;
}

/** Calls an executor, whose processes begin idle. */
export function createDeployment(node: TopologyNode, stage: Stage): (call: Call) => void {
  const create = (part: Pod["part"], shard: number | null) => createReplicas(node, part, shard, stage);
  const shards = Array.from({ length: node.shards }, (_, shard) =>
    create("worker", node.hasHead ? shard : null),
  );
  const before = node.hasBefore ? create("uses_before", null) : null;
  const after = node.hasAfter ? create("uses_after", null) : null;
  const { hopMs, docarray } = stage.settings;
  let turn = 0;

  const work = (replicas: Replicas, call: Call): void => {
    const { requestId, ordinal, endpoint, messages } = call;
    const documents = documentsOf(messages);
    replicas.send({
      requestId,
      ordinal,
      endpoint,
      documents,
      done(to, behave) {
        const made = answerOf(node, call, to, behave, stage.settings.seed);
        const event = { atMs: stage.nowMs(), requestId, documents: made.documents, executor: node.name, to };
        const { isError, status } = made;
        stage.emit(
          isError ? { ...event, kind: "failed", message: status.description } : { ...event, kind: "done" },
        );
        stage.after(hopMs, () => call.answer(made));
      },
      unreachable: call.unreachable,
    });
  };

  const chosen = (endpoint: string): readonly Replicas[] => {
    const polling = node.polling.get(endpoint) ?? node.polling.get("*");
    if (polling === "ALL") {
      return shards;
    }
    turn += 1;
    return shards.slice(turn % shards.length).slice(0, 1);
  };

  /** What the head makes of what the shards have answered; `given` is what they got. */
  const collected = (answers: readonly Message[], given: readonly Message[], call: Call): Message => {
    const [first] = answers;
    const best = answers.find(({ status }) => status.code === "SUCCESS") ?? first;
    const isError = answers.some((answer) => answer.isError);
    if (!best || answers.length < 2) {
      return { ...(best ?? emptyMessage()), isError };
    }
    const documents = node.noReduce
      ? documentsOf(given)
      : reduce(
          answers.map((answer) => answer.documents),
          docarray,
        );
    const { requestId } = call;
    const atMs = stage.nowMs();
    stage.emit({ kind: "reduced", atMs, requestId, documents, executor: node.name, isOfShards: true });
    return { ...best, documents, isError };
  };

  const callShards = (call: Call, given: readonly Message[], hasFailed: boolean): void => {
    const called = chosen(call.endpoint);
    const answers: (Message | null)[] = called.map(() => null);
    let open = called.length;
    let lost: readonly Pod[] = [];
    const settle = (): void => {
      open -= 1;
      if (open > 0) {
        return;
      }
      const there = answers.filter((answer) => answer !== null);
      const respond = (made: Message): void =>
        stage.after(hopMs, () => call.answer({ ...made, isError: made.isError || hasFailed }));
      if (there.length === 0) {
        call.unreachable(lost);
      } else if (after) {
        const isError = there.some((answer) => answer.isError);
        work(after, {
          ...call,
          messages: there,
          answer: (made) => respond({ ...made, isError: made.isError || isError }),
        });
      } else {
        respond(collected(there, given, call));
      }
    };
    called.forEach((replicas, index) => {
      work(replicas, {
        ...call,
        messages: given,
        answer(message) {
          answers[index] = message;
          settle();
        },
        unreachable(tried) {
          lost = [...lost, ...tried];
          settle();
        },
      });
    });
  };

  const [only] = shards;
  if (!node.hasHead && only) {
    return (call) => work(only, call);
  }
  const head: Pod = { executor: node.name, part: "head", shard: null, replica: 0 };
  return (call) => {
    const { requestId, messages } = call;
    const documents = documentsOf(messages);
    stage.emit({ kind: "sent", atMs: stage.nowMs(), requestId, documents, executor: node.name, to: head });
    stage.after(hopMs, () => {
      if (before) {
        work(before, { ...call, answer: (made) => callShards(call, [made], made.isError) });
      } else {
        callShards(call, messages, false);
      }
    });
  };
}

/** The documents of several messages, as a worker gets them: one list behind the other. */
function documentsOf(messages: readonly Message[]): readonly Doc[] {
  const [first] = messages;
  return messages.length === 1 && first ? first.documents : messages.flatMap(({ documents }) => documents);
}

function emptyMessage(): Message {
  return {
    documents: [],
    status: { code: "SUCCESS", description: "", exception: null },
    isError: false,
    isTyped: true,
  };
}

/** What a worker answers; without a method, what it was given. */
function answerOf(node: TopologyNode, call: Call, by: Pod, behave: Behave | null, seed: number): Message {
  const { messages, ordinal } = call;
  const [first = emptyMessage()] = messages;
  if (!behave) {
    return first;
  }
  const documents = behave(documentsOf(messages), {
    seed,
    by,
    ordinal,
  });
  return documents === null
    ? { documents: first.documents, status: raisedBy(node.classes[by.part]), isError: true, isTyped: true }
    : { documents, status: first.status, isError: false, isTyped: true };
}

const RAISED = "the simulated Executor fails for this request";

function raisedBy(executor: string): Status {
  const exception = {
    name: "RuntimeError",
    args: [RAISED],
    stacks: [`RuntimeError: ${RAISED}\n`],
    executor,
  };
  return { code: "ERROR", description: `RuntimeError('${RAISED}')`, exception };
}
