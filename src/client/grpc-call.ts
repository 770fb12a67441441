/**
 * The way to a gRPC gateway on which a whole run is one call, `Call`, as in Jina's own client: requests and answers go
 * side by side on it, answers in the order in which they are ready. No browser sends such a call, so the page speaks
 * gRPC-web's frames over a WebSocket to its server, which makes the call.
 *
 * What ends the call takes what is in flight with it; the next request begins another one.
 */
import { trailerFlag } from "@connectrpc/connect/protocol-grpc-web";
import { type OpenSocket, SOCKET_OPEN, type Socket } from "../base/socket.ts";
import { counted } from "../base/words.ts";
import { BRIDGE_HEADERS, CALL_RELAY_PATH, MAX_MESSAGE_BYTES } from "../model/run/bridge-contract.ts";
import { ClientError, type ClientErrorCode } from "../model/run/client-error.ts";
import { printHeaders } from "../model/run/headers.ts";
import type { Transport } from "../model/run/transport.ts";
import { hostAndPort } from "./address.ts";
import { indexed, replyOf } from "./answer.ts";
import { limitsOf, watchAnswer, within } from "./answer-watch.ts";
import { type Attempt, noToken, SILENCE, stopped } from "./bridge-faults.ts";
import {
  BUFFER_PAUSE_MS,
  type Connection,
  connectSocket,
  endInput,
  MAX_BUFFERED_BYTES,
  placeOnBridge,
} from "./connect-socket.ts";
import { createFrameReader } from "./frame-reader.ts";
import type { Generation } from "./generation.ts";
import { askGeneration } from "./grpc-info.ts";
import { failureAtEnd } from "./grpc-status.ts";
import type { GrpcWebOptions } from "./grpc-web.ts";
import { failureOf } from "./grpc-web-faults.ts";
import { createGrpcWire } from "./grpc-wire.ts";
import { createInFlight, type InFlight } from "./in-flight.ts";
import { labelOfCall, lacksOfCall, unverifiedWarning } from "./way.ts";
import { closingFault } from "./websocket-faults.ts";
import { MAX_USED_BYTES, messageFrame } from "./wire-message.ts";

const OPEN_LIMIT_MS = 5000;
/** Any text after the head says so. */
const END_OF_REQUEST = "end";
/** As many as the gateway would work on for a page that sends each request by itself, and some that wait there. */
const WINDOW = 8;

/** Faults that say what has become of each request in flight. Of several, others do not tell which one they are about. */
const OF_ALL: ReadonlySet<ClientErrorCode> = new Set<ClientErrorCode>([
  "unreachable",
  "bridge-busy",
  "bridge-token",
  "target-not-allowed",
  "target-refused",
  "target-own",
  "not-a-gateway",
  "address",
  "input",
  "canceled",
]);

/** Which gateway, and by what means; the way is through the page's server. */
export interface GrpcCallOptions extends GrpcWebOptions {
  /** The browser's WebSocket. */
  readonly openSocket: OpenSocket;
  /** How many requests the gateway works on at a time, Jina's `prefetch`; its own number without. */
  readonly prefetch?: number | undefined;
}

/** A transport on which all requests are one call. Nothing is sent before `open`. */
export function createGrpcCallTransport(options: GrpcCallOptions): Transport {
  const { address, way, bridge, clock, openLimitMs = OPEN_LIMIT_MS, indexLarge } = options;
  const { limits = limitsOf(undefined) } = options;
  let warning: string | null = null;
  const wire = createGrpcWire({
    ...options,
    onUnverified: () => {
      warning = unverifiedWarning(address);
    },
  });
  const label = labelOfCall(address);
  const opening: Attempt = { stage: "open", tried: label, address, way: "bridge", limitMs: openLimitMs };
  const sending: Attempt = { stage: "send", tried: label, address, way: "bridge", limitMs: null };
  let generation: Generation = "v1";
  let current: Connection | null = null;
  let connecting: Promise<Connection> | null = null;
  let giveUpOpening = () => {};
  /** Buffers of requests that were handed to the browser, which has copied them. */
  const used: ArrayBuffer[] = [];

  const connect = (signal: AbortSignal): Promise<Connection> => {
    if (current?.socket.readyState === SOCKET_OPEN) {
      return Promise.resolve(current);
    }
    connecting ??= begin(signal).finally(() => {
      connecting = null;
    });
    return connecting;
  };

  /** Begins a call. Its faults come as the end of the call, when something has been sent on it. */
  const begin = async (signal: AbortSignal): Promise<Connection> => {
    const inFlight = createInFlight(() => {}, label);
    const lose = (fault: ClientError): void => {
      if (current?.inFlight === inFlight) {
        current = null;
      }
      inFlight.failAll(asOfAll(fault, inFlight.count));
    };
    const answers = readAnswers({
      inFlight,
      indexLarge,
      generationNow: () => generation,
      faultOf: (cause) => failureOf(cause, sending, signal),
      endedEarly: () => endedEarly(label),
      lose,
      close: () => socket.close(),
    });
    const socket: Socket = await connectSocket(
      {
        ...options,
        ...placeOnBridge(bridge, CALL_RELAY_PATH),
        openLimitMs,
        attempt: sending,
        signal,
      },
      {
        opening(giveUpNow) {
          giveUpOpening = giveUpNow;
        },
        message: (data) => answers.push(new Uint8Array(data as ArrayBuffer)),
        closed: (how) => closingFault({ ...how, way, takesNoJson: false, inFlight: inFlight.count }, sending),
        ended: answers.loseBehind,
      },
    );
    socket.send(headOf(options));
    current = { socket, inFlight };
    return current;
  };

  const stop = (call: Connection | null, reason: unknown): void => {
    call?.inFlight.failAll(stopped(sending, reason));
    call?.socket.close();
  };

  return {
    label,
    simulated: false,
    lacks: lacksOfCall(),
    limit: null,
    window: WINDOW,
    get warning() {
      return warning;
    },

    async open(signal) {
      if (bridge.token === null) {
        throw noToken(label);
      }
      generation = await askGeneration(wire, opening, signal);
    },

    async send(request, signal) {
      const frame = messageFrame(request, generation, used.pop());
      let call: Connection | null = null;
      const giveUp = () => stop(call, signal.reason);
      signal.addEventListener("abort", giveUp, { once: true });
      const watch = watchAnswer(clock, sending, limits, signal);
      try {
        call = await within(watch, connect(signal));
        while (call.socket.readyState !== SOCKET_OPEN || call.socket.bufferedAmount > MAX_BUFFERED_BYTES) {
          if (call.socket.readyState === SOCKET_OPEN) {
            await within(watch, clock.sleep(BUFFER_PAUSE_MS, signal));
          } else {
            call = await within(watch, connect(signal));
          }
        }
        const { socket, inFlight } = call;
        watch.signal.addEventListener("abort", () => inFlight.fail(request, watch.faultOf(null)), {
          once: true,
        });
        const answer = inFlight.add(request);
        socket.send(frame);
        if (used.length < WINDOW && frame.buffer.byteLength <= MAX_USED_BYTES) {
          used.push(frame.buffer);
        }
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
      // One that is closing by itself takes no more.
      if (last?.socket.readyState !== SOCKET_OPEN || last.inFlight.count > 0) {
        stop(last, null);
        return;
      }
      endInput(last.socket, END_OF_REQUEST, clock);
    },
  };
}

interface AnswersOptions extends Pick<GrpcCallOptions, "indexLarge"> {
  readonly inFlight: InFlight;
  readonly generationNow: () => Generation;
  readonly faultOf: (cause: unknown) => ClientError;
  /** What a call has ended with that was a success and came too soon. */
  readonly endedEarly: () => ClientError;
  /** Ends all requests in flight. */
  readonly lose: (fault: ClientError) => void;
  /** Ends the connection. */
  readonly close: () => void;
}

interface Answers {
  /** Takes what has come of the frames. */
  push(bytes: Uint8Array<ArrayBuffer>): void;
  /** Ends all requests in flight, behind what has come before. */
  loseBehind(fault: ClientError): void;
}

/** Reads a call's frames: answers, which go to the requests in flight, and trailers, which end it. */
function readAnswers(options: AnswersOptions): Answers {
  const { inFlight, indexLarge, generationNow, faultOf, endedEarly, lose, close } = options;
  /** What is done with the frames, one after another: a large answer is gone through in a worker. */
  let done: Promise<void> = Promise.resolve();
  const reader = createFrameReader(MAX_MESSAGE_BYTES, (flag, message) => {
    const unasked = flag === 0 ? inFlight.noteAnswer() : null;
    if (unasked) {
      throw unasked;
    }
    done = done.then(() => (flag === 0 ? answer(message) : end(flag, message)));
  });
  const answer = async (bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    try {
      const answered = indexed(bytes, indexLarge);
      inFlight.answer(replyOf(answered instanceof Promise ? await answered : answered, generationNow()));
    } catch (cause) {
      giveUp(faultOf(cause));
    }
  };
  /** The call has ended, as this frame of trailers says. */
  const end = (flag: number, message: Uint8Array): void => {
    if (flag !== trailerFlag) {
      giveUp(faultOf(new RangeError(`a frame with the flag ${flag}`)));
      return;
    }
    try {
      const failure = failureAtEnd(message, null);
      lose(failure ? faultOf(failure) : endedEarly());
    } catch (cause) {
      giveUp(faultOf(cause));
    }
  };
  /** What came makes no sense, and neither would what comes. */
  const giveUp = (fault: ClientError): void => {
    lose(fault);
    close();
  };
  const loseBehind = (fault: ClientError): void => {
    done = done.then(() => lose(fault));
  };
  return {
    loseBehind,
    push(bytes) {
      try {
        reader.push(bytes);
      } catch (cause) {
        loseBehind(faultOf(cause));
        close();
      }
    },
  };
}

/** The first text on the connection, which says what is called and how. */
function headOf({ address, headers = [], compression, prefetch }: GrpcCallOptions): string {
  return new URLSearchParams({
    [BRIDGE_HEADERS.target]: hostAndPort(address),
    ...(address.tls && { [BRIDGE_HEADERS.tls]: "1" }),
    ...(headers.length > 0 && { [BRIDGE_HEADERS.headers]: printHeaders(headers) }),
    ...(compression && { [BRIDGE_HEADERS.compression]: compression }),
    ...(prefetch !== undefined && { __prefetch__: String(prefetch) }),
  }).toString();
}

/** What is said of each of several requests that were in flight when the call ended so. */
function asOfAll(fault: ClientError, count: number): ClientError {
  if (count < 2 || OF_ALL.has(fault.code)) {
    return fault;
  }
  const lost = `${counted(count, "request")} were in flight, and the end of the call does not say which one it is about.`;
  return new ClientError("interrupted", `${fault.message} ${lost}`, {
    tried: fault.tried,
    executor: fault.executor,
    advice: fault.advice,
    cause: fault,
  });
}

function endedEarly(tried: string): ClientError {
  return new ClientError("interrupted", "The gateway ended the call before it had answered.", {
    tried,
    advice: SILENCE.send,
  });
}
