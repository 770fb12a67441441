/**
 * The ways to a gRPC gateway: gRPC-web to the page's server, which passes the frames on, or to a proxy that the person
 * runs. One unary call a request, or one that is answered by a stream. Which docarray generation the gateway runs is
 * asked anew at each opening, as a gateway may have been restarted.
 */
import {
  JinaSingleDataRequestRPC as DataRpcV1,
  JinaSingleDocumentRequestRPC as StreamRpcV1,
} from "../gen/v1/jina_pb.js";
import {
  JinaSingleDataRequestRPC as DataRpcV2,
  JinaSingleDocumentRequestRPC as StreamRpcV2,
} from "../gen/v2/jina_pb.js";
import { MAX_MESSAGE_BYTES } from "../model/run/bridge-contract.ts";
import type { Reply } from "../model/run/reply.ts";
import type { DataRequest } from "../model/run/request.ts";
import { ONE_DOCUMENT } from "../model/run/request-limit.ts";
import type { Transport } from "../model/run/transport.ts";
import { type IndexLarge, indexed, replyOf } from "./answer.ts";
import { indexAnswer } from "./answer-index.ts";
import { type AnswerLimits, limitsOf, untilAborted } from "./answer-watch.ts";
import type { Attempt } from "./bridge-faults.ts";
import { sizeOfDocuments } from "./document-size.ts";
import type { Generation } from "./generation.ts";
import { askGeneration } from "./grpc-info.ts";
import { failureOf } from "./grpc-web-faults.ts";
import { createGrpcWire, type GrpcWireOptions } from "./grpc-wire.ts";
import { STREAM_NOTE } from "./stream-note.ts";
import { asData, createStreamReply } from "./stream-reply.ts";
import { labelOf, lacksOf, unverifiedWarning } from "./way.ts";
import { encodeSingle, frameOf, MAX_USED_BYTES, messageFrame } from "./wire-message.ts";

const OPEN_LIMIT_MS = 5000;

/** Which gateway is called, through which server, and by what means. */
export interface GrpcWebOptions extends GrpcWireOptions {
  /** For connecting and learning the generation. 5000 unless said otherwise. */
  readonly openLimitMs?: number;
  readonly indexLarge?: IndexLarge;
  /** For one answer. Those of a run without a timeout unless said otherwise. */
  readonly limits?: AnswerLimits;
  /** Whether documents are sent by `stream_doc`, as generator endpoints want it. */
  readonly stream?: boolean;
}

/** A transport over gRPC-web. Nothing is sent before `open`. */
export function createGrpcWebTransport(options: GrpcWebOptions): Transport {
  const { address, way, openLimitMs = OPEN_LIMIT_MS, limits = limitsOf(undefined), indexLarge } = options;
  const { stream: isStream = false } = options;
  let warning: string | null = null;
  const wire = createGrpcWire({
    ...options,
    onUnverified: () => {
      warning = unverifiedWarning(address);
    },
  });
  const label = labelOf(address, way);
  const opening: Attempt = { stage: "open", tried: label, address, way, limitMs: openLimitMs };
  const sending: Attempt = { stage: "send", tried: label, address, way, limitMs: null };

  let generation: Generation | null = null;
  /** The last request's, which was copied when it was asked. */
  let used: ArrayBuffer | undefined;
  /** The next request's message, written while others are under way: once there is room for it, it waits for nothing. */
  let prepared: { readonly request: DataRequest; readonly body: Uint8Array<ArrayBuffer> } | null = null;

  const write = (request: DataRequest, generation: Generation): Uint8Array<ArrayBuffer> => {
    if (prepared?.request !== request) {
      return messageFrame(request, generation, used);
    }
    const { body } = prepared;
    prepared = null;
    return body;
  };

  /** Each message has one document, or says what the generator has raised. */
  const sendStream = async (
    request: DataRequest,
    generation: Generation,
    signal: AbortSignal,
    onPart: (part: Reply) => void,
  ): Promise<Reply> => {
    const all = createStreamReply(request);
    const take = (message: Uint8Array<ArrayBuffer>): void => {
      const bytes = asData(message);
      all.add(replyOf({ bytes, index: indexAnswer(bytes) }, generation));
      onPart(all.reply());
    };
    const { stream_doc } = (generation === "v2" ? StreamRpcV2 : StreamRpcV1).method;
    const body = frameOf(encodeSingle(request, generation));
    const call = { attempt: sending, method: stream_doc, maxBytes: MAX_MESSAGE_BYTES, body, limits };
    await wire.askStream(call, signal, take);
    const reply = all.reply();
    return reply.status.code === "ERROR" ? reply : { ...reply, notes: [...(reply.notes ?? []), STREAM_NOTE] };
  };

  return {
    label,
    simulated: false,
    lacks: lacksOf(address, way),
    get warning() {
      return warning;
    },
    limit: isStream ? ONE_DOCUMENT : null,

    async open(signal) {
      prepared = null;
      generation = await askGeneration(wire, opening, signal);
    },

    async send(request, signal, onPart = () => {}) {
      if (generation === null) {
        throw new Error("a transport is opened before anything is sent");
      }
      if (isStream) {
        return sendStream(request, generation, signal, onPart);
      }
      const { process_single_data } = (generation === "v2" ? DataRpcV2 : DataRpcV1).method;
      const body = write(request, generation);
      const call = {
        attempt: sending,
        method: process_single_data,
        maxBytes: MAX_MESSAGE_BYTES,
        body,
        limits,
      };
      const asked = wire.ask(call, signal);
      used = body.buffer.byteLength <= MAX_USED_BYTES ? body.buffer : undefined;
      const bytes = await asked;
      try {
        const answer = indexed(bytes, indexLarge);
        return replyOf(answer instanceof Promise ? await untilAborted(answer, signal) : answer, generation);
      } catch (cause) {
        throw failureOf(cause, sending, signal);
      }
    },

    prepare(request) {
      if (generation === null || isStream || prepared?.request === request) {
        return;
      }
      prepared = null;
      if (sizeOfDocuments(request.documents) <= MAX_USED_BYTES) {
        try {
          prepared = { request, body: messageFrame(request, generation, used) };
          used = undefined;
        } catch {
          // Its sending throws it again.
        }
      }
    },

    close() {},
  };
}
