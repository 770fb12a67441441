/**
 * The way to a WebSocket gateway: one connection a run, on which requests go side by side. Through the page's server
 * frames are protobuf; straight from a page, which cannot ask for that, they are JSON, as gateways with docarray below
 * 0.30 take it, unless a proxy before the gateway asks for protobuf: by its dry run a gateway shows which it speaks.
 *
 * A connection that is lost takes what is in flight with it; the next request opens another one.
 */
import { SOCKET_OPEN, type Socket } from "../base/socket.ts";
import { MAX_MESSAGE_BYTES, WEBSOCKET_RELAY_PATH } from "../model/run/bridge-contract.ts";
import { ClientError, ofUnsent } from "../model/run/client-error.ts";
import type { Reply } from "../model/run/reply.ts";
import type { DataRequest } from "../model/run/request.ts";
import type { Transport } from "../model/run/transport.ts";
import { hostAndPort } from "./address.ts";
import { type IndexLarge, indexed, replyOf, SMALL_BYTES } from "./answer.ts";
import { replyOfIndex, replyOfJson } from "./answer-json.ts";
import { type AnswerLimits, type AnswerWatch, limitsOf, watchAnswer, within } from "./answer-watch.ts";
import { type Attempt, noToken, SMALLER_REQUESTS, stopped } from "./bridge-faults.ts";
import {
  BUFFER_PAUSE_MS,
  type Connection,
  connectSocket,
  endInput,
  MAX_BUFFERED_BYTES,
  placeOnBridge,
  type SocketPlace,
} from "./connect-socket.ts";
import type { Generation } from "./generation.ts";
import { createInFlight, type InFlight } from "./in-flight.ts";
import { createJsonAnswers, type JsonAnswers } from "./json-answers.ts";
import { documentIds } from "./json-documents.ts";
import type { IndexedJson } from "./json-index.ts";
import { encodeJsonRequest } from "./json-request.ts";
import { labelOf, lacksOf } from "./way.ts";
import { BROKEN_OFF, closingFault } from "./websocket-faults.ts";
import { createWebsocketGateway, type WebsocketGatewayOptions } from "./websocket-gateway.ts";
import { encodeMessage } from "./wire-message.ts";

const END_OF_INPUT = { json: "{}", binary: new Uint8Array(1) } as const;

/** Which gateway, which way, and by what means. */
export interface WebsocketOptions extends WebsocketGatewayOptions {
  /** For connecting, and for reading what the gateway is. 5000 unless said otherwise. */
  readonly openLimitMs?: number;
  /** For one answer, which comes in one piece. Those of a run without a timeout unless said otherwise. */
  readonly limits?: AnswerLimits;
  /** As that of gRPC-web. */
  readonly indexLarge?: IndexLarge;
  /** The same for JSON. */
  readonly indexLargeJson?: (text: string) => Promise<IndexedJson>;
}

/** A transport over WebSocket. Nothing is sent before `open`. */
export function createWebsocketTransport(options: WebsocketOptions): Transport {
  const {
    address,
    way,
    bridge,
    clock,
    openLimitMs = 5000,
    limits = limitsOf(undefined),
    indexLarge,
    indexLargeJson,
  } = options;
  const label = labelOf(address, way);
  const opening: Attempt = { stage: "open", tried: label, address, way, limitMs: openLimitMs };
  const sending: Attempt = { stage: "send", tried: label, address, way, limitMs: null };
  const gateway = createWebsocketGateway(options, opening);
  let frames: "json" | "binary" = way === "bridge" ? "binary" : "json";
  let generation: Generation = "v1";
  let current: Connection | null = null;
  let connecting: Promise<Connection> | null = null;
  let isClosed = false;
  let giveUpOpening = () => {};
  let wake = Promise.withResolvers<void>();
  const settled = () => {
    wake.resolve();
    wake = Promise.withResolvers();
  };

  const connect = (signal: AbortSignal): Promise<Connection> => {
    if (current?.socket.readyState === SOCKET_OPEN) {
      return Promise.resolve(current);
    }
    connecting ??= openConnection(signal).finally(() => {
      connecting = null;
    });
    return connecting;
  };

  const openConnection = async (signal: AbortSignal): Promise<Connection> => {
    const inFlight = createInFlight(settled, label);
    const jsonAnswers = createJsonAnswers(inFlight, label);
    let hasAnswered = false;
    /** Large answers that are gone through. */
    let working: Promise<unknown> | null = null;

    /** Fails what is in flight once what has come before is gone through. */
    const loseRest = (fault: ClientError): void => {
      const lose = () => inFlight.failAll(fault);
      void (working ? working.then(lose) : lose());
    };

    /** Takes one message. What is none ends the connection, as it cannot be told what it was an answer to. */
    const take = async (data: unknown): Promise<void> => {
      hasAnswered = true;
      try {
        await answer(inFlight, jsonAnswers, data);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        inFlight.failAll(
          cause instanceof ClientError
            ? cause
            : new ClientError("protocol", `The answer is not the message it should be (${why}).`, {
                tried: label,
                cause,
              }),
        );
        socket.close();
      }
    };

    const socket: Socket = await connectSocket(
      { ...options, ...placeOf(options), openLimitMs, attempt: opening, signal },
      {
        opening(giveUp) {
          giveUpOpening = giveUp;
        },
        message(data) {
          const unasked = inFlight.noteAnswer();
          if (unasked) {
            loseRest(unasked);
            socket.close();
            return;
          }
          const done = take(data);
          if (sizeOf(data) > SMALL_BYTES) {
            working = Promise.all([working, done]);
          }
        },
        closed(how) {
          if (!hasAnswered && how.code === BROKEN_OFF) {
            // It may be another gateway now.
            gateway.forget();
          }
          const takesNoJson = way === "direct" && frames === "json" && !hasAnswered;
          const { count } = inFlight;
          // Until something is in flight, nothing can have reached the Flow.
          return closingFault({ ...how, way, takesNoJson, inFlight: count }, count > 0 ? sending : opening);
        },
        ended: loseRest,
      },
    );
    current = { socket, inFlight };
    return current;
  };

  /** Gives the answer that a message is to its request. */
  const answer = async (inFlight: InFlight, jsonAnswers: JsonAnswers, data: unknown): Promise<void> => {
    const length = sizeOf(data);
    if (length > MAX_MESSAGE_BYTES) {
      throw tooLarge(length, label);
    }
    const isLarge = length > SMALL_BYTES;
    const giveJson = (reply: Reply, ids: readonly string[]): void => {
      const refusal = jsonAnswers.refusal(reply.requestId, ids);
      if (refusal) {
        throw refusal;
      }
      inFlight.answerByDocuments(reply, ids);
    };
    if (typeof data === "string") {
      if (isLarge && indexLargeJson) {
        const indexed = await indexLargeJson(data);
        giveJson(replyOfIndex(indexed, generation, label), indexed.index.ids);
      } else {
        const said: unknown = JSON.parse(data);
        giveJson(replyOfJson(said, generation, label), documentIds(said));
      }
    } else if (data instanceof ArrayBuffer) {
      const bytes = new Uint8Array(data);
      const answered = indexed(bytes, indexLarge);
      inFlight.answer(replyOf(answered instanceof Promise ? await answered : answered, generation));
    }
  };

  const encode = (request: DataRequest): string | Uint8Array<ArrayBuffer> => {
    if (frames === "json") {
      return encodeJsonRequest(request, generation);
    }
    return encodeMessage(request, generation);
  };

  const answered = (
    { socket, inFlight }: Connection,
    watch: AnswerWatch,
    request: DataRequest,
  ): Promise<Reply> => {
    const answer = inFlight.add(request);
    watch.signal.addEventListener(
      "abort",
      () => {
        inFlight.fail(request, watch.faultOf(null));
        if (frames === "json") {
          // Its answer may still come, and could be taken for that of another request.
          socket.close();
        }
      },
      { once: true },
    );
    return answer;
  };

  /** Whether a request can be sent at once, and its answer told from the others. */
  const isFree = ({ socket, inFlight }: Connection, request: DataRequest): boolean =>
    socket.readyState === SOCKET_OPEN &&
    socket.bufferedAmount <= MAX_BUFFERED_BYTES &&
    (frames === "binary" || inFlight.hasRoomFor(request));

  return {
    label,
    simulated: false,
    get lacks() {
      const { binary, ...others } = lacksOf(address, way);
      return binary === undefined || frames === "binary" ? others : { ...others, binary };
    },
    get warning() {
      return gateway.warning;
    },
    limit: null,

    async open(signal) {
      if (way === "bridge") {
        if (bridge.token === null) {
          throw noToken(label);
        }
        generation = await gateway.generationBy(way, signal);
      }
      await connect(signal);
      if (way === "direct" && (await gateway.speaksProtobuf(signal))) {
        generation = await gateway.generationEitherWay(signal);
        frames = "binary";
      }
    },

    async send(request, signal) {
      const frame = encode(request);
      let connection: Connection | null = null;
      const giveUp = () => {
        connection?.inFlight.failAll(stopped(sending, signal.reason));
        connection?.socket.close();
      };
      signal.addEventListener("abort", giveUp, { once: true });
      let { totalMs } = limits;
      const startWatch = () => watchAnswer(clock, sending, { ...limits, totalMs }, signal);
      let sinceMs = clock.nowMs();
      let watch = startWatch();
      let isSent = false;
      try {
        connection = await within(watch, connect(signal));
        while (!isFree(connection, request)) {
          if (connection.socket.readyState !== SOCKET_OPEN) {
            connection = await within(watch, connect(signal));
          } else if (connection.socket.bufferedAmount > MAX_BUFFERED_BYTES) {
            await within(watch, clock.sleep(BUFFER_PAUSE_MS, signal));
          } else {
            // Behind other requests its time does not pass.
            watch.stop();
            totalMs = totalMs === null ? null : totalMs - (clock.nowMs() - sinceMs);
            await wake.promise;
            sinceMs = clock.nowMs();
            watch = startWatch();
          }
        }
        const answer = answered(connection, watch, request);
        connection.socket.send(frame);
        isSent = true;
        return await answer;
      } catch (cause) {
        // The pause before a full buffer ends so.
        const fault = signal.aborted && !(cause instanceof ClientError) ? stopped(sending, cause) : cause;
        throw isSent || !(fault instanceof ClientError) ? fault : ofUnsent(fault);
      } finally {
        watch.stop();
        signal.removeEventListener("abort", giveUp);
      }
    },

    close() {
      const last = current;
      // One that a request no longer waited for.
      giveUpOpening();
      if (isClosed || !last) {
        return;
      }
      isClosed = true;
      const { socket, inFlight } = last;
      if (socket.readyState !== SOCKET_OPEN || inFlight.count > 0) {
        inFlight.failAll(stopped(sending, null));
        socket.close();
        return;
      }
      endInput(socket, END_OF_INPUT[frames], clock);
    },
  };
}

function tooLarge(length: number, tried: string): ClientError {
  const mib = (count: number) => Math.ceil(count / (1 << 20));
  return new ClientError(
    "too-large",
    `The answer has ${mib(length)} MiB; this page takes up to ${mib(MAX_MESSAGE_BYTES)} MiB.`,
    { tried, advice: SMALLER_REQUESTS },
  );
}

/** Where the connection goes. */
function placeOf({ address, way, bridge }: WebsocketOptions): SocketPlace {
  const target = hostAndPort(address);
  if (way === "direct") {
    return { url: `${address.tls ? "wss" : "ws"}://${target}/`, protocols: [] };
  }
  const query = new URLSearchParams({ target, ...(address.tls && { tls: "1" }) });
  return placeOnBridge(bridge, `${WEBSOCKET_RELAY_PATH}?${query}`);
}

/** Characters or bytes of what came. */
function sizeOf(data: unknown): number {
  return typeof data === "string" ? data.length : data instanceof ArrayBuffer ? data.byteLength : 0;
}
