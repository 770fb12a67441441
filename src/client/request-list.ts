/**
 * The requests of one run in their order, each with what has become of it. Where the documents are read as they are sent,
 * those of a request that was answered go, and so do those of answers beyond 128 MiB.
 */
import { type RandomBytes, randomHex } from "../base/random.ts";
import { type Doc, type DocumentList, Excerpt } from "../model/run/document.ts";
import type { DataRequest, SendRequest } from "../model/run/request.ts";
import type { Exchange } from "../model/run/run.ts";

/** What answers of a run may hold together, where its documents are read as they are sent. */
const MAX_KEPT_BYTES = 128 << 20;
/** Of a document that nobody has measured. */
const ASSUMED_BYTES = 2000;
const NOT_KEPT = "Of the later answers only their number is kept, as all of them would fill the memory.";

/** What is to be sent, and what became of it. */
interface RequestList {
  readonly length: number;
  /** The request as it is sent. */
  at(index: number): DataRequest;
  /** All as they stand, in a list that is not changed afterwards. */
  exchanges(): readonly Exchange[];
  /** Makes one more request. */
  add(documents: readonly Doc[]): void;
  /**
   * Makes the requests of what is known without reading, anew, with at most `size` documents each. Without any documents
   * there is one, as in Jina.
   */
  addKnown(size: number): void;
  settle(index: number, change: Partial<Exchange>): void;
  /** The same at the request's end: what is not to be kept of it goes. */
  settleEnd(index: number, change: Partial<Exchange>): void;
  /** What was not sent never will be, and what is in flight stays unknown. */
  end(): void;
}

interface RequestListOptions {
  readonly request: SendRequest;
  /** All documents, where none has to be read; else null. */
  readonly known: readonly Doc[] | null;
  readonly random: RandomBytes;
  /** Sentences on what is done otherwise than asked, to which one may be added. */
  readonly notes: string[];
}

/** A list without any request. */
export function createRequestList({ request, known, random, notes }: RequestListOptions): RequestList {
  let requests: DataRequest[] = [];
  let exchanges: Exchange[] = [];
  let keptBytes = 0;

  const settle = (index: number, change: Partial<Exchange>): void => {
    exchanges[index] = { ...exchanges[index]!, ...change };
  };

  const add = (documents: readonly Doc[]): void => {
    const made = requestOf(request, documents, random);
    requests.push(made);
    exchanges.push(waitingFor(made));
  };

  /** Without what is not to fill the memory, where what was read would be all of it in the end. */
  const lightened = (index: number, change: Partial<Exchange>): Partial<Exchange> => {
    const { reply } = change;
    if (known || !reply || reply.status.code === "ERROR") {
      return change;
    }
    const { request: sent } = exchanges[index]!;
    requests[index] = { ...requests[index]!, documents: [] };
    const light = { ...change, request: { ...sent, documents: goneDocuments(sent.documents.length) } };
    keptBytes += reply.documents.byteLength ?? reply.documents.length * ASSUMED_BYTES;
    if (keptBytes <= MAX_KEPT_BYTES) {
      return light;
    }
    if (!notes.includes(NOT_KEPT)) {
      notes.push(NOT_KEPT);
    }
    return { ...light, reply: { ...reply, documents: goneDocuments(reply.documents.length) } };
  };

  return {
    get length() {
      return requests.length;
    },
    at: (index) => requests[index]!,
    exchanges: () => exchanges.slice(),
    add,
    addKnown(most) {
      if (known) {
        requests = [];
        exchanges = [];
        const size = Math.min(most, Math.max(1, known.length));
        for (let from = 0; from === 0 || from < known.length; from += size) {
          add(known.slice(from, from + size));
        }
      }
    },
    settle,
    settleEnd: (index, change) => settle(index, lightened(index, change)),
    end() {
      exchanges.forEach((exchange, index) => {
        if (exchange.state === "waiting") {
          settle(index, { state: "unsent" });
        } else if (exchange.state === "sent") {
          settle(index, { state: "unknown" });
        }
      });
    },
  };
}

function requestOf(
  { endpoint, parameters, targetExecutor }: SendRequest,
  documents: readonly Doc[],
  random: RandomBytes,
): DataRequest {
  return { requestId: randomHex(random), endpoint, documents, parameters, targetExecutor };
}

function waitingFor(request: DataRequest): Exchange {
  return { request, state: "waiting", roundtripMs: null, reply: null, error: null };
}

/** Documents that were there, as a list that only knows their number. */
function goneDocuments(length: number): DocumentList {
  return {
    length,
    byteLength: 0,
    at: (index) => (index < length ? new Excerpt({}, "it was not kept") : undefined),
  };
}
