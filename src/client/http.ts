/**
 * The way to an HTTP gateway, or to an Executor that is served in HTTP: one exchange a request. Which docarray it runs
 * and which paths its endpoints have is read from its OpenAPI at each opening, as a gateway may have been restarted.
 */

import { counted } from "../base/words.ts";
import type { ExposedEndpoint } from "../model/engine/exposed-endpoints.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { Doc } from "../model/run/document.ts";
import { endpointPath } from "../model/run/endpoint-path.ts";
import { type Reply, type Status, SUCCESS } from "../model/run/reply.ts";
import type { DataRequest } from "../model/run/request.ts";
import { httpLimit } from "../model/run/request-limit.ts";
import type { Transport } from "../model/run/transport.ts";
import { SMALL_BYTES } from "./answer.ts";
import { isFields, parsedJson, replyOfIndex, replyOfJson, statusOf, statusOfDetail } from "./answer-json.ts";
import { type AnswerLimits, limitsOf } from "./answer-watch.ts";
import { type Attempt, otherProtocol } from "./bridge-faults.ts";
import type { DescriptionReader } from "./description-reader.ts";
import { readEvents } from "./event-stream.ts";
import { httpFailure } from "./http-faults.ts";
import { createHttpWire, type HttpAnswer, type HttpWireOptions, readBytes, readText } from "./http-wire.ts";
import { createJsonDocuments } from "./json-documents.ts";
import type { IndexedJson } from "./json-index.ts";
import { encodeJsonDocument, encodeJsonRequest } from "./json-request.ts";
import { type HttpGateway, routeOf } from "./openapi.ts";
import { openApiOf } from "./openapi-answer.ts";
import { STREAM_NOTE } from "./stream-note.ts";
import { labelOf, lacksOf, unverifiedWarning } from "./way.ts";

/** Characters of one event: a document. */
const MAX_EVENT_LENGTH = 16 << 20;
/** For asking what went wrong. */
const ASK_LIMIT_MS = 5000;

const NO_ROUTES =
  "This HTTP gateway's answers do not tell which executors they came by. Its gRPC port tells it, if it has one.";

/** Which gateway, which way, and by what means. */
export interface HttpOptions extends HttpWireOptions {
  /** For connecting and reading what the gateway is. 5000 unless said otherwise. */
  readonly openLimitMs?: number;
  /** For one answer. Those of a run without a timeout unless said otherwise. */
  readonly limits?: AnswerLimits;
  /**
   * Goes through a large answer away from the page's thread, and rejects with a RangeError for what is no JSON. Without
   * it, as where there are no workers, that is done in place.
   */
  readonly indexLargeJson?: (bytes: Uint8Array<ArrayBuffer>) => Promise<IndexedJson>;
  /** Reads a large OpenAPI away from the page's thread; without it that is done in place. */
  readonly readLarge?: DescriptionReader;
  /** The endpoint of all requests, where they have one: what it is tells how many documents a request may hold. */
  readonly endpoint?: string;
  /** What the drawn Flow exposes, for a gateway that has it. */
  readonly exposed?: readonly ExposedEndpoint[];
}

/** A transport over HTTP. Nothing is sent before `open`. */
export function createHttpTransport(options: HttpOptions): Transport {
  const { address, way, endpoint, exposed, indexLargeJson, readLarge } = options;
  const { openLimitMs = 5000, limits = limitsOf(undefined) } = options;
  let warning: string | null = null;
  const wire = createHttpWire({
    ...options,
    onUnverified: () => {
      warning = unverifiedWarning(address);
    },
  });
  const label = labelOf(address, way);
  const opening: Attempt = { stage: "open", tried: label, address, way, limitMs: openLimitMs };
  const sending: Attempt = { stage: "send", tried: label, address, way, limitMs: null };
  let gateway: HttpGateway | null = null;

  const readJson = async ({ status, type, response }: HttpAnswer, attempt: Attempt) => {
    const text = await readText(response, attempt.tried);
    return { status, type, answer: parsedJson(text) };
  };

  /** Why a gateway has failed that does not say it: what its dry run says, which asks no endpoint. */
  const askWhy = async (signal: AbortSignal): Promise<ClientError | null> => {
    const attempt = { ...sending, limitMs: ASK_LIMIT_MS };
    const read = (answer: HttpAnswer) => readJson(answer, attempt);
    const ran = await wire.ask({ method: "GET", path: "/dry_run" }, attempt, signal, read).catch(() => null);
    const status = ran ? statusOf(ran.answer) : null;
    return status?.code === "ERROR"
      ? httpFailure({ status: 503, type: "", answer: { header: { status: ran?.answer } } }, sending)
      : null;
  };

  /** The reply of a body, which is gone through in a worker where it is large; null for what is no JSON. */
  const replyIn = async (bytes: Uint8Array<ArrayBuffer>): Promise<Reply | null> => {
    const { generation } = gateway!;
    if (bytes.length > SMALL_BYTES && indexLargeJson) {
      const indexed = await indexLargeJson(bytes).catch((cause) => {
        if (cause instanceof RangeError) {
          return null;
        }
        throw cause;
      });
      return indexed && replyOfIndex(indexed, generation, label);
    }
    const answer = parsedJson(new TextDecoder().decode(bytes));
    return answer === undefined ? null : replyOfJson(answer, generation, label);
  };

  const answered = async (answer: HttpAnswer, request: DataRequest, signal: AbortSignal): Promise<Reply> => {
    if (answer.status === 200) {
      const reply = await replyIn(await readBytes(answer.response, label));
      if (!reply) {
        throw notJson(sending);
      }
      return replyWith(request, reply);
    }
    const read = await readJson(answer, sending);
    // An Executor has raised: the gateway that tells no more of it answers so.
    if (read.status === 500 && isFields(read.answer) && typeof read.answer.detail === "string") {
      return failed(request, statusOfDetail(read.answer.detail));
    }
    const why = read.status === 500 && read.type === "text/plain" ? await askWhy(signal) : null;
    throw why ?? httpFailure(read, sending);
  };

  const streamed = async (
    answer: HttpAnswer,
    request: DataRequest,
    onPart: (part: Reply) => void,
  ): Promise<Reply> => {
    if (answer.type !== "text/event-stream") {
      throw httpFailure(await readJson(answer, sending), sending);
    }
    const items: unknown[] = [];
    const { generation } = gateway!;
    const partial = () => ({
      ...replyWith(request, empty(request)),
      documents: createJsonDocuments(items, generation, items.length),
    });
    for await (const { name, data } of readEvents(answer.response, MAX_EVENT_LENGTH, label)) {
      if (name === "end") {
        return { ...partial(), notes: [STREAM_NOTE] };
      }
      const item = parsedJson(data);
      if (item === undefined) {
        throw notJson(sending);
      }
      items.push(item);
      onPart(partial());
    }
    throw new ClientError("interrupted", `The stream broke off after ${counted(items.length, "document")}.`, {
      tried: label,
      advice: "The Flow's log says more.",
    });
  };

  return {
    label,
    simulated: false,
    get lacks() {
      const lacks = lacksOf(address, way);
      return gateway && !gateway.hasRoutes ? { ...lacks, routes: NO_ROUTES } : lacks;
    },
    get warning() {
      return warning;
    },
    get limit() {
      const route = gateway && endpoint !== undefined ? routeOf(gateway, endpoint, exposed) : null;
      return httpLimit(route?.isStream ?? false, gateway?.generation ?? null);
    },

    async open(signal) {
      const { described } = await wire.ask(
        { method: "GET", path: "/openapi.json" },
        opening,
        signal,
        async (answer, untilLate) => {
          if (answer.status !== 200) {
            throw httpFailure(await readJson(answer, opening), opening);
          }
          return openApiOf(answer.response, label, readLarge, untilLate);
        },
      );
      if (described.kind !== "http") {
        throw noHttpGateway(described.kind === "websocket", opening);
      }
      gateway = described.gateway;
    },

    async send(request, signal, onPart = () => {}) {
      const { generation } = gateway!;
      const route = routeOf(gateway!, request.endpoint, exposed);
      if (!route) {
        throw noEndpoint(request.endpoint, gateway!, label);
      }
      const { method, path } = route;
      const body = encodeJsonRequest(request, generation);
      if (!route.isStream) {
        return wire.ask(
          { method, path, body },
          sending,
          signal,
          (answer, untilLate) => answered(answer, request, untilLate),
          limits,
        );
      }
      if (request.documents.length > 1) {
        throw new ClientError(
          "input",
          `${request.endpoint} generates from one document, and the request has ${request.documents.length}.`,
          { tried: label, advice: "Make the request size 1." },
        );
      }
      // No browser sends a body with a read; the page's server does.
      const call =
        way === "bridge"
          ? { method, path, body: encodeJsonDocument(request, generation) }
          : { method, path: path + queryOf(request.documents[0] ?? {}) };
      return wire.ask(
        { ...call, accept: "text/event-stream" },
        sending,
        signal,
        (answer) => streamed(answer, request, onPart),
        limits,
      );
    },

    close() {},
  };
}

/** An answer of this gateway may not say whose it is. */
function replyWith(request: DataRequest, reply: Reply): Reply {
  const isOther = reply.endpoint !== "" && endpointPath(reply.endpoint) !== endpointPath(request.endpoint);
  return {
    ...reply,
    ...(isOther && {
      notes: [
        ...(reply.notes ?? []),
        `At this path the gateway offers ${reply.endpoint}, which is what it ran.`,
      ],
    }),
    requestId: reply.requestId || request.requestId,
    endpoint: reply.endpoint || request.endpoint,
    targetExecutor: reply.targetExecutor || request.targetExecutor,
  };
}

function empty({ requestId, endpoint, targetExecutor, parameters }: DataRequest): Reply {
  return { requestId, endpoint, targetExecutor, parameters, status: SUCCESS, routes: [], documents: [] };
}

function failed(request: DataRequest, status: Status): Reply {
  return {
    ...empty(request),
    status,
    notes: ["This HTTP gateway tells no more of an exception: its stack is in the Flow's log."],
  };
}

/** The plain fields of a document as a query, which is all that a browser can ask a generator with. */
function queryOf(document: Doc): string {
  const fields = Object.entries(document).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? [[name, String(value)]]
      : [],
  );
  return fields.length === 0 ? "" : `?${new URLSearchParams(fields)}`;
}

function noEndpoint(endpoint: string, { paths }: HttpGateway, tried: string): ClientError {
  const names = [...paths.keys()].sort().slice(0, 20).join(", ");
  return new ClientError("input", `The gateway has no endpoint ${endpoint || "without a name"}.`, {
    tried,
    advice: names === "" ? "It has none at all." : `It has ${names}.`,
  });
}

function noHttpGateway(isWebsocket: boolean, { tried, address }: Attempt): ClientError {
  return new ClientError(
    "not-a-gateway",
    isWebsocket
      ? "A WebSocket gateway answers there."
      : "What answers there is no Jina gateway, or one of another protocol.",
    { tried, advice: otherProtocol(address) },
  );
}

function notJson({ tried }: Attempt): ClientError {
  return new ClientError("protocol", "The answer is not the message it should be (no JSON).", { tried });
}
