/**
 * The way to a WebSocket gateway: one connection a run, on which requests go side by side. Through the page's server
 * frames are protobuf; straight from a page, which cannot ask for that, they are JSON, as gateways with docarray below
 * 0.30 take it, unless a proxy before the gateway asks for protobuf: by its dry run a gateway shows which it speaks.
 *
 * A connection that is lost takes what is in flight with it; the next request opens another one.
 */
import { type OpenSocket, SOCKET_OPEN, type Socket } from "../base/socket.ts";
import type { Way } from "../model/run/address.ts";
import { MAX_MESSAGE_BYTES, WEBSOCKET_RELAY_PATH } from "../model/run/bridge-contract.ts";
import { ClientError } from "../model/run/client-error.ts";
import type { Reply } from "../model/run/reply.ts";
import type { DataRequest } from "../model/run/request.ts";
import type { Transport } from "../model/run/transport.ts";
import { hostAndPort } from "./address.ts";
import { type IndexLarge, indexed, replyOf, SMALL_BYTES } from "./answer.ts";
import { isFields, replyOfIndex, replyOfJson, wordOf } from "./answer-json.ts";
import { type AnswerLimits, type AnswerWatch, limitsOf, watchAnswer } from "./answer-watch.ts";
import { type Attempt, noToken, otherProtocol, SMALLER_REQUESTS, stopped } from "./bridge-faults.ts";
import {
  BUFFER_PAUSE_MS,
  type Connection,
  connectSocket,
  endInput,
  MAX_BUFFERED_BYTES,
  placeOnBridge,
  type SocketPlace,
  within,
} from "./connect-socket.ts";
import { type Generation, generationOf } from "./generation.ts";
import { createHttpWire, type HttpWireOptions, readText } from "./http-wire.ts";
import { createInFlight, type InFlight } from "./in-flight.ts";
import { documentIds } from "./json-documents.ts";
import type { IndexedJson } from "./json-index.ts";
import { encodeJsonRequest } from "./json-request.ts";
import { labelOf, lacksOf, unverifiedWarning } from "./way.ts";
import { runDry } from "./websocket-dry-run.ts";
import { BROKEN_OFF, closingFault } from "./websocket-faults.ts";
import { encodeMessage } from "./wire-message.ts";

const END_OF_INPUT = { json: "{}", binary: new Uint8Array(1) } as const;
/** For the dry run that shows which frames are spoken. One that takes longer, as Executors are busy, shows nothing. */
const DRY_RUN_MS = 1000;

/** Which gateway, which way, and by what means. */
export interface WebsocketOptions extends HttpWireOptions {
  /** The browser's WebSocket. */
  readonly openSocket: OpenSocket;
  /** For connecting, and for reading what the gateway is. 5000 unless said otherwise. */
  readonly openLimitMs?: number;
  /** For one answer, which comes in one piece. Those of a run without a timeout unless said otherwise. */
  readonly limits?: AnswerLimits;
  /** As that of gRPC-web. */
  readonly indexLarge?: IndexLarge;
  /** The same for JSON. */
  readonly indexLargeJson?: (text: string) => Promise<IndexedJson>;
  /** By their addresses, whether gateways speak protobuf to a page without its server; what is found out is put there. */
  readonly speakProtobuf?: Map<string, boolean>;
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
    speakProtobuf = new Map<string, boolean>(),
  } = options;
  const label = labelOf(address, way);
  const opening: Attempt = { stage: "open", tried: label, address, limitMs: openLimitMs };
  const sending: Attempt = { stage: "send", tried: label, address, limitMs: null };
  let frames: "json" | "binary" = way === "bridge" ? "binary" : "json";
  let generation: Generation = "v1";
  let warning: string | null = null;
  let current: Connection | null = null;
  let connecting: Promise<Connection> | null = null;
  let isClosed = false;
  let giveUpOpening = () => {};
  let wake = Promise.withResolvers<void>();
  const settled = () => {
    wake.resolve();
    wake = Promise.withResolvers();
  };

  /** Asks the gateway for its version, in HTTP, which a WebSocket gateway answers too. */
  const readGeneration = async (by: Way, signal: AbortSignal): Promise<Generation> => {
    const onUnverified = () => {
      warning = unverifiedWarning(address);
    };
    const status = await createHttpWire({ ...options, way: by, onUnverified }).ask(
      { method: "GET", path: "/status" },
      opening,
      signal,
      async ({ response }) => readText(response, label),
    );
    const versions = versionsOf(status);
    if (!versions) {
      throw new ClientError("not-a-gateway", "What answers there does not say which Jina it runs.", {
        tried: label,
        advice: otherProtocol(address),
      });
    }
    return generationOf(versions, label);
  };

  /** For what goes straight from a page: read by its server if there is one, else by itself, if a proxy lets it. */
  const readGenerationEitherWay = async (signal: AbortSignal): Promise<Generation> => {
    const isServed = bridge.token !== null;
    const byServer = isServed ? await readGeneration("bridge", signal).catch(() => null) : null;
    return byServer ?? readGeneration("direct", signal);
  };

  /** Whether it speaks protobuf to a page, because a proxy asks it to. */
  const findProtobuf = async (signal: AbortSignal): Promise<boolean> => {
    const known = speakProtobuf.get(label);
    if (known !== undefined) {
      return known;
    }
    const ran = await runDry({ ...options, limitMs: DRY_RUN_MS }, signal);
    const isBinary = ran.opens && ran.isBinary === true;
    if (isBinary || (ran.opens && ran.readiness.kind === "ready")) {
      speakProtobuf.set(label, isBinary);
    }
    return isBinary;
  };

  const connect = (signal: AbortSignal, attempt: Attempt): Promise<Connection> => {
    if (current?.socket.readyState === SOCKET_OPEN) {
      return Promise.resolve(current);
    }
    connecting ??= openConnection(signal, attempt).finally(() => {
      connecting = null;
    });
    return connecting;
  };

  const openConnection = async (signal: AbortSignal, attempt: Attempt): Promise<Connection> => {
    const inFlight = createInFlight(settled);
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
        await answer(inFlight, data);
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
      { ...options, ...placeOf(options), openLimitMs, attempt, signal },
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
            speakProtobuf.delete(label);
          }
          const takesNoJson = way === "direct" && frames === "json" && !hasAnswered;
          return closingFault({ ...how, way, takesNoJson, inFlight: inFlight.count }, attempt);
        },
        ended: loseRest,
      },
    );
    current = { socket, inFlight };
    return current;
  };

  /** Gives the answer that a message is to its request. */
  const answer = async (inFlight: InFlight, data: unknown): Promise<void> => {
    const length = sizeOf(data);
    if (length > MAX_MESSAGE_BYTES) {
      throw tooLarge(length, label);
    }
    const isLarge = length > SMALL_BYTES;
    if (typeof data === "string") {
      if (isLarge && indexLargeJson) {
        const indexed = await indexLargeJson(data);
        inFlight.answerByDocuments(replyOfIndex(indexed, generation, label), indexed.index.ids);
      } else {
        const said: unknown = JSON.parse(data);
        inFlight.answerByDocuments(replyOfJson(said, generation, label), documentIds(said));
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
      return warning;
    },
    limit: null,

    async open(signal) {
      if (way === "bridge") {
        if (bridge.token === null) {
          throw noToken(label);
        }
        generation = await readGeneration(way, signal);
      }
      await connect(signal, opening);
      if (way === "direct" && (await findProtobuf(signal))) {
        generation = await readGenerationEitherWay(signal);
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
      try {
        connection = await within(watch, connect(signal, sending));
        while (!isFree(connection, request)) {
          if (connection.socket.readyState !== SOCKET_OPEN) {
            connection = await within(watch, connect(signal, sending));
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
        return await answer;
      } catch (cause) {
        // The pause before a full buffer ends so.
        throw signal.aborted && !(cause instanceof ClientError) ? stopped(sending, cause) : cause;
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

/** The versions that a gateway's status names; null for what is no such status. */
function versionsOf(text: string): { [name: string]: string } | null {
  let status: unknown;
  try {
    status = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isFields(status) || !isFields(status.jina)) {
    return null;
  }
  return Object.fromEntries(Object.entries(status.jina).map(([name, version]) => [name, wordOf(version)]));
}

/** Characters or bytes of what came. */
function sizeOf(data: unknown): number {
  return typeof data === "string" ? data.length : data instanceof ArrayBuffer ? data.byteLength : 0;
}
