/**
 * Turns one press of Send into requests and sees each to its end. Promises:
 *
 * 1. Documents go in order, `requestSize` to a request, or as few as the transport takes in one, the rest in the last
 *    one; no documents make one request without any, as in Jina.
 * 2. At most four requests are in flight, or as many as are asked for, or as the transport takes by itself; and no more of
 *    them than about 32 MiB together, but for one alone.
 * 3. After a failed request, or an answer whose status is an error, no further one is sent; answers in flight still
 *    count. Jina's client does the same unless it is told otherwise, by `continueOnError`, as here.
 * 4. The first `stop()` sends no more and waits for what is in flight; the second gives that up at once. A run that is
 *    still opening, or draining after a fault, is given up by the first. A run that was stopped ends as stopped, also
 *    where nothing was left to stop: who has pressed Stop is told so. The exception is one that was draining after a
 *    fault: it ends as failed, because the fault had ended it before.
 * 5. At the end each request is answered, failed, unknown or unsent: none is lost, none is sent twice. The transport is
 *    closed then.
 * 6. An answer that comes piece by piece is in its exchange as far as it has come, also where its end does not come.
 * 7. Requests are made of batches. A list is known, so that all of its requests are there from the start. Documents that
 *    are read as they are sent (`RequestInput`) are never all there: a request is made when there is room for it, the
 *    documents of one that was answered go, and so do those of answers beyond 128 MiB. A fault in them ends the run; what
 *    stands before it was sent. A run that ends before all was read says what is left.
 * 8. With `maxAttempts` an opening or a request that never reached the gateway is tried again, after Jina's own waits
 *    (`retry-wait.ts`), which end where nothing more is sent. What may have reached it is never sent twice, which Jina's
 *    client does.
 * 9. With `needsRoutes` nothing is sent by a transport whose answers carry none.
 */
import type { Clock } from "../base/clock.ts";
import type { RandomBytes } from "../base/random.ts";
import { ClientError, type ClientErrorCode } from "../model/run/client-error.ts";
import type { SendRequest } from "../model/run/request.ts";
import { documentsRead, isInput } from "../model/run/request-input.ts";
import { documentsPerRequest, isOverLimit } from "../model/run/request-limit.ts";
import type { Exchange, Run, RunState } from "../model/run/run.ts";
import type { Transport } from "../model/run/transport.ts";
import { sizeOfDocuments } from "./document-size.ts";
import { createBatches } from "./input/batches.ts";
import { createRequestList } from "./request-list.ts";
import { retryWaitMs } from "./retry-wait.ts";

/** Requests in flight, where nothing else is said: browsers open about six connections to a host, some for the page itself. */
export const WINDOW = 4;
/** What requests in flight take together, as far as that is known before they are written. */
const MAX_IN_FLIGHT_BYTES = 32 << 20;

/** Errors of what never reached the gateway. */
const UNSENT: ReadonlySet<ClientErrorCode> = new Set<ClientErrorCode>(["unreachable", "bridge-busy"]);

/** Errors after which it is not known whether the gateway has worked on the request. */
const DOUBTFUL: ReadonlySet<ClientErrorCode> = new Set<ClientErrorCode>([
  "interrupted",
  "timeout",
  "canceled",
  // Once it was readable: a gateway that fails by itself leaves out what the browser needs.
  "unreadable",
  // The server was there when the run was opened, so it may have gone down after it had sent the request on.
  "bridge-missing",
]);

interface SenderOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

interface Sender {
  /**
   * Starts a run. `onChange` is told after every step, without the run itself: whoever shows it reads `sending.run`
   * when the time to show it has come, because each reading after a change copies the list of exchanges.
   */
  send(request: SendRequest, runId: number, onChange: () => void): Sending;
}

/** A run under way. */
export interface Sending {
  /** The run as it stands: never changed afterwards, and the same object until something has changed. */
  readonly run: Run;
  /** The run as it ended. Never rejects: faults are in the run. */
  readonly finished: Promise<Run>;
  /** See promise 4. Without effect once the run has ended. */
  stop(): void;
}

/** Makes runs over one transport. */
export function createSender(options: SenderOptions): Sender {
  return { send: (request, runId, onChange) => startRun(options, request, runId, onChange) };
}

function startRun(
  { transport, clock, random }: SenderOptions,
  ...[request, runId, onChange]: Parameters<Sender["send"]>
): Sending {
  const batches = createBatches(request.documents);
  const notes: string[] = [];
  const list = createRequestList({ request, known: batches.known, random, notes });
  const inFlight = createRoom(() => request.window ?? transport.window ?? WINDOW);
  const aborter = new AbortController();
  /** Ends the waits before other tries: no more are made. */
  const pauses = new AbortController();
  const startedAtMs = clock.epochMs();
  const { promise: finished, resolve: finish } = Promise.withResolvers<Run>();

  let state: RunState = "opening";
  /** What the run will be called at its end; the first reason to stop sending decides. */
  let outcome: "done" | "failed" | "stopped" = "done";
  let error: ClientError | null = null;
  let next = 0;
  let ended = 0;
  let sendingSinceMs = 0;
  let spentMs: number | null = null;
  let isReading = false;
  /** Whether the run ended before all was read that could be. */
  let isCut = false;
  let snapshot: Run | null = null;

  const readRun = (): Run => {
    if (snapshot) {
      return snapshot;
    }
    const exchanges = list.exchanges();
    snapshot = {
      id: runId,
      transport: transport.label,
      simulated: transport.simulated,
      ...(transport.seed !== undefined && { seed: transport.seed }),
      startedAtMs,
      ...(spentMs !== null && { spentMs }),
      state,
      exchanges,
      ...(!batches.isOver() && !isOver() && { isReading: true }),
      ...(isOver() && isCut && !error && unreadIn(request.documents, exchanges)),
      error,
      lacks: transport.lacks,
      ...(transport.warning && { warning: transport.warning }),
      notes: notes.slice(),
    };
    return snapshot;
  };

  const changed = (): void => {
    snapshot = null;
    onChange();
  };

  const isOver = (): boolean => state === "done" || state === "failed" || state === "stopped";
  const isGoingOn = (): boolean => !isOver();
  const isRunning = (): boolean => state === "running";

  /** Ends the run: what was not sent never will be, and what is in flight stays unknown. */
  const end = (): void => {
    if (isOver()) {
      return;
    }
    list.end();
    state = outcome;
    pauses.abort();
    stopReading();
    transport.close();
    changed();
    finish(readRun());
  };

  const stopReading = (): void => {
    isCut ||= !batches.isOver();
    batches.stop();
  };

  const stopSending = (reason: "failed" | "stopped"): void => {
    if (outcome === "done") {
      outcome = reason;
    }
    state = "draining";
    pauses.abort();
    stopReading();
  };

  /** Whether what has failed so is to be tried again, as it never reached the gateway. */
  const mayRetry = (cause: unknown, tried: number): boolean =>
    cause instanceof ClientError && UNSENT.has(cause.code) && tried < (request.maxAttempts ?? 1);

  /** Whether it is still so after the pause before another try. */
  const isSoAfterPause = async (isSo: () => boolean, tried: number): Promise<boolean> => {
    await clock.sleep(retryWaitMs(tried, random), pauses.signal).catch(() => undefined);
    return isSo();
  };

  const exchange = async (index: number, bytes: number, tried = 1): Promise<void> => {
    const sentAtMs = clock.nowMs();
    let change: Partial<Exchange>;
    try {
      const reply = await transport.send(list.at(index), aborter.signal, (part) => {
        if (!isOver()) {
          list.settle(index, { reply: part });
          spentMs = clock.nowMs() - sendingSinceMs;
          changed();
        }
      });
      change = { state: "answered", roundtripMs: clock.nowMs() - sentAtMs, reply };
    } catch (cause) {
      if (isRunning() && mayRetry(cause, tried) && (await isSoAfterPause(isRunning, tried))) {
        return exchange(index, bytes, tried + 1);
      }
      const fault = clientErrorOf(cause, transport);
      const isDoubtful = DOUBTFUL.has(fault.code) && !fault.isUnsent;
      change = { state: isDoubtful ? "unknown" : "failed", error: fault };
    }
    if (isOver()) {
      return;
    }
    inFlight.leave(bytes);
    spentMs = clock.nowMs() - sendingSinceMs;
    list.settleEnd(index, { ...change, endedAs: ended++ });
    if (!request.continueOnError && (change.error || change.reply?.status.code === "ERROR")) {
      stopSending("failed");
    }
    advance();
  };

  const bytesOfNext = (): number => sizeOfDocuments(list.at(next).documents);

  /** Whether there is a next request, and room for it beside those in flight. */
  const hasRoomForNext = (): boolean =>
    !inFlight.isFull() && next < list.length && inFlight.takes(bytesOfNext());

  /** Fills the window, or ends the run when nothing is left to wait for. */
  const advance = (): void => {
    while (state === "running" && hasRoomForNext()) {
      const bytes = bytesOfNext();
      list.settle(next, { state: "sent" });
      inFlight.enter(bytes);
      void exchange(next++, bytes);
    }
    if (state === "running" && next < list.length) {
      transport.prepare?.(list.at(next));
    } else if (state === "running" && !batches.isOver()) {
      void readOn();
    } else if (inFlight.isEmpty() && !isReading) {
      end();
      return;
    }
    changed();
  };

  /** Documents to a request: as many as are asked for, as far as the transport takes them in one. */
  const requestSize = (): number => documentsPerRequest(request.requestSize, transport.limit);

  /** Reads the documents of the next request, as long as there is room for it. */
  const readOn = async (): Promise<void> => {
    if (isReading || inFlight.isFull()) {
      return;
    }
    isReading = true;
    try {
      const batch = await batches.next(requestSize());
      if (state === "running" && (batch.length > 0 || list.length === 0)) {
        list.add(batch);
      }
    } catch (cause) {
      if (state === "running") {
        const fault = clientErrorOf(cause, transport);
        if (list.length === 0) {
          error = fault;
        } else {
          notes.push(`${fault.message} What stands before it was sent.`);
        }
        stopSending("failed");
      }
    }
    isReading = false;
    if (!isOver()) {
      advance();
    }
  };

  /** Makes smaller requests where the transport turns out to take no more in one. */
  const keepToLimit = (): void => {
    const { limit } = transport;
    const { known } = batches;
    if (isOverLimit(request.requestSize, limit) && (!known || known.length > limit.documents)) {
      notes.push(limit.why);
      list.addKnown(requestSize());
    }
  };

  const open = async (tried = 1): Promise<void> => {
    try {
      await transport.open(aborter.signal);
      requireRoutes(request, transport);
    } catch (cause) {
      if (isGoingOn() && mayRetry(cause, tried) && (await isSoAfterPause(isGoingOn, tried))) {
        return open(tried + 1);
      }
      if (!isOver()) {
        error = clientErrorOf(cause, transport);
        outcome = "failed";
        end();
      }
      return;
    }
    if (!isOver()) {
      state = "running";
      sendingSinceMs = clock.nowMs();
      keepToLimit();
      advance();
    }
  };

  list.addKnown(requestSize());
  void open();
  return {
    get run() {
      return readRun();
    },
    finished,
    stop() {
      if (isOver()) {
        return;
      }
      if (state === "running") {
        stopSending("stopped");
        if (inFlight.isEmpty()) {
          end();
        } else {
          changed();
        }
        return;
      }
      if (outcome === "done") {
        outcome = "stopped";
      }
      aborter.abort();
      end();
    },
  };
}

/** Room for so many requests, and for about 32 MiB of them, but for one alone. */
function createRoom(window: () => number) {
  let count = 0;
  let bytes = 0;
  return {
    isEmpty: () => count === 0,
    isFull: () => count >= window(),
    /** Whether one of this size may be beside those that are there. */
    takes: (size: number) => count === 0 || bytes + size <= MAX_IN_FLIGHT_BYTES,
    enter(size: number) {
      count++;
      bytes += size;
    },
    leave(size: number) {
      count--;
      bytes -= size;
    },
  };
}

/** Throws where a run needs what the answers of this transport do not carry. */
function requireRoutes({ needsRoutes }: SendRequest, { lacks, label }: Transport): void {
  if (needsRoutes && lacks.routes !== undefined) {
    throw new ClientError("input", lacks.routes, {
      tried: label,
      advice:
        "Give the address of a gRPC or WebSocket port: its answers carry the times. A Flow opens several ports with `protocol: [GRPC, HTTP]` and a `port` for each.",
    });
  }
}

/** What is left of an input of which the requests were made; nothing where none is. */
function unreadIn(documents: SendRequest["documents"], exchanges: readonly Exchange[]): Pick<Run, "unread"> {
  const count = isInput(documents) ? documents.count : 0;
  if (count === null) {
    return { unread: null };
  }
  const left = count - documentsRead(exchanges);
  return left > 0 ? { unread: left } : {};
}

/** A fault of our own code must not leave a run without an end, so it becomes a ClientError too; its cause is kept. */
function clientErrorOf(cause: unknown, transport: Transport): ClientError {
  return cause instanceof ClientError
    ? cause
    : new ClientError(
        "protocol",
        `A fault of the Designer, not of your Flow or its gateway: ${String(cause)}.`,
        {
          tried: transport.label,
          cause,
        },
      );
}
