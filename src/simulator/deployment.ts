/**
 * One executor as the gateway calls it: its replicas, or its head with shards behind it. The head sends what it gets to
 * one shard or to all, by the endpoint, and makes one answer of theirs.
 */
import { pythonRepr } from "../model/python.ts";
import type { Doc, Fields } from "../model/run/document.ts";
import { type Status, SUCCESS } from "../model/run/reply.ts";
import { type Made, type Pod, podName } from "../model/run/simulation.ts";
import type { GivenBack, Raised } from "./behave.ts";
import { saidByHead } from "./faults.ts";
import { mergeFields, NO_RESULTS } from "./parameters.ts";
import { reduce } from "./reduce.ts";
import { createReplicas, type Replicas, type Stage } from "./replicas.ts";
import type { CallRules, TopologyNode } from "./topology.ts";
import { createCaller, giveUp, type Loss, type Tried, type Try } from "./tries.ts";

/** What goes from one process to another: a request with its documents, or what has become of it. */
export interface Message {
  /** Changed in place where the engine does that: what is sent to several branches is one object there too. */
  documents: readonly Doc[];
  readonly status: Status;
  /** Whether an Executor has raised an exception on its way, after which no other executor is called. */
  readonly isError: boolean;
  /** Whether its documents have the class of an Executor's, in docarray from 0.30 on; what the client sent has none. */
  isTyped: boolean;
  /** Its parameter `__results__`: the dicts that processes have returned, by their names. */
  readonly results: Fields;
}

/** One call of an executor. */
export interface Call extends Omit<Tried, "documents"> {
  /** How many requests came to the gateway before this one. */
  readonly ordinal: number;
  readonly endpoint: string;
  /** Several where the parts of a join are not reduced. */
  readonly messages: readonly Message[];
  answer(message: Message): void;
  /** Where it asks for a stream: takes each document once it has come back. */
  streamed?(document: Doc): void;
}

/** Calls an executor as `rules` say, whose processes begin idle. */
export function createDeployment(node: TopologyNode, stage: Stage, rules: CallRules): (call: Call) => void {
  const work = createWork(node, stage);
  if (node.hasHead) {
    return createHead(node, stage, rules, work);
  }
  const replicas = createReplicas(node, "worker", null, stage, rules);
  return (call) => work(replicas, call);
}

/** Has some of an executor's processes work on a call. */
type Work = (replicas: Replicas, call: Call) => void;

function createWork(node: TopologyNode, stage: Stage): Work {
  const { hopMs, seed } = stage.settings;
  return (replicas, call) => {
    const { requestId, ordinal, endpoint, messages, within, lost, streamed } = call;
    const documents = documentsOf(messages);
    if (streamed) {
      sendStream(replicas, stage, documents, { ...call, streamed });
      return;
    }
    replicas.send({
      requestId,
      ordinal,
      endpoint,
      documents,
      within,
      done(to, behave, own) {
        const [first = NO_MESSAGE] = messages;
        // What has no method for it gives back what it was given.
        const back = behave?.(documents, { seed, by: to, ordinal });
        const answered = back === undefined ? first : answerOf(node, first, to, back);
        tellDone(stage, requestId, answered, to, back && "made" in back ? back.made : undefined);
        stage.after(hopMs, () => {
          if (!own.isOver) {
            own.isOver = true;
            call.answer(answered);
          }
        });
      },
      lost,
    });
  };
}

/** A stream goes to one worker, which yields documents while it works; what it has given back at the end is the last word. */
function sendStream(
  replicas: Replicas,
  stage: Stage,
  documents: readonly Doc[],
  { streamed, answer, messages: [first = NO_MESSAGE], ...call }: Call & Required<Pick<Call, "streamed">>,
): void {
  const { hopMs } = stage.settings;
  const yieldOne = (document: Doc, to: Pod, own: Try): void => {
    if (!own.isOver) {
      const { requestId } = call;
      const { executor } = to;
      stage.emit({ kind: "yielded", atMs: stage.nowMs(), requestId, documents: [document], executor, to });
      stage.after(hopMs, () => own.isOver || streamed(document));
    }
  };
  let count: number | null = null;
  replicas.send({
    ...call,
    documents,
    begun(to, generate, forMs, own) {
      const yielded = generate ? documents.flatMap(generate) : [];
      count = generate && yielded.length;
      for (const [index, document] of yielded.entries()) {
        stage.later((forMs * (index + 1)) / yielded.length, () => yieldOne(document, to, own));
      }
    },
    done(to, behave, own, breakOff) {
      if (behave === null) {
        // The engine gives back what it was given, and then stumbles over the method that it has not found.
        for (const document of documents) {
          yieldOne(document, to, own);
        }
        stage.after(hopMs, () => own.isOver || breakOff?.());
        return;
      }
      const answered = count === null ? { ...first, ...NO_GENERATOR } : { ...first, documents: [] };
      tellDone(stage, call.requestId, answered, to, count === null ? undefined : { kind: "stream", count });
      stage.after(hopMs, () => {
        if (!own.isOver) {
          own.isOver = true;
          answer(answered);
        }
      });
    },
  });
}

function tellDone(
  { nowMs, emit }: Stage,
  requestId: string,
  { documents, isError, status }: Message,
  to: Pod,
  made: Made | undefined,
): void {
  const event = { atMs: nowMs(), requestId, documents, executor: to.executor, to };
  if (isError) {
    emit({ kind: "failed", message: status.description, ...event });
  } else {
    emit(made ? { kind: "done", made, ...event } : { kind: "done", ...event });
  }
}

/** A head takes each call apart and answers it; what stands around its shards is done before and after them. */
function createHead(node: TopologyNode, stage: Stage, rules: CallRules, work: Work): (call: Call) => void {
  const callShards = createShards(node, stage, work);
  const before = node.hasBefore ? createReplicas(node, "uses_before", null, stage, node.headCalls) : null;
  const { hopMs } = stage.settings;
  const head: Pod = { executor: node.name, part: "head", shard: null, replica: 0 };

  const send = (own: Try<HeadCall, Try[]>): Pod => {
    const { call, requestId, documents } = own.call;
    // What is given up with it.
    const within = rules.timeoutMs === null ? undefined : [];
    own.work = within ?? null;
    stage.emit({ kind: "sent", atMs: stage.nowMs(), requestId, documents, executor: node.name, to: head });
    const inside: Call = {
      ...call,
      within,
      answer(message) {
        if (!own.isOver) {
          own.isOver = true;
          call.answer(message);
        }
      },
      lost: (loss) => stage.after(hopMs, () => caller.fail(own, loss.why, saidByHead(loss))),
    };
    stage.after(hopMs, () => {
      if (own.isOver) {
        return;
      }
      if (before) {
        work(before, { ...inside, answer: (made) => callShards(inside, [made], made.isError) });
      } else {
        callShards(inside, call.messages, false);
      }
    });
    return head;
  };
  const caller = createCaller(rules, 1, stage, { send, takeBack: ({ work: tries }) => giveUp(tries ?? []) });
  return (call) => {
    const { requestId, messages, lost } = call;
    caller.send({ call, requestId, documents: documentsOf(messages), lost });
  };
}

/** Calls the shards with what they are given, and answers with what is made of theirs. `hasFailed`: what ran before them has. */
type CallShards = (call: Call, given: readonly Message[], hasFailed: boolean) => void;

function createShards(node: TopologyNode, stage: Stage, work: Work): CallShards {
  const create = (part: Pod["part"], shard: number | null) =>
    createReplicas(node, part, shard, stage, node.headCalls);
  const shards = Array.from({ length: node.shards }, (_, shard) => create("worker", shard));
  const after = node.hasAfter ? create("uses_after", null) : null;
  const { hopMs } = stage.settings;
  let turn = 0;

  const chosen = (endpoint: string): readonly Replicas[] => {
    const polling = node.polling.get(endpoint) ?? node.polling.get("*");
    if (polling === "ALL") {
      return shards;
    }
    turn += 1;
    return shards.slice(turn % shards.length).slice(0, 1);
  };

  return (call, given, hasFailed) => {
    const called = chosen(call.endpoint);
    const answers: (Message | null)[] = called.map(() => null);
    const losses: (Loss | null)[] = called.map(() => null);
    let open = called.length;
    const settle = (): void => {
      open -= 1;
      if (open > 0) {
        return;
      }
      const there = answers.filter((answer) => answer !== null);
      const [firstLoss] = losses.filter((loss) => loss !== null);
      const respond = (made: Message): void =>
        stage.after(hopMs, () => call.answer({ ...made, isError: made.isError || hasFailed }));
      if (there.length === 0 && firstLoss) {
        call.lost(firstLoss);
      } else if (after) {
        const isError = there.some((answer) => answer.isError);
        work(after, {
          ...call,
          messages: there,
          answer: (made) => respond({ ...made, isError: made.isError || isError }),
        });
      } else {
        respond(collected(node, stage, there, given, call.requestId));
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
        lost(loss) {
          losses[index] = loss;
          settle();
        },
      });
    });
  };
}

/** What the head makes of what the shards have answered; `given` is what they got. */
function collected(
  { name, noReduce }: TopologyNode,
  { emit, nowMs, settings }: Stage,
  answers: readonly Message[],
  given: readonly Message[],
  requestId: string,
): Message {
  const [first] = answers;
  const best = answers.find(({ status }) => status.code === "SUCCESS") ?? first;
  const isError = answers.some((answer) => answer.isError);
  if (!best || answers.length < 2) {
    return { ...(best ?? NO_MESSAGE), isError };
  }
  const documents = noReduce
    ? documentsOf(given)
    : reduce(
        answers.map((answer) => answer.documents),
        settings.docarray,
      );
  const results = noReduce ? best.results : mergeFields(answers.map((one) => one.results));
  emit({ kind: "reduced", atMs: nowMs(), requestId, documents, executor: name, isOfShards: true });
  return { ...best, documents, results, isError };
}

/** The gateway's call of a head. */
interface HeadCall extends Tried {
  readonly call: Call;
}

/** The documents of several messages, as a worker gets them: one list behind the other. */
function documentsOf(messages: readonly Message[]): readonly Doc[] {
  const [first] = messages;
  return messages.length === 1 && first ? first.documents : messages.flatMap(({ documents }) => documents);
}

/** Where there was none to answer to. */
const NO_MESSAGE: Message = {
  documents: [],
  status: SUCCESS,
  isError: false,
  isTyped: true,
  results: NO_RESULTS,
};

/** What a worker answers to a message, with what its method has given back. */
function answerOf(
  node: TopologyNode,
  { documents, status, results }: Message,
  by: Pod,
  back: GivenBack | Raised,
): Message {
  if ("raised" in back) {
    const executor = node.classes[by.part];
    const status = statusOf(back.raised(executor), executor);
    return { documents, status, isError: true, isTyped: true, results };
  }
  return {
    documents: back.documents,
    status,
    isError: false,
    isTyped: true,
    results: back.made?.kind === "dict" ? { ...results, [podName(by)]: back.made.dict } : results,
  };
}

function statusOf([name, message]: readonly [string, string], executor: string): Status {
  const exception = { name, args: [message], stacks: [`${name}: ${message}\n`], executor };
  return { code: "ERROR", description: `${name}(${pythonRepr(message)})`, exception };
}

/** What an executor answers to a request for a stream if its method is no generator. The engine names no class. */
const NO_GENERATOR = {
  status: statusOf(["ValueError", "endpoint must be generator"], ""),
  isError: true,
} as const;
