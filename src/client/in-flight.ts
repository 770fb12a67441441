/**
 * Requests that share one connection, whose answers come in the order of completion. In protobuf an answer carries the
 * id of its request. In JSON it does not: there it is known by the documents in it, so only requests whose documents
 * have ids of their own go side by side, and any other goes alone.
 */
import { ClientError } from "../model/run/client-error.ts";
import type { Reply } from "../model/run/reply.ts";
import type { DataRequest } from "../model/run/request.ts";
import { advise, BY_SERVER } from "./advice.ts";
import { SILENCE } from "./bridge-faults.ts";

interface Entry {
  readonly request: DataRequest;
  /** Of its documents; gathered where an answer does not name its request. */
  readonly ids: ReadonlySet<string>;
  resolve(reply: Reply): void;
  reject(reason: unknown): void;
}

/** The requests of one connection. */
export interface InFlight {
  readonly count: number;
  /** Whether an answer to the request could be told from those to the requests in flight. */
  hasRoomFor(request: DataRequest): boolean;
  /**
   * Counts one answer in. Gives a fault where more have come than requests have gone out: a browser reads a WebSocket
   * whether the page keeps up or not, so what nobody asked for would be kept without end.
   */
  noteAnswer(): ClientError | null;
  /** Takes a request in; its answer, or the reason why there is none. */
  add(request: DataRequest): Promise<Reply>;
  /** Gives an answer to the request of its id; false if there is none. */
  answer(reply: Reply): boolean;
  /** Whether these ids of documents tell a request. */
  isToldBy(ids: readonly string[]): boolean;
  /** Gives an answer to the request that these ids of documents tell, or that is the only one left for it. */
  answerByDocuments(reply: Reply, ids: readonly string[]): void;
  /** Ends one, whose answer is not waited for any more. */
  fail(request: DataRequest, reason: unknown): void;
  /** Ends all of them. */
  failAll(reason: unknown): void;
}

/** None are in flight. `settled` is called after each that ends; `tried` says in a fault what was asked. */
export function createInFlight(settled: () => void, tried: string): InFlight {
  const entries = new Map<string, Entry>();
  /** Answers whose documents tell nothing. */
  let untold: Reply[] = [];
  /** Requests that went out and whose answers have not come, also those that nobody waits for any more. */
  let owed = 0;

  const end = (entry: Entry, how: () => void): void => {
    entries.delete(entry.request.requestId);
    how();
    settled();
  };
  const give = (entry: Entry, reply: Reply): void =>
    end(entry, () => entry.resolve({ ...reply, requestId: entry.request.requestId }));
  const toldBy = (ids: readonly string[]): Entry | undefined =>
    [...entries.values()].find((entry) => ids.some((id) => entry.ids.has(id)));

  return {
    get count() {
      return entries.size;
    },
    hasRoomFor(request) {
      const ids = idsOf(request);
      const others = [...entries.values()];
      return (
        others.length === 0 ||
        (ids.size > 0 &&
          untold.length === 0 &&
          others.every((other) => other.ids.size > 0 && [...ids].every((id) => !other.ids.has(id))))
      );
    },
    noteAnswer() {
      if (owed === 0) {
        return unasked(tried);
      }
      owed -= 1;
      return null;
    },
    add(request) {
      owed += 1;
      const { promise, resolve, reject } = Promise.withResolvers<Reply>();
      let ids: ReadonlySet<string> | null = null;
      entries.set(request.requestId, {
        request,
        get ids() {
          ids ??= idsOf(request);
          return ids;
        },
        resolve,
        reject,
      });
      return promise;
    },
    answer(reply) {
      const entry = entries.get(reply.requestId);
      if (entry) {
        give(entry, reply);
      }
      return entry !== undefined;
    },
    isToldBy: (ids) => toldBy(ids) !== undefined,
    answerByDocuments(reply, ids) {
      const told = toldBy(ids);
      if (told) {
        give(told, reply);
      } else {
        untold.push(reply);
      }
      const left = [...entries.values()];
      if (untold.length < left.length || left.length === 0) {
        return;
      }
      const [only, ...more] = left;
      const replies = untold;
      untold = [];
      if (only && more.length === 0) {
        give(only, replies[0]!);
        return;
      }
      for (const entry of left) {
        end(entry, () => entry.reject(untellable(tried)));
      }
    },
    fail({ requestId }, reason) {
      const entry = entries.get(requestId);
      if (entry) {
        end(entry, () => entry.reject(reason));
      }
    },
    failAll(reason) {
      for (const entry of [...entries.values()]) {
        end(entry, () => entry.reject(reason));
      }
      untold = [];
    },
  };
}

function idsOf({ documents }: DataRequest): Set<string> {
  return new Set(documents.flatMap(({ id }) => (typeof id === "string" ? [id] : [])));
}

/** What to do where an answer does not tell its request. */
export const BY_ITS_ID = advise(BY_SERVER, ", where each answer carries the id of its request.");

function unasked(tried: string): ClientError {
  return new ClientError("protocol", "The gateway sent more answers than it was sent requests.", {
    tried,
    advice: SILENCE.send,
  });
}

function untellable(tried: string): ClientError {
  return new ClientError(
    "protocol",
    "Answers came whose documents do not tell which requests they are for: over WebSocket, a gateway's JSON does not say it.",
    { tried, advice: BY_ITS_ID },
  );
}
