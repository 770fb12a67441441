/** Opens WebSockets as the transports need them: within a time, given up by a signal, and refused in words. */
import type { Clock } from "../base/clock.ts";
import { type OpenSocket, SOCKET_OPEN, type Socket } from "../base/socket.ts";
import type { Way } from "../model/run/address.ts";
import { FAULT_SUBPROTOCOL, RELAY_SUBPROTOCOL, TOKEN_SUBPROTOCOL } from "../model/run/bridge-contract.ts";
import { ClientError } from "../model/run/client-error.ts";
import { type Attempt, stopped } from "./bridge-faults.ts";
import type { InFlight } from "./in-flight.ts";
import type { BridgeAccess } from "./way.ts";
import { refusedByBrowser } from "./websocket-faults.ts";

/** What waits in the browser to be written, before more is given to it. */
export const MAX_BUFFERED_BYTES = 4 << 20;
/** How long is waited before it is looked at again. */
export const BUFFER_PAUSE_MS = 5;

/** Where a connection goes, and the subprotocols that it asks for. */
export interface SocketPlace {
  readonly url: string;
  readonly protocols: string[];
}

/** A connection that was opened, and the requests on it, which end with it. */
export interface Connection {
  readonly socket: Socket;
  readonly inFlight: InFlight;
}

interface ConnectOptions extends SocketPlace {
  readonly way: Way;
  readonly openSocket: OpenSocket;
  readonly clock: Clock;
  readonly openLimitMs: number;
  readonly attempt: Attempt;
  /** Gives up the connection, also once it is open. */
  readonly signal: AbortSignal;
}

interface SocketEvents {
  /** Gives what gives it up while it opens; afterwards what does nothing. */
  opening(giveUp: () => void): void;
  message(data: unknown): void;
  /** It has closed, or never opened; gives why. It is not asked where the signal was the reason. */
  closed(how: { readonly code: number; readonly reason: string; readonly wasOpen: boolean }): ClientError;
  /** After that, with what came of it. */
  ended(fault: ClientError): void;
}

/** A place on the page's server, and the subprotocols by which it knows the page. */
export function placeOnBridge({ baseUrl, token }: BridgeAccess, path: string): SocketPlace {
  return {
    url: baseUrl.replace(/^http/, "ws").replace(/\/+$/, "") + path,
    // In a subprotocol no log has it.
    protocols: [RELAY_SUBPROTOCOL, FAULT_SUBPROTOCOL, TOKEN_SUBPROTOCOL + token],
  };
}

/** A connection that is open. Rejects with a ClientError. */
export async function connectSocket(options: ConnectOptions, events: SocketEvents): Promise<Socket> {
  const { url, protocols, way, clock, openLimitMs, attempt, signal } = options;
  if (signal.aborted) {
    throw stopped(attempt, signal.reason);
  }
  let opened: Socket;
  try {
    opened = options.openSocket(url, protocols);
  } catch (cause) {
    throw refusedByBrowser(cause, attempt);
  }
  opened.binaryType = "arraybuffer";
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  let wasOpen = false;
  const giveUp = () => {
    reject(stopped(attempt, signal.reason));
    if (way === "bridge" && opened.readyState !== SOCKET_OPEN) {
      // Browsers complain of one that is closed before it is open, and the page's server opens it soon.
      opened.addEventListener("open", () => opened.close());
    } else {
      opened.close();
    }
  };
  signal.addEventListener("abort", giveUp, { once: true });
  events.opening(giveUp);
  const stopWaiting = clock.after(openLimitMs, () => {
    reject(
      new ClientError("timeout", `No WebSocket opened within ${openLimitMs / 1000} s.`, {
        tried: attempt.tried,
      }),
    );
    giveUp();
  });
  opened.addEventListener("open", () => {
    wasOpen = true;
    // The page's server has not reached the gateway: why comes as a closing.
    if (opened.protocol !== FAULT_SUBPROTOCOL) {
      stopWaiting();
      events.opening(() => {});
      resolve(opened);
    }
  });
  opened.addEventListener("message", ({ data }) => events.message(data));
  // Behind it comes a closing, which says more.
  opened.addEventListener("error", () => {});
  opened.addEventListener("close", ({ code, reason }) => {
    stopWaiting();
    events.opening(() => {});
    signal.removeEventListener("abort", giveUp);
    const fault = signal.aborted ? stopped(attempt, null) : events.closed({ code, reason, wasOpen });
    reject(fault);
    events.ended(fault);
  });
  return promise;
}

/** How long a gateway may take to close after the end of input. */
const END_MS = 1000;

/** Says that nothing more is sent, and waits a moment for the other side to close. */
export function endInput(socket: Socket, end: Parameters<Socket["send"]>[0], clock: Clock): void {
  socket.send(end);
  const stopWaiting = clock.after(END_MS, () => socket.close());
  socket.addEventListener("close", stopWaiting);
}
